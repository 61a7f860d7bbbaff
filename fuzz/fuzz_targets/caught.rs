//! The second opinion on a letter, and cells of workbooks, are a library's, whose panics the reader catches: they cost the letter
//! that view, which is a defect of the letter, and the workbook all its rows. Every other panic is a finding.

/// To be called once, after the fuzzer has set its own hook, which ends the process: panics inside of the library, named
/// by its folder, do not.
pub fn panics_of(library: &'static str) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|at| at.file().contains(library)) {
            usual(info);
        }
    }));
}
