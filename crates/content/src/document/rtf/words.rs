//! Words of RTF 1.9 and what they say: where text goes, which code page it is in.

use super::state::Destination;

/// Optional destinations whose content is read like the text around them.
pub(super) const TRANSPARENT: [&[u8]; 7] = [b"ud", b"shpinst", b"shppict", b"do", b"userprops", b"info", b"htmltag"];

/// Where text goes behind these words.
pub(super) fn destination(word: &[u8]) -> Option<Destination> {
    Some(match word {
        b"footnote" | b"annotation" | b"shptxt" | b"dptxbxtext" | b"header" | b"headerl" | b"headerr" | b"headerf"
        | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"fldrslt" => Destination::Text,
        b"author" | b"operator" | b"title" | b"subject" | b"company" | b"manager" | b"keywords" | b"doccomm"
        | b"atnauthor" | b"atnid" | b"category" | b"staticval" | b"propname" => Destination::Property,
        b"fldinst" => Destination::Code,
        b"pict" | b"objdata" => Destination::File,
        b"fonttbl" => Destination::Fonts,
        b"colortbl"
        | b"stylesheet"
        | b"listtable"
        | b"listoverridetable"
        | b"rsidtbl"
        | b"generator"
        | b"latentstyles"
        | b"themedata"
        | b"colorschememapping"
        | b"datastore"
        | b"xmlnstbl"
        | b"filetbl"
        | b"revtbl"
        | b"pnseclvl"
        | b"sp"
        | b"picprop"
        | b"blipuid"
        | b"objclass"
        | b"objname"
        | b"panose"
        | b"falt"
        | b"listtext"
        | b"pntext"
        | b"bkmkstart"
        | b"bkmkend"
        | b"atrfstart"
        | b"atrfend"
        | b"atndate"
        | b"nonshppict"
        | b"pgdsctbl"
        | b"mmathPr"
        | b"wgrffmtfilter"
        | b"ftnsep"
        | b"ftnsepc"
        | b"aftnsep"
        | b"aftnsepc"
        | b"buptim"
        | b"creatim"
        | b"revtim"
        | b"printim" => Destination::Nothing,
        _ => return None,
    })
}

/// The code page of a Windows character set number (`\fcharset`); 0 when it says nothing.
pub(super) const fn page_of(charset: i32) -> u32 {
    match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => 0,
    }
}

/// The charset label of a code page.
pub(super) fn label(page: u32) -> String {
    match page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        874 | 1250..=1258 => format!("windows-{page}"),
        _ => "windows-1252".to_owned(),
    }
}
