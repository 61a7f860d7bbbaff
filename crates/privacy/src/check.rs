//! Check digits. Each takes ASCII digits (or capitals where the number has them) and answers whether they agree.

/// ISO/IEC 7812-1 (Luhn).
pub(crate) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(byte, double)| {
            let digit = value(byte);
            if double { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Individual number: 番号法施行令 8条 and 総務省令 5条, 12 digits.
pub(crate) fn my_number(digits: &str) -> bool {
    let Some((body, check)) = split_last(digits, 12) else { return false };
    let sum: u32 =
        body.bytes().rev().zip(1_u32..).map(|(byte, n)| value(byte) * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let rest = sum % 11;
    check == if rest <= 1 { 0 } else { 11 - rest }
}

/// Corporate number: 法人番号の指定等に関する省令 2条, 13 digits, the check digit first.
pub(crate) fn corporate(digits: &str) -> bool {
    if digits.len() != 13 {
        return false;
    }
    let (check, body) = digits.split_at(1);
    let sum: u32 = body.bytes().rev().zip(1_u32..).map(|(byte, n)| value(byte) * if n % 2 == 1 { 1 } else { 2 }).sum();
    check.bytes().next().map(value) == Some(9 - sum % 9)
}

/// Driving licence: digit 11 checks the ten before it with weights modulo 11; digits 1 and 2 are the commission's code.
pub(crate) fn licence(digits: &str) -> bool {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let commission = digits.get(..2).and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(byte, weight)| value(byte) * weight).sum();
    let check = (11 - sum % 11) % 10;
    digits.len() == 12
        && (10..=97).contains(&commission)
        && digits.as_bytes().get(10).copied().map(value) == Some(check)
}

/// IBAN: ISO 13616, remainder 1 modulo 97. Blanks are not allowed here.
pub(crate) fn iban(text: &str) -> bool {
    let Some((head, body)) = text.split_at_checked(4) else { return false };
    let fold = |rest: u32, byte: u8| match byte {
        b'0'..=b'9' => (rest * 10 + value(byte)) % 97,
        _ => (rest * 100 + u32::from(byte.wrapping_sub(b'A')) + 10) % 97,
    };
    body.bytes().chain(head.bytes()).fold(0, fold) == 1
}

/// ICAO 9303 check digit (weights 7, 3, 1) of a field.
pub(crate) fn mrz(field: &str, check: u8) -> bool {
    let number = |byte: u8| match byte {
        b'0'..=b'9' => value(byte),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = field.bytes().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| number(byte) * weight).sum();
    sum % 10 == value(check)
}

/// Issuer and length of a payment card (ISO/IEC 7812, the ranges of the large schemes).
pub(crate) fn is_card(digits: &str) -> bool {
    let lead = |len: usize| digits.get(..len).and_then(|lead| lead.parse::<u32>().ok()).unwrap_or(0);
    let scheme = match digits.len() {
        16 => {
            lead(1) == 4
                || (51..=55).contains(&lead(2))
                || (2221..=2720).contains(&lead(4))
                || (3528..=3589).contains(&lead(4))
                || matches!(lead(4), 6011)
                || matches!(lead(2), 62 | 65)
        }
        15 => matches!(lead(2), 34 | 37),
        14 => matches!(lead(2), 36 | 38) || (300..=305).contains(&lead(3)),
        13 | 19 => lead(1) == 4 || lead(2) == 62,
        _ => false,
    };
    scheme && luhn(digits) && digits.bytes().any(|byte| Some(byte) != digits.bytes().last())
}

fn split_last(digits: &str, len: usize) -> Option<(&str, u32)> {
    let (body, check) = (digits.len() == len).then(|| digits.split_at(len - 1))?;
    Some((body, check.bytes().next().map(value)?))
}

const fn value(byte: u8) -> u32 {
    byte.wrapping_sub(b'0') as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_agree_and_their_neighbours_do_not() {
        for (check, good) in [
            (luhn as fn(&str) -> bool, "4111111111111111"),
            (is_card, "3530111333300000"),
            (is_card, "378282246310005"),
            (my_number, "123456789018"),
            (corporate, "7000012050002"),
            (iban, "GB82WEST12345698765432"),
            (iban, "DE89370400440532013000"),
        ] {
            assert!(check(good), "{good}");
            let last = char::from(b'0' + (good.as_bytes()[good.len() - 1] - b'0' + 1) % 10);
            assert!(!check(&format!("{}{last}", &good[..good.len() - 1])), "{good}");
        }
        assert!(mrz("L898902C3", b'6'));
        assert!(!mrz("L898902C4", b'6'));
    }
}
