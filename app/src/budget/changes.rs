//! What changed between two days, and why.
mod asked;
mod tables;

use crate::{
    context::{PROGRAMME, PageContext},
    paths, text,
    ui::{
        self,
        notice::{Tone, notice},
        origin::Seen,
        page::{Page, serve},
        pagination::pagination,
    },
};
use asked::Asked;
use axum::http::StatusCode;
use entity::{
    figures::changes::{
        Line, Question,
        entries::{Change, entries},
        lines,
        projects::{ByProject, by_project},
        question,
    },
    ledger::{Kind, Source},
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// So many entries, and so many projects, stand on one page.
const SIZE: u64 = 50;

/// The page at `/haushalt/veraenderung`.
#[component]
pub fn Changes() -> impl IntoView {
    let query = use_query_map().get_untracked();
    serve(move |context| async move {
        let asked = Asked::read(&context.now, |name| query.get(name));
        let regions = region::find::all(context.db.read()).await?;
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let answer = match asked.span(&context.now) {
            Ok(span) => {
                let question = question(&context.db, &context.actor, PROGRAMME, span, asked.narrowed.clone()).await?;
                let found = Found::of(&context, &asked, &question).await?;
                view(&context, &asked, &question, found).await?
            }
            Err(sentences) => {
                if let Some(response) = use_context::<ResponseOptions>() {
                    response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
                }
                notice(Tone::Danger, "Diese beiden Tage lassen sich nicht vergleichen", Some(sentences.join(" ")))
            }
        };
        let content = view! {
            <h1 class="kern-heading-x-large">"Was sich verändert hat"</h1>
            <p class="lead">"Zwei Tage im Vergleich: jede Zahl am ersten und am zweiten Tag und die Buchungen, die den Unterschied machen."</p>
            {asked.form(&names)}
            {answer}
        };
        let crumbs = vec![(paths::BUDGET.to_owned(), "Haushalt".to_owned())];
        Ok(Page::new("Was sich verändert hat", content).section(paths::BUDGET).below(crumbs).without_stand())
    })
}

/// What the page shows.
struct Found {
    lines: Vec<Line>,
    /// How many entries took effect between the days, and how many there are in all.
    counts: (u64, u64),
    projects: Option<ByProject>,
    changes: Vec<Change>,
}

impl Found {
    async fn of(context: &PageContext, asked: &Asked, question: &Question) -> Result<Self, Refusal> {
        let lines = lines(&context.db, question).await?;
        let effective = lines.iter().map(|line| line.effective.count).sum();
        let corrected: u64 = lines.iter().map(|line| line.corrected.count).sum();
        let offset = (asked.page - 1).saturating_mul(SIZE);
        let changes = entries(&context.db, question, effective, offset, SIZE).await?;
        let skip = usize::try_from((asked.projects - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
        let size = usize::try_from(SIZE).unwrap_or(usize::MAX);
        let projects = match &asked.narrowed.project {
            // of one project there is nothing to tell apart
            Some(_) => None,
            None => by_project(&context.db, question, skip, size).await?,
        };
        Ok(Self { lines, counts: (effective, effective + corrected), projects, changes })
    }
}

/// The address of the same as a file.
fn table(question: &Question) -> String {
    let (span, asked) = (&question.span, &question.asked);
    let instant = |view: &Viewpoint| view.known_at.map(|known| known.to_rfc3339()).unwrap_or_default();
    paths::with_query(
        paths::CHANGES_TABLE,
        &[
            ("from", &span.before.as_of.to_string()),
            ("to", &span.after.as_of.to_string()),
            ("known_from", &instant(&span.before)),
            ("known_to", &instant(&span.after)),
            ("region", asked.region.as_deref().unwrap_or_default()),
            ("kind", asked.kind.map(Kind::key).unwrap_or_default()),
            ("source", asked.source.map(Source::key).unwrap_or_default()),
            ("project", asked.project.as_deref().unwrap_or_default()),
            ("format", "csv"),
        ],
    )
}

async fn view(context: &PageContext, asked: &Asked, question: &Question, found: Found) -> Result<AnyView, Refusal> {
    if found.lines.is_empty() {
        return Ok(ui::empty(
            "Nichts hat sich verändert",
            "Zwischen diesen beiden Tagen ist in dieser Auswahl nichts wirksam geworden und nichts nachgetragen.",
        ));
    }
    let seen = Seen::of(context, found.changes.iter().map(|change| &change.entry.origin)).await?;
    let pages = |name: &'static str, page: u64, total: u64| {
        pagination(page, total.div_ceil(SIZE), move |page| asked.href(&[(name, &page.to_string())]))
    };
    let more = pages("seite", asked.page, found.counts.1);
    let projects = found.projects.as_ref().map(|all| {
        let more = pages("projektseite", asked.projects, all.total);
        view! {
            <section aria-labelledby="projekte">
                {ui::section_head("projekte", "Nach Projekt", None)}
                {tables::projects(asked, question, all)}
                {more}
            </section>
        }
    });
    let title = question.title.clone().map(|title| {
        let whole = asked.without("projekt");
        view! { <p class="finding">"Nur Projekt „"{title}"“. "<a href=whole>"Alle Projekte zeigen"</a></p> }
    });
    let (effective, all) = found.counts;
    let words = |count: u64, one: &str, many: &str| text::count(i64::try_from(count).unwrap_or(i64::MAX), one, many);
    let corrected = match all - effective {
        0 => "keine berichtigt den ersten Tag".to_owned(),
        count => format!("{} den ersten Tag nachträglich", words(count, "berichtigt", "berichtigen")),
    };
    let finding = format!(
        "{} den Unterschied: {} zwischen den Tagen wirksam geworden, {corrected}.",
        words(all, "Buchung macht", "Buchungen machen"),
        words(effective, "ist", "sind"),
    );
    let sample = found.lines.iter().any(|line| line.sample).then(ui::sample_badge);
    Ok(view! {
        {title}
        <p class="finding">{finding}" "{sample}</p>
        <section aria-labelledby="zahlen">
            {ui::section_head("zahlen", "Die Zahlen", None)}
            {tables::figures(asked, question, &found.lines)}
        </section>
        {projects}
        <section aria-labelledby="buchungen">
            {ui::section_head("buchungen", "Die Buchungen und ihre Gründe", Some((table(question), "Alle als Tabelle (CSV)".to_owned())))}
            {tables::entries(&seen, asked, &found.changes, all)}
            {more}
        </section>
    }
    .into_any())
}
