//! The chain as a file that can be verified anywhere, without database and keys.
//!
//! One JSON line per event: `{"link": {…}, "personal": {"salt": …, "payload": …}}`, `null` where there is no payload or
//! it was not asked for. `payload` is the JSON text that was committed to. A line has exactly one form: whatever
//! differs from it by a byte does not verify.

use std::io::{self, BufRead, Read as _};

use sekisho_model::{
    Digest,
    event::{Broken, BrokenWhy, Link},
};
use serde::{Deserialize, Serialize};

use super::{
    super::Reader,
    verify::{Checked, walk},
};
use crate::{ExportBroken, StoreError, Verified, error::failed, private::json_bytes, rows::event::Payload};

/// Longest line: a payload with the addresses of a bulk letter has some MiB.
const LONGEST: u64 = 256 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    link: Link,
    personal: Option<Personal>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Personal {
    /// 32 random bytes, in hexadecimal.
    salt: Digest,
    payload: String,
}

impl Reader {
    /// Writes the chain as JSON lines: one `{"link": …, "personal": …}` each; personal payloads with their salts only
    /// when asked for. What is written was verified.
    ///
    /// # Errors
    /// [`StoreError::Failed`] of database or writer, [`StoreError::Chain`].
    pub async fn export_evidence<W: io::Write + Send>(
        &self,
        mut to: W,
        personal: bool,
    ) -> Result<Verified, StoreError> {
        let write_failed = |source| StoreError::Failed { what: "write the export", source: Box::new(source) };
        let mut connection = self.0.pool.acquire().await.map_err(failed("read the chain"))?;
        let verified = walk(&mut connection, self.private(), 0, |checked| {
            let mut line = json_bytes(&line(checked, personal))?;
            line.push(b'\n');
            to.write_all(&line).map_err(write_failed)
        })
        .await?;
        to.flush().map_err(write_failed)?;
        Ok(verified)
    }
}

fn line(checked: &Checked, personal: bool) -> Line {
    let payload = checked.payload.as_ref().filter(|_| personal);
    let personal =
        payload.map(|payload| Personal { salt: Digest::from_bytes(payload.salt), payload: payload.json.clone() });
    Line { link: checked.link.clone(), personal }
}

/// Verifies an export offline: every hash, the order, and every personal payload that is in it.
///
/// # Errors
/// [`ExportBroken`] says at which line.
pub fn verify_export<R: BufRead>(mut from: R) -> Result<Verified, ExportBroken> {
    let mut verified = Verified { events: 0, last: Digest::ZERO };
    let mut text = Vec::new();
    loop {
        text.clear();
        if (&mut from).take(LONGEST).read_until(b'\n', &mut text)? == 0 {
            return Ok(verified);
        }
        let number = verified.events + 1;
        let line = parse(&text).ok_or(ExportBroken::Line { line: number })?;
        check(&line, &verified).map_err(|broken| ExportBroken::Chain { line: number, broken })?;
        verified = Verified { events: number, last: line.link.hash };
    }
}

/// A line, if it is written exactly as an export writes it.
fn parse(text: &[u8]) -> Option<Line> {
    let text = text.strip_suffix(b"\n")?;
    let line: Line = serde_json::from_slice(text).ok()?;
    (serde_json::to_vec(&line).ok()? == text).then_some(line)
}

fn check(line: &Line, before: &Verified) -> Result<(), Broken> {
    let link = &line.link;
    link.verify((before.events, before.last))?;
    let broken = |why| Err(Broken { seq: link.seq, why });
    // The hash is over whole milliseconds; an instant with more was not written here.
    if link.at != crate::row::whole_millis(link.at) {
        return broken(BrokenWhy::Hash);
    }
    match &line.personal {
        None => Ok(()),
        Some(personal) => {
            let payload = Payload { salt: *personal.salt.as_bytes(), json: personal.payload.clone() };
            if Some(payload.commitment()) == link.personal { Ok(()) } else { broken(BrokenWhy::Personal) }
        }
    }
}
