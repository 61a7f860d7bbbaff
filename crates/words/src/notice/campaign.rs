//! What is told of a campaign by mail: its name, numbers, who did it; nothing of a row, a letter or a text.

/// A notice about a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignTold {
    /// What is told.
    pub news: CampaignNews,
    /// Its name.
    pub campaign: String,
    /// Login name of who did it; nothing: the house did.
    pub by: Option<String>,
    /// Address of its page, which asks for a sign-in.
    pub url: String,
}

/// What is told of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignNews {
    /// Asks an approver.
    Proposed {
        /// Letters.
        letters: u64,
    },
    /// It is approved and waits for its release.
    Approved,
    /// Somebody who shall approve it gave it back to its makers.
    SentBack,
    /// Nothing leaves until somebody resumes it.
    Paused {
        /// Code of the reason (`campaign-pause-…`).
        why: String,
    },
    /// The first rows are done, and a person is asked about the rest.
    Asked {
        /// Code of the question (`campaigns-question-…`).
        question: String,
    },
    /// Nothing more leaves, for ever.
    Stopped,
    /// Every row has come to an end.
    Ended {
        /// Letters that the next hop took.
        accepted: u64,
        /// Letters that failed.
        failed: u64,
        /// Letters of which nobody knows.
        unknown: u64,
    },
}

impl CampaignNews {
    /// The kind, as it stands in the evidence; the sentences have the same name with `notice-` before it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Proposed { .. } => "campaign-proposed",
            Self::Approved => "campaign-approved",
            Self::SentBack => "campaign-sent-back",
            Self::Paused { .. } => "campaign-paused",
            Self::Asked { .. } => "campaign-asked",
            Self::Stopped => "campaign-stopped",
            Self::Ended { .. } => "campaign-ended",
        }
    }
}
