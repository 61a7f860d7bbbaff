//! One transaction for many units.

use sqlx::{Executor as _, SqliteConnection};

use super::{
    UnitWork, Work, Writer, apply,
    effects::Effects,
    failure::{Failure, sql},
    index,
};
use crate::{Change, CommitError, Committed, spool::Position};

/// What a work got.
enum Outcome {
    Unit(Result<Committed, CommitError>),
    Other(Result<(), CommitError>),
}

/// How the units of a batch are kept apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Not at all: most batches stand whole, and then this costs least.
    Together,
    /// By savepoints, after something in the batch did not fit.
    Alone,
}

impl Writer {
    /// Writes a batch and answers everybody in it.
    pub(super) async fn write_batch(&mut self, works: Vec<Work>) {
        if works.is_empty() {
            return;
        }
        let outcomes = match self.try_batch(&works).await {
            Ok((outcomes, effects)) => {
                self.chain.committed();
                self.committed = self.numbers;
                self.follow(effects);
                outcomes
            }
            Err(failure) => {
                self.undo().await;
                let answer = failure.answer();
                works.iter().map(|work| Outcome::failed(work, &answer)).collect()
            }
        };
        for (work, outcome) in works.into_iter().zip(outcomes) {
            answer(work, outcome);
        }
    }

    async fn try_batch(&mut self, works: &[Work]) -> Result<(Vec<Outcome>, Effects), Failure> {
        match self.transact(works, Mode::Together).await {
            // A single unit was refused, and knows why; a letter decided twice is noticed only later in this mode.
            Err(failure @ Failure::Refused(_)) if works.len() == 1 && !works.iter().any(Work::decides) => Err(failure),
            Err(failure) if failure.is_of_the_unit() => {
                self.undo().await;
                self.transact(works, Mode::Alone).await
            }
            done => done,
        }
    }

    async fn transact(&mut self, works: &[Work], mode: Mode) -> Result<(Vec<Outcome>, Effects), Failure> {
        // Taken before this batch: letters it decides are not durable yet.
        let checkpoint = self.due_checkpoint();
        run(&mut self.connection, "begin immediate").await?;
        let mut effects = Effects::default();
        let mut outcomes = Vec::with_capacity(works.len());
        for work in works {
            if work.reads_evidence() {
                // Before the savepoint: these are events of units that stand.
                self.chain.flush(&mut self.connection).await?;
            }
            let outcome = match mode {
                Mode::Together => self.apply(work, &mut effects, mode).await?,
                Mode::Alone => self.apply_alone(work, &mut effects).await?,
            };
            outcomes.push(outcome);
        }
        effects.erased |= self.buffer.flush(&mut self.connection).await?;
        self.finish(&effects, checkpoint).await?;
        Ok((outcomes, effects))
    }

    /// Applies a work so that it stands or falls without the others.
    async fn apply_alone(&mut self, work: &Work, effects: &mut Effects) -> Result<Outcome, Failure> {
        run(&mut self.connection, "savepoint work").await?;
        let numbers = self.numbers;
        let mut own = Effects::default();
        match self.apply(work, &mut own, Mode::Alone).await {
            Ok(outcome) => {
                run(&mut self.connection, "release work").await?;
                effects.add(own);
                Ok(outcome)
            }
            Err(failure) if failure.is_of_the_unit() => {
                run(&mut self.connection, "rollback to work; release work").await?;
                self.numbers = numbers;
                self.buffer.clear();
                Ok(Outcome::failed(work, &failure.answer()))
            }
            Err(failure) => Err(failure),
        }
    }

    async fn apply(&mut self, work: &Work, effects: &mut Effects, mode: Mode) -> Result<Outcome, Failure> {
        match work {
            Work::Unit(work) => self.apply_unit(work, effects, mode).await.map(|done| Outcome::Unit(Ok(done))),
            Work::Index(letters, _) => {
                index::write(&mut self.connection, letters).await?;
                Ok(Outcome::Other(Ok(())))
            }
            Work::Forget(segment, _) => {
                let query = sqlx::query("delete from spool_segment where segment = $1 and living = 0");
                let query = query.bind(crate::row::signed(*segment));
                query.execute(&mut self.connection).await.map_err(sql("forget a segment"))?;
                Ok(Outcome::Other(Ok(())))
            }
        }
    }

    async fn apply_unit(&mut self, work: &UnitWork, effects: &mut Effects, mode: Mode) -> Result<Committed, Failure> {
        let first_seq = self.chain.next_seq();
        let mut tx = apply::Tx {
            connection: &mut self.connection,
            private: &self.private,
            waiting: &self.waiting,
            buffer: &mut self.buffer,
            numbers: &mut self.numbers,
            effects,
            unit: &work.unit,
            alone: mode == Mode::Alone,
        };
        if let Some(letter) = work.shred {
            if tx.buffer.holds(letter) {
                tx.flush().await?;
            }
            if !tx.shred(letter).await? {
                // Somebody was faster, and that unit told of it.
                return Ok(Committed { first_seq });
            }
        }
        for change in &work.unit.changes {
            tx.apply(change).await?;
        }
        if mode == Mode::Alone {
            tx.flush().await?;
        }
        let at = crate::row::whole_millis(work.unit.at);
        self.chain.append(&self.private, at, &work.unit.events)?;
        Ok(Committed { first_seq })
    }

    /// Evidence, counters, checkpoint, commit.
    async fn finish(&mut self, effects: &Effects, checkpoint: Option<Position>) -> Result<(), Failure> {
        self.chain.flush(&mut self.connection).await?;
        if self.chain.has_moved() {
            self.chain.seal_head(&mut self.connection, &self.private).await?;
        }
        effects.flush(&mut self.connection).await?;
        if let Some(checkpoint) = checkpoint {
            store_checkpoint(&mut self.connection, checkpoint).await?;
        }
        run(&mut self.connection, "commit").await?;
        self.checkpoint = checkpoint.unwrap_or(self.checkpoint);
        Ok(())
    }

    /// What has to happen once the batch is durable.
    fn follow(&mut self, effects: Effects) {
        for letter in effects.decided {
            if let Some(location) = self.waiting.remove(letter) {
                self.spool.settle(&location);
            }
        }
        self.erased |= effects.erased;
        if effects.searchable {
            self.searchable.notify_one();
        }
    }

    /// Back to what was durable before the batch.
    async fn undo(&mut self) {
        // Fails when SQLite rolled back by itself, which is as good.
        let _ = self.connection.execute("rollback").await;
        self.chain.forget();
        self.buffer.clear();
        self.numbers = self.committed;
    }
}

impl Work {
    fn decides(&self) -> bool {
        let Self::Unit(work) = self else { return false };
        work.unit.changes.iter().any(|change| matches!(change, Change::Decide { .. }))
    }

    /// Whether it changes rows of earlier events of the same batch.
    fn reads_evidence(&self) -> bool {
        let Self::Unit(work) = self else { return false };
        work.unit.changes.iter().any(|change| matches!(change, Change::ErasePersonal { .. }))
    }
}

impl Outcome {
    fn failed(work: &Work, error: &CommitError) -> Self {
        match work {
            Work::Unit(_) => Self::Unit(Err(error.clone())),
            Work::Index(..) | Work::Forget(..) => Self::Other(Err(error.clone())),
        }
    }
}

/// Who does not wait any more is not told.
fn answer(work: Work, outcome: Outcome) {
    match (work, outcome) {
        (Work::Unit(work), Outcome::Unit(result)) => drop(work.reply.send(result)),
        (Work::Index(_, reply) | Work::Forget(_, reply), Outcome::Other(result)) => drop(reply.send(result)),
        // An outcome is made for its own work.
        (_, Outcome::Unit(_) | Outcome::Other(_)) => {}
    }
}

async fn run(connection: &mut SqliteConnection, statement: &'static str) -> Result<(), Failure> {
    sqlx::query(statement).execute(connection).await.map_err(sql(statement))?;
    Ok(())
}

/// Where the next start begins to read the spool.
pub(super) async fn store_checkpoint(connection: &mut SqliteConnection, to: Position) -> Result<(), Failure> {
    let (segment, byte) = to.to_pair();
    let query = sqlx::query("update spool set segment = $1, byte = $2").bind(segment).bind(byte);
    query.execute(connection).await.map_err(sql("store the checkpoint"))?;
    Ok(())
}
