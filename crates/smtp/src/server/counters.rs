//! What all doors hold together: sessions, sessions per client, octets of letters that are coming in.
//!
//! Invariant: what was counted is given back when the holder is dropped, however its task ends.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::Limits;

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    octets: AtomicUsize,
    sessions: Mutex<Sessions>,
}

#[derive(Debug, Default)]
struct Sessions {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

impl Counters {
    /// Counts a session in, if there is room for it.
    pub(crate) fn enter(self: &Arc<Self>, peer: IpAddr, limits: &Limits) -> Option<Ticket> {
        let peer = client(peer);
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let of_peer = sessions.of.get(&peer).copied().unwrap_or(0);
        if sessions.all >= limits.max_sessions || of_peer >= limits.max_sessions_per_peer {
            return None;
        }
        sessions.all += 1;
        sessions.of.insert(peer, of_peer + 1);
        Some(Ticket { counters: Arc::clone(self), peer })
    }

    /// Octets that all sessions hold.
    pub(crate) fn octets(&self) -> usize {
        self.octets.load(Ordering::Relaxed)
    }
}

/// One client has one IPv4 address, or one IPv6 network of 64 bits (RFC 6177 §2).
fn client(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// A session that is counted.
#[derive(Debug)]
pub(crate) struct Ticket {
    counters: Arc<Counters>,
    peer: IpAddr,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut sessions = self.counters.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.all = sessions.all.saturating_sub(1);
        match sessions.of.get_mut(&self.peer) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                sessions.of.remove(&self.peer);
            }
        }
    }
}

/// Octets that one session holds.
#[derive(Debug)]
pub(crate) struct Room {
    counters: Arc<Counters>,
    most: usize,
    held: usize,
}

impl Room {
    pub(crate) const fn new(counters: Arc<Counters>, most: usize) -> Self {
        Self { counters, most, held: 0 }
    }

    /// From now on so many; false, and nothing changes, when there is no room for more.
    pub(crate) fn hold(&mut self, octets: usize) -> bool {
        let all = &self.counters.octets;
        if octets > self.held {
            let more = octets - self.held;
            if all.fetch_add(more, Ordering::Relaxed).saturating_add(more) > self.most {
                all.fetch_sub(more, Ordering::Relaxed);
                return false;
            }
        } else {
            all.fetch_sub(self.held - octets, Ordering::Relaxed);
        }
        self.held = octets;
        true
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.hold(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_counted_in_and_out() {
        let counters = Arc::new(Counters::default());
        let limits = Limits { max_sessions: 3, max_sessions_per_peer: 2, ..Limits::default() };
        let enter = |peer: &str| counters.enter(peer.parse().unwrap(), &limits);
        let first = enter("2001:db8::1");
        let second = enter("2001:db8::2");
        assert!(first.is_some() && second.is_some());
        assert!(enter("2001:db8::3").is_none(), "three of one network");
        let other = enter("192.0.2.1");
        assert!(other.is_some());
        assert!(enter("192.0.2.2").is_none(), "four in all");
        drop(first);
        assert!(enter("2001:db8::3").is_some());
        drop((second, other));
        assert!(counters.sessions.lock().unwrap().of.is_empty());
    }

    #[test]
    fn octets_are_held_until_they_are_let_go() {
        let counters = Arc::new(Counters::default());
        let room = || Room::new(Arc::clone(&counters), 100);
        let (mut one, mut two) = (room(), room());
        assert!(one.hold(60) && two.hold(40));
        assert!(!one.hold(61));
        assert!(one.hold(10) && two.hold(90));
        drop(two);
        assert!(one.hold(100));
        drop(one);
        assert_eq!(counters.octets(), 0);
    }
}
