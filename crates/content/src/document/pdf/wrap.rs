//! Mail addresses that a narrow cell breaks in two: whoever copies them out gets both halves, so they are joined.

use super::layout::Line;

/// Lines below one in which its other half may stand.
const LINES_BELOW: usize = 2;

/// Joins the halves of addresses in lines as they were drawn.
pub(super) fn join_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut().and_then(|above| Some((halves(above, line)?, above))) {
            Some((length, above)) => {
                above.push_str(line.get(..length).unwrap_or_default());
                lines.push(line.get(length..).unwrap_or_default().trim_start().to_owned());
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Joins the halves of addresses that stand one below the other.
pub(super) fn join_cells(lines: &mut [Line]) {
    for at in 0..lines.len() {
        let (above, below) = lines.split_at_mut(at + 1);
        let Some(above) = above.last_mut() else { continue };
        for piece in above.pieces.iter_mut().filter(|piece| piece.text.is_ascii()) {
            let under = below.iter_mut().take(LINES_BELOW).flat_map(|line| &mut line.pieces);
            let mut under = under.filter(|other| other.start >= piece.start - piece.size && other.start <= piece.end);
            if let Some(other) = under.next()
                && let Some(length) = halves(&piece.text, &other.text)
            {
                piece.text.push_str(other.text.get(..length).unwrap_or_default());
                other.text = other.text.get(length..).unwrap_or_default().trim_start().to_owned();
            }
        }
        below.iter_mut().take(LINES_BELOW).for_each(|line| line.pieces.retain(|piece| !piece.text.is_empty()));
    }
}

/// How much of `below` goes on with the address at the end of `above`.
fn halves(above: &str, below: &str) -> Option<usize> {
    let first = above.rsplit(char::is_whitespace).next().filter(|first| is_address(first))?;
    let second = below.split(char::is_whitespace).next().filter(|second| is_address(second))?;
    let broken = match first.split_once('@') {
        // A domain that is whole goes on only where the break is at a dot.
        Some((_, domain)) => {
            let last = domain.rsplit('.').next().unwrap_or_default();
            !domain.contains('.') || last.len() < 2 || first.ends_with('-') || second.starts_with('.')
        }
        None => first.ends_with(['.', '-', '_']) || second.starts_with(['@', '.', '_']),
    };
    let whole = [first, second].concat();
    let (name, domain) = whole.split_once('@')?;
    let (host, top) = domain.rsplit_once('.')?;
    let fits = !name.is_empty() && !host.is_empty() && !domain.contains('@');
    (broken && fits && top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(second.len())
}

fn is_address(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'@'))
}
