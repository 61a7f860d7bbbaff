//! What was noticed in a letter. A finding is a code with parameters; it never decides and never speaks.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{id::RuleId, plan::PartPath};

/// Cause codes of mis-sent mail (docs/causes.md), used in findings, near-misses, incidents and statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// Auto-complete, same name.
    R1,
    /// Typo, look-alike or lapsed domain.
    R2,
    /// Reply-all or forward with an old external party.
    R3,
    /// Reused mail with stale recipients.
    R4,
    /// Inside/outside mix-up, private mailbox.
    R5,
    /// Bcc became To or Cc.
    B1,
    /// Stale Bcc.
    B2,
    /// Wrong file, wrong customer's file.
    A1,
    /// Extra data: hidden sheet, quoted thread.
    A2,
    /// List attached, too many persons.
    A3,
    /// Unprotected, or the password sent to the same wrong party.
    A4,
    /// Row shift, wrong column.
    M1,
    /// Duplicate, or a test run on the real list.
    M2,
    /// List mis-membership, leavers.
    L1,
    /// Auto-forward, loops.
    L2,
    /// A subcontractor on our behalf.
    S1,
    /// Program or system setting.
    S2,
    /// Rule bypass, intent.
    H1,
}

/// The kinds of finding. The name in kebab case is the code used in rules, evidence and catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Unrelated external domains can see each other (B1).
    VisibleStrangers,
    /// Many external recipients can see each other (B1).
    MassVisible,
    /// First letter ever to this domain (R2).
    FirstDomain,
    /// The domain looks like a known one (R2).
    LookalikeDomain,
    /// The name in the salutation is not the recipient's (R1, M1).
    SalutationMismatch,
    /// A company named in body or file name is not the recipient's (A1).
    CompanyMismatch,
    /// Salutation, text or attachment names a person of the house's master, and not the recipient (A1, M1).
    OtherPerson,
    /// One of many letters of one shape, of which an earlier one named another person than its recipient (M1).
    Burst,
    /// A reply or forward adds an outside party (R3).
    ReplyAddsOutside,
    /// A reused mail keeps the recipients of an old thread (R4).
    StaleRecipients,
    /// A free-mail or private mailbox (R5).
    Freemail,
    /// The text speaks of an attachment and there is none (A1).
    ForgottenAttachment,
    /// Something could not be read; see [`Blind`].
    Blind,
    /// An attachment contains the letter's own recipients (A3).
    OwnRecipientsAttached,
    /// Personal data of a number of persons (A3).
    PersonalData,
    /// Personal data that is not seen when a file is opened (A2).
    HiddenData,
    /// Personal data in the quoted thread (A2).
    QuotedData,
    /// Special-care data (要配慮個人情報).
    SpecialCareData,
    /// Personal data leaves unprotected (A4).
    UnprotectedAttachment,
    /// Views of the MIME structure disagree, or the letter is malformed.
    Defect,
    /// A mailing list with outside members makes the letter external (L1).
    ListHasOutsider,
    /// A recipient looks like a list of the house but is not known (L1).
    UnknownList,
    /// An external recipient is in the envelope but in no header: Bcc (B2).
    HiddenExternal,
    /// An external recipient, nothing more: what the wait hangs on.
    External,
    /// A rule written by the administrator.
    Rule,
    /// A detector or rule failed; the letter needs a person.
    DetectorFailed,
}

impl FindingKind {
    /// The kebab-case code.
    #[must_use]
    pub fn code(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Why a part could not be looked into. Unknown is never yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Blind {
    /// Encrypted archive or document.
    Encrypted,
    /// S/MIME or PGP.
    EncryptedMail,
    /// The character set is unknown or the bytes do not fit it.
    Charset,
    /// A limit (size, depth, parts, ratio, time) was reached.
    Limit,
    /// The format is known and no reader for it is built in.
    NoReader,
    /// The format is not known.
    UnknownFormat,
    /// The bytes are damaged.
    Damaged,
    /// The reader failed or did not finish.
    ReaderFailed,
    /// An image: nothing to read without character recognition.
    Image,
    /// A list of recipients that could not be expanded.
    Unexpandable,
}

/// Where in a letter something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Place {
    /// The envelope.
    Envelope,
    /// A header field, by name in lower case.
    Header {
        /// For example `to`.
        name: Box<str>,
    },
    /// A part of the body.
    Part {
        /// The part.
        path: PartPath,
        /// A place inside, for example a sheet name or an archive entry. Personal: may be a file name.
        inside: Option<Box<str>>,
    },
    /// The letter as a whole.
    Letter,
}

/// One parameter of a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum Fact {
    /// A number: persons, days, recipients.
    Count(u64),
    /// A code or a word that is nobody's personal data: a blind reason, a domain.
    Word(String),
    /// Personal data (a name, an address): masked until revealed, never in logs or public evidence.
    Private(String),
    /// Places that the finding rests on; their texts are masked until revealed.
    Marks(Vec<Mark>),
}

/// A place of a text that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The part.
    pub part: PartPath,
    /// A file inside it. Personal: may name somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Box<str>>,
    /// First character, counted from the start of the part's extracted text.
    pub start: u64,
    /// One past the last character.
    pub end: u64,
    /// Code of the kind of data.
    pub kind: String,
    /// What stands there; after masking one `*` per character.
    pub text: String,
}

impl Mark {
    /// The same with the text masked and without the name of the file.
    #[must_use]
    pub fn masked(&self) -> Self {
        let text = self.text.chars().map(|c| if c.is_whitespace() { c } else { '*' }).collect();
        Self { inside: None, text, ..self.clone() }
    }
}

impl fmt::Display for Fact {
    /// Private facts print as a mask.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Word(word) => f.write_str(word),
            Self::Private(_) => f.write_str("***"),
            Self::Marks(marks) => {
                for (number, mark) in marks.iter().map(Mark::masked).enumerate() {
                    let comma = if number == 0 { "" } else { ", " };
                    let Mark { part, start, end, kind, text, .. } = mark;
                    write!(f, "{comma}{part}:{start}-{end} {kind} {text}")?;
                }
                Ok(())
            }
        }
    }
}

/// One thing noticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The cause code it stands for.
    pub cause: Option<Cause>,
    /// Where.
    pub place: Place,
    /// The rule that reported it, for [`FindingKind::Rule`] and configured built-ins.
    pub rule: Option<RuleId>,
    /// Parameters for the words, by name (`count`, `domain`, `name`, `reason`).
    pub facts: BTreeMap<String, Fact>,
}

impl Finding {
    /// A finding without parameters.
    #[must_use]
    pub const fn new(kind: FindingKind, cause: Option<Cause>, place: Place) -> Self {
        Self { kind, cause, place, rule: None, facts: BTreeMap::new() }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, fact: Fact) -> Self {
        self.facts.insert(name.to_owned(), fact);
        self
    }

    /// The places it rests on.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.facts.values().flat_map(|fact| if let Fact::Marks(marks) = fact { marks.as_slice() } else { &[] })
    }

    /// The same with private facts removed and marks masked: what may be shown before anything is revealed.
    #[must_use]
    pub fn without_private(&self) -> Self {
        let mut public = self.clone();
        public.facts.retain(|_, fact| !matches!(fact, Fact::Private(_)));
        for fact in public.facts.values_mut() {
            if let Fact::Marks(marks) = fact {
                marks.iter_mut().for_each(|mark| *mark = mark.masked());
            }
        }
        if let Place::Part { inside, .. } = &mut public.place {
            *inside = None;
        }
        public
    }

    /// The same without marks: what may be written into the public part of the evidence. Where something stood is of
    /// use only beside the letter, and goes with it.
    #[must_use]
    pub fn for_evidence(&self) -> Self {
        let mut public = self.without_private();
        public.facts.retain(|_, fact| !matches!(fact, Fact::Marks(_)));
        public
    }
}
