//! The map of all Kreise: how many municipalities use something, and where it came from.
use crate::{
    context::PageContext,
    paths,
    ui::kreis_map::{Flow, Tile, kreis_map},
};
use entity::transfer::figures::count::Report;
use leptos::prelude::*;

/// So many flows are drawn at most, the largest.
const FLOWS: usize = 20;

/// The page about a Kreis on this report.
pub(super) fn href(context: &PageContext, kreis: &str) -> String {
    context.link(format!("{}#kreis", paths::with_query(paths::TRANSFER, &[("kreis", kreis)])))
}

/// The map, and a sentence about what its arrows show.
pub(super) fn map(context: &PageContext, report: &Report, chosen: Option<&str>) -> AnyView {
    let tiles = report
        .kreise
        .iter()
        .map(|kreis| Tile {
            kreis_ags: kreis.key.clone(),
            name: kreis.name.clone(),
            value: kreis.reusing,
            of: kreis.municipalities,
            href: href(context, &kreis.key),
            chosen: chosen == Some(kreis.key.as_str()),
        })
        .collect();
    let between = report.flows.iter().filter(|flow| flow.from != flow.to);
    let all = between.clone().count();
    let flows: Vec<Flow> = between
        .take(FLOWS)
        .map(|flow| Flow { from: flow.from.clone(), to: flow.to.clone(), count: flow.municipalities })
        .collect();
    let note = match all {
        0 => None,
        all if all > FLOWS => Some(format!(
            "Die Pfeile führen vom Kreis des Anbieters zu den Kreisen der nutzenden Kommunen; gezeichnet sind die {FLOWS} stärksten von {all}."
        )),
        _ => Some("Die Pfeile führen vom Kreis des Anbieters zu den Kreisen der nutzenden Kommunen.".to_owned()),
    };
    view! {
        <div class="stack">
            {kreis_map("Kommunen mit bestätigter Nachnutzung je Kreis", tiles, &flows, ("Kommune", "Kommunen"))}
            <p class="small muted">{note}" Eine Kachel öffnet die Kommunen des Kreises; dieselben Zahlen stehen in der Tabelle darunter."</p>
        </div>
    }
    .into_any()
}
