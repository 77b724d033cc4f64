//! Empty lists to fill in.
use crate::{
    paths,
    ui::{
        page::{Page, serve},
        table,
    },
};
use leptos::prelude::*;

/// Address word, name and use of each list.
const TEMPLATES: [(&str, &str, &str); 4] = [
    (
        "projektliste",
        "Projektliste",
        "Für neue Projekte und für Angaben zu vielen Projekten: Titel, Empfänger, Laufzeit, Status und Beträge.",
    ),
    (
        "finanzierungsplan",
        "Finanzierungsplan",
        "Für die Finanzierung bewilligter Projekte: Ausgaben, Zuwendung, weitere Mittel und die Landesmittel je Haushaltsjahr.",
    ),
    ("mittelabruf", "Mittelabruf", "Für abgerufene, ausgezahlte und verausgabte Mittel, je Projekt eine Zeile."),
    (
        "belegliste",
        "Belegliste",
        "Für die Belege eines Projekts; der Leitstand prüft Summen und Angaben und bucht keine einzelnen Belege.",
    ),
];

/// The page at `/importe/vorlagen`.
#[component]
pub fn ImportTemplates() -> impl IntoView {
    serve(|_| async {
        let rows = TEMPLATES
            .iter()
            .map(|(slug, name, sentence)| {
                vec![
                    view! { <a class="row-title" href=paths::template(slug)>{*name}</a> }.into_any(),
                    (*sentence).into_any(),
                ]
            })
            .collect();
        let content = view! {
            <h1 class="kern-heading-x-large">"Vorlagen für Listen"</h1>
            <p class="lead">"Eine Vorlage ist nicht nötig: Der Leitstand liest Listen, wie sie sind. Wer neu anfängt, spart mit einer Vorlage Rückfragen."</p>
            {table::table("Leere Listen zum Herunterladen (Excel, xlsx)", vec![table::words("Vorlage"), table::words("Wofür")], rows, None)}
            <p class="muted small">"Jede Vorlage hat ein Blatt mit Ausfüllhinweisen. Ausgefüllt laden Sie die Datei unter Importe hoch."</p>
        };
        let crumbs = vec![(paths::IMPORTS.to_owned(), "Importe".to_owned())];
        Ok(Page::new("Vorlagen", content).section(paths::IMPORTS).below(crumbs).without_stand())
    })
}
