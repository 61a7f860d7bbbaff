//! Letters as people and their programs write them.
#![allow(dead_code, reason = "each test binary uses a part of these")]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use encoding_rs::Encoding;

pub(crate) const PDF_PART: &str = "--=_outer\r\nContent-Type: application/pdf;\r\n\tname=\"third.pdf\"\r\nContent-Transfer-Encoding: BASE64\r\nContent-Disposition: attachment\r\n\r\nJVBERi0xLjQg\r\ndGhpcmQ=\r\n";

pub(crate) fn letter(header: &str, body: &str) -> Vec<u8> {
    format!("{header}\r\n{body}").into_bytes()
}

pub(crate) fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

pub(crate) fn body_of(source: &[u8]) -> &[u8] {
    let at = source.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    &source[at..]
}

fn quoted(bytes: &[u8]) -> String {
    let escape = |byte: &u8| match byte {
        b'\r' | b'\n' => char::from(*byte).to_string(),
        33..=60 | 62..=126 => char::from(*byte).to_string(),
        _ => format!("={byte:02X}"),
    };
    bytes.iter().map(escape).collect()
}

/// A charset that nobody knows can only be claimed: its text is ASCII.
fn written_in(charset: &str, text: &str) -> Vec<u8> {
    let label = if charset == "cp932" { "shift_jis" } else { charset };
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        assert!(text.is_ascii(), "{charset} is not known");
        return text.as_bytes().to_vec();
    };
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost);
    bytes.into_owned()
}

pub(crate) fn text_part(mime: &str, charset: &str, encoding: &str, body: &str) -> Vec<u8> {
    let bytes = written_in(charset, body);
    let body = match encoding {
        "base64" => format!("{}\r\n", STANDARD.encode(&bytes)).into_bytes(),
        "quoted-printable" => quoted(&bytes).into_bytes(),
        _ => bytes,
    };
    let header = format!(
        "Content-Type: {mime}; charset={charset}; x-kept=\"a;b\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    [header.as_bytes(), &body].concat()
}

pub(crate) fn text_letter(mime: &str, charset: &str, encoding: &str, body: &str) -> Vec<u8> {
    let header =
        "From: =?UTF-8?B?5bGx55Sw?= <s@example.jp>\r\nTo: a@example.com\r\nSubject: s\r\nMIME-Version: 1.0\r\n";
    [header.as_bytes(), &text_part(mime, charset, encoding, body)].concat()
}

/// multipart/mixed { alternative { ISO-2022-JP plain, Shift_JIS html }, csv with an RFC 2231 name, pdf }.
pub(crate) fn mixed_letter() -> Vec<u8> {
    let mut out = b"From: s@example.jp\r\nTo: a@example.com\r\nSubject: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=\r\nDate: Tue, 24 Nov 2026 12:00:00 +0900\r\nMessage-ID: <1@example.jp>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_outer\"\r\n\r\npreamble\r\n--=_outer\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n".to_vec();
    out.extend(text_part("text/plain", "ISO-2022-JP", "7bit", "山田様\r\n本文\r\n"));
    out.extend(b"\r\n--in\r\n");
    out.extend(text_part("text/html", "Shift_JIS", "base64", "<html><body><p>山田様 表示</p></body></html>"));
    out.extend(b"\r\n--in--\r\n--=_outer  \r\nContent-Type: text/csv; charset=UTF-8\r\nContent-Disposition: attachment;\r\n filename*0*=UTF-8''%E9%A1%A7%E5%AE%A2;\r\n filename*1*=%E4%B8%80%E8%A6%A7.csv\r\n\r\n");
    out.extend("氏名,電話\r\n山田,0312345678\r\n".as_bytes());
    out.extend(b"\r\n");
    out.extend(PDF_PART.as_bytes());
    out.extend(b"\r\n--=_outer--\r\nepilogue\r\n");
    out
}

pub(crate) fn sealed_letters() -> Vec<Vec<u8>> {
    let head = "From: s@example.jp\r\nTo: a@example.com\r\nMIME-Version: 1.0\r\n";
    let frame = |kind: &str| {
        letter(
            &format!("{head}Content-Type: {kind}; boundary=b\r\n"),
            "--b\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nxyz\r\n--b--\r\n",
        )
    };
    vec![
        frame("multipart/signed; protocol=\"application/pgp-signature\"; micalg=pgp-sha256"),
        frame("Multipart/Encrypted; protocol=\"application/pgp-encrypted\""),
        letter(
            &format!(
                "{head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n"
            ),
            "MIAGCSqGSIb3\r\n",
        ),
    ]
}

/// All of the above and some more.
pub(crate) fn everything() -> Vec<Vec<u8>> {
    let mut all = sealed_letters();
    all.push(mixed_letter());
    all.push(letter("From: s@example.jp\r\nTo: a@example.com\r\nSubject: plain\r\n", "Dear A\r\n"));
    all.push(letter("From: s@example.jp\r\n", ""));
    all.push(text_letter("text/plain", "ISO-2022-JP", "7bit", "お世話になっております。\r\n"));
    all.push(text_letter("text/html", "Shift_JIS", "8bit", "<p>お世話になっております。</p>\r\n"));
    all.push(text_letter("text/plain", "UTF-8", "quoted-printable", "お世話になっております。\r\n"));
    // No close delimiter, as some programs leave it.
    let open = letter(
        "From: s@example.jp\r\nTo: a@example.com\r\nContent-Type: multipart/mixed; boundary=x\r\n",
        "--x\r\n\r\nHello\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
    );
    all.push(open);
    all.push(letter(
        "From: s@example.jp\r\nTo: a@example.com\r\nContent-Type: multipart/mixed; boundary=x\r\n",
        "--x\r\n\r\nsee below\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: q@example.org\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain\r\n\r\ninner\r\n--y\r\nContent-Type: text/csv; name=inner.csv\r\n\r\n1,2\r\n--y--\r\n--x--\r\n",
    ));
    all
}
