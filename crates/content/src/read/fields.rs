//! The letter's own header → the fields of a [`Mail`].

use super::{
    defects::Defects,
    head::Head,
    identity, mailboxes, shape,
    spot::Spot,
    words::{self, Odd},
};
use crate::mail::{Field, Mail, Mailbox};

/// Fields of which RFC 5322 §3.6 allows one.
const ONCE: &[(&str, &str)] = &[
    ("from", "duplicate-from"),
    ("sender", "duplicate-sender"),
    ("reply-to", "duplicate-reply-to"),
    ("to", "duplicate-to"),
    ("cc", "duplicate-cc"),
    ("subject", "duplicate-subject"),
    ("date", "duplicate-date"),
    ("message-id", "duplicate-message-id"),
];

/// Fills in everything that is not a part.
pub(super) fn fill(mail: &mut Mail, head: &Head<'_>, defects: &mut Defects) {
    let here = Spot::letter().path;
    let mut odd = Odd::default();
    let mut control = false;
    mail.fields.reserve(head.fields.len());
    for field in head.fields.iter().filter(|field| !field.name.is_empty()) {
        let raw = field.unfolded();
        let decoded = words::decode(&raw);
        odd.merge(decoded.odd);
        control |= raw.iter().any(|byte| matches!(byte, 0..=8 | 11 | 12 | 15..=26 | 28..=31 | 127));
        let name = String::from_utf8_lossy(field.name).to_ascii_lowercase();
        mail.fields.push(Field { name, raw: raw.into_owned(), text: decoded.text });
    }
    defects.add_if(control, "control-in-header", &here);
    for (name, code) in ONCE {
        defects.add_if(head.count(name) > 1, code, &here);
    }
    addresses(mail, head, defects, &mut odd);
    shape::report_odd(odd, &here, defects);
    mail.subject = mail.field("subject").unwrap_or_default().to_owned();
    mail.message_id = head.value("message-id").and_then(|value| identity::message_id(&value));
    mail.references = identity::references(head.values("references").chain(head.values("in-reply-to")));
    mail.date = head.value("date").and_then(|value| identity::date(&value));
}

fn addresses(mail: &mut Mail, head: &Head<'_>, defects: &mut Defects, odd: &mut Odd) {
    let mut broken = false;
    let mut list = |name: &str| -> Vec<Mailbox> {
        let mut all = Vec::new();
        for value in head.values(name) {
            let list = mailboxes::parse(&value);
            broken |= list.broken;
            odd.merge(list.odd);
            all.extend(list.mailboxes);
        }
        all
    };
    mail.from = list("from");
    mail.sender = list("sender");
    mail.reply_to = list("reply-to");
    mail.to = list("to");
    mail.cc = list("cc");
    mail.bcc = list("bcc");
    defects.add_if(broken, "address-header-broken", &Spot::letter().path);
}
