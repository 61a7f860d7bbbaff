#!/usr/bin/env python3
"""Makes documents with programs people use, each with what must be read of it: OUT/NAME and OUT/expected.json.

usage: documents.py OUT

Needs python-docx, openpyxl, xlsxwriter, python-pptx, odfpy, reportlab, fpdf2 (PyPI); LibreOffice (`soffice`) makes the old
formats and its own when it is there. All content is made up. Plain documents: text, tables, headers, notes; nothing hidden.
"""
import json, pathlib, random, shutil, subprocess, sys

SURNAMES = '佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水'.split()
GIVEN = '花子 太郎 一郎 健太 美咲 翔太 愛 誠 由美 大介 陽菜 蓮 結衣 大翔 悠真 葵'.split()
TOWNS = '東京都千代田区丸の内 大阪府大阪市北区梅田 北海道札幌市中央区大通西 福岡県福岡市博多区博多駅前 愛知県名古屋市中区栄'.split()
SENTENCES = ['いつもお世話になっております。', '先日の打合せの議事録をお送りいたします。', '納期は来月の上旬を予定しております。',
             '見積書の有効期限は発行から三十日間です。', 'ご不明な点がございましたら担当までご連絡ください。', '球場の三番窓口で入場券をお受け取りください。',
             '健康診断の結果は個別に郵送いたします。', '変更がある場合は前日までにお知らせください。']
HEAD = ['会員番号', '氏名', '電話番号', '住所']
FONT = '/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf'


def rows(seed, count):
    pick = random.Random(seed)
    return [[f'C-{seed:02}{n:04}', f'{pick.choice(SURNAMES)} {pick.choice(GIVEN)}', f'090-{pick.randrange(10000):04}-{pick.randrange(10000):04}',
             f'{pick.choice(TOWNS)}{pick.randrange(1, 9)}-{pick.randrange(1, 30)}'] for n in range(count)]


def prose(seed, count=12):
    pick = random.Random(seed)
    return [pick.choice(SENTENCES) + pick.choice(SURNAMES) + 'が担当いたします。' for _ in range(count)]


def flat(lines, table):
    return '\n'.join(lines + ['\t'.join(row) for row in table])


def docx(path, seed):
    import docx
    document, lines, table = docx.Document(), prose(seed), rows(seed, 8)
    document.add_heading(lines[0], 1)
    for line in lines[1:]:
        document.add_paragraph(line, style='List Bullet' if seed % 2 else None)
    grid = document.add_table(rows=0, cols=4)
    for row in [HEAD] + table:
        for cell, text in zip(grid.add_row().cells, row):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = '社外秘の頭書き'
    document.sections[0].footer.paragraphs[0].text = '脚の文字'
    document.save(path)
    return flat(lines + ['社外秘の頭書き', '脚の文字'], [HEAD] + table)


def openpyxl_book(path, seed):
    import openpyxl
    from openpyxl.comments import Comment
    book, table = openpyxl.Workbook(), rows(seed, 60)
    sheet = book.active
    sheet.title = '名簿'
    for row in [HEAD] + table:
        sheet.append(row)
    sheet['B2'].comment = Comment('担当者の覚え書き', 'author')
    second = book.create_sheet('控え')
    second['C5'] = '二枚目の文字'
    sheet.merge_cells('F1:H1')
    sheet['F1'] = '結合した見出し'
    book.save(path)
    return flat(['担当者の覚え書き', '二枚目の文字', '結合した見出し', '名簿', '控え'], [HEAD] + table)


def xlsxwriter_book(path, seed):
    import xlsxwriter
    book, table = xlsxwriter.Workbook(str(path), {'constant_memory': seed % 2 == 0}), rows(seed, 60)
    sheet = book.add_worksheet('会員')
    bold = book.add_format({'bold': True})
    for number, row in enumerate([HEAD] + table):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    sheet.write_rich_string(70, 0, '前半の', bold, '太い文字')
    sheet.insert_textbox(72, 1, '箱の中の文字')
    sheet.set_header('&C頁の頭書き')
    book.close()
    return flat(['前半の太い文字', '箱の中の文字', '頁の頭書き', '会員'], [HEAD] + table)


def pptx(path, seed):
    import pptx
    from pptx.util import Inches
    deck, lines, table = pptx.Presentation(), prose(seed, 6), rows(seed, 5)
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = lines[0]
    slide.placeholders[1].text = '\n'.join(lines[1:])
    slide.notes_slide.notes_text_frame.text = '発表者の覚え書き'
    second = deck.slides.add_slide(deck.slide_layouts[6])
    grid = second.shapes.add_table(len(table) + 1, 4, Inches(1), Inches(1), Inches(8), Inches(3)).table
    for number, row in enumerate([HEAD] + table):
        for column, text in enumerate(row):
            grid.cell(number, column).text = text
    deck.save(path)
    return flat(lines + ['発表者の覚え書き'], [HEAD] + table)


def odt(path, seed):
    from odf import opendocument, table as tables, text
    document, lines, table = opendocument.OpenDocumentText(), prose(seed), rows(seed, 8)
    for line in lines:
        document.text.addElement(text.P(text=line))
    grid = tables.Table(name='a')
    for row in [HEAD] + table:
        line = tables.TableRow()
        for value in row:
            cell = tables.TableCell(valuetype='string')
            cell.addElement(text.P(text=value))
            line.addElement(cell)
        grid.addElement(line)
    document.text.addElement(grid)
    document.save(path)
    return flat(lines, [HEAD] + table)


def ods(path, seed):
    from odf import opendocument, table as tables, text
    document, table = opendocument.OpenDocumentSpreadsheet(), rows(seed, 60)
    grid = tables.Table(name='名簿')
    for row in [HEAD] + table:
        line = tables.TableRow()
        for value in row:
            cell = tables.TableCell(valuetype='string')
            cell.addElement(text.P(text=value))
            line.addElement(cell)
        grid.addElement(line)
    document.spreadsheet.addElement(grid)
    document.save(path)
    return flat(['名簿'], [HEAD] + table)


def reportlab_pdf(path, seed):
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas
    font = ['HeiseiMin-W3', 'HeiseiKakuGo-W5'][seed % 2]
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    lines, table = prose(seed), rows(seed, 20)
    page = canvas.Canvas(str(path), pagesize=A4, pageCompression=seed % 2)
    page.setFont(font, 10)
    for number, line in enumerate(lines):
        page.drawString(60, 780 - number * 16, line)
    page.showPage()
    page.setFont(font, 9)
    for number, row in enumerate([HEAD] + table):
        for column, text in enumerate(row):
            page.drawString(60 + column * 120, 780 - number * 14, text)
    page.save()
    return flat(lines, [HEAD] + table)


def fpdf_pdf(path, seed):
    import fpdf
    lines, table = prose(seed), rows(seed, 15)
    page = fpdf.FPDF()
    page.add_font('ja', fname=FONT)
    page.add_page()
    page.set_font('ja', size=10)
    for line in lines:
        page.multi_cell(0, 6, line, new_x='LMARGIN', new_y='NEXT')
    with page.table() as grid:
        for row in [HEAD] + table:
            line = grid.row()
            for text in row:
                line.cell(text)
    page.output(str(path))
    return flat(lines, [HEAD] + table)


def plain(path, seed):
    table = rows(seed, 60)
    charset = {'sjis': 'cp932', 'utf8': 'utf-8-sig', 'utf16': 'utf-16', 'euc': 'euc_jp', 'jis': 'iso2022_jp'}[path.stem.split('-')[-1]]
    path.write_bytes('\r\n'.join(','.join(row) for row in [HEAD] + table).encode(charset))
    return flat([], [HEAD] + table)


def html(path, seed):
    lines, table = prose(seed), rows(seed, 10)
    cells = ''.join('<tr>' + ''.join(f'<td>{text}</td>' for text in row) + '</tr>' for row in [HEAD] + table)
    body = ''.join(f'<p>{line}</p>' for line in lines)
    charset = ['utf-8', 'shift_jis'][seed % 2]
    page = f'<html><head><meta charset="{charset}"></head><body>{body}<table>{cells}</table></body></html>'
    path.write_bytes(page.encode(['utf-8', 'cp932'][seed % 2]))
    return flat(lines, [HEAD] + table)


def office(out, expected):
    """LibreOffice makes the formats nobody else writes."""
    if not shutil.which('soffice'):
        return
    for source, endings in {'docx-0.docx': ['doc', 'rtf', 'odt', 'pdf'], 'docx-1.docx': ['doc', 'rtf', 'pdf'], 'openpyxl-0.xlsx': ['xls', 'ods', 'pdf'],
                            'xlsxwriter-1.xlsx': ['xls', 'ods'], 'pptx-0.pptx': ['ppt', 'odp', 'pdf'], 'docx-2.docx': ['doc', 'odt', 'rtf']}.items():
        for ending in endings:
            work = out / 'work'
            subprocess.run(['soffice', '--headless', '--convert-to', ending, '--outdir', str(work), str(out / source)], capture_output=True, timeout=120)
            made = work / (pathlib.Path(source).stem + '.' + ending)
            if made.exists():
                name = f'soffice-{made.stem}.{ending}'
                made.rename(out / name)
                # Comments of a sheet and notes of a presentation are not printed.
                lost = ['担当者の覚え書き', '発表者の覚え書き', '名簿', '控え'] if ending == 'pdf' else []
                expected[name] = '\n'.join(line for line in expected[source].split('\n') if line not in lost)
    shutil.rmtree(out / 'work', ignore_errors=True)


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    makers = [('docx-{}.docx', docx, 3), ('openpyxl-{}.xlsx', openpyxl_book, 3), ('xlsxwriter-{}.xlsx', xlsxwriter_book, 3), ('pptx-{}.pptx', pptx, 3),
              ('odt-{}.odt', odt, 2), ('ods-{}.ods', ods, 2), ('reportlab-{}.pdf', reportlab_pdf, 4), ('html-{}.html', html, 2)]
    if pathlib.Path(FONT).exists():
        makers.append(('fpdf-{}.pdf', fpdf_pdf, 2))
    expected = {}
    for pattern, make, count in makers:
        for seed in range(count):
            path = out / pattern.format(seed)
            expected[path.name] = make(path, seed)
    for seed, charset in enumerate(['sjis', 'utf8', 'utf16', 'euc', 'jis']):
        path = out / f'csv-{charset}.csv'
        expected[path.name] = plain(path, seed)
    office(out, expected)
    (out / 'expected.json').write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding='utf8')
    print(f'{len(expected)} documents')


if __name__ == '__main__':
    main()
