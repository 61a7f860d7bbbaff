//! Group commit for those who do not have it: one thread takes every letter that waits and commits them together.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use crate::{
    Load,
    writers::{self, Report},
};

/// Letters committed together at most.
const MOST: usize = 1024;

struct Job {
    number: u64,
    letter: Vec<u8>,
    done: Sender<()>,
}

/// Runs the writers against a committer; `commit` makes all of them durable before it returns.
pub fn run(
    load: &Load,
    mut commit: impl FnMut(&[(u64, Vec<u8>)]) -> anyhow::Result<()> + Send,
) -> anyhow::Result<Report> {
    let (jobs, waiting) = channel::<Job>();
    thread::scope(|scope| {
        let committer = scope.spawn(move || committer(&waiting, &mut commit));
        let report = writers::threads(load, move |number, letter| {
            let (done, durable) = channel();
            jobs.send(Job { number, letter: letter.to_vec(), done })?;
            Ok(durable.recv()?)
        });
        committer.join().map_err(|_| anyhow::anyhow!("the committer panicked"))??;
        report
    })
}

fn committer(
    waiting: &Receiver<Job>,
    commit: &mut impl FnMut(&[(u64, Vec<u8>)]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    while let Ok(first) = waiting.recv() {
        let jobs: Vec<Job> = std::iter::once(first).chain(waiting.try_iter().take(MOST - 1)).collect();
        let (letters, done): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| ((job.number, job.letter), job.done)).unzip();
        commit(&letters)?;
        for done in done {
            // A writer whose time is up does not wait.
            let _ = done.send(());
        }
    }
    Ok(())
}
