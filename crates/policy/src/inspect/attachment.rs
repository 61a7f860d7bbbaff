//! The text speaks of an attachment and there is none.
//!
//! Only own words count: a quoted thread speaks of its own attachments, a disclaimer of any. Sentences that ask for an
//! attachment, deny one or speak of an earlier one are no promise.

use std::sync::LazyLock;

use regex::Regex;
use sekisho_model::{Fact, Place};

use super::{Reports, Weight};
use crate::{
    text::{fold, own},
    view::View,
};

#[expect(clippy::unwrap_used, reason = "constant pattern; the cases use it")]
static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "添付(いた|致|し(て|た|ま|、|お|送)|の|ファイル|資料|書類|データ|pdf|エクセル|excel|にて|をご|させ|します|申し|で(お|送))|別添の|別添にて|別添資料|同封",
        r"|(find|see|review|check|open|sign)( the| my| our| it| this)?( \w+)? (attached|enclosed)",
        r"|(attached|enclosed) (is|are|please|you|herewith|find|file|document|pdf|invoice|quote|quotation|copy|report|contract|spreadsheet|presentation|slides)",
        r"|(i|we)('ve|'m|'re| have| am| are)?( also| just)? attach(ed|ing)?\b",
        r"|(is|are) (attached|enclosed)\b|see (the )?attachment|in the attachment|as attached|attached herewith",
    ))
    .unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant pattern; the cases use it")]
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        "添付(して(くだ|下さ|いただ|頂|ほし|欲し|もら|貰|ご?返)|の上|を?お?願|を?ください|を?下さい|いただ|頂|くだ|不要|なし|無し|漏れ|忘れ)",
        "|添付(ファイル|資料|書類)?(は|が)?(ありません|ございません|無い|ない|できない|できません|不要)|添付(ファイル|資料)(が|を)(開け|見られ|届い)",
        "|添付(でき|されて(い|お)|する(場合|際|こと|必要|方法)|した(い|り))|(先日|前回|先ほど|以前|昨日|ご|御)添付|前回の添付|前便",
        r"|(no|without|any|your|the previous|last) attach|attachments? (was|were) (missing|empty)|please attach|(you|he|she|they)( have|'ve)? attached|attached to (your|his|her|their|my (last|previous)|the (last|previous))|if you attach|open attachments",
    ))
    .unwrap()
});

/// Compares what the text promises with what is there.
pub(super) fn forgotten(view: &View<'_>, reports: &mut Reports<'_>) {
    let Some(body) = view.body() else { return };
    if view.files().next().is_some() {
        return;
    }
    let lines = own::without_footer(view.own());
    if !lines.iter().any(|line| speaks(line)) {
        return;
    }
    let text = fold::fold(&lines.join("\n")).into_owned();
    let mut sentences = text.split(['。', '\n', '!', '?', ';']).flat_map(|line| line.split(". "));
    if let Some(promise) = sentences.find(|sentence| is_promise(sentence)) {
        let place = Place::Part { path: body.path.clone(), inside: None };
        let finding = reports.found(place).with("word", Fact::Word(word(promise).to_owned()));
        reports.report(finding, view.outside.clone(), Weight::Acts);
    }
}

/// Whether a line can be about an attachment at all: a look that costs nothing.
fn speaks(line: &str) -> bool {
    const WORDS: [&str; 7] = ["添付", "別添", "同封", "ttach", "TTACH", "nclosed", "NCLOSED"];
    WORDS.iter().any(|word| line.contains(word))
}

/// The word by which the sentence speaks of an attachment.
fn word(promise: &str) -> &'static str {
    const WORDS: [&str; 6] = ["添付", "別添", "同封", "attached", "enclosed", "attach"];
    WORDS.into_iter().find(|word| promise.contains(word)).unwrap_or("attachment")
}

fn is_promise(sentence: &str) -> bool {
    PROMISE.is_match(sentence) && !DENIAL.is_match(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_told_from_denials() {
        for sentence in [
            "見積書を添付いたしますのでご確認ください",
            "添付の資料をご覧ください",
            "添付ファイルをご確認ください",
            "請求書を添付しました",
            "資料を添付し、お送りします",
            "資料を添付して送ります",
            "別添のとおりです",
            "please find attached the invoice",
            "i have attached the report",
            "i'm attaching the slides",
            "the contract is attached",
            "see attached",
            "attached is the quote",
        ] {
            assert!(is_promise(sentence), "{sentence}");
        }
        for sentence in [
            "見積書を添付してください",
            "添付ファイルはありません",
            "ご添付いただいた資料を拝見しました",
            "先日添付した資料の件です",
            "添付は不要です",
            "資料を添付いただけますでしょうか",
            "添付ファイルが開けません",
            "please attach the invoice",
            "there is no attachment",
            "the file you attached is broken",
            "we are very fond of it",
        ] {
            assert!(!is_promise(sentence), "{sentence}");
        }
    }
}
