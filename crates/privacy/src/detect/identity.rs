//! Numbers that stand for one person or one company: My Number, corporate number, driving licence, passport (and its
//! machine-readable zone), residence card, pension, insurance, social security (US), national insurance (UK).
//!
//! A check digit alone accepts one random number in ten, so in prose a label has to stand before the number; only
//! shapes that nothing else has (residence card, MRZ, NINO, SSN) count without one, with less confidence.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    groups::{self, Gap, Group, digits, is_apart},
    names::is_kanji,
};
use crate::{
    check,
    kind::Kind,
    lexicon::words::{Class, Label},
    page::{Page, line_before},
};

/// Letters and digits: passport, residence card, NINO. Found by their capitals.
static LETTERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[A-Z]{1,2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]|[A-Z]{2}[0-9]{8}[A-Z]{2}|[A-Z]{1,2}[0-9]{6,8}").ok()
});
/// First line of a passport's machine-readable zone (ICAO 9303-4) and the second.
static MRZ: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"P[A-Z<][A-Z]{3}[A-Z<]{36,42}\s+([A-Z0-9<]{9})([0-9])[A-Z]{3}[0-9]{6}[0-9][MF<][0-9]{6}[0-9][A-Z0-9<]{14}[0-9<][0-9]").ok()
});

/// Adds them all.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found = Vec::new();
    let labels = page.has(|label| {
        matches!(
            label,
            Label::MyNumber
                | Label::Licence
                | Label::Corporate
                | Label::Pension
                | Label::Insurance
                | Label::Ssn
                | Label::Passport
        )
    });
    for index in 0..page.groups.len() {
        found.extend(numeric(page, index, labels));
    }
    if groups::any_lettered(page.text, &page.groups) {
        lettered(page, &mut found);
    }
    insured(page, &mut found);
    in_prose(page, &mut found);
    if page.text.contains("<<") && !page.groups.is_empty() {
        zones(page, &mut found);
    }
    for (kind, range, confidence, why) in found {
        page.hit(kind, range, confidence, why);
    }
}

/// Bytes before the sign of an insured in which 保険 stands.
const INSURED: usize = 60;

type Found = (Kind, Range<usize>, u8, &'static str);

/// A number of digits alone, its groups joined by dashes or blanks.
fn numeric(page: &Page<'_>, index: usize, labels: bool) -> Option<Found> {
    let first = page.groups.get(index)?;
    let tagged = first.len() == 13 && page.before(first.start) == Some('T');
    if !labels && !tagged && first.len() != 3 {
        return None;
    }
    if index > 0 && matches!(first.gap, Gap::Dash) {
        return None;
    }
    (1..=4).rev().find_map(|take| {
        let groups = page.groups.get(index..index + take)?;
        let joined = groups.iter().skip(1).all(|group| matches!(group.gap, Gap::Dash | Gap::Space));
        let range = first.start..groups.last()?.end;
        if !joined || !is_free(page, &range) {
            return None;
        }
        let all = digits(page.text, groups);
        let lens: Vec<usize> = groups.iter().map(Group::len).collect();
        let (kind, confidence, why) = grade(page, first.start, &all, &lens)?;
        Some((kind, range, confidence, why))
    })
}

fn is_free(page: &Page<'_>, range: &Range<usize>) -> bool {
    let marker = page.before(range.start) == Some('T');
    page.is_apart(range.start - usize::from(marker), range.end)
}

fn grade(page: &Page<'_>, start: usize, all: &str, lens: &[usize]) -> Option<(Kind, u8, &'static str)> {
    if let ([3, 2, 4], true) = (lens, is_ssn(all)) {
        let labelled = page.label_before(start) == Some(Label::Ssn);
        return Some(if labelled { (Kind::Ssn, 96, "ssn+label") } else { (Kind::Ssn, 62, "ssn") });
    }
    let checked = |good: bool| if good { (96, "check+label") } else { (58, "label") };
    let tagged = page.before(start) == Some('T');
    let graded = |kind, (confidence, why)| Some((kind, confidence, why));
    match (page.label_before(start), all.len()) {
        (Some(Label::MyNumber), 12) => graded(Kind::MyNumber, checked(check::my_number(all))),
        (Some(Label::Licence), 12) => {
            graded(Kind::DriverLicence, if check::licence(all) { (96, "check+label") } else { (80, "label") })
        }
        (Some(Label::Corporate), 13) => graded(Kind::CorporateNumber, checked(check::corporate(all))),
        (_, 13) if tagged && check::corporate(all) => Some((Kind::CorporateNumber, 90, "check+T")),
        (Some(Label::Pension), 10) => Some((Kind::Pension, if lens == [4, 6] { 95 } else { 85 }, "label")),
        (Some(Label::Insurance), 6..=12) => Some((Kind::Insurance, 82, "label")),
        (Some(Label::Passport), 9) if lens == [9] => Some((Kind::Passport, 80, "label")),
        (Some(Label::Ssn), 9) if is_ssn(all) => Some((Kind::Ssn, 92, "ssn+label")),
        _ => None,
    }
}

/// SSA: no area 000, 666, 9xx; no group 00; no serial 0000.
fn is_ssn(all: &str) -> bool {
    let part = |range: Range<usize>| all.get(range).unwrap_or("");
    all.len() == 9
        && !matches!(part(0..3), "000" | "666")
        && !all.starts_with('9')
        && part(3..5) != "00"
        && part(5..9) != "0000"
}

fn lettered(page: &Page<'_>, found: &mut Vec<Found>) {
    let Some(regex) = &*LETTERED else { return };
    for hit in regex.find_iter(page.text) {
        let range = hit.range();
        if !is_apart(page.text, range.start, range.end) {
            continue;
        }
        let label = page.label_before(range.start);
        let compact: String = hit.as_str().chars().filter(|c| *c != ' ').collect();
        let (letters, len) = (compact.bytes().take_while(u8::is_ascii_uppercase).count(), compact.len());
        let graded = match (letters, len, label) {
            (2, 12, Some(Label::Residence)) => Some((Kind::ResidenceCard, 96, "shape+label")),
            (2, 12, _) if page.text.contains("在留") => Some((Kind::ResidenceCard, 75, "shape")),
            (2, 9, Some(Label::Passport)) => Some((Kind::Passport, 95, "shape+label")),
            (1 | 2, 8..=10, Some(Label::Passport)) => Some((Kind::Passport, 88, "shape+label")),
            (2, 9, label) if is_nino(&compact) => {
                Some(if label == Some(Label::Nino) { (Kind::Nino, 97, "nino+label") } else { (Kind::Nino, 70, "nino") })
            }
            _ => None,
        };
        found.extend(graded.map(|(kind, confidence, why)| (kind, range, confidence, why)));
    }
}

/// 健康保険 記号 12 番号 3456: sign and number of the insured.
fn insured(page: &Page<'_>, found: &mut Vec<Found>) {
    if !page.text.contains("保険") {
        return;
    }
    for pair in page.groups.windows(2) {
        let [sign, number] = pair else { continue };
        let named = |end: usize, word: &str| page.slice(0..end).trim_end_matches([' ', ':']).ends_with(word);
        let insurance = || line_before(page.text, sign.start, INSURED).contains("保険");
        let close = number.start - sign.end <= "番号".len() + 6;
        if close
            && sign.len() <= 8
            && number.len() <= 8
            && named(sign.start, "記号")
            && named(number.start, "番号")
            && insurance()
        {
            found.push((Kind::Insurance, sign.start..number.end, 90, "sign+number"));
        }
    }
}

/// 学籍番号 21B1234, 患者IDは00123456: a member's or an employee's number behind its label in a sentence.
fn in_prose(page: &Page<'_>, found: &mut Vec<Found>) {
    for word in &page.words {
        let kind = match word.class {
            Class::Label(Label::MemberId) => Kind::MemberId,
            Class::Label(Label::EmployeeId) => Kind::EmployeeId,
            _ => continue,
        };
        let behind = page.text.get(word.end..).unwrap_or("");
        let value = behind.trim_start_matches([' ', 'は', '「']);
        let start = page.text.len() - value.len();
        let len = value.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
        let digits = value.bytes().take(len).filter(u8::is_ascii_digit).count();
        let counts = value.get(len..).is_some_and(|rest| rest.starts_with(is_kanji));
        if (1..=4).contains(&(start - word.end)) && len <= 20 && digits >= 4 && !counts {
            found.push((kind, start..start + len, 72, "label"));
        }
    }
}

/// HMRC NIM39110.
fn is_nino(compact: &str) -> bool {
    let bytes = compact.as_bytes();
    let [first, second, middle @ .., last] = bytes else { return false };
    !b"DFIQUV".contains(first)
        && !b"DFIQUVO".contains(second)
        && !matches!(&[*first, *second], b"BG" | b"GB" | b"NK" | b"KN" | b"TN" | b"NT" | b"ZZ")
        && middle.len() == 6
        && middle.iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(last)
}

fn zones(page: &Page<'_>, found: &mut Vec<Found>) {
    let Some(regex) = &*MRZ else { return };
    for zone in regex.captures_iter(page.text) {
        let (Some(whole), Some(number), Some(check)) = (zone.get(0), zone.get(1), zone.get(2)) else { continue };
        let digit = check.as_str().bytes().next().unwrap_or(b'0');
        let confidence = if check::mrz(number.as_str(), digit) { 98 } else { 75 };
        found.push((Kind::Passport, whole.range(), confidence, "mrz"));
    }
}
