//! Mail merges under way: letters of one sender and one shape, one after the other.
//!
//! Once a letter of a burst named another person than its recipient, the following ones are told of it when they are
//! judged (`sekisho_policy::BurstFacts`), until somebody released one of those that were held for it. Only in memory:
//! after a restart the held letters of the last minutes are read again (`House::recall_bursts`), so that forgetting
//! never lets one pass.
//!
//! A shape is a sketch of the lines that letters of one template share: digits are all alike, lines that address
//! somebody or carry an address are left out, and of the rest the smallest hashes are kept (bottom-k; Broder 1997).

mod turns;

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::Hasher as _,
    sync::{Arc, Mutex, PoisonError},
};

use sekisho_content::Mail;
use sekisho_model::{Address, Envelope, Fact, Finding, FindingKind, LetterId, Origin, Time};
use sekisho_policy::{BurstFacts, ParcelDecision};
use sekisho_store::{PageRequest, ParcelState, Tray};

pub(crate) use self::turns::{Came, Rank, Turn, Turns};
use crate::{
    error::StepError,
    house::{House, Law},
    judge::{Bench, Case},
    stricter::out_of_turn,
};

/// A burst ends when nothing followed for so long.
const QUIET_SECONDS: i64 = 10 * 60;
/// Hashes of a sketch.
const SKETCH: usize = 16;
/// Lines that make a shape; with fewer, two letters are alike by chance.
const LEAST_LINES: usize = 3;
/// Parts of a hundred that two sketches of one template share.
const ALIKE: usize = 60;
/// Lines of a body that are looked at.
const LINES: usize = 120;
/// Bursts per sender, and senders, that are followed at a time.
const SHAPES: usize = 16;
const SENDERS: usize = 20_000;
/// Letters of a burst that are known one by one.
const LETTERS: usize = 10_000;
/// Parcels that are looked at after a restart.
const RECALLED: u32 = 500;

/// What is followed.
pub(crate) struct Bursts(Mutex<HashMap<String, Vec<Burst>>>);

struct Burst {
    shape: Shape,
    last: Time,
    letters: u64,
    wrong: u64,
    /// Its letters since one was wrong: releasing one of them is a look.
    held: HashSet<LetterId>,
}

/// The sketch of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape(Vec<u32>);

impl Bursts {
    pub(crate) fn new() -> Self {
        Self(Mutex::default())
    }

    /// The burst that a letter of this sender and shape belongs to, when it went wrong and nobody has looked.
    pub(crate) fn seen(&self, sender: &Address, mail: &Mail, at: Time) -> Option<BurstFacts> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bursts = all.get(&sender.key()).filter(|bursts| bursts.iter().any(|burst| burst.wrong > 0))?;
        let shape = Shape::of(mail)?;
        let burst = bursts.iter().find(|burst| burst.is_open(at) && burst.wrong > 0 && burst.shape.is_like(&shape))?;
        Some(BurstFacts { letters: burst.letters + 1, wrong: burst.wrong })
    }

    /// Notes a letter that was judged, and whether it named another person than its recipient.
    pub(crate) fn note(&self, sender: &Address, shape: &Shape, letter: LetterId, at: Time, wrong: bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SENDERS {
            all.retain(|_, bursts| bursts.iter().any(|burst| burst.is_open(at)));
        }
        let bursts = all.entry(sender.key()).or_default();
        bursts.retain(|burst| burst.is_open(at));
        let Some(burst) = of_shape(bursts, shape, at) else { return };
        burst.letters += 1;
        burst.wrong += u64::from(wrong);
        burst.last = burst.last.max(at);
        if burst.wrong > 0 && burst.held.len() < LETTERS {
            burst.held.insert(letter);
        }
    }

    /// A letter that was noted already belongs to a burst that went wrong in the same moment.
    pub(crate) fn hold(&self, sender: &Address, mail: &Mail, letter: LetterId) {
        let Some(shape) = Shape::of(mail) else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bursts = all.get_mut(&sender.key()).into_iter().flatten();
        for burst in bursts.filter(|burst| burst.wrong > 0 && burst.shape.is_like(&shape)).take(1) {
            burst.wrong += 1;
            if burst.held.len() < LETTERS {
                burst.held.insert(letter);
            }
        }
    }

    /// Somebody released a letter: the burst it was held with has been looked at.
    pub(crate) fn looked(&self, letter: LetterId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for burst in all.values_mut().flatten().filter(|burst| burst.held.contains(&letter)) {
            burst.wrong = 0;
            burst.held.clear();
        }
    }
}

/// The burst of a shape, a new one if there is none. Where there is no room, the one that was quiet longest makes some,
/// but never one that people still have to look at.
fn of_shape<'a>(bursts: &'a mut Vec<Burst>, shape: &Shape, at: Time) -> Option<&'a mut Burst> {
    if let Some(found) = bursts.iter().position(|burst| burst.shape.is_like(shape)) {
        return bursts.get_mut(found);
    }
    if bursts.len() >= SHAPES {
        let harmless = bursts.iter().enumerate().filter(|(_, burst)| burst.wrong == 0);
        let (oldest, _) = harmless.min_by_key(|(_, burst)| burst.last)?;
        bursts.swap_remove(oldest);
    }
    bursts.push(Burst { shape: shape.clone(), last: at, letters: 0, wrong: 0, held: HashSet::new() });
    bursts.last_mut()
}

impl Burst {
    fn is_open(&self, at: Time) -> bool {
        (at.as_second() - self.last.as_second()).abs() <= QUIET_SECONDS
    }
}

impl Shape {
    /// The shape of a letter by subject and first body; `None` when it says too little.
    pub(crate) fn of(mail: &Mail) -> Option<Self> {
        let body = mail.bodies().find(|part| !part.reading.text().trim().is_empty())?;
        let lines = std::iter::once(mail.subject.as_str()).chain(body.reading.text().lines().take(LINES));
        let mut hashes: Vec<u32> = lines.filter_map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let enough = hashes.len() >= LEAST_LINES;
        hashes.truncate(SKETCH);
        enough.then_some(Self(hashes))
    }

    /// Whether two letters can be of one template: of the smallest hashes of both together, how many both have.
    fn is_like(&self, other: &Self) -> bool {
        let mut union: Vec<u32> = self.0.iter().chain(&other.0).copied().collect();
        union.sort_unstable();
        union.dedup();
        union.truncate(SKETCH);
        let both = |hash: &&u32| self.0.binary_search(hash).is_ok() && other.0.binary_search(hash).is_ok();
        union.iter().filter(both).count() * 100 >= union.len() * ALIKE
    }
}

/// The hash of a line that a template may have; `None` for what differs from letter to letter, or is too short.
#[expect(clippy::cast_possible_truncation, reason = "a sketch keeps 32 bits")]
fn hash(line: &str) -> Option<u32> {
    const ADDRESSING: &[&str] = &["様", "さま", "さん", "殿", "御中", "Dear ", "Hello ", "Hi "];
    let line = line.trim();
    let chars = line.chars().count();
    let differs = || line.contains('@') || chars < 60 && ADDRESSING.iter().any(|word| line.contains(word));
    if chars < 4 || differs() {
        return None;
    }
    let mut plain = String::with_capacity(line.len());
    for c in line.chars() {
        let digit = !is_script(c) && c.is_numeric();
        if !(digit && plain.ends_with('0')) {
            plain.push(if digit { '0' } else { c });
        }
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(plain.as_bytes());
    Some(hasher.finish() as u32)
}

/// Kana and the common kanji, none of which is a digit: told without a table, for most letters are made of them.
const fn is_script(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
}

impl House {
    /// The turn of a letter among those of its sender; none for mails of the house and of campaigns.
    pub(crate) fn turn_of<'a>(&self, rank: Rank<'a>, origin: &Origin, envelope: &Envelope) -> Option<Turn<'a>> {
        let own = matches!(origin, Origin::House | Origin::Campaign { .. } | Origin::Trial { .. });
        let sender = envelope.mail_from.address().filter(|_| !own)?;
        Some(rank.of(sender))
    }

    /// Judges a letter, and once more when its burst went wrong in the same moment. When the letters before it are not
    /// judged in time, a person has to look.
    pub(crate) async fn judge_in_turn(
        &self,
        turn: Option<&Turn<'_>>,
        law: &Law,
        case: Case<'_>,
        letter: LetterId,
    ) -> Result<Vec<ParcelDecision>, StepError> {
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let decisions = self.judge(bench, case).await?.parcels;
        match self.look_beside(turn, case, letter, &decisions).await {
            Beside::Right => Ok(decisions),
            Beside::Wrong => {
                let again = self.judge(bench, case).await?.parcels;
                if let Some(sender) = case.envelope.mail_from.address() {
                    self.bursts.hold(sender, case.mail, letter);
                }
                Ok(again)
            }
            Beside::Unknown => {
                metrics::counter!("sekisho_turns_late_total").increment(1);
                let group = law.last_resort();
                Ok(decisions.into_iter().map(|parcel| out_of_turn(parcel, &group)).collect())
            }
        }
    }

    /// Notes a letter that was judged, waits for those before it, and says what they say of it.
    pub(crate) async fn look_beside(
        &self,
        turn: Option<&Turn<'_>>,
        case: Case<'_>,
        letter: LetterId,
        decisions: &[ParcelDecision],
    ) -> Beside {
        let wrong = decisions.iter().any(|decision| names_another(&decision.findings));
        let Some(sender) = case.envelope.mail_from.address() else { return Beside::Right };
        // Made once where there is a turn: it costs as much as a tenth of the judgement.
        let shape = turn.and_then(Turn::shape).or_else(|| Shape::of(case.mail));
        let Some(shape) = shape else { return Beside::Right };
        self.bursts.note(sender, &shape, letter, case.at, wrong);
        let Some(turn) = turn else { return Beside::Right };
        turn.judged();
        let told = |decision: &ParcelDecision| {
            decision.findings.iter().chain(&decision.observed).any(|finding| finding.kind == FindingKind::Burst)
        };
        if wrong || decisions.iter().any(told) {
            return Beside::Right;
        }
        let came = self.come(turn, &shape).await;
        match (self.bursts.seen(sender, case.mail, case.at), came) {
            (Some(_), _) => Beside::Wrong,
            (None, Came::InTurn) => Beside::Right,
            (None, Came::Late) => Beside::Unknown,
        }
    }

    /// Waits for the turn of a letter; somebody else goes on with the queue meanwhile.
    async fn come(&self, turn: &Turn<'_>, shape: &Shape) -> Came {
        if turn.is_next(shape) {
            return Came::InTurn;
        }
        let _relief = self.relieve();
        turn.come(shape).await
    }

    /// Reads the held letters of the last minutes again, after a restart.
    pub(crate) async fn recall_bursts(&self) -> Result<(), StepError> {
        let now = self.clock.now();
        let page = PageRequest { after: None, limit: RECALLED };
        for line in self.store.history(Tray::All, page).await?.rows {
            let recent = now.as_second() - line.letter.at.as_second() <= QUIET_SECONDS;
            if line.parcel.state != ParcelState::Held || !recent || !names_another(&line.parcel.findings) {
                continue;
            }
            let letter = Arc::new(self.store.load(line.parcel.id.letter).await?);
            let mail = self.read(&letter, None).await?;
            if let Some((sender, shape)) = letter.envelope.mail_from.address().zip(Shape::of(&mail)) {
                self.bursts.note(sender, &shape, letter.id, letter.at, true);
            }
        }
        Ok(())
    }
}

/// What the letters of a burst that came before one say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Nothing that it was not told.
    Right,
    /// One of them named another person, and it was judged without being told.
    Wrong,
    /// They are not judged yet.
    Unknown,
}

/// Whether findings say that another person than the recipient is named, or that the letter belongs to such. A full name
/// in running text may be a namesake's.
pub(crate) fn names_another(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| match finding.kind {
        FindingKind::SalutationMismatch | FindingKind::Burst => true,
        FindingKind::OtherPerson => !matches!(finding.facts.get("namesake"), Some(Fact::Word(_))),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
