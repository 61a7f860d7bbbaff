//! Checking, and what people decide: laying before approvers, approving, letting go, pausing, stopping.

use axum::{extract::State, response::Response};
use sekisho_engine::desk::CampaignAction;
use sekisho_model::{CampaignId, Digest};
use serde::Deserialize;

use super::{refused, steps};
use crate::{
    counter::Counter,
    fault::Fault,
    input::{Form, Path},
    pages::done,
    seat::Seat,
    view::campaign::Step,
};

/// Every letter is made and read back, in the background.
pub(crate) async fn check(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
) -> Result<Response, Fault> {
    match counter.desk.check_campaign(&seat.viewer, &id).await {
        Ok(()) => Ok(done(&counter, &format!("/campaigns/{id}/checks"), "campaign-checking")),
        Err(error) => {
            let problem = refused(&seat.shell, error)?;
            steps::shown(&counter, seat, &id, Step::Checks, Some(problem)).await
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Decision {
    action: CampaignAction,
    /// The root that was on the page; empty where nothing has one.
    #[serde(default)]
    root: String,
    #[serde(default)]
    comment: String,
}

/// Decides, for the root that was on the page.
pub(crate) async fn act(
    State(counter): State<Counter>,
    seat: Seat,
    Path(id): Path<CampaignId>,
    Form(decision): Form<Decision>,
) -> Result<Response, Fault> {
    let shown = match decision.root.as_str() {
        "" => None,
        root => Some(root.parse::<Digest>().map_err(|_| Fault::Malformed)?),
    };
    let action = decision.action;
    match counter.desk.act_on_campaign(&seat.viewer, &id, action, shown, Some(&decision.comment)).await {
        Ok(_) => {
            let to = format!("/campaigns/{id}/{}", after(action).code());
            Ok(done(&counter, &to, &format!("campaign-act:{}", action.code())))
        }
        Err(error) => {
            let problem = refused(&seat.shell, error)?;
            steps::shown(&counter, seat, &id, after(action), Some(problem)).await
        }
    }
}

const fn after(action: CampaignAction) -> Step {
    match action {
        CampaignAction::Propose | CampaignAction::Withdraw | CampaignAction::Approve => Step::Approval,
        CampaignAction::Release | CampaignAction::Pause | CampaignAction::Resume | CampaignAction::Stop => {
            Step::Progress
        }
    }
}
