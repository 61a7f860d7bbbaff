//! Telling the password of an encrypted file: to its sender at once, or to the recipients some time after the letter.
//!
//! Only who got the letter gets the password, and nobody gets it before the letter. It is told before that is written
//! down: after a crash it comes twice rather than never.

use std::sync::Arc;

use sekisho_content::compose::Correspondent;
use sekisho_model::{Plan, Time};
use sekisho_store::{Change, Parcel, ParcelSet, ParcelState, RecipientStatus, Unit};
use sekisho_words::notice::Notice;

use crate::{
    draw::{later_password, sender_password},
    error::StepError,
    house::House,
};

/// When the password of a plan has to be told, if it has one, for a parcel that is done at `done`.
pub(crate) fn due(plan: &Plan, done: Time) -> Option<Time> {
    match later_password(plan) {
        Some((after, _)) => Some(done.checked_add(after).unwrap_or(done)),
        None => sender_password(plan).map(|_| done),
    }
}

impl House {
    /// A parcel is done and its time has come.
    pub(crate) async fn done_due(&self, parcel: &Parcel) -> Result<(), StepError> {
        self.speak(parcel.id).await
    }

    /// Tells the password of a parcel that is done and due, and writes down that this was all.
    pub(crate) async fn tell_password(&self, parcel: &Parcel) -> Result<(), StepError> {
        let rows = self.store.recipients(parcel.id).await?;
        let got = rows.into_iter().filter(|row| row.status == RecipientStatus::Accepted);
        let got: Vec<String> = got.map(|row| row.address).collect();
        if !got.is_empty() {
            self.tell_password_of(parcel, got).await?;
        }
        let set = ParcelSet::to(ParcelState::Done);
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    async fn tell_password_of(&self, parcel: &Parcel, got: Vec<String>) -> Result<(), StepError> {
        if let Some(password) = sender_password(&parcel.plan) {
            let (password, files) = (password.to_owned(), self.locked_files(parcel).await?);
            let notice =
                |_: &Self, facts, _| Notice::Password { facts, password: password.clone(), files: files.clone() };
            return self.tell_sender(parcel, &parcel.circle.reviewers, notice).await;
        }
        match later_password(&parcel.plan) {
            Some((_, password)) => self.tell_recipients(parcel, password, got).await,
            None => Ok(()),
        }
    }

    /// The password to everybody who got the letter, in a mail of its own each.
    async fn tell_recipients(&self, parcel: &Parcel, password: &str, got: Vec<String>) -> Result<(), StepError> {
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(()) };
        let language = self.settings.language;
        let notice = Notice::PasswordLater {
            sender: letter.header_from.clone(),
            subject: letter.subject.clone(),
            at: self.date(letter.at, language),
            password: password.to_owned(),
            files: self.locked_files(parcel).await?,
            house: self.settings.house.clone(),
        };
        let written = self.words(language).notice(&notice);
        for address in got.iter().filter_map(|address| address.parse().ok()) {
            self.post(&Correspondent { name: String::new(), address }, &written).await?;
        }
        Ok(())
    }

    /// Names of the files in the encrypted archive of a plan.
    async fn locked_files(&self, parcel: &Parcel) -> Result<Vec<String>, StepError> {
        let parts = parcel.plan.steps.iter().find_map(|step| match step {
            sekisho_model::Step::Zip { parts, .. } => Some(parts),
            _ => None,
        });
        let Some(parts) = parts else { return Ok(Vec::new()) };
        let letter = Arc::new(self.store.load(parcel.id.letter).await?);
        let mail = self.read(&letter).await?;
        let named = mail.parts.iter().filter(|part| part.inside.is_none() && parts.contains(&part.path));
        Ok(named.filter_map(|part| part.name.clone()).collect())
    }
}
