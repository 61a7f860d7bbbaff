//! Accidents of bulk mail, replayed as campaigns of the house, and one of them as an outside mail-merge tool would send it
//! through the gate.

use std::{collections::BTreeSet, fmt::Write as _};

use anyhow::Context as _;
use sekisho_engine::{
    campaigns::{Dossier, PartName},
    desk::{CampaignAction, CheckView, Desk, InTheWayView},
};
use sekisho_model::{LetterId, Need, UserId, Verdict};
use sekisho_store::Parcel;

use super::{
    accidents::{Accident, LOOK_EVERY, Stage, WAIT, message_id, taken_in},
    house::DOMAIN,
    letters::{self, Draft},
    people::{self, Person},
    postman,
    said::Said,
};

/// Ticket mails of the ball club (2019-02-12), and the row from which the addresses slid.
const HOLDERS: usize = 1_369;
const FROM: usize = 412;
/// Customers of the power retailer's list (2021-09), and how many of them got somebody else's gift code.
const REWARDED: usize = 600;
const WRONG: usize = 240;

const TICKETS: &str = r#"id = "opening-day"
date = "2019-02-12T10:00:00+09:00"
[list]
source = "send.csv"
key = "会員番号"
address = "メール"
[master]
source = "customers.csv"
key = "会員番号"
mail = ["メール"]
phone = ["電話"]
member = ["会員番号"]
name = ["氏名"]
reading = ["フリガナ"]
[sender]
from = "tickets@yamabuki.example"
name = "山吹球場 チケット係"
[template]
subject = "{{ 氏名 }} 様 開幕戦のチケット"
name = "{{ 氏名 }} 様"
text = "letter.txt"
"#;
const TICKET: &str = "{{ 氏名 }} 様\n\n開幕戦のチケットをご購入いただき、ありがとうございます。\nお名前: {{ 氏名 }}({{ フリガナ }})\nお電話: {{ 電話 }}\n当日は開場時刻の30分前までにお越しください。\n座席は入場口でご案内します。\n";

const GIFTS: &str = r#"id = "winter-points"
date = "2021-09-01T10:00:00+09:00"
[list]
source = "vendor.csv"
key = "会員番号"
address = "メール"
author = "委託先"
system = "points"
[list.second]
source = "own.csv"
author = "料金課"
system = "billing"
[master]
source = "customers.csv"
key = "会員番号"
mail = ["メール"]
name = ["氏名"]
[sender]
from = "points@yamabuki.example"
name = "山吹市電力 ポイント係"
[template]
subject = "ポイントのお知らせ"
name = "{{ 氏名 }} 様"
text = "letter.txt"
"#;
const GIFT: &str = "{{ 氏名 }} 様\n\nギフトコードをお送りします。\n{{ ギフトコード }}\n";

impl Stage<'_> {
    /// The send data as a campaign: its addresses are one row late from row 412 on.
    pub(super) async fn ticket_shift(&self) -> anyhow::Result<Accident> {
        let people = people::people(HOLDERS);
        let dossier = dossier(&[
            ("campaign.toml", TICKETS.to_owned()),
            ("letter.txt", TICKET.to_owned()),
            ("send.csv", holders(&people, |row| if row >= FROM { row - 1 } else { row })),
            ("customers.csv", holders(&people, |row| row)),
        ])?;
        let (check, evidence) = self.campaign(&dossier, "opening-day").await?;
        let shift = check.differences.iter().flat_map(|differences| &differences.shifts).next();
        let named = shift.is_some_and(|shift| {
            let place = (shift.code.as_str(), shift.first, shift.last);
            place == ("late", u32::try_from(FROM).ok(), u32::try_from(HOLDERS).ok())
        });
        Ok(Accident {
            id: "ticket-shift",
            what: Said::with("demo-what-ticket-shift", &[("count", HOLDERS), ("row", FROM)]),
            stopped: named && check.root.is_none() && self.nothing_for(&people),
            by: Said::of(|words| shift.map(|shift| shift.sentence(words)).unwrap_or_default()),
            evidence,
            sight: None,
        })
    }

    /// The same, sent letter by letter by an outside tool: the first letter that names another person than its
    /// recipient is held, and every one after it.
    pub(super) async fn ticket_shift_outside(&self) -> anyhow::Result<Accident> {
        let people = people::people(HOLDERS);
        let late = |row: usize| if row >= FROM { row - 1 } else { row };
        let drafts: Vec<Draft> = (1..=HOLDERS).map(|row| ticket(&people, row, late(row))).collect();
        let door = self.running.addresses.relay.context("no relay door")?;
        let replies = postman::relay_all(door, &drafts).await?;
        let letters = replies.iter().map(|reply| taken_in(reply)).collect::<anyhow::Result<Vec<LetterId>>>()?;
        let (mut held, mut passed, mut first) = (0, 0, None);
        for (row, letter) in (1..).zip(&letters) {
            let asks = self.decided(*letter).await?.iter().any(asks_people);
            held += usize::from(asks && row >= FROM);
            passed += usize::from(!asks && row < FROM);
            first = first.or(asks.then_some((row, *letter)));
        }
        self.clock.advance(WAIT);
        let mut sent = self.sent();
        while passed == FROM - 1 && drafts.iter().take(passed).any(|draft| !is_in(&sent, draft)) {
            tokio::time::sleep(LOOK_EVERY).await;
            sent = self.sent();
        }
        let left = drafts.iter().skip(FROM - 1).filter(|draft| is_in(&sent, draft)).count();
        let (row, letter) = first.context("no letter was held")?;
        Ok(Accident {
            id: "ticket-shift-outside",
            what: Said::with("demo-what-ticket-shift-outside", &[("count", HOLDERS)]),
            stopped: row == FROM && held == HOLDERS - FROM + 1 && passed == FROM - 1 && left == 0,
            by: Said::with("demo-by-ticket-shift-outside", &[("row", row), ("count", held), ("passed", passed)]),
            evidence: self.evidence(letter).await?,
            sight: None,
        })
    }

    /// The vendor's list has other customers' gift codes; the list that was made independently does not.
    pub(super) async fn wrong_list(&self) -> anyhow::Result<Accident> {
        let people = people::people(REWARDED);
        let dossier = dossier(&[
            ("campaign.toml", GIFTS.to_owned()),
            ("letter.txt", GIFT.to_owned()),
            ("vendor.csv", rewarded(&people, |row| if row <= WRONG { WRONG + 1 - row } else { row })),
            ("own.csv", rewarded(&people, |row| row)),
            ("customers.csv", holders(&people, |row| row)),
        ])?;
        let (check, evidence) = self.campaign(&dossier, "winter-points").await?;
        let level = check.differences.as_ref().map(|differences| differences.level.clone()).unwrap_or_default();
        let changed = check.in_the_way.iter().find_map(|open| match open {
            InTheWayView::Difference { class, count } if class == "changed" => Some(*count),
            _ => None,
        });
        Ok(Accident {
            id: "wrong-list",
            what: Said::with("demo-what-wrong-list", &[("count", WRONG), ("of", REWARDED)]),
            stopped: changed == Some(WRONG as u64) && check.root.is_none() && self.nothing_for(&people),
            by: Said::of(|words| {
                let values = [("count", changed.unwrap_or(0).into()), ("level", (&level).into())];
                words.with("demo-by-wrong-list", &values)
            }),
            evidence,
            sight: None,
        })
    }

    /// Takes a campaign in, checks it, and tries to lay it before approvers.
    async fn campaign(&self, dossier: &Dossier, id: &str) -> anyhow::Result<(CheckView, u64)> {
        let desk = Desk::new(self.running.house.clone());
        let viewer = desk.viewer_on_server(Some(UserId::new("tanaka"))).await?;
        let submitted = desk.submit_campaign(&viewer, dossier).await.context("it was not taken")?;
        let check = desk.check_campaign_now(&viewer, &submitted.id).await.context("it was not checked")?;
        anyhow::ensure!(submitted.id.as_str() == id, "another campaign");
        let proposed = desk.act_on_campaign(&viewer, &submitted.id, CampaignAction::Propose, check.root, None).await;
        anyhow::ensure!(proposed.is_err(), "it was laid before approvers");
        let page = desk.campaign(&viewer, &submitted.id).await?;
        let checked = page.acts.iter().rev().find(|act| act.code == "checked");
        Ok((check, checked.context("the check is not in the evidence")?.seq))
    }

    /// Message-IDs of everything that came out so far.
    fn sent(&self) -> BTreeSet<String> {
        self.sink.mails().iter().filter_map(|mail| message_id(&mail.bytes)).collect()
    }

    fn nothing_for(&self, people: &[Person]) -> bool {
        let addresses: BTreeSet<&str> = people.iter().map(|person| person.mail.as_str()).collect();
        let ours = self.arrived(&addresses);
        // Everybody of the demonstration gets the survey; nobody gets anything of a campaign.
        ours.iter().all(|mail| !String::from_utf8_lossy(&mail.bytes).contains("X-Sekisho-Campaign"))
    }
}

fn is_in(sent: &BTreeSet<String>, draft: &Draft) -> bool {
    message_id(&draft.bytes).is_some_and(|id| sent.contains(&id))
}

fn asks_people(parcel: &Parcel) -> bool {
    let person = |need: &Need| matches!(need, Need::Approval { .. } | Need::SelfReview);
    match &parcel.verdict {
        Verdict::Hold { needs } => needs.as_slice().iter().any(person),
        Verdict::Refuse { .. } => true,
        Verdict::Pass => false,
    }
}

fn dossier(parts: &[(&str, String)]) -> anyhow::Result<Dossier> {
    let mut dossier = Dossier::new();
    for (name, text) in parts {
        dossier.put(PartName::parse(name)?, text.as_bytes())?;
    }
    Ok(dossier)
}

/// The customers; the address in each row is that of another row.
fn holders(people: &[Person], address_of: impl Fn(usize) -> usize) -> String {
    let mut text = "会員番号,氏名,フリガナ,電話,メール\n".to_owned();
    for (row, person) in (1..).zip(people) {
        let mail = people.get(address_of(row) - 1).map_or("", |other| other.mail.as_str());
        let _ = writeln!(text, "C{row:06},{},{},{},{mail}", person.name, person.kana, person.phone);
    }
    text
}

/// Customers with a gift code each; the code in each row is that of another row.
fn rewarded(people: &[Person], code_of: impl Fn(usize) -> usize) -> String {
    let mut text = "会員番号,氏名,メール,ギフトコード\n".to_owned();
    for (row, person) in (1..).zip(people) {
        let _ = writeln!(text, "C{row:06},{},{},GIFT-{:06}", person.name, person.mail, code_of(row) * 37);
    }
    text
}

/// The ticket mail of a row, to the address of another.
fn ticket(people: &[Person], row: usize, address: usize) -> Draft {
    let person = people::person(row);
    let mail = people.get(address - 1).map(|other| other.mail.clone()).unwrap_or_default();
    let body = TICKET
        .replace("{{ 氏名 }}", &person.name)
        .replace("{{ フリガナ }}", &person.kana)
        .replace("{{ 電話 }}", &person.phone);
    letters::simple(
        ("山吹球場 チケット係", &format!("tickets@{DOMAIN}")),
        &[(String::new(), mail)],
        "開幕戦のチケット",
        &body,
        &format!("ticket-{row}"),
    )
}
