//! Private money beside state money, with the line of the target and the sentence that says how far away it is.
use crate::{
    context::PageContext,
    ui::{
        chart::lines::{Measure, against_target},
        money, section_head,
    },
};
use entity::{
    figures::find::{Cofunding, Figure},
    ledger::Kind,
    money::{Cents, Rate},
};
use leptos::prelude::*;

/// The section on private co-funding.
pub fn cofunding(context: &PageContext, data: &Cofunding) -> AnyView {
    let title = match (data.reached, data.target) {
        (Some(reached), Some(target)) if target.0 > 0 => {
            let share = i64::from(reached.0) * 100 / i64::from(target.0);
            format!("Private Mittel erreichen {share}\u{a0}% des Ziels {}", ratio(target))
        }
        _ => "Private Mittel neben Landesmitteln".to_owned(),
    };
    let pledged = data.cash.iter().find(|figure| figure.id.kind == Kind::CofundingPledged);
    let linked = |figure: &Figure| money::millions(context, &figure.id.to_string(), figure.cents);
    let mut measures = Vec::new();
    measures.extend(data.state.as_ref().map(|state| Measure {
        label: "Land, bewilligt".into(),
        cents: state.cents.0,
        amount: linked(state),
        tone: 2,
    }));
    measures.extend(data.cash.iter().map(|figure| Measure {
        label: format!("Private, {}", short_step(figure.id.kind)),
        cents: figure.cents.0,
        amount: linked(figure),
        tone: 7,
    }));
    let goal = data.state.as_ref().zip(data.target).and_then(|(state, target)| state.cents.share(target));
    let chart = match measures.is_empty() {
        true => ().into_any(),
        false => against_target(
            "Private Mittel und Landesmittel auf einer Skala".into(),
            measures,
            goal.zip(data.target)
                .map(|(goal, target)| (goal.0, format!("Ziel {}: {}", ratio(target), money::short(goal)))),
        ),
    };
    let in_kind = data.in_kind.iter().map(|figure| {
        view! { <p class="finding">"Dazu Sachleistungen, " {short_step(figure.id.kind)} ": " {linked(figure)} "." </p> }
    }).collect_view();
    view! {
        {section_head("privat", title, None)}
        <p class="finding">{sentence(data, pledged)}</p>
        {chart}
        {in_kind}
    }
    .into_any()
}

fn sentence(data: &Cofunding, pledged: Option<&Figure>) -> String {
    match (pledged, data.missing) {
        (None, _) => "Was Private beitragen, ist an diesem Tag unbekannt.".into(),
        (Some(_), Some(missing)) if missing.0 > 0 => {
            format!(
                "Bis zum angekündigten Ziel, dass Private ebenso viel geben wie das Land, fehlen {}.",
                money::short(missing)
            )
        }
        (Some(_), Some(missing)) => {
            format!("Das Ziel ist erreicht, um {} übertroffen.", money::short(Cents(-missing.0)))
        }
        (Some(_), None) => "Ein Ziel ist für diesen Ausschnitt nicht benannt.".into(),
    }
}

fn short_step(kind: Kind) -> &'static str {
    if kind == Kind::CofundingProven { "nachgewiesen" } else { kind.label() }
}

fn ratio(target: Rate) -> String {
    if target.0 == 10_000 { "1\u{a0}:\u{a0}1".into() } else { target.to_string() }
}
