#!/usr/bin/env python3
"""Compares what is read of documents with kreuzberg, and of PDF files with poppler: which files give text, how many of the
Japanese characters that are in them, and whether what is missing is said (`blind`) or silent.

usage: extract.py DOCUMENTS PROGRAM
DOCUMENTS is what documents.py made, or crates/content/tests/document/files (one hand-written text in several formats, with
hidden data). PROGRAM is the `sekisho` binary; kreuzberg needs `pip install kreuzberg`, poppler is Debian's poppler-utils.
"""
import collections, json, pathlib, re, shutil, subprocess, sys, time

GROUPS = {'letter.fodt': ['odt', 'docx', 'doc', 'rtf', 'pdf'], 'list.fods': ['ods', 'xlsx', 'xls'], 'talk.fodp': ['odp', 'pptx']}
WIDE = re.compile('[぀-ヿ㐀-鿿]')
WHOLE = 0.999


def wide(text):
    return collections.Counter(WIDE.findall(text))


def ours(program, path):
    done = subprocess.run([program, 'scan', '--text', str(path)], capture_output=True, text=True)
    return done.stdout, done.returncode != 0


def kreuzberg(_, path):
    from kreuzberg import extract_file_sync
    return extract_file_sync(str(path)).content, False


def poppler(_, path):
    if path.suffix != '.pdf' or not shutil.which('pdftotext'):
        return None
    return subprocess.run(['pdftotext', '-layout', str(path), '-'], capture_output=True, text=True).stdout, False


def wanted(folder):
    if (folder / 'expected.json').exists():
        return json.loads((folder / 'expected.json').read_text(encoding='utf8'))
    texts = {}
    for source, endings in GROUPS.items():
        text = re.sub('<[^>]*>', ' ', (folder / source).read_text(encoding='utf8'))
        texts.update({f"{source.split('.')[0]}.{ending}": text for ending in endings})
    return texts


def main():
    folder, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    readers = [('sekisho', ours), ('kreuzberg', kreuzberg), ('poppler', poppler)]
    print(f"{'file':28}" + ''.join(f'{name:>14}{"ms":>6}' for name, _ in readers))
    sums = {name: collections.Counter() for name, _ in readers}
    for file, text in sorted(wanted(folder).items()):
        want, line = wide(text), f'{file:28}'
        for name, read in readers:
            started, tally = time.perf_counter(), sums[name]
            try:
                got = read(program, folder / file)
            except Exception as error:
                got = ('', False)
                print(f'{name}: {file}: {type(error).__name__}', file=sys.stderr)
            if got is None:
                line += f"{'':20}"
                continue
            kept = sum((want & wide(got[0])).values())
            tally['files'] += 1
            tally['whole'] += kept >= WHOLE * sum(want.values())
            tally['silent'] += kept < WHOLE * sum(want.values()) and not got[1]
            tally['kept'] += kept
            tally['want'] += sum(want.values())
            mark = ' blind' if got[1] else ''
            line += f'{kept / sum(want.values()):>8.1%}{mark:6}{(time.perf_counter() - started) * 1000:6.0f}'
        print(line, flush=True)
    for name, tally in sums.items():
        if tally['files']:
            print(f"{name}: {tally['files']} files, {tally['whole']} whole, {tally['kept'] / tally['want']:.2%} of the characters, "
                  f"{tally['silent']} with something missing and not said")


if __name__ == '__main__':
    main()
