//! The parts of a case's letter: a body, images it shows inside, attachments and the files in them.

use sekisho_content::{
    Part, Reading,
    mail::{Hidden, Pictures, Role, Table},
};
use sekisho_model::PartPath;

use super::{RawFile, RawLetter};

/// Made-up persons, at most.
pub(super) const MADE_UP: u32 = 100_000;

impl RawLetter {
    /// All parts, depth first.
    pub(super) fn parts(&self) -> Vec<Part> {
        let frame = |path: Vec<u16>, mime: &str| Part {
            path: PartPath(path),
            inside: None,
            role: Role::Frame,
            mime: mime.to_owned(),
            really: None,
            name: None,
            size: 0,
            reading: Reading::Nothing,
            hidden: Vec::new(),
            unlocked: false,
            pictures: Pictures::default(),
        };
        let mut parts = vec![frame(Vec::new(), "multipart/mixed"), frame(vec![1], "multipart/related")];
        parts.push(Part {
            role: Role::Body,
            mime: "text/plain".to_owned(),
            size: self.body.len(),
            reading: Reading::Read { text: self.body.clone(), tables: Vec::new() },
            ..frame(vec![1, 1], "")
        });
        let (mut related, mut attached) = (1, 1);
        for file in &self.attachment {
            let path = if file.related {
                related += 1;
                vec![1, related]
            } else {
                attached += u16::from(!file.inside);
                vec![attached]
            };
            parts.push(file.part(frame(path, "")));
        }
        parts
    }
}

impl RawFile {
    fn part(&self, frame: Part) -> Part {
        let (text, rows) = self.contents();
        let tables = if rows.is_empty() {
            Vec::new()
        } else {
            vec![Table { name: None, visible: !self.hidden_sheet, rows, ..Table::default() }]
        };
        let size = self.bytes.unwrap_or(text.len());
        let reading = match self.blind {
            Some(why) => Reading::Blind { why, text, tables },
            None => Reading::Read { text, tables },
        };
        Part {
            role: if self.inside { Role::Inner } else { Role::Attachment },
            inside: self.inside.then(|| self.name.clone()),
            mime: self.mime.clone().unwrap_or_else(|| mime(&self.name).to_owned()),
            name: Some(self.name.clone()).filter(|_| !self.inside),
            size,
            reading,
            hidden: self.hidden_sheet.then_some(Hidden::Sheet).into_iter().collect(),
            ..frame
        }
    }

    fn contents(&self) -> (String, Vec<Vec<String>>) {
        let made_up = (0..self.made_up_rows.min(MADE_UP)).map(|number| {
            vec![
                format!("顧客{number}"),
                format!("customer{number}@people.example"),
                format!("090-1{:03}-{:04}", number / 10_000, number % 10_000),
            ]
        });
        let rows: Vec<Vec<String>> = self.rows.iter().cloned().chain(made_up).collect();
        let mut text = self.text.clone();
        for row in &rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        (text, rows)
    }
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "txt" => "text/plain",
        "csv" => "text/csv",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
