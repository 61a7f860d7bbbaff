//! One mail of a campaign: one person in `To`, text, HTML, files, and the header fields of bulk mail.
//!
//! Never more than one recipient, never `Cc` or `Bcc`: the type has no room for them. The same input gives the same
//! bytes; what a value could break (a line end in a header, a media type that is none) is made harmless here too, but
//! callers refuse such values before, because they want to name who wrote them.

use mail_builder::{
    headers::{content_type::ContentType, raw::Raw, text::Text},
    mime::{BodyPart, MimePart},
};
use sekisho_model::Time;

use super::{Correspondent, frame, head, identifier, is_extra, leaf, mailbox, one_line, write};

/// A file that goes with a mail.
#[derive(Debug, Clone, Copy)]
pub struct Enclosure<'a> {
    /// File name as people see it.
    pub name: &'a str,
    /// Media type, `type/subtype`; what is none becomes `application/octet-stream`.
    pub mime: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// What one mail of a campaign is made of.
#[derive(Debug, Clone)]
pub struct Mailing<'a> {
    /// `From`.
    pub from: &'a Correspondent,
    /// `To`: the one person.
    pub to: &'a Correspondent,
    /// `Reply-To`.
    pub reply_to: Option<&'a Correspondent>,
    /// `Subject`, plain text.
    pub subject: &'a str,
    /// Body, plain text.
    pub text: &'a str,
    /// The same in HTML.
    pub html: Option<&'a str>,
    /// Files, in order.
    pub files: &'a [Enclosure<'a>],
    /// `Message-ID` without angle brackets.
    pub message_id: &'a str,
    /// `Date`.
    pub date: Time,
    /// Address of the page that ends the mailings (RFC 2369), with one click (RFC 8058): `https://…`.
    pub unsubscribe: Option<&'a str>,
    /// More fields, as in [`Notice::fields`](super::Notice::fields).
    pub fields: &'a [(&'a str, &'a str)],
}

/// Builds the mail: CRLF, ASCII, marked `Precedence: bulk` so that no vacation program answers it (RFC 3834 §2).
#[must_use]
pub fn mailing(mailing: &Mailing<'_>) -> Vec<u8> {
    let mut mail = head(mailing.from, mailing.to, mailing.subject, mailing.message_id, mailing.date)
        .header("Precedence", Raw::new("bulk"));
    if let Some(reply_to) = mailing.reply_to {
        mail = mail.header("Reply-To", mailbox(reply_to));
    }
    if let Some(page) = mailing.unsubscribe {
        // RFC 8058 §3.1: both fields, and both covered by the DKIM signature, which `dkim` does.
        mail = mail
            .header("List-Unsubscribe", Raw::new(format!("<{}>", address_of(page))))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    }
    for (name, value) in mailing.fields.iter().filter(|(name, _)| is_extra(name)) {
        mail = mail.header((*name).to_owned(), Text::new(one_line(value)));
    }
    write(mail.body(body(mailing)))
}

fn body<'a>(mailing: &Mailing<'a>) -> MimePart<'a> {
    let text = leaf("text/plain", mailing.text);
    let read = match mailing.html {
        Some(html) => frame("multipart/alternative", &[], mailing.message_id, vec![text, leaf("text/html", html)]),
        None => text,
    };
    if mailing.files.is_empty() {
        return read;
    }
    let parts = std::iter::once(read).chain(mailing.files.iter().map(enclosed)).collect();
    frame("multipart/mixed", &[], mailing.message_id, parts)
}

/// Always base64, so that the bytes arrive as they are.
fn enclosed<'a>(file: &Enclosure<'a>) -> MimePart<'a> {
    let kind = if is_plain_type(file.mime) { file.mime } else { "application/octet-stream" };
    MimePart::new(ContentType::new(kind), BodyPart::Binary(file.bytes.into())).attachment(one_line(file.name))
}

/// A media type that may be encoded in base64: not a frame and not a letter (RFC 2045 §6.4).
fn is_plain_type(mime: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    mime.len() <= 120
        && mime.split_once('/').is_some_and(|(kind, subtype)| {
            token(kind) && token(subtype) && !matches!(kind.to_ascii_lowercase().as_str(), "multipart" | "message")
        })
}

/// The address of a page without what could end it.
fn address_of(page: &str) -> String {
    identifier(page)
}

#[cfg(test)]
mod tests {
    use sekisho_model::Address;

    use super::*;
    use crate::{Limits, mail::Role, read};

    fn somebody(name: &str, address: &str) -> Correspondent {
        Correspondent { name: name.to_owned(), address: Address::parse(address).unwrap() }
    }

    fn build(subject: &str, file: Enclosure<'_>) -> Vec<u8> {
        mailing(&Mailing {
            from: &somebody("案内係", "news@club.example"),
            to: &somebody("山田 太郎\r\nBcc: x@evil.example", "taro@customer.example"),
            reply_to: Some(&somebody("", "help@club.example")),
            subject,
            text: "ご購入ありがとうございます。\n",
            html: Some("<p>ご購入ありがとうございます。</p>"),
            files: &[file],
            message_id: "c.1@club.example",
            date: Time::UNIX_EPOCH,
            unsubscribe: Some("https://mail.club.example/u/abc>\r\nBcc: x@evil.example"),
            fields: &[("X-Sekisho-Campaign", "spring-1")],
        })
    }

    #[test]
    fn what_was_put_in_is_read_back_and_nothing_more() {
        let ticket = Enclosure { name: "券 山田.pdf", mime: "application/pdf", bytes: b"%PDF-1.7 not really" };
        let mail = read(&build("ご案内", ticket), &Limits { documents: false, ..Limits::default() });
        assert_eq!(mail.defects, []);
        assert_eq!(mail.subject, "ご案内");
        assert_eq!(mail.to.len(), 1);
        assert!(mail.cc.is_empty() && mail.bcc.is_empty());
        assert_eq!(mail.bodies().count(), 2);
        let file = mail.parts.iter().find(|part| part.role == Role::Attachment).unwrap();
        assert_eq!((file.name.as_deref(), file.mime.as_str()), (Some("券 山田.pdf"), "application/pdf"));
        assert_eq!(mail.field("list-unsubscribe-post"), Some("List-Unsubscribe=One-Click"));
    }

    #[test]
    fn no_value_starts_a_header_field_or_a_frame() {
        for mime in ["application/pdf\r\nBcc: x@evil.example", "multipart/mixed", "message/rfc822", "pdf", "a/b/c"] {
            let bytes = build("a\r\nBcc: x@evil.example", Enclosure { name: "a\r\nb", mime, bytes: b"x" });
            let mail = read(&bytes, &Limits { documents: false, ..Limits::default() });
            assert!(mail.bcc.is_empty(), "{mime}");
            let kind = mail.parts.last().map(|part| part.mime.as_str());
            assert_eq!(kind, Some("application/octet-stream"), "{mime}");
        }
    }
}
