//! Reports: which there are, transfer in figures with the map, and the five questions of the Landtag.
mod cases;
mod kreis;
mod map;
mod parliament;
mod parts;
mod transfer;

pub use cases::ReportTransferCases;
pub use parliament::{ReportParliament, answer};
pub use parts::shown;
pub use transfer::ReportTransfer;

use crate::{
    paths,
    ui::page::{Page, serve},
};
use leptos::prelude::*;

/// What reports there are: address, name, what it answers.
const REPORTS: [(&str, &str, &str); 6] = [
    (
        paths::TRANSFER,
        "Transfer",
        "Welche Projekte andere übernehmen können und übernommen haben, wer sie nutzt und wie lange es dauerte; mit Karte aller Kreise.",
    ),
    (
        paths::PARLIAMENT,
        "Fünf Fragen des Landtags",
        "Abgeschlossene und laufende Projekte, Interesse anderer Regionen, Beitrag zum OZG, Evaluation: ein Bericht zum Ausdrucken.",
    ),
    (paths::BUDGET, "Haushalt", "Vom Programmrahmen bis zum anerkannten Euro, nach Jahr, Region und Mittelherkunft."),
    (
        paths::COFUNDING,
        "Kofinanzierung",
        "Private Mittel neben den bewilligten Landesmitteln, nach Region und am Ende jedes Jahres.",
    ),
    (
        paths::CHANGES,
        "Was sich verändert hat",
        "Zwei Tage im Vergleich, mit den Buchungen, die den Unterschied machen.",
    ),
    (
        paths::CLAIMS,
        "Veröffentlichte Zahlen",
        "Was Presse und Berichte nannten, neben dem, was aus den Vorgängen berechnet ist.",
    ),
];

/// The page at `/berichte`.
#[component]
pub fn ReportList() -> impl IntoView {
    serve(|context| async move {
        let reports = REPORTS
            .into_iter()
            .map(|(path, name, words)| {
                let href = context.link(path);
                view! {
                    <li class="kern-card">
                        <div class="kern-card__container">
                            <h2 class="kern-title"><a href=href>{name}</a></h2>
                            <p>{words}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">"Berichte"</h1>
            <p class="lead">"Jeder Bericht gilt für den Stand, der oben eingestellt ist, und nennt ihn; seine Adresse behält ihn."</p>
            <ul class="cards">{reports}</ul>
        };
        Ok(Page::new("Berichte", content).section(paths::REPORTS))
    })
}
