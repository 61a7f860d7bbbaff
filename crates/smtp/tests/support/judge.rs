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
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// A running milter.
pub struct Judge {
    /// Where it listens.
    pub port: u16,
    seen: Arc<Mutex<Vec<MilterMail>>>,
    finished: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

impl Judge {
    /// Starts one on the loopback interface.
    pub async fn start(settings: MilterSettings) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, shutdown) = watch::channel(false);
        let (seen, finished) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let judge = {
            let (seen, finished) = (seen.clone(), finished.clone());
            move |mail: MilterMail| {
                let (seen, finished) = (seen.clone(), finished.clone());
                async move {
                    let answer = decide(&mail).await;
                    seen.lock().unwrap().push(mail);
                    finished.fetch_add(1, Ordering::SeqCst);
                    answer
                }
            }
        };
        let served = tokio::spawn(serve(MilterListener::Tcp(listener), settings, judge, shutdown));
        Self { port, seen, finished, stop, served }
    }

    /// The mails judged so far.
    pub fn seen(&self) -> Vec<MilterMail> {
        self.seen.lock().unwrap().clone()
    }

    /// How many judgements came to their end.
    pub fn finished(&self) -> usize {
        self.finished.load(Ordering::SeqCst)
    }

    /// Shuts down and waits for the end.
    pub async fn stop(self) {
        self.stop.send(true).unwrap();
        self.served.await.unwrap();
    }
}

async fn decide(mail: &MilterMail) -> MilterAnswer {
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
        "never" => std::future::pending().await,
        other => panic!("no answer for {other:?}"),
    }
}
