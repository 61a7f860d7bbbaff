#!/usr/bin/env python3
"""Compares what is read of documents with kreuzberg: which files give text, and how many of the Japanese characters that
are in them. One text in several formats lies in crates/content/tests/document/files; what was written by hand
(letter.fodt, list.fods, talk.fodp) says what is in them.

usage: extract.py FILES_DIR PROGRAM      (PROGRAM is the `sekisho` binary; kreuzberg needs `pip install kreuzberg`)
"""
import collections, pathlib, re, subprocess, sys, time

GROUPS = {'letter.fodt': ['odt', 'docx', 'doc', 'rtf', 'pdf'], 'list.fods': ['ods', 'xlsx', 'xls'], 'talk.fodp': ['odp', 'pptx']}
WIDE = re.compile('[぀-ヿ㐀-鿿]')


def wide(text):
    return collections.Counter(WIDE.findall(text))


def ours(program, path):
    return subprocess.run([program, 'scan', '--text', str(path)], capture_output=True, text=True).stdout


def theirs(_, path):
    from kreuzberg import extract_file_sync
    return extract_file_sync(str(path)).content


def main():
    folder, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    print(f"{'file':14}{'sekisho kept':>14}{'ms':>7}{'kreuzberg kept':>16}{'ms':>7}")
    for source, endings in GROUPS.items():
        want = wide(re.sub('<[^>]*>', ' ', (folder / source).read_text(encoding='utf8')))
        total = sum(want.values())
        for ending in endings:
            path = folder / f"{source.split('.')[0]}.{ending}"
            line = f'{path.name:14}'
            for read, width in ((ours, 14), (theirs, 16)):
                started = time.perf_counter()
                try:
                    kept = sum((want & wide(read(program, path))).values()) / total
                    line += f'{kept:{width}.1%}'
                except Exception as error:
                    line += f'{type(error).__name__[:width - 1]:>{width}}'
                line += f'{(time.perf_counter() - started) * 1000:7.0f}'
            print(line, flush=True)


if __name__ == '__main__':
    main()
