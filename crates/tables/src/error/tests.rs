use super::*;

#[test]
fn a_place_reads_like_one_of_a_compiler() {
    for (place, expect) in [
        (Place::file("a.csv"), "a.csv"),
        (Place::line("a.csv", 3), "a.csv:3"),
        (Place::at("a.csv", 3, 14), "a.csv:3:14"),
    ] {
        assert_eq!(place.to_string(), expect);
    }
}

#[test]
fn every_code_is_listed_once() {
    let mut codes = super::words::ERROR_CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), super::words::ERROR_CODES.len());
    assert!(codes.contains(&TableError::NoKey.code()));
    assert!(codes.contains(&TableError::Changed { file: String::new() }.code()));
}
