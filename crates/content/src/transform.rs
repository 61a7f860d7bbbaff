//! Applies a [`Plan`] to a letter: the bytes that will leave.
//!
//! A pure function of (source bytes, parcel envelope, plan, keys): the same input gives the same bytes on every
//! machine and in every release that does not say otherwise, which is what lets a person approve bytes. What is not
//! edited is copied byte for byte. The outcome always has CRLF line ends, no bare CR or LF, and no line over 998
//! octets; otherwise there is no outcome. Never reads a clock, never draws chance, never guesses: a charset or an
//! encoding that is not understood is an error, and on an error the letter is held, never sent as it is.
//!
//! Choices that a plan does not make:
//! - Part paths mean the letter as submitted, whatever order the steps have.
//! - The text of [`Step::Link`] goes on top of the text and HTML parts, where it is seen before a quoted thread; the
//!   text of [`Step::Footer`] goes to the end.
//! - `DKIM-Signature` fields that stood in the letter are removed when the plan both changes what they cover and
//!   signs anew. A broken signature is worth none (RFC 6376 §6.1), and some receivers score it. Without a new
//!   signature they stay: they are the sender's words, and taking them away would help nobody.
//! - Individual mails keep the Message-ID; a display name that holds an `@` is not shown.
//! - A bare CR or LF in the letter becomes CRLF; text with lines over the limit becomes quoted-printable.

use std::{borrow::Cow, sync::Arc};

use sekisho_model::{Digest, Envelope, Leaf, PartPath, Plan, Seal, Step};

use crate::dkim::{self, Claim, Key, SignError};

mod archive;
mod charset;
mod edit;
pub(crate) mod encode;
mod files;
mod frame;
pub(crate) mod header;
mod text;
mod transfer;
mod tree;
mod visible;
pub(crate) mod wire;

pub use crate::dkim::Keys;
use edit::{Editor, Piece, is_content};
pub use files::File;
use header::{Field, Header};
use text::{Addition, Side};
use tree::Node;
use visible::Names;

/// Largest letter that is transformed, in bytes; the server accepts less.
const MAX_SOURCE: usize = 256 << 20;

/// Why a plan cannot be applied. The letter is then held for a person; it is never sent without its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransformError {
    /// The letter's nature: signed or encrypted mail may not be changed. Send it as it is, or not.
    #[error("the letter is signed or encrypted; its body cannot be changed without breaking that")]
    Signed,
    /// The plan's fault: it names a part that the letter does not have.
    #[error("the plan names a part that the letter does not have")]
    NoSuchPart,
    /// The plan's fault: a value in it cannot be written, or it has no recipients or parts.
    #[error("the plan cannot be written into a mail; make a new plan")]
    Plan,
    /// The letter's fault: a text part in a charset that is unknown, or with bytes that do not fit it.
    #[error("a text part is in a charset that cannot be read without doubt")]
    Charset,
    /// The letter's fault: a content transfer encoding that is not one of RFC 2045.
    #[error("a part has an unknown content transfer encoding")]
    Encoding,
    /// The letter's fault: nested too deep or too many parts.
    #[error("the letter has too many parts or is nested too deep")]
    Structure,
    /// The letter's fault: a line over 998 octets that cannot be folded or encoded.
    #[error("the letter has a line over 998 octets that cannot be broken")]
    Line,
    /// The letter is larger than what can be transformed.
    #[error("the letter is too large to be changed")]
    TooLarge,
    /// The configuration's fault: no DKIM key for the domain and selector of the plan.
    #[error("no DKIM key is configured for the domain and selector of the plan")]
    NoKey,
    /// The DKIM signature cannot be made.
    #[error("the letter cannot be signed")]
    Sign(#[from] SignError),
    /// The machine's fault: the cryptographic library refused.
    #[error("the cryptographic library refused")]
    Crypto,
}

/// A parcel ready to leave: one mail, or one per recipient. Mails are made one at a time; what they share is kept
/// once.
#[derive(Debug)]
pub struct Prepared {
    parcel: Envelope,
    individual: bool,
    /// Header after all steps but those in `last`.
    header: Header,
    /// The empty line and the body.
    tail: Box<[u8]>,
    names: Names,
    last: Vec<Last>,
}

/// Steps on the header, in the order of the plan; done anew for each mail.
#[derive(Debug)]
enum Last {
    Individualise,
    Trace(Field),
    Sign { claim: (sekisho_model::Domain, String, i64), key: Arc<Key>, body: [u8; 32] },
}

/// Applies `plan` to the letter `source` for the recipients in `parcel`.
///
/// # Errors
/// See [`TransformError`]; each means that the letter must be held.
pub fn prepare(source: &[u8], parcel: &Envelope, plan: &Plan, keys: &Keys) -> Result<Prepared, TransformError> {
    if source.len() > MAX_SOURCE {
        return Err(TransformError::TooLarge);
    }
    if parcel.recipients.is_empty() {
        return Err(TransformError::Plan);
    }
    let source = wire::mend(source);
    let (mut header, rest) = Header::split(&source);
    let tail = match body_steps(&source, rest, plan)? {
        Some(piece) => take_body(&mut header, piece),
        None => tail(rest),
    };
    // Whether a signature made over the letter as submitted no longer fits.
    let mended = matches!(source, Cow::Owned(_));
    let changed = mended || rest != tail || plan.steps.iter().any(Step::breaks_signature);
    let names = Names::collect(&header);
    let last = header_steps(&mut header, &tail, plan, keys, changed)?;
    header.fold_long_lines()?;
    let individual = plan.is_individual();
    let prepared = Prepared { parcel: parcel.clone(), individual, header, tail: tail.into(), names, last };
    prepared.check()?;
    Ok(prepared)
}

/// The files that a [`Step::Link`] or [`Step::Zip`] with these parts takes out, decoded, in the order of `parts`.
///
/// # Errors
/// [`TransformError::NoSuchPart`], [`TransformError::Encoding`], [`TransformError::Structure`].
pub fn files(source: &[u8], parts: &[PartPath]) -> Result<Vec<File>, TransformError> {
    let source = wire::mend(source);
    files::collect(&source, &Node::read(&source)?, parts)
}

impl Prepared {
    /// How many mails.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.individual { self.parcel.recipients.len() } else { 1 }
    }

    /// Never: a parcel has a recipient.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The mail with this number, from 0: envelope and bytes. `None` beyond the last, or if the cryptographic library
    /// fails in the middle of a run (the first signature was tried by [`prepare`]): such a mail must not be skipped.
    #[must_use]
    pub fn mail(&self, number: usize) -> Option<(Envelope, Vec<u8>)> {
        self.make(number).ok().flatten()
    }

    /// Digests of all mails, in order. Makes every mail once; never more than one is in memory.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf> {
        (0..self.len())
            .filter_map(|number| self.mail(number))
            .map(|(envelope, bytes)| Leaf::of(&envelope, &bytes))
            .collect()
    }

    /// The seal over the parcel, the letter it was made from, and all mails. `source_digest` is the plain digest of the
    /// letter as submitted.
    #[must_use]
    pub fn seal(&self, source_digest: Digest) -> Seal {
        Seal::new(&self.parcel, source_digest, &self.leaves())
    }

    fn make(&self, number: usize) -> Result<Option<(Envelope, Vec<u8>)>, TransformError> {
        if number >= self.len() {
            return Ok(None);
        }
        let recipient = self.parcel.recipients.get(number);
        let (envelope, recipient) = match (self.individual, recipient) {
            (true, Some(one)) => (self.parcel.with_recipients(vec![one.clone()]), Some(one)),
            _ => (self.parcel.clone(), None),
        };
        let mut header = Cow::Borrowed(&self.header);
        for step in &self.last {
            let header = header.to_mut();
            match (step, recipient) {
                (Last::Individualise, Some(one)) => visible::individualise(header, self.names.to_field(one)),
                (Last::Individualise, None) => {}
                (Last::Trace(field), _) => header.put_on_top(field.clone()),
                (Last::Sign { claim: (domain, selector, at), key, body }, _) => {
                    let claim = Claim { domain, selector, at: *at };
                    header.put_on_top(Field::new(dkim::sign(key, claim, &header.raw_fields(), body)?));
                }
            }
        }
        let mut bytes = Vec::with_capacity(self.tail.len() + 4096);
        header.write(&mut bytes);
        bytes.extend_from_slice(&self.tail);
        Ok(Some((envelope, bytes)))
    }

    /// Makes the first mail and looks at every line of it: the promise of this module is checked, not assumed. The
    /// heads of the others differ in one `To` field, which is folded by construction.
    fn check(&self) -> Result<(), TransformError> {
        let (_, bytes) = self.make(0)?.ok_or(TransformError::Plan)?;
        let lines = wire::survey(&bytes);
        if lines.bare || lines.long { Err(TransformError::Line) } else { Ok(()) }
    }
}

/// The edited content, or `None` when the body stays as it is. Only then is the MIME structure not looked at.
fn body_steps(source: &[u8], rest: &[u8], plan: &Plan) -> Result<Option<Piece>, TransformError> {
    let edits =
        |step: &Step| matches!(step, Step::Strip { .. } | Step::Footer { .. } | Step::Zip { .. } | Step::Link { .. });
    if !plan.steps.iter().any(edits) && !wire::survey(rest).long {
        return Ok(None);
    }
    let root = Node::read(source)?;
    let mut editor = Editor::new(source, &root, &plan.seed);
    for step in &plan.steps {
        match step {
            Step::Strip { part, note } => editor.replace(part, note)?,
            Step::Footer { text } => editor.add(Addition { side: Side::Bottom, text: text.clone(), url: None }),
            Step::Link { parts, url, text } => {
                parts.iter().try_for_each(|part| editor.remove(part))?;
                editor.add(Addition { side: Side::Top, text: text.clone(), url: Some(url.clone()) });
            }
            Step::Zip { parts, name, password, modified, .. } => {
                if parts.is_empty() || password.is_empty() || name.chars().any(char::is_control) {
                    return Err(TransformError::Plan);
                }
                let entries = files::entries(files::collect(source, &root, parts)?);
                let lock = archive::Lock { password, seed: &plan.seed, modified: *modified };
                let bytes = archive::locked(&entries, lock)?;
                parts.iter().try_for_each(|part| editor.remove(part))?;
                editor.append(encode::attachment("application/zip", name, &bytes));
            }
            Step::DropBcc | Step::Individualise | Step::ToBcc { .. } | Step::Trace { .. } | Step::Dkim { .. } => {}
        }
    }
    editor.finish().map(Some)
}

/// Puts the content fields of the edited letter in the place of the old ones.
fn take_body(header: &mut Header, piece: Piece) -> Vec<u8> {
    let place = header.0.iter().position(|field| is_content(&field.name)).unwrap_or(header.0.len());
    header.0.retain(|field| !is_content(&field.name));
    let fields = header.0.split_off(place.min(header.0.len()));
    header.0.extend(piece.header.0);
    header.0.extend(fields);
    if !header.has("mime-version") {
        header.0.push(Field::new("MIME-Version: 1.0"));
    }
    [b"\r\n", piece.body.as_slice()].concat()
}

/// The empty line and the body as submitted; a letter without an empty line gets one.
fn tail(rest: &[u8]) -> Vec<u8> {
    if rest.is_empty() { b"\r\n".to_vec() } else { rest.to_vec() }
}

/// Does the header steps that are the same for all mails and lists those that are not, or that come after them.
fn header_steps(
    header: &mut Header,
    tail: &[u8],
    plan: &Plan,
    keys: &Keys,
    changed: bool,
) -> Result<Vec<Last>, TransformError> {
    let signs = plan.steps.iter().any(|step| matches!(step, Step::Dkim { .. }));
    if signs && changed {
        header.drop_named(&["dkim-signature"]);
    }
    let mut hash = None;
    let mut last = Vec::new();
    for step in &plan.steps {
        match step {
            Step::DropBcc => header.drop_named(&["bcc", "resent-bcc"]),
            // The long list of recipients goes now: the header is copied once per mail.
            Step::Individualise => {
                visible::individualise(header, Field::new("To: undisclosed-recipients:;"));
                last.push(Last::Individualise);
            }
            Step::ToBcc { visible } => visible::conceal(header, visible)?,
            Step::Trace { field } => last.push(Last::Trace(trace(field)?)),
            Step::Dkim { domain, selector, at } => {
                let key = Arc::clone(keys.get(domain, selector).ok_or(TransformError::NoKey)?);
                let body = *hash.get_or_insert_with(|| dkim::body_hash(tail.strip_prefix(b"\r\n").unwrap_or(tail)));
                last.push(Last::Sign { claim: (domain.clone(), selector.clone(), *at), key, body });
            }
            Step::Strip { .. } | Step::Footer { .. } | Step::Zip { .. } | Step::Link { .. } => {}
        }
    }
    Ok(last)
}

/// A complete field: one name, no second field hidden behind a line break.
fn trace(field: &str) -> Result<Field, TransformError> {
    let field = Field::new(field.trim_end().to_owned());
    let lines: Vec<_> = field.raw.split(|c| *c == b'\n').collect();
    let continued =
        lines.iter().skip(1).all(|line| line.is_empty() || line.starts_with(b" ") || line.starts_with(b"\t"));
    if field.name.is_empty() || !continued || wire::survey(&field.raw).bare || !field.raw.is_ascii() {
        return Err(TransformError::Plan);
    }
    Ok(field)
}
