//! A mail merge that went wrong (M1): once one of many letters of one shape named another person than its recipient,
//! the following ones are held with it until somebody has looked, whatever they say themselves. Rows that slid by one
//! are all wrong, and not every name can be compared.

use sekisho_model::{Fact, Place};

use super::{Reports, Weight};
use crate::view::View;

/// Reports the burst the caller saw.
pub(super) fn burst(view: &View<'_>, reports: &mut Reports<'_>) {
    let Some(burst) = view.facts.burst.filter(|_| !view.outside.is_empty()) else { return };
    let finding =
        reports.found(Place::Letter).with("count", Fact::Count(burst.letters)).with("wrong", Fact::Count(burst.wrong));
    reports.report(finding, view.outside.clone(), Weight::Acts);
}
