//! One call for money: what it says, what the rules find, the form of the answer, and what became of the money.
use super::{crumbs, desk::state, late_use, stale};
use crate::{
    context::PageContext,
    grants::findings,
    paths, text,
    ui::{
        self, facts,
        field::{Field, hidden, input},
        money,
        page::{Page, serve},
        text_area::text_area,
    },
};
use chrono::NaiveDate;
use entity::{
    precision::Precision,
    refusal::Refusal,
    settlement::{
        desk::{self, Desk, Draw},
        draw::{State, used::find as used},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/abrufe/{id}`; `bis` is the first day that bears no interest.
#[component]
pub fn DrawPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let until = use_query_map().get_untracked().get("bis").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let (desk, one, draw) = desk::with_draw(&context.db, &context.actor, context.viewpoint, id).await?;
        let until = until.trim().parse::<NaiveDate>().ok().filter(|day| day.to_string().len() == 10);
        let until = until.unwrap_or(context.viewpoint.as_of);
        let used = used::of_draw(&context.db, &context.actor, context.viewpoint, id, until).await?;
        let call = &draw.call;
        let exact = |cents| money::exact(cents, Precision::Cent);
        let title = format!("Mittelabruf vom {}", text::day(call.requested_on));
        let decision = context.link(paths::decision(draw.decision_id));
        let entered = draw.by.clone().map(|name| format!(" von {name}"));
        let items = vec![
            ("Gebraucht bis".to_owned(), text::day(call.needed_until).into_any()),
            ("Haushaltsjahr".to_owned(), call.budget_year.to_string().into_any()),
            ("Ausgaben bis dahin".to_owned(), exact(call.spent_before)),
            ("Davon eigene und andere Mittel".to_owned(), exact(call.own_before)),
            ("Zeichen".to_owned(), facts::text_or_unknown(call.reference.clone())),
            ("Bescheid".to_owned(), view! { <a href=decision>"geltende Fassung am Tag des Abrufs"</a> }.into_any()),
            ("Eingetragen".to_owned(), view! { {text::day(text::berlin_day(draw.recorded_at))}{entered} }.into_any()),
        ];
        let checked = (draw.state == State::Open && context.viewpoint.is_now()).then(|| {
            view! {
                <section aria-labelledby="pruefung" class="stack">
                    {ui::section_head("pruefung", "Prüfung für eine Auszahlung heute", None)}
                    {findings(&draw.findings)}
                </section>
            }
        });
        let body = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="chips-line">{state(draw.state)}<span class="code">{one.case.reference.clone()}</span><span>{one.case.authority.1.clone()}</span>{one.case.sample.then(ui::sample_badge)}</p>
            {stale(&context)}
            <p class="big">{exact(call.amount)}</p>
            <div class="with-side">
                <div class="stack-large">{facts::facts(items)}{checked}{late_use::sections(&context, id, &used)}</div>
                <aside class="side" aria-label="Antwort">{answer(&context, &desk, &draw)}</aside>
            </div>
        };
        let crumbs = crumbs(&context, &desk.number, &desk.title);
        Ok(Page::new(title, body).section(paths::PROJECTS).below(crumbs).sample(one.case.sample))
    })
}

/// What was answered, or the form for it.
fn answer(context: &PageContext, desk: &Desk, draw: &Draw) -> AnyView {
    let said = draw.answer.as_ref().map(|answer| {
        let by = answer.by.clone().map(|name| format!(" von {name}"));
        let reason = answer.reason.clone().map(|reason| view! { <p class="text">"„"{reason}"“"</p> });
        view! {
            <p>{answer.verdict.label()}" am "{text::day(answer.dated_on)}{by}": "{money::exact(answer.amount, Precision::Cent)}</p>
            {reason}
        }
    });
    let form = draw.may_answer.then(|| reply(context, desk, draw));
    let waits = (draw.state == State::Open && !draw.may_answer)
        .then(|| view! { <p>"Über den Abruf entscheidet die Bewilligungsbehörde."</p> });
    view! {
        <div class="panel" class:panel-form=draw.may_answer>
            <h2 class="side-title">"Antwort"</h2>
            {said}{waits}{form}
        </div>
    }
    .into_any()
}

fn reply(context: &PageContext, desk: &Desk, draw: &Draw) -> AnyView {
    let form = &context.form;
    let on = Field::new("dated_on", "Wertdatum", form, context.now.today.to_string()).required();
    let amount = Field::new("amount", "Auszahlung in Euro", form, draw.call.amount.german());
    let reason = Field::new("reason", "Bemerkung", form, "")
        .hint("Nötig, wenn weniger oder nichts ausgezahlt wird.")
        .max_length(2_000);
    view! {
        <form method="post" action=paths::draw_step(draw.id, "auszahlen") class="stack">
            {hidden("version", desk.version.to_string())}
            {input(on, "date")}
            {input(amount, "text")}
            {text_area(reason, 3)}
            <p class="muted small">"Leitstand zahlt nicht selbst: Hier wird eingetragen, was die Kasse ausgezahlt hat."</p>
            <div class="buttons">
                {ui::submit("Ausgezahlt", true)}
                <button type="submit" class="kern-btn kern-btn--secondary" formaction=paths::draw_step(draw.id, "ablehnen")><span class="kern-label">"Ablehnen"</span></button>
            </div>
        </form>
    }
    .into_any()
}
