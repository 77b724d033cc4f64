//! Everything one municipality said about a solution with the answers to it, and the form for the next answer.
use crate::{
    context::PageContext,
    paths,
    solutions::uses::{state, told},
    text,
    ui::{
        self,
        field::{Field, hidden},
        page::{Page, serve},
        submit, table,
        text_area::text_area,
    },
};
use entity::{
    actor::Place,
    adoption::{
        find::{Said, answers, history},
        rules::TEXT,
    },
    municipality,
    permission::Action,
    refusal::Refusal,
    solution::find::{Detail, detail},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/loesungen/{slug}/nutzung/{ags}`.
#[component]
pub fn AdoptionHistory() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (slug, ags) = (params.get("slug").unwrap_or_default(), params.get("ags").unwrap_or_default());
    serve(|context| async move {
        if ags.contains('\0') {
            return Err(Refusal::NotFound);
        }
        let solution = detail(&context.db, &context.actor, context.viewpoint, &slug).await?;
        let town = municipality::find::by_ags(&context.db, &ags).await?;
        let answers = answers(&context.db, &context.actor, context.now, &solution.record).await?;
        let said = history(&context.db, context.viewpoint, solution.record.id, &ags).await?;
        let name = solution.sheet.name().to_owned();
        let sample = said.iter().any(|said| said.sample);
        let title = format!("{} und {name}", town.name);
        let more = (context.viewpoint.is_now()
            && context.actor.can(Action::ReportAdoption, &Place { ags: Some(ags.clone()), ..Place::default() }))
        .then(|| {
            let href = paths::with_query(&paths::adopt(&slug), &[("ags", &ags)]);
            ui::button_link(href, "Neuen Stand melden", false)
        });
        let body = match said.is_empty() {
            true => ui::empty(
                "Noch nichts gemeldet",
                "Hier steht, was die Kommune über ihre Nutzung sagt und was der Anbieter antwortet.",
            ),
            false => list(&town.name, &said),
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="lead">"Von der ersten Meldung bis heute, mit den Antworten des Anbieters."</p>
            <div class="stack-large">
                {body}
                {more.map(|more| view! { <div class="no-print">{more}</div> })}
                {answer(&context, &solution, &ags, said.last(), answers)}
            </div>
        };
        let crumbs = vec![
            (context.link(paths::SOLUTIONS), "Lösungen".to_owned()),
            (context.link(paths::solution(&slug)), name.clone()),
        ];
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

fn list(town: &str, said: &[Said]) -> AnyView {
    let rows = said
        .iter()
        .rev()
        .map(|said| {
            vec![
                view! { {text::day(said.valid_on)}" "{said.sample.then(ui::sample_mark)} }.into_any(),
                state(said.state, said.said_by),
                told(&said.told, said.reason.as_deref(), said.said_by, &said.replies),
            ]
        })
        .collect();
    let heads = ["gilt ab", "Stand", "Was berichtet und geantwortet wurde"].map(table::words).to_vec();
    table::table(format!("Was {town} gemeldet hat, das Neueste zuerst"), heads, rows, None)
}

/// The form for those who answer; nothing for anybody else.
fn answer(context: &PageContext, solution: &Detail, ags: &str, last: Option<&Said>, answers: bool) -> AnyView {
    let (Some(last), true, true) = (last, answers, context.viewpoint.is_now()) else { return ().into_any() };
    // who answers what they read: not what was said meanwhile
    let statement = context.form.value("statement").unwrap_or_else(|| last.id.to_string());
    let words = Field::new("text", "Ihre Antwort", &context.form, "")
        .hint("Zum Beispiel, wer beim Einführen hilft. Alle können sie lesen; bitte keine Namen und Durchwahlen.")
        .required()
        .max_length(TEXT);
    view! {
        <section aria-labelledby="antworten" class="no-print">
            {ui::section_head("antworten", "Für den Anbieter antworten", None)}
            <p>{format!("Auf die Meldung „{}“ vom {}.", last.state.label(), text::day(last.valid_on))}</p>
            <form method="post" action=paths::adopter(&solution.record.slug, ags) class="stack sheet-form">
                {hidden("statement", statement)}
                {text_area(words, 4)}
                {submit("Antworten", true)}
            </form>
        </section>
    }
    .into_any()
}
