//! `policy explain`: what the rules say of one letter, without a store: nothing is known of former correspondence.

use sekisho_content::{self as content, Limits};
use sekisho_model::Address;
use sekisho_policy::{self as policy, Explanation, Facts, Policy};

use crate::{error::OpenError, judge, people, settings::Settings};

/// Judges a letter for these recipients (those of its header when there are none). Every domain outside counts as
/// written to for the first time.
///
/// # Errors
/// [`OpenError::People`] when the groups of the configuration do not fit together.
pub fn explain(
    settings: &Settings,
    policy: &Policy,
    bytes: &[u8],
    to: &[Address],
    at: sekisho_model::Time,
) -> Result<Explanation, OpenError> {
    let roster = people::roster(settings, &[])?;
    let mail = content::read(bytes, &Limits::default());
    let header = mail.to.iter().chain(&mail.cc).chain(&mail.bcc).filter_map(|mailbox| mailbox.address.as_ref());
    let recipients: Vec<&Address> = if to.is_empty() { header.collect() } else { to.iter().collect() };
    let facts = Facts {
        at,
        sender: mail.from.first().and_then(|mailbox| mailbox.address.as_ref()),
        sender_names: mail.from.iter().filter_map(|mailbox| mailbox.name.clone()).collect(),
        recipients: recipients.iter().map(|address| judge::recipient(&roster, address, None, at, &[])).collect(),
        known_domains: roster.domains().to_vec(),
        thread: None,
        own_domains: roster.domains().to_vec(),
        master: None,
        burst: None,
    };
    Ok(policy::explain(policy, &mail, &facts))
}
