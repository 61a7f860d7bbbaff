//! The built-in detectors: what each does by default, which values tune it, and why they are what they are.
//!
//! One table for judging, checking and the reference: what does not stand here does not exist.

use sekisho_model::{Cause, FindingKind};

use super::act::Act;

/// A value that tunes a detector. Every one is a threshold "from so many on": a larger value is a weakening.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    pub(crate) key: &'static str,
    pub(crate) default: u64,
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
}

/// A built-in detector.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BuiltIn {
    pub(crate) kind: FindingKind,
    pub(crate) cause: Option<Cause>,
    pub(crate) what: &'static str,
    pub(crate) then: Act,
    pub(crate) allowed: &'static [Act],
    pub(crate) why: &'static str,
    pub(crate) numbers: &'static [Number],
}

const NEEDS: &[Act] = &[Act::Nothing, Act::SelfReview, Act::Approval, Act::Refuse];
const SIGHT: &[Act] = &[Act::Nothing, Act::Individualise, Act::Bcc, Act::SelfReview, Act::Approval, Act::Refuse];
const COVER: &[Act] = &[Act::Nothing, Act::Link, Act::Zip, Act::SelfReview, Act::Approval, Act::Refuse];

/// All of them, in the order in which they run.
pub(crate) const ALL: &[BuiltIn] = &[
    BuiltIn {
        kind: FindingKind::External,
        cause: None,
        what: "the letter has recipients outside; the wait of `[wait]` hangs on it",
        then: Act::Nothing,
        allowed: NEEDS,
        why: "leaving the house is ordinary; the wait gives the sender time to notice, and asks nobody",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::MassVisible,
        cause: Some(Cause::B1),
        what: "many outside recipients stand in To and Cc",
        then: Act::Individualise,
        allowed: SIGHT,
        why: "8,046 addresses in To instead of Bcc were a slip, not a decision: what a machine can repair, nobody is asked about",
        numbers: &[Number {
            key: "recipients",
            default: 10,
            what: "outside recipients in To and Cc",
            why: "up to nine people in one header is an ordinary conversation; ten and more are an audience",
        }],
    },
    BuiltIn {
        kind: FindingKind::VisibleStrangers,
        cause: Some(Cause::B1),
        what: "outside organisations that have nothing to do with each other see each other in To and Cc",
        then: Act::SelfReview,
        allowed: SIGHT,
        why: "each learns that the other is a customer; often meant, so the sender says so; not asked again in a thread they already share",
        numbers: &[Number {
            key: "organisations",
            default: 2,
            what: "organisations in To and Cc; every free-mail mailbox is one",
            why: "two is where strangers begin",
        }],
    },
    BuiltIn {
        kind: FindingKind::HiddenExternal,
        cause: Some(Cause::B2),
        what: "an outside recipient stands in no header (Bcc)",
        then: Act::Nothing,
        allowed: NEEDS,
        why: "Bcc is how careful people send; it is shown on the letter's page, where a stale Bcc is seen",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::FirstDomain,
        cause: Some(Cause::R2),
        what: "the first letter ever to this domain, and it carries personal data",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "a mistyped domain is always a new one; a new one without personal data does little harm and is only told",
        numbers: &[Number {
            key: "persons",
            default: 1,
            what: "persons in the letter (at most), besides the correspondents' own contact data",
            why: "one person's data at a stranger is already a leak",
        }],
    },
    BuiltIn {
        kind: FindingKind::LookalikeDomain,
        cause: Some(Cause::R2),
        what: "a new domain looks like one that is known: a typo, a look-alike character, another ending, a known name inside it",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "doppelgaenger domains are registered to receive such mail; only new domains are compared, so it is asked once",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::SalutationMismatch,
        cause: Some(Cause::R1),
        what: "the salutation names somebody, and every recipient's name can be read and is another one",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "auto-complete picks the wrong person of two with one name's start, and shifted rows greet the next customer",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::CompanyMismatch,
        cause: Some(Cause::A1),
        what: "salutation, file name or head of an attachment names another company or customer than the recipient's",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "the other customer's file is the second most frequent accident",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::OtherPerson,
        cause: Some(Cause::A1),
        what: "salutation, text or attachment names a person of the house's own master, the recipients outside are in the master, too, and it is none of them",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "one customer's data in a letter to another customer is the accident itself; a full name alone in running text may be a namesake and is only told",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::Burst,
        cause: Some(Cause::M1),
        what: "an earlier one of many letters of the same sender and the same shape named another person than its recipient, and nobody has looked yet",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "1,369 ticket mails went out after the address column had slid by one: rows that slid are wrong together, also where no name can be compared",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::ReplyAddsOutside,
        cause: Some(Cause::R3),
        what: "a reply or forward goes to an outside organisation that had no part in the thread",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "what was written among others travels along as a quotation; a colleague of an organisation that took part is only told",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::StaleRecipients,
        cause: Some(Cause::R4),
        what: "an old thread is taken up again with several of its outside recipients, or a domain nobody wrote to for years gets personal data",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "an old mail is reused for its address list; people leave and domains lapse meanwhile",
        numbers: &[
            Number {
                key: "days",
                default: 90,
                what: "days since the thread's last letter",
                why: "a quarter: projects that are alive write more often",
            },
            Number {
                key: "silent_days",
                default: 730,
                what: "days since the last letter to the domain",
                why: "domains are registered for one year or two; what lapsed can belong to somebody else",
            },
        ],
    },
    BuiltIn {
        kind: FindingKind::Freemail,
        cause: Some(Cause::R5),
        what: "a free-mail or private mailbox; acts only when it looks like the sender's own",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "customers have such mailboxes and are only told; work sent home to one's own is how data leaves the house for good",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::ForgottenAttachment,
        cause: Some(Cause::A1),
        what: "the text speaks of an attachment and there is none",
        then: Act::Nothing,
        allowed: NEEDS,
        why: "annoying but harmless: nobody is asked by default; turn it to `self-review` if your people like it",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::Blind,
        cause: None,
        what: "something could not be looked into: encrypted, damaged, too large, an unknown format, a list that cannot be expanded",
        then: Act::Approval,
        allowed: &[Act::Nothing, Act::SelfReview, Act::Approval, Act::Refuse],
        why: "unknown is never yes, and what a machine cannot open a second person has to answer for",
        numbers: &[
            Number {
                key: "image_bytes",
                default: 32 << 10,
                what: "bytes of an attached image from which on it counts as unread",
                why: "logos and icons of signatures are smaller; a legible scan of a page is larger",
            },
            Number {
                key: "related_image_bytes",
                default: 256 << 10,
                what: "the same for an image that the HTML body shows inside (multipart/related)",
                why: "letterheads and banners live there; a pasted screenshot of a list is usually larger",
            },
        ],
    },
    BuiltIn {
        kind: FindingKind::OwnRecipientsAttached,
        cause: Some(Cause::A3),
        what: "an attachment contains addresses of the letter's own outside recipients",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "the list a bulk mail was made from is attached to it: 7,500 registrants got each other's data that way",
        numbers: &[
            Number {
                key: "recipients",
                default: 5,
                what: "of its own recipients in one attachment, from which on the sender is asked",
                why: "minutes of a meeting name two to four people who were there",
            },
            Number {
                key: "refuse_recipients",
                default: 20,
                what: "of its own recipients in one attachment, from which on it is refused",
                why: "a letter to twenty people that contains those twenty is never meant",
            },
        ],
    },
    BuiltIn {
        kind: FindingKind::PersonalData,
        cause: Some(Cause::A3),
        what: "personal data, counted in persons over all parts; what the correspondents tell of themselves is not counted",
        then: Act::Approval,
        allowed: NEEDS,
        why: "below ten it is daily business and protected by machine; a list needs a second pair of eyes",
        numbers: &[
            Number {
                key: "persons",
                default: 10,
                what: "persons (at most) from which on it acts",
                why: "the upper bound: better one approval too many than a list that was counted short",
            },
            Number {
                key: "refuse_persons",
                default: 1_000,
                what: "persons (at least) from which on it is refused to more than one outside recipient; to a single one the sender is asked, too",
                why: "from 1,000 persons on a leak has to be reported whatever the data (個人情報保護法施行規則 7条4号); the lower bound, because a refusal must not rest on a guess",
            },
        ],
    },
    BuiltIn {
        kind: FindingKind::HiddenData,
        cause: Some(Cause::A2),
        what: "personal data that is not seen when a file is opened: hidden sheets, rows, columns, comments, notes, tracked changes, the stored source of a pivot table",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "the sender did not see it, so one look is asked for whatever the number of persons",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::QuotedData,
        cause: Some(Cause::A2),
        what: "personal data in the quoted thread, to somebody outside who had no part in it; told when everybody had",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "what was written among others travels below the own words, where nobody reads it again",
        numbers: &[Number {
            key: "persons",
            default: 2,
            what: "persons (at most) in the quoted part, besides the correspondents' own contact data",
            why: "one person in a quotation is mostly who the letter is about",
        }],
    },
    BuiltIn {
        kind: FindingKind::SpecialCareData,
        cause: Some(Cause::A3),
        what: "special-care data (要配慮個人情報) of a person",
        then: Act::Approval,
        allowed: NEEDS,
        why: "a leak of one person's has to be reported (施行規則 7条1号) and cannot be undone",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::UnprotectedAttachment,
        cause: Some(Cause::A4),
        what: "an attachment with personal data leaves unprotected",
        then: Act::Link,
        allowed: COVER,
        why: "a link proves who opened it and can be locked after the mistake was noticed; a password mail to the same wrong party cannot",
        numbers: &[Number {
            key: "persons",
            default: 1,
            what: "persons (at most) in the attachment; special-care data always counts",
            why: "any: protection costs the sender nothing",
        }],
    },
    BuiltIn {
        kind: FindingKind::Defect,
        cause: None,
        what: "the letter is malformed, or two ways of reading it disagree",
        then: Act::SelfReview,
        allowed: NEEDS,
        why: "what one program shows another may hide; the union of both is judged, and a person looks",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::ListHasOutsider,
        cause: Some(Cause::L1),
        what: "a mailing list of the house has outside members: letters to it leave the house",
        then: Act::Nothing,
        allowed: NEEDS,
        why: "every outside rule holds for the list as for any outside recipient; the finding says why",
        numbers: &[],
    },
    BuiltIn {
        kind: FindingKind::UnknownList,
        cause: Some(Cause::L1),
        what: "an address of the house that is neither a mailbox nor a list",
        then: Act::Refuse,
        allowed: NEEDS,
        why: "where such a letter ends is not known to anybody, and a typo in it is found at once",
        numbers: &[],
    },
];

impl BuiltIn {
    /// The detector of a kind.
    pub(crate) fn of(kind: FindingKind) -> Option<&'static Self> {
        ALL.iter().find(|built_in| built_in.kind == kind)
    }

    /// The detector with this code.
    pub(crate) fn by_code(code: &str) -> Option<&'static Self> {
        ALL.iter().find(|built_in| built_in.kind.code() == code)
    }
}
