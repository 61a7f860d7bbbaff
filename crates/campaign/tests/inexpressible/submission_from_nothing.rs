use sekisho_campaign::{RowNumber, approval::Submission};
use sekisho_model::{CampaignId, Digest, Envelope};

fn forge(campaign: CampaignId, root: Digest, envelope: Envelope) -> Submission {
    Submission { campaign, root, row: RowNumber(1), envelope, bytes: Vec::new() }
}

fn main() {}
