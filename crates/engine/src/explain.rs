//! `policy explain`: what the rules say of one letter, without a store: nothing is known of former correspondence.

use std::fmt;

use sekisho_content::{self as content, Limits};
use sekisho_model::{Address, Verdict};
use sekisho_policy::{self as policy, Facts, Policy};

use crate::{error::OpenError, judge, people, settings::Settings};

/// What the rules say of a letter, in lines for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    lines: Vec<String>,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

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
) -> Result<Explained, OpenError> {
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
    let findings = policy::inspect(policy, &mail, &facts);
    let decision = policy::decide(policy, &mail, &facts, findings);
    let mut lines: Vec<String> =
        policy::explain(policy, &mail, &facts).to_string().lines().map(str::to_owned).collect();
    for parcel in &decision.parcels {
        lines.push(String::new());
        lines.push(format!("{} recipient(s): {}", parcel.recipients.len(), verdict(&parcel.verdict)));
        for wish in &parcel.wishes {
            lines.push(format!("  wish: {wish:?}"));
        }
        for finding in &parcel.findings {
            let facts: Vec<String> = finding.facts.iter().map(|(name, fact)| format!("{name}={fact}")).collect();
            lines.push(format!("  finding: {} {}", finding.kind.code(), facts.join(" ")));
        }
    }
    Ok(Explained { lines })
}

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Pass => "pass".to_owned(),
        Verdict::Refuse { reason } => format!("refuse: {reason:?}"),
        Verdict::Hold { needs } => {
            let needs: Vec<String> = needs.as_slice().iter().map(|need| format!("{need:?}")).collect();
            format!("hold: {}", needs.join(", "))
        }
    }
}
