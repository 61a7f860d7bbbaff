//! Free-mail and private mailboxes (R5): told; the sender's own one is asked about.

use sekisho_model::{Address, Fact, Place};

use super::{Reports, Weight, people::SINGLES};
use crate::{
    RecipientFacts,
    text::name::{Agreement, Known, Name, surname},
    text::{fold, name::latin},
    view::{View, in_header},
};

/// Reports private mailboxes.
pub(super) fn freemail(view: &View<'_>, reports: &mut Reports<'_>) {
    let private: Vec<(usize, &RecipientFacts)> =
        view.outsiders().filter(|(_, _, who)| who.freemail).map(|(index, facts, _)| (index, facts)).collect();
    if private.len() > SINGLES {
        let finding = reports.found(Place::Envelope).with("count", Fact::Count(private.len() as u64));
        reports.report(finding, private.into_iter().map(|(index, _)| index).collect(), Weight::Note);
        return;
    }
    for (index, facts) in private {
        let own = is_senders_own(view, facts);
        let mut finding = reports.found(Place::Envelope).with("domain", Fact::Word(facts.address.domain().to_string()));
        if own {
            finding = finding.with("own", Fact::Word("yes".to_owned()));
        }
        reports.report(finding, vec![index], if own { Weight::Acts } else { Weight::Note });
    }
}

/// Whether a private mailbox looks like the sender's: the same local part, or the sender's own name on it.
fn is_senders_own(view: &View<'_>, facts: &RecipientFacts) -> bool {
    let Some(sender) = view.facts.sender else { return false };
    let bare = |address: &Address| -> String {
        fold::fold(address.local()).chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let (own, theirs) = (bare(sender), bare(&facts.address));
    let digitless = theirs.trim_end_matches(|c: char| c.is_ascii_digit());
    let function = latin::words(&own).iter().any(|word| latin::is_role(word));
    if own.len() >= 5 && digitless == own && !function {
        return true;
    }
    let from = view.mail.from.iter().filter_map(|mailbox| mailbox.name.as_deref());
    let names: Vec<&str> = from.chain(view.facts.sender_names.iter().map(String::as_str)).collect();
    let shown = in_header(view.mail).filter(|mailbox| mailbox.address.as_ref() == Some(&facts.address));
    let theirs: Vec<&str> = shown
        .filter_map(|mailbox| mailbox.name.as_deref())
        .chain(facts.names.iter().map(String::as_str))
        .filter(|name| !name.contains('@'))
        .collect();
    theirs.iter().any(|theirs| names.iter().any(|own| is_one_person(own, theirs)))
}

/// Both full names agree, not only the surnames: 山田 is many people.
fn is_one_person(own: &str, theirs: &str) -> bool {
    let (one, other) = (fold::name(own), fold::name(theirs));
    if fold::is_japanese(&one) && fold::is_japanese(&other) {
        return one.chars().count() >= 3 && one == other && surname::is_person(&one);
    }
    let words = latin::words(&fold::fold(theirs));
    let known = Known::new(std::iter::once(own), "");
    let each = |word: &String| known.agrees(&Name::Latin(vec![word.clone()])) == Agreement::Same;
    words.len() >= 2 && words.iter().all(each)
}
