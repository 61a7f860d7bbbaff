//! The HTML of a letter, made harmless for looking at: cleaned, and served as a document of its own that may run
//! nothing, load nothing, send nothing and go nowhere.
//!
//! The exact bytes are on the page as text; this view is an impression. Three walls stand behind each other: the
//! cleaner, the `sandbox` of frame and response, and a policy that loads nothing.

use std::collections::HashSet;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// Longer mails are cut; the whole can be saved as a file.
const LONGEST: usize = 512 * 1024;

/// What a reader sees of these properties cannot leave its place: no positions, no addresses, no generated text.
const PROPERTIES: [&str; 28] = [
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "max-width",
    "padding",
    "text-align",
    "text-decoration",
    "vertical-align",
    "white-space",
    "width",
];

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'";

/// A response for the frame on the page of the outgoing mail.
pub(crate) fn page(html: &str, lang: &str) -> Response {
    let body = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>-</title><style>body{{font-family:sans-serif}}</style></head><body>{}</body></html>",
        clean(html)
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    (headers, body).into_response()
}

/// Without scripts, frames, forms, remote pictures, classes and ids; addresses of links stay to be looked at.
fn clean(html: &str) -> String {
    let end = (0..=LONGEST.min(html.len())).rev().find(|at| html.is_char_boundary(*at)).unwrap_or(0);
    let html = html.get(..end).unwrap_or_default();
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["font", "u", "big", "tt"])
        .rm_tags(["img", "map", "area"])
        .add_generic_attributes(["style", "align", "valign", "bgcolor", "width", "height"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing"])
        .filter_style_properties(HashSet::from(PROPERTIES))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer nofollow"));
    cleaner.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_loads_or_sends_is_left() {
        let hostile = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
            "<form action=\"https://evil.example\"><input name=password><button>x</button></form>",
            "<style>@import url(https://evil.example)</style>",
            "<div style=\"background:url(https://evil.example);position:fixed;color:red\">x</div>",
            "<link rel=stylesheet href=https://evil.example><meta http-equiv=refresh content=\"0;url=https://evil.example\">",
            "<base href=https://evil.example><object data=x></object><embed src=x>",
            "</body></html><script>alert(1)</script>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        ];
        for html in hostile {
            let clean = clean(html);
            let lower = clean.to_ascii_lowercase();
            for word in [
                "<script",
                "onerror",
                "onload",
                "onbegin",
                "javascript:",
                "data:",
                "<iframe",
                "<form",
                "<input",
                "@import",
                "url(",
                "position",
                "<link",
                "<meta",
                "<base",
                "<object",
                "<embed",
                "<img",
                "<style",
            ] {
                let inert = lower.contains(&format!("&lt;{}", word.trim_start_matches('<')));
                assert!(!lower.contains(word) || inert, "{word} in {clean}");
            }
        }
    }

    #[test]
    fn ordinary_mail_keeps_its_look() {
        let html = "<p style=\"color:red\">こんにちは</p><table border=1><tr><td>1</td></tr></table>";
        let clean = clean(html);
        assert!(clean.contains("color:red") && clean.contains("<td>1</td>") && clean.contains("こんにちは"), "{clean}");
    }

    #[test]
    fn a_huge_mail_is_cut_between_characters() {
        assert!(clean(&"あ".repeat(LONGEST)).len() <= LONGEST);
    }
}
