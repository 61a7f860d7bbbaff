//! Reading an upload (RFC 7578): every bound is looked at before the next octet is kept.
//!
//! The whole is bounded by the router before anything is read, each file and their number while they are read. A file
//! name is taken as it is named; whether it is one, the desk decides. Only a few uploads are read at a time.

use axum::extract::{Multipart, multipart::Field};

use crate::fault::Fault;

/// Largest file, in bytes. Larger ones come in by the command line.
pub(crate) const FILE: usize = 64_000_000;
/// Largest upload, in bytes, with what multipart adds.
pub(crate) const WHOLE: usize = 128_000_000;
/// Most files at once.
const FILES: usize = 100;
/// Uploads that are read at a time; whoever comes then waits.
pub(crate) const AT_ONCE: usize = 2;

/// A file: the name it has, and its bytes.
pub(crate) type File = (String, Vec<u8>);

/// The files of an upload. A field without a file name, or without contents, is passed over: browsers send one when
/// nothing was chosen.
pub(crate) async fn files(form: Multipart) -> Result<Vec<File>, Fault> {
    read(form, base).await
}

/// The same, of a program: names are taken as they are, one folder deep.
pub(crate) async fn named_files(form: Multipart) -> Result<Vec<File>, Fault> {
    read(form, str::to_owned).await
}

async fn read(mut form: Multipart, named: fn(&str) -> String) -> Result<Vec<File>, Fault> {
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let Some(name) = field.file_name().map(named) else { continue };
        let bytes = bytes(field).await?;
        if name.is_empty() {
            continue;
        }
        if files.len() >= FILES {
            return Err(Fault::TooLarge);
        }
        files.push((name, bytes));
    }
    Ok(files)
}

async fn bytes(mut field: Field<'_>) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unread(&error))? {
        if bytes.len() + chunk.len() > FILE {
            return Err(Fault::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Some browsers send a path: the part behind the last separator is the name.
fn base(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn unread(error: &axum::extract::multipart::MultipartError) -> Fault {
    let large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
    if large { Fault::TooLarge } else { Fault::Malformed }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn only_the_name_of_a_path_is_taken() {
        for (name, expect) in [
            ("list.csv", "list.csv"),
            ("C:\\fakepath\\名簿.xlsx", "名簿.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("files/", ""),
            ("", ""),
        ] {
            assert_eq!(base(name), expect, "{name}");
        }
    }
}
