//! The fonts of certificates: those that are named, or what distributions install.

use std::path::{Path, PathBuf};

use super::NoCertificate;

/// Fonts with the characters of both languages, as distributions install them; the first that is there.
const FONTS: &[(&str, &str)] = &[
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    (
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    ),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc"),
    ("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf", "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"),
    ("/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf", "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf"),
];
/// Largest font, in bytes.
const MAX_FONT: u64 = 64 << 20;

/// The bytes of the fonts: those that are named, else the first pair that is there.
pub(super) fn read_fonts(named: Option<&(PathBuf, PathBuf)>) -> Result<(Vec<u8>, Vec<u8>), NoCertificate> {
    let known = FONTS.iter().map(|(regular, bold)| (PathBuf::from(regular), PathBuf::from(bold)));
    let pairs: Vec<_> = match named {
        Some(named) => vec![named.clone()],
        None => known.collect(),
    };
    let read = |path: &Path| {
        let fits = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_FONT);
        fits.then(|| std::fs::read(path).ok()).flatten()
    };
    pairs.iter().find_map(|(regular, bold)| Some((read(regular)?, read(bold)?))).ok_or(NoCertificate::Font)
}
