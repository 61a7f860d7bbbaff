//! Files made to harm: bombs, archives of two faces, broken chains. Made here, never kept.

use super::{zips::zip, *};

/// Opens within tight limits and gives every reason found.
fn reasons(bytes: &[u8], name: &str) -> Vec<Blind> {
    let limits = Limits { unpacked_bytes: 8 << 20, entries: 50, depth: 4, ..Limits::default() };
    open_file(bytes, Some(name), &limits).iter().filter_map(why).collect()
}

/// Where a signature stands, the nth.
fn find(bytes: &[u8], signature: &[u8]) -> Vec<usize> {
    bytes.windows(signature.len()).enumerate().filter(|(_, window)| *window == signature).map(|(at, _)| at).collect()
}

fn patched(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Name, bytes, a reason that must be found.
fn corpus() -> Vec<(&'static str, Vec<u8>, Blind)> {
    let two = zip(&[("a.txt", b"first file"), ("b.txt", b"second file")]);
    let central = find(&two, CENTRAL);
    let local = find(&two, LOCAL);
    let nested = (0..8).fold(zip(&[("a.txt", b"deep")]), |inner, _| zip(&[("a.zip", &inner)]));
    let many: Vec<(String, &[u8])> = (0..60).map(|at| (format!("{at}.txt"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    vec![
        ("bomb", zip(&[("zeros.txt", &vec![b'0'; 30 << 20])]), Blind::Limit),
        ("a bomb that lies about its size", lying_bomb(), Blind::Damaged),
        ("nested too deep", nested, Blind::Limit),
        ("too many entries", zip(&many), Blind::Limit),
        ("truncated", two[..two.len() - 30].to_vec(), Blind::Damaged),
        ("half", two[..40].to_vec(), Blind::Damaged),
        (
            "wrong checksum",
            patched(patched(two.clone(), central[0] + 16, &[1, 2, 3, 4]), local[0] + 14, &[1, 2, 3, 4]),
            Blind::Damaged,
        ),
        ("names that differ", patched(two.clone(), local[0] + 30, b"z"), Blind::Damaged),
        ("overlapping entries", patched(two.clone(), central[1] + 42, &[0, 0, 0, 0]), Blind::Damaged),
        ("an entry outside the directory", fewer_in_directory(&two), Blind::Damaged),
        ("equal names", patched(patched(two.clone(), central[1] + 46, b"a"), local[1] + 30, b"a"), Blind::Damaged),
        ("methods that differ", patched(two.clone(), local[0] + 8, &[0, 0]), Blind::Damaged),
        ("bytes behind the end", [two.clone(), b"more".to_vec()].concat(), Blind::Damaged),
        ("entities", entities(), Blind::Damaged),
    ]
}

/// A directory that claims 10 bytes for an entry of a megabyte.
fn lying_bomb() -> Vec<u8> {
    let honest = zip(&[("a.txt", &vec![b'0'; 1 << 20])]);
    let (central, local) = (find(&honest, CENTRAL)[0], find(&honest, LOCAL)[0]);
    patched(patched(honest, central + 24, &[10, 0, 0, 0]), local + 22, &[10, 0, 0, 0])
}

/// The first entry stays in the file but leaves the directory.
fn fewer_in_directory(two: &[u8]) -> Vec<u8> {
    let central = find(two, CENTRAL);
    let mut bytes = two.to_vec();
    bytes.drain(central[0]..central[1]);
    let end = find(&bytes, b"PK\x05\x06")[0];
    let size = u32::try_from(end - central[0]).unwrap().to_le_bytes();
    patched(
        patched(patched(bytes, end + 8, &[1, 0, 1, 0]), end + 12, &size),
        end + 16,
        &u32::try_from(central[0]).unwrap().to_le_bytes(),
    )
}

/// The billion laughs in a workbook.
fn entities() -> Vec<u8> {
    let workbook = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
        <workbook><definedNames><definedName name="n">&b;</definedName></definedNames></workbook>"#;
    zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", workbook.as_bytes())])
}

/// A compound file in which every chain of sectors leads in a circle.
fn circles() -> Vec<u8> {
    let mut bytes = include_bytes!("files/letter.doc").to_vec();
    let table = 512 * (1 + usize::try_from(u32::from_le_bytes(bytes[76..80].try_into().unwrap())).unwrap());
    for (number, link) in bytes[table..table + 512].chunks_exact_mut(4).enumerate() {
        link.copy_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
    }
    bytes
}

/// A directory whose entries are each other's children.
fn family_circle() -> Vec<u8> {
    let mut bytes = include_bytes!("files/letter.doc").to_vec();
    let directory = 512 * (1 + usize::try_from(u32::from_le_bytes(bytes[48..52].try_into().unwrap())).unwrap());
    for entry in bytes[directory..directory + 512].chunks_exact_mut(128) {
        entry[66] = entry[66].max(1);
        entry[68..80].copy_from_slice(&[1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]);
    }
    bytes
}

/// A PDF with one page and these other objects.
fn pdf(content: &str, objects: &str) -> Vec<u8> {
    let length = content.len();
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 2 0 R 2 0 R]>>endobj\n\
         3 0 obj<</Type/Page/Contents 4 0 R/Resources 5 0 R>>endobj\n\
         4 0 obj<</Length {length}>>stream\n{content}\nendstream endobj\n{objects}\ntrailer<</Root 1 0 R>>"
    )
    .into_bytes()
}

/// A form that draws itself twice, and twice again.
fn forms() -> Vec<u8> {
    let form = "/X Do /X Do";
    let objects = format!(
        "5 0 obj<</XObject<</X 6 0 R>>>>endobj 6 0 obj<</Subtype/Form/Length {}>>stream\n{form}\nendstream endobj",
        form.len()
    );
    pdf(form, &objects)
}

/// Streams that unpack to a thousand times their size, filter upon filter.
fn filters() -> Vec<u8> {
    let pack = |bytes: &[u8]| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packer, bytes).unwrap();
        packer.finish().unwrap()
    };
    let packed = pack(&pack(&vec![b' '; 60 << 20]));
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Contents 4 0 R>>endobj 4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length {}>>stream\n",
        packed.len()
    );
    [head.as_bytes(), &packed, b"\nendstream endobj trailer<</Root 1 0 R>>"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, bytes).unwrap();
    packer.finish().unwrap()
}

/// Name, what, bytes, a reason that must be found.
fn beyond_zip() -> Vec<(&'static str, &'static str, Vec<u8>, Blind)> {
    let deep = (0..8).fold(b"deep".to_vec(), |inner, _| gzip(&inner));
    vec![
        ("a.gz", "bomb", gzip(&vec![b'0'; 30 << 20]), Blind::Limit),
        ("a.gz", "nested", deep, Blind::Limit),
        ("a.gz", "truncated", gzip(b"some text that is longer")[..20].to_vec(), Blind::Damaged),
        ("a.doc", "chains in circles", circles(), Blind::Damaged),
        ("a.doc", "a directory in circles", family_circle(), Blind::Damaged),
        ("a.pdf", "a form that draws itself", forms(), Blind::Limit),
        ("a.pdf", "a stream packed twice", filters(), Blind::Limit),
        ("a.pdf", "no page", b"%PDF-1.4\ntrailer<</Root 1 0 R>>".to_vec(), Blind::Damaged),
        ("a.pdf", "brackets", [b"%PDF-1.4\n1 0 obj".to_vec(), vec![b'['; 1 << 20]].concat(), Blind::Damaged),
        (
            "a.pdf",
            "a key nobody has",
            pdf("", "7 0 obj<</Filter/Other>>endobj trailer<</Encrypt 7 0 R>>"),
            Blind::Encrypted,
        ),
        ("a.rtf", "braces", [b"{\\rtf1 ".to_vec(), vec![b'{'; 1 << 20]].concat(), Blind::Limit),
        ("a.rtf", "no end", b"{\\rtf1 text".to_vec(), Blind::Damaged),
        ("a.rtf", "text behind the end", b"{\\rtf1 text} more".to_vec(), Blind::Damaged),
        (
            "a.tar",
            "a wrong sum",
            include_bytes!("files/list.tar").iter().map(|byte| if *byte == b'0' { b'1' } else { *byte }).collect(),
            Blind::Damaged,
        ),
        ("a.7z", "half", include_bytes!("files/list.7z")[..120].to_vec(), Blind::Damaged),
        (
            "a.xml",
            "entities",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><?xml version='1.0'?><a>&b;</a>".to_vec(),
            Blind::Damaged,
        ),
    ]
}

#[test]
fn what_harms_in_other_formats_is_blind_too() {
    for (name, what, bytes, reason) in beyond_zip() {
        let reasons = reasons(&bytes, name);
        assert!(reasons.contains(&reason), "{name}, {what}: {reasons:?}");
    }
}

#[test]
fn what_harms_is_blind_and_never_clean() {
    for (what, bytes, reason) in corpus() {
        let reasons = reasons(&bytes, "a.zip");
        assert!(reasons.contains(&reason), "{what}: {reasons:?}");
    }
}

#[test]
fn text_beyond_the_limit_is_blind_and_kept_up_to_it() {
    let limits = Limits { text_chars: 5, ..Limits::default() };
    let parts = open_file("あいうえおかき".as_bytes(), Some("a.txt"), &limits);
    assert_eq!((why(&parts[0]), parts[0].reading.text()), (Some(Blind::Limit), "あいうえお"));
}
