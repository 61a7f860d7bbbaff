//! Exceptions: written inside what they except, with a reason and a last day.

use jiff::civil::Date;
use toml::Spanned;

use super::{
    condition::{Condition, Sight, clock, compile},
    expr::{Engine, Expr, expr},
    mistake::Mistake,
    raw::RawExcept,
};

/// A checked exception.
#[derive(Debug)]
pub(crate) struct Except {
    condition: Condition,
    expr: Option<Expr>,
    until: Date,
}

impl Except {
    /// Checks an exception.
    pub(crate) fn new(raw: &RawExcept, engine: &Engine, source: &str, mistakes: &mut Vec<Mistake>) -> Self {
        if raw.reason.as_ref().trim().is_empty() {
            mistakes.push(Mistake::new(raw.reason.span(), "an exception needs a reason"));
        }
        Self {
            condition: compile::condition(&raw.when, mistakes),
            expr: raw.expr.as_ref().and_then(|written| expr(written, engine, source, mistakes)),
            until: date(&raw.until, mistakes),
        }
    }

    /// The recipients it excepts. None after its last day, and none when its expression has no answer.
    pub(crate) fn excepted(&self, sight: Sight<'_>) -> Vec<usize> {
        let holds = clock::local(sight.view).date() <= self.until
            && self.condition.holds(sight)
            && self.expr.as_ref().is_none_or(|expr| expr.holds(sight) == Ok(true));
        match (&self.condition.to, holds) {
            (_, false) => Vec::new(),
            (Some(to), true) => to.select(sight.view),
            (None, true) => (0..sight.view.who.len()).collect(),
        }
    }
}

fn date(written: &Spanned<String>, mistakes: &mut Vec<Mistake>) -> Date {
    written.as_ref().parse().unwrap_or_else(|_| {
        mistakes.push(Mistake::new(written.span(), "not a date").help("write it like \"2027-03-31\""));
        Date::ZERO
    })
}
