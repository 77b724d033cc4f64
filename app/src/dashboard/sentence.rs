//! The finding of the whole programme in one sentence; each figure leads on.
use crate::{context::PageContext, paths, text, ui::money::millions};
use entity::{
    figures::find::{Figure, Overview},
    ledger::Kind,
    project::lifecycle::Stage,
};
use leptos::prelude::*;

/// The sentence, and one line about the projects below it.
pub fn sentence(context: &PageContext, all: &Overview) -> AnyView {
    let amount = |figure: &Figure| millions(context, &figure.id.to_string(), figure.cents);
    let known: Vec<(AnyView, &'static str)> = [Kind::Granted, Kind::Paid, Kind::Spent]
        .into_iter()
        .filter_map(|kind| all.step(kind).map(|figure| (amount(figure), kind.label())))
        .collect();
    let last = known.len().saturating_sub(1);
    let nothing = known.is_empty();
    let parts = known
        .into_iter()
        .enumerate()
        .map(|(index, (amount, word))| {
            let join = match index {
                0 => "",
                index if index == last => " und ",
                _ => ", ",
            };
            view! { {join}{amount}" "{word} }
        })
        .collect_view();
    let ceiling = all.step(Kind::Ceiling).map(amount);
    let words = match (ceiling, nothing) {
        (Some(ceiling), false) => view! { "Von "{ceiling}" sind "{parts}"." }.into_any(),
        (Some(ceiling), true) => {
            view! { "Das Programm hat "{ceiling}". Was davon bewilligt ist, ist an diesem Tag nicht verzeichnet." }
                .into_any()
        }
        (None, false) => view! { {parts}"." }.into_any(),
        (None, true) => "An diesem Tag ist zum Programm noch nichts verzeichnet.".into_any(),
    };
    view! {
        <div class="hero">
            <h1 class="hero-sentence">{words}</h1>
            <p class="lead">{projects(context, all)}</p>
        </div>
    }
    .into_any()
}

fn projects(context: &PageContext, all: &Overview) -> AnyView {
    let total: u64 = all.stages.values().sum();
    let of = |stage: Stage| all.stages.get(&stage).copied().unwrap_or(0);
    let number = |count: u64, one: &str, many: &str| text::count(i64::try_from(count).unwrap_or(i64::MAX), one, many);
    if total == 0 {
        return "Noch kein Projekt verzeichnet.".into_any();
    }
    let mut parts: Vec<String> = [
        (Stage::Running, "laufend"),
        (Stage::Settlement, "in Abrechnung"),
        (Stage::Closed, "abgeschlossen"),
        (Stage::Planning, "in Planung"),
    ]
    .into_iter()
    .filter(|(stage, _)| of(*stage) > 0)
    .map(|(stage, word)| format!("{}\u{a0}{word}", of(stage)))
    .collect();
    if of(Stage::Unknown) > 0 {
        parts.push(format!("bei {} ist der Status unbekannt", of(Stage::Unknown)));
    }
    let href = context.link(paths::PROJECTS);
    view! { <a href=href>{number(total, "Projekt", "Projekte")}</a>" in fünf Regionen: " {parts.join(", ")} "." }
        .into_any()
}
