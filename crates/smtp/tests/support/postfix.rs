//! A Postfix of its own for one test: own configuration, queue, log and port, loopback only, gone when dropped.
//!
//! Include with `#[path = "support/postfix.rs"] mod postfix;`, and `ports.rs` likewise. Needs root (Postfix changes
//! user) and Debian's `postfix`, which `./test` installs. Without them a test fails ([`without`]), unless somebody said
//! that tests without their tools are all right here.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::{
    fs, io,
    net::TcpStream,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::ports::free_port;

const POSTFIX: &str = "/usr/sbin/postfix";
/// What it has not done by then it never will, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(180);

/// Mail for this domain lands in a maildir; everything else is discarded.
pub const DOMAIN: &str = "postfix.example";

/// A running instance.
pub struct Postfix {
    dir: tempfile::TempDir,
    /// Where it takes SMTP.
    pub port: u16,
}

/// A test whose program is missing fails: it would have shown nothing. With `SEKISHO_TESTS_WITHOUT=tools` in the
/// environment it says so and passes.
pub fn without(what: &str) {
    let allowed = std::env::var("SEKISHO_TESTS_WITHOUT").is_ok_and(|what| what == "tools");
    assert!(allowed, "{what} is missing: ./test installs it; SEKISHO_TESTS_WITHOUT=tools lets this test pass");
    eprintln!("not run: {what} is missing");
}

impl Postfix {
    /// Starts one with these lines at the end of `main.cf`.
    pub fn start(more: &str) -> Option<Self> {
        Self::serving(more, "")
    }

    /// The same with these services, as lines of `master.cf`: one of the same name and type takes the place of the
    /// usual one, and `smtp inet` listens on [`Self::port`].
    pub fn serving(more: &str, services: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        if !Path::new(POSTFIX).exists() || fs::metadata(dir.path()).unwrap().uid() != 0 {
            without("root or Debian's postfix");
            return None;
        }
        let postfix = Self { port: free_port(), dir };
        postfix.configure(more, services);
        postfix.control("start");
        postfix.wait(|| TcpStream::connect(("127.0.0.1", postfix.port)).is_ok(), "does not listen");
        Some(postfix)
    }

    fn configure(&self, more: &str, services: &str) {
        let (uid, gid) = owner();
        fs::set_permissions(self.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for (name, owned) in [("etc", false), ("queue", false), ("data", true), ("mail", true)] {
            fs::create_dir(self.path(name)).unwrap();
            if owned {
                chown(self.path(name), Some(uid), Some(gid)).unwrap();
            }
        }
        let at = |name: &str| self.path(name).display().to_string();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {queue}\ndata_directory = {data}\n\
             maillog_file = {log}\nmaillog_file_prefixes = {root}\ninet_interfaces = loopback-only\n\
             inet_protocols = ipv4\nmyhostname = mx.{DOMAIN}\nmydestination =\nmynetworks = 127.0.0.0/8\n\
             smtpd_peername_lookup = no\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
             alias_maps =\nalias_database =\nlocal_recipient_maps =\ndefault_transport = discard:\n\
             virtual_mailbox_domains = {DOMAIN}\nvirtual_mailbox_base = {mail}\nvirtual_mailbox_maps = static:all/\n\
             virtual_uid_maps = static:{uid}\nvirtual_gid_maps = static:{gid}\nvirtual_minimum_uid = 1\n\
             smtpd_tls_security_level = none\nmilter_default_action = tempfail\n{more}\n",
            queue = at("queue"),
            data = at("data"),
            log = at("log"),
            mail = at("mail"),
            root = self.dir.path().display(),
        );
        fs::write(self.path("etc/main.cf"), main).unwrap();
        fs::write(self.path("etc/master.cf"), master(self.port, services)).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn control(&self, what: &str) {
        let done = Command::new(POSTFIX).arg("-c").arg(self.path("etc")).arg(what).output().unwrap();
        assert!(done.status.success(), "postfix {what}: {done:?}\n{}", self.log());
    }

    fn wait(&self, done: impl Fn() -> bool, what: &str) {
        let start = Instant::now();
        while !done() {
            assert!(start.elapsed() < PATIENCE, "postfix {what}\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Everything it logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// The same, once this holds: what Postfix logs is written some time after it was done, in the order it was logged.
    pub fn logged(&self, is_so: impl Fn(&str) -> bool) -> String {
        self.wait(|| is_so(&self.log()), "has not logged what it should");
        self.log()
    }

    /// The mails it delivered to [`DOMAIN`], once there are `count`.
    pub fn mails(&self, count: usize) -> Vec<String> {
        let read = || -> io::Result<Vec<String>> {
            fs::read_dir(self.path("mail/all/new"))?
                .map(|entry| Ok(String::from_utf8_lossy(&fs::read(entry?.path())?).into_owned()))
                .collect()
        };
        self.wait(|| read().is_ok_and(|mails| mails.len() >= count), "has not delivered");
        read().unwrap()
    }

    /// How many mails it delivered to [`DOMAIN`] so far.
    pub fn delivered(&self) -> usize {
        fs::read_dir(self.path("mail/all/new")).map_or(0, Iterator::count)
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // It writes to its log before it stops, and waits for ever when nobody takes that from it.
        let mut stop = Command::new("timeout");
        stop.args(["-k", "1", "20", POSTFIX, "-c"]).arg(self.path("etc")).arg("stop");
        let stopped = stop.output().is_ok_and(|done| done.status.success());
        let master = fs::read_to_string(self.path("queue/pid/master.pid")).unwrap_or_default();
        if !stopped && !master.trim().is_empty() {
            let _ = Command::new("pkill").args(["-KILL", "-s", master.trim()]).output();
        }
    }
}

/// The ids of the account `postfix`.
fn owner() -> (u32, u32) {
    let number = |flag| {
        let out = Command::new("id").args([flag, "postfix"]).output().unwrap().stdout;
        String::from_utf8(out).unwrap().trim().parse().unwrap()
    };
    (number("-u"), number("-g"))
}

fn master(port: u16, more: &str) -> String {
    // Service, private, unprivileged, wakeup, process limit, program (master(5)); nothing runs in a chroot.
    const SERVICES: &str = "\
        pickup    n - 60    1 pickup
        cleanup   n - -     0 cleanup
        qmgr      n - 300   1 qmgr
        tlsmgr    - - 1000? 1 tlsmgr
        rewrite   - - -     - trivial-rewrite
        bounce    - - -     0 bounce
        defer     - - -     0 bounce
        trace     - - -     0 bounce
        flush     n - 1000? 0 flush
        proxymap  - - -     - proxymap
        smtp      - - -     - smtp
        relay     - - -     - smtp
        showq     n - -     - showq
        error     - - -     - error
        retry     - - -     - error
        discard   - - -     - discard
        virtual   - n -     - virtual
        anvil     - - -     1 anvil";
    let key = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    let named: Vec<_> = more.lines().filter(|line| !line.starts_with(' ')).map(key).collect();
    let is_named = |name: &str, kind: &str| named.contains(&vec![name.to_owned(), kind.to_owned()]);
    let mut text = "postlog unix-dgram n - n - 1 postlogd\n".to_owned();
    if !is_named("smtp", "inet") {
        text += "smtp inet n - n - - smtpd\n";
    }
    text += more;
    text = text.replace("smtp inet ", &format!("127.0.0.1:{port} inet "));
    for line in SERVICES.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let [name, private, unprivileged, wakeup, limit, program] = words[..] else { panic!("{line}") };
        if is_named(name, "unix") {
            continue;
        }
        text += &format!("{name} unix {private} {unprivileged} n {wakeup} {limit} {program}\n");
    }
    text
}
