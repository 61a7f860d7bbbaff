#!/usr/bin/env python3
"""Makes an evaluation set: Japanese sentences with the places of personal data, lists with their true number of
persons, and person-free sentences.

usage: generate.py OUT_DIR [--seed N] [--count N]

Names come from names_test.tsv, which was written for this and is no part of the shipped dictionaries: a third of its
given names is in none of them. Addresses are real towns with their real postal codes. The same seed gives the same set.
"""
import argparse, csv, json, os, random

HERE = os.path.dirname(os.path.abspath(__file__))
GAZETTEER = os.path.join(HERE, '..', '..', 'crates', 'privacy', 'data', 'gazetteer.tsv')

LETTERS = [
    '{company}の{name}様、いつもお世話になっております。',
    '担当の{name}です。よろしくお願いいたします。',
    '本件は{name}さんにご確認ください。',
    '{name}様のご住所は{address}で間違いないでしょうか。',
    '氏名:{name}\n電話:{phone}\n住所:〒{postal} {address}',
    'お名前: {name_spaced} 様\nご連絡先: {phone}\nメール: {email}',
    '{name_spaced}({kana})様より申し込みがありました。',
    '{company} {department} {name_spaced}\nTEL: {phone}\nE-mail: {email}',
    '昨日の会議には{name}部長と{name2}課長が出席しました。',
    '{name}、{name2}の両名を担当とします。',
    'お客様({name_spaced}様 {phone})へ折り返しのお電話をお願いします。',
    '生年月日:{birth} 氏名:{name}',
    'マイナンバー:{mynumber}({name})',
    'カード番号 {card} の{name}様からお問い合わせです。',
    '{email} 宛に{name}様の資料をお送りしました。',
    'フリガナ:{kana}\n氏名:{name_spaced}',
    '届け先は〒{postal} {address} {name_spaced}様です。',
    '{name}は来週から出張のため、代わりに{name2}が伺います。',
    '新任の{name_spaced}を紹介いたします。',
    'From: {name_spaced} <{email}>',
]
NEGATIVES = [
    '{company}の新製品に関するご案内です。', '納期は{date}、数量は{n}個です。', '型番 {part} を{n}台発注いたします。',
    '伝票番号 {tracking} でお問い合わせください。', '{city}の工場で{n}件の不具合がありました。', '議事録は{date}までに共有フォルダへ保存してください。',
    'バージョン {version} をリリースしました。', '売上高は{amount}円、前年比{n}%です。', '{city}支店の開設を予定しています。',
    '次回の定例会議は{date}の10時からです。', '添付の見積書(No.{part})をご確認ください。', '平素は格別のお引き立てを賜り、厚く御礼申し上げます。',
    '{city}観光協会主催の物産展が開かれます。', '請求書番号 INV-{part} のお支払いをお願いします。', '第{n}回 品質改善委員会の開催について',
    '高血圧予防の講演会を{city}で開催します。', 'がん検診の受診率は{n}%でした。', '本社移転に伴い、代表電話の受付時間を変更します。',
    '{company}、{company2}との三社会談を行いました。', '健康診断は{date}に実施します。', '東京駅八重洲口から徒歩{n}分です。',
    '在庫は残り{n}箱、単価は{amount}円です。', 'サーバーの再起動は{date}の深夜に行います。', '規程の改定案を取締役会に上程しました。',
]
COMPANIES = ['株式会社青空商事', 'みらい電機株式会社', '株式会社山手フーズ', '北斗物産株式会社', '合同会社リンクス', '医療法人白樺会', '有限会社丸金製作所']
DEPARTMENTS = ['営業部', '総務部 人事課', '情報システム室', '第二営業本部', '経理課', '品質保証部']


def names():
    rows = [row for row in csv.reader(open(os.path.join(HERE, 'names_test.tsv'), encoding='utf8'), delimiter='\t')
            if row and not row[0].startswith('#')]
    return [row[1:] for row in rows if row[0] == 's'], [row[1:] for row in rows if row[0] == 'g']


def towns():
    prefecture = city = ''
    found = []
    for line in open(GAZETTEER, encoding='utf8'):
        line = line.rstrip('\n')
        if line.startswith('# '):
            continue
        if line[0] == '#':
            prefecture = line[1:]
        elif line[0] == '=':
            city = line[1:]
        elif line[7:]:
            found.append((line[:7], prefecture, city, line[7:]))
    return found


def my_number(chance):
    body = [chance.randrange(10) for _ in range(11)]
    total = sum(d * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(body), 1))
    rest = total % 11
    return ''.join(map(str, body)) + str(0 if rest <= 1 else 11 - rest)


def card(chance):
    body = '4' + ''.join(str(chance.randrange(10)) for _ in range(14))
    total = sum(sum(divmod(int(d) * (2 if n % 2 == 0 else 1), 10)) for n, d in enumerate(reversed(body)))
    whole = body + str(-total % 10)
    return ' '.join(whole[n:n + 4] for n in range(0, 16, 4))


class Maker:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.surnames, self.given = names()
        self.towns = towns()

    def person(self):
        surname, given = self.chance.choice(self.surnames), self.chance.choice(self.given)
        return surname[0], given[0], surname[1], given[1]

    def phone(self):
        r = self.chance
        four = lambda: f'{r.randrange(10000):04}'
        return r.choice([f'090-{four()}-{four()}', f'080-{four()}-{four()}', f'03-{r.randrange(3000, 6999)}-{four()}',
                         f'045-{r.randrange(200, 999)}-{four()}', f'0{r.choice(["90", "80", "70"])}{r.randrange(10**7, 10**8)}',
                         f'06({r.randrange(4000, 6999)}){four()}'])

    def birth(self):
        r = self.chance
        year, month, day = r.randrange(1940, 2015), r.randrange(1, 13), r.randrange(1, 29)
        era = ('平成', year - 1988) if year >= 1989 else ('昭和', year - 1925)
        return r.choice([f'{year}年{month}月{day}日', f'{year}/{month:02}/{day:02}', f'{year}-{month:02}-{day:02}', f'{era[0]}{era[1]}年{month}月{day}日'])

    def values(self):
        r = self.chance
        s, g, sk, gk = self.person()
        s2, g2, _, _ = self.person()
        code, prefecture, city, town = r.choice(self.towns)
        block = r.choice(['{}-{}-{}', '{}丁目{}番{}号', '{}-{}']).format(r.randrange(1, 9), r.randrange(1, 30), r.randrange(1, 20))
        full = r.choice([0, 0, 0, 1])
        return {
            'name': s + g, 'name_spaced': s + r.choice([' ', '\u3000']) + g, 'name2': s2 + g2, 'kana': f'{sk} {gk}',
            'phone': self.phone(), 'email': f'{r.choice("abcdefgh")}{r.randrange(1000)}.{r.choice(["sato", "taro", "info", "m.k"])}@{r.choice(["example.co.jp", "mail.example.com", "docomo.example.jp"])}',
            'postal': code[:3] + '-' + code[3:], 'address': prefecture + city + town + block, 'birth': self.birth(),
            'mynumber': my_number(r), 'card': card(r), 'company': r.choice(COMPANIES), 'company2': r.choice(COMPANIES),
            'department': r.choice(DEPARTMENTS), 'date': f'2025年{r.randrange(1, 13)}月{r.randrange(1, 29)}日', 'n': str(r.randrange(1, 200)),
            'part': f'{r.choice("ABXZ")}{r.choice("BCKR")}-{r.randrange(1000, 9999)}-{r.randrange(10, 99)}', 'tracking': f'{r.randrange(1000, 9999)}-{r.randrange(1000, 9999)}-{r.randrange(1000, 9999)}',
            'city': city, 'version': f'{r.randrange(1, 20)}.{r.randrange(20)}.{r.randrange(100)}', 'amount': f'{r.randrange(1000, 999999):,}', 'full': full,
        }

    def sentence(self, template, personal):
        values, text, spans = self.values(), '', []
        types = {'name': 'name', 'name_spaced': 'name', 'name2': 'name', 'kana': 'name', 'phone': 'phone', 'email': 'email', 'postal': 'postal-code',
                 'address': 'address', 'birth': 'birth-date', 'mynumber': 'my-number', 'card': 'card'}
        while template:
            head, brace, rest = template.partition('{')
            text += head
            if not brace:
                break
            key, _, template = rest.partition('}')
            if personal and key in types:
                spans.append({'start': len(text), 'end': len(text) + len(values[key]), 'type': types[key]})
            text += values[key]
        return {'text': text, 'spans': spans}

    def table(self, rows):
        header = self.chance.choice([['氏名', '電話番号', 'メールアドレス', '郵便番号', '住所'], ['お名前', 'フリガナ', '携帯', 'Ｅ－ｍａｉｌ', '備考'],
                                     ['No.', '姓', '名', 'TEL', 'mail'], None])
        lines = [header] if header else []
        for n in range(rows):
            v = self.values()
            s, g = v['name_spaced'].replace('\u3000', ' ').split(' ')
            mail = f'user{n}@example.jp'
            if header and header[0] == 'お名前':
                lines.append([s + ' ' + g, v['kana'], v['phone'], mail, ''])
            elif header and header[0] == 'No.':
                lines.append([str(n + 1), s, g, v['phone'], mail])
            else:
                lines.append([s + g, v['phone'], mail, v['postal'], v['address']])
        return {'rows': lines, 'persons': rows}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('out')
    arguments.add_argument('--seed', type=int, default=1)
    arguments.add_argument('--count', type=int, default=1000)
    given = arguments.parse_args()
    os.makedirs(given.out, exist_ok=True)
    maker = Maker(given.seed)
    with open(os.path.join(given.out, 'sentences.jsonl'), 'w', encoding='utf8') as out:
        for n in range(given.count):
            out.write(json.dumps(maker.sentence(LETTERS[n % len(LETTERS)], True), ensure_ascii=False) + '\n')
    with open(os.path.join(given.out, 'negatives.jsonl'), 'w', encoding='utf8') as out:
        for n in range(given.count):
            out.write(json.dumps(maker.sentence(NEGATIVES[n % len(NEGATIVES)], False), ensure_ascii=False) + '\n')
    with open(os.path.join(given.out, 'tables.jsonl'), 'w', encoding='utf8') as out:
        for size in (10, 100, 1000):
            for _ in range(8):
                out.write(json.dumps(maker.table(size), ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
