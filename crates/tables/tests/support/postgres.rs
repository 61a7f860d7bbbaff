//! A PostgreSQL server of Debian on a socket in a folder, which goes with it; it refuses to run as root.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
}

impl Postgres {
    /// `None` where it is not installed: `./test` installs it.
    pub fn start() -> Option<Self> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let programs = versions.flatten().map(|version| version.path().join("bin")).max()?;
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        let server = Self { folder, programs };
        assert!(Command::new("chown").args(["-R", "postgres"]).arg(server.folder.path()).status().unwrap().success());
        let data = server.data().display().to_string();
        server.run("initdb", &["-A", "trust", "-E", "UTF8", "-D", &data]);
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", server.folder.path().display());
        server.run("pg_ctl", &["-w", "-t", "300", "-l", "/dev/null", "-o", &options, "start", "-D", &data]);
        Some(server)
    }

    /// Runs statements.
    pub fn feed(&self, sql: &str) {
        let socket = self.folder.path().display().to_string();
        self.run("psql", &["-q", "-v", "ON_ERROR_STOP=1", "-h", &socket, "-U", "postgres", "-c", sql, "postgres"]);
    }

    /// Where it is asked.
    pub fn url(&self) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/postgres")
    }

    fn data(&self) -> PathBuf {
        Path::join(self.folder.path(), "data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(self.programs.join(program));
        let done = command.args(arguments).current_dir("/").stdout(Stdio::null()).status().unwrap();
        assert!(done.success(), "{program}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data().display().to_string();
        self.run("pg_ctl", &["-t", "300", "-m", "immediate", "stop", "-D", &data]);
    }
}
