//! Reports: which there are, the budget, what to take along to a region, transfer in figures with the map, and the five
//! questions of the Landtag.
pub mod budget;
mod cases;
pub mod document;
mod kreis;
mod map;
mod parliament;
mod parts;
pub mod region;
mod transfer;

pub use budget::ReportBudget;
pub use cases::ReportTransferCases;
pub use parliament::{ReportParliament, answer};
pub use parts::shown;
pub use region::ReportRegion;
pub use transfer::{ReportTransfer, finding};

use crate::{
    context::PageContext,
    paths,
    ui::page::{Page, serve},
};
use chrono::Datelike;
use entity::region::find::all as all_regions;
use leptos::prelude::*;

/// A report on the list.
struct Report {
    /// The address of its page.
    page: &'static str,
    /// Its name.
    name: &'static str,
    /// What it answers.
    answers: &'static str,
    /// Where its files are; none where it has none.
    files: Option<&'static str>,
}

const REPORTS: [Report; 7] = [
    Report {
        page: paths::BUDGET_REPORT,
        name: "Haushaltsbericht",
        answers: "Die Leiter vom Programmrahmen zum anerkannten Euro nach Jahr, Region und Mittelherkunft, daneben die Kofinanzierung.",
        files: Some(paths::BUDGET_TABLE),
    },
    Report {
        page: paths::TRANSFER,
        name: "Transfer",
        answers: "Welche Projekte andere übernehmen können und übernommen haben, wer sie nutzt und wie lange es dauerte; mit Karte aller Kreise.",
        files: Some(paths::TRANSFER_TABLE),
    },
    Report {
        page: paths::PARLIAMENT,
        name: "Fünf Fragen des Landtags",
        answers: "Abgeschlossene und laufende Projekte, Interesse anderer Regionen, Beitrag zum OZG, Evaluation: ein Bericht zum Ausdrucken.",
        files: Some(paths::PARLIAMENT_TABLE),
    },
    Report {
        page: paths::COFUNDING,
        name: "Kofinanzierung",
        answers: "Private Mittel neben den bewilligten Landesmitteln, nach Region und am Ende jedes Jahres.",
        files: Some(paths::COFUNDING_TABLE),
    },
    Report {
        page: paths::CHANGES,
        name: "Was sich verändert hat",
        answers: "Zwei Tage im Vergleich, mit den Buchungen, die den Unterschied machen; als Datei vom Jahresbeginn bis zum Stand.",
        files: Some(paths::CHANGES_TABLE),
    },
    Report {
        page: paths::BUDGET,
        name: "Haushalt",
        answers: "Dieselbe Leiter zum Durchsehen: jede Zahl öffnet ihre Vorgänge, jede Auswahl hat ihre Adresse.",
        files: None,
    },
    Report {
        page: paths::CLAIMS,
        name: "Veröffentlichte Zahlen",
        answers: "Was Presse und Berichte nannten, neben dem, was aus den Vorgängen berechnet ist.",
        files: None,
    },
];

/// The page at `/berichte`.
#[component]
pub fn ReportList() -> impl IntoView {
    serve(|context| async move {
        let reports = REPORTS.iter().map(|report| card(&context, report)).collect_view();
        let regions = all_regions(context.db.read()).await?;
        let briefings = regions
            .into_iter()
            .map(|region| {
                let href = context.link(paths::region_report(&region.slug));
                let files = parts::files(&context, &region.name, paths::REGION_TABLE, &[("region", &region.slug)]);
                view! { <li><a href=href>{region.name}</a><span class="row-sub">{files}</span></li> }
            })
            .collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">"Berichte"</h1>
            <p class="lead">"Jeder Bericht gilt für den Stand, der oben eingestellt ist, und nennt ihn; seine Adresse behält ihn."</p>
            <ul class="cards">
                {reports}
                <li class="kern-card">
                    <div class="kern-card__container">
                        <h2 class="kern-title">"Regionsberichte"</h2>
                        <p>"Was man zum Besuch in eine Region mitnimmt: Projekte, Geld, Kofinanzierung, Offenes und Fristen, Lösungen und wer sie nachnutzt."</p>
                        <ul class="plain">{briefings}</ul>
                    </div>
                </li>
            </ul>
        };
        Ok(Page::new("Berichte", content).section(paths::REPORTS))
    })
}

fn card(context: &PageContext, report: &Report) -> AnyView {
    let href = match report.page {
        // this page has two days of its own
        paths::CHANGES => report.page.to_owned(),
        page => context.link(page),
    };
    let view = &context.viewpoint;
    let begin = view.as_of.with_ordinal(1).unwrap_or(view.as_of).to_string();
    let (end, known) = (view.as_of.to_string(), view.known_at.map(|known| known.to_rfc3339()).unwrap_or_default());
    let span = [("from", begin.as_str()), ("to", end.as_str()), ("known_to", known.as_str())];
    let narrowed: &[(&str, &str)] = if report.page == paths::CHANGES { &span } else { &[] };
    let files = report.files.map(|path| {
        let files = parts::files(context, report.name, path, narrowed);
        view! { <p class="muted small">"Als Datei: "{files}</p> }
    });
    view! {
        <li class="kern-card">
            <div class="kern-card__container">
                <h2 class="kern-title"><a href=href>{report.name}</a></h2>
                <p>{report.answers}</p>
                {files}
            </div>
        </li>
    }
    .into_any()
}
