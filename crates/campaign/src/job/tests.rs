use std::sync::Arc;

use sekisho_content::{Limits, read};

use super::*;
use crate::{
    audience::Roles,
    template::{FileChoice, Source},
};

struct Made {
    campaign: CampaignId,
    audience: Audience,
    template: Template,
    files: Files,
    sender: Sender,
    unsubscribe: Unsubscribe,
}

fn somebody(name: &str, address: &str) -> Correspondent {
    Correspondent { name: name.to_owned(), address: Address::parse(address).unwrap() }
}

fn made(rows: &[[&str; 4]]) -> Made {
    let columns = ["id", "name", "mail", "ticket"].map(str::to_owned).to_vec();
    let rows = rows.iter().zip(1..).map(|(row, number)| (RowNumber(number), row.map(str::to_owned).to_vec()));
    let audience = Audience::new(columns, &Roles { key: "id", address: "mail" }, rows).unwrap();
    let source = Source {
        subject: "{{ name }} 様 ご案内".into(),
        name: Some("{{ name }}".into()),
        text: "{{ name }} 様\nご案内\n".into(),
        html: Some("<p>{{ name }} 様</p>".into()),
        files: vec![
            FileChoice::Same { name: "案内.txt".into() },
            FileChoice::ByColumn { column: "ticket".into(), optional: false },
        ],
    };
    let mut files = Files::new();
    for name in ["案内.txt", "a.pdf"] {
        files.add(name, "application/pdf", Arc::from(name.as_bytes()), &[]).unwrap();
    }
    Made {
        campaign: "spring-1".parse().unwrap(),
        template: Template::parse(&source, &audience).unwrap(),
        audience,
        files,
        sender: Sender {
            from: somebody("案内係", "news@club.example"),
            reply_to: Some(somebody("", "help@club.example")),
            return_path: Address::parse("bounce@club.example").unwrap(),
        },
        unsubscribe: Unsubscribe::new("https://mail.club.example/u", &[1; 32]).unwrap(),
    }
}

impl Made {
    fn job(&self) -> Job<'_> {
        Job {
            campaign: &self.campaign,
            audience: &self.audience,
            template: &self.template,
            files: &self.files,
            sender: &self.sender,
            unsubscribe: Some(&self.unsubscribe),
            date: Time::UNIX_EPOCH,
        }
    }

    fn letter(&self, row: u32) -> Result<Letter, CampaignError> {
        self.job().letter(self.audience.row(RowNumber(row)).unwrap())
    }
}

#[test]
fn one_person_gets_one_letter_with_their_file() {
    let made = made(&[["1", "山田 太郎", "taro@customer.example", "a.pdf"]]);
    let letter = made.letter(1).unwrap();
    assert_eq!(letter.envelope.recipients.len(), 1);
    assert_eq!(letter.envelope.envid.as_deref(), Some("spring-1.1"));
    assert_eq!(letter.files, ["案内.txt", "a.pdf"]);
    let mail = read(&letter.bytes, &Limits { documents: false, ..Limits::default() });
    assert_eq!(mail.defects, []);
    assert_eq!(mail.subject, "山田 太郎 様 ご案内");
    assert_eq!(mail.to.len(), 1);
    assert_eq!(mail.to[0].name.as_deref(), Some("山田 太郎"));
    assert_eq!(mail.message_id.as_deref(), Some(letter.message_id.as_str()));
    assert!(mail.field("list-unsubscribe").unwrap().starts_with("<https://mail.club.example/u/spring-1.1."));
    let names: Vec<_> = mail.attachments().filter_map(|part| part.name.as_deref()).collect();
    assert_eq!(names, ["案内.txt", "a.pdf"]);
}

#[test]
fn the_same_row_gives_the_same_bytes_and_another_row_others() {
    let rows = [["1", "山田", "taro@customer.example", "a.pdf"], ["2", "山田", "taro@customer.example", "a.pdf"]];
    let made = made(&rows);
    assert_eq!(made.letter(1).unwrap().bytes, made.letter(1).unwrap().bytes);
    assert_ne!(made.letter(1).unwrap().message_id, made.letter(2).unwrap().message_id);
    assert_ne!(made.letter(1).unwrap().seal(), made.letter(2).unwrap().seal());
}

#[test]
fn a_line_end_in_a_header_value_names_row_and_column() {
    for name in ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b", "a\u{85}b", "a\tb"] {
        let made = made(&[["1", "山田", "taro@customer.example", "a.pdf"], ["2", name, "x@customer.example", "a.pdf"]]);
        assert!(made.letter(1).is_ok());
        let wrong = CampaignError::Header { row: RowNumber(2), column: "name".into(), part: "subject" };
        assert_eq!(made.letter(2).unwrap_err(), wrong, "{name:?}");
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error_of_its_row() {
    for ticket in ["", "b.pdf", "../a.pdf", "A.PDF"] {
        let made = made(&[["1", "山田", "taro@customer.example", ticket]]);
        let wrong = CampaignError::NoFile { row: RowNumber(1), column: "ticket".into() };
        assert_eq!(made.letter(1).unwrap_err(), wrong, "{ticket}");
    }
}
