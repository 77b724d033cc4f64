//! The ladder of the programme.
use crate::{
    context::PageContext,
    ui::{
        chart::ladder::{self, Step},
        money,
    },
};
use entity::{
    figures::find::{LADDER, Overview},
    ledger::Kind,
    money::Cents,
};
use leptos::prelude::*;

/// The ladder with what is still free; steps without facts are said to be unknown.
pub fn ladder(context: &PageContext, all: &Overview) -> AnyView {
    // regions and years never had a ceiling: then the grant is the whole, and the step is not shown
    let whole = all.step(Kind::Ceiling).or(all.step(Kind::Granted)).map(|figure| figure.cents);
    let narrowed = all.step(Kind::Ceiling).is_none() && !all.ladder.is_empty();
    let steps = LADDER
        .into_iter()
        .zip(1u8..)
        .filter(|(kind, _)| !(narrowed && *kind == Kind::Ceiling))
        .map(|(kind, tone)| match all.step(kind) {
            Some(figure) => Step {
                label: kind.label().into(),
                cents: figure.cents,
                amount: money::millions(context, &figure.id.to_string(), figure.cents),
                share: whole.and_then(|whole| figure.cents.of(whole)).map(rounded).unwrap_or_default(),
                tone,
            },
            None => Step {
                label: kind.label().into(),
                cents: Cents::ZERO,
                amount: money::unknown(),
                share: String::new(),
                tone,
            },
        })
        .collect();
    let share = if narrowed { "Anteil an der Bewilligung" } else { "Anteil an den Programmmitteln" };
    view! {
        {ladder::ladder("Vom Programm zum anerkannten Euro", "Stufe", share, steps)}
        {free(all)}
    }
    .into_any()
}

/// What is still free, as a sentence.
fn free(all: &Overview) -> AnyView {
    let words = match all.free {
        None => return ().into_any(),
        Some(free) if free.0 < 0 => {
            let over = money::short(Cents(-free.0));
            view! { "Bewilligt sind " <strong>{over}</strong> " mehr, als das Programm hat." }.into_any()
        }
        Some(free) if free == Cents::ZERO => "Die Programmmittel sind vollständig bewilligt.".into_any(),
        Some(free) => {
            let title = free.to_string();
            view! { "Frei sind noch " <strong title=title>{money::short(free)}</strong> "." }.into_any()
        }
    };
    let returned: Vec<String> = all
        .returned
        .iter()
        .map(|figure| format!("{} {}", money::short(figure.cents), figure.id.kind.label()))
        .collect();
    let returned = (!returned.is_empty()).then(|| format!(" Dazu: {}.", returned.join(", ")));
    view! { <p class="finding">{words}{returned}</p> }.into_any()
}

/// A rate with one place, as charts show it.
fn rounded(rate: entity::money::Rate) -> String {
    let tenths = (i64::from(rate.0) + 5) / 10;
    format!("{},{}\u{a0}%", tenths / 10, tenths % 10)
}
