//! TNEF, the `winmail.dat` of Outlook (MS-OXTNEF): texts, bodies and attachments.

use sekisho_model::Blind;

use super::{
    bytes::{size_le, slice, u16_le, u32_le},
    gather::Gather,
    mapi::{self, Properties, Value},
    ole::by_page,
    open_inside,
};
use crate::budget::Budget;

const ATTACHMENT: u8 = 2;
/// Values of one property list; a message has some hundred.
const MOST_VALUES: usize = 100_000;

/// An attachment while its attributes come in.
#[derive(Default)]
struct Attached {
    name: Option<String>,
    data: Option<Vec<u8>>,
    properties: Properties,
}

/// A TNEF file.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut page = 0;
    let mut open: Option<Attached> = None;
    let mut at = 6;
    while at < bytes.len() {
        let attribute = attribute(bytes, at);
        let Some((level, id, data, sound)) = attribute else {
            gather.blind(Blind::Damaged);
            break;
        };
        if !sound {
            gather.blind(Blind::Damaged);
        }
        at += 11 + data.len();
        match (level, id) {
            (_, 0x0006_9007) => page = u16_le(data, 0).unwrap_or(0),
            (ATTACHMENT, 0x0006_9002) => {
                if let Some(attached) = open.replace(Attached::default()) {
                    attached.open(gather, budget);
                }
            }
            (ATTACHMENT, _) => {
                let attached = open.get_or_insert_default();
                match id {
                    0x0001_8010 => attached.name = Some(by_page(data, page)),
                    0x0006_800F => attached.data = Some(data.to_vec()),
                    0x0006_9005 => attached.properties = properties(data, page, gather),
                    _ => {}
                }
            }
            (_, 0x0006_9003) => properties(data, page, gather).say(gather, budget),
            // Subject, body, sender, dates of a message of old times.
            (_, 0x0001_8004 | 0x0002_800C | 0x0000_8000 | 0x0001_8006) => gather.line(&by_page(data, page)),
            (_, 0x0006_9004) => recipients(data, page, gather, budget),
            _ => {}
        }
    }
    if let Some(attached) = open {
        attached.open(gather, budget);
    }
}

/// Level, id, data, and whether the checksum fits.
fn attribute(bytes: &[u8], at: usize) -> Option<(u8, u32, &[u8], bool)> {
    let data = slice(bytes, at + 9, size_le(bytes, at + 5)?)?;
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    Some((*bytes.get(at)?, u32_le(bytes, at + 1)?, data, u16_le(bytes, at + 9 + data.len())? == sum))
}

impl Attached {
    fn open(self, gather: &mut Gather, budget: &mut Budget) {
        if !budget.take_entry() {
            return gather.blind(Blind::Limit);
        }
        let inner = self.properties.bytes(0x3701);
        match (&self.data, inner) {
            // An attached item: an identifier of 16 bytes, then TNEF again.
            (_, Some(item)) if item.get(16..20) == Some(&[0x78, 0x9F, 0x3E, 0x22]) => {
                open_inside(
                    self.name.as_deref().unwrap_or("item"),
                    item.get(16..).unwrap_or_default(),
                    "",
                    gather,
                    budget,
                );
            }
            (Some(data), _) if self.properties.text(0x3707).is_some() => {
                self.properties.attachment(data, gather, budget)
            }
            (Some(data), _) => open_inside(self.name.as_deref().unwrap_or("attachment"), data, "", gather, budget),
            (None, Some(data)) => self.properties.attachment(data, gather, budget),
            (None, None) => self.properties.say(gather, budget),
        }
    }
}

/// Rows of properties, one for each recipient.
fn recipients(data: &[u8], page: u16, gather: &mut Gather, budget: &mut Budget) {
    let mut list = List { data, at: 4, page };
    for _ in 0..u32_le(data, 0).unwrap_or(0) {
        let Some(found) = list.properties() else { return gather.blind(Blind::Damaged) };
        found.say(gather, budget);
    }
}

fn properties(data: &[u8], page: u16, gather: &mut Gather) -> Properties {
    let mut list = List { data, at: 0, page };
    list.properties().unwrap_or_else(|| {
        gather.blind(Blind::Damaged);
        Properties::default()
    })
}

/// A list of MAPI properties.
struct List<'a> {
    data: &'a [u8],
    at: usize,
    page: u16,
}

impl<'a> List<'a> {
    fn number(&mut self) -> Option<usize> {
        let number = size_le(self.data, self.at)?;
        self.at += 4;
        Some(number)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let bytes = slice(self.data, self.at, length)?;
        // Everything is padded to four bytes.
        self.at += length.div_ceil(4) * 4;
        Some(bytes)
    }

    fn properties(&mut self) -> Option<Properties> {
        let mut found = Properties::default();
        let count = self.number()?;
        for _ in 0..count.min(MOST_VALUES) {
            let tag = self.number()?;
            let (kind, id) = (tag & 0xFFFF, u16::try_from(tag >> 16).ok()?);
            if id >= 0x8000 {
                self.skip_name()?;
            }
            self.values(kind, id, &mut found)?;
        }
        (count <= MOST_VALUES).then_some(found)
    }

    /// The name of an own property: a class and a number or a text.
    fn skip_name(&mut self) -> Option<()> {
        self.take(16)?;
        if self.number()? == 0 {
            self.number()?;
        } else {
            let length = self.number()?;
            self.take(length)?;
        }
        Some(())
    }

    fn values(&mut self, kind: usize, id: u16, found: &mut Properties) -> Option<()> {
        let many = kind & 0x1000 != 0;
        let kind = kind & !0x1000;
        let width = match kind {
            2 | 3 | 4 | 0x0A | 0x0B => Some(4),
            5 | 6 | 7 | 0x14 | 0x40 => Some(8),
            0x48 => Some(16),
            0x0D | 0x1E | 0x1F | 0x102 => None,
            _ => return None,
        };
        let count = if many || width.is_none() { self.number()? } else { 1 };
        for _ in 0..count.min(MOST_VALUES) {
            let Some(width) = width else {
                let length = self.number()?;
                let bytes = self.take(length)?;
                found.add(
                    id,
                    match kind {
                        0x1E => Value::Text(mapi::text(bytes, false, self.page)),
                        0x1F => Value::Text(mapi::text(bytes, true, self.page)),
                        _ => Value::Bytes(bytes.to_vec()),
                    },
                );
                continue;
            };
            self.take(width)?;
        }
        (count <= MOST_VALUES).then_some(())
    }
}
