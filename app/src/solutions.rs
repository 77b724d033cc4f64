//! The catalogue of what others can take over.
mod asked;
mod compare;
mod desk;
mod detail;
mod facets;
mod form;
mod list;
mod picture_removal;
mod pictures;
pub mod publiccode;
pub(crate) mod uses;
mod value;

pub use asked::ConfirmContact;
pub use compare::SolutionCompare;
pub use detail::SolutionDetail;
pub use facets::asked;
pub use form::{SolutionForm, SolutionNew};
pub use list::SolutionList;
pub use picture_removal::PictureRemoval;
pub use pictures::SolutionPictures;
pub use publiccode::SolutionPubliccode;

use crate::{
    context::PageContext,
    paths, text,
    ui::{self, status},
};
use entity::{
    adoption::State,
    solution::{
        catalogue::{Entry, search::CostClass},
        sheet::field::Field,
    },
};
use leptos::prelude::*;

/// A solution as a card.
pub(crate) fn card(context: &PageContext, entry: &Entry) -> AnyView {
    card_with(context, entry, None)
}

/// A solution as a card, with something at its end.
fn card_with(context: &PageContext, entry: &Entry, end: Option<AnyView>) -> AnyView {
    let href = context.link(paths::solution(&entry.slug));
    let sheet = &entry.sheet;
    let kind = match sheet.get(Field::Licence) {
        Some(licence) => format!("{} · {licence}", entry.kind.label()),
        None => entry.kind.label().to_owned(),
    };
    let cost = sheet.cents(Field::Yearly).map(|cents| format!("{} im Jahr", CostClass::of(cents).label()));
    let from = match (entry.outside, &entry.region) {
        (true, _) => sheet.get(Field::Outside).map(str::to_owned),
        (false, region) => region.as_ref().map(|(_, name)| name.clone()),
    };
    view! {
        <article class="kern-card solution-card">
            <div class="kern-card__container">
                <h3 class="kern-title"><a href=href>{sheet.name().to_owned()}</a></h3>
                <p class="benefit">{sheet.text(Field::Benefit).to_owned()}</p>
                <div class="chips-line">
                    {ui::chip(kind)}
                    {ui::chip(entry.maturity.label())}
                    {cost.map(ui::chip)}
                    {entry.outside.then(|| ui::chip("außerhalb des Programms"))}
                    {entry.sample.then(ui::sample_badge)}
                </div>
                <p class="card-foot">{adopted(entry)}<span class="muted">{from}</span></p>
                {end}
            </div>
        </article>
    }
    .into_any()
}

/// How many use it, confirmed by themselves: "produktiv in 7 Kommunen"; else the furthest anybody says to be.
pub(crate) fn adopted(entry: &Entry) -> AnyView {
    let towns = |count: u64| text::count(i64::try_from(count).unwrap_or(0), "Kommune", "Kommunen");
    if entry.confirmed > 0 {
        return status::adoption(State::Productive.key(), &format!("produktiv in {}", towns(entry.confirmed)));
    }
    let states = entry.by_state();
    let furthest = [State::Productive, State::Introducing, State::Evaluating, State::Interested]
        .into_iter()
        .find_map(|state| states.get(&state).map(|count| (state, *count)));
    match furthest {
        Some((State::Productive, count)) => {
            status::adoption("unknown", &format!("produktiv in {}, nicht bestätigt", towns(count)))
        }
        Some((state, count)) => status::adoption(state.key(), &format!("{} in {}", state.label(), towns(count))),
        None => view! { <span class="muted">"noch keine Nachnutzung gemeldet"</span> }.into_any(),
    }
}
