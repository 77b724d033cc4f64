//! What was recognised in the file: one sentence, and column by column for those who want to know.
use crate::{
    text,
    ui::{self, table},
};
use entity::import_run::{TableRead, Target, decide::Decided, find::Detail};
use leptos::prelude::*;

/// "Tabelle ‚Projektliste‘, Kopf in Zeile 7–8, 67 Projekte, Beträge in T€."
pub fn sentence(run: &Detail) -> String {
    let tables: Vec<String> = run.summary.tables.iter().map(one).collect();
    match tables.is_empty() {
        true => String::new(),
        false => tables.join(" "),
    }
}

/// The same, table by table, as the beginning of a page.
pub fn sentences(run: &Detail) -> AnyView {
    match run.summary.tables.as_slice() {
        [] => ().into_any(),
        [table] => view! { <p class="lead">{one(table)}</p> }.into_any(),
        tables => {
            let lines = tables.iter().map(|table| view! { <li>{one(table)}</li> }).collect_view();
            view! { <ul class="lead plain">{lines}</ul> }.into_any()
        }
    }
}

/// Which saved mapping the reading follows, if one.
pub fn used_profile(known: &Decided) -> AnyView {
    let name = known.decisions.as_ref().and_then(|decisions| decisions.profile.clone());
    name.map(|name| view! { <p class="hint-line">"Zuordnung „"{name}"“ angewendet: Die Spalten sind gelesen, wie es unter diesem Namen gemerkt ist."</p> }).into_any()
}

fn one(read: &TableRead) -> String {
    let head = match (read.header_rows.first(), read.header_rows.last()) {
        (Some(first), Some(last)) if first != last => format!(", Kopf in Zeile {first} bis {last}"),
        (Some(first), _) => format!(", Kopf in Zeile {first}"),
        _ => ", ohne Kopf".into(),
    };
    let records = i64::try_from(read.records).unwrap_or(i64::MAX);
    let mut units: Vec<String> = read
        .columns
        .iter()
        .filter_map(|column| column.unit.as_deref())
        .filter_map(of_money)
        .map(str::to_owned)
        .collect();
    units.sort();
    units.dedup();
    let units = match units.is_empty() {
        true => String::new(),
        false => format!(", Beträge in {}", text::enumerate(&units)),
    };
    format!("Tabelle „{}“{head}, {}{units}.", read.sheet, text::count(records, "Projekt", "Projekte"))
}

/// A unit as people write it.
fn unit(key: &str) -> &str {
    match key {
        "EUR" => "€",
        "TEUR" => "T€",
        "MEUR" => "Mio. €",
        "percent" => "%",
        // 0.8 shown as 80 %
        "fraction" => "Anteil",
        other => other,
    }
}

/// The same for money; none for rates.
fn of_money(key: &str) -> Option<&str> {
    Some(unit(key)).filter(|unit| unit.ends_with('€'))
}

/// The columns of each table.
pub fn tables(run: &Detail) -> AnyView {
    if run.summary.tables.is_empty() {
        return ().into_any();
    }
    let tables = run.summary.tables.iter().map(columns).collect_view();
    view! {
        <section aria-labelledby="erkannt">
            {ui::section_head("erkannt", "Was erkannt wurde", None)}
            {tables}
        </section>
    }
    .into_any()
}

fn columns(read: &TableRead) -> AnyView {
    let known = read.columns.iter().filter(|column| column.field.is_some()).count();
    let rows = read
        .columns
        .iter()
        .map(|column| {
            let means = match &column.label {
                Some(label) => label.clone().into_any(),
                None => view! { <span class="muted">"wird nicht übernommen"</span> }.into_any(),
            };
            let sum = column.field.as_ref().and_then(|field| {
                let (_, value) = read.sums.iter().find(|(key, _)| key == field)?;
                Some(Target::from_key(field)?.shown(value))
            });
            vec![
                view! { <span class="code">{column.letter.clone()}</span> }.into_any(),
                column.header.clone().into_any(),
                means,
                column.unit.as_deref().map_or("–", unit).to_owned().into_any(),
                sum.unwrap_or_else(|| "–".into()).into_any(),
                column
                    .field
                    .as_ref()
                    .map_or_else(|| "–".into_any(), |_| format!("{}\u{a0}%", column.confidence).into_any()),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Spalte"),
        table::words("Überschrift"),
        table::words("gelesen als"),
        table::words("Einheit"),
        table::numbers("Summe"),
        table::numbers("sicher"),
    ];
    let summary = format!(
        "Tabelle „{}“: {known} von {} Spalten gelesen, Zeile {} bis {}",
        read.sheet,
        read.columns.len(),
        read.first_row,
        read.last_row
    );
    let caption = format!("Spalten der Tabelle „{}“", read.sheet);
    view! {
        <details class="kern-accordion">
            <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{summary}</span></summary>
            <div class="kern-accordion__body">{table::table(caption, heads, rows, None)}</div>
        </details>
    }
    .into_any()
}
