//! Cookies (RFC 6265): the session, the step between password and code, the grant of a download, the language, and a
//! word about what was just done.
//!
//! Secrets are `HttpOnly` and, over TLS, carry the prefix `__Host-`: no other host of the domain can set them
//! (draft-ietf-httpbis-rfc6265bis §4.1.3.2).

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of this console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The secret of a session.
    Session,
    /// The key to a sign-in whose password was right and whose code is still missing.
    Pending,
    /// The secret with which the files of a download link can be fetched.
    Grant,
    /// `ja` or `en`.
    Language,
    /// A code of what was just done, said once on the next page.
    Flash,
}

impl Cookie {
    const fn name(self) -> &'static str {
        match self {
            Self::Session => "sekisho-session",
            Self::Pending => "sekisho-pending",
            Self::Grant => "sekisho-grant",
            Self::Language => "sekisho-language",
            Self::Flash => "sekisho-flash",
        }
    }

    /// Seconds; the server ends a session sooner than its cookie.
    const fn max_age(self) -> u32 {
        match self {
            Self::Session => 12 * 3_600,
            Self::Pending => 300,
            Self::Grant => 1_800,
            Self::Language => 365 * 86_400,
            Self::Flash => 60,
        }
    }

    /// `Lax` where a link in a mail must find the session; `Strict` where nothing comes from outside.
    const fn same_site(self) -> &'static str {
        match self {
            Self::Session | Self::Language => "Lax",
            Self::Pending | Self::Grant | Self::Flash => "Strict",
        }
    }

    fn full_name(self, secure: bool) -> String {
        let prefix = if secure { "__Host-" } else { "" };
        format!("{prefix}{}", self.name())
    }

    /// The header that sets it. A value that does not belong into a cookie sets nothing.
    pub(crate) fn set(self, value: &str, secure: bool) -> Option<HeaderValue> {
        self.header(value, self.max_age(), secure)
    }

    /// The header that removes it.
    pub(crate) fn clear(self, secure: bool) -> Option<HeaderValue> {
        self.header("", 0, secure)
    }

    fn header(self, value: &str, max_age: u32, secure: bool) -> Option<HeaderValue> {
        if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte)) {
            return None;
        }
        let (name, same_site) = (self.full_name(secure), self.same_site());
        let secure = if secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite={same_site}{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// Its value in a request.
    pub(crate) fn get(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let name = self.full_name(secure);
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let value = pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())?;
        (!value.is_empty() && value.len() <= 256).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secure_secret_is_bound_to_the_host_and_hidden_from_scripts() {
        let header = Cookie::Session.set("ABC", true).unwrap();
        assert_eq!(
            header.to_str().unwrap(),
            "__Host-sekisho-session=ABC; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        for value in ["a; Domain=example.com", "a\r\nSet-Cookie: b", "a,b", "あ"] {
            assert_eq!(Cookie::Flash.set(value, true), None, "{value}");
        }
    }

    #[test]
    fn only_the_exact_name_is_read() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "xsekisho-session=1; sekisho-session=2".parse().unwrap());
        headers.append(header::COOKIE, "__Host-sekisho-session=3".parse().unwrap());
        assert_eq!(Cookie::Session.get(&headers, false).as_deref(), Some("2"));
        assert_eq!(Cookie::Session.get(&headers, true).as_deref(), Some("3"));
        assert_eq!(Cookie::Grant.get(&headers, true), None);
    }
}
