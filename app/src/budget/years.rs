//! Money by budget year, and by region and year.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        chart::columns::{Group, columns},
        money, table,
    },
};
use entity::{
    figures::find::{Figure, Overview, YearLine},
    grant::Backing,
    money::Cents,
    precision::Precision,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

fn cell(context: &PageContext, figure: Option<&Figure>) -> AnyView {
    match figure {
        Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
        None => money::unknown(),
    }
}

/// Planned, granted and paid by year: columns, and the same as a table.
pub fn years(context: &PageContext, all: &Overview) -> AnyView {
    let known: Vec<&YearLine> = all
        .years
        .iter()
        .filter(|line| line.planned.is_some() || line.granted.is_some() || line.paid.is_some())
        .collect();
    if known.is_empty() {
        return view! {
            <section aria-labelledby="jahre">
                {ui::section_head("jahre", "Nach Haushaltsjahr", None)}
                {ui::empty("Keine Angaben nach Haushaltsjahr", "Sie entstehen, wenn eine Liste oder ein Bescheid das Haushaltsjahr nennt.")}
            </section>
        }
        .into_any();
    }
    let cents = |figure: &Option<Figure>| figure.as_ref().map(|figure| figure.cents.0);
    let groups = known
        .iter()
        .map(|line| Group {
            label: line.year.to_string(),
            values: vec![cents(&line.planned), cents(&line.granted), cents(&line.paid)],
        })
        .collect();
    let largest = all
        .years
        .iter()
        .filter_map(|line| Some((line.year, line.planned.as_ref()?.cents)))
        .max_by_key(|(_, cents)| *cents);
    let finding = largest.map(|(year, cents)| format!("Am meisten ist für {year} geplant: {}.", money::short(cents)));
    let rows = known
        .iter()
        .map(|line| {
            vec![
                view! { <a href=context.link(paths::budget_year(line.year))>{line.year}</a> }.into_any(),
                cell(context, line.planned.as_ref()),
                cell(context, line.granted.as_ref()),
                cell(context, line.bound.get(&Backing::Cash)),
                cell(context, line.bound.get(&Backing::Commitment)),
                cell(context, line.paid.as_ref()),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Haushaltsjahr"),
        table::numbers("geplant"),
        table::numbers("bewilligt"),
        table::numbers("davon Bar"),
        table::numbers("davon VE"),
        table::numbers("ausgezahlt"),
    ];
    view! {
        <section aria-labelledby="jahre">
            {ui::section_head("jahre", "Nach Haushaltsjahr", None)}
            <p class="finding">{finding}</p>
            {columns("Geplant, bewilligt und ausgezahlt nach Haushaltsjahr; dieselben Zahlen stehen in der Tabelle darunter".into(), &[("geplant", 6), ("bewilligt", 3), ("ausgezahlt", 1)], groups)}
            {table::table("Landesmittel nach Haushaltsjahr, soweit eines genannt ist", heads, rows, None)}
        </section>
    }
    .into_any()
}

/// Planned money of each region in each year, with sums that open.
pub fn by_region(context: &PageContext, all: &Overview, names: &[(String, String)]) -> AnyView {
    let years: BTreeSet<i32> = all.region_years.keys().map(|(_, year)| *year).collect();
    if years.is_empty() {
        return ().into_any();
    }
    let mut heads = vec![table::words("Region")];
    heads.extend(years.iter().map(|year| table::numbers(&year.to_string())));
    heads.push(table::numbers("Summe"));
    let sum = |of: &dyn Fn(&(String, i32)) -> bool| -> (Cents, Precision) {
        all.region_years.iter().filter(|(key, _)| of(key)).fold(
            (Cents::ZERO, Precision::Cent),
            |(sum, precision), (_, figure)| {
                (sum.checked_add(figure.cents).unwrap_or(sum), precision.max(figure.precision))
            },
        )
    };
    let mut rows: Vec<Vec<AnyView>> = names
        .iter()
        .filter(|(slug, _)| all.region_years.keys().any(|(other, _)| other == slug))
        .map(|(slug, name)| {
            let mut cells = vec![name.clone().into_any()];
            cells.extend(years.iter().map(|year| match all.region_years.get(&(slug.clone(), *year)) {
                Some(figure) => cell(context, Some(figure)),
                None => view! { <span class="muted" title="Für dieses Jahr nennt keine Liste etwas">{text::UNKNOWN}</span> }.into_any(),
            }));
            // the figure of a region counts plans without a year too, so this sum does not open
            let (cents, precision) = sum(&|(other, _)| other == slug);
            cells.push(money::exact(cents, precision));
            cells
        })
        .collect();
    rows.extend(without_region(all, &years));
    let whole = rows.len() > 1;
    let mut foot = vec!["Summe".into_any()];
    foot.extend(years.iter().map(|year| cell(context, planned_in(all, *year))));
    let total = years
        .iter()
        .filter_map(|year| planned_in(all, *year))
        .fold((Cents::ZERO, Precision::Cent), |(sum, precision), figure| {
            (sum.checked_add(figure.cents).unwrap_or(sum), precision.max(figure.precision))
        });
    foot.push(money::exact(total.0, total.1));
    view! {
        <section aria-labelledby="region-jahr">
            {ui::section_head("region-jahr", "Geplante Landesmittel nach Region und Jahr", None)}
            {table::table("Jede Summe öffnet die Vorgänge, aus denen sie besteht", heads, rows, whole.then_some(foot))}
        </section>
    }
    .into_any()
}

fn planned_in(all: &Overview, year: i32) -> Option<&Figure> {
    all.years.iter().find(|line| line.year == year).and_then(|line| line.planned.as_ref())
}

/// What the year's sums have beyond those of the regions: money of projects whose region is not known.
fn without_region(all: &Overview, years: &BTreeSet<i32>) -> Option<Vec<AnyView>> {
    let rest = |year: &i32| {
        let figure = planned_in(all, *year)?;
        let regions = all.region_years.iter().filter(|((_, other), _)| other == year);
        let known = regions.fold(Cents::ZERO, |sum, (_, figure)| sum.checked_add(figure.cents).unwrap_or(sum));
        figure.cents.checked_sub(known).filter(|rest| *rest != Cents::ZERO).map(|rest| (rest, figure.precision))
    };
    let rests: Vec<Option<(Cents, Precision)>> = years.iter().map(rest).collect();
    let known: Vec<(Cents, Precision)> = rests.iter().flatten().copied().collect();
    if known.is_empty() {
        return None;
    }
    let sum = known.into_iter().fold((Cents::ZERO, Precision::Cent), |(sum, precision), (rest, coarse)| {
        (sum.checked_add(rest).unwrap_or(sum), precision.max(coarse))
    });
    let mut cells = vec!["Region unbekannt".into_any()];
    cells.extend(rests.into_iter().map(money::exact_or_unknown));
    cells.push(money::exact(sum.0, sum.1));
    Some(cells)
}
