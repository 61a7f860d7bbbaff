//! Claims about transforming whole letters, from outside the crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "transform_support/letters.rs"]
mod letters;
#[path = "transform_support/post.rs"]
mod post;

use letters::*;
use post::*;
use sekisho_content::transform::{Keys, TransformError, files, prepare};
use sekisho_model::{Digest, PartPath, Plan, Step};

const TRACE: &str =
    "Received: from pc.example.jp by sekisho.example.jp with ESMTPSA id 01ABC;\r\n Tue, 24 Nov 2026 12:00:00 +0900";

fn trace() -> Step {
    Step::Trace { field: TRACE.into() }
}

fn plan(steps: Vec<Step>) -> Plan {
    Plan { seed: [7; 32], steps }
}

fn one(source: &[u8], steps: Vec<Step>) -> Vec<u8> {
    let prepared = prepare(source, &parcel(&["a@example.com", "b@example.net"]), &plan(steps), &Keys::new()).unwrap();
    assert_eq!(prepared.len(), 1);
    let (envelope, bytes) = prepared.mail(0).unwrap();
    assert_eq!(envelope, parcel(&["a@example.com", "b@example.net"]));
    assert!(prepared.mail(1).is_none());
    is_fit_for_the_wire(&bytes);
    bytes
}

fn refused(source: &[u8], steps: Vec<Step>) -> TransformError {
    prepare(source, &parcel(&["a@example.com"]), &plan(steps), &Keys::new()).unwrap_err()
}

fn path(text: &str) -> PartPath {
    text.parse().unwrap()
}

#[test]
fn without_bcc_the_letter_leaves_as_it_came_under_one_trace_field() {
    for source in everything() {
        let bytes = one(&source, vec![Step::DropBcc, trace()]);
        assert_eq!(bytes, [format!("{TRACE}\r\n").as_bytes(), &source].concat());
    }
}

#[test]
fn every_bcc_field_goes_away_however_it_is_written() {
    let source = letter(
        "From: s@example.jp\r\nBCC: x@example.com,\r\n\ty@example.com\r\nTo: a@example.com\r\nbcc : z@example.com\r\nnot a field\r\nResent-Bcc:\r\n w@example.com\r\n \r\nSubject: s\r\n",
        "Bcc: in the body stays\r\n",
    );
    let bytes = one(&source, vec![Step::DropBcc]);
    let expected = letter(
        "From: s@example.jp\r\nTo: a@example.com\r\nnot a field\r\nSubject: s\r\n",
        "Bcc: in the body stays\r\n",
    );
    assert_eq!(text(&bytes), text(&expected));
}

#[test]
fn a_line_that_only_a_lenient_reader_takes_for_a_bcc_goes_away_as_well() {
    for (line, stays) in [
        (":Bcc: x@example.com\r\n", false),
        (" : Bcc: x@example.com\r\n", true),
        ("B cc: x@example.com,\r\n y@example.com\r\n", false),
        ("not a field\r\n Bcc: x@example.com\r\n", false),
        ("\u{1}Bcc: x@example.com\r\n", false),
        ("Bcc x: x@example.com\r\n", true),
        ("X-Note: Bcc: was here\r\n", true),
    ] {
        let source = letter(&format!("From: s@example.jp\r\n{line}Subject: s\r\n"), "x\r\n");
        let wanted = if stays { source.clone() } else { letter("From: s@example.jp\r\nSubject: s\r\n", "x\r\n") };
        assert_eq!(text(&one(&source, vec![Step::DropBcc])), text(&wanted), "{line}");
    }
    let source = letter(" Bcc: x@example.com\r\nFrom: s@example.jp\r\n", "x\r\n");
    assert_eq!(text(&one(&source, vec![Step::DropBcc])), "From: s@example.jp\r\n\r\nx\r\n");
}

#[test]
fn an_individual_mail_names_its_recipient_and_nobody_else() {
    let all = ["a@example.com", "b@example.net", "c@example.org", "hidden@example.com"];
    let source = letter(
        "From: s@example.jp\r\nTo: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <A@example.com>,\r\n \"b@example.net (desk)\" <b@example.net>\r\nCc: Team: C <c@example.org>;\r\nX-Original-To: b@example.net\r\nSubject: s\r\n",
        "Dear all\r\n",
    );
    let steps = vec![Step::DropBcc, Step::Individualise, trace()];
    let prepared = prepare(&source, &parcel(&all), &plan(steps), &Keys::new()).unwrap();
    assert_eq!(prepared.len(), 4);
    for (number, own) in all.iter().enumerate() {
        let (envelope, bytes) = prepared.mail(number).unwrap();
        is_fit_for_the_wire(&bytes);
        assert_eq!(envelope, parcel(&[own]));
        let header = text(&bytes).split("\r\n\r\n").next().unwrap().to_lowercase();
        for other in all {
            assert_eq!(header.contains(other), other == *own, "{other} in the mail for {own}: {header}");
        }
    }
    let first = text(&prepared.mail(0).unwrap().1).into_owned();
    assert!(first.contains("To: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=\r\n <a@example.com>\r\nSubject"), "{first}");
    assert!(text(&prepared.mail(2).unwrap().1).contains("To: C\r\n <c@example.org>\r\n"));
    assert!(text(&prepared.mail(3).unwrap().1).contains("To: hidden@example.com\r\n"));
}

#[test]
fn bcc_conversion_shows_only_what_the_plan_shows() {
    let source = letter("From: s@example.jp\r\nCc: b@example.net\r\nSubject: s\r\nTo: a@example.com\r\n", "x\r\n");
    let bytes = one(&source, vec![Step::DropBcc, Step::ToBcc { visible: "宛先各位 <info@example.jp>".into() }]);
    assert_eq!(
        text(&bytes),
        "From: s@example.jp\r\nTo: =?UTF-8?B?5a6b5YWI5ZCE5L2N?=\r\n <info@example.jp>\r\nSubject: s\r\n\r\nx\r\n"
    );
    assert_eq!(refused(&source, vec![Step::ToBcc { visible: "a@b\r\nBcc: c@d".into() }]), TransformError::Plan);
}

#[test]
fn preparing_twice_gives_the_same_mails_and_the_same_seal() {
    let keys = keys();
    for source in everything() {
        let plan = plan(vec![
            Step::DropBcc,
            Step::Individualise,
            Step::Footer { text: "社外秘 confidential".into() },
            trace(),
            dkim_step("rsa"),
            dkim_step("ed"),
        ]);
        let parcel = parcel(&["a@example.com", "b@example.net"]);
        let (Ok(first), Ok(second)) =
            (prepare(&source, &parcel, &plan, &keys), prepare(&source, &parcel, &plan, &keys))
        else {
            assert_eq!(prepare(&source, &parcel, &plan, &keys).unwrap_err(), TransformError::Signed);
            continue;
        };
        assert_eq!(first.mail(1), second.mail(1));
        let digest = Digest::of(&source);
        assert_eq!(first.seal(digest), second.seal(digest));
        assert_eq!(first.leaves().len(), 2);
        assert_ne!(first.leaves()[0], first.leaves()[1]);
    }
}

#[test]
fn a_footer_is_written_in_the_charset_and_encoding_of_the_part() {
    let footer = "――\n機密情報です <確認>";
    for (charset, encoding) in [
        ("ISO-2022-JP", "7bit"),
        ("ISO-2022-JP", "base64"),
        ("Shift_JIS", "8bit"),
        ("Shift_JIS", "quoted-printable"),
        ("EUC-JP", "base64"),
        ("UTF-8", "8bit"),
        ("UTF-8", "quoted-printable"),
        ("cp932", "base64"),
    ] {
        let source = text_letter("text/plain", charset, encoding, "山田様\r\nお世話になっております。\r\n");
        let bytes = one(&source, vec![Step::Footer { text: footer.into() }]);
        let raw = text(&bytes).to_lowercase();
        assert!(raw.contains(&format!("charset={}", charset.to_lowercase())), "{charset} {encoding}: {raw}");
        assert!(raw.contains(&format!("content-transfer-encoding: {encoding}")), "{charset} {encoding}: {raw}");
        let expected = "山田様\r\nお世話になっております。\r\n\r\n――\r\n機密情報です <確認>\r\n";
        assert_eq!(body_text(&bytes, 0), expected, "{charset} {encoding}");
    }
}

#[test]
fn a_footer_the_charset_cannot_express_makes_the_part_utf8() {
    for (charset, encoding) in [("ISO-2022-JP", "7bit"), ("us-ascii", "7bit"), ("iso-8859-1", "quoted-printable")] {
        let own = if charset == "ISO-2022-JP" { "山田様\r\n" } else { "Dear A\r\n" };
        let source = text_letter("text/plain", charset, encoding, own);
        let bytes = one(&source, vec![Step::Footer { text: "髙橋 ① €".into() }]);
        assert!(text(&bytes).contains("charset=UTF-8"), "{charset}");
        assert_eq!(body_text(&bytes, 0), format!("{own}\r\n髙橋 ① €\r\n"), "{charset}");
    }
}

#[test]
fn a_footer_stands_escaped_before_the_end_of_the_html_body() {
    let html = "<html><body class=\"a>b\"><p>山田様</p><!-- </body> --></BODY></html>\r\n";
    for (charset, encoding) in [("ISO-2022-JP", "7bit"), ("Shift_JIS", "base64"), ("utf-8", "quoted-printable")] {
        let source = text_letter("text/html", charset, encoding, html);
        let bytes = one(&source, vec![Step::Footer { text: "<b>社外秘</b>\n髙 & \"x\"".into() }]);
        let out = body_html(&bytes, 0);
        let block = "<div>&lt;b&gt;社外秘&lt;/b&gt;<br>\r\n髙 &amp; &quot;x&quot;</div>";
        let out = if charset == "ISO-2022-JP" {
            assert!(out.contains("&#31038;"), "{out}");
            references_read(&out)
        } else {
            out
        };
        let expected = format!("<p>山田様</p><!-- </body> -->\r\n<br>\r\n{block}\r\n</BODY></html>\r\n");
        assert!(out.ends_with(&expected), "{charset}: {out}");
    }
}

#[test]
fn a_footer_that_looks_like_a_boundary_stays_a_text() {
    for footer in ["--b", "--b--", "before\n--b\n\nContent-Type: text/html\n\nnot a part", "--inner--"] {
        let source = letter(
            "From: s@example.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n",
            "--b\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\n\r\nhello\r\n--inner--\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n--b--\r\n",
        );
        let bytes = one(&source, vec![Step::Footer { text: footer.into() }]);
        assert_eq!(body_text(&bytes, 0), format!("hello\r\n\r\n{}\r\n", footer.replace('\n', "\r\n")));
        assert_eq!(attachments(&bytes), vec![("a.pdf".to_owned(), b"%PDF-1.4".to_vec())]);
        let bytes = one(&source, vec![Step::Strip { part: path("2"), note: footer.into() }]);
        assert_eq!(body_text(&bytes, 1), footer.replace('\n', "\r\n"));
    }
}

#[test]
fn attachments_behind_a_link_leave_a_text_on_top_and_nothing_else_changes() {
    let source = mixed_letter();
    let step = Step::Link {
        parts: vec![path("2")],
        url: "https://sekisho.example.jp/l/abc?x=1&y=2".into(),
        text: "添付は次のページから:\nhttps://sekisho.example.jp/l/abc?x=1&y=2".into(),
    };
    let bytes = one(&source, vec![Step::DropBcc, step, trace()]);
    assert!(
        body_text(&bytes, 0)
            .starts_with("添付は次のページから:\r\nhttps://sekisho.example.jp/l/abc?x=1&y=2\r\n\r\n山田様")
    );
    let html = body_html(&bytes, 0);
    let link =
        "<a href=\"https://sekisho.example.jp/l/abc?x=1&amp;y=2\">https://sekisho.example.jp/l/abc?x=1&amp;y=2</a>";
    assert!(html.starts_with(&format!("<html><body><div>添付は次のページから:<br>\r\n{link}</div>")), "{html}");
    assert_eq!(attachments(&bytes), vec![("third.pdf".to_owned(), b"%PDF-1.4 third".to_vec())]);
    assert!(text(&bytes).contains(PDF_PART), "the part that stays keeps its bytes");
    let taken = files(&source, &[path("2"), path("3"), path("2")]).unwrap();
    let taken: Vec<_> = taken.into_iter().map(|file| (file.name, file.mime, file.bytes)).collect();
    assert_eq!(
        taken,
        vec![
            ("顧客一覧.csv".to_owned(), "text/csv".to_owned(), "氏名,電話\r\n山田,0312345678\r\n".as_bytes().to_vec()),
            ("third.pdf".to_owned(), "application/pdf".to_owned(), b"%PDF-1.4 third".to_vec()),
        ]
    );
    assert_eq!(files(&source, &[path("9")]).unwrap_err(), TransformError::NoSuchPart);
}

#[test]
fn a_stripped_part_is_replaced_by_its_note_in_place() {
    let bytes = one(&mixed_letter(), vec![Step::Strip { part: path("2"), note: "削除しました".into() }]);
    let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let root = mail.root_part().sub_parts().unwrap();
    assert_eq!(root.len(), 3);
    assert_eq!(mail.part(root[1]).unwrap().text_contents(), Some("削除しました"));
    assert_eq!(attachments(&bytes).last().unwrap().0, "third.pdf");
}

#[test]
fn a_letter_that_is_one_attachment_becomes_what_stands_in_its_place() {
    let source = letter(
        "From: s@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\nSubject: s\r\n",
        "JVBERi0=\r\n",
    );
    for place in ["", "1"] {
        let step = Step::Link {
            parts: vec![path(place)],
            url: "https://x.example/l".into(),
            text: "https://x.example/l".into(),
        };
        let bytes = one(&source, vec![step]);
        assert_eq!(body_text(&bytes, 0), "https://x.example/l");
        assert!(!text(&bytes).contains("pdf"), "{}", text(&bytes));
        let bytes = one(&source, vec![zip_step(vec![path(place)])]);
        assert_eq!(attachments(&bytes).len(), 1);
        assert!(text(&bytes).contains("application/zip"));
    }
}

#[test]
fn signed_and_encrypted_letters_keep_their_bodies() {
    for source in sealed_letters() {
        let header_only =
            one(&source, vec![Step::DropBcc, Step::ToBcc { visible: "undisclosed-recipients:;".into() }, trace()]);
        assert!(header_only.ends_with(body_of(&source)));
        for step in [
            Step::Footer { text: "x".into() },
            Step::Link { parts: vec![path("1")], url: String::new(), text: "x".into() },
            zip_step(vec![path("1")]),
            Step::Strip { part: path("1"), note: String::new() },
        ] {
            assert_eq!(refused(&source, vec![step]), TransformError::Signed, "{}", text(&source));
        }
    }
}

#[test]
fn bare_line_breaks_and_endless_lines_do_not_leave() {
    let source = b"From: s@example.jp\nTo: a@example.com\n\none\rtwo\nthree\r\n.\nQUIT\n".to_vec();
    let bytes = one(&source, vec![Step::DropBcc]);
    assert_eq!(text(&bytes), "From: s@example.jp\r\nTo: a@example.com\r\n\r\none\r\ntwo\r\nthree\r\n.\r\nQUIT\r\n");

    let long = "あ".repeat(800);
    let source = text_letter("text/plain", "UTF-8", "8bit", &format!("{long}\r\n"));
    let bytes = one(&source, vec![Step::DropBcc]);
    assert_eq!(body_text(&bytes, 0), format!("{long}\r\n"));

    let words = "word ".repeat(400);
    let source = letter(&format!("From: s@example.jp\r\nX-Long: {words}\r\n"), "x\r\n");
    let bytes = one(&source, vec![Step::DropBcc]);
    assert!(text(&bytes).contains("\r\n word"));
    let source = letter(&format!("From: s@example.jp\r\nX-Long: {}\r\n", "w".repeat(2000)), "x\r\n");
    assert_eq!(refused(&source, vec![Step::DropBcc]), TransformError::Line);
}

#[test]
fn what_is_not_understood_is_not_touched() {
    let unknown = text_letter("text/plain", "x-mystery", "7bit", "abc\r\n");
    assert_eq!(refused(&unknown, vec![Step::Footer { text: "x".into() }]), TransformError::Charset);
    let broken = letter("From: s@example.jp\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n", "\x1b$B\u{7f}!\r\n");
    assert_eq!(refused(&broken, vec![Step::Footer { text: "①".into() }]), TransformError::Charset);
    let encoding = letter("From: s@example.jp\r\nContent-Transfer-Encoding: x-uuencode\r\n", "abc\r\n");
    assert_eq!(refused(&encoding, vec![Step::Footer { text: "x".into() }]), TransformError::Encoding);
    let plain = letter("From: s@example.jp\r\n", "abc\r\n");
    assert_eq!(refused(&plain, vec![dkim_step("rsa")]), TransformError::NoKey);
    assert_eq!(refused(&plain, vec![zip_step(vec![path("2")])]), TransformError::NoSuchPart);
    let field = "Received: x\r\nBcc: y@example.com".to_owned();
    assert_eq!(refused(&plain, vec![Step::Trace { field }]), TransformError::Plan);
}

#[test]
fn eight_thousand_recipients_share_one_body() {
    let all: Vec<_> = (0..8_046).map(|number| format!("person{number}@example.com")).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let source = letter(&format!("From: s@example.jp\r\nTo: {}\r\n", all.join(",\r\n ")), &"survey\r\n".repeat(1250));
    let prepared =
        prepare(&source, &parcel(&all), &plan(vec![Step::DropBcc, Step::Individualise]), &Keys::new()).unwrap();
    assert_eq!(prepared.len(), 8_046);
    let (envelope, bytes) = prepared.mail(8_045).unwrap();
    assert_eq!(envelope, parcel(&["person8045@example.com"]));
    assert!(bytes.len() < 10_200 && !text(&bytes).contains("person1@"));
    assert_eq!(prepared.leaves().len(), 8_046);
}
