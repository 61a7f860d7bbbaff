//! A milter on a port of its own whose judge answers by the subject of the mail, and remembers what it saw.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sekisho_smtp::milter::{HeaderField, MilterAnswer, MilterListener, MilterMail, MilterReply, MilterSettings, serve};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

/// A running milter.
pub struct Judge {
    /// Where it listens.
    pub port: u16,
    desk: Arc<Desk>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

/// What judgements leave behind.
#[derive(Default)]
struct Desk {
    seen: Mutex<Vec<MilterMail>>,
    begun: AtomicUsize,
    finished: AtomicUsize,
    stopped: AtomicUsize,
    /// For one mail that is held.
    word: Notify,
}

/// Counts a judgement whose future is dropped before its end.
struct Judging<'a> {
    desk: &'a Desk,
    ended: bool,
}

impl Drop for Judging<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.desk.stopped.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Judge {
    /// Starts one on the loopback interface.
    pub async fn start(settings: MilterSettings) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, shutdown) = watch::channel(false);
        let desk = Arc::new(Desk::default());
        let judge = {
            let desk = desk.clone();
            move |mail: MilterMail| judge(desk.clone(), mail)
        };
        let served = tokio::spawn(serve(MilterListener::Tcp(listener), settings, judge, shutdown));
        Self { port, desk, stop, served }
    }

    /// The mails judged so far.
    pub fn seen(&self) -> Vec<MilterMail> {
        self.desk.seen.lock().unwrap().clone()
    }

    /// How many judgements have begun.
    pub fn begun(&self) -> usize {
        self.desk.begun.load(Ordering::SeqCst)
    }

    /// How many judgements came to their end.
    pub fn finished(&self) -> usize {
        self.desk.finished.load(Ordering::SeqCst)
    }

    /// How many were dropped before it.
    pub fn stopped(&self) -> usize {
        self.desk.stopped.load(Ordering::SeqCst)
    }

    /// Lets one mail go that is held.
    pub fn let_go(&self) {
        self.desk.word.notify_one();
    }

    /// Tells it to end, which it may have done already.
    pub fn tell_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Shuts down and waits for the end.
    pub async fn stop(self) {
        self.tell_to_stop();
        self.served.await.unwrap();
    }
}

async fn judge(desk: Arc<Desk>, mail: MilterMail) -> MilterAnswer {
    desk.begun.fetch_add(1, Ordering::SeqCst);
    let mut judging = Judging { desk: &desk, ended: false };
    let answer = decide(&mail, &desk.word).await;
    judging.ended = true;
    desk.seen.lock().unwrap().push(mail);
    desk.finished.fetch_add(1, Ordering::SeqCst);
    answer
}

async fn decide(mail: &MilterMail, word: &Notify) -> MilterAnswer {
    let text = String::from_utf8_lossy(&mail.bytes);
    let subject = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or("");
    match subject {
        "pass" => MilterAnswer::Pass,
        "mark" => MilterAnswer::PassWith(vec![HeaderField::new("X-Sekisho", "seen")]),
        "refuse" => MilterAnswer::Refuse(MilterReply::permanent(550, "5.7.1", "Not this way, 100 % sure")),
        "later" => MilterAnswer::Later(MilterReply::temporary(451, "4.7.1", "Not now")),
        "take" => MilterAnswer::TakeOver,
        "panic" => panic!("a judge that falls over"),
        "slow" => {
            tokio::time::sleep(Duration::from_millis(700)).await;
            MilterAnswer::TakeOver
        }
        "held" => {
            word.notified().await;
            MilterAnswer::TakeOver
        }
        "never" => std::future::pending().await,
        other => panic!("no answer for {other:?}"),
    }
}
