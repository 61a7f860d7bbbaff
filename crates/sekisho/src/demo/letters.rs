//! The letters of the demonstration, written as the programs of the accidents would have written them.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::people::Person;

/// A letter on its way to a door.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) from: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

/// An encoded word per 10 characters, so that no line grows over 76 (RFC 2047 §2).
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let words = characters.chunks(10).map(|chunk| {
        let chunk: String = chunk.iter().collect();
        format!("=?UTF-8?B?{}?=", base64(chunk.as_bytes()))
    });
    words.collect::<Vec<_>>().join("\r\n ")
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn base64_lines(bytes: &[u8]) -> String {
    let text = base64(bytes);
    let lines: Vec<&str> =
        (0..text.len()).step_by(76).filter_map(|at| text.get(at..(at + 76).min(text.len()))).collect();
    lines.join("\r\n")
}

fn head(from_name: &str, from: &str, to: &str, subject: &str, id: &str) -> String {
    let date = jiff::fmt::rfc2822::to_string(&jiff::Zoned::now()).unwrap_or_default();
    format!(
        "From: {} <{from}>\r\nTo: {to}\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{id}@demo.example>\r\n\
         MIME-Version: 1.0\r\n",
        encoded(from_name),
        encoded(subject)
    )
}

fn plain(body: &str) -> String {
    format!(
        "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        base64_lines(body.replace('\n', "\r\n").as_bytes())
    )
}

/// A letter without attachment.
pub(crate) fn simple(from: (&str, &str), to: &[(String, String)], subject: &str, body: &str, id: &str) -> Draft {
    let mailbox = |(name, address): &(String, String)| match name.is_empty() {
        true => address.clone(),
        false => format!("{} <{address}>", encoded(name)),
    };
    let list = to.iter().map(mailbox).collect::<Vec<_>>().join(",\r\n ");
    let text = format!("{}{}", head(from.0, from.1, &list, subject, id), plain(body));
    let recipients = to.iter().map(|(_, address)| address.clone()).collect();
    Draft { from: from.1.to_owned(), recipients, bytes: text.into_bytes() }
}

/// A letter with one file.
pub(crate) fn with_file(draft: &Draft, body: &str, name: &str, mime: &str, file: &[u8]) -> Draft {
    let text = String::from_utf8_lossy(&draft.bytes);
    let header = text.split("Content-Type:").next().unwrap_or_default();
    let boundary = "=_sekisho_demo";
    let file_name = format!("=?UTF-8?B?{}?=", base64(name.as_bytes()));
    let letter = format!(
        "{header}Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n{}\r\n--{boundary}\r\n\
         Content-Type: {mime}; name=\"{file_name}\"\r\nContent-Disposition: attachment; filename=\"{file_name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--{boundary}--\r\n",
        plain(body),
        base64_lines(file)
    );
    Draft { bytes: letter.into_bytes(), ..draft.clone() }
}

/// A real workbook with one row per person: name, kana, telephone, postal code, address, mail.
pub(crate) fn workbook(people: &[Person]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("登録者一覧")?;
    for (column, title) in ["氏名", "フリガナ", "電話番号", "郵便番号", "住所", "メールアドレス"].iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap_or(0), *title)?;
    }
    for (row, person) in people.iter().enumerate() {
        let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
        let cells = [&person.name, &person.kana, &person.phone, person.postal, &person.address, &person.mail];
        for (column, cell) in cells.into_iter().enumerate() {
            sheet.write(row, u16::try_from(column).unwrap_or(0), cell)?;
        }
    }
    book.save_to_buffer()
}

/// A list of people to be visited, with what nobody outside may know.
pub(crate) fn visits(people: &[Person]) -> Vec<u8> {
    const ILLNESSES: [&str; 4] = ["糖尿病", "高血圧症", "統合失調症", "乳がん(術後)"];
    let mut text = String::from("氏名,フリガナ,電話番号,住所,病名,服薬\r\n");
    for (number, person) in people.iter().enumerate() {
        let illness = ILLNESSES.get(number % ILLNESSES.len()).copied().unwrap_or_default();
        let Person { name, kana, phone, address, .. } = person;
        text.push_str(&format!("{name},{kana},{phone},{address},{illness},あり\r\n"));
    }
    text.into_bytes()
}

/// Letters of an ordinary day, with who submits them: inside, outside, odd, unreadable.
pub(crate) fn everyday(domain: &str) -> Result<Vec<(&'static str, Draft)>, zip::result::ZipError> {
    let (tanaka, suzuki) = (format!("tanaka@{domain}"), format!("suzuki@{domain}"));
    let inside = simple(
        ("鈴木 誠", &suzuki),
        &[("田中 恵子".to_owned(), tanaka.clone())],
        "明日の打合せ",
        "田中さん\n\n明日10時、第2会議室でお願いします。\n\n鈴木\n",
        "everyday-1",
    );
    let outside = simple(
        ("田中 恵子", &tanaka),
        &[("山本 大輔".to_owned(), "daisuke.yamamoto@net.example.net".to_owned())],
        "会議室のご案内",
        "山本様\n\nいつもお世話になっております。\n来週の会議室は3階になります。\n\n山吹市役所 田中\n",
        "everyday-2",
    );
    let wrong_name = simple(
        ("田中 恵子", &tanaka),
        &[("佐々木 愛".to_owned(), "ai.sasaki@home.example.org".to_owned())],
        "ご相談の件",
        "高橋様\n\n先日ご相談いただいた件、下記のとおりご回答いたします。\n電話 090-0123-4567\n\n山吹市役所 田中\n",
        "everyday-3",
    );
    let body = "中村様\n\n資料をお送りします。パスワードは別途ご連絡します。\n\n山吹市役所 田中\n";
    let to = [("中村 誠".to_owned(), "makoto.nakamura@keitai.example.com".to_owned())];
    let locked = simple(("田中 恵子", &tanaka), &to, "資料送付の件", body, "everyday-4");
    let locked = with_file(&locked, body, "資料.zip", "application/zip", &locked_zip()?);
    Ok(vec![("suzuki", inside), ("tanaka", outside), ("tanaka", wrong_name), ("tanaka", locked)])
}

/// An archive nobody can look into without its password.
fn locked_zip() -> zip::result::ZipResult<Vec<u8>> {
    use std::io::Write as _;
    let options =
        zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "unknown to the gate");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("document.txt", options)?;
    archive.write_all("中身は見えません".as_bytes())?;
    Ok(archive.finish()?.into_inner())
}
