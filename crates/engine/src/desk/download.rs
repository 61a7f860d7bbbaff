//! Download links: a recipient proves the mailbox with a one-time code and fetches the files.
//!
//! Whether an address is a recipient is never told: asking for a code always answers the same, and a code only goes
//! to a mailbox that the letter went to. Who fetched what when is evidence.

use std::time::Duration;

use sekisho_model::{Address, Event};
use sekisho_store::{Change, CommitError, Link, LinkCode, ParcelState, Token, Unit};

use super::{Desk, DeskError, DownloadFile, DownloadPage, DownloadState, Role, Viewer};
use crate::chance;

/// A code lives for a quarter of an hour and dies after five wrong tries: odds of 5 in a million per code.
const CODE_LIFE: Duration = Duration::from_secs(15 * 60);
const CODE_TRIES: u32 = 5;
/// A new code for the same recipient at most once a minute, so that nobody's mailbox is flooded. After wrong tries the
/// next one comes later: who has the link and not the mailbox gets four tries an hour, 700 in the life of a link, against
/// a million codes.
const CODE_EVERY: Duration = Duration::from_secs(60);
const CODE_AFTER_MISS: Duration = Duration::from_secs(15 * 60);
/// How long files can be fetched after a code.
const GRANT_LIFE: Duration = Duration::from_secs(30 * 60);

impl Desk {
    /// What is behind a link, as far as a stranger may know.
    pub async fn download_page(&self, token: &str) -> Result<DownloadPage, DeskError> {
        let link = self.link(token).await?;
        Ok(self.download_view(&link, false))
    }

    /// Sends a code to the mailbox, if the letter went to it. The answer is the same in any case.
    pub async fn download_code(&self, token: &str, address: &str) -> Result<(), DeskError> {
        let link = self.link(token).await?;
        let Some((number, recipient)) = recipient(&link, address) else { return Ok(()) };
        let now = self.house.clock.now();
        if self.download_view(&link, false).state != DownloadState::Open {
            return Ok(());
        }
        let last = self.house.store.link_code(link.link, number).await?;
        let wait =
            |code: &LinkCode| if code.tries == 0 { CODE_EVERY } else { CODE_AFTER_MISS.saturating_mul(code.tries) };
        let next = last.and_then(|code| code.created_at.checked_add(wait(&code)).ok());
        if next.is_some_and(|next| next > now) {
            return Ok(());
        }
        let code = chance::code()?;
        let stored = LinkCode {
            link: link.link,
            recipient: number,
            code: chance::token_digest(&code),
            expires_at: now.checked_add(CODE_LIFE).unwrap_or(now),
            tries: 0,
            created_at: now,
        };
        // First the code, then its mail: a crash in between leaves a code that nobody knows, and the next one may be asked
        // for a minute later.
        self.house.store.commit(Unit::new(now).change(Change::PutLinkCode(stored))).await?;
        crate::crash::point("coding");
        self.house.send_link_code(&link, &recipient, &code).await?;
        crate::crash::point("coded");
        Ok(())
    }

    /// Trades a code for a grant: the secret of a short-lived cookie.
    pub async fn download_open(
        &self,
        token: &str,
        address: &str,
        code: &str,
    ) -> Result<(String, DownloadPage), DeskError> {
        let link = self.link(token).await?;
        let wrong = || DeskError::Input { field: "code", problem: "wrong".to_owned() };
        let digits: String = code.chars().filter(char::is_ascii_digit).take(12).collect();
        let Some((number, _)) = recipient(&link, address) else { return Err(wrong()) };
        // A code that is dead already is not counted on: a stranger cannot fill the evidence.
        let living = self.house.store.link_code(link.link, number).await?.filter(|code| code.tries < CODE_TRIES);
        if living.is_none() {
            return Err(wrong());
        }
        let (now, grant) = (self.house.clock.now(), chance::token()?);
        let granted = Token {
            token: chance::token_digest(&grant),
            kind: "download".to_owned(),
            user: None,
            parcel: Some(link.parcel),
            seal: None,
            link: Some((link.link, number)),
            expires_at: now.checked_add(GRANT_LIFE).unwrap_or(now),
            used_at: None,
        };
        let code = chance::token_digest(&digits);
        let used = Change::UseLinkCode { link: link.link, recipient: number, code, max_tries: CODE_TRIES };
        match self.house.store.commit(Unit::new(now).change(used).change(Change::AddToken(granted))).await {
            Ok(_) => Ok((grant, self.download_view(&link, true))),
            Err(CommitError::Spent) => {
                let missed = Unit::new(now)
                    .change(Change::MissLinkCode { link: link.link, recipient: number })
                    .event(Event::LinkRefused { link: link.link });
                self.house.store.commit(missed).await?;
                Err(wrong())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A file, for the holder of a grant.
    pub async fn download_file(&self, token: &str, grant: &str, index: u32) -> Result<DownloadFile, DeskError> {
        let link = self.link(token).await?;
        let now = self.house.clock.now();
        let granted = self.house.store.token(chance::token_digest(grant)).await?.ok_or(DeskError::TokenSpent)?;
        let number = match granted.link {
            Some((of, number)) if of == link.link && granted.kind == "download" && now < granted.expires_at => number,
            _ => return Err(DeskError::TokenSpent),
        };
        let file = link.files.get(index as usize).ok_or(DeskError::NotFound)?;
        let letter = self.house.store.load(link.parcel.letter).await?;
        let found = sekisho_content::transform::files(&letter.bytes, std::slice::from_ref(&file.part));
        let found = found.map_err(|_| DeskError::NotFound)?.into_iter().next().ok_or(DeskError::NotFound)?;
        let opened = Unit::new(now)
            .change(Change::OpenLink { link: link.link, recipient: number })
            .event(Event::LinkOpened { link: link.link, recipient: number });
        self.house.store.commit(opened).await?;
        Ok(DownloadFile { name: file.name.clone(), mime: file.mime.clone(), bytes: found.bytes })
    }

    /// The sender's side or an overseer closes a link at any time.
    pub async fn lock_link(&self, viewer: &Viewer, link: sekisho_model::Digest) -> Result<(), DeskError> {
        let found = self.house.store.link(link).await?.ok_or(DeskError::NotFound)?;
        let parcel = self.seen(viewer, found.parcel).await?;
        let overseer = [Role::Admin, Role::Officer].iter().any(|role| viewer.roles.contains(role));
        if !parcel.circle.reviewers.contains(&viewer.user) && !overseer {
            return Err(DeskError::Forbidden);
        }
        let unit = Unit::new(self.house.clock.now())
            .change(Change::LockLink { link })
            .event(Event::LinkLocked { link, by: Some(viewer.user.clone()) });
        self.house.store.commit(unit).await?;
        Ok(())
    }

    /// The link with this secret. As long as its letter may not leave there is none: its address stands in the mail
    /// that reviewers and approvers look at, and must not be a way past them.
    async fn link(&self, token: &str) -> Result<Link, DeskError> {
        if token.len() > 128 {
            return Err(DeskError::NotFound);
        }
        let link = self.house.store.link(chance::token_digest(token)).await?.ok_or(DeskError::NotFound)?;
        let parcel = self.house.store.parcel(link.parcel).await?.ok_or(DeskError::NotFound)?;
        let held = matches!(parcel.state, ParcelState::Held | ParcelState::Refused);
        if held && link.locked_at.is_none() { Err(DeskError::NotFound) } else { Ok(link) }
    }

    fn download_view(&self, link: &Link, proven: bool) -> DownloadPage {
        // Time comes first: with the end of retention every link is locked, too, and nobody did that.
        let state = if self.house.clock.now() >= link.expires_at {
            DownloadState::Expired
        } else if link.locked_at.is_some() {
            DownloadState::Locked
        } else {
            DownloadState::Open
        };
        let files = match proven {
            true => link.files.iter().map(|file| (file.name.clone(), file.size)).collect(),
            false => Vec::new(),
        };
        DownloadPage { state, files, expires: link.expires_at }
    }
}

fn recipient(link: &Link, address: &str) -> Option<(u32, Address)> {
    let address: Address = address.trim().parse().ok()?;
    let number = link.recipients.iter().position(|known| *known == address)?;
    let known = link.recipients.get(number)?.clone();
    Some((u32::try_from(number).ok()?, known))
}
