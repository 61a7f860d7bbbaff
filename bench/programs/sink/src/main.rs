//! The next hop of the benchmarks: takes letters over SMTP, keeps none, and counts each by the number in its
//! Message-ID. One thread, so that it takes as little as possible from what is measured.
//!
//! Control, one order a line on a second port: `stats`, `reset RUN`, `dump FILE` (number and count a line),
//! `latency MILLISECONDS` (how long the reply to a letter is kept back).

mod control;
mod ledger;
mod session;

use std::{cell::RefCell, net::SocketAddr, rc::Rc};

use clap::Parser;
use tokio::{net::TcpListener, task::LocalSet};

use ledger::Ledger;

#[derive(Parser)]
struct Arguments {
    /// Where mail comes in.
    #[arg(long, default_value = "127.0.0.1:2525")]
    listen: SocketAddr,
    /// Where orders come in.
    #[arg(long, default_value = "127.0.0.1:2526")]
    control: SocketAddr,
}

/// Everything here runs on one thread.
type Shared = Rc<RefCell<Ledger>>;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, serve(arguments))
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let mail = TcpListener::bind(arguments.listen).await?;
    let control = TcpListener::bind(arguments.control).await?;
    let ledger = Shared::default();
    println!("ready");
    loop {
        tokio::select! {
            accepted = mail.accept() => {
                let (stream, _) = accepted?;
                tokio::task::spawn_local(session::run(stream, Rc::clone(&ledger)));
            }
            accepted = control.accept() => {
                let (stream, _) = accepted?;
                tokio::task::spawn_local(control::obey(stream, Rc::clone(&ledger)));
            }
        }
    }
}
