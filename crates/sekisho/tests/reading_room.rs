//! A reading room: what it may do, what it answers, and what becomes of a letter that kills it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::{
    io::{Read as _, Write as _},
    process::{Child, Command, Stdio},
};

use sekisho_content::{Limits, Mail, read};

fn room() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
    command.arg("reading-room").env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn ask(room: &mut Child, letter: &[u8]) -> Mail {
    ask_knowing(room, letter, &[])
}

/// An order (passwords, bytes of pictures, no file), then the letter.
fn ask_knowing(room: &mut Child, letter: &[u8], passwords: &[&str]) -> Mail {
    let input = room.stdin.as_mut().unwrap();
    let order = postcard::to_stdvec(&(passwords, 0_usize, None::<Option<String>>)).unwrap();
    for frame in [order.as_slice(), letter] {
        input.write_all(&u32::try_from(frame.len()).unwrap().to_le_bytes()).unwrap();
        input.write_all(frame).unwrap();
    }
    input.flush().unwrap();
    let output = room.stdout.as_mut().unwrap();
    let mut length = [0; 4];
    output.read_exact(&mut length).unwrap();
    let mut answer = vec![0; u32::from_le_bytes(length) as usize];
    output.read_exact(&mut answer).unwrap();
    postcard::from_bytes(&answer).unwrap()
}

fn letter() -> Vec<u8> {
    use base64::Engine as _;
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "氏名").unwrap().write(1, 0, "山田 太郎").unwrap();
    let file = base64::engine::general_purpose::STANDARD.encode(book.save_to_buffer().unwrap());
    let lines: Vec<&str> = file.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "From: a@a.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n\
         Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=list.xlsx\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

#[test]
fn a_room_answers_what_reading_here_would_give() {
    let mut room = room();
    for _ in 0..3 {
        let mail = ask(&mut room, &letter());
        assert_eq!(mail, read(&letter(), &Limits::default()));
        assert!(mail.parts.iter().any(|part| part.reading.text().contains("山田 太郎")), "{:?}", mail.parts);
    }
    room.kill().unwrap();
    room.wait().unwrap();
}

#[test]
fn a_room_has_given_up_files_sockets_processes_and_boundless_memory() {
    let mut room = room();
    ask(&mut room, &letter());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", room.id())).unwrap();
    for what in ["Max open files", "Max file size", "Max processes", "Max core file size"] {
        let line = limits.lines().find(|line| line.starts_with(what)).unwrap();
        let values: Vec<&str> = line[what.len()..].split_whitespace().collect();
        assert_eq!(values[..2], ["0", "0"], "{line}");
    }
    for what in ["Max address space", "Max cpu time"] {
        assert!(!limits.lines().any(|line| line.starts_with(what) && line.contains("unlimited")), "{limits}");
    }
    room.kill().unwrap();
    room.wait().unwrap();
}

#[test]
fn a_room_tries_the_passwords_it_is_told() {
    use base64::Engine as _;
    let sealed = include_bytes!("../../content/tests/document/files/locked-aes256.zip");
    let letter = format!(
        "From: a@a.example\r\nSubject: x\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; \
         filename=list.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        base64::engine::general_purpose::STANDARD.encode(sealed)
    );
    let mut room = room();
    for (passwords, read) in [(&[][..], false), (&["wrong"], false), (&["wrong", "open-2026"], true), (&[], false)] {
        let mail = ask_knowing(&mut room, letter.as_bytes(), passwords);
        assert_eq!(mail.parts.iter().any(|part| part.reading.text().contains("鈴木花子")), read, "{passwords:?}");
    }
    room.kill().unwrap();
    room.wait().unwrap();
}

#[test]
fn without_a_room_documents_are_not_opened_and_say_so() {
    let shallow = read(&letter(), &Limits { documents: false, ..Limits::default() });
    let file = shallow.attachments().next().unwrap();
    let failed = sekisho_model::Blind::ReaderFailed;
    assert!(matches!(file.reading, sekisho_content::Reading::Blind { why, .. } if why == failed), "{:?}", file.reading);
    assert!(shallow.bodies().any(|part| part.reading.text().contains("hello")), "texts are read all the same");
}
