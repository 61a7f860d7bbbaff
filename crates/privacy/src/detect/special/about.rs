//! What a special-care term is about when it is about nobody: a trade (糖尿病内科), a subject (専門は統合失調症), a thing
//! (妊娠検査薬), or everybody who has it (障害者手帳をお持ちの方). And the result that a measured value needs.

use std::ops::Range;

use super::forward;
use crate::page::Page;

/// Characters behind a term in which people speak of what they do with it, not of who has it.
const BESIDE: usize = 14;
/// Characters between a measured value and its result.
const GAP: usize = 4;

/// Behind a term, these make another word of it.
const COMPOUNDS: &[&str] = &[
    "院",
    "医院",
    "科",
    "内科",
    "外科",
    "医師",
    "医療センター",
    "専門",
    "専攻",
    "研究",
    "検査薬",
    "検査キット",
    "検査機",
    "診断薬",
    "治療薬",
    "器",
    "治療器",
    "キット",
    "教会",
    "教室",
    "衣装",
    "衣裳",
    "用",
    "装置",
    "機器",
    "器具",
    "モニター",
    "スタンド",
    "計",
    "カフェ",
    "表示",
    "ラベル",
    "グッズ",
    "食品",
    "フリー",
    "対策",
    "予防",
    "防止",
    "啓発",
    "撲滅",
    "担当",
    "領域",
    "分野",
    "事業",
    "部門",
    "展",
    "フェア",
    "映画",
    "ドラマ",
    "料理",
    "音楽",
    "舞踊",
    "美術",
    "文化",
    "博物館",
    "史",
    "法人",
    "団体",
    "向け",
    "者向け",
    "入門",
    "概論",
    "ウイルス検査",
    "対応レシピ",
    "対応商品",
    "対応製品",
    "対応メニュー",
];
/// The same for the last character of a term: 橋本病院, キリスト教会.
const ENDINGS: &[(char, &[&str])] = &[
    ('捕', &["術"]),
    ('折', &["り"]),
    ('病', &["院", "棟", "室", "床"]),
    ('教', &["会", "系", "室", "育", "学校", "大学", "建築", "式"]),
];
/// Behind a term and の.
const OF: &[&str] = &[
    "専門",
    "名医",
    "権威",
    "研究",
    "医師",
    "医者",
    "担当",
    "講演",
    "講師",
    "弁護",
    "捜査",
    "取材",
    "検査薬",
    "発注",
    "見積",
    "納品",
    "在庫",
    "カタログ",
    "資料",
    "書籍",
    "記事",
    "動画",
    "季節",
    "シーズン",
    "教科書",
    "基礎",
    "映画",
    "レンタル",
    "チケット",
    "治し方",
    "予防",
    "啓発",
    "仕組み",
    "歴史",
];
/// Somewhere behind a term in its clause.
const TRADES: &[&str] = &[
    "力を入れ",
    "注力",
    "割引",
    "を専門",
    "が専門",
    "を研究",
    "を担当",
    "の担当",
    "を取材",
    "を弁護",
    "の弁護",
    "に詳し",
    "に強い",
    "に取り組",
    "に関心",
    "を扱",
    "の方は",
    "の方へ",
    "の方に",
    "の方を",
    "の方も",
    "の方が",
    "の方で",
    "の方の",
    "の方と",
    "ちの方",
    "る方は",
    "る方へ",
    "る方に",
    "る方を",
    "る方も",
    "る方が",
    "る方の",
    "た方は",
    "た方へ",
    "た方に",
    "な方は",
    "な方へ",
    "は不要",
    "が不要",
    "の記載",
    "皆様",
    "皆さま",
    "発注数",
    "納品日",
];
/// Right before a term: it is the complement of what somebody does, or stands in a title.
const BEFORE: &[&str] =
    &["専門は", "専門が", "専門:", "専門分野は", "専攻は", "専攻:", "研究は", "テーマは", "研究対象は", "『"];
/// Right before a term: it is of the person named there, whatever follows.
const OWN: &[&str] = &["様の", "さまの", "さんの", "氏の", "くんの", "君の", "ちゃんの"];
/// Verbs of going somewhere, by their beginning.
const GOES: &[&str] = &["通", "入", "搬送", "運ば", "転院", "かか", "受診", "退"];
/// What is counted is no result.
const COUNTS: &[&str] = &["個", "台", "円", "本", "箱", "枚", "件", "名", "人", "年", "月", "日", "セット", "回"];

/// Whether the term at `range` is said of a trade, a subject, a thing or of everybody.
pub(super) fn is_of_no_person(page: &Page<'_>, range: &Range<usize>) -> bool {
    let (before, behind) = (page.slice(0..range.start), page.text.get(range.end..).unwrap_or(""));
    let begins = |text: &str, list: &[&str]| list.iter().any(|word| text.starts_with(word));
    let last = page.before(range.end);
    let compound = begins(behind, COMPOUNDS)
        || ENDINGS.iter().any(|(end, next)| last == Some(*end) && begins(behind, next))
        || behind.strip_prefix('の').is_some_and(|thing| begins(thing, OF));
    let complement = BEFORE.iter().any(|word| before.trim_end().ends_with(word));
    let clause = page.slice(range.end..forward(page, range.end, BESIDE));
    let own = OWN.iter().any(|word| before.ends_with(word));
    compound || complement || (!own && TRADES.iter().any(|word| clause.contains(word)))
}

/// Whether what ends here is a place that somebody enters or leaves.
pub(super) fn is_where_somebody_goes(page: &Page<'_>, end: usize) -> bool {
    let behind = page.text.get(end..).unwrap_or("");
    let way = behind.strip_prefix(['に', 'へ', 'を']);
    way.is_some_and(|verb| GOES.iter().any(|start| verb.starts_with(start)))
}

/// Whether a number of two or three digits follows: AST 120, 血圧は128/80. Latin items are written in capitals.
pub(super) fn has_result(page: &Page<'_>, range: &Range<usize>) -> bool {
    if page.slice(range.clone()).bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let behind = page.text.get(range.end..).unwrap_or("");
    let gap: usize = behind
        .chars()
        .take(GAP)
        .take_while(|c| matches!(c, ' ' | ':' | '=' | 'は' | 'が' | '値' | '('))
        .map(char::len_utf8)
        .sum();
    let number = behind.get(gap..).unwrap_or("");
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let unit = number.get(digits..).unwrap_or("");
    matches!(digits, 2 | 3) && !COUNTS.iter().any(|word| unit.starts_with(word)) && !unit.starts_with([',', '-'])
}
