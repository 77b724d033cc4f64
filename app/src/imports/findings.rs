//! What a person should look at, worst first, each with the address of its cell: in a list over everything, and again
//! at its row.
use super::cell_link;
use crate::{
    paths, text,
    ui::{
        self,
        status::{Shape, mark},
        table,
    },
};
use entity::import_run::{find::Detail, finding::Model};
use leptos::prelude::*;
use std::collections::HashMap;

/// How many are shown at once; the rest opens.
const SHOWN: usize = 8;

/// The findings of a run; conflicts stand with their rows, where they are decided.
pub fn findings(run: &Detail) -> AnyView {
    let findings: Vec<&Model> = told(run).collect();
    if findings.is_empty() {
        return ().into_any();
    }
    let count = |severity: &str| findings.iter().filter(|finding| finding.severity == severity).count();
    let number = |count: usize, one: &str, many: &str| {
        (count > 0).then(|| text::count(i64::try_from(count).unwrap_or(0), one, many))
    };
    let parts: Vec<String> = [
        number(count("error"), "Fehler", "Fehler"),
        number(count("warning"), "Warnung", "Warnungen"),
        number(count("info"), "Hinweis", "Hinweise"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (first, rest) = findings.split_at(findings.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        let words = text::count(i64::try_from(rest.len()).unwrap_or(0), "weiterer Befund", "weitere Befunde");
        view! {
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{words}</span></summary>
                <div class="kern-accordion__body">{list(run, "Weitere Befunde", rest)}</div>
            </details>
        }
    });
    view! {
        <section aria-labelledby="befunde">
            {ui::section_head("befunde", format!("Befunde: {}", text::enumerate(&parts)), None)}
            {list(run, "Befunde, die schwersten zuerst", first)}
            {more}
            <p><a href=paths::import_step(run.line.id, "korrektur")>"Ihre Liste mit diesen Befunden in den Zellen herunterladen (xlsx)"</a></p>
        </section>
    }
    .into_any()
}

fn told(run: &Detail) -> impl Iterator<Item = &Model> {
    run.findings.iter().filter(|finding| finding.code != "amount.conflict")
}

fn list(run: &Detail, caption: &str, findings: &[&Model]) -> AnyView {
    let rows = findings
        .iter()
        .map(|finding| {
            let raw =
                (!finding.raw.trim().is_empty()).then(|| view! { <span class="raw">{finding.raw.clone()}</span> });
            vec![
                severity(finding),
                finding.message.clone().into_any(),
                view! { {cell_link(run.line.id, &finding.cell)} " " {raw} }.into_any(),
            ]
        })
        .collect();
    let heads = vec![table::words("Schwere"), table::words("Befund"), table::words("Zelle")];
    table::table(caption, heads, rows, None)
}

fn severity(finding: &Model) -> AnyView {
    match finding.severity.as_str() {
        "error" => mark(Shape::Triangle, "bad", "Fehler"),
        "warning" => mark(Shape::Diamond, "warn", "Warnung"),
        _ => mark(Shape::Ring, "info", "Hinweis"),
    }
}

/// Findings by sheet and row, worst first.
pub type ByRow<'a> = HashMap<(&'a str, i64), Vec<&'a Model>>;

/// The findings of a run by row; those about the whole file are in no row.
pub fn by_row(run: &Detail) -> ByRow<'_> {
    let mut found: ByRow<'_> = HashMap::new();
    // the run's findings are sorted already
    for finding in told(run) {
        if let Some(place) = place(&finding.cell) {
            found.entry(place).or_default().push(finding);
        }
    }
    found
}

/// What to look at in a row.
pub fn of_row(id: i64, found: &[&Model]) -> AnyView {
    let items = found
        .iter()
        .map(|finding| view! { <li>{severity(finding)}" "{finding.message.clone()}" "{cell_link(id, &finding.cell)}</li> })
        .collect_view();
    view! { <ul class="row-findings" aria-label="Befunde dieser Zeile">{items}</ul> }.into_any()
}

/// Sheet and row of an address: `Projektliste!M17`, or `Projektliste!17` for the whole row.
fn place(address: &str) -> Option<(&str, i64)> {
    let (sheet, cell) = address.rsplit_once('!')?;
    Some((sheet, cell.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn an_address_names_its_row() {
        assert_eq!(place("Projektliste!M17"), Some(("Projektliste", 17)));
        assert_eq!(place("Projektliste!17"), Some(("Projektliste", 17)));
        assert_eq!(place("Ja!Nein!AA3"), Some(("Ja!Nein", 3)));
        assert_eq!(place(""), None);
        assert_eq!(place("Projektliste!M"), None);
    }
}
