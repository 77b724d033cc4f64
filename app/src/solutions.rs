//! The catalogue of what others can take over.
mod detail;
mod list;

pub use detail::SolutionDetail;
pub use list::SolutionList;

use crate::{
    context::PageContext,
    paths, text,
    ui::{self, status},
};
use entity::{adoption::State, solution::find::Card};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A solution as a card.
pub(crate) fn card(context: &PageContext, card: &Card) -> AnyView {
    let row = &card.record;
    let href = context.link(paths::solution(&row.slug));
    let kind = match &row.licence {
        Some(licence) => format!("{} · {licence}", card.kind.label()),
        None => card.kind.label().to_owned(),
    };
    let region = card.region.clone().map(|(_, name)| name);
    view! {
        <article class="kern-card solution-card">
            <div class="kern-card__container">
                <h3 class="kern-title"><a href=href>{row.name.clone()}</a></h3>
                <p class="benefit">{row.benefit.clone()}</p>
                <div class="chips-line">{ui::chip(kind)}{ui::chip(card.maturity.label())}{row.sample.then(ui::sample_badge)}</div>
                <p class="card-foot">{adopted(&card.adoptions)}<span class="muted">{region}</span></p>
            </div>
        </article>
    }
    .into_any()
}

/// The furthest that municipalities are with a solution: "produktiv in 7 Kommunen".
pub(crate) fn adopted(adoptions: &BTreeMap<State, u64>) -> AnyView {
    let furthest = [State::Productive, State::Introducing, State::Evaluating, State::Interested]
        .into_iter()
        .find_map(|state| adoptions.get(&state).filter(|count| **count > 0).map(|count| (state, *count)));
    match furthest {
        Some((state, count)) => {
            let where_ = text::count(i64::try_from(count).unwrap_or(0), "Kommune", "Kommunen");
            status::adoption(state.key(), &format!("{} in {where_}", state.label()))
        }
        None => view! { <span class="muted">"noch keine Nachnutzung gemeldet"</span> }.into_any(),
    }
}
