//! Numbers in words: 六十, 二十三, 一九八五, 〇九〇.

/// Most characters of one number.
const LONGEST: usize = 5;

/// A digit in words.
pub(crate) const fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The digits in words of a text, as figures, in order.
pub(crate) fn figures(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(digit).filter_map(|one| char::from_digit(one, 10))
}

/// The number a text begins with and its bytes: digit after digit (一九八五), or with tens and hundreds (六十二).
pub(crate) fn leading(text: &str) -> Option<(u32, usize)> {
    let (mut sum, mut last, mut len) = (0, None, 0);
    let mut places = false;
    for c in text.chars().take(LONGEST) {
        let unit = match c {
            '十' => Some(10),
            '百' => Some(100),
            _ => None,
        };
        match (digit(c), unit) {
            (Some(_), _) if places && last.is_some() => break,
            (Some(one), _) => last = Some(last.map_or(one, |before: u32| before * 10 + one)),
            (None, Some(unit)) => {
                sum += last.take().unwrap_or(1) * unit;
                places = true;
            }
            (None, None) => break,
        }
        len += c.len_utf8();
    }
    (len > 0).then_some((sum + last.unwrap_or(0), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_places() {
        for (text, number) in [
            ("六十年", Some((60, 6))),
            ("十二月", Some((12, 6))),
            ("二十三", Some((23, 9))),
            ("一九八五年", Some((1985, 12))),
            ("百二", Some((102, 6))),
            ("七", Some((7, 3))),
            ("〇九〇", Some((90, 9))),
            ("年", None),
            ("", None),
        ] {
            assert_eq!(leading(text), number, "{text}");
        }
    }
}
