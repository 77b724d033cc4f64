//! The co-funding of one project: from promise to proof by source, beside the plan; its ratio to state money; entries.
use super::{
    form,
    time::{over_time, ratio},
};
use crate::{
    context::PageContext,
    paths,
    projects::tabs,
    text,
    ui::{
        self, money,
        origin::{self, Seen},
        page::{Page, serve},
        status, table,
    },
};
use entity::{
    cofunding::{
        find::{Contribution, Desk, Line, of_project},
        ratio::reached,
        steps::word,
    },
    figures::{find::COFUNDING, id::FigureId},
    ledger::{Kind, Source},
    precision::Precision,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/projekte/{number}/kofinanzierung`.
#[component]
pub fn ProjectCofunding() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    let storno: Option<i64> = use_query_map().get_untracked().get("storno").and_then(|id| id.parse().ok());
    serve(move |context| async move {
        let desk = of_project(&context.db, &context.actor, context.viewpoint, &number).await?;
        let seen = Seen::of(&context, desk.entries.iter().map(|line| &line.entry.origin)).await?;
        let records = desk.may_record && context.viewpoint.is_now();
        let content = view! {
            <h1 class="kern-heading-x-large title">{desk.title.clone()}</h1>
            {tabs::tabs(&context, &desk.number, tabs::Tab::Cofunding)}
            <div class="stack-large">
                {steps(&context, &desk)}
                {beside_land(&context, &desk)}
                {entries(&seen, &desk, records)}
                {records.then(|| form::form(&context, &desk, storno))}
            </div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&desk.number)), desk.title.clone()),
        ];
        let title = format!("Kofinanzierung – {}", desk.title);
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(desk.sample))
    })
}

fn steps(context: &PageContext, desk: &Desk) -> AnyView {
    let body = match desk.lines.is_empty() {
        true => ui::empty(
            "Keine Kofinanzierung verzeichnet",
            "Eigenanteil und Mittel Dritter stehen hier, sobald ein Finanzierungsplan sie nennt oder jemand eine Zusage einträgt.",
        ),
        false => {
            let mut heads = vec![table::words("Quelle")];
            if desk.internal {
                heads.push(table::numbers("im Finanzierungsplan"));
            }
            heads.extend(COFUNDING.map(|kind| table::numbers(word(kind))));
            let rows = desk.lines.iter().map(|line| row(context, desk, line)).collect();
            let caption = "Von der Zusage bis zum Nachweis; jede Zahl öffnet ihre Vorgänge. Geld und Sachleistungen werden nicht addiert";
            table::table(caption, heads, rows, None)
        }
    };
    let secret = (!desk.internal).then(|| {
        view! { <p class="muted">"Was private Partner zu einem einzelnen Projekt beitragen, ist ein Geschäftsgeheimnis und nicht öffentlich. Summen über alle Projekte stehen im Haushalt."</p> }
    });
    view! {
        <section aria-labelledby="stufen">
            {ui::section_head("stufen", "Kofinanzierung nach Quelle", None)}
            {body}
            {secret}
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, desk: &Desk, line: &Line) -> Vec<AnyView> {
    let mut cells = vec![line.source.label().into_any()];
    if desk.internal {
        cells.push(match line.planned {
            Some(cents) => money::exact(cents, Precision::Cent),
            None => view! { <span class="muted">"nicht vorgesehen"</span> }.into_any(),
        });
    }
    cells.extend(COFUNDING.map(|kind| match line.steps.get(&kind) {
        Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
        None => money::unknown(),
    }));
    cells
}

/// Private money beside the granted state money, now and by year; for those who may see it.
fn beside_land(context: &PageContext, desk: &Desk) -> AnyView {
    let Some(last) = desk.standings.last() else { return ().into_any() };
    let project = desk
        .granted
        .as_ref()
        .and_then(|figure| figure.id.project)
        .or_else(|| desk.lines.iter().flat_map(|line| line.steps.values()).find_map(|figure| figure.id.project));
    let of = |kind| reached(&last.sums, kind, Source::PrivateCash);
    let goal = desk.target.map(|target| format!(" Das Ziel des Programms ist {}.", ratio(target))).unwrap_or_default();
    let finding = match (of(Kind::CofundingPledged), of(Kind::CofundingReceived)) {
        (Some(pledged), Some(received)) => format!(
            "Private haben Geld in Höhe von {pledged} der bewilligten Landesmittel zugesagt, eingegangen sind {received}.{goal}"
        ),
        (Some(pledged), None) => format!(
            "Private haben Geld in Höhe von {pledged} der bewilligten Landesmittel zugesagt; über Eingänge ist nichts bekannt.{goal}"
        ),
        (None, Some(received)) => {
            format!("Eingegangen ist privates Geld in Höhe von {received} der bewilligten Landesmittel.{goal}")
        }
        (None, None) => format!("Über privates Geld neben bewilligten Landesmitteln ist nichts bekannt.{goal}"),
    };
    let id = |kind, source| FigureId { project, ..FigureId::of(kind, source) };
    view! {
        <section aria-labelledby="verhaeltnis">
            {ui::section_head("verhaeltnis", "Private Mittel neben Landesmitteln", None)}
            <p class="finding">{finding}</p>
            {over_time(context, &desk.standings, id)}
        </section>
    }
    .into_any()
}

fn entries(seen: &Seen, desk: &Desk, records: bool) -> AnyView {
    if desk.entries.is_empty() {
        return ().into_any();
    }
    let mut heads = vec![
        table::words("Gültig ab"),
        table::words("Quelle und Stufe"),
        table::numbers("Betrag"),
        table::words("Jahr"),
    ];
    if desk.internal {
        heads.push(table::words("Geber und Nachweis"));
    }
    heads.push(table::words("Herkunft"));
    let rows = desk.entries.iter().map(|line| entry(seen, desk, line, records)).collect();
    let more = desk.more.then(|| {
        view! { <p class="muted">"Gezeigt sind die neuesten Einträge jeder Stufe. Ältere öffnen sich mit den Zahlen oben."</p> }
    });
    view! {
        <section aria-labelledby="eintraege">
            {ui::section_head("eintraege", "Einträge", None)}
            {table::table("Was zur Kofinanzierung verzeichnet ist, die neuesten zuerst", heads, rows, None)}
            {more}
        </section>
    }
    .into_any()
}

fn entry(seen: &Seen, desk: &Desk, line: &Contribution, records: bool) -> Vec<AnyView> {
    let entry = &line.entry;
    let mark = match (entry.reverses.is_some(), line.taken_back) {
        (true, _) => Some(status::mark(status::Shape::Cross, "muted", "Storno")),
        (false, true) => Some(status::mark(status::Shape::Cross, "muted", "storniert")),
        (false, false) => None,
    };
    let what = format!("{}, {}", entry.source.label(), word(entry.kind));
    let storno = (records && entry.reverses.is_none() && !line.taken_back).then(|| {
        let href = paths::with_query(&paths::cofunding(&desk.number), &[("storno", &entry.id.to_string())]);
        let label = format!("{what} {} stornieren", entry.cents);
        view! { " "<a href=format!("{href}#eintragen") aria-label=label>"stornieren"</a> }
    });
    let mut cells = vec![
        view! { {text::day(entry.value_date)}" "{mark} }.into_any(),
        what.clone().into_any(),
        money::exact(entry.cents, entry.precision),
        entry.year.map_or_else(|| "–".to_owned(), |year| year.to_string()).into_any(),
    ];
    if desk.internal {
        let giver = line.giver.clone().map(|giver| view! { <span class="text">{giver}</span> });
        let evidence = entry.reference.clone().map(|text| view! { <span class="source text">{text}</span> });
        let reason = line
            .reason
            .clone()
            .map(|text| view! { <span class="source text">"Höher als die Stufe davor: " {text}</span> });
        let nothing = (line.giver.is_none() && entry.reference.is_none()).then(money::unknown);
        cells.push(view! { {giver}{evidence}{reason}{nothing} }.into_any());
    }
    cells.push(
        view! { {origin::origin(seen, &entry.origin)}" "{entry.sample.then(ui::sample_mark)}{storno} }.into_any(),
    );
    cells
}
