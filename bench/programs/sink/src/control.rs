//! Orders of the harness.

use std::{fmt::Write as _, fs};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use crate::Shared;

/// Answers each line with one line, until the other side closes.
pub async fn obey(stream: TcpStream, ledger: Shared) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = answer(&line, &ledger).unwrap_or_else(|error| format!("error: {error}"));
        if write.write_all(format!("{answer}\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn answer(line: &str, ledger: &Shared) -> anyhow::Result<String> {
    let (order, argument) = line.split_once(' ').unwrap_or((line, ""));
    match order {
        "stats" => return Ok(serde_json::to_string(&ledger.borrow().stats())?),
        "reset" => ledger.borrow_mut().reset(argument.parse()?),
        "latency" => ledger.borrow_mut().latency = argument.parse()?,
        "dump" => fs::write(argument, counts(ledger)?)?,
        _ => anyhow::bail!("no such order"),
    }
    Ok("ok".to_owned())
}

fn counts(ledger: &Shared) -> anyhow::Result<String> {
    let mut text = String::new();
    for (number, count) in ledger.borrow().counts() {
        writeln!(text, "{number} {count}")?;
    }
    Ok(text)
}
