//! Plan against actual of a case: each item of the plan beside what the newest proofs state.
use crate::{
    context::PageContext,
    paths,
    ui::{
        money,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    money::Cents,
    precision::Precision,
    settlement::{actual::Line, desk::OnCase},
};
use leptos::prelude::*;

/// The table, with the proofs it comes from; nothing before the first.
pub fn actual(context: &PageContext, case: &OnCase) -> Option<AnyView> {
    let (actual, lines) = case.actual.as_ref()?;
    let exact = |cents: Cents| money::exact(cents, Precision::Cent);
    let rows = lines.iter().map(|line| {
        let share = line.actual.of(line.planned).map_or_else(|| "–".into_any(), |rate| rate.to_string().into_any());
        vec![
            line.item.label().into_any(),
            exact(line.planned),
            exact(line.planned_so_far),
            exact(line.actual),
            share,
            line.allowed.map_or_else(|| "–".into_any(), exact),
            standing(line),
        ]
    });
    let heads = vec![
        table::words("Ansatz"),
        table::numbers("Plan insgesamt"),
        table::numbers("Plan der nachgewiesenen Jahre"),
        table::numbers("Ist"),
        table::numbers("Ist zum Plan"),
        table::numbers("höchstens"),
        table::words("Stand"),
    ];
    let proofs = actual.proofs.iter().map(|stated| {
        let href = context.link(paths::proof(stated.proof_id));
        view! { " "<a href=href>{format!("Nachweis Nr. {}", stated.proof_id)}</a> }
    });
    let proofs = proofs.collect_view();
    let view = view! {
        <p>{format!("Ist nach: {}.", actual.named())}{proofs}</p>
        {table::table(format!("Plan und Ist im Fall {}", case.case.reference), heads, rows.collect(), None)}
    };
    Some(view.into_any())
}

fn standing(line: &Line) -> AnyView {
    match line.over() {
        Some(over) => mark(Shape::Triangle, "bad", &format!("{over} über der Grenze")),
        None if line.allowed.is_some() && line.actual > line.planned => mark(Shape::Diamond, "warn", "über dem Plan"),
        None => mark(Shape::Check, "good", "im Rahmen"),
    }
}
