//! Notices about campaigns.

use super::paragraph::{Page, VALUE, cut};
use crate::notice::{CampaignNews, CampaignTold, Written};

impl Page {
    pub(super) fn campaign(self, told: &CampaignTold) -> Written {
        let key = format!("notice-{}", told.news.code());
        let page = self.say(&key).about(told);
        let page = page.act(&key, &told.url, "notice-campaign-page");
        page.signed(&format!("{key}.subject"), &told.campaign)
    }

    fn about(mut self, told: &CampaignTold) -> Self {
        let words = self.words;
        let mut lines = vec![words.with("notice-campaign-fact", &[("campaign", cut(&told.campaign, VALUE).into())])];
        if let Some(by) = &told.by {
            lines.push(words.with("notice-campaign-fact.by", &[("by", cut(by, VALUE).into())]));
        }
        let count =
            |key: &str, count: u64| words.with(&format!("notice-campaign-fact.{key}"), &[("count", count.into())]);
        match &told.news {
            CampaignNews::Proposed { letters } => lines.push(count("letters", *letters)),
            CampaignNews::Paused { why } => {
                let why = words.text(&format!("campaign-pause-{why}"));
                lines.push(words.with("notice-campaign-fact.why", &[("why", why.into())]));
            }
            CampaignNews::Asked { question } => lines.push(words.text(&format!("campaigns-question-{question}"))),
            CampaignNews::Ended { accepted, failed, unknown } => {
                lines.extend([count("accepted", *accepted), count("failed", *failed), count("unknown", *unknown)]);
            }
            CampaignNews::Approved | CampaignNews::SentBack | CampaignNews::Stopped => {}
        }
        self.paragraphs.push(lines.join("\n"));
        self
    }
}
