//! Own words and quoted words of a body: what the sender wrote now, and the thread that travels along.
//!
//! The marks are those of the mail programs in use (Outlook, Gmail, Thunderbird, Apple Mail, Becky!, Shuriken, web
//! mailers) in Japanese and English. In doubt a line is own: an unknown quoting style makes a finding more likely, never
//! less.

use super::fold;

/// Lines of a body that are looked at; a letter's own words stand at its start.
const LINES: usize = 2_000;
/// A footer is not longer than this.
const FOOTER_LINES: usize = 25;

/// The lines the sender wrote, in order, quoted ones left out.
pub(crate) fn own_lines(body: &str) -> Vec<&str> {
    let lines: Vec<&str> = body.lines().take(LINES).collect();
    let end = (0..lines.len()).find(|at| starts_quote(lines.get(*at..).unwrap_or_default())).unwrap_or(lines.len());
    let own = lines.get(..end).unwrap_or_default();
    own.iter().copied().filter(|line| !is_quoted(line)).collect()
}

/// Own lines without what stands under the last ruler or `-- `: signature, disclaimer, advertisement.
pub(crate) fn without_footer<'a, 'l>(own: &'l [&'a str]) -> &'l [&'a str] {
    let from = own.len().saturating_sub(FOOTER_LINES);
    let tail = own.get(from..).unwrap_or_default();
    let written = |at: usize| own.get(..at).unwrap_or_default().iter().filter(|line| !line.trim().is_empty()).count();
    let cut = (0..tail.len())
        .map(|at| from + at)
        .find(|at| own.get(*at).is_some_and(|line| is_ruler(line)) && written(*at) >= 2);
    own.get(..cut.unwrap_or(own.len())).unwrap_or_default()
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with(['>', '＞', '｜', '|'])
}

/// `-- `, or at least five of one drawing character.
pub(crate) fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    if line == "--" {
        return true;
    }
    let mark = |c: char| "-=_*+~#/＝＿－―＊■□◆◇●○☆★・…〜～／".contains(c) || matches!(c, '\u{2500}'..='\u{257F}');
    line.chars().count() >= 5 && line.chars().all(|c| mark(c) || c == ' ' || c == '　') && line.chars().any(mark)
}

/// Whether a quoted letter starts at the first of these lines.
fn starts_quote(rest: &[&str]) -> bool {
    let Some(line) = rest.first().map(|line| line.trim()) else { return false };
    if line.is_empty() || line.len() > 400 {
        return false;
    }
    is_banner(line) || is_attribution(line, rest) || is_header_block(rest)
}

/// `-----Original Message-----`, `---------- Forwarded message ---------`, `----- 元のメッセージ -----`.
fn is_banner(line: &str) -> bool {
    let inside = line.trim_matches(|c: char| matches!(c, '-' | '_' | '=' | '*' | '－' | '―' | '─' | ' ' | '　'));
    if inside.len() + 4 > line.len() {
        return false;
    }
    let folded = fold::fold(inside);
    const BANNERS: &[&str] = &[
        "original message",
        "forwarded message",
        "begin forwarded message",
        "original appointment",
        "元のメッセージ",
        "転送メッセージ",
        "転送されたメッセージ",
        "元の予定",
        "以下、引用",
        "引用",
        "forwarded by",
        "reply message",
    ];
    BANNERS.iter().any(|banner| folded.starts_with(banner))
}

/// `On Mon, … Taro <t@x> wrote:`, `2026年11月20日(金) 10:00 山田太郎 <t@x>:`; the line may be broken in two.
fn is_attribution(line: &str, rest: &[&str]) -> bool {
    let next = rest.get(1).map_or("", |next| next.trim());
    let ends = |text: &str| {
        let text = text.trim_end();
        text.ends_with("wrote:")
            || text.ends_with("writes:")
            || text.ends_with("のメール:")
            || text.ends_with("さんは書きました:")
    };
    if line.starts_with("On ") && (ends(line) || ends(next)) {
        return true;
    }
    let dated =
        |text: &str| text.contains('年') && text.contains('月') && text.contains('日') || text.starts_with("20");
    let closes = |text: &str| {
        text.ends_with([':', '：']) && (text.contains('@') || text.contains("さん") || text.contains("wrote"))
    };
    line.chars().any(|c| c.is_ascii_digit()) && dated(line) && (closes(line) || line.contains('<') && closes(next))
}

/// `From:` with `Sent:`, `Date:`, `To:` or `Subject:` in the lines below, in either language.
fn is_header_block(rest: &[&str]) -> bool {
    const FIRST: &[&str] = &["from", "差出人", "送信者", "発信者", "送信元"];
    const LATER: &[&str] =
        &["sent", "date", "to", "cc", "subject", "送信日時", "日時", "日付", "宛先", "件名", "受信日時"];
    let key = |line: &str| {
        let line = line.trim().trim_start_matches(['*', '>']).trim_start();
        let (key, _) = line.split_once([':', '：'])?;
        (key.len() <= 30).then(|| fold::fold(key.trim().trim_matches('*')).into_owned())
    };
    let is = |line: &str, keys: &[&str]| key(line).is_some_and(|key| keys.contains(&key.as_str()));
    rest.first().is_some_and(|line| is(line, FIRST))
        && rest.iter().skip(1).take(4).filter(|line| is(line, LATER)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_below_is_not_own() {
        for (body, own) in [
            ("a\nb\n> c\n", vec!["a", "b"]),
            ("a\n\n-----Original Message-----\nFrom: x\n", vec!["a", ""]),
            ("a\n2026年11月20日(金) 10:00 山田太郎 <t@example.co.jp>:\nb", vec!["a"]),
            ("a\nOn Fri, Nov 20, 2026 at 10:00 AM Taro Yamada <t@example.co.jp>\nwrote:\nb", vec!["a"]),
            ("a\n差出人: 山田\n送信日時: 2026年\n宛先: x\nb", vec!["a"]),
            (
                "a\n________________________________\nFrom: x\nSent: y\nTo: z\nb",
                vec!["a", "________________________________"],
            ),
            ("From: here to there\nwe go\n", vec!["From: here to there", "we go"]),
            ("---------- Forwarded message ---------\nx", vec![]),
        ] {
            assert_eq!(own_lines(body), own, "{body}");
        }
    }

    #[test]
    fn a_footer_is_what_stands_under_a_ruler() {
        let own = ["x", "y", "-----", "Example Inc.", "z"];
        assert_eq!(without_footer(&own), ["x", "y"]);
        assert_eq!(without_footer(&["-----", "x"]), ["-----", "x"]);
        assert!(is_ruler("━━━━━━━━") && is_ruler("-- ") && !is_ruler("- a -") && !is_ruler("----"));
    }
}
