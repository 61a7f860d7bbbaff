//! XCLIENT and XFORWARD (Postfix): who really sends, in the words of a listed peer.

use sekisho_model::UserId;

use super::{Core, Reply};
use crate::server::command::{self, Proxied};

const OK: Reply = Reply::fixed(250, "2.0.0", "ok");
const NOT_ALLOWED: Reply = Reply::fixed(550, "5.7.1", "only listed peers may speak for others");

impl Core {
    /// From now on the session is another client's. What it said itself is forgotten, as after a fresh connection.
    pub(super) fn on_xclient(&mut self, text: &str) -> usize {
        if !self.is_proxy() {
            return self.complain(&NOT_ALLOWED);
        }
        if self.within_letter() {
            return 0;
        }
        let Proxied { addr, helo, login } = match command::proxied(text) {
            Ok(proxied) => proxied,
            Err(reply) => return self.complain(&reply),
        };
        self.forget_greeting();
        self.session.proxy = Some(self.peer);
        self.session.peer = addr.unwrap_or(self.session.peer);
        self.session.helo = helo.unwrap_or_default();
        if let Some(login) = login {
            self.session.user = login.map(UserId::new);
        }
        self.banner();
        0
    }

    pub(super) fn on_xforward(&mut self, text: &str) -> usize {
        if !self.is_proxy() {
            return self.complain(&NOT_ALLOWED);
        }
        if self.within_letter() {
            return 0;
        }
        let mut forwarded = self.session.forwarded.take().unwrap_or_default();
        let result = command::forwarded(text, &mut forwarded);
        self.session.forwarded = Some(forwarded);
        match result {
            Ok(()) => self.say(&OK),
            Err(reply) => self.complain(&reply),
        }
    }
}
