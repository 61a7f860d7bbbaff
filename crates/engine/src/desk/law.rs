//! The policy page, and trying a policy on the past.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sekisho_model::{Event, Finding, Origin, Verdict};
use sekisho_policy::{Decision, Policy, PolicyError};
use sekisho_store::{JudgedLetter, PageRequest, StoredLetter, Unit};

use super::{Desk, DeskError, PolicyMistake, PolicyPage, Role, RuleView, Tried, TriedRow, Viewer};
use crate::{
    error::StepError,
    judge::{Bench, Case},
    worker::submitter,
};

/// Days back that a policy can be tried on.
const DAYS: u32 = 90;
/// Letters looked at in one try.
const LETTERS: u64 = 10_000;
/// Rows that are listed.
const ROWS: usize = 200;
/// The page counts hits of the last so many days.
const COUNTED: Duration = Duration::from_secs(30 * 86_400);

impl Desk {
    /// The policy in force, with how often each rule was found.
    pub async fn policy(&self, viewer: &Viewer) -> Result<PolicyPage, DeskError> {
        Self::inspector(viewer)?;
        let law = self.house.law();
        let now = self.house.clock.now();
        let tally = self.house.store.tally(now.checked_sub(COUNTED).unwrap_or(now)).await?;
        let hits: BTreeMap<&str, u64> = tally.findings.iter().map(|(code, count)| (code.as_str(), *count)).collect();
        let rules = law.policy.rules().into_iter().map(|rule| RuleView {
            hits: hits.get(rule.id.as_str()).copied().unwrap_or(0),
            id: rule.id,
            description: rule.description,
            mode: rule.mode,
            built_in: rule.built_in,
        });
        Ok(PolicyPage { digest: law.digest, source: law.source.clone(), rules: rules.collect() })
    }

    /// Judges the letters of the last days by another policy, without changing anything, and tells the difference.
    pub async fn try_policy(&self, viewer: &Viewer, source: &str, days: u32) -> Result<Tried, DeskError> {
        if !viewer.roles.contains(&Role::Admin) {
            return Err(DeskError::Forbidden);
        }
        let policy = Policy::from_toml(source, "policy.toml").map_err(mistakes)?;
        let tried = self.try_on_past(&policy, days).await?;
        let event = Event::PolicyTried {
            policy: tried.digest,
            by: viewer.user.clone(),
            letters: tried.letters,
            held: tried.held_after,
        };
        self.house.store.commit(Unit::new(self.house.clock.now()).event(event)).await?;
        Ok(tried)
    }

    /// The same for the command line, which reads a store beside the running service.
    pub async fn try_on_past(&self, policy: &Policy, days: u32) -> Result<Tried, DeskError> {
        let to = self.house.clock.now();
        let days = u64::from(days.clamp(1, DAYS));
        let from = to.checked_sub(Duration::from_secs(days * 86_400)).unwrap_or(to);
        let mut tried =
            Tried { digest: policy.digest(), letters: 0, skipped: 0, held_before: 0, held_after: 0, rows: Vec::new() };
        let mut page = PageRequest { after: None, limit: 200 };
        loop {
            let letters = self.house.store.letters_between(from, to, page).await?;
            for judged in letters.rows {
                self.try_one(policy, judged, &mut tried).await?;
            }
            match letters.next {
                Some(next) if tried.letters < LETTERS => page = PageRequest { after: Some(next), limit: 200 },
                _ => return Ok(tried),
            }
        }
    }

    async fn judge_by(&self, policy: &Policy, letter: &Arc<StoredLetter>) -> Result<Decision, StepError> {
        let mail = self.house.read(letter, None).await?;
        let law = self.house.law();
        let submitter = submitter(&letter.origin);
        let bench = Bench { policy, roster: &law.roster };
        let case = Case {
            at: letter.at,
            envelope: &letter.envelope,
            submitter: submitter.as_ref(),
            mail: &mail,
            merges: true,
        };
        self.house.judge(bench, case).await
    }

    async fn try_one(&self, policy: &Policy, judged: JudgedLetter, tried: &mut Tried) -> Result<(), DeskError> {
        // Nobody asks about these.
        if matches!(judged.letter.origin, Origin::House | Origin::Campaign { .. } | Origin::Trial { .. }) {
            return Ok(());
        }
        let Ok(letter) = self.house.store.load(judged.letter.id).await else {
            tried.skipped += 1;
            return Ok(());
        };
        let letter = Arc::new(letter);
        let decision = match self.judge_by(policy, &letter).await {
            // It would be held for a person.
            Err(StepError::Panicked) => None,
            other => Some(other?),
        };
        let before = judged.verdicts.iter().map(|(_, code)| code.as_str()).max_by_key(|code| rank(code));
        let before = before.unwrap_or("pass").to_owned();
        let after = decision.as_ref().map_or("hold", strictest).to_owned();
        tried.letters += 1;
        tried.held_before += u64::from(before != "pass");
        tried.held_after += u64::from(after != "pass");
        if before != after && tried.rows.len() < ROWS {
            tried.rows.push(TriedRow {
                letter: judged.letter.id,
                at: judged.letter.at,
                sender: judged.letter.mail_from,
                subject: judged.letter.subject,
                before,
                after,
                findings: decision.as_ref().map(findings).unwrap_or_default(),
            });
        }
        Ok(())
    }
}

fn rank(code: &str) -> u8 {
    match code {
        "refuse" => 2,
        "hold" => 1,
        _ => 0,
    }
}

fn strictest(decision: &Decision) -> &'static str {
    let codes = decision.parcels.iter().map(|parcel| Verdict::code(&parcel.verdict));
    codes.max_by_key(|code| rank(code)).unwrap_or("pass")
}

fn findings(decision: &Decision) -> Vec<Finding> {
    let all: Vec<Finding> = decision.parcels.iter().flat_map(|parcel| parcel.findings.clone()).collect();
    super::strongest(&all)
}

/// The mistakes of a policy text as the page shows them.
pub(crate) fn mistakes(errors: Vec<PolicyError>) -> DeskError {
    let mistake = |error: PolicyError| PolicyMistake {
        line: error.line,
        column: error.column,
        message: match error.help {
            Some(help) => format!("{} ({help})", error.message),
            None => error.message,
        },
        excerpt: error.excerpt,
    };
    DeskError::Policy(errors.into_iter().map(mistake).collect())
}
