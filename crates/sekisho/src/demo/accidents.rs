//! The published accidents, replayed through the real doors, and what the gate did about each.
//!
//! An accident counts as stopped only by what came out at the other end and by what the evidence says, never because
//! the replay got that far.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use sekisho_content::{Limits, read};
use sekisho_engine::{clock::Clock, desk::Desk};
use sekisho_model::{Event, LetterId, Need, RefuseReason, Verdict};
use sekisho_store::{About, Parcel};
use sekisho_words::Words;

use super::{
    house::{DOMAIN, Staged},
    letters::{self, Draft},
    people, postman,
    said::Said,
    sight::Sight,
    sink::Sink,
};
use crate::serve::Running;

/// Addresses in To instead of Bcc (2019-02-05).
const SURVEYED: usize = 8_046;
/// Registrants in the attached workbook (2015-06-08).
const REGISTERED: usize = 7_500;
/// Wait of external letters in the default policy, and a little.
pub(super) const WAIT: Duration = Duration::from_secs(6 * 60);
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What became of one accident.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Accident {
    pub(crate) id: &'static str,
    pub(crate) what: Said,
    pub(crate) stopped: bool,
    pub(crate) by: Said,
    /// Number of the decision in the evidence chain.
    pub(crate) evidence: u64,
    /// Whose data it would have been, of which kinds, at which cost.
    pub(crate) sight: Option<Sight>,
}

/// Where the accidents are played.
pub(crate) struct Stage<'a> {
    pub(crate) running: &'a Running,
    pub(crate) staged: &'a Staged,
    pub(crate) sink: &'a Sink,
    pub(crate) clock: &'a Clock,
}

impl Stage<'_> {
    /// Makes the accounts, replays the accidents, and leaves some everyday letters to look at.
    pub(crate) async fn play(&self, patience: Duration) -> anyhow::Result<Vec<Accident>> {
        let desk = Desk::new(self.running.house.clone());
        for user in self.staged.users()? {
            desk.add_user(user).await.context("an account could not be made")?;
        }
        let played = async {
            let survey = self.to_not_bcc().await?;
            // After the survey the customers' providers are no strangers: only what is wrong is held.
            let replayed = vec![
                self.ticket_shift().await?,
                self.ticket_shift_outside().await?,
                self.list_attached().await?,
                self.wrong_list().await?,
                survey,
                self.list_drift().await?,
            ];
            self.everyday().await?;
            Ok(replayed)
        };
        tokio::time::timeout(patience, played).await.context("it took longer than --patience allows")?
    }

    /// A contractor's program puts 8,046 addresses into `To`.
    async fn to_not_bcc(&self) -> anyhow::Result<Accident> {
        let people = people::people(SURVEYED);
        let to: Vec<_> = people.iter().map(|person| (String::new(), person.mail.clone())).collect();
        let draft = letters::simple(
            ("山吹市 市民アンケート", &format!("survey@{DOMAIN}")),
            &to,
            "市民アンケートご協力のお願い",
            "市民の皆さまへ\n\nアンケートへのご協力をお願いいたします。\nhttps://survey.example/2019\n\n山吹市 政策企画課\n",
            "survey-1",
        );
        let letter = self.relay(&draft).await?;
        let parcels = self.decided(letter).await?;
        self.clock.advance(WAIT);
        let expected: BTreeSet<&str> = draft.recipients.iter().map(String::as_str).collect();
        while self.arrived(&expected).len() < expected.len() {
            self.still_alive(&parcels, letter).await?;
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let alone = self.arrived(&expected).iter().filter(|arrived| is_alone(arrived, &expected)).count();
        Ok(Accident {
            id: "to-not-bcc",
            what: Said::with("demo-what-to-not-bcc", &[("count", SURVEYED)]),
            stopped: alone == SURVEYED,
            by: Said::with("demo-by-to-not-bcc", &[("count", alone)]),
            evidence: self.evidence(letter).await?,
            sight: Sight::of(&parcels),
        })
    }

    /// A workbook with 7,500 registrants goes to all 7,500.
    async fn list_attached(&self) -> anyhow::Result<Accident> {
        let people = people::people(REGISTERED);
        let recipients: Vec<String> = people.iter().map(|person| person.mail.clone()).collect();
        let body = "登録者の皆さまへ\n\nキャンペーンのお知らせをお送りします。詳しくは添付ファイルをご覧ください。\n";
        let own = ("山吹市 観光課".to_owned(), format!("tanaka@{DOMAIN}"));
        let mut draft =
            letters::simple((&own.0, &own.1), std::slice::from_ref(&own), "キャンペーンのお知らせ", body, "campaign-1");
        draft.recipients = recipients;
        let book = letters::workbook(&people).context("the workbook could not be made")?;
        let mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let draft = letters::with_file(&draft, body, "キャンペーンのご案内.xlsx", mime, &book);
        let letter = self.submit("tanaka", &draft).await?;
        let parcels = self.decided(letter).await?;
        let refused = |parcel: &Parcel| {
            matches!(parcel.verdict, Verdict::Refuse { reason: RefuseReason::OwnRecipientsAttached { .. } })
        };
        Ok(Accident {
            id: "list-attached",
            what: Said::with("demo-what-list-attached", &[("count", REGISTERED)]),
            stopped: !parcels.is_empty() && parcels.iter().all(refused) && !self.left(&draft),
            by: told(&parcels),
            evidence: self.evidence(letter).await?,
            sight: Sight::of(&parcels),
        })
    }

    /// Everyday mail to an internal list that has an outsider on it, with people's illnesses.
    async fn list_drift(&self) -> anyhow::Result<Accident> {
        let body = "各位\n\n今週の訪問予定者の一覧を送ります。\n";
        let to = [("健康福祉センター".to_owned(), format!("health-center@{DOMAIN}"))];
        let draft =
            letters::simple(("田中 恵子", &format!("tanaka@{DOMAIN}")), &to, "訪問予定者一覧", body, "visits-1");
        let table = letters::visits(&people::people(12));
        let draft = letters::with_file(&draft, body, "訪問予定者.csv", "text/csv", &table);
        let letter = self.submit("tanaka", &draft).await?;
        let parcels = self.decided(letter).await?;
        let approval = |parcel: &Parcel| match &parcel.verdict {
            Verdict::Hold { needs } => needs.as_slice().iter().any(|need| matches!(need, Need::Approval { .. })),
            Verdict::Refuse { .. } => true,
            Verdict::Pass => false,
        };
        Ok(Accident {
            id: "list-drift",
            what: Said::text("demo-what-list-drift"),
            stopped: !parcels.is_empty() && parcels.iter().all(approval) && !self.left(&draft),
            by: told(&parcels),
            evidence: self.evidence(letter).await?,
            sight: Sight::of(&parcels),
        })
    }

    /// Letters of an ordinary day, so that every tray has something in it.
    async fn everyday(&self) -> anyhow::Result<()> {
        for (user, draft) in letters::everyday(DOMAIN).context("an everyday letter could not be made")? {
            let letter = self.submit(user, &draft).await?;
            self.decided(letter).await?;
        }
        Ok(())
    }

    async fn relay(&self, draft: &Draft) -> anyhow::Result<LetterId> {
        let door = self.running.addresses.relay.context("no relay door")?;
        taken_in(&postman::relay(door, draft).await?)
    }

    async fn submit(&self, user: &str, draft: &Draft) -> anyhow::Result<LetterId> {
        let door = self.running.addresses.submissions.context("no submission door")?;
        let (trusted, password) = (&self.staged.trusted, &self.staged.password);
        taken_in(&postman::submit(door, trusted, user, password, draft).await?)
    }

    /// The parcels of a letter, once they are decided.
    pub(super) async fn decided(&self, letter: LetterId) -> anyhow::Result<Vec<Parcel>> {
        loop {
            let parcels = self.running.house.store().parcels_of(letter).await?;
            if !parcels.is_empty() {
                return Ok(parcels);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// A parcel that stopped moving would be waited for in vain.
    async fn still_alive(&self, parcels: &[Parcel], letter: LetterId) -> anyhow::Result<()> {
        if parcels.iter().any(|parcel| matches!(parcel.verdict, Verdict::Refuse { .. })) {
            bail!("letter {letter} was refused");
        }
        Ok(())
    }

    pub(super) async fn evidence(&self, letter: LetterId) -> anyhow::Result<u64> {
        let events = self.running.house.store().events_of(About::Letter(letter), false).await?;
        let decided = events.iter().find(|row| {
            serde_json::from_str::<Event>(&row.link.event).is_ok_and(|event| matches!(event, Event::Decided { .. }))
        });
        Ok(decided.context("the decision is not in the evidence")?.link.seq)
    }

    /// Mails that came out for these recipients.
    pub(super) fn arrived(&self, expected: &BTreeSet<&str>) -> Vec<Arc<super::sink::Arrived>> {
        let ours = |mail: &Arc<super::sink::Arrived>| mail.recipients.iter().any(|to| expected.contains(to.as_str()));
        self.sink.mails().into_iter().filter(ours).collect()
    }

    /// Whether the letter itself came out to anybody.
    fn left(&self, draft: &Draft) -> bool {
        let id = message_id(&draft.bytes);
        self.sink.mails().iter().any(|mail| message_id(&mail.bytes) == id)
    }
}

pub(super) fn message_id(bytes: &[u8]) -> Option<String> {
    read(bytes, &Limits::default()).message_id
}

/// One recipient in the envelope, the same one in `To`, nobody else in any address field.
fn is_alone(arrived: &super::sink::Arrived, all: &BTreeSet<&str>) -> bool {
    let [only] = arrived.recipients.as_slice() else { return false };
    let mail = read(&arrived.bytes, &Limits::default());
    let shown = mail.to.iter().chain(&mail.cc).chain(&mail.bcc);
    let shown: Vec<String> = shown.filter_map(|mailbox| Some(mailbox.address.as_ref()?.to_string())).collect();
    let others = shown.iter().filter(|address| *address != only && all.contains(address.as_str())).count();
    shown.contains(only) && others == 0
}

/// What was decided of each parcel.
fn told(parcels: &[Parcel]) -> Said {
    Said::of(|words| parcels.iter().map(|parcel| verdict(words, parcel)).collect::<Vec<_>>().join(" / "))
}

fn verdict(words: Words, parcel: &Parcel) -> String {
    match &parcel.verdict {
        Verdict::Pass => words.text("demo-by-passed"),
        Verdict::Refuse { reason } => words.refuse(reason),
        Verdict::Hold { .. } => {
            let kinds: BTreeSet<String> = parcel.findings.iter().map(|finding| finding.kind.code()).collect();
            let names: Vec<String> = kinds.iter().map(|kind| words.finding_name(kind)).collect();
            words.with("demo-by-held", &[("findings", names.join(words.comma()).into())])
        }
    }
}

/// The id in the reply of the gate.
pub(super) fn taken_in(reply: &str) -> anyhow::Result<LetterId> {
    let id = reply.split_whitespace().find_map(|word| word.trim_end_matches(';').parse().ok());
    id.with_context(|| format!("the gate said: {reply}"))
}
