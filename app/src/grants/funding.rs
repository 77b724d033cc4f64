//! A project's funding: its cases with their decisions as time lines, the plan, co-funding, and the ledger.
use super::{actual::actual, plan, shown::standing, time_line::time_line};
use crate::{
    context::PageContext,
    paths,
    projects::{ledger, storno, tabs},
    ui::{
        self, facts, money,
        origin::Seen,
        page::{Page, serve},
        table,
    },
};
use entity::{
    grant::find::{self, Case, Grants},
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    project::detail::{self, Detail},
    settlement::desk::{self, Desk},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/finanzierung`.
#[component]
pub fn Funding() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    serve(|context| async move {
        let project = detail::detail(&context.db, &context.actor, context.viewpoint, &number).await?;
        let grants = find::of_project(&context.db, &context.actor, context.viewpoint, &number).await?;
        let desk = match grants.internal {
            true => Some(desk::of_project(&context.db, &context.actor, context.viewpoint, &number).await?),
            false => None,
        };
        let seen = Seen::of(&context, project.entries.iter().map(|entry| &entry.origin)).await?;
        let sample = project.line.sample || project.sums.iter().any(|sum| sum.sample);
        let content = view! {
            <h1 class="kern-heading-x-large title">{project.line.title.clone()}</h1>
            {tabs::tabs(&context, &project.line.number, tabs::Tab::Funding)}
            <div class="stack-large">
                {cases(&context, &grants, desk.as_ref())}
                {cofunding(&project, &grants)}
                {storno(&context, &project)}
                {ledger(&context, &seen, &project)}
            </div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&number)), project.line.title.clone()),
        ];
        let title = format!("Finanzierung – {}", project.line.title);
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(sample))
    })
}

fn cases(context: &PageContext, grants: &Grants, desk: Option<&Desk>) -> AnyView {
    let open = (!grants.may_open.is_empty())
        .then(|| view! { <div class="kern-btn-wrapper">{ui::button_link(paths::new_case(&grants.number), "Fall anlegen", grants.cases.is_empty())}</div> });
    let body = match grants.cases.is_empty() {
        true => ui::empty(
            "Noch kein Bescheid verzeichnet",
            "Bescheide trägt die Bewilligungsbehörde ein: Sie legt einen Fall an und schlägt den Bescheid vor; eine zweite Person zeichnet mit.",
        ),
        false => grants.cases.iter().map(|case| one(context, grants, case, desk)).collect_view().into_any(),
    };
    view! {
        <section aria-labelledby="bescheide" class="stack">
            {ui::section_head("bescheide", "Bescheide", None)}
            {body}
            {open}
        </section>
    }
    .into_any()
}

fn one(context: &PageContext, grants: &Grants, case: &Case, desk: Option<&Desk>) -> AnyView {
    let items = vec![
        (
            "Zuwendungsempfänger".to_owned(),
            format!(
                "{} ({})",
                case.current().map_or(&case.recipient, |version| &version.content.recipient),
                case.recipient_kind.label()
            )
            .into_any(),
        ),
        ("Bewilligungsbehörde".to_owned(), case.authority.1.clone().into_any()),
        ("Mittel".to_owned(), case.source.label().into_any()),
        ("Region".to_owned(), facts::text_or_unknown(case.region.clone().map(|(_, name)| name))),
        ("Vorschriften".to_owned(), case.regime.label().into_any()),
    ];
    let now = match case.current() {
        Some(version) => view! {
            <p class="big">{money::exact(version.content.amount, Precision::Cent)}<span class="big-word">{version.content.rate.map(|rate| format!("{rate} von {}", version.eligible))}</span></p>
        }
        .into_any(),
        None => view! { <p class="muted">"An diesem Tag gilt kein Bescheid."</p> }.into_any(),
    };
    let waits = case.open().map(|version| {
        let href = context.link(paths::decision(version.id));
        view! { <p class="hint-line">{standing(version.became)}" "<a href=href>{format!("Fassung {} ansehen", version.version)}</a></p> }
    });
    let next = case.may_propose.then(|| {
        let label = if case.current().is_some() { "Änderung vorschlagen" } else { "Bescheid vorschlagen" };
        view! { <div class="kern-btn-wrapper">{ui::button_link(paths::proposal(&grants.number, case.id), label, true)}</div> }
    });
    let planned = case.current().filter(|_| grants.internal).map(|version| {
        let content = version.content.clone();
        view! {
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">"Finanzierungsplan und Jahresbeträge"</span></summary>
                <div class="kern-accordion__body stack">{plan::years(&content)}{plan::plan(&content)}</div>
            </details>
        }
    });
    let proven = desk.and_then(|desk| desk.case(case.id).ok()).and_then(|on| actual(context, on)).map(|body| {
        view! {
            <details class="kern-accordion">
                <summary class="kern-accordion__header"><span class="kern-title kern-title--small">"Plan und Ist"</span></summary>
                <div class="kern-accordion__body stack">{body}</div>
            </details>
        }
    });
    let memos = grants.internal.then(|| {
        let href = context.link(paths::memos(&grants.number, case.id));
        view! { <p><a href=href>"Vermerke zum Fall"</a></p> }
    });
    view! {
        <article class="panel">
            <h3 class="side-title">{format!("Fall {}", case.reference)}" "{case.sample.then(ui::sample_mark)}</h3>
            {now}
            {waits}
            {facts::facts(items)}
            {time_line(context, case)}
            {planned}
            {proven}
            {memos}
            {next}
        </article>
    }
    .into_any()
}

/// Co-funding by source: planned in the current decisions, pledged, contracted, received, proven; and its ratio to the
/// grant. Private money is shown to those who may see it.
fn cofunding(project: &Detail, grants: &Grants) -> AnyView {
    let kinds = [Kind::CofundingPledged, Kind::CofundingContracted, Kind::CofundingReceived, Kind::CofundingProven];
    let of = |kind: Kind, source: Source| {
        project.sums.iter().find(|sum| sum.kind == kind && sum.source == source).map(|sum| (sum.cents, sum.precision))
    };
    let planned = |source: Source| {
        let current = grants.cases.iter().filter_map(Case::current);
        let lines =
            current.flat_map(|version| &version.content.plan).filter(|line| line.item.cofunding() == Some(source));
        entity::grant::content::sum(lines.map(|line| line.cents))
    };
    let granted = of(Kind::Granted, Source::Programme).map(|(cents, _)| cents).unwrap_or_default();
    let rows: Vec<Vec<AnyView>> = Source::ALL
        .into_iter()
        .filter(|source| *source != Source::Programme && (grants.internal || !source.is_private()))
        .filter(|source| planned(*source) > Cents::ZERO || kinds.iter().any(|kind| of(*kind, *source).is_some()))
        .map(|source| {
            let mut row = vec![source.label().into_any()];
            if grants.internal {
                row.push(match planned(source) {
                    Cents::ZERO => view! { <span class="muted">"–"</span> }.into_any(),
                    cents => money::exact(cents, Precision::Cent),
                });
            }
            row.extend(kinds.iter().map(|kind| money::exact_or_unknown(of(*kind, source))));
            // the step that is furthest from a promise
            let best = kinds.iter().rev().find_map(|kind| of(*kind, source)).map(|(cents, _)| cents);
            row.push(match best.and_then(|cents| cents.of(granted)) {
                Some(rate) => rate.to_string().into_any(),
                None => money::unknown(),
            });
            row
        })
        .collect();
    let table = match rows.is_empty() {
        true => ui::empty(
            "Keine Kofinanzierung verzeichnet",
            "Eigenanteil und Mittel Dritter stehen im Finanzierungsplan des Bescheids und in den Buchungen.",
        ),
        false => {
            let mut heads = vec![table::words("Quelle")];
            if grants.internal {
                heads.push(table::numbers("geplant"));
            }
            heads.extend(["zugesagt", "gesichert", "eingegangen", "nachgewiesen", "zur Zuwendung"].map(table::numbers));
            table::table("Kofinanzierung von der Zusage bis zum Nachweis", heads, rows, None)
        }
    };
    view! {
        <section aria-labelledby="kofinanzierung">
            {ui::section_head("kofinanzierung", "Kofinanzierung", None)}
            {table}
        </section>
    }
    .into_any()
}
