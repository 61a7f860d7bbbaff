//! A next hop that keeps what it gets: one thread per connection, everything accepted.

use std::{
    io::{self, BufRead, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Arrived {
    /// The first `Subject`, as it stands.
    pub fn subject(&self) -> &str {
        self.text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default()
    }
}

/// A listening next hop; it lives until the test ends.
#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    mails: Arc<Mutex<Vec<Arrived>>>,
    /// From so many mails on it reads a mail and says nothing.
    silent: Arc<AtomicUsize>,
    /// Mails it said nothing to.
    unanswered: Arc<AtomicUsize>,
    /// How long it thinks about a mail, in milliseconds.
    thinks: Arc<AtomicU64>,
    /// From so many mails on it waits with its answers.
    holds: Arc<AtomicUsize>,
}

impl Sink {
    pub fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            mails: Arc::default(),
            silent: Arc::new(AtomicUsize::new(usize::MAX)),
            unanswered: Arc::default(),
            thinks: Arc::default(),
            holds: Arc::new(AtomicUsize::new(usize::MAX)),
        };
        let shared = sink.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sink = shared.clone();
                thread::spawn(move || converse(stream, &sink));
            }
        });
        sink
    }

    /// From so many mails on, it reads mails to their end and does not answer; `usize::MAX`: it answers.
    pub fn falls_silent_after(&self, mails: usize) {
        self.silent.store(mails, Ordering::SeqCst);
    }

    /// From now on it answers a mail after this time only.
    pub fn thinks(&self, time: Duration) {
        self.thinks.store(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// From so many mails on, it answers only when it [goes on](Self::goes_on).
    pub fn holds_after(&self, mails: usize) {
        self.holds.store(mails, Ordering::SeqCst);
    }

    pub fn goes_on(&self) {
        self.holds.store(usize::MAX, Ordering::SeqCst);
    }

    /// Mails it has read and not answered.
    pub fn unanswered(&self) -> usize {
        self.unanswered.load(Ordering::SeqCst)
    }

    pub fn mails(&self) -> Vec<Arrived> {
        self.mails.lock().unwrap().clone()
    }

    /// The mails once `enough` says so; fails the test when that takes too long.
    pub fn wait(&self, what: &str, enough: impl Fn(&[Arrived]) -> bool) -> Vec<Arrived> {
        let start = Instant::now();
        loop {
            let mails = self.mails();
            if enough(&mails) {
                return mails;
            }
            assert!(start.elapsed() < Duration::from_secs(180), "{what}: {} mails arrived", mails.len());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn converse(stream: TcpStream, sink: &Sink) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut write = stream.try_clone()?;
    let mut read = BufReader::new(stream);
    write.write_all(b"220 sink.example\r\n")?;
    let mut mail = Arrived { from: String::new(), to: Vec::new(), text: String::new() };
    let mut line = String::new();
    while {
        line.clear();
        read.read_line(&mut line)?
    } > 0
    {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        match verb.as_str() {
            "EHLO" => {
                write.write_all(b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN\r\n")?
            }
            "MAIL" => {
                mail = Arrived { from: address(), to: Vec::new(), text: String::new() };
                write.write_all(b"250 2.1.0 ok\r\n")?;
            }
            "RCPT" => {
                mail.to.push(address());
                write.write_all(b"250 2.1.5 ok\r\n")?;
            }
            "DATA" => {
                write.write_all(b"354 go\r\n")?;
                mail.text = data(&mut read)?;
                let arrived = {
                    let mut mails = sink.mails.lock().unwrap();
                    mails.push(mail.clone());
                    mails.len()
                };
                if arrived > sink.silent.load(Ordering::SeqCst) {
                    sink.unanswered.fetch_add(1, Ordering::SeqCst);
                    // Until the other side goes.
                    return io::copy(&mut read, &mut io::sink()).map(drop);
                }
                while arrived > sink.holds.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(5));
                }
                thread::sleep(Duration::from_millis(sink.thinks.load(Ordering::SeqCst)));
                write.write_all(b"250 2.0.0 kept\r\n")?;
            }
            "QUIT" => return write.write_all(b"221 2.0.0 bye\r\n"),
            _ => write.write_all(b"250 2.0.0 ok\r\n")?,
        }
    }
    Ok(())
}

fn data(read: &mut impl BufRead) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let start = bytes.len();
        if read.read_until(b'\n', &mut bytes)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = bytes.split_off(start);
        if line == b".\r\n" {
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
