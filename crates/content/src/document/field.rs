//! Field codes of word processors whose code itself is shown.

/// The text of a ruby field, `EQ \\o\\al(\\s\\up 10(たかはし),髙橋)`: what stands under the reading. Other fields have a
/// result of their own.
pub(super) fn shown(code: &str) -> Option<String> {
    let code = code.trim();
    if !code.starts_with("EQ") || !code.contains("\\o") {
        return None;
    }
    let (_, last) = code.rsplit_once([',', ';'])?;
    Some(last.trim_end_matches(')').to_owned())
}
