//! Bytes that fit no Japanese charset from end to end: one bad byte, a field cut in the middle of a character, a text
//! of another charset pasted in. Or a text that is not Japanese.
//!
//! Any byte is some letter of windows-1252 and nearly any pair is some character of GBK, so that they fit is no evidence
//! for them: they count as the charset only when the text itself speaks for them. In all other cases the best Japanese
//! reading is given with what was lost, and it is not lossless.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::{Decoded, step, strictly, tally::Tally};

/// Bytes the statistical detector looks at.
const SAMPLE: usize = 64 << 10;
/// Good characters of a thousand that make a reading Japanese when there are kana in it.
const WITH_KANA: usize = 700;
/// The same without kana, which Chinese has not, either.
const WITHOUT_KANA: usize = 900;
/// Letters of a foreign script that are evidence for it.
const EVIDENCE: usize = 8;
/// Such letters of a hundred characters.
const FOREIGN: usize = 80;
/// Korean syllables of a hundred, where the bytes may be kanji as well: a fifth of kanji would be none.
const KOREAN: usize = 90;
/// The charsets of Japanese text that can be read line by line.
pub(super) const JAPANESE: [&Encoding; 3] = [UTF_8, SHIFT_JIS, EUC_JP];

/// The most likely reading.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if is_utf8(bytes) {
        return Decoded::new(by_lines(bytes, UTF_8), false);
    }
    let guess = guess(bytes);
    if is_western(bytes) {
        return strictly(bytes, if guess.is_single_byte() { guess } else { WINDOWS_1252 });
    }
    let (encoding, tally) = best(bytes);
    let sure = if tally.kana > 1 { WITH_KANA } else { WITHOUT_KANA };
    if tally.share() >= sure && tally.lost == 0 && !step::is_out(bytes, encoding) {
        return strictly(bytes, encoding);
    }
    if tally.kana == 0
        && guess == EUC_KR
        && let Some(korean) = foreign(bytes, guess, KOREAN)
    {
        return korean;
    }
    if tally.share() < sure
        && let Some(foreign) = foreign(bytes, guess, FOREIGN)
    {
        return foreign;
    }
    Decoded::new(by_lines(bytes, encoding), false)
}

/// Decodes with what was lost replaced, but a line that fits another Japanese charset in that one.
pub(super) fn by_lines(bytes: &[u8], encoding: &'static Encoding) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        text.push_str(&one_line(line, encoding));
    }
    text
}

fn one_line<'a>(line: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(line)
        && (encoding == UTF_8 || text.is_ascii() || Tally::of(text).good() > 1)
    {
        return Cow::Borrowed(text);
    }
    let (own, damaged) = encoding.decode_without_bom_handling(line);
    if !damaged && !step::is_out(line, encoding) {
        return own;
    }
    let other = |other: &'static Encoding| {
        let text = other.decode_without_bom_handling_and_without_replacement(line)?;
        let tally = Tally::of(&text);
        (tally.good() > 3 && tally.share() >= WITHOUT_KANA).then_some((tally.good(), text))
    };
    let others = JAPANESE.into_iter().filter(|other| *other != encoding).filter_map(other);
    if let Some((_, text)) = others.max_by_key(|(good, _)| *good) {
        return text;
    }
    if encoding == UTF_8 { own } else { step::decode(line, encoding).into() }
}

/// Characters of three bytes do not come about by accident; of two bytes they do, now and then.
fn is_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (mut all, mut long, mut lost) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        lost += usize::from(character == char::REPLACEMENT_CHARACTER);
        long += usize::from(character != char::REPLACEMENT_CHARACTER && character >= '\u{800}');
    }
    long > 1 && long * 3 >= all || lost * 3 < all
}

/// Shift_JIS or EUC-JP, whichever gives more of what people write.
fn best(bytes: &[u8]) -> (&'static Encoding, Tally) {
    let read = |encoding: &'static Encoding| Tally::of(&encoding.decode_without_bom_handling(bytes).0);
    let (shift_jis, euc) = (read(SHIFT_JIS), read(EUC_JP));
    if euc.share() > shift_jis.share() { (EUC_JP, euc) } else { (SHIFT_JIS, shift_jis) }
}

/// Western European text: single accented letters in words of ASCII letters, single signs between them.
fn is_western(bytes: &[u8]) -> bool {
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let (mut accents, mut at) = (0, 0);
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| !byte.is_ascii())) {
        let start = at + start;
        let run = bytes.get(start..).unwrap_or_default();
        let run = run.get(..run.iter().position(u8::is_ascii).unwrap_or(run.len())).unwrap_or_default();
        at = start + run.len();
        let beside = [start.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at)];
        let in_word = beside.into_iter().flatten().any(u8::is_ascii_alphabetic);
        let fits = run.len() == 1 || run.len() == 2 && in_word;
        if !fits || run.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
            return false;
        }
        accents += run.len();
    }
    letters >= accents * 4
}

/// A text in another script: nearly all of its letters are of that script, and of the common ones.
fn foreign(bytes: &[u8], guess: &'static Encoding, share: usize) -> Option<Decoded> {
    let decoded = strictly(bytes, guess);
    let (mut all, mut letters) = (0, [0_usize; 6]);
    for character in decoded.text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        let script = match character {
            '\u{370}'..='\u{3FF}' => 0,
            '\u{400}'..='\u{4FF}' => 1,
            '\u{590}'..='\u{5FF}' => 2,
            '\u{600}'..='\u{6FF}' => 3,
            '\u{E00}'..='\u{E7F}' => 4,
            '\u{AC00}'..='\u{D7A3}' if guess == EUC_KR => 5,
            _ => continue,
        };
        if let Some(count) = letters.get_mut(script) {
            *count += 1;
        }
    }
    let common = letters.into_iter().max().unwrap_or(0).max(ideographs(&decoded.text, guess));
    (decoded.lossless && common >= EVIDENCE && common * 100 >= all * share).then_some(decoded)
}

/// Chinese characters of the first level, and punctuation.
fn ideographs(text: &str, encoding: &'static Encoding) -> usize {
    let first = match () {
        () if encoding == GBK || encoding == encoding_rs::GB18030 => 0xA1..=0xD7,
        () if encoding == BIG5 => 0xA1..=0xC6,
        () => return 0,
    };
    let least = if encoding == BIG5 { 0x40 } else { 0xA1 };
    let (bytes, _, _) = encoding.encode(text);
    let mut rest: &[u8] = &bytes;
    let mut found = 0;
    while let Some((lead, tail)) = rest.split_first() {
        let trail = tail.first().copied().unwrap_or(0);
        found += usize::from(first.contains(lead) && trail >= least);
        rest = if lead.is_ascii() { tail } else { tail.get(1..).unwrap_or_default() };
    }
    found
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE).unwrap_or(bytes), true);
    detector.guess(None, Utf8Detection::Deny)
}
