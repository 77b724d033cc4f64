//! Transfer in figures: the finding, the figures, the map, the tables.
use super::{
    kreis::{chosen, kreise},
    map::map,
    parts::{counted, downloads, figures, linked, number, part},
};
use crate::{
    context::PageContext,
    paths,
    ui::{
        self,
        page::{Page, serve},
        status, table,
    },
};
use entity::transfer::figures::{
    Figure,
    count::{Report, Step, report, share},
    load::facts,
    places::{Group, UNKNOWN_SIZE},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The figures that stand first.
const FIRST: [Figure; 5] = [Figure::Transferable, Figure::Reused, Figure::Adopters, Figure::Adoptions, Figure::Months];

/// All figures of this report; those of the states of projects stand in the report for the Landtag.
const ALL: [Figure; 14] = [
    Figure::Projects,
    Figure::Transferable,
    Figure::Reused,
    Figure::ReusedElsewhere,
    Figure::WantedElsewhere,
    Figure::Solutions,
    Figure::Adopters,
    Figure::Districts,
    Figure::Interest,
    Figure::Adoptions,
    Figure::Months,
    Figure::OzgServices,
    Figure::OzgSolutions,
    Figure::OzgProjects,
];

/// The page at `/berichte/transfer`.
#[component]
pub fn ReportTransfer() -> impl IntoView {
    let kreis = use_query_map().get_untracked().get("kreis").filter(|key| !key.is_empty());
    serve(move |context| async move {
        let facts = facts(&context.db, &context.actor, context.viewpoint).await?;
        let report = report(&facts);
        let all = ALL.into_iter().filter_map(|figure| report.figure(figure));
        let content = view! {
            <h1 class="kern-heading-x-large">{finding(&report)}</h1>
            <p class="lead">{users(&report)}</p>
            {tiles(&context, &report)}
            <section aria-labelledby="karte">
                {ui::section_head("karte", "Wo übernommen wird", None)}
                <div class="halves">
                    {map(&context, &report, kreis.as_deref())}
                    <div class="stack-large">
                        {by(&context, "Nach Regierungsbezirk", "Regierungsbezirk", "regierungsbezirk", &report.bezirke)}
                        {sizes(&context, &report)}
                    </div>
                </div>
            </section>
            {kreis.as_deref().map(|kreis| chosen(&context, &facts, &report, kreis))}
            {kreise(&context, &facts, &report)}
            <section aria-labelledby="stand-der-nutzung">
                {ui::section_head("stand-der-nutzung", "Wie weit die Meldungen sind", None)}
                <div class="halves">{steps(&report)}{kinds(&report)}</div>
            </section>
            <section aria-labelledby="kennzahlen">
                {ui::section_head("kennzahlen", "Alle Kennzahlen und was sie zählen", None)}
                {figures(&context, "Jede Zahl öffnet ihre Fälle", all)}
                {downloads(&context, paths::TRANSFER_TABLE, &[])}
            </section>
        };
        let crumbs = vec![(context.link(paths::REPORTS), "Berichte".to_owned())];
        Ok(Page::new("Transfer", content).section(paths::REPORTS).below(crumbs).sample(report.sample()))
    })
}

/// What was taken over, in a sentence.
#[must_use]
pub fn finding(report: &Report) -> String {
    let all = report.value(Figure::Projects);
    if all == 0 {
        return "An diesem Tag ist noch kein Projekt verzeichnet.".into();
    }
    let (ready, reused) = (report.value(Figure::Transferable), report.value(Figure::Reused));
    let be = |count: u64| if count == 1 { "ist" } else { "sind" };
    let used = match (reused, report.value(Figure::ReusedElsewhere)) {
        (0, _) => "noch keines wird anderswo bestätigt genutzt".to_owned(),
        (1, elsewhere) => format!(
            "eines wird anderswo genutzt, {} außerhalb seiner Region",
            if elsewhere == 1 { "auch" } else { "nicht" }
        ),
        (reused, elsewhere) => {
            format!("{} werden anderswo genutzt, {} davon außerhalb ihrer Region", number(reused), number(elsewhere))
        }
    };
    format!("Von {} {} {} übertragbar; {used}.", counted(all, "Projekt", "Projekten"), be(ready), number(ready))
}

fn users(report: &Report) -> String {
    let Some(adopters) = report.figure(Figure::Adopters) else { return String::new() };
    let (of, kreise) = (adopters.of.unwrap_or(0), report.value(Figure::Districts));
    let verb = if adopters.value() == 1 { "nutzt" } else { "nutzen" };
    let also = match kreise {
        0 => String::new(),
        kreise => format!(" Dazu kommen {}.", counted(kreise, "Kreis", "Kreise")),
    };
    format!(
        "{} von {} Städten und Gemeinden {verb} mindestens eine Lösung aus dem Programm produktiv und selbst bestätigt.{also}",
        number(adopters.value()),
        number(of)
    )
}

fn tiles(context: &PageContext, report: &Report) -> AnyView {
    let tiles = FIRST
        .into_iter()
        .filter_map(|figure| report.figure(figure))
        .map(|figure| {
            let beside = match figure.figure {
                Figure::Months => Some(format!("Median aus {}", counted(figure.value(), "Lösung", "Lösungen"))),
                _ => part(figure),
            };
            view! {
                <div class="tile-figure">
                    <dt>{figure.figure.label()}</dt>
                    <dd>{linked(context, figure)}<span class="muted small">{beside}</span></dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="tiles-line">{tiles}</dl> }.into_any()
}

/// A number of municipalities of a group that leads to them.
pub(super) fn reusing(context: &PageContext, name: &'static str, group: &Group) -> AnyView {
    let path = paths::transfer_figure(Figure::Adopters.key());
    let href = context.link(paths::with_query(&path, &[(name, &group.key)]));
    let words = number(group.reusing);
    let label = format!("{}: {words}", group.name);
    view! { <a class="figure" href=href aria-label=label>{words}</a> }.into_any()
}

/// The columns after the name, for a group or a sum.
pub(super) fn cells(reusing: AnyView, group: &Group) -> Vec<AnyView> {
    let share = share(group.reusing, group.municipalities);
    vec![
        reusing,
        number(group.municipalities).into_any(),
        share.map_or_else(|| "–".to_owned(), |share| share.to_string()).into_any(),
        number(group.interested).into_any(),
    ]
}

/// All groups together.
pub(super) fn sum(groups: &[Group]) -> Group {
    let of = |value: fn(&Group) -> u64| groups.iter().map(value).sum();
    Group {
        key: String::new(),
        name: "Nordrhein-Westfalen".into(),
        municipalities: of(|group| group.municipalities),
        reusing: of(|group| group.reusing),
        interested: of(|group| group.interested),
        adoptions: of(|group| group.adoptions),
    }
}

/// The headings after the name.
pub(super) fn heads(name: &str) -> Vec<table::Column> {
    let mut heads = vec![table::words(name)];
    heads.extend(["nutzen", "von", "Anteil", "interessiert"].map(table::numbers));
    heads
}

fn by(context: &PageContext, caption: &str, head: &str, name: &'static str, groups: &[Group]) -> AnyView {
    let rows = groups
        .iter()
        .map(|group| {
            let mut row = vec![group.name.clone().into_any()];
            row.extend(cells(reusing(context, name, group), group));
            row
        })
        .collect();
    let all = sum(groups);
    let mut foot = vec![all.name.clone().into_any()];
    foot.extend(cells(number(all.reusing).into_any(), &all));
    table::table(format!("{caption}: Städte und Gemeinden"), heads(head), rows, Some(foot))
}

fn sizes(context: &PageContext, report: &Report) -> AnyView {
    let known = report.sizes.iter().any(|group| group.key != UNKNOWN_SIZE);
    view! {
        <div class="stack">
            {by(context, "Nach Größe", "Menschen", "groesse", &report.sizes)}
            {(!known).then(|| view! { <p class="muted small">"Wie viele Menschen in den Kommunen leben, ist noch nicht verzeichnet."</p> })}
        </div>
    }
    .into_any()
}

/// Where a pair stands, as a mark.
pub(super) fn step(step: Step) -> AnyView {
    use status::Shape;
    let (shape, tone) = match step {
        Step::Confirmed => (Shape::Check, "good"),
        Step::Unconfirmed => (Shape::Triangle, "warn"),
        Step::Introducing => (Shape::Half, "info"),
        Step::Interested | Step::Evaluating => (Shape::Ring, "info"),
        Step::Rejected => (Shape::Cross, "muted"),
    };
    status::mark(shape, tone, step.label())
}

fn steps(report: &Report) -> AnyView {
    let all = report.value(Figure::Interest);
    let rows = report
        .steps
        .iter()
        .map(|(at, count)| {
            let part = share(*count, all).map_or_else(|| "–".to_owned(), |share| share.to_string());
            vec![step(*at), number(*count).into_any(), part.into_any()]
        })
        .collect();
    let heads = vec![table::words("Stand"), table::numbers("Meldungen"), table::numbers("Anteil")];
    let foot = vec!["zusammen".into_any(), number(all).into_any(), ().into_any()];
    table::table("Paare aus Kommune oder Kreis und Lösung, nach dem, was zuletzt gemeldet ist", heads, rows, Some(foot))
}

fn kinds(report: &Report) -> AnyView {
    let rows = report
        .kinds
        .iter()
        .map(|(kind, count)| {
            vec![kind.map_or("nicht gesagt", |kind| kind.label()).into_any(), number(*count).into_any()]
        })
        .collect();
    let foot = vec!["zusammen".into_any(), number(report.value(Figure::Adoptions)).into_any()];
    let heads = vec![table::words("Übernommen"), table::numbers("bestätigte Übernahmen")];
    table::table("Wie übernommen wurde", heads, rows, Some(foot))
}
