//! Mailing lists, as the gate expands them: who answers for a list, who gets what is sent to it, who of them is outside.

use sekisho_model::Address;
use sekisho_roster::{Expansion, Roster};

use super::{Desk, DeskError, ListView, MemberSide, MemberView, Viewer};
use crate::settings::MailingList;

/// Members on the page; of more the number says it.
const MEMBERS: usize = 500;

impl Desk {
    /// Lists this person may look at: all for administrators, officers and auditors, else those they own.
    pub async fn lists(&self, viewer: &Viewer) -> Result<Vec<ListView>, DeskError> {
        let law = self.house.law();
        let mine = |list: &&MailingList| !viewer.roles.is_empty() || list.owners.contains(&viewer.user);
        Ok(self.house.settings.lists.iter().filter(mine).map(|list| view(&law.roster, list)).collect())
    }

    /// Whether this person answers for a list.
    pub(crate) fn owns_lists(&self, viewer: &Viewer) -> bool {
        self.house.settings.lists.iter().any(|list| list.owners.contains(&viewer.user))
    }
}

fn view(roster: &Roster, list: &MailingList) -> ListView {
    let (reached, outside, whole) = match roster.expand(&list.address) {
        Expansion::List { members, outside } => (members.len() as u64, outside.len() as u64, true),
        _ => (0, 0, false),
    };
    let mut members: Vec<MemberView> = list.members.iter().map(|member| member_view(roster, member)).collect();
    // What matters first: those outside.
    members.sort_by(|one, other| one.side.cmp(&other.side).then_with(|| one.address.cmp(&other.address)));
    ListView {
        address: list.address.to_string(),
        owners: list.owners.iter().cloned().collect(),
        entries: members.len() as u64,
        members: members.into_iter().take(MEMBERS).collect(),
        reached,
        outside,
        whole,
    }
}

fn member_view(roster: &Roster, member: &Address) -> MemberView {
    let side = match roster.expand(member) {
        Expansion::List { .. } | Expansion::Unexpandable => MemberSide::List,
        _ if roster.reaches(member).is_empty() => MemberSide::Inside,
        _ => MemberSide::Outside,
    };
    let people = roster.people_of(member);
    let name = people.first().and_then(|user| roster.person(user)).map(|person| person.name.clone());
    MemberView { address: member.to_string(), name, side }
}
