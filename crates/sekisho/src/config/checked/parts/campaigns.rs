//! `[campaigns]`: rights, rates, sources.

use std::{collections::BTreeMap, path::Path};

use sekisho_engine::settings::{CampaignRights, Campaigns};
use sekisho_model::GroupId;

use crate::config::{
    checked::Checker,
    mistake::Mistake,
    raw::{self, Text},
};

pub(super) fn campaigns(
    raw: &raw::Campaigns,
    groups: &[raw::Group],
    folder: &Path,
    checker: &mut Checker,
) -> Campaigns {
    let mut named = |texts: &Option<Vec<Text>>| {
        texts.as_ref().map(|texts| texts.iter().filter_map(|text| group(text, groups, checker)).collect::<Vec<_>>())
    };
    let rights = CampaignRights {
        list: named(&raw.list),
        content: named(&raw.content),
        approve: named(&raw.approve),
        release: named(&raw.release),
    };
    let mut campaigns = Campaigns { rights, sources: sources(raw, folder, checker), ..Campaigns::default() };
    campaigns.approvals = raw.approvals.unwrap_or(campaigns.approvals).max(1);
    campaigns.reports_to = checker.parse_all(&raw.reports_to, "a mail address");
    campaigns.rates.all = raw.per_minute.unwrap_or(campaigns.rates.all);
    campaigns.rates.domain = raw.per_minute_domain.unwrap_or(campaigns.rates.domain);
    campaigns.fonts = raw.font.as_ref().map(|font| {
        let bold = raw.font_bold.as_ref().unwrap_or(font);
        (folder.join(font), folder.join(bold))
    });
    campaigns
}

fn group(text: &Text, groups: &[raw::Group], checker: &mut Checker) -> Option<GroupId> {
    let written = text.get_ref();
    let known = groups.iter().map(|group| group.name.get_ref().as_str());
    if known.clone().any(|name| name == written) {
        return Some(GroupId::new(written.as_str()));
    }
    let mistake = Mistake::new(text.span(), format!("there is no group `{written}`"));
    checker.add(mistake.help("add a [[group]] of this name").near(written, known));
    None
}

fn sources(raw: &raw::Campaigns, folder: &Path, checker: &mut Checker) -> BTreeMap<String, std::path::PathBuf> {
    let mut sources = BTreeMap::new();
    for source in &raw.sources {
        let (name, full) = (source.name.get_ref(), folder.join(source.file.get_ref()));
        if let Err(error) = std::fs::metadata(&full) {
            checker.add(Mistake::new(source.file.span(), format!("{} cannot be read: {error}", full.display())));
        }
        if name.is_empty() || name.contains('/') || sources.insert(name.clone(), full).is_some() {
            let what = format!("`{name}` is no name for a source, or stands twice");
            checker.add(Mistake::new(source.name.span(), what));
        }
    }
    sources
}
