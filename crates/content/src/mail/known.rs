//! Codes that are part of the program travel between processes as text and come back as the same codes. A text that is
//! none of them is an error: the other side is another version, or not a reader at all.

use serde::{Deserialize as _, Deserializer, Serializer, de::Error};

/// Codes of defects.
pub(super) mod defect {
    use super::{Deserializer, Error as _, Serializer, text};

    pub(in super::super) fn serialize<S: Serializer>(code: &&'static str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
        let code = text(from)?;
        let known = crate::DEFECTS.iter().map(|(known, _)| *known).find(|known| *known == code);
        known.ok_or_else(|| D::Error::custom("a defect that is not known"))
    }
}

/// Media types by the bytes.
pub(super) mod mime {
    use serde::{Deserialize as _, Serialize as _};

    use super::{Deserializer, Error as _, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(mime: &Option<&'static str>, to: S) -> Result<S::Ok, S::Error> {
        mime.serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static str>, D::Error> {
        let Some(mime) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let known = crate::document::known_mime(&mime);
        known.map(Some).ok_or_else(|| D::Error::custom("a media type that is not known"))
    }
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from)
}
