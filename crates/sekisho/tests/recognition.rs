//! The cage of character recognition, with the real `tesseract` (Debian: tesseract-ocr, tesseract-ocr-jpn) in it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

const PAGE: &[u8] = include_bytes!("files/page.png");

/// Runs a command in the cage.
fn caged(command: &[&str], input: &[u8]) -> Output {
    let mut cage = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    cage.arg("recognition-room").args(command).env_clear().env("PATH", "/usr/bin:/bin").env("OMP_THREAD_LIMIT", "1");
    let mut child = cage.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read ends the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn a_page_of_japanese_is_read_in_the_cage() {
    let read = caged(&["tesseract", "stdin", "stdout", "-l", "jpn+eng"], PAGE);
    let text = String::from_utf8_lossy(&read.stdout);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert!(text.contains("鈴木") && text.contains("090-1111-2222") && text.contains("080-3333-4444"), "{text}");
}

#[test]
fn the_cage_has_no_network_and_writes_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let write = format!("printf x > {}; wc -c < {0}", file.display());
    for (script, refused) in
        [("exec 3<>/dev/tcp/127.0.0.1/9 && echo connected", true), (write.as_str(), true), ("echo fine", false)]
    {
        let done = caged(&["bash", "-c", script], b"");
        let said = String::from_utf8_lossy(&done.stdout);
        let told = String::from_utf8_lossy(&done.stderr);
        assert_eq!(
            !said.contains("connected") && !said.contains("fine") && !said.contains('1'),
            refused,
            "{script}: {said} {told}"
        );
    }
    // Not "refused by the other side", but not even asked.
    let asked = caged(&["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"], b"");
    assert!(String::from_utf8_lossy(&asked.stderr).contains("not permitted"), "{asked:?}");
}

#[test]
fn the_cage_is_bounded() {
    let shown = caged(&["cat", "/proc/self/limits"], b"");
    let limits = String::from_utf8_lossy(&shown.stdout);
    for what in ["Max cpu time", "Max file size", "Max address space", "Max core file size"] {
        let line = limits.lines().find(|line| line.starts_with(what)).unwrap();
        assert!(!line.contains("unlimited"), "{line}");
    }
    assert!(!caged(&["/nonexistent/command"], b"").status.success());
}

/// A document of one page around a picture.
fn scanned(dict: &str, picture: &[u8]) -> Vec<u8> {
    let draw = "q 595 0 0 228 0 400 cm /P Do Q";
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]>>endobj\n\
         3 0 obj<</Type/Page/MediaBox[0 0 595 420]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{draw}\nendstream endobj\n\
         5 0 obj<</Subtype/Image/Width 1100/Height 420{dict}/Length {}>>stream\n",
        draw.len(),
        picture.len()
    );
    [head.as_bytes(), picture, b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"].concat()
}

/// The data of the chunks `IDAT` of a PNG.
fn image_data(png: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut rest = png.get(8..).unwrap();
    while rest.len() > 12 {
        let length = usize::try_from(u32::from_be_bytes(rest[..4].try_into().unwrap())).unwrap();
        if &rest[4..8] == b"IDAT" {
            data.extend_from_slice(&rest[8..8 + length]);
        }
        rest = &rest[12 + length..];
    }
    data
}

#[test]
fn scanned_documents_are_read_whatever_their_pages_are_coded_with() {
    let png = "/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 1100>>";
    let fax = "/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode\
         /DecodeParms<</K -1/Columns 1100/BlackIs1 true>>";
    // One strip, right behind the head, of the length that its directory says (tag 279).
    let strip = &include_bytes!("files/page.tif")[8..8 + 2397];
    for (what, document) in [
        (
            "jpeg",
            scanned("/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode", include_bytes!("files/page.jpg")),
        ),
        ("samples", scanned(png, &image_data(PAGE))),
        ("fax", scanned(fax, strip)),
    ] {
        let limits = sekisho_content::Limits { picture_bytes: 1 << 20, ..sekisho_content::Limits::default() };
        let part = sekisho_content::open_file(&document, Some("scan.pdf"), &limits).swap_remove(0);
        assert!(part.pictures.all && part.pictures.shown.len() == 1, "{what}");
        let read = caged(&["tesseract", "stdin", "stdout", "-l", "jpn+eng"], &part.pictures.shown[0]);
        let text = String::from_utf8_lossy(&read.stdout);
        assert!(text.contains("鈴木") && text.contains("090-1111-2222"), "{what}: {text}");
    }
}
