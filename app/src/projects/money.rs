//! The money of a project: three figures at its head, the ledger with the origin of each entry.
use super::storno;
use crate::{
    context::PageContext,
    text,
    ui::{
        self,
        chart::percent,
        money,
        origin::{self, Seen},
        status, table,
    },
};
use entity::{
    figures::id::FigureId,
    ledger::{Kind, Source, sums::Total},
    project::detail::Detail,
};
use leptos::prelude::*;
use std::collections::HashSet;

fn total(project: &Detail, kind: Kind, source: Source) -> Option<&Total> {
    project.sums.iter().find(|sum| sum.kind == kind && sum.source == source)
}

fn id(project: &Detail, kind: Kind, source: Source) -> String {
    FigureId { project: Some(project.line.id), ..FigureId::of(kind, source) }.to_string()
}

/// Granted, paid and proven, each with a thin bar on the scale of the grant.
pub fn three_figures(context: &PageContext, project: &Detail) -> AnyView {
    let whole = total(project, Kind::Granted, Source::Programme).map_or(0, |sum| sum.cents.0);
    let tiles = [(Kind::Granted, 2), (Kind::Paid, 4), (Kind::Spent, 5)]
        .into_iter()
        .map(|(kind, tone)| {
            let sum = total(project, kind, Source::Programme);
            let amount = match sum {
                Some(sum) => money::linked(context, &id(project, kind, Source::Programme), sum.cents, sum.precision),
                None => money::unknown(),
            };
            let width = format!("{}%", percent(sum.map_or(0, |sum| sum.cents.0), whole));
            let share = sum.filter(|_| kind != Kind::Granted && whole > 0).and_then(|sum| sum.cents.of(entity::money::Cents(whole)));
            view! {
                <div class="tile-figure">
                    <dt>{kind.label()}</dt>
                    <dd>
                        {amount}
                        <svg class="thin" width="100%" height="6" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100%" height="6"/><rect class=format!("bar bar-{tone}") width=width height="6"/></svg>
                        <span class="muted small">{share.map(|share| format!("{share} der Bewilligung"))}</span>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="tiles-line">{tiles}</dl> }.into_any()
}

/// Sums by kind and source, and every entry with its origin.
pub fn ledger(context: &PageContext, seen: &Seen, project: &Detail) -> AnyView {
    if project.entries.is_empty() {
        return view! {
            <section aria-labelledby="buchungen">
                {ui::section_head("buchungen", "Buchungen", None)}
                {ui::empty("Noch kein Betrag verzeichnet", "Beträge kommen aus übernommenen Importen oder aus Eingaben der Bewilligungsbehörde.")}
            </section>
        }
        .into_any();
    }
    let sums = project
        .sums
        .iter()
        .map(|sum| {
            vec![
                format!("{}, {}", sum.kind.label(), sum.source.label()).into_any(),
                money::linked(context, &id(project, sum.kind, sum.source), sum.cents, sum.precision),
                text::number(i64::try_from(sum.count).unwrap_or(0)).into_any(),
            ]
        })
        .collect();
    let taken_back: HashSet<i64> = project.entries.iter().filter_map(|entry| entry.reverses).collect();
    let entries = project
        .entries
        .iter()
        .map(|entry| {
            let reversed = entry.reverses.map(|_| status::mark(status::Shape::Cross, "muted", "Storno"));
            vec![
                view! { {text::day(entry.value_date)}" "{reversed} }.into_any(),
                format!("{}, {}", entry.kind.label(), entry.source.label()).into_any(),
                money::exact(entry.cents, entry.precision),
                entry.year.map(|year| year.to_string()).unwrap_or_else(|| "–".into()).into_any(),
                view! {
                    {origin::origin(seen, &entry.origin)}
                    {entry.reference.clone().map(|reference| view! { <span class="muted">" · "{reference}</span> })}
                    " "{entry.sample.then(ui::sample_mark)}
                    {storno::link(context, project, &taken_back, entry)}
                }
                .into_any(),
            ]
        })
        .collect();
    let sum_heads = vec![table::words("Art und Quelle"), table::numbers("Summe"), table::numbers("Einträge")];
    let heads = vec![
        table::words("Gültig ab"),
        table::words("Art und Quelle"),
        table::numbers("Betrag"),
        table::words("Jahr"),
        table::words("Herkunft"),
    ];
    let count = text::count(i64::try_from(project.entries.len()).unwrap_or(0), "Eintrag", "Einträge");
    view! {
        <section aria-labelledby="buchungen">
            {ui::section_head("buchungen", "Buchungen", None)}
            {table::table("Summen; jede öffnet ihre Einträge", sum_heads, sums, None)}
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{count}" mit Herkunft"</span></summary>
                <div class="kern-accordion__body">{table::table("Einträge im Hauptbuch, die neuesten zuerst", heads, entries, None)}</div>
            </details>
        </section>
    }
    .into_any()
}
