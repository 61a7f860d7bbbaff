//! Telling the password of an encrypted file: to its sender, or to recipients who got the letter.

use std::sync::Arc;

use sekisho_content::compose::Correspondent;
use sekisho_store::Parcel;
use sekisho_words::notice::Notice;

use crate::{
    draw::{later_password, sender_password},
    error::StepError,
    house::House,
};

impl House {
    /// The password to the sender's side, who pass it on by another way.
    pub(crate) async fn tell_sender_password(&self, parcel: &Parcel) -> Result<(), StepError> {
        let Some(password) = sender_password(&parcel.plan) else { return Ok(()) };
        let (password, files) = (password.to_owned(), self.locked_files(parcel).await?);
        let notice = |_: &Self, facts, _| Notice::Password { facts, password: password.clone(), files: files.clone() };
        self.tell_sender(parcel, &parcel.circle.reviewers, notice).await
    }

    /// The password to these recipients, in a mail of its own each.
    pub(crate) async fn tell_recipients(&self, parcel: &Parcel, got: Vec<String>) -> Result<(), StepError> {
        let Some((_, password)) = later_password(&parcel.plan) else { return Ok(()) };
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
            self.post(&Correspondent { name: String::new(), address }, &written, |_| None).await?;
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
        let mail = self.read(&letter, None).await?;
        let named = mail.parts.iter().filter(|part| part.inside.is_none() && parts.contains(&part.path));
        Ok(named.filter_map(|part| part.name.clone()).collect())
    }
}
