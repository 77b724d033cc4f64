//! Projects by group of states, as one thin bar with words below.
use super::percent;
use crate::{text, ui::status};
use entity::project::lifecycle::Stage;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A thin bar with one part for each stage.
#[must_use]
pub fn bar(stages: &BTreeMap<Stage, u64>) -> AnyView {
    let total: i64 = stages.values().map(|count| i64::try_from(*count).unwrap_or(0)).sum();
    let mut before = 0;
    let parts = Stage::ALL
        .into_iter()
        .filter_map(|stage| Some((stage, i64::try_from(*stages.get(&stage)?).ok()?)))
        .map(|(stage, count)| {
            let (x, width) = (percent(before, total), percent(count, total));
            before += count;
            view! { <rect class=format!("stage stage-{}", stage.key()) x=format!("{x}%") width=format!("{width}%") height="8"/> }
        })
        .collect_view();
    view! { <svg class="stages" width="100%" height="8" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100%" height="8"/>{parts}</svg> }
        .into_any()
}

/// The stages with their counts; each leads to its projects where there is an address.
#[must_use]
pub fn list(stages: &BTreeMap<Stage, u64>, href: impl Fn(Stage) -> String) -> AnyView {
    let lines = Stage::ALL
        .into_iter()
        .filter_map(|stage| Some((stage, *stages.get(&stage)?)))
        .filter(|(_, count)| *count > 0)
        .map(|(stage, count)| {
            view! {
                <li><a href=href(stage)>{status::stage(stage)}</a><span class="count">{text::number(i64::try_from(count).unwrap_or(0))}</span></li>
            }
        })
        .collect_view();
    view! { <ul class="stage-list">{lines}</ul> }.into_any()
}
