//! Deciding: findings → parcels with verdicts and wishes. It always decides.
//!
//! Every report adds its effect to every recipient it concerns; effects only add up (needs, wishes, refusals), so the
//! strictest wins and order never matters. Recipients with the same sum share a parcel. Inside and outside never share
//! one: internal copies leave at once.

mod effect;
mod fate;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_content::Mail;
use sekisho_model::{Finding, Need, Needs, Verdict};

use self::{
    effect::Effect,
    fate::{Fate, Side},
};
use crate::{Decision, Facts, Findings, ParcelDecision, PasswordWay, Policy, Wish, inspect::Report, view::View};

/// More parcels than this are merged: people cannot look at more fates of one letter.
const PARCELS: usize = 32;

/// Decides about a letter that was inspected with the same policy and facts.
#[must_use]
pub fn decide(policy: &Policy, mail: &Mail, facts: &Facts<'_>, findings: Findings) -> Decision {
    let view = View::new(policy, mail, facts);
    let judged: Vec<Judged> = findings.reports.into_iter().map(|report| judge(&view, report)).collect();
    let mut groups = group(&view, &judged);
    if groups.len() > PARCELS {
        groups = merge(groups);
    }
    let mut parcels: Vec<ParcelDecision> =
        groups.into_iter().map(|(fate, recipients)| parcel(&view, &judged, fate, recipients)).collect();
    parcels.sort_by(|one, other| one.recipients.cmp(&other.recipients));
    Decision { parcels }
}

/// A report and what it does.
struct Judged {
    report: Report,
    effect: Effect,
    /// Whether its mode only observes.
    observed: bool,
}

fn judge(view: &View<'_>, report: Report) -> Judged {
    let (effect, observed) = effect::of(view, &report);
    Judged { report, effect, observed }
}

type Groups = BTreeMap<Fate, Vec<usize>>;

/// Recipients by fate.
fn group(view: &View<'_>, judged: &[Judged]) -> Groups {
    let sides = view.who.iter().map(|who| if who.outside { Side::Outside } else { Side::Inside });
    let mut fates: Vec<Fate> = sides.map(|side| Fate::new(view, side)).collect();
    for judged in judged.iter().filter(|judged| !judged.observed && !judged.effect.is_nothing()) {
        for index in &judged.report.concerns {
            if let Some(fate) = fates.get_mut(*index) {
                fate.add(&judged.effect);
            }
        }
    }
    let mut groups = Groups::new();
    for (index, fate) in fates.into_iter().enumerate() {
        groups.entry(fate).or_default().push(index);
    }
    groups
}

/// One parcel for outside and one for inside, each with everything.
fn merge(groups: Groups) -> Groups {
    let mut merged: BTreeMap<Side, (Fate, Vec<usize>)> = BTreeMap::new();
    for (fate, recipients) in groups {
        match merged.get_mut(&fate.side()) {
            Some((whole, all)) => {
                whole.join(fate);
                all.extend(recipients);
            }
            None => {
                merged.insert(fate.side(), (fate, recipients));
            }
        }
    }
    merged
        .into_values()
        .map(|(fate, mut recipients)| {
            recipients.sort_unstable();
            (fate, recipients)
        })
        .collect()
}

fn parcel(view: &View<'_>, judged: &[Judged], fate: Fate, recipients: Vec<usize>) -> ParcelDecision {
    let members: BTreeSet<usize> = recipients.iter().copied().collect();
    let mine = |judged: &&Judged| judged.report.concerns.iter().any(|index| members.contains(index));
    let told = |observed: bool| -> Vec<Finding> {
        let some = judged.iter().filter(mine).filter(|judged| judged.observed == observed);
        let mut findings: Vec<Finding> = some.map(|judged| judged.report.finding.clone()).collect();
        findings.sort();
        findings.dedup();
        findings
    };
    let (verdict, wishes) = fate.settle(view);
    ParcelDecision { findings: told(false), observed: told(true), recipients, verdict, wishes }
}

impl Decision {
    /// The strictest verdict of all parcels: `pass`, `hold` or `refuse`.
    #[must_use]
    pub fn strictest(&self) -> &'static str {
        let rank = |verdict: &&Verdict| match verdict {
            Verdict::Pass => 0,
            Verdict::Hold { .. } => 1,
            Verdict::Refuse { .. } => 2,
        };
        self.parcels.iter().map(|parcel| &parcel.verdict).max_by_key(rank).map_or("pass", Verdict::code)
    }
}

/// A verdict from needs; no needs is a pass.
fn verdict(needs: Vec<Need>) -> Verdict {
    Needs::new(needs).map_or(Verdict::Pass, |needs| Verdict::Hold { needs })
}

/// Wishes of one sort become one: parts are united, a wish that another one contains falls away.
fn tidy(wishes: BTreeSet<Wish>) -> Vec<Wish> {
    let mut strips: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    let mut protects: BTreeMap<_, (BTreeSet<_>, PasswordWay)> = BTreeMap::new();
    let mut rest = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Strip { parts, note } => strips.entry(note).or_default().extend(parts),
            Wish::Protect { parts, how, password } => {
                protects.entry(how).or_insert_with(|| (BTreeSet::new(), password)).0.extend(parts);
            }
            other => rest.push(other),
        }
    }
    let strips = strips.into_iter().map(|(note, parts)| Wish::Strip { parts: parts.into_iter().collect(), note });
    let protects = protects.into_iter().map(|(how, (parts, password))| Wish::Protect {
        parts: parts.into_iter().collect(),
        how,
        password,
    });
    let mut tidy: Vec<Wish> = strips.chain(protects).collect();
    // One mail per recipient is stricter than a hidden list.
    let individual = rest.contains(&Wish::Individualise);
    tidy.extend(rest.into_iter().filter(|wish| !(individual && *wish == Wish::ToBcc)));
    tidy
}
