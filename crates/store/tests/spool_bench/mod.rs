//! Letters, keys and limits for the tests of the spool.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, reason = "each test file uses its part")]

use std::sync::{Arc, LazyLock};

use sekisho_model::LetterId;
use sekisho_store::{keys::MasterKeys, spool::SpoolOptions};

pub fn keys() -> Arc<MasterKeys> {
    static KEYS: LazyLock<Arc<MasterKeys>> = LazyLock::new(|| Arc::new(MasterKeys::ephemeral().unwrap()));
    KEYS.clone()
}

/// Small segments, so that a test sees many of them.
pub fn options() -> SpoolOptions {
    SpoolOptions {
        segment_bytes: 32 * 1024,
        large_bytes: 8 * 1024,
        min_free_bytes: 1_000,
        queue_bytes: 64 * 1024,
        spare_segments: 3,
        prepare_ahead: false,
        ..SpoolOptions::default()
    }
}

pub fn id(number: u64) -> LetterId {
    LetterId::from_parts(number, 0)
}

pub fn number(id: LetterId) -> u64 {
    id.unix_ms()
}

/// The letter with this number: envelope data and body, different for every number.
pub fn letter(number: u64, size: usize) -> (Vec<u8>, Vec<u8>) {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let body = (0..size).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    });
    (format!("meta of {number}").into_bytes(), body.collect())
}
