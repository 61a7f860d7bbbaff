//! 64-bit fingerprints of values, for counting distinct ones without keeping them. In memory only, never stored:
//! a fingerprint of a telephone number is as personal as the number.

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
const SECOND: u64 = 0xD6E8_FEB8_6659_FD93;

/// The fingerprint of `value` in the space `space` (equal values of different spaces differ).
pub(crate) fn of(space: u64, value: &str) -> u64 {
    let mut state = space.wrapping_mul(SECOND) ^ (value.len() as u64);
    let (words, rest) = value.as_bytes().as_chunks::<8>();
    for word in words {
        state = mix(state ^ u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        state = mix(state ^ rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    mix(state)
}

fn mix(word: u64) -> u64 {
    let wide = u128::from(word ^ MULTIPLIER) * u128::from(MULTIPLIER ^ SECOND);
    #[expect(clippy::cast_possible_truncation, reason = "the two halves are folded into one on purpose")]
    let (low, high) = (wide as u64, (wide >> 64) as u64);
    (low ^ high).wrapping_mul(MULTIPLIER) ^ (low >> 29)
}

/// The fingerprint of two together, in this order.
#[cfg_attr(not(test), allow(dead_code, reason = "the build script shares this file and only hashes single values"))]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(17) ^ second.wrapping_mul(SECOND))
}
