//! The plan of a campaign as forms: read for showing, written from what was filled in.
//!
//! Invariants: a form changes nothing it does not show, and a plan that cannot be read is not written over. What is
//! written goes the way of every other part: it voids what was checked, proposed and approved.

use sekisho_model::{Address, CampaignId};

use super::parts::plan_part;
use crate::{
    campaigns::{
        Dossier, PartName, Plan,
        dossier::PLAN,
        plan::{Ending, List, MasterList, Second, Sending, Texts, Writer},
        window::Hours,
    },
    desk::{
        Desk, DeskError, Viewer,
        views::{LetterForm, PlanChange, PlanForms, SendingForm, SourcesForm},
    },
};

/// Parts that a form makes.
const TEXT: &str = "letter.txt";
const HTML: &str = "letter.html";
/// Addresses for test letters.
const TESTS: usize = 10;

/// A part to be put in.
type Part = (String, Vec<u8>);

impl Desk {
    /// Writes one form into the plan; the first one makes it.
    ///
    /// # Errors
    /// [`DeskError::Input`] with the field, [`DeskError::Trouble`] when the plan there is cannot be read, and as
    /// [`Desk::put_parts`].
    pub async fn plan_campaign(&self, viewer: &Viewer, id: &CampaignId, change: PlanChange) -> Result<(), DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if !seen.may.content {
            return Err(DeskError::Forbidden);
        }
        let dossier = self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let has_plan = dossier.iter().any(|(name, _)| name.as_str() == PLAN);
        let mut plan = if has_plan { Plan::of(&dossier)? } else { self.blank_plan(viewer, id).await? };
        let mut parts = match change {
            PlanChange::Sources(form) => sources(&mut plan, form)?,
            PlanChange::Letter(form) => letter(&mut plan, form)?,
            PlanChange::Sending(form) => sending(&mut plan.sending, &form)?,
        };
        parts.push(plan_part(&plan)?);
        self.put_parts(viewer, id, parts).await
    }

    /// A plan with nothing in it but who writes.
    async fn blank_plan(&self, viewer: &Viewer, id: &CampaignId) -> Result<Plan, DeskError> {
        let user = self.house.store.user(viewer.user.clone()).await?.ok_or(DeskError::NotFound)?;
        let from = user.addresses.into_iter().next().ok_or_else(|| wrong("from"))?;
        let none = Vec::new;
        Ok(Plan {
            id: id.clone(),
            date: self.house.clock.now(),
            files: Some("files".to_owned()),
            list: List {
                source: String::new(),
                key: String::new(),
                address: String::new(),
                author: None,
                system: None,
                made: None,
                second: None,
            },
            master: MasterList {
                source: None,
                key: String::new(),
                mail: none(),
                phone: none(),
                member: none(),
                name: none(),
                reading: none(),
            },
            sender: Writer { from, name: user.name, reply_to: None, return_path: None },
            template: Texts { subject: String::new(), name: None, text: TEXT.to_owned(), html: None, file: Vec::new() },
            unsubscribe: None::<Ending>,
            known: crate::campaigns::plan::Known::default(),
            sending: Sending::default(),
            waiver: Vec::new(),
        })
    }
}

fn wrong(field: &'static str) -> DeskError {
    DeskError::Input { field, problem: "cannot be".to_owned() }
}

fn sources(plan: &mut Plan, form: SourcesForm) -> Result<Vec<Part>, DeskError> {
    let named = |text: String, field: &'static str| if text.trim().is_empty() { Err(wrong(field)) } else { Ok(text) };
    plan.list.source = named(form.list, "list")?;
    plan.list.key = named(form.key, "key")?;
    plan.list.address = named(form.address, "address-column")?;
    let known = plan.list.second.take();
    plan.list.second = form.second.filter(|source| !source.is_empty()).map(|source| match known {
        Some(second) => Second { source, ..second },
        None => second(source),
    });
    plan.master.source = form.master.filter(|source| !source.is_empty());
    plan.master.key = if form.master_key.is_empty() { plan.list.key.clone() } else { form.master_key };
    (plan.master.mail, plan.master.phone, plan.master.member) = (form.mail, form.phone, form.member);
    (plan.master.name, plan.master.reading) = (form.name, form.reading);
    Ok(Vec::new())
}

fn second(source: String) -> Second {
    Second {
        source,
        key: None,
        author: None,
        system: None,
        made: None,
        map: Vec::new(),
        ignore: Vec::new(),
        normal: Vec::new(),
        waiver: Vec::new(),
    }
}

fn letter(plan: &mut Plan, form: LetterForm) -> Result<Vec<Part>, DeskError> {
    let address = |text: &str, field: &'static str| text.trim().parse::<Address>().map_err(|_| wrong(field));
    plan.sender.from = address(&form.from, "from")?;
    plan.sender.name = form.sender;
    plan.sender.reply_to = match form.reply_to.trim() {
        "" => None,
        text => Some(address(text, "reply-to")?),
    };
    if form.subject.trim().is_empty() {
        return Err(wrong("subject"));
    }
    plan.template.subject = form.subject;
    plan.template.name = Some(form.recipient).filter(|name| !name.trim().is_empty());
    let mut parts = vec![(plan.template.text.clone(), lines(&form.text))];
    if form.html.trim().is_empty() {
        plan.template.html = None;
    } else {
        let name = plan.template.html.get_or_insert_with(|| HTML.to_owned());
        parts.push((name.clone(), lines(&form.html)));
    }
    Ok(parts)
}

/// Forms carry CRLF (HTML living standard, 4.10.21.4); files of a dossier do not.
fn lines(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").into_bytes()
}

fn sending(sending: &mut Sending, form: &SendingForm) -> Result<Vec<Part>, DeskError> {
    if form.test_to.len() > TESTS {
        return Err(wrong("test-to"));
    }
    let parsed: Result<Vec<Address>, _> = form.test_to.iter().map(|text| text.trim().parse()).collect();
    sending.test_to = parsed.map_err(|_| wrong("test-to"))?;
    sending.canary = form.canary;
    if [form.per_minute, form.per_minute_domain].contains(&Some(0)) {
        return Err(wrong("per-minute"));
    }
    (sending.per_minute, sending.per_minute_domain) = (form.per_minute, form.per_minute_domain);
    sending.not_before = form.not_before;
    sending.hours = form.hours.clone().map(Hours::try_from).transpose().map_err(|_| wrong("hours"))?;
    Ok(Vec::new())
}

/// The forms as a plan and its texts fill them in.
pub(super) fn filled(plan: &Plan, dossier: &Dossier) -> PlanForms {
    let text = |name: &str| {
        let name = PartName::parse(name).ok()?;
        Some(dossier.text(&name).ok()?.to_owned())
    };
    let (list, master, template) = (&plan.list, &plan.master, &plan.template);
    PlanForms {
        sources: SourcesForm {
            list: list.source.clone(),
            key: list.key.clone(),
            address: list.address.clone(),
            second: list.second.as_ref().map(|second| second.source.clone()),
            master: master.source.clone(),
            master_key: master.key.clone(),
            mail: master.mail.clone(),
            phone: master.phone.clone(),
            member: master.member.clone(),
            name: master.name.clone(),
            reading: master.reading.clone(),
        },
        letter: LetterForm {
            from: plan.sender.from.to_string(),
            sender: plan.sender.name.clone(),
            reply_to: plan.sender.reply_to.as_ref().map(ToString::to_string).unwrap_or_default(),
            subject: template.subject.clone(),
            recipient: template.name.clone().unwrap_or_default(),
            text: text(&template.text).unwrap_or_default(),
            html: template.html.as_deref().and_then(text).unwrap_or_default(),
        },
        sending: SendingForm {
            not_before: plan.sending.not_before,
            hours: plan.sending.hours.map(Into::into),
            canary: plan.sending.canary,
            per_minute: plan.sending.per_minute,
            per_minute_domain: plan.sending.per_minute_domain,
            test_to: plan.sending.test_to.iter().map(ToString::to_string).collect(),
        },
    }
}
