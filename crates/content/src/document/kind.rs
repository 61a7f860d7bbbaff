//! What a file is: by its bytes first, then by name and declared media type. A claim never beats the bytes; a file
//! whose bytes say nothing (text) is taken for the kind of text that its name claims.

mod magic;

use super::{File, bytes::find};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $mime:literal [$($extension:literal)*] [$($alias:literal)*],)*) => {
        /// The kinds of file that are told apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// The media type, as registered or as commonly used.
            pub(super) const fn mime(self) -> &'static str {
                match self { $(Self::$kind => $mime,)* }
            }
        }

        /// By extension, lower case, without the dot.
        fn by_extension(extension: &str) -> Option<Kind> {
            Some(match extension { $($($extension)|* => Kind::$kind,)* _ => return None })
        }

        /// By declared media type, lower case. Types that claim nothing give `None`.
        pub(super) fn by_mime(mime: &str) -> Option<Kind> {
            Some(match mime { $($mime $(| $alias)* => Kind::$kind,)* _ => return None })
        }
    };
}

kinds! {
    /// No bytes at all.
    Empty = "application/x-empty" ["\0"] [],
    /// Nothing is known.
    Unknown = "application/x-unknown" ["\0\0"] [],
    /// Plain text.
    Text = "text/plain" ["txt" "text" "log" "md" "json" "sql" "ini" "yaml" "yml" "toml"] ["application/json" "text/markdown"],
    /// Hypertext.
    Html = "text/html" ["html" "htm" "xhtml" "mht" "mhtml"] ["application/xhtml+xml"],
    /// Some other XML.
    Xml = "application/xml" ["xml"] ["text/xml"],
    /// Rows of cells.
    Csv = "text/csv" ["csv" "tsv" "tab"] ["text/tab-separated-values" "application/csv" "text/comma-separated-values" "text/x-csv"],
    /// vCard (RFC 6350).
    Card = "text/vcard" ["vcf" "vcard"] ["text/x-vcard" "text/directory"],
    /// iCalendar (RFC 5545).
    Calendar = "text/calendar" ["ics" "ical" "ifb"] [],
    /// A letter (RFC 5322).
    Mail = "message/rfc822" ["eml" "mime"] ["message/global"],
    /// Many letters in one file.
    Mbox = "application/mbox" ["mbox" "mbx"] [],
    /// Rich Text Format.
    Rtf = "application/rtf" ["rtf"] ["text/rtf" "text/richtext"],
    /// Portable Document Format.
    Pdf = "application/pdf" ["pdf"] ["application/x-pdf"],
    /// A zip archive that is no document.
    Zip = "application/zip" ["zip"] ["application/x-zip-compressed" "application/x-zip"],
    /// Excel, Open XML.
    Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ["xlsx" "xlsm" "xltx" "xltm" "xlam"]
        ["application/vnd.ms-excel.sheet.macroenabled.12" "application/vnd.openxmlformats-officedocument.spreadsheetml.template"
         "application/vnd.ms-excel.template.macroenabled.12"],
    /// Excel, binary in a zip.
    Xlsb = "application/vnd.ms-excel.sheet.binary.macroenabled.12" ["xlsb"] [],
    /// Word, Open XML.
    Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document" ["docx" "docm" "dotx" "dotm"]
        ["application/vnd.ms-word.document.macroenabled.12" "application/vnd.openxmlformats-officedocument.wordprocessingml.template"],
    /// PowerPoint, Open XML.
    Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation" ["pptx" "pptm" "potx" "ppsx" "ppsm"]
        ["application/vnd.ms-powerpoint.presentation.macroenabled.12" "application/vnd.openxmlformats-officedocument.presentationml.slideshow"],
    /// OpenDocument spreadsheet.
    Ods = "application/vnd.oasis.opendocument.spreadsheet" ["ods" "ots"] ["application/vnd.oasis.opendocument.spreadsheet-template"],
    /// OpenDocument text.
    Odt = "application/vnd.oasis.opendocument.text" ["odt" "ott"] ["application/vnd.oasis.opendocument.text-template"],
    /// OpenDocument presentation or drawing.
    Odp = "application/vnd.oasis.opendocument.presentation" ["odp" "otp" "odg"]
        ["application/vnd.oasis.opendocument.graphics" "application/vnd.oasis.opendocument.presentation-template"],
    /// Excel 97 (BIFF).
    Xls = "application/vnd.ms-excel" ["xls" "xlt" "xla"] ["application/msexcel" "application/x-msexcel" "application/x-excel"],
    /// Word 97.
    Doc = "application/msword" ["doc" "dot"] ["application/vnd.ms-word"],
    /// PowerPoint 97.
    Ppt = "application/vnd.ms-powerpoint" ["ppt" "pps" "pot"] ["application/mspowerpoint"],
    /// An Outlook item.
    Msg = "application/vnd.ms-outlook" ["msg" "oft"] [],
    /// An Office document under a password.
    Sealed = "application/encrypted" ["\0\0\0"] [],
    /// Another compound file.
    Ole = "application/x-ole-storage" ["\0\0\0\0"] [],
    /// TNEF (`winmail.dat`).
    Tnef = "application/ms-tnef" ["tnef"] ["application/vnd.ms-tnef"],
    /// gzip.
    Gzip = "application/gzip" ["gz" "tgz"] ["application/x-gzip" "application/x-tgz"],
    /// bzip2.
    Bzip2 = "application/x-bzip2" ["bz2" "tbz" "tbz2"] ["application/x-bzip"],
    /// xz.
    Xz = "application/x-xz" ["xz" "txz"] [],
    /// tar.
    Tar = "application/x-tar" ["tar"] [],
    /// 7-Zip.
    SevenZip = "application/x-7z-compressed" ["7z"] [],
    /// RAR.
    Rar = "application/vnd.rar" ["rar"] ["application/x-rar-compressed" "application/x-rar"],
    /// LHA.
    Lha = "application/x-lzh-compressed" ["lzh" "lha"] ["application/x-lzh" "application/x-lha"],
    /// Windows cabinet.
    Cabinet = "application/vnd.ms-cab-compressed" ["cab"] [],
    /// Zstandard.
    Zstd = "application/zstd" ["zst"] [],
    /// PNG.
    Png = "image/png" ["png"] ["image/x-png"],
    /// JPEG.
    Jpeg = "image/jpeg" ["jpg" "jpeg" "jpe"] ["image/jpg" "image/pjpeg"],
    /// GIF.
    Gif = "image/gif" ["gif"] [],
    /// TIFF.
    Tiff = "image/tiff" ["tif" "tiff"] [],
    /// Windows bitmap.
    Bmp = "image/bmp" ["bmp" "dib"] ["image/x-ms-bmp"],
    /// WebP.
    Webp = "image/webp" ["webp"] [],
    /// HEIC, HEIF, AVIF.
    Heif = "image/heic" ["heic" "heif" "avif"] ["image/heif" "image/avif"],
    /// Scalable vector graphics.
    Svg = "image/svg+xml" ["svg"] [],
    /// Windows metafiles.
    Metafile = "image/emf" ["emf" "wmf"] ["image/wmf" "image/x-emf" "image/x-wmf"],
    /// A sealed or signed mail body (S/MIME, PGP).
    SealedMail = "application/pkcs7-mime" ["p7m" "pgp" "gpg" "asc"] ["application/x-pkcs7-mime" "application/pgp-encrypted"],
    /// A detached signature: nothing in it to read.
    Signature = "application/pkcs7-signature" ["p7s" "sig"] ["application/x-pkcs7-signature" "application/pgp-signature"],
    /// JustSystems Ichitaro.
    Ichitaro = "application/x-js-taro" ["jtd" "jtt"] [],
    /// DocuWorks.
    Docuworks = "application/vnd.fujixerox.docuworks" ["xdw" "xbd"] [],
    /// A database.
    Database = "application/vnd.sqlite3" ["sqlite" "sqlite3" "db" "mdb" "accdb"] ["application/x-sqlite3" "application/msaccess"],
    /// A program.
    Program = "application/vnd.microsoft.portable-executable" ["exe" "dll" "com" "scr"] ["application/x-msdownload" "application/x-executable"],
    /// Sound.
    Audio = "audio/mpeg" ["mp3" "wav" "m4a" "ogg" "flac"] ["audio/wav" "audio/x-wav" "audio/mp4" "audio/ogg" "audio/flac"],
    /// Moving pictures.
    Video = "video/mp4" ["mp4" "mov" "avi" "mpg" "mpeg" "webm" "mkv"] ["video/quicktime" "video/x-msvideo" "video/mpeg" "video/webm"],
}

impl Kind {
    /// Whether the bytes of this kind are text, so that nothing but name and type tells what sort.
    const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Html
                | Self::Xml
                | Self::Csv
                | Self::Card
                | Self::Calendar
                | Self::Mail
                | Self::Mbox
                | Self::Svg
        )
    }
}

/// What the name claims.
pub(super) fn by_name(name: &str) -> Option<Kind> {
    let name = name.trim_end_matches([' ', '.', '\0']);
    if name.eq_ignore_ascii_case("winmail.dat") {
        return Some(Kind::Tnef);
    }
    let (_, extension) = name.rsplit_once('.')?;
    by_extension(&extension.to_ascii_lowercase())
}

/// The kind, and whether the bytes themselves say so.
pub(super) fn detect(file: &File<'_>) -> (Kind, bool) {
    if file.bytes.is_empty() {
        return (Kind::Empty, true);
    }
    if let Some(kind) = magic::by_magic(file.bytes) {
        return (kind, true);
    }
    let claim = file.name.and_then(by_name).filter(|kind| kind.is_text()).or_else(|| by_mime(file.mime));
    if !magic::looks_like_text(file.bytes, file.charset) {
        // Text in a charset that is not known is the text reader's business: it is blind there.
        return match claim {
            Some(kind) if kind.is_text() => (kind, false),
            Some(kind @ (Kind::SealedMail | Kind::Signature | Kind::Ichitaro | Kind::Docuworks)) => (kind, false),
            _ if file.mime.starts_with("text/") => (Kind::Text, false),
            _ => (Kind::Unknown, false),
        };
    }
    match claim {
        Some(kind @ (Kind::Text | Kind::Csv | Kind::Mail | Kind::Mbox)) => (kind, true),
        Some(Kind::SealedMail) if find(file.bytes, b"-----BEGIN PGP MESSAGE-----", 0).is_some() => {
            (Kind::SealedMail, true)
        }
        Some(kind @ (Kind::Html | Kind::Xml)) => match magic::text_kind(file.bytes) {
            // A body in HTML need not begin like a page.
            Kind::Text => (kind, true),
            other => (other, true),
        },
        _ => match magic::text_kind(file.bytes) {
            // Business systems export text under the name of a workbook, because that opens Excel.
            Kind::Text if claims(file).any(|claim| matches!(claim, Kind::Xls | Kind::Xlsx)) => (Kind::Csv, true),
            other => (other, true),
        },
    }
}

/// What name and declared type claim.
fn claims(file: &File<'_>) -> impl Iterator<Item = Kind> {
    [file.name.and_then(by_name), by_mime(file.mime)].into_iter().flatten()
}

impl Kind {
    /// Whether its reader unpacks or walks structures: a reader of hostile bytes that belongs behind limits of the
    /// operating system.
    pub(super) const fn needs_a_room(self) -> bool {
        !matches!(
            self,
            Self::Empty | Self::Unknown | Self::Text | Self::Html | Self::Xml | Self::Csv | Self::Card | Self::Calendar
        )
    }
}

/// The media type by the bytes, when it is not what name and declared type claim.
pub(super) fn mismatch(file: &File<'_>, kind: Kind, sure: bool) -> Option<&'static str> {
    if !sure || matches!(kind, Kind::Empty | Kind::Unknown) {
        return None;
    }
    let same = |claim: Kind| {
        claim == kind || (claim.is_text() && kind == Kind::Text) || (claim == Kind::Text && kind.is_text())
    };
    let mut claims = claims(file).peekable();
    (claims.peek().is_none() || !claims.all(same)).then(|| kind.mime())
}
