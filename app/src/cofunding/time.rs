//! Private money beside state money year by year, as columns and as a table, against the target.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        chart::columns::{Group, columns},
        money, table,
    },
};
use chrono::Datelike as _;
use entity::{
    cofunding::ratio::{Standing, Sums, cents, reached},
    figures::id::FigureId,
    ledger::{Kind, Source, sums::Total},
    money::Rate,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// An amount of some sums that opens to its facts on their day.
pub(super) fn amount(view: &Viewpoint, sums: &Sums, id: FigureId) -> AnyView {
    match sums.get(&(id.kind, id.source)) {
        Some(Total { cents, precision, .. }) => {
            let href = paths::keep(paths::figure(&id.to_string()), view);
            let mark = text::precision_mark(*precision).map(|mark| {
                view! { <span class="precision" title=text::precision(*precision)>{mark}</span>" " }
            });
            view! { <a class="money" href=href>{mark}{cents.to_string()}</a> }.into_any()
        }
        None => money::unknown(),
    }
}

/// A share of granted state money, or "unbekannt".
pub(super) fn share(sums: &Sums, kind: Kind, source: Source) -> AnyView {
    reached(sums, kind, source).map_or_else(money::unknown, |rate| rate.to_string().into_any())
}

/// The target in words: `1 : 1`.
pub(super) fn ratio(target: Rate) -> String {
    if target.0 == 10_000 { "1\u{a0}:\u{a0}1".into() } else { target.to_string() }
}

/// Columns and a table, a row for the end of each year; all amounts are cumulative.
pub(super) fn over_time(
    context: &PageContext,
    standings: &[Standing],
    id: impl Fn(Kind, Source) -> FigureId,
) -> AnyView {
    let series = [
        ((Kind::Granted, Source::Programme), "Land, bewilligt", 2),
        ((Kind::CofundingPledged, Source::PrivateCash), "privat zugesagt (Geld)", 7),
        ((Kind::CofundingReceived, Source::PrivateCash), "privat eingegangen (Geld)", 4),
    ];
    let groups = standings.iter().map(|standing| Group {
        label: standing.day.year().to_string(),
        values: series
            .iter()
            .map(|((kind, source), _, _)| cents(&standing.sums, *kind, *source).map(|cents| cents.0))
            .collect(),
    });
    let rows = standings
        .iter()
        .map(|standing| {
            let view = Viewpoint {
                as_of: standing.day,
                known_at: context.viewpoint.known_at,
                today: context.viewpoint.today && standing.day == context.viewpoint.as_of,
            };
            let cell = |kind, source| amount(&view, &standing.sums, id(kind, source));
            let of = |kind| share(&standing.sums, kind, Source::PrivateCash);
            vec![
                text::day(standing.day).into_any(),
                cell(Kind::Granted, Source::Programme),
                cell(Kind::CofundingPledged, Source::PrivateCash),
                of(Kind::CofundingPledged),
                cell(Kind::CofundingReceived, Source::PrivateCash),
                of(Kind::CofundingReceived),
                cell(Kind::CofundingPledged, Source::PrivateInKind),
                cell(Kind::CofundingReceived, Source::PrivateInKind),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Bis"),
        table::numbers("Land, bewilligt"),
        table::numbers("Geld, zugesagt"),
        table::numbers("Anteil am Land"),
        table::numbers("Geld, eingegangen"),
        table::numbers("Anteil am Land"),
        table::numbers("Sachleistung, zugesagt"),
        table::numbers("Sachleistung, eingegangen"),
    ];
    let names = series.map(|(_, name, tone)| (name, tone));
    let label = "Bewilligte Landesmittel und private Mittel am Ende jedes Jahres; dieselben Zahlen stehen in der Tabelle darunter";
    view! {
        {columns(label.into(), &names, groups.collect())}
        {table::table("Private Mittel neben Landesmitteln, jeweils alles bis zu diesem Tag; jede Zahl öffnet ihre Vorgänge", heads, rows, None)}
    }
    .into_any()
}
