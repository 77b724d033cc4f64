//! What the reports share: numbers that lead to their cases, tables of cases, downloads.
use crate::{
    context::PageContext,
    paths, text,
    ui::{self, money, table},
};
use entity::transfer::figures::{
    Figure,
    count::{Case, Counted, Named},
    months,
};
use leptos::prelude::*;

/// A count with points.
pub(super) fn number(count: u64) -> String {
    text::number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A count with its word.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    text::count(i64::try_from(count).unwrap_or(i64::MAX), one, many)
}

/// A figure as text: a number, or months; nothing where the median is of nothing.
#[must_use]
pub fn shown(figure: &Counted) -> Option<String> {
    match figure.figure {
        Figure::Months => figure
            .median
            .map(|tenths| format!("{}\u{a0}{}", months::german(tenths), if tenths == 10 { "Monat" } else { "Monate" })),
        _ => Some(number(figure.value())),
    }
}

/// A figure that leads to its cases.
pub(super) fn linked(context: &PageContext, figure: &Counted) -> AnyView {
    let Some(words) = shown(figure) else { return money::unknown() };
    let href = context.link(paths::transfer_figure(figure.figure.key()));
    let label = format!("{}: {words}", figure.figure.label());
    view! { <a class="figure" href=href aria-label=label>{words}</a> }.into_any()
}

/// What it is a share of: `45,50 % von 67`.
pub(super) fn part(figure: &Counted) -> Option<String> {
    let of = figure.of?;
    let share = figure.share().map_or_else(|| text::UNKNOWN.to_owned(), |share| share.to_string());
    Some(format!("{share} von {}", number(of)))
}

/// Figures with their definitions.
pub(super) fn figures<'a>(context: &PageContext, caption: &str, figures: impl Iterator<Item = &'a Counted>) -> AnyView {
    let rows = figures
        .map(|figure| {
            let sample = figure.sample().then(ui::sample_mark);
            let cases = match figure.figure {
                Figure::Months => Some(format!("aus {}", counted(figure.value(), "Lösung", "Lösungen"))),
                _ => part(figure),
            };
            vec![
                figure.figure.label().into_any(),
                view! { {sample}" "{linked(context, figure)} }.into_any(),
                cases.unwrap_or_else(|| "–".to_owned()).into_any(),
                view! { <span class="small muted">{figure.figure.definition()}</span> }.into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Kennzahl"),
        table::numbers("Zahl"),
        table::numbers("Anteil"),
        table::words("Was gezählt wird"),
    ];
    table::table(caption, heads, rows, None)
}

/// Cases as a table; only columns that say something.
pub(super) fn cases(context: &PageContext, caption: String, cases: &[Case]) -> AnyView {
    let has = |named: fn(&Case) -> bool| cases.iter().any(named);
    let (projects, solutions) = (has(|case| case.project.is_some()), has(|case| case.solution.is_some()));
    let (municipalities, months) = (has(|case| case.municipality.is_some()), has(|case| case.months.is_some()));
    let mut heads = Vec::new();
    heads.extend(projects.then(|| table::words("Projekt")));
    heads.extend(solutions.then(|| table::words("Lösung")));
    heads.extend(municipalities.then(|| table::words("Kommune")));
    heads.extend(months.then(|| table::numbers("Monate")));
    heads.push(table::words("Warum es zählt"));
    let cell =
        |named: &Option<Named>, address: fn(&str) -> String| named.as_ref().map(|named| name(context, named, address));
    let rows = cases
        .iter()
        .map(|case| {
            let mut cells: Vec<AnyView> = Vec::new();
            cells.extend(projects.then(|| cell(&case.project, paths::project).into_any()));
            cells.extend(solutions.then(|| cell(&case.solution, paths::solution).into_any()));
            cells.extend(municipalities.then(|| cell(&case.municipality, paths::municipality).into_any()));
            cells.extend(months.then(|| case.months.map(|months| number(u64::from(months))).into_any()));
            cells.push(view! { {case.because.clone()}" "{case.sample.then(ui::sample_mark)} }.into_any());
            cells
        })
        .collect();
    table::table(caption, heads, rows, None)
}

/// Something with its address; without one where it is withheld.
pub(super) fn name(context: &PageContext, named: &Named, address: fn(&str) -> String) -> AnyView {
    if named.key.is_empty() {
        return view! { <span class="muted">{named.name.clone()}</span> }.into_any();
    }
    let href = context.link(address(&named.key));
    view! { <a href=href>{named.name.clone()}</a> }.into_any()
}

/// In which forms a report leaves the house: the word in addresses, and its name.
const FORMATS: [(&str, &str); 4] =
    [("pdf", "PDF"), ("xlsx", "Excel (XLSX)"), ("csv", "Tabelle (CSV)"), ("json", "JSON")];

/// A report as files, as of the same day and as known at the same instant; narrowed by further parameters.
pub(super) fn downloads(context: &PageContext, path: &str, narrowed: &[(&str, &str)]) -> AnyView {
    let files = files(context, "Dieser Bericht", path, narrowed);
    view! { <p class="muted small">"Als Datei: "{files}</p> }.into_any()
}

/// Links to the files of a report with a name.
pub(super) fn files(context: &PageContext, name: &str, path: &str, narrowed: &[(&str, &str)]) -> AnyView {
    let view = &context.viewpoint;
    let (day, known) = (view.as_of.to_string(), view.known_at.map(|known| known.to_rfc3339()).unwrap_or_default());
    let mut pairs = narrowed.to_vec();
    // what compares two days names them itself
    if !narrowed.iter().any(|(name, _)| *name == "to") {
        pairs.extend([("as_of", day.as_str()), ("known_at", known.as_str())]);
    }
    FORMATS
        .into_iter()
        .enumerate()
        .map(|(at, (format, words))| {
            let mut pairs = pairs.clone();
            pairs.push(("format", format));
            let href = paths::with_query(path, &pairs);
            let label = format!("{name}: {words}");
            let before = if at == 0 { "" } else { ", " };
            view! { {before}<a href=href aria-label=label>{words}</a> }
        })
        .collect_view()
        .into_any()
}

/// The day, and what was known then, in words for paper.
pub(super) fn stand(context: &PageContext) -> String {
    let view = &context.viewpoint;
    let known = paths::known_on(view)
        .map_or_else(|| "wie heute bekannt".to_owned(), |day| format!("wie am {} bekannt", text::day(day)));
    format!("Stand {}, {known}; erstellt am {}.", text::day(view.as_of), text::day(context.now.today))
}
