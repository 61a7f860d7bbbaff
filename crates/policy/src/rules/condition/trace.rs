//! Why a condition holds or not, told clause by clause when somebody asks.

/// One clause, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The key of the condition, for example `persons`; nested ones as `any.persons`.
    pub key: String,
    /// Whether it holds.
    pub holds: bool,
    /// What the letter has there: a number, codes. Never a subject, a body or an address.
    pub found: String,
}

/// Collects clauses, or only keeps the answer.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    clauses: Option<Vec<Clause>>,
    prefix: String,
    /// Without collecting, nothing is weighed any more after the first clause that does not hold.
    done: bool,
}

impl Trace {
    pub(crate) fn off() -> Self {
        Self::default()
    }

    pub(crate) fn on() -> Self {
        Self { clauses: Some(Vec::new()), ..Self::default() }
    }

    pub(crate) fn into_clauses(self) -> Vec<Clause> {
        self.clauses.unwrap_or_default()
    }

    /// Weighs a clause that may not be there; then it holds.
    pub(crate) fn clause<T>(
        &mut self,
        key: &str,
        wanted: &Option<T>,
        test: impl FnOnce(&T) -> bool,
        found: impl FnOnce(&T) -> String,
    ) -> bool {
        let Some(wanted) = wanted else { return true };
        if self.done {
            return false;
        }
        let holds = test(wanted);
        match &mut self.clauses {
            Some(clauses) => clauses.push(Clause { key: format!("{}{key}", self.prefix), holds, found: found(wanted) }),
            None => self.done = !holds,
        }
        holds
    }

    /// Weighs conditions inside a condition; none at all hold. `all`: every one must hold, else one of them.
    pub(crate) fn nested<T>(
        &mut self,
        key: &str,
        parts: &[T],
        all: bool,
        mut test: impl FnMut(&T, &mut Self) -> bool,
    ) -> bool {
        if parts.is_empty() {
            return true;
        }
        if self.done {
            return false;
        }
        let holds = match self.clauses.take() {
            None => {
                let mut one = |part: &T| test(part, &mut Self::off());
                if all { parts.iter().all(one) } else { parts.iter().any(&mut one) }
            }
            Some(clauses) => {
                let mut inner = Self { clauses: Some(clauses), prefix: format!("{}{key}.", self.prefix), done: false };
                let weighed: Vec<bool> = parts.iter().map(|part| test(part, &mut inner)).collect();
                self.clauses = inner.clauses;
                if all { weighed.iter().all(|holds| *holds) } else { weighed.iter().any(|holds| *holds) }
            }
        };
        self.done = self.clauses.is_none() && !holds;
        holds
    }
}
