//! Who really gets it, and what the header shows of them.

use sekisho_engine::desk::{ParcelPage, RecipientView, Seen, Stand};
use sekisho_words::Value;

use crate::{say::Say, view::Chip};

/// One real recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonLine {
    pub(crate) number: u32,
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) inside: bool,
    pub(crate) side: String,
    pub(crate) side_tone: &'static str,
    pub(crate) seen: String,
    pub(crate) seen_tone: &'static str,
    pub(crate) status: Option<Chip>,
    pub(crate) reply: Option<String>,
    /// Ticked on the page that changes recipients.
    pub(crate) keep: bool,
}

/// The recipients, those outside and those nobody sees first.
pub(crate) fn lines(say: &Say, page: &ParcelPage) -> Vec<PersonLine> {
    let mut sorted: Vec<&RecipientView> = page.recipients.iter().collect();
    sorted.sort_by_key(|person| (person.inside, person.seen != Seen::Hidden, person.number));
    let on_its_way = page.row.stand != Stand::Held;
    sorted.into_iter().map(|person| line(say, person, on_its_way)).collect()
}

fn line(say: &Say, person: &RecipientView, on_its_way: bool) -> PersonLine {
    PersonLine {
        number: person.number,
        address: sekisho_words::clean(&person.address).into_owned(),
        name: person.name.as_deref().map(|name| sekisho_words::clean(name).into_owned()),
        inside: person.inside,
        side: say.t(if person.inside { "letter-inside" } else { "letter-side-outside" }),
        side_tone: if person.inside { "" } else { "wait" },
        seen: say.t(match person.seen {
            Seen::To => "letter-seen-to",
            Seen::Cc => "letter-seen-cc",
            Seen::Hidden => "letter-seen-hidden",
        }),
        seen_tone: if person.seen == Seen::Hidden { "wait" } else { "" },
        status: on_its_way.then(|| crate::view::status(say, &person.status)),
        reply: person.reply.as_deref().map(|reply| sekisho_words::clean(reply).into_owned()),
        keep: true,
    }
}

/// Listed recipients outside the house.
pub(crate) fn outside(page: &ParcelPage) -> usize {
    page.recipients.iter().filter(|person| !person.inside).count()
}

/// How many there are of each kind.
pub(crate) struct Crowd {
    total: u64,
    pub(crate) outside: usize,
    pub(crate) hidden: usize,
    pub(crate) unlisted: u64,
}

impl Crowd {
    pub(crate) fn of(page: &ParcelPage) -> Self {
        let total = u64::from(page.row.recipients);
        Self {
            total,
            outside: outside(page),
            hidden: page.recipients.iter().filter(|person| person.seen == Seen::Hidden).count(),
            unlisted: total.saturating_sub(page.recipients.len() as u64),
        }
    }

    /// How many are outside; of a crowd that is not listed to the end, at least how many.
    pub(crate) fn words(&self, say: &Say) -> String {
        match (self.outside, self.unlisted) {
            (0, 0) => say.t("letter-all-inside"),
            (outside, 0) => say.n("letter-outside", outside),
            (outside, _) => say.n("letter-outside-many", outside),
        }
    }

    /// What sending would do.
    pub(crate) fn effect(&self, say: &Say) -> String {
        match (self.outside, self.unlisted) {
            (0, 0) => say.n("letter-effect-inside", self.total),
            (outside, 0) => {
                let outside = Value::from(outside.to_string());
                say.with("letter-effect", &[("count", self.total.into()), ("outside", outside)])
            }
            _ => say.n("letter-effect-many", self.total),
        }
    }
}
