"""Makes the files of the tests that no office program makes. All content is invented."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib

import msoffcrypto
import piexif
import pikepdf
import py7zr
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont
from reportlab.pdfgen import canvas

CSV = "氏名,電話\r\n山田 太郎,03-1234-5678\r\n".encode("cp932")
ROWS = [("氏名", "電話", "住所"), ("山田 太郎", "03-1234-5678", "東京都千代田区1-1"),
        ("鈴木 花子", "06-1234-5678", "大阪市北区2-2"), ("髙橋 三郎", "011-123-4567", "札幌市中央区3-3")]


def archives():
    with tarfile.open("list.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        for name in ["名簿.csv", "長い名前の" * 20 + "フォルダ/名簿.csv"]:
            info = tarfile.TarInfo(name)
            info.size = len(CSV)
            tar.addfile(info, io.BytesIO(CSV))
    data = open("list.tar", "rb").read()
    open("list.tar.gz", "wb").write(gzip.compress(data, mtime=0))
    open("list.tar.bz2", "wb").write(bz2.compress(data))
    open("list.tar.xz", "wb").write(lzma.compress(data))
    with py7zr.SevenZipFile("list.7z", "w") as seven:
        seven.writestr(CSV, "名簿.csv")
        seven.writestr(b"second", "b/second.txt")
    with py7zr.SevenZipFile("sealed.7z", "w", password="password") as seven:
        seven.writestr(CSV, "名簿.csv")
    with py7zr.SevenZipFile("sealed-names.7z", "w", password="password", header_encryption=True) as seven:
        seven.writestr(CSV, "名簿.csv")


def picture():
    image = Image.new("RGB", (120, 40), "white")
    ImageDraw.Draw(image).text((5, 5), "Taro Yamada", fill="black")
    return image


def pictures():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "png comment")
    info.add_itxt("Author", "撮影者甲", zip=True)
    picture().save("picture.png", pnginfo=info)
    exif = {"0th": {piexif.ImageIFD.Artist: "撮影者甲".encode(), piexif.ImageIFD.ImageDescription: b"exif description"},
            "GPS": {piexif.GPSIFD.GPSLatitude: ((35, 1), (40, 1), (52, 1)), piexif.GPSIFD.GPSLatitudeRef: b"N"}}
    picture().save("picture.jpg", exif=piexif.dump(exif), comment=b"jpeg comment")
    picture().save("picture.gif", comment=b"gif comment")
    picture().save("picture.tif", description="tiff description")
    Image.new("RGB", (1, 1)).save("spacer.gif")


def table(pdf, font, coded=str):
    pdf.setFont(font, 11)
    pdf.drawString(60, 780, coded("顧客の一覧"))
    for at, row in enumerate(ROWS):
        for x, cell in zip((60, 180, 320), row):
            pdf.drawString(x, 740 - 20 * at, coded(cell))


def pdfs():
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    pdf = canvas.Canvas("unijis.pdf", invariant=1, pageCompression=1)
    pdf.setAuthor("文書の作者")
    table(pdf, "HeiseiMin-W3")
    pdf.linkURL("mailto:secret@example.jp", (60, 770, 200, 790))
    pdf.acroForm.textfield(name="field", value="form value", x=60, y=500)
    pdf.textAnnotation("note of a reader", (300, 600, 320, 620))
    pdf.save()
    pdfmetrics.registerFont(CIDFont("HeiseiKakuGo-W5", "90ms-RKSJ-H"))
    pdf = canvas.Canvas("rksj.pdf", invariant=1, pageCompression=0)
    table(pdf, "HeiseiKakuGo-W5-90ms-RKSJ-H", lambda text: text.encode("cp932").decode("latin-1"))
    pdf.save()
    pdf = canvas.Canvas("scan.pdf", invariant=1)
    pdf.drawImage(ImageReader(picture()), 0, 0, 595, 842)
    pdf.save()
    with pikepdf.open("unijis.pdf") as pdf:
        pdf.attachments["名簿.csv"] = pikepdf.AttachedFileSpec(pdf, CSV, filename="名簿.csv")
        pdf.save("streams.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        pdf.save("sealed.pdf", encryption=pikepdf.Encryption(user="user", owner="owner", R=6))
        pdf.save("open.pdf", encryption=pikepdf.Encryption(user="", owner="owner", R=6))
        pdf.save("open-aes.pdf", encryption=pikepdf.Encryption(user="", owner="owner", R=4))
        pdf.save("open-rc4.pdf", encryption=pikepdf.Encryption(user="", owner="owner", R=3, aes=False, metadata=False))


def fax():
    """A page as office scanners make it: black and white, group 4 (Pillow writes such pictures so)."""
    page = Image.new("1", (1240, 400), 1)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 60)
    draw.text((80, 60), "会員名簿 鈴木花子", font=font, fill=0)
    draw.text((80, 200), "090-1111-2222", font=font, fill=0)
    page.save("fax.pdf", "PDF", resolution=150)
    # For the test of the pixels.
    print("fax.pdf:", page.histogram()[0], "black,", hex(zlib.crc32(page.convert("L").tobytes())))


def sealed_office():
    with open("list.xlsx", "rb") as plain, open("sealed.xlsx", "wb") as sealed:
        OOXMLFile(plain).encrypt("password", sealed)


if __name__ == "__main__":
    archives()
    pictures()
    pdfs()
    fax()
    sealed_office()
