//! What was recognised in the file, in a sentence for each table.
use crate::text;
use entity::import_run::{TableRead, decide::Decided, find::Detail};
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

/// A unit of money as people write it; none for rates.
fn of_money(key: &str) -> Option<&'static str> {
    match key {
        "EUR" => Some("€"),
        "TEUR" => Some("T€"),
        "MEUR" => Some("Mio. €"),
        _ => None,
    }
}
