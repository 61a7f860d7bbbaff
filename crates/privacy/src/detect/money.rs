//! Money: payment cards (Luhn, issuer range, grouping or label), their secrets, IBAN, Japanese bank accounts, amounts
//! of income and assets beside their labels.
//!
//! An account that an invoice names for payment to a company is nobody's personal data: the holder decides.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::groups::{self, Gap, Group, digits, is_apart};
use crate::{
    check,
    kind::Kind,
    lexicon::words::{Class, Label},
    page::{Page, line_before},
};

static IBAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?").ok());
/// 普通 1234567, and the postal bank's 記号 12345 番号 12345678.
static ACCOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:普通|当座|貯蓄)(?:預金|口座)?(?:[ \t:|]|口座番号|番号|No\.?)*([0-9]{6,8})|記号[ :]*([0-9]{5})[ ,、|]*番号[ :]*([0-9]{6,8})").ok()
});
/// Around an account, bytes in which its holder is looked for.
const AROUND: usize = 240;

/// Why a number without label, groups or brand is taken for a card. In a cell its header knows better.
pub(crate) const UNNAMED_CARD: &str = "luhn+issuer";
/// Before a number, bytes of its line in which it is told what it is.
const TOLD: usize = 40;
const BRANDS: &[&str] = &[
    "visa",
    "master",
    "jcb",
    "amex",
    "american express",
    "discover",
    "unionpay",
    "銀聯",
    "クレカ",
    "クレジット",
    "カード",
];
const OTHER_NUMBERS: &[&str] = &[
    "注文",
    "受注",
    "発注",
    "伝票",
    "追跡",
    "問い合わせ",
    "問合せ",
    "送り状",
    "配送",
    "荷物",
    "受付",
    "管理",
    "整理",
    "シリアル",
    "製造",
    "品番",
    "型番",
    "図番",
    "ロット",
    "コード",
    "ポイント",
    "会員",
    "order",
    "tracking",
    "serial",
    "invoice",
    "imei",
    "id",
    "ref",
    "no.",
    "#",
];

type Found = (Kind, Range<usize>, u8, &'static str);

/// Adds them all.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found = Vec::new();
    let labels = page.has(|label| matches!(label, Label::Account | Label::CardSecret | Label::Income | Label::Assets));
    for index in 0..page.groups.len() {
        found.extend(card(page, index).or_else(|| if labels { labelled(page, index) } else { None }));
    }
    if groups::any_lettered(page.text, &page.groups) {
        ibans(page, &mut found);
    }
    if !page.groups.is_empty() {
        accounts(page, &mut found);
    }
    for (kind, range, confidence, why) in found {
        page.hit(kind, range, confidence, why);
    }
}

fn card(page: &Page<'_>, index: usize) -> Option<Found> {
    let first = page.groups.get(index).filter(|first| matches!(first.len(), 4 | 13..=19))?;
    (1..=4).rev().find_map(|take| {
        let groups = page.groups.get(index..index + take)?;
        let joined = groups.iter().skip(1).all(|group| matches!(group.gap, Gap::Dash | Gap::Space));
        let range = first.start..groups.last()?.end;
        let len = |at: usize| groups.get(at).map_or(0, Group::len);
        let lens = (take, len(0), len(1), len(2), len(3));
        let shaped = matches!(lens, (4, 4, 4, 4, 4) | (3, 4, 6, 5, 0) | (3, 4, 6, 4, 0));
        let whole = matches!(lens, (1, 13..=16 | 19, ..));
        if !joined
            || !(shaped || whole)
            || !page.is_apart(range.start, range.end)
            || !check::is_card(&digits(page.text, groups))
        {
            return None;
        }
        match (page.labels_before(range.start).any(|label| label == Label::Card), shaped) {
            (true, _) => Some((Kind::Card, range, 98, "luhn+label")),
            (false, true) => Some((Kind::Card, range, 92, "luhn+groups")),
            (false, false) => bare_card(page, range),
        }
    })
}

/// A card number in one piece without its label: of a known brand, and not told to be something else.
fn bare_card(page: &Page<'_>, range: Range<usize>) -> Option<Found> {
    if !is_brand(page.slice(range.clone())) || page.labels_before(range.start).any(|label| label == Label::OtherNumber)
    {
        return None;
    }
    let before = line_before(page.text, range.start, TOLD).to_ascii_lowercase();
    let branded = BRANDS.iter().any(|brand| before.contains(brand));
    let other = || OTHER_NUMBERS.iter().any(|word| before.contains(word)) || before.ends_with(['=', '&', '%']);
    match branded {
        true => Some((Kind::Card, range, 90, "luhn+brand")),
        false if other() => None,
        false => Some((Kind::Card, range, 62, UNNAMED_CARD)),
    }
}

/// Issuer numbers of Visa, Mastercard, American Express, JCB, Discover and UnionPay, with the lengths they are used in.
fn is_brand(number: &str) -> bool {
    let lead = |digits: usize| number.get(..digits).and_then(|lead| lead.parse::<u32>().ok()).unwrap_or(0);
    match number.len() {
        15 => matches!(lead(2), 34 | 37),
        16 => {
            lead(1) == 4
                || matches!(lead(2), 51..=55 | 62 | 65)
                || matches!(lead(3), 644..=649)
                || matches!(lead(4), 2221..=2720 | 3528..=3589 | 6011)
        }
        _ => false,
    }
}

/// A number that only its label explains.
fn labelled(page: &Page<'_>, index: usize) -> Option<Found> {
    let group = page.groups.get(index)?;
    let label = page.label_before(group.start)?;
    let (range, len) = (group.start..group.end, group.len());
    let after = page.groups.get(index + 1).filter(|next| next.gap == Gap::Slash);
    match label {
        Label::Account if (4..=8).contains(&len) && is_apart(page.text, range.start, range.end) => {
            is_private(page, &range).then_some((Kind::BankAccount, range, 85, "label"))
        }
        Label::CardSecret if (3..=4).contains(&len) && is_near_card(page, group.start) => {
            Some((Kind::CardSecret, range, 80, "label+card"))
        }
        Label::CardSecret if len <= 2 && is_near_card(page, group.start) => {
            after.map(|next| (Kind::CardSecret, group.start..next.end, 80, "label+card"))
        }
        Label::Income | Label::Assets => {
            let end = amount_end(page, index)?;
            let kind = if label == Label::Income { Kind::Income } else { Kind::Assets };
            Some((kind, group.start..end, 72, "label"))
        }
        _ => None,
    }
}

fn is_near_card(page: &Page<'_>, at: usize) -> bool {
    let from = page.words.partition_point(|word| word.start + AROUND < at);
    let near = page.words.get(from..).unwrap_or_default().iter().take_while(|word| word.start < at);
    near.into_iter().any(|word| word.class == Class::Label(Label::Card))
}

/// The end of `6,500,000円` or `650万円`: an amount has a unit or thousands.
fn amount_end(page: &Page<'_>, index: usize) -> Option<usize> {
    let mut end = page.groups.get(index)?.end;
    let mut thousands = false;
    for group in page.groups.get(index + 1..)? {
        if group.start != end + 1 || page.at(end) != Some(',') || group.len() != 3 {
            break;
        }
        (end, thousands) = (group.end, true);
    }
    let rest = page.text.get(end..)?.trim_start();
    let unit = ["万円", "千円", "円", "億円", "万"].iter().find(|unit| rest.starts_with(**unit));
    let skipped = page.text.len() - end - rest.len();
    unit.map(|unit| end + skipped + unit.len()).or(thousands.then_some(end))
}

fn ibans(page: &Page<'_>, found: &mut Vec<Found>) {
    let Some(regex) = &*IBAN else { return };
    for hit in regex.find_iter(page.text) {
        let mut text = hit.as_str();
        // The pattern is greedy over blanks: give words behind the number back until the remainder fits.
        loop {
            let compact: String = text.chars().filter(|c| *c != ' ').collect();
            let range = hit.start()..hit.start() + text.len();
            if (15..=34).contains(&compact.len())
                && check::iban(&compact)
                && is_apart(page.text, range.start, range.end)
            {
                found.push((Kind::Iban, range, 97, "mod97"));
                break;
            }
            match text.rfind(' ') {
                Some(cut) => text = text.get(..cut).unwrap_or(""),
                None => break,
            }
        }
    }
}

fn accounts(page: &Page<'_>, found: &mut Vec<Found>) {
    if !(page.text.contains("普通")
        || page.text.contains("当座")
        || page.text.contains("貯蓄")
        || page.text.contains("記号"))
    {
        return;
    }
    let Some(regex) = &*ACCOUNT else { return };
    for hit in regex.captures_iter(page.text) {
        let range = match (hit.get(1), hit.get(2), hit.get(3)) {
            (Some(number), ..) => number.range(),
            (_, Some(first), Some(last)) => first.start()..last.end(),
            _ => continue,
        };
        if is_private(page, &range) {
            found.push((Kind::BankAccount, range, 88, "account"));
        }
    }
}

/// Whether the holder is not a company: no company mark near, after or on the line before.
fn is_private(page: &Page<'_>, range: &Range<usize>) -> bool {
    let line = page.line(range.start);
    let mut to = (range.end + AROUND).min(page.text.len());
    while !page.text.is_char_boundary(to) {
        to -= 1;
    }
    let block = page.slice(line.start..to).split("\n\n").next().unwrap_or("");
    let marks = page.words_in(line.start..line.start + block.len());
    !marks.iter().any(|word| word.class == Class::CompanyMark)
}
