//! The lists of a campaign against each other: the same list made twice, or the list against the master.
//!
//! With a second list the comparison stands in front of every approval: [`Reconciled`] is had only when nothing is
//! open, both methods came to the same, and two people made the lists. Without one the list is compared with the
//! master, for people to see; what of it forbids sending is found again in the letters themselves.

use std::num::NonZeroUsize;

use sekisho_model::{Digest, Time, digest::Fields};
use sekisho_tables::{
    Asked, Class, Level, Limits, Maker, Names, Normal, Outcome, TableError, agree, reconcile, recount,
    waiver::{self, Explained},
};

use super::{
    MakingError,
    loaded::{Parts, Sheet},
    plan::{Plan, Second},
};

/// Differences told one by one, per class.
const DETAILS: usize = 1_000;

/// How the two methods and two people came to one result.
#[derive(Debug)]
pub struct Differences {
    /// What was found.
    pub outcome: Outcome,
    /// What of it somebody answers for.
    pub explained: Explained,
    /// How independently the lists were made.
    pub level: Level,
    /// Whether the second table is the same list made once more; otherwise it is the master.
    pub is_second: bool,
    /// Who made the list, and what it was compared with.
    pub makers: [Maker; 2],
    /// When they were made, as far as the plan says.
    pub made: [Option<Time>; 2],
}

/// Why two lists are not reconciled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// So many cases of a class that nobody answers for.
    Unexplained(Class, u64),
    /// The lists are the same file, or one person made both.
    Author(Level),
}

/// Two lists that two people made say the same, or somebody answers for every difference. Only
/// [`Differences::settle`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciled {
    digest: Digest,
}

impl Reconciled {
    /// Digest over sources, counts, waivers, makers and level: what stands in the heading of the manifest.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}

/// Compares the lists of a plan; `None` when there is neither a second list nor a master. Called where it may block.
///
/// # Errors
/// [`MakingError::Table`] and what else keeps the parts from being read.
pub(crate) fn compare(
    plan: &Plan,
    parts: &Parts<'_>,
    people: &dyn Fn(&str) -> Option<String>,
    threads: NonZeroUsize,
) -> Result<Option<Differences>, MakingError> {
    let limits = Limits { details: DETAILS, ..Limits::default() };
    let a = parts.sheet(&plan.list.source)?;
    let master = plan.master.source.as_ref().map(|source| parts.sheet(source)).transpose()?;
    let maker_a = maker(&a.maker, &plan.list.author, &plan.list.system, people(&plan.list.source));
    match (&plan.list.second, &master) {
        (Some(second), _) => {
            let b = parts.sheet(&second.source)?;
            let maker_b = maker(&b.maker, &second.author, &second.system, people(&second.source));
            let asked = asked_of_second(plan, second)?;
            let sheets = Sheets { a: &a, b: &b, master: master.as_ref() };
            let (outcome, level) = twice(&asked, &sheets, [&maker_a, &maker_b], &limits, threads)?;
            let authors: Vec<&str> =
                [&maker_a, &maker_b].into_iter().filter_map(|maker| maker.author.as_deref()).collect();
            let explained = waiver::explain(&outcome, &second.waiver, &authors);
            let made = [plan.list.made, second.made];
            Ok(Some(Differences { outcome, explained, level, is_second: true, makers: [maker_a, maker_b], made }))
        }
        (None, Some(master)) => {
            let maker_b = master.maker.clone();
            let sheets = Sheets { a: &a, b: master, master: None };
            let (outcome, level) = twice(&asked_of_master(plan), &sheets, [&maker_a, &maker_b], &limits, threads)?;
            let mut explained = waiver::explain(&outcome, &[], &[]);
            // Whoever gets no letter is no difference.
            explained.unexplained.retain(|(class, _)| *class != Class::OnlyB);
            let (makers, made) = ([maker_a, maker_b], [plan.list.made, None]);
            Ok(Some(Differences { outcome, explained, level, is_second: false, makers, made }))
        }
        (None, None) => Ok(None),
    }
}

/// What is compared.
struct Sheets<'a> {
    a: &'a Sheet,
    b: &'a Sheet,
    master: Option<&'a Sheet>,
}

/// By both methods, which must agree.
fn twice(
    asked: &Asked,
    sheets: &Sheets<'_>,
    makers: [&Maker; 2],
    limits: &Limits,
    threads: NonZeroUsize,
) -> Result<(Outcome, Level), TableError> {
    let (a, b, master) = (&sheets.a.table, &sheets.b.table, sheets.master.map(|sheet| &sheet.table));
    let outcome = reconcile(asked, a, b, master, limits, threads)?;
    agree(&outcome, &recount(asked, a, b, master)?)?;
    let digest = |index: usize| outcome.sources.get(index).and_then(|source| source.digest);
    let [one, other] = makers;
    let level = Level::of((one, digest(0)), (other, digest(1)));
    Ok((outcome, level))
}

/// The plan beats the description; whoever brought the part into the house stands where nobody is named.
fn maker(described: &Maker, author: &Option<String>, system: &Option<String>, brought_by: Option<String>) -> Maker {
    Maker {
        author: author.clone().or_else(|| described.author.clone()).or(brought_by),
        system: system.clone().or_else(|| described.system.clone()),
    }
}

fn asked_of_second(plan: &Plan, second: &Second) -> Result<Asked, TableError> {
    let normal = |text: &String| {
        let (column, steps) = text.split_once('=').unwrap_or(("*", text));
        Ok((column.to_owned(), steps.parse::<Normal>()?))
    };
    let key = Names { a: plan.list.key.clone(), b: second.key.clone().unwrap_or_else(|| plan.list.key.clone()) };
    Ok(Asked {
        key: vec![key],
        map: second.map.iter().map(|text| Names::of(text)).collect(),
        ignore: second.ignore.clone(),
        address: Some(plan.list.address.clone()),
        normal: second.normal.iter().map(normal).collect::<Result<_, TableError>>()?,
    })
}

/// The columns of the master have names of their own.
fn asked_of_master(plan: &Plan) -> Asked {
    let mail = plan.master.mail.first();
    let address = mail.map(|mail| Names { a: plan.list.address.clone(), b: mail.clone() });
    Asked {
        key: vec![Names { a: plan.list.key.clone(), b: plan.master.key.clone() }],
        address: address.as_ref().map(|names| names.a.clone()),
        map: address.into_iter().collect(),
        ..Asked::default()
    }
}

impl Differences {
    /// What is in the way of an approval. Without a second list nothing of it is.
    #[must_use]
    pub fn open(&self) -> Vec<Open> {
        if !self.is_second {
            return Vec::new();
        }
        let unexplained = self.explained.unexplained.iter().map(|(class, cases)| Open::Unexplained(*class, *cases));
        let author = (self.level < Level::L2).then_some(Open::Author(self.level));
        unexplained.chain(author).collect()
    }

    /// The proof that two lists agree, or what is open. `None` without a second list.
    ///
    /// # Errors
    /// What is open.
    pub fn settle(&self) -> Result<Option<Reconciled>, Vec<Open>> {
        match self.open() {
            open if !open.is_empty() => Err(open),
            _ if !self.is_second => Ok(None),
            _ => Ok(Some(Reconciled { digest: self.digest() })),
        }
    }

    fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.reconciled.v1");
        for source in &self.outcome.sources {
            let digest = source.digest.unwrap_or(Digest::ZERO);
            fields.push(source.file.as_bytes()).push(&source.rows.to_be_bytes()).push(digest.as_bytes());
        }
        for maker in &self.makers {
            for text in [&maker.author, &maker.system] {
                fields.push(text.as_deref().unwrap_or_default().as_bytes());
            }
        }
        fields.push(self.level.code().as_bytes());
        for count in &self.outcome.counts {
            fields.push(count.class.code().as_bytes()).push(&count.a.to_be_bytes()).push(&count.b.to_be_bytes());
        }
        for waiver in &self.explained.used {
            fields.push(waiver.class.as_bytes()).push(&waiver.count.to_be_bytes());
            fields.push(waiver.reason.as_bytes()).push(waiver.approver.as_bytes());
        }
        fields.finish()
    }
}
