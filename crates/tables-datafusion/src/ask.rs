//! The question in SQL. Keys are grouped, then both sides are merged; every answer is one row of counts.

use datafusion::{
    arrow::{array::AsArray as _, datatypes::Int64Type},
    error::DataFusionError,
    prelude::SessionContext,
};
use sekisho_tables::{Class, Count};

/// The classes that a key alone decides: identical, changed, only in A, only in B, duplicate in A and B.
const BY_KEY: &str = "
    with ka as (select k, count(*) as n, min(v) as v from a where k is not null group by k),
         kb as (select k, count(*) as n, min(v) as v from b where k is not null group by k)
    select count(*) filter (where ka.n = 1 and kb.n = 1 and ka.v = kb.v),
           count(*) filter (where ka.n = 1 and kb.n = 1 and ka.v <> kb.v),
           count(*) filter (where ka.n = 1 and kb.k is null),
           count(*) filter (where kb.n = 1 and ka.k is null),
           coalesce(sum(ka.n) filter (where ka.n > 1 or kb.n > 1), 0),
           coalesce(sum(kb.n) filter (where ka.n > 1 or kb.n > 1), 0)
    from ka full outer join kb on ka.k = kb.k";
const NULL_KEY: &str = "select (select count(*) from a where k is null), (select count(*) from b where k is null)";
const DUPLICATE_ADDRESS: &str = "
    select (select coalesce(sum(n), 0) from (select count(*) as n from a
                where address is not null and k is not null group by address having count(*) > 1)),
           (select coalesce(sum(n), 0) from (select count(*) as n from b
                where address is not null and k is not null group by address having count(*) > 1))";
const FOREIGN: &str = "
    with km as (select distinct k from m where k is not null)
    select (select count(*) from a left join km on a.k = km.k where a.k is not null and km.k is null),
           (select count(*) from b left join km on b.k = km.k where b.k is not null and km.k is null)";
const FOREIGN_ADDRESS: &str = "
    with am as (select distinct address from m where k is not null and address is not null)
    select (select count(*) from a left join am on a.address = am.address
                where a.k is not null and a.address is not null and am.address is null),
           (select count(*) from b left join am on b.address = am.address
                where b.k is not null and b.address is not null and am.address is null)";
/// A row is bound when the master has its key with just this address; none equals none, so that empty addresses are
/// compared as a text that no address is. (`is not distinct from` as a condition of a join is avoided.)
const MISBOUND: &str = "
    with km as (select distinct k from m where k is not null),
         pm as (select distinct k, coalesce(address, '') as address from m where k is not null),
         pa as (select k, coalesce(address, '') as address from a where k is not null),
         pb as (select k, coalesce(address, '') as address from b where k is not null)
    select (select count(*) from pa join km on pa.k = km.k left join pm on pa.k = pm.k and pa.address = pm.address
                where pm.k is null),
           (select count(*) from pb join km on pb.k = km.k left join pm on pb.k = pm.k and pb.address = pm.address
                where pm.k is null)";
const MASTER_KEY: &str = "
    select (select coalesce(sum(n), 0) from (select count(*) as n from m where k is not null group by k having count(*) > 1))
         + (select count(*) from m where k is null)";

pub(crate) async fn ask(
    context: &SessionContext,
    with_master: bool,
    with_address: bool,
) -> Result<Vec<Count>, DataFusionError> {
    let [identical, changed, only_a, only_b, duplicate_a, duplicate_b] = numbers(context, BY_KEY).await?;
    let count = |class, [a, b]: [u64; 2]| Count { class, a, b };
    let mut counts = vec![
        count(Class::Identical, [identical, identical]),
        count(Class::Changed, [changed, changed]),
        count(Class::OnlyA, [only_a, 0]),
        count(Class::OnlyB, [0, only_b]),
        count(Class::DuplicateKey, [duplicate_a, duplicate_b]),
        count(Class::NullKey, numbers(context, NULL_KEY).await?),
    ];
    if with_address {
        counts.push(count(Class::DuplicateAddress, numbers(context, DUPLICATE_ADDRESS).await?));
    }
    if with_master {
        counts.push(count(Class::Foreign, numbers(context, FOREIGN).await?));
        if with_address {
            counts.push(count(Class::ForeignAddress, numbers(context, FOREIGN_ADDRESS).await?));
            counts.push(count(Class::Misbound, numbers(context, MISBOUND).await?));
        }
        let [rows] = numbers(context, MASTER_KEY).await?;
        counts.push(count(Class::MasterKey, [rows, 0]));
    }
    Ok(counts)
}

/// The only row of an answer; an answer of another shape is an error.
async fn numbers<const N: usize>(context: &SessionContext, sql: &str) -> Result<[u64; N], DataFusionError> {
    let batches = context.sql(sql).await?.collect().await?;
    let odd = || DataFusionError::Internal("an answer of another shape".to_owned());
    let batch = batches.iter().find(|batch| batch.num_rows() == 1).ok_or_else(odd)?;
    let number = |index: usize| {
        let column = batch.columns().get(index)?.as_primitive_opt::<Int64Type>()?;
        column.iter().next().flatten().and_then(|number| u64::try_from(number).ok())
    };
    let found: Vec<u64> = (0..batch.num_columns()).filter_map(number).collect();
    found.try_into().map_err(|_| odd())
}
