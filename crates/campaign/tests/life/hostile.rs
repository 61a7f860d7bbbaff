//! What holds for every list, template and mail, hostile or not.

use proptest::{collection::vec, prelude::*};
use sekisho_campaign::{
    FindingKind, RowNumber, Template, Unsubscribe, bounce,
    template::{Part, Source},
};

use crate::club::{COLUMNS, Club, club, customer};

const NOTE: usize = 6;

/// Pieces that mail programs, templates and searches care about.
const PIECES: &[&str] = &[
    "山田",
    " ",
    "　",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    ".",
    "\n.\n",
    "From ",
    "=",
    "=3D",
    "--",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202E}",
    "\u{200B}",
    "\u{FEFF}",
    "😀",
    "が\u{3099}",
    "𠮷",
    "\u{E000}",
    "é",
    "<",
    ">",
    "&",
    "&amp;",
    "<script>",
    "\"",
    "'",
    "{{",
    "}}",
    "{% if %}",
    "=?utf-8?b?44GC?=",
    "Content-Type: x",
    "begin 644 a",
    "@",
    "a@b.c",
    "090-",
    "1234",
    "x",
    "ﾔﾏﾀﾞ",
    "%40",
    "%",
    "\\",
    ";",
    "ーー",
    "+81",
    "(",
    ")",
];

/// Pieces that some programs decode or cut off in the middle of a text.
const DECODABLE: &[&str] = &["=?utf-8?b?44GC?=", "begin 644 a", "\0"];

const TAGS: &[&str] = &[
    "{{ 氏名 }}",
    "{{ 備考 }}",
    "{{- 座席 -}}",
    "{% if 備考 %}",
    "{% elif 座席 == 'x' %}",
    "{% else %}",
    "{% endif %}",
    "{{ 備考 | default('無') }}",
    "{{ '{{' }}",
    "{#",
    "#}",
    "{{",
    "}}",
    "{%",
    "%}",
    "文\n",
    " ",
    "|",
    "'",
    "\\",
    "氏名",
    "{{ 座席 ~ 電話 }}",
    "{{ 電話 | upper }}",
    "{{ loop }}",
    "-",
    "\u{FDD0}",
];

fn text(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

fn with_note(note: &str) -> Club {
    let mut club = club(3);
    club.source.html = Some("<p>{{ 氏名 }}</p><p title=\"{{ 備考 }}\">{{ 備考 }}</p>".into());
    for (row, note) in [(1, "見本"), (2, note), (3, "見本")] {
        club.set(row, NOTE, note);
    }
    club
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_cell_says_its_letter_reads_back_as_written(note in text(PIECES)) {
        let report = with_note(&note).run_by(1);
        // What some programs would decode where it stands is not read by all alike, and does not leave.
        let decodable = DECODABLE.iter().any(|piece| note.contains(piece));
        let altered = report.findings(FindingKind::Altered);
        prop_assert!(altered.is_empty() || decodable, "{:?} {:?}", note, altered);
        prop_assert_eq!(report.findings(FindingKind::NotMade), &[], "{:?}", note);
        let others = report.counts().keys().flat_map(|kind| report.findings(*kind));
        prop_assert!(others.into_iter().all(|finding| finding.row == Some(RowNumber(2))), "{:?}", note);
    }

    #[test]
    fn whatever_stands_around_it_another_persons_data_is_found(
        before in text(PIECES),
        after in text(PIECES),
        column in prop::sample::select(vec![1_usize, 2, 3, 4]),
    ) {
        let note = format!("{before} 「{}」 {after}", customer(30)[column]);
        let report = with_note(&note).run_by(1);
        let found = report.findings(FindingKind::ForeignValue);
        prop_assert!(found.iter().any(|finding| finding.other == Some(30)), "{:?}", note);
    }

    #[test]
    fn a_header_value_with_a_line_end_never_becomes_a_letter(name in text(PIECES)) {
        let mut club = club(1);
        club.set(1, 1, &name);
        let made = club.with(|job| job.letter(&job.audience.rows()[0]));
        // A value of blanks alone is an empty one and is not written.
        prop_assert_eq!(made.is_ok(), name.trim().is_empty() || !name.contains(char::is_control), "{:?}", name);
        if let Ok(letter) = made {
            let mail = sekisho_content::read(&letter.bytes, &sekisho_content::Limits::default());
            prop_assert_eq!((mail.to.len(), mail.bcc.len(), mail.cc.len()), (1, 0, 0));
        }
    }

    #[test]
    fn a_template_is_an_error_or_every_character_has_its_origin(source in text(TAGS)) {
        let club = club(2);
        let filled = club.with(|job| {
            let source = Source { subject: "x".into(), name: None, text: source.clone(), html: None, files: Vec::new() };
            let template = Template::parse(&source, job.audience)?;
            template.fill(&job.audience.rows()[0])
        });
        let Ok(filled) = filled else { return Ok(()) };
        let (_, filled) = filled.into_iter().find(|(part, _)| *part == Part::Text).unwrap();
        let mut at = 0;
        for trace in &filled.traces {
            prop_assert!(at <= trace.range.start && trace.range.start < trace.range.end);
            prop_assert!(filled.text.get(trace.range.clone()).is_some());
            prop_assert!(trace.columns.iter().all(|column| *column < COLUMNS.len()));
            at = trace.range.end;
        }
        let marked = filled.text.contains('\u{FDD0}');
        prop_assert!(at <= filled.text.len() && !marked);
    }

    #[test]
    fn any_bytes_are_read_as_a_mail_that_came_back(bytes in vec(any::<u8>(), 0..600), piece in text(PIECES), nobody: bool) {
        let _ = bounce::read(&bytes, nobody);
        let bytes = [piece.as_bytes(), b"opening-day.3.0123456789abcdef0123@club.example", &bytes].concat();
        let bounce = bounce::read(&bytes, nobody);
        prop_assert!(nobody || bounce.is_none());
        let _ = Unsubscribe::read(&piece);
    }
}
