//! One letter: MAIL, RCPT, then DATA or BDAT, then the question.

use sekisho_model::{Envelope, Recipient};

use super::{Ask, Core, Kind, Mail, OUT_OF_TURN, Reply, State, commands::GREET_FIRST};
use crate::server::{
    command::{self, Body},
    content::{self, Fault, Reader},
};

const SENDER_OK: Reply = Reply::fixed(250, "2.1.0", "sender ok");
const RECIPIENT_OK: Reply = Reply::fixed(250, "2.1.5", "recipient ok");
const CHUNK_OK: Reply = Reply::fixed(250, "2.0.0", "chunk received");
const GO_ON: Reply = Reply::fixed(354, "", "send the letter; end it with a line that holds a single dot");
const TLS_FIRST: Reply =
    Reply::fixed(530, "5.7.0", "say STARTTLS first; letters are only taken over an encrypted line");
const SIGN_IN_FIRST: Reply = Reply::fixed(530, "5.7.0", "sign in first (AUTH)");
const NOT_LISTED: Reply = Reply::fixed(550, "5.7.1", "only listed mail servers and signed-in users may send here");
const MAIL_TWICE: Reply = Reply::fixed(503, "5.5.1", "the sender is given already; RSET begins anew");
const MAIL_FIRST: Reply = Reply::fixed(503, "5.5.1", "say MAIL FROM first");
const NO_RECIPIENT: Reply = Reply::fixed(554, "5.5.1", "there is no valid recipient");
const CHUNKED: Reply = Reply::fixed(503, "5.5.1", "the letter has begun with BDAT; go on with it or say RSET");
const NEEDS_EHLO: Reply = Reply::fixed(555, "5.5.4", "parameters need EHLO");
const NEEDS_TLS: Reply = Reply::fixed(530, "5.7.10", "REQUIRETLS needs an encrypted line");
const TOO_LARGE: Reply = Reply::fixed(552, "5.3.4", "the letter is larger than EHLO says it may be");
const TOO_MANY: Reply = Reply::fixed(452, "4.5.3", "too many recipients; send the letter to the others separately");
const TOO_MANY_LETTERS: Reply = Reply::fixed(421, "4.7.0", "enough letters for one session; connect again");
const BARE: Reply =
    Reply::fixed(550, "5.6.11", "the letter has a CR or LF alone; lines end with CR LF (RFC 5321 section 2.3.8)");
const NUL: Reply = Reply::fixed(550, "5.6.11", "the letter has a NUL octet; encode it (RFC 5322 section 2.2)");
const NO_ROOM: Reply = Reply::fixed(452, "4.3.1", "too many letters are coming in at once; try again later");
const LOOP: Reply = Reply::fixed(554, "5.4.6", "the letter goes round in circles: too many Received fields");

/// A letter that has begun.
pub(super) struct Draft {
    pub(super) envelope: Envelope,
    pub(super) reader: Reader,
    /// BDAT was said.
    pub(super) chunked: bool,
}

/// A chunk that is coming in.
pub(super) struct Chunk {
    left: u64,
    last: bool,
    /// It is only read to stay in step.
    refusal: Option<Reply>,
}

impl Core {
    pub(super) fn forget_transaction(&mut self) {
        self.draft = None;
        self.refused = false;
        self.session.forwarded = None;
    }

    /// Refuses MAIL, or ends a letter: what was pipelined behind it is not held against the client.
    pub(super) fn refuse(&mut self, reply: &Reply) -> usize {
        self.forget_transaction();
        self.refused = true;
        self.say(reply)
    }

    pub(super) fn on_mail(&mut self, text: &str) -> usize {
        if self.draft.is_some() {
            return self.complain(&MAIL_TWICE);
        }
        if let Err(reply) = self.may_send() {
            return self.refuse_badly(&reply);
        }
        if self.counts.letters >= self.rules.limits.max_letters_per_session {
            return self.end(&TOO_MANY_LETTERS);
        }
        match command::mail(text).and_then(|mail| self.check_mail(mail)) {
            Err(reply) => self.refuse_badly(&reply),
            Ok(mail) => {
                self.state = State::Asking(Ask::Sender(Box::new(mail)));
                0
            }
        }
    }

    /// A refusal that a proper client does not meet.
    fn refuse_badly(&mut self, reply: &Reply) -> usize {
        self.forget_transaction();
        self.refused = true;
        self.complain(reply)
    }

    fn may_send(&self) -> Result<(), Reply> {
        if !self.greeted {
            return Err(GREET_FIRST);
        }
        match self.rules.kind {
            Kind::Submission if self.session.tls.is_none() => Err(TLS_FIRST),
            Kind::Submission if self.session.user.is_none() => Err(SIGN_IN_FIRST),
            Kind::Relay { .. } if self.session.user.is_none() && !self.is_listed(self.session.peer) => Err(NOT_LISTED),
            _ => Ok(()),
        }
    }

    fn check_mail(&self, mail: Mail) -> Result<Mail, Reply> {
        let most = self.rules.limits.max_message_bytes as u64;
        match mail {
            Mail { extended: true, .. } if !self.extended => Err(NEEDS_EHLO),
            Mail { require_tls: true, .. } if self.session.tls.is_none() => Err(NEEDS_TLS),
            Mail { size: Some(size), .. } if size > most => Err(TOO_LARGE),
            mail => Ok(mail),
        }
    }

    pub(super) fn on_sender(&mut self, mail: Mail, verdict: Result<(), Reply>) -> usize {
        if let Err(reply) = verdict {
            return self.refuse(&negative(reply));
        }
        let mut reader = Reader::new(self.rules.limits.max_message_bytes);
        reader.expect(mail.size.unwrap_or(0));
        self.refused = false;
        self.name_protocol(mail.smtputf8);
        let envelope = Envelope {
            mail_from: mail.path,
            recipients: Vec::new(),
            eight_bit: mail.body == Some(Body::EightBit),
            smtputf8: mail.smtputf8,
            require_tls: mail.require_tls,
            ret: mail.ret,
            envid: mail.envid,
        };
        self.draft = Some(Draft { envelope, reader, chunked: false });
        self.say(&SENDER_OK)
    }

    pub(super) fn on_rcpt(&mut self, text: &str) -> usize {
        let (smtputf8, count) = match &self.draft {
            None => return self.out_of_order(&MAIL_FIRST),
            Some(draft) if draft.chunked => return self.complain(&CHUNKED),
            Some(draft) => (draft.envelope.smtputf8, draft.envelope.recipients.len()),
        };
        match command::rcpt(text, &self.rules.hostname, smtputf8) {
            Err(reply) => self.complain(&reply),
            Ok(rcpt) if rcpt.extended && !self.extended => self.complain(&NEEDS_EHLO),
            Ok(_) if count >= self.rules.limits.max_recipients => self.say(&TOO_MANY),
            Ok(rcpt) => {
                self.state = State::Asking(Ask::Recipient(rcpt.recipient));
                0
            }
        }
    }

    /// Not the client's fault when it has pipelined this behind something that was refused.
    fn out_of_order(&mut self, reply: &Reply) -> usize {
        if self.refused || self.draft.is_some() { self.say(reply) } else { self.complain(reply) }
    }

    pub(super) fn on_recipient(&mut self, recipient: Recipient, verdict: Result<(), Reply>) -> usize {
        match (verdict, &mut self.draft) {
            (Err(reply), _) => self.say(&negative(reply)),
            (Ok(()), Some(draft)) => {
                draft.envelope.recipients.push(recipient);
                self.say(&RECIPIENT_OK)
            }
            (Ok(()), None) => self.say(&MAIL_FIRST),
        }
    }

    /// Why no content can come now.
    fn not_ready(&self) -> Option<Reply> {
        match &self.draft {
            None => Some(MAIL_FIRST),
            Some(draft) if draft.envelope.recipients.is_empty() => Some(NO_RECIPIENT),
            Some(_) => None,
        }
    }

    pub(super) fn on_data_command(&mut self) -> usize {
        if self.draft.as_ref().is_some_and(|draft| draft.chunked) {
            return self.complain(&CHUNKED);
        }
        match self.not_ready() {
            Some(reply) => self.out_of_order(&reply),
            None => {
                self.state = State::Data;
                self.say(&GO_ON)
            }
        }
    }

    pub(super) fn on_data(&mut self, input: &[u8]) -> Option<usize> {
        let Some(draft) = &mut self.draft else { return Some(self.end(&MAIL_FIRST)) };
        let (used, ended) = draft.reader.data(input);
        if ended {
            let spoilt = matches!(draft.reader.fault(), Some(Fault::BareLineEnd | Fault::Nul));
            self.finish_letter();
            if spoilt && self.rules.strict_turns && used < input.len() {
                // A client whose line ends are wrong may see the end elsewhere, and this may be its letter still.
                self.end(&OUT_OF_TURN);
            }
        } else if draft.reader.is_endless() {
            self.end(&TOO_LARGE);
        } else if used == 0 {
            return None;
        }
        Some(used)
    }

    pub(super) fn on_bdat(&mut self, size: u64, last: bool) -> usize {
        if size > 2 * self.rules.limits.max_message_bytes as u64 + (1 << 20) {
            return self.end(&TOO_LARGE);
        }
        let refusal = self.not_ready();
        if let (None, Some(draft)) = (&refusal, &mut self.draft) {
            draft.chunked = true;
        }
        self.state = State::Chunk(Chunk { left: size, last, refusal });
        0
    }

    pub(super) fn on_chunk(&mut self, input: &[u8]) -> Option<usize> {
        let State::Chunk(chunk) = &mut self.state else { return None };
        let mine = usize::try_from(chunk.left).unwrap_or(usize::MAX).min(input.len());
        if mine == 0 && chunk.left > 0 {
            return None;
        }
        chunk.left -= mine as u64;
        if let (None, Some(draft)) = (&chunk.refusal, &mut self.draft) {
            draft.reader.chunk(input.get(..mine).unwrap_or(&[]));
        }
        if chunk.left == 0
            && let State::Chunk(chunk) = std::mem::replace(&mut self.state, State::Command)
        {
            self.finish_chunk(&chunk);
        }
        Some(mine)
    }

    fn finish_chunk(&mut self, chunk: &Chunk) {
        if let Some(reply) = &chunk.refusal {
            self.out_of_order(reply);
        } else if chunk.last {
            self.finish_letter();
        } else if let Some(fault) = self.draft.as_ref().and_then(|draft| draft.reader.fault()) {
            self.refuse_letter(fault);
        } else if self.draft.as_ref().is_some_and(|draft| draft.reader.is_endless()) {
            self.end(&TOO_LARGE);
        } else {
            self.say(&CHUNK_OK);
        }
    }

    /// The letter is whole.
    fn finish_letter(&mut self) {
        self.state = State::Command;
        let Some(draft) = self.draft.take() else { return };
        match draft.reader.finish() {
            Err(fault) => self.refuse_letter(fault),
            Ok(bytes) if content::received(&bytes) > self.rules.limits.max_received => {
                self.refuse(&LOOP);
            }
            Ok(bytes) => self.state = State::Asking(Ask::Letter(draft.envelope, bytes)),
        }
    }

    pub(super) fn refuse_letter(&mut self, fault: Fault) {
        self.refuse(&match fault {
            Fault::BareLineEnd => BARE,
            Fault::Nul => NUL,
            Fault::TooLarge => TOO_LARGE,
            Fault::NoRoom => NO_ROOM,
        });
    }

    pub(super) fn on_letter_answered(&mut self, reply: &Reply) -> usize {
        self.forget_transaction();
        if reply.code() == 421 {
            return self.end(reply);
        }
        if reply.is_positive() {
            self.counts.letters += 1;
            self.counts.idle = 0;
        }
        self.say(reply)
    }
}

/// A refusal must not look like a yes.
fn negative(reply: Reply) -> Reply {
    if reply.is_positive() { super::LATER } else { reply }
}
