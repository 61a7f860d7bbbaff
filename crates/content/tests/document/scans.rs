//! Scanned documents: their pages leave as pictures for character recognition, or stay blind. Made here.

use std::io::Write;

use super::*;

/// A picture as a PDF holds it: what is said of it, and its bytes.
struct Picture {
    dict: String,
    bytes: Vec<u8>,
}

fn picture(dict: &str, bytes: &[u8]) -> Picture {
    Picture { dict: dict.to_owned(), bytes: bytes.to_vec() }
}

/// A document with these pages: what each draws, and its pictures by the names `P0`, `P1`, ….
fn document(pages: &[(&str, Vec<Picture>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
    let mut next = 3;
    let mut kids = String::new();
    for (content, pictures) in pages {
        let page = next;
        kids += &format!("{page} 0 R ");
        let names: String = (0..pictures.len()).map(|at| format!("/P{at} {} 0 R", page + 2 + at)).collect();
        write!(
            out,
            "{page} 0 obj<</Type/Page/MediaBox[0 0 600 800]/Contents {} 0 R/Resources<</XObject<<{names}>>\
             /Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
             {} 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n",
            page + 1,
            page + 1,
            content.len()
        )
        .unwrap();
        for (at, picture) in pictures.iter().enumerate() {
            let Picture { dict, bytes } = picture;
            let length = bytes.len();
            let number = page + 2 + at;
            writeln!(out, "{number} 0 obj<</Subtype/Image{dict}/Length {length}>>stream").unwrap();
            out.extend(bytes);
            out.extend(b"\nendstream endobj\n");
        }
        next = page + 2 + pictures.len();
    }
    write!(out, "2 0 obj<</Type/Pages/Kids[{kids}]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF").unwrap();
    out
}

const WHOLE: &str = "q 600 0 0 800 0 0 cm /P0 Do Q";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Four by two pixels: a row of black, a row of white.
fn samples(space: &str, bits: u32, black: &[u8], white: &[u8]) -> Picture {
    let dict = format!("/Width 4/Height 2/BitsPerComponent {bits}/ColorSpace{space}/Filter/FlateDecode");
    picture(&dict, &packed(&[black, white].concat()))
}

fn wanting(bytes: &[u8]) -> Part {
    let limits = Limits { picture_bytes: 1 << 20, ..Limits::default() };
    open_file(bytes, Some("scan.pdf"), &limits).swap_remove(0)
}

/// The pixels of a PNG of eight bits grey, as `png` of the reader writes it.
fn pixels(png: &[u8]) -> Vec<u8> {
    let side = |at: usize| usize::try_from(u32::from_be_bytes(png[at..at + 4].try_into().unwrap())).unwrap();
    let (width, height) = (side(16), side(20));
    assert_eq!((&png[..8], &png[24..29]), (&b"\x89PNG\r\n\x1A\n"[..], &[8, 0, 0, 0, 0][..]));
    let mut rows = Vec::new();
    let mut packer = flate2::read::ZlibDecoder::new(&png[41..]);
    std::io::Read::read_to_end(&mut packer, &mut rows).unwrap();
    assert_eq!(rows.len(), (width + 1) * height);
    rows.chunks(width + 1).flat_map(|row| row[1..].to_vec()).collect()
}

const JPEG: &[u8] = include_bytes!("files/picture.jpg");

fn jpeg() -> Picture {
    picture("/Width 120/Height 40/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode", JPEG)
}

#[test]
fn pages_leave_as_pictures_only_where_that_is_wanted() {
    let bytes = document(&[(WHOLE, vec![jpeg()]), (WHOLE, vec![jpeg()])]);
    let unasked = open(&bytes, "scan.pdf").swap_remove(0);
    assert_eq!((why(&unasked), unasked.pictures.shown.len(), unasked.pictures.all), (Some(Blind::Image), 0, false));
    let part = wanting(&bytes);
    assert_eq!((why(&part), part.pictures.all), (Some(Blind::Image), true), "blind until somebody recognised them");
    assert_eq!(part.pictures.shown, [JPEG, JPEG]);
}

#[test]
fn samples_of_any_colours_become_grey() {
    let icc = "[/ICCBased<</N 3>>]";
    let lookup = "[/Indexed/DeviceRGB 1<000000FFFFFF>]";
    let filtered = "/Width 4/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode\
         /DecodeParms<</Predictor 15/Columns 4>>";
    let mask = "/Width 4/Height 2/ImageMask true/Filter/FlateDecode";
    let inverted = "/Width 4/Height 2/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]/Filter/FlateDecode";
    for (what, picture) in [
        ("1 bit", samples("/DeviceGray", 1, &[0x00], &[0xF0])),
        ("4 bits", samples("/CalGray", 4, &[0, 0], &[0xFF, 0xFF])),
        ("8 bits", samples("/DeviceGray", 8, &[0; 4], &[255; 4])),
        ("16 bits", samples("/DeviceGray", 16, &[0; 8], &[255; 8])),
        ("rgb", samples("/DeviceRGB", 8, &[0; 12], &[255; 12])),
        ("icc", samples(icc, 8, &[0; 12], &[255; 12])),
        ("cmyk", samples("/DeviceCMYK", 8, &[0, 0, 0, 255].repeat(4), &[0; 16])),
        ("ink", samples("[/Separation/Black/DeviceGray<<>>]", 8, &[255; 4], &[0; 4])),
        ("palette", samples(lookup, 8, &[0; 4], &[1; 4])),
        ("filtered", picture(filtered, &packed(&[0, 0, 0, 0, 0, 2, 255, 255, 255, 255]))),
        ("mask", picture(mask, &packed(&[0x00, 0xF0]))),
        ("inverted", picture(inverted, &packed(&[0xF0, 0x00]))),
    ] {
        let part = wanting(&document(&[(WHOLE, vec![picture])]));
        assert!(part.pictures.all, "{what}: {part:?}");
        assert_eq!(pixels(&part.pictures.shown[0]), [0, 0, 0, 0, 255, 255, 255, 255], "{what}");
    }
}

/// Bits as text, packed.
fn bits(text: &str) -> Vec<u8> {
    let bits: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let byte = |byte: &[char]| (0..8).fold(0, |sum, at| sum << 1 | u8::from(byte.get(at) == Some(&'1')));
    bits.chunks(8).map(byte).collect()
}

/// Sixteen by two pixels: eight white and eight black ones, then sixteen white ones (ITU-T T.4, T.6).
fn faxes() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    const HALF: &str = "10011 000101";
    const WHITE: &str = "101010";
    const LINE: &str = "000000000001";
    // Horizontal, then past the change of the row before.
    let rows = format!("001 {HALF} 0001");
    let aligned = [bits(HALF), bits(WHITE)].concat();
    vec![
        ("group 4", "/K -1", bits(&format!("{rows} {LINE} {LINE}"))),
        ("group 4 without an end", "/K -1/EndOfBlock false", bits(&rows)),
        ("group 3", "/K 0", bits(&format!("{HALF} {WHITE}"))),
        ("group 3 with ends of lines", "/K 0/EndOfLine true", bits(&format!("{LINE} {HALF} {LINE} {WHITE} {LINE}"))),
        ("group 3, rows of whole bytes", "/K 0/EncodedByteAlign true/EndOfBlock false", aligned),
        ("group 3 in two dimensions", "/K 4", bits(&format!("{LINE} 1 {HALF} {LINE} 0 0001"))),
    ]
}

fn fax(parameters: &str, more: &str, bytes: &[u8]) -> Picture {
    let dict = format!(
        "/Width 16/Height 2/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode{more}\
         /DecodeParms<</Columns 16{parameters}>>"
    );
    picture(&dict, bytes)
}

#[test]
fn faxes_of_all_groups_become_grey() {
    let [black, white] = [0, 255].map(|grey| [grey; 8]);
    let (shown, turned) = ([white, black, white, white].concat(), [black, white, black, black].concat());
    for (what, parameters, bytes) in faxes() {
        for (more, extra, expected) in [
            ("", "", &shown),
            ("/BlackIs1 true", "", &turned),
            ("", "/Decode[1 0]", &turned),
            ("/BlackIs1 true", "/Decode[1 0]", &shown),
        ] {
            let part = wanting(&document(&[(WHOLE, vec![fax(&format!("{parameters}{more}"), extra, &bytes)])]));
            assert!(part.pictures.all, "{what} {more} {extra}: {part:?}");
            assert_eq!(&pixels(&part.pictures.shown[0]), expected, "{what} {more} {extra}");
        }
    }
}

#[test]
fn a_page_of_a_scanner_has_the_pixels_it_was_made_of() {
    let part = wanting(include_bytes!("files/fax.pdf"));
    assert!(part.pictures.all);
    let pixels = pixels(&part.pictures.shown[0]);
    assert_eq!((pixels.len(), pixels.iter().filter(|grey| **grey == 0).count()), (1_240 * 400, 12_941));
    let mut sum = flate2::Crc::new();
    sum.update(&pixels);
    // As Pillow gave it when the file was made.
    assert_eq!(sum.sum(), 0xCF5E_2ED7);
}

#[test]
fn a_page_that_cannot_be_shown_whole_stays_blind_whatever_else_is_recognised() {
    let grey = |size: &str, bytes: &[u8]| {
        let dict = format!("{size}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode");
        picture(&dict, &packed(bytes))
    };
    let whole = bits("001 10011 000101 0001");
    let sized = |size: &str, parameters: &str| {
        let dict = format!(
            "{size}/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<<{parameters}>>"
        );
        picture(&dict, &whole)
    };
    let tiles: String =
        (0..200).map(|at| format!("q 40 0 0 40 {} {} cm /P0 Do Q ", at % 15 * 40, at / 15 * 40)).collect();
    let curves = "0 0 m 1 1 l S ".repeat(60);
    for (what, page) in [
        ("too few samples", (WHOLE, vec![grey("/Width 4/Height 9", &[0; 8])])),
        ("sizes of a bomb", (WHOLE, vec![grey("/Width 20000/Height 20000", &vec![0; 1 << 20])])),
        ("sizes beyond reason", (WHOLE, vec![grey("/Width 999999/Height 1", &[0; 8])])),
        ("no sizes", (WHOLE, vec![grey("", &[0; 8])])),
        ("a bomb", (WHOLE, vec![grey("/Width 9000/Height 9000", &vec![0; 81_000_000])])),
        ("a palette of nothing", (WHOLE, vec![samples("[/Indexed/DeviceRGB 1 99 0 R]", 8, &[0; 4], &[1; 4])])),
        (
            "a palette of itself",
            (
                WHOLE,
                vec![samples(
                    "[/Indexed[/Indexed[/Indexed[/Indexed[/Indexed 1 1<00>]1<00>]1<00>]1<00>]1<00>]",
                    8,
                    &[0; 4],
                    &[1; 4],
                )],
            ),
        ),
        ("unknown colours", (WHOLE, vec![samples("[/Lab<<>>]", 8, &[0; 12], &[1; 12])])),
        ("jbig2", (WHOLE, vec![picture("/Width 9/Height 9/Filter/JBIG2Decode", b"x")])),
        ("a jpeg that is none", (WHOLE, vec![picture("/Width 9/Height 9/Filter/DCTDecode", b"x")])),
        (
            "a coding behind a coding",
            (WHOLE, vec![picture("/Width 9/Height 9/Filter[/DCTDecode/FlateDecode]", b"\xFF\xD8")]),
        ),
        ("a fax of another width", (WHOLE, vec![sized("/Width 16/Height 2", "/K -1")])),
        ("a fax with too few rows", (WHOLE, vec![sized("/Width 16/Height 4", "/K -1/Columns 16")])),
        ("a fax that breaks off", (WHOLE, vec![fax("/K -1", "", &bits("001 10011"))])),
        ("a fax of nonsense", (WHOLE, vec![fax("/K -1", "", &[0; 40])])),
        ("a fax of nothing", (WHOLE, vec![fax("/K -1", "", b"")])),
        ("sizes of a bomb of faxes", (WHOLE, vec![sized("/Width 20000/Height 20000", "/K -1/Columns 20000")])),
        ("tiles", (&*tiles, vec![jpeg()])),
        ("curves", (&*curves, vec![])),
        ("inline", ("q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q", vec![])),
        ("nothing there", ("q 600 0 0 800 0 0 cm /P0 Do Q", vec![picture("/Width 9/Height 9/Filter/Nothing", b"x")])),
    ] {
        let part = wanting(&document(&[(WHOLE, vec![jpeg()]), page]));
        assert_eq!((why(&part), part.pictures.all), (Some(Blind::Image), false), "{what}");
        assert_eq!(part.pictures.shown[0], JPEG, "{what}: the page that can be shown is");
    }
}

#[test]
fn pictures_are_bounded_in_number_and_bytes() {
    let page = |number: u8| (WHOLE, vec![picture("/Width 9/Height 9/Filter/DCTDecode", &[0xFF, 0xD8, number])]);
    for (pages, shown, all) in [(20, 20, true), (21, 20, false), (200, 20, false)] {
        let part = wanting(&document(&(0..pages).map(page).collect::<Vec<_>>()));
        assert_eq!((part.pictures.shown.len(), part.pictures.all), (shown, all), "{pages}");
    }
    let limits = Limits { picture_bytes: JPEG.len() + 1, ..Limits::default() };
    let bytes = document(&[(WHOLE, vec![jpeg()]), (WHOLE, vec![jpeg()])]);
    let part = open_file(&bytes, Some("scan.pdf"), &limits).swap_remove(0);
    assert_eq!((part.pictures.shown.len(), part.pictures.all, why(&part)), (1, false, Some(Blind::Image)));
}

#[test]
fn another_reason_weighs_more_than_a_picture() {
    let bytes = document(&[(WHOLE, vec![jpeg()]), ("BT /X 9 Tf (unknown) Tj ET", vec![])]);
    let part = wanting(&bytes);
    assert_eq!((why(&part), part.pictures.all, part.pictures.shown.len()), (Some(Blind::Charset), false, 1));
}

#[test]
fn a_picture_on_a_page_of_text_needs_no_recognition() {
    let text = format!("{WHOLE} BT /F 9 Tf ({}) Tj ET", "words ".repeat(50));
    let part = wanting(&document(&[(&text, vec![jpeg()])]));
    assert_eq!((why(&part), part.pictures.shown.len()), (None, 0));
}
