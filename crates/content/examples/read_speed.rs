//! How long reading a letter takes, by shape, beside a widely used parser on the same bytes in the same run:
//! `cargo run --release -p sekisho-content --example read_speed`. The ratio is what to compare between machines.
//! With a number behind it, the shape of that number is read for ten seconds, for a profiler.

#![expect(clippy::disallowed_methods, reason = "measures")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_content::{Limits, read};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What people write, about 110 bytes in UTF-8.
const LINE: &str = "いつもお世話になっております。株式会社サンプルの山田です。See 03-1234-5678.";
const BATCHES: usize = 30;
const BATCH: Duration = Duration::from_millis(30);

fn main() {
    let shapes = shapes();
    if let Some(shape) =
        std::env::args().nth(1).and_then(|number| number.parse().ok()).and_then(|at: usize| shapes.get(at))
    {
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            black_box(read(black_box(&shape.1), &Limits::default()));
        }
        return;
    }
    println!("{:<28} {:>8} {:>10} {:>10} {:>6}", "letter", "bytes", "read µs", "parser µs", "ratio");
    for (name, bytes) in shapes {
        let own = best(|| {
            black_box(read(black_box(&bytes), &Limits::default()));
        });
        let peer = best(|| {
            black_box(mail_parser::MessageParser::default().parse(black_box(&bytes)));
        });
        println!("{name:<28} {:>8} {own:>10.1} {peer:>10.1} {:>6.1}", bytes.len(), own / peer);
    }
}

/// Microseconds of one run: the best of many batches, which is the least disturbed one.
fn best(mut run: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..BATCHES {
        let start = Instant::now();
        let mut runs = 0_u32;
        while start.elapsed() < BATCH {
            run();
            runs += 1;
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(runs));
    }
    best
}

fn shapes() -> Vec<(&'static str, Vec<u8>)> {
    let text = format!("{LINE}\r\n").repeat(95);
    let jis = encoding_rs::ISO_2022_JP.encode(&text).0.into_owned();
    let html = format!("<html><body>{}</body></html>\r\n", format!("<p class=\"x\">{LINE}</p>\r\n").repeat(40));
    let csv: String = (0..250).map(|row| format!("{row},山田太郎,03-1234-{row:04},a{row}@example.jp\r\n")).collect();
    let both = format!(
        "Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n{}\r\n--in\r\n{}\r\n--in--\r\n",
        entity("text/plain", &quoted(&format!("{LINE}\r\n").repeat(24)), "quoted-printable"),
        entity("text/html", &quoted(&html.chars().take(1_500).collect::<String>()), "quoted-printable"),
    );
    let attached = format!(
        "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n{}\r\n--out\r\nContent-Disposition: attachment; \
         filename*=utf-8''%E4%B8%80%E8%A6%A7.csv\r\n{}\r\n--out--\r\n",
        entity("text/plain", LINE, "8bit"),
        entity("text/csv", &based(csv.as_bytes()), "base64"),
    );
    vec![
        ("short, one line", letter(&entity("text/plain", LINE, "8bit"))),
        ("plain, utf-8, 8bit", letter(&entity("text/plain", &text, "8bit"))),
        ("plain, utf-8, base64", letter(&entity("text/plain", &based(text.as_bytes()), "base64"))),
        ("plain, iso-2022-jp", jis_letter(&jis)),
        ("html, utf-8, 8bit", letter(&entity("text/html", &html, "8bit"))),
        ("plain and html, quoted", letter(&both)),
        ("csv attached, base64", letter(&attached)),
    ]
}

fn entity(mime: &str, body: &str, encoding: &str) -> String {
    format!("Content-Type: {mime}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}")
}

fn letter(entity: &str) -> Vec<u8> {
    let hops = "Received: from mx1.example.jp (mx1.example.jp [192.0.2.1]) by mx2.example.jp with ESMTPS id 4Xyz\r\n\
                \tfor <hanako@client.example>; Tue, 24 Nov 2026 12:00:00 +0900 (JST)\r\n"
        .repeat(4);
    let head = "From: =?UTF-8?B?5bGx55SwIOWkqumDjg==?= <taro@corp.example>\r\nTo: =?UTF-8?B?5L2Q6Jek?= \
                <hanako@client.example>, \"Suzuki, Jiro\" <jiro@client.example>\r\nCc: sales@corp.example\r\n\
                Subject: =?UTF-8?B?44GU6KaL56mN44KK44Gu5Lu2?=\r\nDate: Tue, 24 Nov 2026 12:00:00 +0900\r\n\
                Message-ID: <20261124.1@corp.example>\r\nReferences: <1@client.example> <2@corp.example>\r\n\
                User-Agent: Mailer/1.0\r\nMIME-Version: 1.0\r\n";
    format!("{hops}{head}{entity}").into_bytes()
}

fn jis_letter(text: &[u8]) -> Vec<u8> {
    let kind = "Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 7bit\r\n\r\n";
    [&letter(kind), text].concat()
}

fn based(bytes: &[u8]) -> String {
    STANDARD.encode(bytes).as_bytes().chunks(76).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect()
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for byte in text.bytes() {
        let one = match byte {
            b'\r' => continue,
            b'\n' => "\r\n".to_owned(),
            b' '..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if column + one.len() > 75 {
            out.push_str("=\r\n");
            column = 0;
        }
        column = if byte == b'\n' { 0 } else { column + one.len() };
        out.push_str(&one);
    }
    out
}
