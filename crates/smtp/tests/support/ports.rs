//! Ports for programs that are told theirs before they open it.
//!
//! A port the kernel gave and took back may be given to the next test, or to any outgoing connection, before the program
//! opens it. These lie below what the kernel gives (`ip_local_port_range`, ip(7)), and each belongs to one test process:
//! it holds the lock of a file as long as it lives.
#![allow(unreachable_pub, reason = "a module of several test files")]

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::MetadataExt,
    sync::Mutex,
};

/// As a rule the kernel gives 32768 and more.
const END: u32 = 30_000;
const COUNT: u32 = 10_000;

static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A port where nobody listens, for this process alone.
pub fn free_port() -> u16 {
    // A folder of another user could not be written.
    let user = fs::metadata("/proc/self").unwrap().uid();
    let folder = std::env::temp_dir().join(format!("sekisho-test-ports-{user}"));
    fs::create_dir_all(&folder).unwrap();
    // Where a process begins to look is its own, so that they seldom meet.
    let begin = std::process::id() % COUNT * 6;
    let first = END.min(kernels_first()).saturating_sub(COUNT).max(1024);
    for port in (begin..begin + COUNT).map(|step| first + step % COUNT) {
        let file = File::create(folder.join(port.to_string())).unwrap();
        if file.try_lock().is_ok()
            && let port = u16::try_from(port).unwrap()
            && TcpListener::bind(("127.0.0.1", port)).is_ok()
        {
            HELD.lock().unwrap().push(file);
            return port;
        }
    }
    panic!("all {COUNT} ports from {first} are taken");
}

/// The first of the ports that the kernel gives away.
fn kernels_first() -> u32 {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    range.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(END)
}
