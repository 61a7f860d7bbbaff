//! The released binary with a configuration of its own: started, killed, started again, asked on the command line.

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::ports::free_port;

pub const BINARY: &str = env!("CARGO_BIN_EXE_sekisho");
/// Password of every account.
pub const PASSWORD: &str = "korrekt pferd batterie";

/// How long anything may take that comes for certain.
const PATIENCE: Duration = Duration::from_secs(180);

/// A house on disk, and its process while it runs.
pub struct House {
    pub folder: tempfile::TempDir,
    pub relay: u16,
    pub milter: u16,
    pub submissions: u16,
    pub submission: u16,
    pub metrics: u16,
    pub console: u16,
    child: Option<Child>,
}

impl House {
    /// A house whose next hop listens at `upstream`, with this policy; not started yet.
    pub fn new(upstream: u16, policy: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [relay, milter, submissions, submission, metrics, console] = [(); 6].map(|()| free_port());
        let house = Self { folder, relay, milter, submissions, submission, metrics, console, child: None };
        let made = house.run(&["init", &house.folder.path().display().to_string(), "--domain", "house.example"], "");
        assert!(made.status.success(), "{made:?}");
        house.write("policy.toml", policy);
        let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        house.write("cert.pem", &certificate.cert.pem());
        house.write("key.pem", &certificate.signing_key.serialize_pem());
        house.write("sekisho.toml", &house.config(upstream));
        house
    }

    fn config(&self, upstream: u16) -> String {
        let Self { relay, milter, submissions, submission, metrics, console, .. } = self;
        format!(
            "[house]\nname = \"House\"\nhostname = \"gate.house.example\"\ndomains = [\"house.example\"]\n\
             [listen]\nrelay = \"127.0.0.1:{relay}\"\nmilter = \"127.0.0.1:{milter}\"\n\
             submissions = \"127.0.0.1:{submissions}\"\nsubmission = \"127.0.0.1:{submission}\"\nmetrics = \"127.0.0.1:{metrics}\"\n\
             console = \"127.0.0.1:{console}\"\n\
             [tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n\
             [storage]\nmin_free_mib = 16\n[policy]\nfile = \"policy.toml\"\n\
             [[upstream]]\nname = \"mta\"\nhost = \"127.0.0.1\"\nport = {upstream}\ntls = \"never\"\nxforward = true\n\
             [[group]]\nname = \"approvers\"\nmembers = [\"boss\"]\ndeputies = [\"deputy\"]\n\
             [[shared]]\naddress = \"desk@house.example\"\nmembers = [\"taro\", \"hanako\"]\n\
             [[list]]\naddress = \"team@house.example\"\nmembers = [\"taro@house.example\", \"out@list.example\"]\n"
        )
    }

    /// Adds to the configuration; a running service does not read it again.
    pub fn configure(&self, more: &str) {
        let text = fs::read_to_string(self.path("sekisho.toml")).unwrap();
        self.write("sekisho.toml", &format!("{text}{more}"));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Starts the service and waits until all doors are open; `crash` is where it is to end by itself.
    pub fn start(&mut self, crash: Option<&str>) {
        let mut command = self.command();
        command
            .arg("serve")
            .stdin(Stdio::null())
            .stderr(fs::File::options().create(true).append(true).open(self.path("log")).unwrap());
        if let Some(crash) = crash {
            command.env("SEKISHO_CRASH", crash);
        }
        let before = self.openings();
        self.child = Some(command.spawn().unwrap());
        wait(|| {
            if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().unwrap()) {
                assert!(crash.is_some(), "ended with {status}\n{}", self.log());
                return Ok(());
            }
            if self.openings() > before { Ok(()) } else { Err(format!("does not open\n{}", self.log())) }
        });
    }

    /// How often the service has said that it is open.
    fn openings(&self) -> usize {
        self.log().matches("the gate is open").count()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Waits until it ended by itself; whether it did in time.
    pub fn ended(&mut self, within: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < within {
            if self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some()) {
                self.child = None;
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// SIGTERM, and the exit status.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let done = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(done.success());
        let status = child.wait().unwrap();
        assert!(status.success(), "{status}\n{}", self.log());
    }

    /// SIGHUP.
    pub fn hang_up(&self) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    }

    fn command(&self) -> Command {
        let mut command = Command::new(BINARY);
        command.arg("--config").arg(self.path("sekisho.toml")).env("RUST_LOG", "info");
        command
    }

    /// A command with this standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that reads nothing may have closed it already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// The standard output of a command that must succeed.
    pub fn output(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments, "");
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// Accounts taro, hanako, boss and deputy.
    pub fn add_people(&self) {
        for user in ["taro", "hanako", "boss", "deputy"] {
            let address = format!("{user}@house.example");
            let done = self.run(&["user", "add", user, "--name", user, "--address", &address], PASSWORD);
            assert!(done.status.success(), "{done:?}");
        }
    }

    /// Ids of the held parcels.
    pub fn held(&self) -> Vec<String> {
        self.output(&["mail", "list"]).lines().filter_map(|line| Some(line.split('\t').next()?.to_owned())).collect()
    }

    /// The held parcels once there are `count`.
    pub fn wait_held(&self, count: usize) -> Vec<String> {
        wait(|| match self.held() {
            held if held.len() == count => Ok(held),
            held => Err(format!("{} held, not {count}\n{}", held.len(), self.log())),
        })
    }

    /// What is shown of a parcel, once it contains this.
    pub fn wait_shown(&self, parcel: &str, what: &str) -> String {
        wait(|| match self.output(&["mail", "show", parcel]) {
            shown if shown.contains(what) => Ok(shown),
            shown => Err(format!("not `{what}`:\n{shown}")),
        })
    }

    /// Waits until this is logged.
    pub fn wait_logged(&self, what: &str) {
        wait(|| match self.log() {
            log if log.contains(what) => Ok(()),
            log => Err(format!("`{what}` is not logged\n{log}")),
        });
    }

    /// Everything logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }
}

/// Looks until it is there; fails the test with what was there instead, when that takes too long.
fn wait<T>(mut look: impl FnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match look() {
            Ok(found) => return found,
            Err(instead) => assert!(start.elapsed() < PATIENCE, "{instead}"),
        }
        thread::sleep(Duration::from_millis(20));
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.kill();
    }
}
