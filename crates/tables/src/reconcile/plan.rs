//! What is compared with what: columns by name become columns by number, once, before any row is read.

use crate::{Normal, Step, Table, TableError, Told, Warning};

/// A column by its name in each table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Names {
    /// In A.
    pub a: String,
    /// In B.
    pub b: String,
}

impl Names {
    /// `A=B`, or one name for both.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (a, b) = text.split_once('=').unwrap_or((text, text));
        Self { a: a.trim().to_owned(), b: b.trim().to_owned() }
    }
}

/// What somebody asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The columns that say who a row is.
    pub key: Vec<Names>,
    /// Columns that have different names. Columns of the same name are compared without being named.
    pub map: Vec<Names>,
    /// Columns of A that are not compared.
    pub ignore: Vec<String>,
    /// The column of A with the address the mail goes to. Compared as mail systems compare addresses.
    pub address: Option<String>,
    /// How values of a column (its name in A, or `*` for all) are normalised. A name beats `*`.
    pub normal: Vec<(String, Normal)>,
}

/// A column of one table, and how it is normalised.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) index: usize,
    pub(crate) normal: Normal,
}

/// How one table is looked at: key columns first, then compared ones.
#[derive(Debug, Clone)]
pub(crate) struct Lens {
    pub(crate) taken: Vec<Taken>,
    pub(crate) keys: usize,
    /// Which of `taken` is the address.
    pub(crate) address: Option<usize>,
}

impl Lens {
    pub(crate) fn values(&self) -> &[Taken] {
        self.taken.get(self.keys..).unwrap_or_default()
    }
}

/// The plan of a comparison.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Key columns, then compared columns.
    pub(crate) names: Vec<Names>,
    pub(crate) keys: usize,
    /// Which of the names is the address.
    pub(crate) address: Option<usize>,
    pub(crate) a: Lens,
    pub(crate) b: Lens,
    /// Of the master only keys and address.
    pub(crate) master: Option<Lens>,
    pub(crate) warnings: Vec<Warning>,
}

impl Plan {
    /// Finds every column, or says which one is missing in which file.
    pub(crate) fn new(asked: &Asked, a: &Table, b: &Table, master: Option<&Table>) -> Result<Self, TableError> {
        if asked.key.is_empty() {
            return Err(TableError::NoKey);
        }
        let asked = &resolved(asked, a);
        check_named(asked, a)?;
        let mut names = asked.key.clone();
        let keys = names.len();
        names.extend(compared(asked, a, b));
        // An address that is the key is compared besides, so that it is looked at as an address, too.
        let is_key = |names: &&Names| asked.address.as_ref() == Some(&names.a);
        names.extend(asked.key.iter().find(is_key).cloned());
        let address = match &asked.address {
            Some(column) => Some(address(column, &names, keys, a, b)?),
            None => None,
        };
        if names.len() == keys && master.is_none() {
            return Err(TableError::NothingToCompare);
        }
        let lens = |table: &Table, name: fn(&Names) -> &str| lens(&names, keys, address, asked, table, name);
        let (lens_a, lens_b) = (lens(a, |names| &names.a)?, lens(b, |names| &names.b)?);
        let master = master.map(|master| of_master(&names, keys, address, asked, master)).transpose()?;
        let warnings = left_out(a, &lens_a, asked).into_iter().chain(left_out(b, &lens_b, asked)).collect();
        Ok(Self { keys, address, a: lens_a, b: lens_b, master, warnings, names })
    }

    /// The compared columns by their names.
    pub(crate) fn compared(&self) -> &[Names] {
        self.names.get(self.keys..).unwrap_or_default()
    }
}

/// What was asked, where a name with `=` in it is that of a column.
fn resolved(asked: &Asked, a: &Table) -> Asked {
    let resolve = |names: &Names| {
        let whole = format!("{}={}", names.a, names.b);
        let is_whole = !a.columns().contains(&names.a) && a.columns().contains(&whole);
        if is_whole { Names { a: whole.clone(), b: whole } } else { names.clone() }
    };
    let all = |list: &[Names]| list.iter().map(resolve).collect();
    Asked { key: all(&asked.key), map: all(&asked.map), ..asked.clone() }
}

/// What is named for nothing, or for two things, is a mistake, not a wish.
fn check_named(asked: &Asked, a: &Table) -> Result<(), TableError> {
    let two = |column: &str, one, other| Err(TableError::TwoUses { column: column.to_owned(), one, other });
    for column in &asked.ignore {
        if asked.key.iter().any(|names| names.a == *column) {
            return two(column, "--key", "--ignore");
        }
        if asked.address.as_ref() == Some(column) {
            return two(column, "--address", "--ignore");
        }
        if asked.map.iter().any(|names| names.a == *column) {
            return two(column, "--map", "--ignore");
        }
    }
    let named = asked.key.iter().map(|names| (names, "--key")).chain(asked.map.iter().map(|names| (names, "--map")));
    let named: Vec<(&Names, &'static str)> = named.collect();
    for (place, (names, option)) in named.iter().enumerate() {
        let mut before = named.iter().take(place);
        if let Some((other, first)) = before.find(|(other, _)| other.a == names.a || other.b == names.b) {
            let column = if other.a == names.a { &names.a } else { &names.b };
            return two(column, first, option);
        }
    }
    let normal = asked.normal.iter().map(|(column, _)| column).filter(|column| *column != "*");
    for column in normal.chain(&asked.ignore) {
        a.column(column)?;
    }
    Ok(())
}

fn compared(asked: &Asked, a: &Table, b: &Table) -> Vec<Names> {
    let taken = |column: &String| {
        asked.ignore.contains(column) || asked.key.iter().chain(&asked.map).any(|names| names.a == *column)
    };
    let taken_b = |column: &String| asked.key.iter().chain(&asked.map).any(|names| names.b == *column);
    let same = a.columns().iter().filter(|column| !taken(column) && b.columns().contains(column) && !taken_b(column));
    let same = same.filter(|column| !column.is_empty()).map(|column| Names { a: column.clone(), b: column.clone() });
    asked.map.iter().cloned().chain(same).collect()
}

fn address(column: &str, names: &[Names], keys: usize, a: &Table, b: &Table) -> Result<usize, TableError> {
    a.column(column)?;
    let found = names.iter().enumerate().skip(keys).find(|(_, names)| names.a == column).map(|(index, _)| index);
    // It is neither ignored nor mapped: B has no such column, or that one is the partner of another.
    match (found, b.column(column)) {
        (Some(found), _) => Ok(found),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(TableError::TwoUses { column: column.to_owned(), one: "--map", other: "--address" }),
    }
}

fn normal_of(asked: &Asked, name: &str, is_address: bool) -> Normal {
    let named = asked.normal.iter().find(|(column, _)| column == name);
    let normal = named.or_else(|| asked.normal.iter().find(|(column, _)| column == "*"));
    let normal = normal.map(|(_, normal)| normal.clone()).unwrap_or_default();
    if is_address { normal.and(Step::Mail) } else { normal }
}

fn lens(
    names: &[Names],
    keys: usize,
    address: Option<usize>,
    asked: &Asked,
    table: &Table,
    name: fn(&Names) -> &str,
) -> Result<Lens, TableError> {
    let take = |(index, names): (usize, &Names)| {
        let normal = normal_of(asked, &names.a, address == Some(index));
        Ok(Taken { index: table.column(name(names))?, normal })
    };
    let taken = names.iter().enumerate().map(take).collect::<Result<Vec<_>, TableError>>()?;
    Ok(Lens { taken, keys, address })
}

/// Columns of the master have the names of B, or those of A.
fn of_master(
    names: &[Names],
    keys: usize,
    address: Option<usize>,
    asked: &Asked,
    master: &Table,
) -> Result<Lens, TableError> {
    let take = |(index, names): (usize, &Names)| {
        let found = master.column(&names.b).or_else(|error| master.column(&names.a).map_err(|_| error))?;
        Ok(Taken { index: found, normal: normal_of(asked, &names.a, address == Some(index)) })
    };
    let wanted = names.iter().enumerate().filter(|(index, _)| *index < keys || address == Some(*index));
    let taken = wanted.map(take).collect::<Result<Vec<_>, TableError>>()?;
    Ok(Lens { taken, keys, address: address.map(|_| keys) })
}

/// Columns that nobody looks at, so that nobody thinks they were compared.
fn left_out(table: &Table, lens: &Lens, asked: &Asked) -> Option<Warning> {
    let unseen = |(index, column): &(usize, &String)| {
        lens.taken.iter().all(|taken| taken.index != *index) && !asked.ignore.contains(column)
    };
    let names: Vec<&str> = table.columns().iter().enumerate().filter(unseen).map(|(_, name)| name.as_str()).collect();
    let facts = vec![("file", table.name().into()), ("columns", Told::Text(names.join(", ")))];
    (!names.is_empty()).then(|| Warning::new("not-compared", facts))
}
