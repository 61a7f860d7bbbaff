//! Digit groups: every run of ASCII digits in the folded text with what stands between it and its neighbours.
//! All detectors of numbers read this one list instead of the text.

/// What stands between a group and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Other text, or the start.
    Far,
    /// `-` or one of its looks, or the long vowel mark between digits.
    Dash,
    /// One space.
    Space,
    /// `.`
    Dot,
    /// `/`
    Slash,
    /// `(`, perhaps after a space, or `)`, perhaps before a space or a dash.
    Paren,
}

/// A run of digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Between this and the group before.
    pub(crate) gap: Gap,
}

impl Group {
    pub(crate) const fn len(&self) -> usize {
        self.end - self.start
    }
}

/// All groups of a text.
pub(crate) fn read(folded: &str) -> Vec<Group> {
    let bytes = folded.as_bytes();
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(skip) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at + skip;
        let len = bytes.get(start..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
        let gap = groups.last().and_then(|last| folded.get(last.end..start)).map_or(Gap::Far, gap);
        at = start + len;
        groups.push(Group { start, end: at, gap });
    }
    groups
}

fn gap(between: &str) -> Gap {
    match between {
        "-" | "ー" | "〜-" | "の" => Gap::Dash,
        " - " => Gap::Dash,
        " " => Gap::Space,
        "." => Gap::Dot,
        "/" => Gap::Slash,
        "(" | ")" | " (" | ") " | ")-" | "-(" => Gap::Paren,
        _ => Gap::Far,
    }
}

/// Whether a capital stands right before two digits, or with a blank between where the number can go on behind them:
/// what numbers with letters begin with. `TEL 03-…` is none.
pub(crate) fn any_lettered(folded: &str, groups: &[Group]) -> bool {
    let byte = |at: Option<usize>| at.and_then(|at| folded.as_bytes().get(at)).copied();
    let capital = |at: Option<usize>| byte(at).is_some_and(|byte| byte.is_ascii_uppercase());
    groups.iter().filter(|group| group.len() >= 2).any(|group| match byte(group.start.checked_sub(1)) {
        Some(b' ') => capital(group.start.checked_sub(2)) && matches!(byte(Some(group.end)), Some(b' ' | b'A'..=b'D')),
        before => before.is_some_and(|byte| byte.is_ascii_uppercase()),
    })
}

/// The digits of some neighbouring groups as one number, at most `N` of them.
pub(crate) fn digits(folded: &str, groups: &[Group]) -> String {
    groups.iter().filter_map(|group| folded.get(group.start..group.end)).collect()
}

/// Whether ASCII letters, digits or joining marks stand right before `start` or right after `end`.
pub(crate) fn is_apart(folded: &str, start: usize, end: usize) -> bool {
    let bytes = folded.as_bytes();
    let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'#'))
        && !goes_on(folded, end)
}

/// Whether a word goes on at `end`.
pub(crate) fn goes_on(folded: &str, end: usize) -> bool {
    folded.as_bytes().get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
