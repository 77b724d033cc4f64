//! What a person should look at, worst first, each with the address of its cell.
use crate::{
    text,
    ui::{
        self,
        status::{Shape, mark},
        table,
    },
};
use entity::import_run::{find::Detail, finding::Model};
use leptos::prelude::*;

/// How many are shown at once; the rest opens.
const SHOWN: usize = 12;

/// The findings of a run.
pub fn findings(run: &Detail) -> AnyView {
    if run.findings.is_empty() {
        return ().into_any();
    }
    let count = |severity: &str| run.findings.iter().filter(|finding| finding.severity == severity).count();
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
    let (first, rest) = run.findings.split_at(run.findings.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        let words = text::count(i64::try_from(rest.len()).unwrap_or(0), "weiterer Befund", "weitere Befunde");
        view! {
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{words}</span></summary>
                <div class="kern-accordion__body">{list("Weitere Befunde", rest)}</div>
            </details>
        }
    });
    view! {
        <section aria-labelledby="befunde">
            {ui::section_head("befunde", format!("Befunde: {}", text::enumerate(&parts)), None)}
            {list("Befunde, die schwersten zuerst", first)}
            {more}
        </section>
    }
    .into_any()
}

fn list(caption: &str, findings: &[Model]) -> AnyView {
    let rows = findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity.as_str() {
                "error" => mark(Shape::Triangle, "bad", "Fehler"),
                "warning" => mark(Shape::Diamond, "warn", "Warnung"),
                _ => mark(Shape::Ring, "info", "Hinweis"),
            };
            let raw =
                (!finding.raw.trim().is_empty()).then(|| view! { <span class="raw">{finding.raw.clone()}</span> });
            let cell = if finding.cell.is_empty() { "ganze Datei".to_owned() } else { finding.cell.clone() };
            vec![
                severity,
                finding.message.clone().into_any(),
                view! { <span class="cell">{cell}</span> " " {raw} }.into_any(),
            ]
        })
        .collect();
    let heads = vec![table::words("Schwere"), table::words("Befund"), table::words("Zelle")];
    table::table(caption, heads, rows, None)
}
