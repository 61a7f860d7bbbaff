//! Which charset a file is in, when nobody says: by its mark, or because all others do not fit.
//!
//! A file of ASCII without escape sequences reads the same in all of them. Else the whole file is tried in each
//! charset until one is left; when two fit to the end and read differently, that is an error which says where.

use std::io::{self, Read};

use crate::{
    Charset, TableError,
    error::Place,
    text::decode::{Decoding, Fill},
};

/// Without a mark, UTF-16 fits nearly everything and proves nothing.
const CANDIDATES: [Charset; 4] = [Charset::Utf8, Charset::Cp932, Charset::EucJp, Charset::Iso2022Jp];

/// Finds the charset of a file that can be opened again and again. `file` names it in errors.
pub(crate) fn prove<R: Read>(file: &str, open: impl Fn() -> io::Result<R>) -> Result<Charset, TableError> {
    let failed = |source| TableError::Io { file: file.to_owned(), source };
    let (mark, plain) = glance(open().map_err(failed)?).map_err(failed)?;
    if let Some(charset) = mark {
        return Ok(charset);
    }
    if plain {
        return Ok(Charset::Utf8);
    }
    let mut trials = Vec::new();
    for charset in CANDIDATES {
        trials.push(Trial::new(charset, Decoding::new(open().map_err(failed)?, charset)));
    }
    run(&mut trials).map_err(failed)?;
    choose(file, &trials)
}

/// The mark of the file, and whether all of it is ASCII without ESC, SO or SI.
fn glance(mut input: impl Read) -> io::Result<(Option<Charset>, bool)> {
    let mut chunk = vec![0; 256 << 10];
    let mut length = filled(&mut input, &mut chunk)?;
    let start = chunk.get(..length.min(3)).unwrap_or_default();
    let mark = match start {
        [0xEF, 0xBB, 0xBF] => Some(Charset::Utf8),
        [0xFF, 0xFE, ..] => Some(Charset::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Charset::Utf16Be),
        _ => None,
    };
    while mark.is_none() && length > 0 {
        let bytes = chunk.get(..length).unwrap_or_default();
        if !bytes.is_ascii() || memchr::memchr3(0x1B, 0x0E, 0x0F, bytes).is_some() {
            return Ok((None, false));
        }
        length = filled(&mut input, &mut chunk)?;
    }
    Ok((mark, mark.is_none()))
}

fn filled(input: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = chunk.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// One charset being tried.
struct Trial<R> {
    charset: Charset,
    decoding: Decoding<R>,
    /// Decoded, but not yet compared with the others: they come in pieces of different length.
    text: String,
    /// Line ends in what was compared.
    lines: u64,
    ended: bool,
    /// The line of the first byte without a meaning.
    failed: Option<u64>,
    /// The first line that reads differently from the first charset that still fits.
    differs: Option<u64>,
}

impl<R: Read> Trial<R> {
    fn new(charset: Charset, decoding: Decoding<R>) -> Self {
        Self { charset, decoding, text: String::new(), lines: 0, ended: false, failed: None, differs: None }
    }

    fn step(&mut self) -> io::Result<()> {
        let start = self.text.len();
        match self.decoding.fill(&mut self.text)? {
            Fill::More => {}
            Fill::End => self.ended = true,
            Fill::Undecodable => self.failed = Some(self.line()),
        }
        let fresh = self.text.get(start..).unwrap_or_default();
        if self.failed.is_none() && fresh.chars().any(is_strange) {
            self.failed = Some(self.line());
        }
        Ok(())
    }

    fn line(&self) -> u64 {
        self.lines + newlines(&self.text) + 1
    }
}

/// What no table in this charset has: C1 controls are what the decoder of Shift_JIS makes of a byte that no Japanese
/// program writes; ESC, SO and SI are the shifts of ISO-2022-JP, read as if they were text.
const fn is_strange(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{1b}' | '\u{e}' | '\u{f}')
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Goes on until at most one fits, or all files end.
fn run<R: Read>(trials: &mut [Trial<R>]) -> io::Result<()> {
    loop {
        let fitting = trials.iter().filter(|trial| trial.failed.is_none()).count();
        let open = trials.iter().any(|trial| trial.failed.is_none() && !trial.ended);
        if fitting < 2 || !open {
            return Ok(());
        }
        for trial in trials.iter_mut().filter(|trial| trial.failed.is_none() && !trial.ended) {
            trial.step()?;
        }
        compare(trials);
    }
}

/// Compares what all that fit have decoded, and forgets it.
fn compare<R: Read>(trials: &mut [Trial<R>]) {
    let fits = |trial: &&Trial<R>| trial.failed.is_none();
    let Some(shortest) = trials.iter().filter(fits).map(|trial| trial.text.lines().count()).min() else { return };
    let all_ended = trials.iter().filter(fits).all(|trial| trial.ended);
    // The last line may still grow.
    let count = if all_ended { usize::MAX } else { shortest.saturating_sub(1) };
    let Some(first) = trials.iter().find(fits) else { return };
    let (head, before) = (lines(&first.text, count).to_owned(), first.lines);
    for trial in trials.iter_mut().filter(|trial| trial.failed.is_none()) {
        let own = lines(&trial.text, count);
        let equal = head.lines().zip(own.lines()).take_while(|(a, b)| a == b).count();
        if trial.differs.is_none() && head != own {
            trial.differs = Some(before + equal as u64 + 1);
        }
        let length = own.len();
        trial.lines += newlines(own);
        trial.text.drain(..length);
    }
}

/// The first lines of a text.
fn lines(text: &str, count: usize) -> &str {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    match count {
        usize::MAX => text,
        0 => "",
        _ => ends.take(count).last().and_then(|end| text.get(..=end)).unwrap_or_default(),
    }
}

fn choose<R>(file: &str, trials: &[Trial<R>]) -> Result<Charset, TableError> {
    let mut fitting = trials.iter().filter(|trial| trial.failed.is_none());
    let Some(first) = fitting.next() else {
        let tried = trials.iter().map(|trial| (trial.charset.name(), trial.failed.unwrap_or(0))).collect();
        return Err(TableError::NoCharset { file: file.to_owned(), tried });
    };
    match fitting.find_map(|trial| Some((trial.charset, trial.differs?))) {
        Some((second, line)) => Err(TableError::AmbiguousCharset {
            place: Place::line(file, line),
            first: first.charset.name(),
            second: second.name(),
        }),
        None => Ok(first.charset),
    }
}
