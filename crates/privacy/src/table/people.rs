//! Whose columns they are: a row may speak of several persons, side by side, as parent and child, as sender and
//! receiver. Every name of a row begins a person; a column whose header names a party belongs to that party's name,
//! any other to the name before it. What stands behind names without anything of their own belongs to all of them.

use std::collections::HashMap;

use super::column::Role;
use crate::{kind::Kind, lexicon::words::Label};

/// Words for the parties of a row.
const PARTIES: &str = include_str!("../../data/parties.txt");

/// What is known of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) label: Option<Label>,
    /// Number of the party that its header names.
    pub(super) party: Option<usize>,
    pub(super) role: Role,
    pub(super) empty: bool,
    /// The same few values stand in it again and again.
    pub(super) repeats: bool,
    /// The values themselves say that it is of persons.
    pub(super) shown: bool,
}

/// The columns of one person of a row.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) columns: Vec<(usize, Role)>,
    /// A name that stands in many rows, like that of who is in charge: one person, not one per row.
    pub(super) recurs: bool,
}

/// Who a row speaks of.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) people: Vec<Person>,
    /// Columns that belong to everybody of the row.
    pub(super) shared: Vec<(usize, Role)>,
    /// Whether the values of some column, not its header alone, say that it is of persons.
    pub(super) shown: bool,
}

impl Plan {
    /// For the columns of a table.
    pub(super) fn of(columns: &[Column]) -> Self {
        let shown = columns.iter().any(|column| column.shown);
        let starts = repeated(columns).unwrap_or_else(|| starts(columns));
        if starts.len() < 2 {
            let columns = columns.iter().enumerate().map(|(at, column)| (at, column.role)).collect();
            return Self { people: vec![Person { columns, recurs: false }], shared: Vec::new(), shown };
        }
        let mut owners = owners(columns, &starts);
        to_parties(columns, &starts, &mut owners);
        let mut plan = Self { people: starts.iter().map(|_| Person::default()).collect(), shared: Vec::new(), shown };
        for (at, (column, owner)) in columns.iter().zip(owners).enumerate() {
            if let Some(person) = plan.people.get_mut(owner) {
                person.columns.push((at, column.role));
                person.recurs |= is_name(column.role) && column.repeats;
            }
        }
        plan.part_recurring(columns);
        plan.share(columns);
        plan
    }

    /// Who recurs is not whom the row is about: what differs from row to row belongs to who stands before.
    fn part_recurring(&mut self, columns: &[Column]) {
        let all = self.people.iter().all(|person| person.recurs);
        for (number, person) in self.people.iter_mut().enumerate() {
            // Halves of names recur in any list.
            let halves = person.columns.iter().any(|(_, role)| matches!(role, Role::Surname | Role::Given));
            person.recurs &= !halves && !(all && (number == 0 || person.has_own()));
        }
        let steady = |at: &usize, role: &Role| {
            is_name(*role) || *role == Role::Kana || columns.get(*at).is_none_or(|column| column.repeats)
        };
        for number in 0..self.people.len() {
            let Some(person) = self.people.get_mut(number).filter(|person| person.recurs) else { continue };
            let (own, others) =
                std::mem::take(&mut person.columns).into_iter().partition(|(at, role)| steady(at, role));
            person.columns = own;
            let before = self.people.get(..number).and_then(|before| before.iter().rposition(|person| !person.recurs));
            let after = self.people.iter().position(|person| !person.recurs);
            if let Some(person) = before.or(after).and_then(|about| self.people.get_mut(about)) {
                person.columns.extend::<Vec<_>>(others);
            }
        }
        for person in &mut self.people {
            let staff = person.columns.iter().any(|(at, role)| {
                is_name(*role)
                    && columns.get(*at).is_some_and(|column| column.party.is_some() && column.party == staff())
            });
            person.recurs |= staff && !person.has_own();
        }
    }

    /// What stands behind the last name belongs to all when somebody has only a name.
    fn share(&mut self, columns: &[Column]) {
        let bare = self.people.iter().any(|person| !person.recurs && !person.has_own());
        let Some(last) = self.people.last_mut().filter(|last| bare && last.has_own()) else { return };
        let party = last
            .columns
            .iter()
            .find_map(|(at, role)| columns.get(*at).filter(|_| is_name(*role)).and_then(|column| column.party));
        let mut named = false;
        let (own, shared) = std::mem::take(&mut last.columns).into_iter().partition(|(at, role)| {
            named |= is_name(*role);
            let theirs = party.is_some() && columns.get(*at).is_some_and(|column| column.party == party);
            !named || theirs || is_name(*role) || matches!(role, Role::Kana | Role::Alias)
        });
        (last.columns, self.shared) = (own, shared);
    }

    fn roles(&self) -> impl Iterator<Item = Role> {
        self.people.iter().flat_map(|person| &person.columns).chain(&self.shared).map(|(_, role)| *role)
    }

    /// Whether addresses or telephone numbers of several stand on a row, and nobody's name.
    pub(super) fn is_of_addresses(&self) -> bool {
        let of = |wanted: Kind| self.roles().filter(|role| *role == Role::Kind(wanted)).count();
        let named = self.roles().any(|role| is_name(role) || role == Role::Kana);
        !named && (of(Kind::Email) > 1 || of(Kind::Phone) > 1)
    }
}

impl Person {
    /// Whether there is more of them than a name.
    fn has_own(&self) -> bool {
        self.columns.iter().any(|(_, role)| match role {
            Role::Kind(kind) => kind.is_personal() && !matches!(kind, Kind::Name | Kind::Sex),
            Role::PhonePart | Role::AddressPart | Role::Password | Role::Special(_) => true,
            _ => false,
        })
    }
}

const fn is_name(role: Role) -> bool {
    matches!(role, Role::Kind(Kind::Name) | Role::Surname | Role::Given)
}

/// Where tables of the same labels stand side by side.
fn repeated(columns: &[Column]) -> Option<Vec<usize>> {
    let known: Vec<(usize, Label)> =
        columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.label?))).collect();
    let (_, first) = known.first()?;
    let heads: Vec<usize> = known.iter().enumerate().filter(|(_, known)| known.1 == *first).map(|(n, _)| n).collect();
    let words = |from: usize, to: usize| known.get(from..to).unwrap_or_default().iter().map(|(_, label)| *label);
    let ends = heads.iter().skip(1).copied().chain([known.len()]);
    let spans: Vec<(usize, usize)> = heads.iter().copied().zip(ends).collect();
    let same = spans.windows(2).all(|two| match two {
        [(a, b), (c, d)] => b - a >= 2 && words(*a, *b).eq(words(*c, *d)),
        _ => true,
    });
    if spans.len() < 2 || !same {
        return None;
    }
    Some(heads.iter().filter_map(|head| known.get(*head)).map(|(at, _)| *at).collect())
}

/// The columns where a name begins.
fn starts(columns: &[Column]) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut full, mut surname, mut given) = (false, false, false);
    for (at, column) in columns.iter().enumerate() {
        // 保護者姓, 保護者名: the second is the given name.
        let party = starts.last().and_then(|start: &usize| columns.get(*start)).and_then(|start| start.party);
        let rest = surname && !given && !full && party.is_some() && party == column.party;
        let again = match column.role {
            Role::Kind(Kind::Name) => (full || surname || given) && !rest,
            Role::Surname => full || surname,
            Role::Given => full || given,
            _ => continue,
        };
        if again || starts.is_empty() {
            (full, surname, given) = (false, false, false);
            starts.push(at);
        }
        full |= column.role == Role::Kind(Kind::Name);
        surname |= column.role == Role::Surname;
        given |= column.role == Role::Given;
    }
    starts
}

/// The person of each column by where it stands: with the name before it. An empty column parts two tables; labels
/// that stand before the first name stand before the others, too.
fn owners(columns: &[Column], starts: &[usize]) -> Vec<usize> {
    let lead: Vec<Label> =
        columns.iter().take(starts.first().copied().unwrap_or(0)).filter_map(|column| column.label).collect();
    let mut owners = Vec::with_capacity(columns.len());
    for (person, start) in starts.iter().enumerate() {
        let next = starts.get(person + 1).copied().unwrap_or(columns.len());
        let between = columns.get(start + 1..next).unwrap_or_default();
        let gap = between.iter().rposition(|column| column.empty && column.label.is_none());
        let ahead = between.iter().rev().take_while(|column| column.label.is_some_and(|label| lead.contains(&label)));
        let end = match gap {
            _ if next == columns.len() => next,
            Some(gap) => start + 2 + gap,
            None => next - ahead.count(),
        };
        owners.resize(end.max(owners.len()), person);
    }
    owners
}

/// Gives columns that name a party to the person whose name does so, too.
fn to_parties(columns: &[Column], starts: &[usize], owners: &mut [usize]) {
    let of = |at: &usize| columns.get(*at).and_then(|column| column.party);
    let mut people: HashMap<usize, usize> = HashMap::new();
    for (person, start) in starts.iter().enumerate() {
        if let Some(party) = of(start) {
            people.entry(party).or_insert(person);
        }
    }
    for (column, owner) in columns.iter().zip(owners).filter(|(column, _)| !is_name(column.role)) {
        if let Some(person) = column.party.and_then(|party| people.get(&party)) {
            *owner = *person;
        }
    }
}

/// The party of those who are in charge.
fn staff() -> Option<usize> {
    party("担当者")
}

/// The party that a folded header names.
pub(super) fn party(header: &str) -> Option<usize> {
    found(&header.to_lowercase()).map(|(number, _)| number)
}

/// Whether a folded header names a party and says nothing of it but that it has a name: 配偶者, 子1, ご依頼主様名.
pub(super) fn is_party(header: &str) -> bool {
    let lower = header.to_lowercase();
    let rest = found(&lower).map(|(_, word)| lower.replacen(word, "", 1));
    let says_nothing =
        |c: char| c.is_ascii_digit() || matches!(c, 'ご' | 'お' | '御' | '名' | '氏' | '様' | '(' | ')' | ' ');
    rest.is_some_and(|rest| rest.chars().all(says_nothing))
}

/// The party of a header in lower case, and its word.
fn found(header: &str) -> Option<(usize, &'static str)> {
    let lines = PARTIES.lines().filter(|line| !line.starts_with('#')).enumerate();
    lines.into_iter().find_map(|(number, words)| {
        let word = words.split('|').find(|word| header.contains(word))?;
        Some((number, word))
    })
}
