//! The confirmed interest in a solution, for who answers it.
use crate::{
    paths, text,
    ui::{
        self,
        page::{Page, serve},
        submit, table,
    },
};
use entity::interest::find::{Desk, Waiting, desk};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/loesungen/{slug}/anfragen`.
#[component]
pub fn InterestDesk() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let desk = desk(&context.db, &context.actor, context.now, &slug).await?;
        let body = match desk.waiting.is_empty() {
            true => ui::empty(
                "Keine Anfrage wartet",
                "Hier stehen Kommunen, die ihr Interesse auf der Seite der Lösung gezeigt und per E-Mail bestätigt haben.",
            ),
            false => list(&desk),
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">"Anfragen aus Kommunen"</h1>
            <p class="lead">{desk.name.clone()}</p>
            <div class="stack-large">
                {body}
                <p class="muted">"Postfach und Nachricht sind personenbezogen: Nutzen Sie beides nur für die Antwort. „Beantwortet“ löscht sie sofort, spätestens nach sechs Monaten geschieht es von selbst. Dass es die Anfrage gab, bleibt bei der Lösung stehen."</p>
            </div>
        };
        let crumbs = vec![
            (paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()),
            (paths::solution(&desk.slug), desk.name.clone()),
        ];
        let title = format!("Anfragen: {}", desk.name);
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn list(desk: &Desk) -> AnyView {
    let heads = vec![
        table::words("Kommune"),
        table::words("seit"),
        table::words("Nachricht und Postfach"),
        table::words("Antwort"),
    ];
    let rows = desk.waiting.iter().map(|waiting| row(desk, waiting)).collect();
    table::table("Bestätigte Anfragen, die ältesten zuerst", heads, rows, None)
}

fn row(desk: &Desk, waiting: &Waiting) -> Vec<AnyView> {
    let subject = format!("Ihr Interesse an „{}“", desk.name);
    let write = paths::with_query(&format!("mailto:{}", paths::segment(&waiting.mailbox)), &[("subject", &subject)]);
    let label = format!("Anfrage aus {} ist beantwortet", waiting.municipality);
    vec![
        view! { <span class="row-title">{waiting.municipality.clone()}</span><span class="row-sub">{waiting.ags.clone()}</span> }
            .into_any(),
        text::day(text::berlin_day(waiting.confirmed_at)).into_any(),
        view! { <span class="text">{waiting.message.clone()}</span><span class="source">{waiting.mailbox.clone()}</span> }
            .into_any(),
        view! {
            <p><a href=write>"an die Kommune antworten"</a></p>
            <form method="post" action=paths::interest_answered(&desk.slug, waiting.id) aria-label=label>
                {submit("beantwortet", false)}
            </form>
        }
        .into_any(),
    ]
}
