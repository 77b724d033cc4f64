//! The five questions of the Landtag as one report, made to be printed.
use super::parts::{cases, counted, downloads, figures, name, number, stand};
use crate::{
    context::PageContext,
    paths,
    ui::{
        self,
        page::{Page, serve},
        table,
    },
};
use entity::transfer::figures::{
    Figure,
    count::{Case, Report, report},
    load::facts,
    parliament::{Interest, QUESTIONS, Question, interest},
    research::{Research, research},
};
use leptos::prelude::*;

/// So many cases stand in the report; the page of the figure has all.
const LISTED: usize = 100;

/// The page at `/berichte/landtag`.
#[component]
pub fn ReportParliament() -> impl IntoView {
    serve(|context| async move {
        let facts = facts(&context.db, &context.actor, context.viewpoint).await?;
        let report = report(&facts);
        let wanted = interest(&facts);
        let research = research(&context.db, context.viewpoint).await?;
        let sections = QUESTIONS
            .iter()
            .enumerate()
            .map(|(at, question)| {
                let title = format!("{}. {}", at + 1, question.text);
                let figures = question.figures.iter().filter_map(|figure| report.figure(*figure));
                view! {
                    <section aria-labelledby=question.key>
                        {ui::section_head(question.key, title, None)}
                        <p class="finding"><strong>{answer(question, &report, &research)}</strong></p>
                        <div class="stack">
                            {self::figures(&context, "Zahlen zu dieser Frage; jede öffnet ihre Fälle", figures)}
                            {detail(&context, question, &report, &wanted)}
                        </div>
                    </section>
                }
            })
            .collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">"Fünf Fragen des Landtags zum Programm"</h1>
            <p class="lead">{finding(&report)}</p>
            <p class="muted">{stand(&context)}</p>
            {sections}
            {downloads(&context, paths::PARLIAMENT_TABLE, &[])}
        };
        let crumbs = vec![(context.link(paths::REPORTS), "Berichte".to_owned())];
        let page = Page::new("Fünf Fragen des Landtags", content).section(paths::REPORTS).below(crumbs);
        Ok(page.sample(report.sample()))
    })
}

fn finding(report: &Report) -> String {
    let of = |figure| number(report.value(figure));
    format!(
        "Von {}: {} abgeschlossen, {} in Abrechnung, {} laufend; an {} besteht Interesse außerhalb der eigenen Region, {}.",
        counted(report.value(Figure::Projects), "Projekt", "Projekten"),
        of(Figure::Closed),
        of(Figure::Settling),
        of(Figure::Running),
        of(Figure::WantedElsewhere),
        // nobody said so is not nobody does
        match report.value(Figure::OzgProjects) {
            0 => "ein Beitrag zum OZG ist bei keinem verzeichnet".to_owned(),
            known => format!("bei {} ist ein Beitrag zum OZG verzeichnet", number(known)),
        },
    )
}

/// The answer to a question in a few sentences. What nobody recorded is said to be unknown and never to be nought.
#[must_use]
pub fn answer(question: &Question, report: &Report, research: &[Research]) -> String {
    let value = |figure| report.value(figure);
    let all = counted(value(Figure::Projects), "Projekt", "Projekten");
    let be = |count: u64| if count == 1 { "ist" } else { "sind" };
    let first = question.figures.first().map_or(0, |figure| value(*figure));
    match question.figures.first() {
        Some(Figure::Closed) => {
            let (settling, stopped) = (value(Figure::Settling), value(Figure::Stopped));
            format!(
                "{} von {all} {} abgeschlossen. Bei {} ist die Maßnahme beendet und die Abrechnung läuft; {} {} vorzeitig beendet.",
                number(first),
                be(first),
                number(settling),
                number(stopped),
                if stopped == 1 { "wurde" } else { "wurden" },
            )
        }
        Some(Figure::Running) => {
            let (planned, unknown) = (value(Figure::Planned), value(Figure::Unknown));
            let unknown = match unknown {
                0 => String::new(),
                count => format!(" Zu {} ist kein Stand verzeichnet.", counted(count, "Projekt", "Projekten")),
            };
            format!(
                "{} von {all} {}; {} {} noch in Planung.{unknown}",
                number(first),
                if first == 1 { "läuft" } else { "laufen" },
                number(planned),
                be(planned),
            )
        }
        Some(Figure::WantedElsewhere) => format!(
            "An {} von {all} sind Kommunen außerhalb der eigenen Modellregion interessiert; bei {} wird dort schon bestätigt genutzt.",
            number(first),
            number(value(Figure::ReusedElsewhere)),
        ),
        Some(Figure::OzgProjects) => ozg(report),
        _ => format!("{} {}", evaluated(report), accompanied(research)),
    }
}

fn ozg(report: &Report) -> String {
    let all = counted(report.value(Figure::Projects), "Projekt", "Projekten");
    let (projects, solutions) = (report.value(Figure::OzgProjects), report.value(Figure::OzgSolutions));
    let unsaid = report.value(Figure::Solutions).saturating_sub(solutions);
    if projects == 0 {
        let why = match unsaid {
            0 => "Noch keine Lösung ist veröffentlicht".to_owned(),
            1 => "Zur einzigen veröffentlichten Lösung ist dazu nichts verzeichnet".to_owned(),
            some => format!("Zu allen {} veröffentlichten Lösungen ist dazu nichts verzeichnet", number(some)),
        };
        return format!(
            "Von {all} ist bei keinem ein Beitrag zum OZG verzeichnet. {why}; wie viele Projekte beitragen, ist deshalb unbekannt."
        );
    }
    let unsaid = match unsaid {
        0 => String::new(),
        some => format!(
            " Zu {} ist dazu nichts verzeichnet; ob sie {}, ist unbekannt.",
            counted(some, "weiteren Lösung", "weiteren Lösungen"),
            if some == 1 { "beiträgt" } else { "beitragen" },
        ),
    };
    format!(
        "Von {all} ist bei {} ein Beitrag zum OZG verzeichnet: {} {} {}.{unsaid}",
        number(projects),
        counted(solutions, "Lösung", "Lösungen"),
        if solutions == 1 { "nennt" } else { "nennen" },
        counted(report.value(Figure::OzgServices), "OZG-Leistung", "OZG-Leistungen"),
    )
}

/// What sheets say about evaluations of projects.
fn evaluated(report: &Report) -> String {
    let (known, all) = (report.value(Figure::Evaluated), report.value(Figure::Projects));
    let of = counted(all, "Projekt", "Projekten");
    match (known, all.saturating_sub(known)) {
        (0, _) => format!("Von {of} ist zu keinem eine Evaluation verzeichnet; ob es eine gibt, ist unbekannt."),
        (known, 0) => format!("Von {of} ist zu {} eine Evaluation verzeichnet.", number(known)),
        (known, _) => format!(
            "Von {of} ist zu {} eine Evaluation verzeichnet; ob es zu den übrigen eine gibt, ist unbekannt.",
            number(known)
        ),
    }
}

/// What was published about research of the whole programme.
fn accompanied(research: &[Research]) -> String {
    if research.is_empty() {
        return "Zu einer Begleitforschung des ganzen Programms ist nichts verzeichnet.".into();
    }
    let said: Vec<String> = research
        .iter()
        .map(|one| {
            let packages = one
                .packages
                .and_then(|count| u64::try_from(count).ok())
                .map(|count| format!(", {}", counted(count, "Arbeitspaket", "Arbeitspakete")))
                .unwrap_or_default();
            format!("{}{packages}, {} (Quelle: {})", one.by, one.when, one.source)
        })
        .collect();
    format!("Veröffentlicht ist eine Begleitforschung des ganzen Programms: {}.", said.join("; "))
}

/// What the answer is made of.
fn detail(context: &PageContext, question: &Question, report: &Report, wanted: &[Interest]) -> AnyView {
    let Some(figure) = question.figures.first().and_then(|figure| report.figure(*figure)) else {
        return ().into_any();
    };
    if figure.cases.is_empty() {
        return view! { <p class="muted">"An diesem Tag ist dazu kein Fall verzeichnet."</p> }.into_any();
    }
    let href = context.link(paths::transfer_figure(figure.figure.key()));
    let more = |shown: usize, all: usize| {
        (all > shown).then(|| {
            view! { <p class="small">{format!("Gezeigt sind {shown} von {all}. ")}<a href=href.clone()>"Alle Fälle"</a></p> }
        })
    };
    if figure.figure == Figure::WantedElsewhere {
        let rows = wanted.iter().take(LISTED).map(|one| row(context, one)).collect();
        let heads = ["Projekt", "Interessierte Region", "Kommunen und Stand"].map(table::words).to_vec();
        let caption = "Welche andere Region sich für welches Projekt interessiert";
        return view! { {table::table(caption, heads, rows, None)}{more(LISTED, wanted.len())} }.into_any();
    }
    let listed: Vec<Case> = figure.cases.iter().take(LISTED).cloned().collect();
    let label = figure.figure.label();
    let mut letters = label.chars();
    let caption = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    view! { {cases(context, caption, &listed)}{more(LISTED, figure.cases.len())} }.into_any()
}

fn row(context: &PageContext, one: &Interest) -> Vec<AnyView> {
    let region = match &one.region {
        Some(region) => name(context, region, paths::region),
        None => "außerhalb der Modellregionen".into_any(),
    };
    let last = one.who.len().saturating_sub(1);
    let who = one
        .who
        .iter()
        .enumerate()
        .map(|(at, (body, step))| {
            let end = if at == last { "" } else { ", " };
            view! { {name(context, body, paths::municipality)}{format!(" ({}){end}", step.label())} }
        })
        .collect_view();
    vec![
        name(context, &one.project, paths::project),
        region,
        view! { {who}" "{one.sample.then(ui::sample_mark)} }.into_any(),
    ]
}
