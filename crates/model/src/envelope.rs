//! The envelope: who really gets a letter, and how (RFC 5321, 1870, 3461, 6152, 6531, 8689).

use serde::{Deserialize, Serialize};

use crate::{
    address::{Address, ReversePath},
    digest::{Digest, Fields},
};

/// `RET=` (RFC 3461 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ret {
    /// Return the whole letter.
    Full,
    /// Return the headers.
    Hdrs,
}

/// `NOTIFY=` (RFC 3461 §4.1). `never` excludes the others; all false means "not given".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// `NEVER`.
    pub never: bool,
    /// `SUCCESS`.
    pub success: bool,
    /// `FAILURE`.
    pub failure: bool,
    /// `DELAY`.
    pub delay: bool,
}

impl Notify {
    /// Whether the parameter was given at all.
    #[must_use]
    pub const fn is_given(self) -> bool {
        self.never || self.success || self.failure || self.delay
    }
}

/// One RCPT TO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address.
    pub address: Address,
    /// `NOTIFY=`.
    #[serde(default)]
    pub notify: Notify,
    /// `ORCPT=` as given (xtext, RFC 3461 §4.2).
    #[serde(default)]
    pub orcpt: Option<Box<str>>,
}

impl Recipient {
    /// A recipient without parameters.
    #[must_use]
    pub fn plain(address: Address) -> Self {
        Self { address, notify: Notify::default(), orcpt: None }
    }
}

/// The envelope of a letter or of one outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// MAIL FROM.
    pub mail_from: ReversePath,
    /// RCPT TO, in the order given; at least one.
    pub recipients: Vec<Recipient>,
    /// `BODY=8BITMIME` (RFC 6152).
    #[serde(default)]
    pub eight_bit: bool,
    /// `SMTPUTF8` (RFC 6531).
    #[serde(default)]
    pub smtputf8: bool,
    /// `REQUIRETLS` (RFC 8689).
    #[serde(default)]
    pub require_tls: bool,
    /// `RET=`.
    #[serde(default)]
    pub ret: Option<Ret>,
    /// `ENVID=` as given (xtext).
    #[serde(default)]
    pub envid: Option<Box<str>>,
}

impl Envelope {
    /// An envelope without parameters.
    #[must_use]
    pub fn plain(mail_from: ReversePath, recipients: Vec<Address>) -> Self {
        Self {
            mail_from,
            recipients: recipients.into_iter().map(Recipient::plain).collect(),
            eight_bit: false,
            smtputf8: false,
            require_tls: false,
            ret: None,
            envid: None,
        }
    }

    /// The same sender and parameters for other recipients.
    #[must_use]
    pub fn with_recipients(&self, recipients: Vec<Recipient>) -> Self {
        Self { recipients, ..self.clone() }
    }

    /// Digest of sender, recipients and parameters: a recipient added, removed or changed changes it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.envelope.v1");
        fields.push(self.mail_from.to_string().as_bytes());
        fields.push(&[u8::from(self.eight_bit), u8::from(self.smtputf8), u8::from(self.require_tls)]);
        fields.push(match self.ret {
            None => b"",
            Some(Ret::Full) => b"full",
            Some(Ret::Hdrs) => b"hdrs",
        });
        fields.push(self.envid.as_deref().unwrap_or("").as_bytes());
        for recipient in &self.recipients {
            let notify = recipient.notify;
            fields.push(recipient.address.as_str().as_bytes());
            fields.push(&[notify.never, notify.success, notify.failure, notify.delay].map(u8::from));
            fields.push(recipient.orcpt.as_deref().unwrap_or("").as_bytes());
        }
        fields.finish()
    }
}
