//! Letters as mail programs write them.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// A plain letter.
pub(crate) fn plain(from: &str, to: &[&str], subject: &str) -> Vec<u8> {
    let to = to.join(", ");
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@client>\r\n\
         Date: Mon, 07 Jun 2027 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nPlease find the plan for the spring fair below.\r\n"
    )
    .replace(&format!("<{subject}@client>"), &format!("<{}@client>", subject.replace(' ', ".")))
    .into_bytes()
}

/// Text of the file in [`with_file`].
pub(crate) const FILE: &str = "day,hall\r\nMonday,east\r\nTuesday,west\r\n";

/// A letter with one text file.
pub(crate) fn with_file(from: &str, to: &[&str], subject: &str) -> Vec<u8> {
    let (to, file) = (to.join(", "), STANDARD.encode(FILE));
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 07 Jun 2027 10:00:00 +0900\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe halls are in the attached file.\r\n\
         --b\r\nContent-Type: text/csv; charset=utf-8; name=\"halls.csv\"\r\n\
         Content-Disposition: attachment; filename=\"halls.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         {file}\r\n--b--\r\n"
    )
    .into_bytes()
}

/// A letter that its program has signed (S/MIME): its body cannot be changed.
pub(crate) fn signed(from: &str, to: &[&str], subject: &str) -> Vec<u8> {
    let to = to.join(", ");
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 07 Jun 2027 10:00:00 +0900\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; \
         micalg=sha-256; boundary=\"s\"\r\n\r\n\
         --s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSigned words about the fair.\r\n\
         --s\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG\r\n--s--\r\n"
    )
    .into_bytes()
}
