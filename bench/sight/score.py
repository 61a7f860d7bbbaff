#!/usr/bin/env python3
"""Scores finders on a generated set: precision, recall, F1 per type, exact and overlapping; false names per 1,000
person-free sentences; characters per second.

usage: score.py SET_DIR [--show N] [--peer presidio] [--lines PROGRAM]

The finder of this project is `cargo run -p sekisho-privacy --example lines` (or PROGRAM, which reads and writes the
same lines). The peer needs `pip install presidio-analyzer ja-ginza`; what it cannot find at all is left out of its
column, not counted against it.
"""
import argparse, collections, json, subprocess, sys, time


def load(path):
    return [json.loads(line) for line in open(path, encoding='utf8')]


def ours(program, texts):
    lines = ''.join(json.dumps(text) + '\n' for text in texts)
    started = time.perf_counter()
    done = subprocess.run(program, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [[(f['start'], f['end'], f['type']) for f in answer['findings']] for answer in answers], time.perf_counter() - started


def presidio(texts):
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    engine = NlpEngineProvider(nlp_configuration={'nlp_engine_name': 'spacy', 'models': [{'lang_code': 'ja', 'model_name': 'ja_ginza'}],
        'ner_model_configuration': {'model_to_presidio_entity_mapping': {'Person': 'PERSON', 'PERSON': 'PERSON'}, 'low_score_entity_names': [], 'labels_to_ignore': []}}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=['ja'])
    names = {'PERSON': 'name', 'PHONE_NUMBER': 'phone', 'EMAIL_ADDRESS': 'email', 'CREDIT_CARD': 'card'}
    started = time.perf_counter()
    found = [[(r.start, r.end, names[r.entity_type]) for r in analyzer.analyze(text, language='ja') if r.entity_type in names] for text in texts]
    return found, time.perf_counter() - started


def score(cases, found, show):
    tally = collections.defaultdict(lambda: collections.Counter())
    shown = 0
    for case, got in zip(cases, found):
        want = [(s['start'], s['end'], s['type']) for s in case['spans']]
        kinds = ({t for _, _, t in want} | {t for _, _, t in got}) - {'company', 'title'}
        for kind in kinds:
            w, g = [x for x in want if x[2] == kind], [x for x in got if x[2] == kind]
            exact = len(set(w) & set(g))
            meets = lambda a, b: a[0] < b[1] and b[0] < a[1]
            t = tally[kind]
            t['want'] += len(w); t['got'] += len(g); t['exact'] += exact
            t['hit'] += sum(any(meets(a, b) for b in g) for a in w)
            t['true'] += sum(any(meets(a, b) for b in w) for a in g)
            if set(w) != set(g) and shown < show:
                shown += 1
                cut = lambda spans: [case['text'][a:b] for a, b, _ in spans]
                print(f"  {kind}: {case['text']!r}\n     missing {cut(set(w) - set(g))} extra {cut(set(g) - set(w))}", file=sys.stderr)
    return tally


def tables(program, cases):
    """Persons counted against persons that are there."""
    lines = ''.join(json.dumps(case['rows']) + '\n' for case in cases)
    done = subprocess.run(program, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line)['persons'] for line in done.stdout.splitlines()]
    off = [case['persons'] for case, got in zip(cases, answers) if not got['lower'] * 0.99 <= case['persons'] <= got['upper'] * 1.01]
    exact = sum(got['lower'] == got['upper'] == case['persons'] for case, got in zip(cases, answers))
    print(f'lists: {len(cases)}, true number inside the range (1 %): {len(cases) - len(off)}, exactly counted: {exact}')


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


def report(title, tally, seconds, characters):
    print(f'\n{title}: {characters / seconds:,.0f} characters/s')
    print(f"{'type':14}{'n':>6}{'exact P':>9}{'R':>7}{'F1':>7}{'overlap P':>11}{'R':>7}{'F1':>7}")
    for kind, t in sorted(tally.items()):
        if t['want']:
            p, r = t['exact'] / max(t['got'], 1), t['exact'] / t['want']
            op, orr = t['true'] / max(t['got'], 1), t['hit'] / t['want']
            print(f"{kind:14}{t['want']:6}{p:9.3f}{r:7.3f}{f1(p, r):7.3f}{op:11.3f}{orr:7.3f}{f1(op, orr):7.3f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('set')
    arguments.add_argument('--show', type=int, default=0)
    arguments.add_argument('--peer', choices=['presidio'])
    arguments.add_argument('--lines', default='target/debug/examples/lines')
    arguments.add_argument('--tables', default='target/debug/examples/tables')
    given = arguments.parse_args()
    cases, negatives = load(f'{given.set}/sentences.jsonl'), load(f'{given.set}/negatives.jsonl')
    finders = [('sekisho', lambda texts: ours([given.lines], texts))]
    if given.peer:
        finders.append(('presidio + ja_ginza', presidio))
    for title, find in finders:
        texts = [case['text'] for case in cases + negatives]
        found, seconds = find(texts)
        report(title, score(cases, found, given.show if title == 'sekisho' else 0), seconds, sum(map(len, texts)))
        wrong = [(case['text'], got) for case, got in zip(negatives, found[len(cases):]) if any(t not in ('company', 'title') for _, _, t in got)]
        names = sum(any(t == 'name' for _, _, t in got) for _, got in wrong)
        print(f'person-free sentences: {names / len(negatives):.2%} with a name, {len(wrong) / len(negatives):.2%} with anything personal')
        for text, got in wrong[:given.show if title == 'sekisho' else 0]:
            print(f"  {text!r} {[(text[a:b], t) for a, b, t in got if t != 'company']}", file=sys.stderr)
    tables(given.tables, load(f'{given.set}/tables.jsonl'))


if __name__ == '__main__':
    main()
