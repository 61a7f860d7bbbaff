//! Listening: one task per session, within the limits.
//!
//! Invariant: a session that was let in is counted until it ends. At shutdown nobody is let in any more, sessions
//! between commands hear 421 at once, letters on their way get [`Timeouts::drain`](super::Timeouts::drain).

use std::{io, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tracing::{debug, info, warn};

use super::{
    Door, Handler, Protection, Settings,
    driver::{self, Parts, stopped},
    session::Rules,
};

/// After an error of accept (too many open files): how long others may close some.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// After the drain: for last replies.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// To those who are not let in.
const FULL: &[u8] = b"421 4.7.0 too many sessions at once; try again later\r\n";

/// Serves one door until `shutdown` is true (or its sender is gone), then lets letters on their way end.
pub async fn serve<H: Handler>(
    listener: TcpListener,
    door: Arc<Door>,
    settings: Arc<Settings>,
    handler: Arc<H>,
    mut shutdown: watch::Receiver<bool>,
) {
    let rules = Arc::new(rules(&door, &settings));
    let mut sessions = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopped(&mut shutdown) => break,
            Some(_) = sessions.join_next(), if !sessions.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Err(error) => pause_after(&error).await,
            Ok((stream, address)) => {
                let Some(ticket) = settings.counters.enter(address.ip(), &settings.limits) else {
                    turn_away(&stream, &door.protection);
                    continue;
                };
                let parts = Parts {
                    rules: Arc::clone(&rules),
                    protection: door.protection.clone(),
                    settings: Arc::clone(&settings),
                    handler: Arc::clone(&handler),
                    shutdown: shutdown.clone(),
                };
                sessions.spawn(async move {
                    let _ticket = ticket;
                    driver::run(stream, address.ip(), parts).await;
                });
            }
        }
    }
    drop(listener);
    let ended = async { while sessions.join_next().await.is_some() {} };
    let drained = timeout(settings.timeouts.drain + LAST_WORDS, ended).await;
    info!(in_time = drained.is_ok(), "smtp: door closed");
}

fn rules(door: &Door, settings: &Settings) -> Rules {
    Rules {
        hostname: settings.hostname.clone(),
        limits: settings.limits.clone(),
        kind: door.kind.clone(),
        starttls: matches!(door.protection, Protection::StartTls(_)),
        xclient: door.xclient.clone(),
        sign_in_failed: settings.timeouts.sign_in_failed,
        mask: settings.mask,
        scram_iterations: settings.scram_iterations,
        strict_turns: true,
    }
}

async fn pause_after(error: &io::Error) {
    warn!(%error, "smtp: accept failed");
    sleep(ACCEPT_PAUSE).await;
}

/// Says so where it can be said without a handshake, and without waiting.
fn turn_away(stream: &TcpStream, protection: &Protection) {
    debug!("smtp: too many sessions");
    if !matches!(protection, Protection::Implicit(_)) {
        let _ = stream.try_write(FULL);
    }
}
