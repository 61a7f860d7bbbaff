//! The stream cipher RC4, which old PDF and Office files are encrypted with. Only ever to read them.

/// Encrypts or decrypts a text by a key; the same thing.
pub(super) fn rc4(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let at = |state: &[u8], place: u8| state.get(usize::from(place)).copied().unwrap_or(0);
    let mut j = 0_u8;
    for i in 0..=255_u8 {
        let part = key.get(usize::from(i) % key.len().max(1)).copied().unwrap_or(0);
        j = j.wrapping_add(at(&state, i)).wrapping_add(part);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    text.iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(at(&state, i));
            state.swap(usize::from(i), usize::from(j));
            byte ^ at(&state, at(&state, i).wrapping_add(at(&state, j)))
        })
        .collect()
}
