//! `expr`: a condition in CEL, for what the typed conditions cannot say.
//!
//! CEL itself accepts a misspelt field until it runs, so every name is checked against the field list when the file is
//! checked (`expr::check`). At run time everything but `true` and `false` is an error, and an error holds the letter;
//! so does a letter with more recipients or parts than an expression is given.

mod check;
pub(crate) mod fields;
mod values;

use std::{collections::BTreeSet, fmt, sync::Arc};

use cel::{Context, Env, Program, Value};
use toml::Spanned;

use super::{condition::Sight, mistake::Mistake};

/// Bytes of one expression.
const LONGEST: usize = 4_096;
/// Entries of the lists an expression sees.
pub(crate) const ENTRIES: usize = 1_000;

/// The environment expressions are compiled for and run in.
#[derive(Clone)]
pub(crate) struct Engine(Arc<Env>);

impl Engine {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Env::default().with_optional_support(false).with_stdlib_macros()))
    }
}

/// `Env::stdlib` without the optional syntax: a field is there or the file is wrong.
trait Standard {
    fn with_stdlib_macros(self) -> Self;
}

impl Standard for Env {
    fn with_stdlib_macros(self) -> Self {
        Env::stdlib().with_optional_support(false)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

/// A checked expression.
#[derive(Clone)]
pub(crate) struct Expr {
    program: Arc<Program>,
    /// Names of the fields it reads.
    reads: BTreeSet<&'static str>,
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expr").field("reads", &self.reads).finish_non_exhaustive()
    }
}

/// Why an expression has no answer. Kept short: a value of the letter must not get into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// It failed while running.
    Failed,
    /// Its value is neither true nor false.
    NotBool,
    /// The letter has more recipients or parts than an expression is given.
    TooMany,
}

impl NoAnswer {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Failed | Self::NotBool => "expression",
            Self::TooMany => "limit",
        }
    }
}

/// Checks an expression; `source` is the whole file, for carets inside the expression.
pub(crate) fn expr(
    written: &Spanned<String>,
    engine: &Engine,
    source: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Expr> {
    let text = written.as_ref();
    if text.len() > LONGEST {
        mistakes.push(Mistake::new(written.span(), format!("an expression has at most {LONGEST} bytes")));
        return None;
    }
    // The parser is generated code that was not made for hostile input.
    let parsed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| engine.0.compile(text)));
    match parsed {
        Ok(Ok(program)) => {
            let found = check::check(&program, text, written.span(), source);
            let good = found.mistakes.is_empty();
            mistakes.extend(found.mistakes);
            good.then(|| Expr { program: Arc::new(program), reads: found.reads })
        }
        Ok(Err(errors)) => {
            mistakes.extend(errors.errors.iter().map(|error| check::syntax(error, text, written.span(), source)));
            if errors.errors.is_empty() {
                mistakes.push(Mistake::new(written.span(), "not an expression"));
            }
            None
        }
        Err(_) => {
            mistakes.push(Mistake::new(written.span(), "this expression makes the parser fail"));
            None
        }
    }
}

impl Expr {
    /// Whether it holds.
    pub(crate) fn holds(&self, sight: Sight<'_>) -> Result<bool, NoAnswer> {
        let mut context = Context::with_env(Arc::clone(&sight.view.policy.engine().0));
        for name in &self.reads {
            let value = values::value(name, sight)?;
            context.add_variable_from_value(*name, value);
        }
        // CEL errors quote values of the letter: they end here.
        match self.program.execute(&context) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(_) => Err(NoAnswer::NotBool),
            Err(_) => Err(NoAnswer::Failed),
        }
    }
}
