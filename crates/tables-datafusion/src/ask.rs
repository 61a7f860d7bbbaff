//! The question in SQL. Every answer is one row of numbers; behind each count stands the weight of all rows that the
//! engine looked at for it, and that has to be the weight of what was written.
//!
//! Rows meet by keys that are grouped before: a join never multiplies. Nothing compares by `is not distinct from`, and
//! there are no scalar subqueries: what is plain SQL is what engines that spread their work are tested with most.

use datafusion::{
    arrow::{array::AsArray as _, datatypes::Int64Type},
    error::DataFusionError,
    prelude::SessionContext,
};
use sekisho_tables::{Class, Count, TableError};

use crate::{
    failed,
    weigh::{Weight, Weights},
};

/// All that a key decides: for identical, changed, only in A, only in B, and duplicate in A and in B, how many rows, and
/// the sums of them in A and in B.
const BY_KEY: &str = "
    with ka as (select k, count(*) as n, min(v) as v, sum(w) as w from a where k is not null group by k),
         kb as (select k, count(*) as n, min(v) as v, sum(w) as w from b where k is not null group by k),
         met as (select ka.n as na, kb.n as nb, ka.w as wa, kb.w as wb,
                        case when ka.n is null then case when kb.n = 1 then 'b' else 'd' end
                             when kb.n is null then case when ka.n = 1 then 'a' else 'd' end
                             when ka.n > 1 or kb.n > 1 then 'd'
                             when ka.v = kb.v then 'i'
                             else 'c' end as kind
                 from ka full outer join kb on ka.k = kb.k)
    select coalesce(sum(na) filter (where kind = 'i'), 0), coalesce(sum(nb) filter (where kind = 'i'), 0),
           coalesce(sum(na) filter (where kind = 'c'), 0), coalesce(sum(nb) filter (where kind = 'c'), 0),
           coalesce(sum(na) filter (where kind = 'a'), 0), coalesce(sum(nb) filter (where kind = 'b'), 0),
           coalesce(sum(na) filter (where kind = 'd'), 0), coalesce(sum(nb) filter (where kind = 'd'), 0),
           coalesce(sum(wa), 0), coalesce(sum(wb), 0)
    from met";

// What follows is asked of A and of B: rows seen, their sum, and the rows that are counted. `side` is the table.
const NULL_KEY: &str = "select count(*), coalesce(sum(w), 0), count(*) filter (where k is null) from side";
const DUPLICATE_ADDRESS: &str = "
    select coalesce(sum(n), 0), coalesce(sum(w), 0), coalesce(sum(n) filter (where n > 1), 0)
    from (select count(*) as n, sum(w) as w from side where k is not null and address is not null group by address)";
const NO_ADDRESS: &str =
    "select count(*), coalesce(sum(w), 0), count(*) filter (where address is null) from side where k is not null";
const FOREIGN: &str = "
    with km as (select distinct k from m where k is not null)
    select count(*), coalesce(sum(side.w), 0), count(*) filter (where km.k is null)
    from side left join km on side.k = km.k where side.k is not null";
const FOREIGN_ADDRESS: &str = "
    with am as (select distinct address from m where k is not null and address is not null)
    select count(*), coalesce(sum(side.w), 0), count(*) filter (where am.address is null)
    from side left join am on side.address = am.address where side.k is not null and side.address is not null";
/// A row is bound when the master has its key with just this address; none equals none, so that an empty address is
/// compared as a text that no address is.
const MISBOUND: &str = "
    with km as (select distinct k from m where k is not null),
         pm as (select distinct k, coalesce(address, '') as address from m where k is not null),
         p as (select k, coalesce(address, '') as address, w from side where k is not null)
    select count(*), coalesce(sum(p.w), 0), count(*) filter (where km.k is not null and pm.k is null)
    from p left join km on p.k = km.k left join pm on p.k = pm.k and p.address = pm.address";
const MASTER_KEY: &str = "
    select coalesce(sum(n), 0), coalesce(sum(w), 0), coalesce(sum(n) filter (where n > 1 or k is null), 0)
    from (select k, count(*) as n, sum(w) as w from side group by k)";

/// What is asked, and of whom.
pub(crate) struct Question<'a> {
    pub(crate) context: &'a SessionContext,
    pub(crate) engine: &'a str,
    pub(crate) a: Weights,
    pub(crate) b: Weights,
    pub(crate) master: Option<Weights>,
    pub(crate) with_address: bool,
}

impl Question<'_> {
    /// Every class, in the order of [`sekisho_tables::CLASSES`].
    pub(crate) async fn ask(&self) -> Result<Vec<Count>, TableError> {
        let mut counts = self.by_key().await?;
        counts.push(self.sides(Class::NullKey, NULL_KEY, |weights| weights.all).await?);
        if self.with_address {
            counts.push(self.sides(Class::DuplicateAddress, DUPLICATE_ADDRESS, |weights| weights.addressed).await?);
            counts.push(self.sides(Class::NoAddress, NO_ADDRESS, |weights| weights.keyed).await?);
        }
        if let Some(master) = self.master {
            counts.push(self.sides(Class::Foreign, FOREIGN, |weights| weights.keyed).await?);
            if self.with_address {
                counts.push(self.sides(Class::ForeignAddress, FOREIGN_ADDRESS, |weights| weights.addressed).await?);
                counts.push(self.sides(Class::Misbound, MISBOUND, |weights| weights.keyed).await?);
            }
            let a = self.rows("m", MASTER_KEY, master.all).await?;
            counts.push(Count { class: Class::MasterKey, a, b: 0 });
        }
        Ok(counts)
    }

    async fn by_key(&self) -> Result<Vec<Count>, TableError> {
        let numbers = self.numbers(BY_KEY).await?;
        let [identical, identical_b, changed, changed_b, only_a, only_b, duplicate_a, duplicate_b, sum_a, sum_b] =
            numbers;
        let rows_a = identical.saturating_add(changed).saturating_add(only_a).saturating_add(duplicate_a);
        let rows_b = identical_b.saturating_add(changed_b).saturating_add(only_b).saturating_add(duplicate_b);
        same(Weight::new(rows_a, sum_a), self.a.keyed)?;
        same(Weight::new(rows_b, sum_b), self.b.keyed)?;
        let count = |class, a, b| Count { class, a, b };
        Ok(vec![
            count(Class::Identical, identical, identical_b),
            count(Class::Changed, changed, changed_b),
            count(Class::OnlyA, only_a, 0),
            count(Class::OnlyB, 0, only_b),
            count(Class::DuplicateKey, duplicate_a, duplicate_b),
        ])
    }

    async fn sides(&self, class: Class, sql: &str, of: fn(&Weights) -> Weight) -> Result<Count, TableError> {
        let a = self.rows("a", sql, of(&self.a)).await?;
        let b = self.rows("b", sql, of(&self.b)).await?;
        Ok(Count { class, a, b })
    }

    /// The rows that one table has of a class, found among exactly these.
    async fn rows(&self, table: &str, sql: &str, among: Weight) -> Result<u64, TableError> {
        let [rows, sum, found] = self.numbers(&sql.replace("side", table)).await?;
        same(Weight::new(rows, sum), among)?;
        Ok(found)
    }

    async fn numbers<const N: usize>(&self, sql: &str) -> Result<[u64; N], TableError> {
        numbers(self.context, sql).await.map_err(|error| failed(self.engine, &error))
    }
}

fn same(seen: Weight, written: Weight) -> Result<(), TableError> {
    if seen == written { Ok(()) } else { Err(TableError::Conservation { stage: "second" }) }
}

/// The only row of an answer; an answer of another shape is an error.
async fn numbers<const N: usize>(context: &SessionContext, sql: &str) -> Result<[u64; N], DataFusionError> {
    let batches = context.sql(sql).await?.collect().await?;
    let odd = || DataFusionError::Internal("an answer of another shape".to_owned());
    let mut rows = batches.iter().filter(|batch| batch.num_rows() > 0);
    let batch = rows.next().filter(|batch| batch.num_rows() == 1).ok_or_else(odd)?;
    if rows.next().is_some() {
        return Err(odd());
    }
    let number = |index: usize| {
        let column = batch.columns().get(index)?.as_primitive_opt::<Int64Type>()?;
        column.iter().next().flatten().and_then(|number| u64::try_from(number).ok())
    };
    let found: Vec<u64> = (0..batch.num_columns()).filter_map(number).collect();
    found.try_into().map_err(|_| odd())
}
