//! A rule of the house, checked.

use sekisho_model::{GroupId, PartPath, RuleId};

use super::{
    act::Mode,
    case::RuleCase,
    condition::{
        Condition, Sight,
        trace::{Clause, Trace},
    },
    except::Except,
    expr::{Expr, NoAnswer},
};
use crate::{PasswordWay, Protection, Wish, view::View};

/// A checked rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: RuleId,
    pub(crate) description: String,
    pub(crate) mode: Mode,
    pub(crate) when: Condition,
    pub(crate) expr: Option<Expr>,
    pub(crate) then: Then,
    pub(crate) excepts: Vec<Except>,
    pub(crate) cases: Vec<RuleCase>,
}

/// What a rule does.
#[derive(Debug, Default)]
pub(crate) struct Then {
    pub(crate) wait: Option<std::time::Duration>,
    pub(crate) self_review: bool,
    pub(crate) approval: Option<(GroupId, u8)>,
    pub(crate) refuse: bool,
    pub(crate) individualise: bool,
    pub(crate) bcc: bool,
    pub(crate) protect: Option<Protection>,
    pub(crate) strip: Option<String>,
    pub(crate) footer: Option<String>,
}

impl Rule {
    /// The recipients it concerns; empty when it does not match.
    pub(crate) fn concerned(&self, sight: Sight<'_>) -> Result<Vec<usize>, NoAnswer> {
        if !self.when.holds(sight) || !self.selected(sight.view).iter().any(|_| true) {
            return Ok(Vec::new());
        }
        if let Some(expr) = &self.expr
            && !expr.holds(sight)?
        {
            return Ok(Vec::new());
        }
        Ok(self.without_excepted(sight))
    }

    /// Whom it concerns if it matches: those of `to`, else everybody outside.
    pub(crate) fn selected(&self, view: &View<'_>) -> Vec<usize> {
        self.when.to.as_ref().map_or_else(|| view.outside.clone(), |to| to.select(view))
    }

    fn without_excepted(&self, sight: Sight<'_>) -> Vec<usize> {
        let mut concerned = self.selected(sight.view);
        for except in &self.excepts {
            let excepted = except.excepted(sight);
            concerned.retain(|index| excepted.binary_search(index).is_err());
        }
        concerned
    }

    /// Every clause, weighed.
    pub(crate) fn clauses(&self, sight: Sight<'_>) -> Vec<Clause> {
        let mut trace = Trace::on();
        self.when.weigh(sight, &mut trace);
        let mut clauses = trace.into_clauses();
        if let Some(expr) = &self.expr {
            let answer = expr.holds(sight);
            let found = answer.map_or_else(|why| why.code().to_owned(), |holds| holds.to_string());
            clauses.push(Clause { key: "expr".to_owned(), holds: answer == Ok(true), found });
        }
        for (number, except) in self.excepts.iter().enumerate() {
            let excepted = except.excepted(sight).len();
            let key = format!("except.{}", number + 1);
            clauses.push(Clause { key, holds: excepted == 0, found: format!("{excepted} excepted") });
        }
        clauses
    }

    /// The attachments it acts on: those its condition matches, or all.
    pub(crate) fn parts(&self, view: &View<'_>) -> Vec<PartPath> {
        match &self.when.attachment {
            Some(attachment) => attachment.paths(view),
            None => {
                let mut all: Vec<PartPath> =
                    view.files().filter_map(|(_, part)| view.attachment_of(part).cloned()).collect();
                all.sort();
                all.dedup();
                all
            }
        }
    }

    /// What it wishes for these attachments.
    pub(crate) fn wishes(&self, parts: &[PartPath], password: PasswordWay) -> Vec<Wish> {
        let then = &self.then;
        let mut wishes = Vec::new();
        let some = || (!parts.is_empty()).then(|| parts.to_vec());
        wishes.extend(then.strip.iter().zip(some()).map(|(note, parts)| Wish::Strip { parts, note: note.clone() }));
        wishes.extend(then.protect.zip(some()).map(|(how, parts)| Wish::Protect { parts, how, password }));
        wishes.extend(then.footer.iter().map(|text| Wish::Footer { text: text.clone() }));
        wishes.extend(then.individualise.then_some(Wish::Individualise));
        wishes.extend(then.bcc.then_some(Wish::ToBcc));
        wishes
    }
}
