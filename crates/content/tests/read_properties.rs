//! Reading never panics, whatever the bytes; and every text that was put into a letter is found again in its reading.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use sekisho_content::{Limits, Mail, read};

/// What hostile letters are made of.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\0",
    b" ",
    b"\t",
    b"--",
    b"--b",
    b"--b--",
    b"\r\n--b\r\n",
    b"\r\n--b--\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Type: text/html\r\n",
    b"Content-Type: multipart/digest; boundary=\"b\"\r\n",
    b"Content-Type: text/plain; charset=iso-2022-jp\r\n",
    b"Content-Type: ",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''%E3%81; filename*1=x\r\n",
    b"Content-Disposition: attachment; filename=\"\x95\x5c.csv\"\r\n",
    b"From: a@b.example\r\n",
    b"To: ",
    b"Subject: ",
    b"=?utf-8?B?44GC?=",
    b"=?iso-2022-jp?B?GyRC?=",
    b"=?utf-8?Q?=E3?=",
    b"=?",
    b"?=",
    b"\x1b$B",
    b"\x1b(B",
    b"\x1b(I",
    b"\x95\x5c",
    b"\xe3\x81\x82",
    b"\xff\xfe",
    b"begin 644 a\n#86)C\n`\nend\n",
    b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w",
    b"<",
    b">",
    b"(",
    b")",
    b"\"",
    b"\\",
    b",",
    b";",
    b":",
    b"@",
    b"=",
    b"%",
    b"'",
    b"*",
    b"a",
    b"PK\x03\x04",
];

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// A part of a made letter.
#[derive(Debug, Clone)]
enum Made {
    Text { text: String, charset: &'static str, encoding: &'static str, html: bool },
    File { text: String, name: String, name_form: u8, encoding: &'static str },
    Multi { children: Vec<Made>, kind: &'static str, preamble: Option<String>, epilogue: Option<String> },
    Letter { subject: String, body: Box<Made>, encoded: bool },
}

const WORDS: &[&str] = &[
    "山田太郎",
    "表示能力",
    "ソフト",
    "見積書",
    "hello",
    "ｶﾀｶﾅ",
    "090-1234-5678",
    "taro@example.com",
    "①㈱髙橋",
    "東京都千代田区",
];

/// A text nobody writes by accident, safe in HTML and in lines.
fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(prop::sample::select(WORDS), 1..6), 0..1_000_000_u32)
        .prop_map(|(words, number)| format!("t{number:06} {}", words.concat()))
}

fn made() -> impl Strategy<Value = Made> {
    let encoding = || prop::sample::select(&["8bit", "base64", "quoted-printable"][..]);
    let charset = prop::sample::select(&["utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "utf-16"][..]);
    let leaf = prop_oneof![
        (text(), charset, encoding(), any::<bool>()).prop_map(|(text, charset, encoding, html)| Made::Text {
            text,
            charset,
            encoding,
            html
        }),
        (text(), text(), 0..4_u8, encoding()).prop_map(|(text, name, name_form, encoding)| Made::File {
            text,
            name,
            name_form,
            encoding
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let kind = prop::sample::select(&["mixed", "alternative", "related", "report"][..]);
        let around = || prop::option::of(text());
        prop_oneof![
            (prop::collection::vec(inner.clone(), 1..4), kind, around(), around())
                .prop_map(|(children, kind, preamble, epilogue)| Made::Multi { children, kind, preamble, epilogue }),
            (text(), inner, any::<bool>()).prop_map(|(subject, body, encoded)| Made::Letter {
                subject,
                body: Box::new(body),
                encoded
            }),
        ]
    })
}

/// Writes entities and remembers what was put in.
#[derive(Default)]
struct Writer {
    number: usize,
    texts: Vec<String>,
    names: Vec<String>,
}

impl Writer {
    fn entity(&mut self, made: &Made) -> Vec<u8> {
        match made {
            Made::Text { text, charset, encoding, html } => self.text(text, charset, encoding, *html),
            Made::File { text, name, name_form, encoding } => {
                self.texts.push(text.clone());
                let name = format!("{}.csv", name.replace(['@', ' '], "_"));
                let header = format!("Content-Type: text/csv; charset=utf-8\r\n{}", named(&name, *name_form));
                self.names.push(name);
                [header.as_bytes(), &encoded(text.as_bytes(), encoding)].concat()
            }
            Made::Multi { children, kind, preamble, epilogue } => self.multi(children, kind, preamble, epilogue),
            Made::Letter { subject, body, encoded: wrapped } => {
                self.texts.push(subject.clone());
                let head = format!("From: x@inner.example\r\nSubject: {}\r\n", word(subject));
                let letter = [head.as_bytes(), &self.entity(body)].concat();
                let body = if *wrapped { encoded(&letter, "base64") } else { [b"\r\n", letter.as_slice()].concat() };
                [b"Content-Type: message/rfc822\r\n", body.as_slice()].concat()
            }
        }
    }

    fn text(&mut self, text: &str, charset: &str, encoding: &str, html: bool) -> Vec<u8> {
        self.texts.push(text.to_owned());
        let shown = if html { format!("<html><body><p>{text}</p></body></html>") } else { text.to_owned() };
        let label = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let (bytes, _, lost) = label.encode(&shown);
        // The encoder of ISO-2022-JP writes half-width kana in full width.
        let lost = lost || label.decode(&bytes).0 != shown;
        let wide = charset == "utf-16";
        let (bytes, charset) = match (wide, lost) {
            (true, _) => (utf16(&shown), "utf-16"),
            (false, true) => (shown.clone().into_bytes(), "utf-8"),
            (false, false) => (bytes.into_owned(), charset),
        };
        let encoding = if wide { "base64" } else { encoding };
        let kind = if html { "html" } else { "plain" };
        let header = format!("Content-Type: text/{kind}; charset={charset}\r\n");
        [header.as_bytes(), &encoded(&bytes, encoding)].concat()
    }

    fn multi(
        &mut self,
        children: &[Made],
        kind: &str,
        preamble: &Option<String>,
        epilogue: &Option<String>,
    ) -> Vec<u8> {
        self.number += 1;
        let boundary = format!("=_{}_x", self.number);
        let mut out = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n").into_bytes();
        for around in preamble.iter() {
            self.texts.push(around.clone());
            out.extend_from_slice(format!("{around}\r\n").as_bytes());
        }
        for child in children {
            out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            out.extend(self.entity(child));
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        for around in epilogue.iter() {
            self.texts.push(around.clone());
            out.extend_from_slice(format!("{around}\r\n").as_bytes());
        }
        out
    }
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
}

/// The field of the encoding, an empty line, and the body.
fn encoded(bytes: &[u8], encoding: &str) -> Vec<u8> {
    let body = match encoding {
        "base64" => STANDARD.encode(bytes).as_bytes().chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..]),
        "quoted-printable" => {
            let quoted: Vec<String> = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
            quoted.chunks(24).map(<[String]>::concat).collect::<Vec<_>>().join("=\r\n").into_bytes()
        }
        _ => bytes.to_vec(),
    };
    [format!("Content-Transfer-Encoding: {encoding}\r\n\r\n").as_bytes(), &body].concat()
}

fn word(text: &str) -> String {
    format!("=?utf-8?B?{}?=", STANDARD.encode(text))
}

/// A name in one of the forms of mail programs.
fn named(name: &str, form: u8) -> String {
    let percent: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (first, second) = percent.split_at(percent.len() / 6 * 3);
    let parameter = match form {
        0 => format!("filename=\"{}\"", word(name)),
        1 => format!("filename*=utf-8''{percent}"),
        2 => format!("filename*0*=utf-8''{first};\r\n filename*1*={second}"),
        _ => format!("filename=\"{name}\""),
    };
    format!("Content-Disposition: attachment; {parameter}\r\n")
}

fn everything(mail: &Mail) -> String {
    let fields = mail.fields.iter().map(|field| field.text.as_str());
    let parts = mail.parts.iter().flat_map(|part| [part.reading.text(), part.name.as_deref().unwrap_or_default()]);
    fields.chain(parts).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let mail = read(&bytes, &Limits::default());
        prop_assert!(!mail.parts.is_empty());
    }

    #[test]
    fn hostile_pieces_are_read(bytes in hostile()) {
        let mail = read(&bytes, &Limits::default());
        prop_assert!(!mail.parts.is_empty());
        let small = Limits { parts: 3, depth: 2, header_fields: 4, header_bytes: 200, part_bytes: 100, text_chars: 50, ..Limits::default() };
        prop_assert!(!read(&bytes, &small).parts.is_empty());
    }

    #[test]
    fn what_was_put_in_is_found(made in made(), subject in text()) {
        let mut writer = Writer::default();
        let head = format!("From: a@corp.example\r\nTo: b@x.example\r\nSubject: {}\r\nMIME-Version: 1.0\r\n", word(&subject));
        let letter = [head.as_bytes(), &writer.entity(&made), b"\r\n"].concat();
        let mail = read(&letter, &Limits::default());
        let all = everything(&mail);
        prop_assert_eq!(&mail.subject, &subject);
        for text in writer.texts.iter().chain(&writer.names) {
            prop_assert!(all.contains(text.as_str()), "{} is not in {:#?}", text, mail);
        }
    }
}
