//! One click ends the mailings (RFC 8058): an address of a page whose token belongs to one person and one campaign.
//!
//! The token names campaign and row, and carries a code (HMAC-SHA-256, 160 bits) over them and the person's key. It
//! holds nothing personal, cannot be made or moved to another person without the secret, and needs no store to be
//! checked: the manifest knows who stands in the row.

use std::fmt;

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_model::{CampaignId, digest::Fields};

use crate::{
    audience::{PersonKey, RowNumber},
    error::CampaignError,
};

/// Bytes of the code.
const CODE: usize = 20;
/// Longest address of the page.
const MAX_PAGE: usize = 200;

/// The page and the secret.
pub struct Unsubscribe {
    page: String,
    key: hmac::Key,
}

/// A token as it came in, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Which row of it.
    pub row: RowNumber,
    code: [u8; CODE],
}

impl Unsubscribe {
    /// `page` is an `https` address; the token is put behind it after a slash. The secret is drawn by the caller and
    /// must stay the same as long as tokens shall work.
    pub fn new(page: &str, secret: &[u8; 32]) -> Result<Self, CampaignError> {
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b',' | b'?' | b'#');
        let host = page.strip_prefix("https://").filter(|host| !host.is_empty() && !host.starts_with('/'));
        if host.is_none() || page.len() > MAX_PAGE || !page.bytes().all(plain) {
            return Err(CampaignError::Page);
        }
        Ok(Self { page: page.trim_end_matches('/').to_owned(), key: hmac::Key::new(hmac::HMAC_SHA256, secret) })
    }

    /// The page.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The address for a person.
    #[must_use]
    pub fn address(&self, campaign: &CampaignId, row: RowNumber, person: &PersonKey) -> String {
        let code = URL_SAFE_NO_PAD.encode(self.code(campaign, row, person));
        format!("{}/{campaign}.{}.{code}", self.page, row.0)
    }

    /// Reads a token; says nothing yet of whether it is true.
    #[must_use]
    pub fn read(token: &str) -> Option<Claim> {
        let mut parts = token.split('.');
        let (campaign, row, code) = (parts.next()?, parts.next()?, parts.next()?);
        let code = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
        let plain = parts.next().is_none() && row.bytes().all(|byte| byte.is_ascii_digit());
        let claim = Claim { campaign: campaign.parse().ok()?, row: RowNumber(row.parse().ok()?), code };
        plain.then_some(claim)
    }

    /// Whether the token was made for this person, in constant time.
    #[must_use]
    pub fn is_for(&self, claim: &Claim, person: &PersonKey) -> bool {
        verify_slices_are_equal(&claim.code, &self.code(&claim.campaign, claim.row, person)).is_ok()
    }

    fn code(&self, campaign: &CampaignId, row: RowNumber, person: &PersonKey) -> [u8; CODE] {
        let mut fields = Fields::new("sekisho.unsubscribe.v1");
        fields.push(campaign.as_str().as_bytes()).push(&row.0.to_be_bytes()).push(person.as_str().as_bytes());
        let tag = hmac::sign(&self.key, fields.finish().as_bytes());
        let mut code = [0; CODE];
        code.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        code
    }
}

impl fmt::Debug for Unsubscribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsubscribe").field("page", &self.page).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign(id: &str) -> CampaignId {
        id.parse().unwrap()
    }

    #[test]
    fn a_token_is_good_for_one_person_of_one_row_of_one_campaign() {
        let page = Unsubscribe::new("https://mail.club.example/u/", &[7; 32]).unwrap();
        let (taro, hanako) = (PersonKey::new("1"), PersonKey::new("2"));
        let address = page.address(&campaign("spring"), RowNumber(4), &taro);
        let token = address.strip_prefix("https://mail.club.example/u/").unwrap();
        let claim = Unsubscribe::read(token).unwrap();
        assert_eq!((claim.campaign.as_str(), claim.row), ("spring", RowNumber(4)));
        assert!(page.is_for(&claim, &taro));
        assert!(!page.is_for(&claim, &hanako));
        assert!(!page.is_for(&Claim { row: RowNumber(5), ..claim.clone() }, &taro));
        assert!(!page.is_for(&Claim { campaign: campaign("summer"), ..claim.clone() }, &taro));
        assert!(!Unsubscribe::new(page.page(), &[8; 32]).unwrap().is_for(&claim, &taro));
        assert!(!address.contains("taro"));
    }

    #[test]
    fn damaged_tokens_and_pages_are_refused() {
        for token in ["", "a", "a.1", "a.1.x", "a.+1.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "A.1.AAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(Unsubscribe::read(token), None, "{token}");
        }
        assert!(Unsubscribe::read("a.1.AAAAAAAAAAAAAAAAAAAAAAAAAAA").is_some());
        assert!(Unsubscribe::read("a.1.AAAAAAAAAAAAAAAAAAAAAAAAAAA.b").is_none());
        for page in [
            "",
            "http://a.example",
            "https://",
            "https:///a",
            "https://a.example/\r\nBcc:",
            "https://a.example/?q",
            "https://例.jp",
        ] {
            assert!(Unsubscribe::new(page, &[0; 32]).is_err(), "{page}");
        }
    }
}
