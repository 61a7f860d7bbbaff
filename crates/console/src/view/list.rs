//! One mailing list.

use sekisho_engine::desk::{ListView, MemberSide, MemberView};
use sekisho_model::UserId;

use super::Chip;
use crate::say::Say;

/// Members shown before the rest folds away.
const FIRST: usize = 10;

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListLine {
    pub(crate) address: String,
    pub(crate) owners: String,
    pub(crate) has_owners: bool,
    pub(crate) reach: String,
    pub(crate) outside: Chip,
    pub(crate) whole: bool,
    pub(crate) first: Vec<MemberLine>,
    pub(crate) rest: Vec<MemberLine>,
    pub(crate) unlisted: u64,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberLine {
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) side: Chip,
}

impl ListLine {
    pub(crate) fn all(say: &Say, lists: &[ListView]) -> Vec<Self> {
        lists.iter().map(|list| Self::new(say, list)).collect()
    }

    fn new(say: &Say, list: &ListView) -> Self {
        let mut first: Vec<MemberLine> = list.members.iter().map(|member| line(say, member)).collect();
        let rest = first.split_off(first.len().min(FIRST));
        let owners: Vec<&str> = list.owners.iter().map(UserId::as_str).collect();
        let outside = match list.outside {
            0 => Chip { text: say.t("letter-all-inside"), tone: "good" },
            outside => Chip { text: say.n("letter-outside", outside), tone: "wait" },
        };
        Self {
            address: list.address.clone(),
            has_owners: !owners.is_empty(),
            owners: owners.join(say.comma()),
            reach: say.n("lists-reach", list.reached),
            outside,
            whole: list.whole,
            unlisted: list.entries.saturating_sub(list.members.len() as u64),
            first,
            rest,
        }
    }
}

fn line(say: &Say, member: &MemberView) -> MemberLine {
    let (key, tone) = match member.side {
        MemberSide::Outside => ("letter-side-outside", "wait"),
        MemberSide::Inside => ("letter-inside", ""),
        MemberSide::List => ("lists-list", "flow"),
    };
    MemberLine {
        address: sekisho_words::clean(&member.address).into_owned(),
        name: member.name.as_deref().map(|name| sekisho_words::clean(name).into_owned()),
        side: Chip { text: say.t(key), tone },
    }
}
