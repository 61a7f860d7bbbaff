//! Questions to the house, and its answers.

use sekisho_model::{Envelope, ReversePath};

use super::{Answer, Ask, Core, LATER, Question, SIGN_IN_LATER, SignInRefused, State};

impl Core {
    /// The open question.
    pub(crate) fn question(&mut self) -> Option<Question<'_>> {
        let session = &self.session;
        let State::Asking(ask) = &mut self.state else { return None };
        Some(match ask {
            Ask::SignIn { login, password } => Question::SignIn { session, login, password: std::mem::take(password) },
            Ask::Keys(scram) => Question::ScramKeys { login: scram.login() },
            Ask::Ended { login, proved } => Question::ScramEnded { session, login, proved: *proved },
            Ask::Sender(mail) => Question::Sender { session, path: &mail.path },
            Ask::Recipient(recipient) => {
                let so_far = self.draft.as_ref().map_or(0, |draft| draft.envelope.recipients.len());
                Question::Recipient { session, recipient, so_far }
            }
            Ask::Letter(envelope, bytes) => {
                let empty = Envelope::plain(ReversePath::Null, Vec::new());
                let envelope = std::mem::replace(envelope, empty);
                Question::Letter { session, envelope, bytes: std::mem::take(bytes) }
            }
        })
    }

    /// Takes the answer. One that does not fit the question is as good as none.
    pub(crate) fn answer(&mut self, answer: Answer) {
        let State::Asking(ask) = std::mem::replace(&mut self.state, State::Command) else {
            self.end(&LATER);
            return;
        };
        match (ask, answer) {
            (Ask::SignIn { .. }, Answer::SignIn(result)) => self.on_signed_in(result),
            // Whatever the house says, without a proof nobody is signed in.
            (Ask::Ended { proved, .. }, Answer::SignIn(result)) => {
                self.on_signed_in(result.and_then(|user| if proved { Ok(user) } else { Err(SignInRefused::Wrong) }))
            }
            (Ask::Keys(scram), Answer::ScramKeys(keys, nonce)) => {
                let turn = scram.challenge(keys, &nonce, self.rules.scram_iterations);
                self.on_turn(turn)
            }
            (Ask::SignIn { .. } | Ask::Keys(_) | Ask::Ended { .. }, _) => self.say(&SIGN_IN_LATER),
            (Ask::Sender(mail), Answer::Verdict(verdict)) => self.on_sender(*mail, verdict),
            (Ask::Recipient(recipient), Answer::Verdict(verdict)) => self.on_recipient(recipient, verdict),
            (Ask::Letter(..), Answer::Letter(reply)) => self.on_letter_answered(&reply),
            (Ask::Letter(..), _) => self.on_letter_answered(&LATER),
            (Ask::Sender(_), _) => self.refuse(&LATER),
            (Ask::Recipient(_), _) => self.say(&LATER),
        };
    }
}
