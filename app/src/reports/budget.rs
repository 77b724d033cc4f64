//! The budget as a report: the ladder by year, region and source, co-funding beside it, and what does not tie out.
use super::{
    document::{Cell, Document, Table, cofunding, known_at, numbers, sections, words},
    parts::{downloads, stand},
};
use crate::{
    context::{PROGRAMME, PageContext},
    paths, text,
    ui::page::{Page, serve},
};
use chrono::{DateTime, Utc};
use entity::{
    budget_year::find::STEPS,
    check::{find::Listed, found::Found},
    figures::{find::COFUNDING, groups::Grouped},
    grant::Backing,
    ledger::{Kind, Source},
    money::Cents,
    report::budget::{Budget, budget},
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// What a year has to spend.
const MEANS: [Kind; 5] = [Kind::Appropriation, Kind::CarryOver, Kind::Blocked, Kind::Commitment, Kind::Allocated];
/// What became of it.
const USE: [Kind; 9] = [
    Kind::Granted,
    Kind::Requested,
    Kind::Paid,
    Kind::Spent,
    Kind::Recognised,
    Kind::Reclaimed,
    Kind::Repaid,
    Kind::WrittenOff,
    Kind::Shelved,
];

/// The page at `/berichte/haushalt`.
#[component]
pub fn ReportBudget() -> impl IntoView {
    serve(|context: PageContext| async move {
        let budget = budget(&context.db, &context.actor, context.viewpoint, PROGRAMME).await?;
        let report = document(&budget, &context.viewpoint, context.now.instant);
        let content = view! {
            <h1 class="kern-heading-x-large">{report.title.clone()}</h1>
            <p class="lead">{report.sentences.join(" ")}</p>
            <p class="muted">{stand(&context)}</p>
            {downloads(&context, paths::BUDGET_TABLE, &[])}
            {sections(&context, &report.tables)}
        };
        let crumbs = vec![(context.link(paths::REPORTS), "Berichte".to_owned())];
        Ok(Page::new("Haushaltsbericht", content).section(paths::REPORTS).below(crumbs).sample(report.sample))
    })
}

/// The report of a programme's budget, made at an instant.
#[must_use]
pub fn document(budget: &Budget, view: &Viewpoint, now: DateTime<Utc>) -> Document {
    let mut tables = vec![
        ladder(budget),
        means(budget),
        by_year(budget),
        by_region(budget),
        by_region_and_year(budget),
        by_source(budget),
    ];
    tables.extend(cofunding(&budget.cofunding));
    tables.extend(
        budget
            .checks
            .as_ref()
            .map(|checks| findings("pruefungen", "Was nicht aufgeht", checks.items.iter(), note(checks))),
    );
    Document {
        file: format!("Haushalt-{}", budget.day),
        title: format!("Haushaltsbericht: {}", budget.programme),
        sentences: vec![sentence(budget)],
        tables,
        flat: flat(budget),
        as_of: text::day(budget.day),
        known_at: known_at(view, now),
        sample: budget.sample,
    }
}

fn sentence(budget: &Budget) -> String {
    let of =
        |kind| total(budget, kind).map(|figure| format!("{} {}", crate::ui::money::short(figure.cents), kind.label()));
    let parts: Vec<String> =
        [Kind::Granted, Kind::Paid, Kind::Spent, Kind::Recognised].into_iter().filter_map(of).collect();
    let used = match parts.is_empty() {
        true => "An diesem Tag ist nichts bewilligt".to_owned(),
        false => text::enumerate(&parts),
    };
    match (total(budget, Kind::Ceiling), budget.free) {
        (Some(ceiling), Some(free)) => format!(
            "Von {} Programmmitteln: {used}; {} sind noch frei.",
            crate::ui::money::short(ceiling.cents),
            crate::ui::money::short(free)
        ),
        _ => format!("{used}; ein Programmrahmen ist nicht verzeichnet."),
    }
}

fn total(budget: &Budget, kind: Kind) -> Option<&Grouped> {
    budget.totals.iter().find(|figure| figure.kind == kind && figure.source == Source::Programme)
}

/// A figure of programme money in a year; of what names no year where there is none.
fn in_year(budget: &Budget, kind: Kind, year: Option<i32>) -> Option<&Grouped> {
    let of = |figure: &&Grouped| figure.kind == kind && figure.source == Source::Programme && figure.year == year;
    budget.by_year.iter().find(of)
}

fn ladder(budget: &Budget) -> Table {
    let mut rows = Vec::new();
    for kind in std::iter::once(Kind::Ceiling).chain(STEPS) {
        let figure = total(budget, kind);
        if figure.is_none() && matches!(kind, Kind::Reclaimed | Kind::Repaid | Kind::WrittenOff | Kind::Shelved) {
            continue;
        }
        rows.push(vec![Cell::text(kind.label()), Cell::grouped(figure), Cell::text(kind.definition())]);
        if kind == Kind::Granted {
            rows.extend(Backing::ALL.iter().map(|backing| {
                let cell = match budget.bound.get(backing) {
                    // all that names a year is backed by the other
                    None if !budget.bound.is_empty() => Cell::exact(Cents::ZERO),
                    figure => Cell::figure(figure),
                };
                let what = "Soweit das Bewilligte ein Haushaltsjahr nennt.";
                vec![Cell::text(format!("davon {}", backing.label())), cell, Cell::text(what)]
            }));
        }
    }
    let what = "Programmmittel ohne das, was bewilligt ist.";
    rows.extend(budget.free.map(|free| vec![Cell::text("frei"), Cell::exact(free), Cell::text(what)]));
    Table {
        id: "leiter",
        title: "Vom Programmrahmen zum anerkannten Euro".into(),
        columns: vec![words("Stufe"), numbers("Betrag in Euro"), words("Was das ist")],
        rows,
        note: None,
    }
}

/// Years as rows, then what names no year where there is any, then the total.
fn years(budget: &Budget, kinds: &[Kind]) -> Vec<(Cell, Option<i32>, bool)> {
    let mut years: Vec<(Cell, Option<i32>, bool)> = budget
        .years()
        .into_iter()
        .filter(|year| kinds.iter().any(|kind| in_year(budget, *kind, Some(*year)).is_some()))
        .map(|year| (Cell::link(year.to_string(), paths::budget_year(year)), Some(year), false))
        .collect();
    if kinds.iter().any(|kind| in_year(budget, *kind, None).is_some()) {
        years.push((Cell::text("ohne Haushaltsjahr"), None, false));
    }
    if !years.is_empty() {
        years.push((Cell::text("zusammen"), None, true));
    }
    years
}

fn year_cells<'a>(budget: &'a Budget, kinds: &'a [Kind], year: Option<i32>, all: bool) -> impl Iterator<Item = Cell> {
    kinds.iter().map(move |kind| Cell::grouped(if all { total(budget, *kind) } else { in_year(budget, *kind, year) }))
}

fn means(budget: &Budget) -> Table {
    let mut columns = vec![words("Haushaltsjahr")];
    columns.extend(MEANS.iter().map(|kind| numbers(kind.label())));
    columns.extend([numbers("verfügbar"), numbers("nicht ausgezahlt"), numbers("verfällt")]);
    let rows = years(budget, &MEANS).into_iter().map(|(name, year, all)| {
        let end = year.and_then(|year| budget.ends.get(&year));
        let of_end = |cents: Option<Cents>| match cents {
            Some(cents) => Cell::exact(cents),
            // what lapses one year is not added to what lapses another: it may be the same money
            None if all || year.is_none() => Cell::Empty,
            None => Cell::Unknown,
        };
        let mut row = vec![name];
        row.extend(year_cells(budget, &MEANS, year, all));
        row.extend([
            of_end(end.map(|end| end.available)),
            of_end(end.map(|end| end.unspent)),
            of_end(end.map(entity::budget_year::rules::YearEnd::lapses)),
        ]);
        row
    });
    Table {
        id: "mittel",
        title: "Ansatz, Reste, Sperren und Verpflichtungsermächtigungen".into(),
        columns,
        rows: rows.collect(),
        note: Some("Verfügbar sind Ansatz und Reste ohne das, was gesperrt ist; was davon nicht ausgezahlt ist, verfällt am Jahresende, soweit es nicht übertragbar ist. Verpflichtungsermächtigungen stehen im Jahr, in dem sie fällig werden (§ 38 LHO).".into()),
    }
}

fn by_year(budget: &Budget) -> Table {
    let mut columns = vec![words("Haushaltsjahr")];
    columns.extend(USE.iter().map(|kind| numbers(kind.label())));
    let rows = years(budget, &USE)
        .into_iter()
        .map(|(name, year, all)| std::iter::once(name).chain(year_cells(budget, &USE, year, all)).collect());
    Table { id: "jahre", title: "Verwendung nach Haushaltsjahr".into(), columns, rows: rows.collect(), note: None }
}

const IN_REGIONS: [Kind; 8] = [
    Kind::Frame,
    Kind::Granted,
    Kind::Requested,
    Kind::Paid,
    Kind::Spent,
    Kind::Recognised,
    Kind::Reclaimed,
    Kind::Repaid,
];

fn by_region(budget: &Budget) -> Table {
    let of = |kind: Kind, region: Option<&str>| {
        budget.by_region.iter().find(|figure| {
            figure.kind == kind && figure.source == Source::Programme && figure.region.as_deref() == region
        })
    };
    let mut columns = vec![words("Region")];
    columns.extend(IN_REGIONS.iter().map(|kind| numbers(kind.label())));
    let row = |name: Cell, region: Option<&str>| {
        let cells = IN_REGIONS.iter().map(|kind| Cell::grouped(of(*kind, region)));
        std::iter::once(name).chain(cells).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> = budget
        .regions
        .iter()
        .map(|(slug, name)| row(Cell::link(name, paths::region_report(slug)), Some(slug)))
        .collect();
    if IN_REGIONS.iter().any(|kind| of(*kind, None).is_some()) {
        rows.push(row(Cell::text("ohne Region"), None));
    }
    let all = IN_REGIONS.iter().map(|kind| Cell::grouped(total(budget, *kind)));
    rows.push(std::iter::once(Cell::text("Programm")).chain(all).collect());
    Table {
        id: "regionen",
        title: "Verwendung nach Region".into(),
        columns,
        rows,
        note: Some("Regionale Budgets gab es im Programm nie; ein Rahmen dient der Orientierung.".into()),
    }
}

fn by_region_and_year(budget: &Budget) -> Table {
    const KINDS: [Kind; 5] = [Kind::Granted, Kind::Requested, Kind::Paid, Kind::Spent, Kind::Recognised];
    let mut columns = vec![words("Region"), words("Haushaltsjahr")];
    columns.extend(KINDS.iter().map(|kind| numbers(kind.label())));
    let mut rows = Vec::new();
    for (slug, name) in &budget.regions {
        for year in budget.years() {
            let of = |kind: Kind| {
                budget.figures.iter().find(|figure| {
                    figure.kind == kind
                        && figure.source == Source::Programme
                        && figure.region.as_ref() == Some(slug)
                        && figure.year == Some(year)
                })
            };
            if KINDS.iter().any(|kind| of(*kind).is_some()) {
                let mut row = vec![Cell::text(name), Cell::Year(year)];
                row.extend(KINDS.iter().map(|kind| Cell::grouped(of(*kind))));
                rows.push(row);
            }
        }
    }
    Table { id: "regionen-jahre", title: "Verwendung nach Region und Jahr".into(), columns, rows, note: None }
}

fn by_source(budget: &Budget) -> Table {
    let kinds = [Kind::Planned, Kind::Granted].into_iter().chain(COFUNDING);
    let kinds: Vec<Kind> = kinds.collect();
    let mut columns = vec![words("Mittel")];
    columns.extend(kinds.iter().map(|kind| numbers(kind.label())));
    let of =
        |kind: Kind, source: Source| budget.totals.iter().find(|figure| figure.kind == kind && figure.source == source);
    let rows = Source::ALL
        .into_iter()
        .filter(|source| kinds.iter().any(|kind| of(*kind, *source).is_some()))
        .map(|source| {
            let cells = kinds.iter().map(|kind| Cell::grouped(of(*kind, source)));
            std::iter::once(Cell::text(source.label())).chain(cells).collect()
        })
        .collect();
    Table {
        id: "mittelherkunft",
        title: "Nach Mittelherkunft".into(),
        columns,
        rows,
        note: Some("Geld und Sachleistungen Privater werden nicht zusammengezählt.".into()),
    }
}

/// Findings of the checks as a table, the most urgent first.
pub(super) fn findings<'a>(
    id: &'static str,
    title: &str,
    found: impl Iterator<Item = &'a Found>,
    note: Option<String>,
) -> Table {
    let rows = found.map(|found| {
        let address = paths::check_finding(found.finding.rule, &found.fingerprint());
        vec![
            Cell::link(&found.finding.message, address),
            Cell::text(found.finding.severity.label()),
            Cell::text(found.finding.rule),
            match &found.project {
                Some((_, number, title)) => Cell::link(format!("{title} ({number})"), paths::project(number)),
                None => Cell::text("ganzes Programm"),
            },
            Cell::text(found.owner.label()),
            found.due.map_or(Cell::text("ohne Frist"), Cell::Day),
        ]
    });
    Table {
        id,
        title: title.to_owned(),
        columns: ["Befund", "Schwere", "Regel", "Projekt", "Zuständig", "Fällig"].map(words).to_vec(),
        rows: rows.collect(),
        note,
    }
}

/// How many of the findings stand in the table, where those are not all.
pub(super) fn note(checks: &Listed) -> Option<String> {
    let number = |count: usize| text::number(i64::try_from(count).unwrap_or(i64::MAX));
    let (shown, all) = (checks.items.len(), checks.total);
    (shown < all).then(|| format!("Gezeigt sind die dringendsten {} von {} Befunden.", number(shown), number(all)))
}

/// Every figure in its own line; those of a kind and source add up to its total.
fn flat(budget: &Budget) -> Table {
    let name = |slug: &String| {
        budget.regions.iter().find(|(other, _)| other == slug).map_or_else(|| slug.clone(), |(_, name)| name.clone())
    };
    let rows = budget.figures.iter().map(|figure| {
        vec![
            figure.region.as_ref().map_or(Cell::Empty, |slug| Cell::text(name(slug))),
            figure.year.map_or(Cell::Empty, Cell::Year),
            Cell::text(figure.source.label()),
            Cell::text(figure.kind.label()),
            Cell::exact(figure.cents),
            Cell::text(text::precision(figure.precision)),
            Cell::Count(figure.count),
            Cell::yes(figure.sample),
            figure.id.as_ref().map_or(Cell::Empty, |id| Cell::text(id.to_string())),
        ]
    });
    Table {
        id: "alle-zahlen",
        title: "Alle Zahlen".into(),
        columns: vec![
            words("Region"),
            words("Haushaltsjahr"),
            words("Mittel"),
            words("Stufe"),
            numbers("Betrag in Euro"),
            words("Genauigkeit"),
            numbers("Buchungen"),
            words("Beispieldaten"),
            words("Zahl"),
        ],
        rows: rows.collect(),
        note: None,
    }
}
