//! What those see who look after a solution: what the gate misses, what was handed in, what to do next.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field as Input, group_error, hidden},
        status, submit,
        text_area::text_area,
    },
};
use entity::solution::{
    asking::Question,
    find::{Desk, Detail, Past},
    gate::{State, Step, change::NOTE},
};
use leptos::prelude::*;

/// What the curator looks at before publishing (domain: quality gate).
const CHECKS: [&str; 3] = [
    "Die Lizenz ist klar: Wer es übernimmt, darf es.",
    "Die Ansprechstelle hat die Angaben in den letzten zwölf Monaten bestätigt.",
    "Nichts Persönliches, nichts Geheimes steht darin.",
];

/// The panel at the side of the sheet; nothing for those who may only read.
pub(super) fn desk(context: &PageContext, solution: &Detail) -> AnyView {
    let Some(desk) = &solution.desk else { return ().into_any() };
    if !context.viewpoint.is_now() {
        return ().into_any();
    }
    let edit = desk.editable.then(|| {
        let slug = &solution.record.slug;
        view! { <p><a href=paths::edit_solution(slug)>"Steckbrief bearbeiten"</a>" · "<a href=paths::solution_pictures(slug)>"Bilder"</a></p> }
    });
    view! {
        <div class="panel no-print" id="pflege">
            <h2 class="side-title">"Pflege dieses Steckbriefs"</h2>
            <p>{status::line(tone(solution.state), solution.state.label())}</p>
            {returned(solution)}
            {question(desk)}
            {missing(desk)}
            {changed(desk)}
            {edit}
            {steps(context, solution, desk)}
            {rename(context, solution, desk)}
            {past(&desk.steps)}
        </div>
    }
    .into_any()
}

fn tone(state: State) -> &'static str {
    match state {
        State::Published => "good",
        State::Draft | State::InReview => "info",
        State::ToConfirm | State::Retired => "warn",
    }
}

fn returned(solution: &Detail) -> AnyView {
    match solution.gate.returned.as_deref().filter(|note| !note.is_empty()) {
        Some(note) => {
            view! { <p class="warn-text">"Zurück von der Transferstelle: „"{note.to_owned()}"“"</p> }.into_any()
        }
        None => ().into_any(),
    }
}

fn question(desk: &Desk) -> Option<AnyView> {
    let said = match desk.question? {
        Question::Open(since) => {
            format!(
                "Die Ansprechstelle wird seit dem {} per E-Mail gefragt. Bestätigt hat sie noch nicht.",
                text::day(text::berlin_day(since))
            )
        }
        Question::NoMailbox => {
            "Die Ansprechstelle nennt kein Postfach oder mehrere. Sie wird deshalb nicht von selbst gefragt.".to_owned()
        }
    };
    Some(view! { <p>{said}</p> }.into_any())
}

fn missing(desk: &Desk) -> AnyView {
    if desk.missing.is_empty() {
        return view! { <p class="muted small">"Alle Pflichtangaben sind da."</p> }.into_any();
    }
    let lines = desk.missing.iter().map(|field| view! { <li>{field.label()}</li> }).collect_view();
    view! { <p>"Zum Veröffentlichen fehlt noch:"</p><ul>{lines}</ul> }.into_any()
}

fn changed(desk: &Desk) -> AnyView {
    match desk.changed.as_deref() {
        None | Some([]) => ().into_any(),
        Some(fields) => {
            view! { <p class="small">"Neuer als das Veröffentlichte: "{fields.join(", ")}"."</p> }.into_any()
        }
    }
}

fn steps(context: &PageContext, solution: &Detail, desk: &Desk) -> AnyView {
    let is_new = desk.changed.as_ref().is_none_or(|fields| !fields.is_empty()) || solution.state == State::Retired;
    let may_submit = desk.editable && !desk.in_review && is_new && desk.missing.is_empty();
    let may_confirm = desk.editable && solution.gate.published.is_some() && solution.state != State::Retired;
    let may_retire = desk.publishable && solution.gate.published.is_some() && solution.state != State::Retired;
    view! {
        {may_submit.then(|| one(context, solution, Step::Submitted, "Zur Prüfung geben", true))}
        {(desk.publishable && desk.in_review).then(|| review(context, solution, desk))}
        {may_confirm.then(|| one(context, solution, Step::Confirmed, "Angaben stimmen noch", solution.state == State::ToConfirm))}
        {may_retire.then(|| retire(context, solution))}
    }
    .into_any()
}

fn one(_: &PageContext, solution: &Detail, step: Step, label: &str, primary: bool) -> AnyView {
    view! {
        <form method="post" action=paths::solution_steps(&solution.record.slug)>
            {hidden("version", solution.record.version.to_string())}
            {hidden("step", step.key())}
            {submit(label, primary)}
        </form>
    }
    .into_any()
}

fn review(context: &PageContext, solution: &Detail, desk: &Desk) -> AnyView {
    if desk.own {
        return view! {
            <p class="small">"Sie haben diese Fassung geschrieben. Veröffentlichen kann sie jemand anderes aus der Transferstelle."</p>
        }
        .into_any();
    }
    let list = Input::new("checks", "Prüfliste", &context.form, "");
    let is_bad = list.error.is_some();
    let boxes = CHECKS
        .iter()
        .enumerate()
        .map(|(at, words)| {
            let (id, name) = (format!("feld-checks-{at}"), format!("check_{at}"));
            let checked = context.form.value(&name).is_some();
            view! {
                <div class="kern-form-check">
                    <input class="kern-form-check__checkbox" type="checkbox" id=id.clone() name=name value="ja" checked=checked/>
                    <label class="kern-label" for=id>{*words}</label>
                </div>
            }
        })
        .collect_view();
    let note =
        Input::new("note", "Anmerkung", &context.form, "").hint("Beim Zurückgeben: was noch fehlt.").max_length(NOTE);
    view! {
        <form method="post" action=paths::solution_steps(&solution.record.slug) class="stack">
            {hidden("version", solution.record.version.to_string())}
            <fieldset class="kern-fieldset" class:kern-fieldset--error=is_bad id=list.id() tabindex="-1" aria-describedby=list.described_by()>
                <legend class="kern-label">{list.label.clone()}</legend>
                {boxes}
                {group_error(&list)}
            </fieldset>
            {text_area(note, 3)}
            <div class="buttons">
                <button type="submit" name="step" value=Step::Published.key() class="kern-btn kern-btn--primary"><span class="kern-label">"Veröffentlichen"</span></button>
                <button type="submit" name="step" value=Step::Returned.key() class="kern-btn kern-btn--secondary"><span class="kern-label">"Zurückgeben"</span></button>
            </div>
        </form>
    }
    .into_any()
}

fn retire(context: &PageContext, solution: &Detail) -> AnyView {
    let why = Input::new("note", "Warum wird sie nicht mehr angeboten?", &context.form, "").required().max_length(NOTE);
    view! {
        <details>
            <summary>"Nicht mehr anbieten"</summary>
            <form method="post" action=paths::solution_steps(&solution.record.slug) class="stack">
                {hidden("version", solution.record.version.to_string())}
                {hidden("step", Step::Retired.key())}
                {crate::ui::field::input(why, "text")}
                {submit("Nicht mehr anbieten", false)}
            </form>
        </details>
    }
    .into_any()
}

/// Another address word; the old one leads on.
fn rename(context: &PageContext, solution: &Detail, desk: &Desk) -> AnyView {
    if !desk.publishable {
        return ().into_any();
    }
    let slug = &solution.record.slug;
    let field = Input::new("slug", "Neue Adresse", &context.form, slug.clone())
        .hint("Kleinbuchstaben, Ziffern und Bindestriche. Die alte Adresse führt weiter hierher.")
        .required()
        .max_length(60);
    let is_open = context.form.error("slug").is_some();
    view! {
        <details open=is_open>
            <summary>"Adresse ändern"</summary>
            <form method="post" action=paths::rename_solution(slug) class="stack">
                {crate::ui::field::input(field, "text")}
                {submit("Adresse ändern", false)}
            </form>
        </details>
    }
    .into_any()
}

fn past(steps: &[Past]) -> AnyView {
    if steps.is_empty() {
        return ().into_any();
    }
    let lines = steps
        .iter()
        .map(|past| {
            let by = past.by.clone().map(|by| format!(" von {by}"));
            let note = past.note.clone().map(|note| format!(": „{note}“"));
            view! { <li>{text::day(past.on)}" "{past.step.label()}{by}{note}</li> }
        })
        .collect_view();
    view! { <details><summary>"Bisherige Schritte"</summary><ul class="plain small">{lines}</ul></details> }.into_any()
}
