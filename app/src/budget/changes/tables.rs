//! The tables of the page: figures, projects, entries.
use super::Asked;
use crate::{
    paths, text,
    ui::{
        self, money,
        origin::{self, Seen},
        status, table,
    },
};
use entity::{
    figures::changes::{
        Line, Part, Question,
        entries::{Cause, Change},
        projects::ByProject,
    },
    money::Cents,
    precision::Precision,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// A figure at one of the two viewpoints, which opens to its facts there.
fn at(line: &Line, view: &Viewpoint, cents: Option<Cents>) -> AnyView {
    match cents {
        Some(cents) => {
            let href = paths::keep(paths::figure(&line.id.to_string()), view);
            view! { <a class="money" href=href>{cents.to_string()}</a> }.into_any()
        }
        None => money::unknown(),
    }
}

/// A part of the difference, with its sign.
fn signed(cents: Cents, precision: Precision) -> AnyView {
    let plus = (cents > Cents::ZERO).then_some("+");
    view! { <span class="nowrap">{plus}{money::exact(cents, precision)}</span> }.into_any()
}

fn part(part: Part, precision: Precision) -> AnyView {
    match part.count {
        0 => view! { <span class="muted">"–"</span> }.into_any(),
        _ => signed(part.cents, precision),
    }
}

fn heads(question: &Question, first: &str) -> Vec<table::Column> {
    let (before, after) = (&question.span.before, &question.span.after);
    vec![
        table::words(first),
        table::numbers(&format!("am {}", known(before))),
        table::numbers("nachträglich erfasst"),
        table::numbers("wirksam geworden"),
        table::numbers(&format!("am {}", known(after))),
        table::numbers("Unterschied"),
    ]
}

/// "31.12.2020, wie am 15.01.2021 bekannt"
fn known(view: &Viewpoint) -> String {
    match paths::known_on(view) {
        Some(day) => format!("{}, wie am {} bekannt", text::day(view.as_of), text::day(day)),
        None => text::day(view.as_of),
    }
}

fn cells(question: &Question, name: AnyView, line: &Line) -> Vec<AnyView> {
    vec![
        name,
        at(line, &question.span.before, line.before),
        part(line.corrected, line.precision),
        part(line.effective, line.precision),
        at(line, &question.span.after, Some(line.after)),
        signed(line.difference(), line.precision),
    ]
}

/// By kind and source.
pub(super) fn figures(asked: &Asked, question: &Question, lines: &[Line]) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| {
            let href = asked.href(&[("art", line.id.kind.key()), ("mittel", line.id.source.key())]);
            let name = view! { <a href=href>{line.id.label()}</a> }.into_any();
            cells(question, name, line)
        })
        .collect();
    let caption = "Zahlen, die sich unterscheiden; jede öffnet ihre Vorgänge, der Name zeigt nur ihre Buchungen";
    table::table(caption, heads(question, "Art und Mittel"), rows, None)
}

/// By project, for one kind and source.
pub(super) fn projects(asked: &Asked, question: &Question, all: &ByProject) -> AnyView {
    let mut rows: Vec<Vec<AnyView>> = all
        .lines
        .iter()
        .map(|of| {
            let name = match &of.project {
                Some((number, title)) => {
                    let href = asked.href(&[("projekt", number)]);
                    view! { <a href=href>{title.clone()}</a> }.into_any()
                }
                None => "ohne Projekt".into_any(),
            };
            cells(question, name, &of.line)
        })
        .collect();
    if let Some((corrected, effective)) = all.hidden {
        let difference = Cents(corrected.cents.0.saturating_add(effective.cents.0));
        let name = "Projekte, die noch nicht öffentlich sind".into_any();
        let (before, after) = (
            view! { <span class="muted">"nicht öffentlich"</span> },
            view! { <span class="muted">"nicht öffentlich"</span> },
        );
        rows.push(vec![
            name,
            before.into_any(),
            part(corrected, Precision::Cent),
            part(effective, Precision::Cent),
            after.into_any(),
            signed(difference, Precision::Cent),
        ]);
    }
    table::table("Projekte mit dem größten Unterschied zuerst", heads(question, "Projekt"), rows, None)
}

/// The entries with their reasons.
pub(super) fn entries(seen: &Seen, asked: &Asked, changes: &[Change], total: u64) -> AnyView {
    let heads = vec![
        table::words("Gültig ab"),
        table::words("Art und Mittel"),
        table::words("Projekt"),
        table::numbers("Betrag"),
        table::words("Grund"),
        table::words("Erfasst"),
    ];
    let rows = changes.iter().map(|change| row(seen, asked, change)).collect();
    let whole = u64::try_from(changes.len()).is_ok_and(|shown| shown == total);
    let caption = match whole {
        true => "Alle Buchungen, die den Unterschied machen; ihre Beträge ergeben ihn".to_owned(),
        false => format!(
            "Buchungen, die den Unterschied machen; {} auf allen Seiten zusammen",
            text::number(i64::try_from(total).unwrap_or(i64::MAX))
        ),
    };
    table::table(caption, heads, rows, None)
}

fn row(seen: &Seen, asked: &Asked, change: &Change) -> Vec<AnyView> {
    let entry = &change.entry;
    let project = match &entry.project {
        Some((number, title)) => {
            let href = asked.href(&[("projekt", number)]);
            view! { <a href=href>{title.clone()}</a> }.into_any()
        }
        None => entry.region.clone().map_or_else(|| "Programm".into_any(), |region| region.into_any()),
    };
    let late = change.corrects.then(|| status::mark(status::Shape::Half, "warn", "nachträglich erfasst"));
    vec![
        text::day(entry.value_date).into_any(),
        format!("{}, {}", entry.kind.label(), entry.source.label()).into_any(),
        project,
        signed(entry.cents, entry.precision),
        why(seen, change),
        view! { {text::instant(entry.recorded_at)}" "{late}" "{entry.sample.then(ui::sample_mark)} }.into_any(),
    ]
}

fn why(seen: &Seen, change: &Change) -> AnyView {
    let entry = &change.entry;
    let words = match change.cause {
        Cause::Decision(id) => {
            let label = if entry.reverses.is_some() { "durch Bescheid ersetzt" } else { "Bescheid" };
            view! { <a href=paths::decision(id)>{label}</a> }.into_any()
        }
        Cause::Import(_) if entry.reverses.is_some() => "durch Import ersetzt: ".into_any(),
        Cause::Import(_) => "Import: ".into_any(),
        Cause::Undone(_) => "Import rückgängig gemacht".into_any(),
        Cause::TakenBack(_) => "Storno".into_any(),
        Cause::Published => "Veröffentlichung: ".into_any(),
        Cause::Entered => "Buchung: ".into_any(),
        Cause::Withheld => ().into_any(),
    };
    let from = match change.cause {
        Cause::Decision(_) | Cause::Undone(_) => None,
        _ => Some(origin::origin(seen, &entry.origin)),
    };
    let reference = entry.reference.clone().map(|text| view! { <span class="source text">{text}</span> });
    let reason = change.reason.clone().map(|text| view! { <span class="source text">"Begründung: "{text}</span> });
    view! { {words}" "{from}{reference}{reason} }.into_any()
}
