//! Test only: the codes of an enum of the model, asked from the enum itself.

use serde_json::{Value, json};

/// The codes of a plain enum: what its reader would have taken instead of nonsense.
pub(crate) fn plain<T: serde::de::DeserializeOwned>() -> Vec<String> {
    expected::<T>(json!("no such code"))
}

/// The codes of an enum that is told apart by a tag.
pub(crate) fn tagged<T: serde::de::DeserializeOwned>(tag: &str) -> Vec<String> {
    expected::<T>(json!({ tag: "no such code" }))
}

fn expected<T: serde::de::DeserializeOwned>(nonsense: Value) -> Vec<String> {
    let error = serde_json::from_value::<T>(nonsense).err().expect("nonsense is refused").to_string();
    let (_, listed) = error.split_once("expected").expect("the reader says what it expects");
    let codes: Vec<String> = listed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(codes.len() > 1, "{error}");
    codes
}
