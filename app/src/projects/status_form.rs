//! The form that moves a project along its lifecycle, and what happens when somebody else was faster.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field, hidden, input, select},
        notice::{Tone, notice},
        status, submit,
        text_area::text_area,
    },
};
use entity::project::{detail::Detail, field::Field as Told, lifecycle::Lifecycle};
use leptos::prelude::*;

/// The state, and the form for those who may change it.
pub fn status_form(context: &PageContext, project: &Detail) -> AnyView {
    let since = project.facts.iter().find(|told| told.field == Told::Lifecycle).map(|told| told.valid_on);
    let now = view! {
        <h2 class="side-title">"Status"</h2>
        <p class="state-now">{status::lifecycle(project.line.state)}" "{since.map(|day| format!("seit {}", text::day(day)))}</p>
    };
    if project.moves.is_empty() {
        return view! { <div class="panel" id="status">{now}</div> }.into_any();
    }
    if !context.viewpoint.is_now() {
        return view! { <div class="panel" id="status">{now}<p class="muted">"Den Status ändern Sie in der Ansicht von heute."</p></div> }.into_any();
    }
    let form = &context.form;
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(project.moves.iter().map(|state| (state.key().to_owned(), state.label().to_owned())));
    let to = Field::new("to", "Neuer Status", form, "").required();
    let effective = Field::new("effective", "Gilt ab", form, context.now.today.to_string())
        .hint("Der Tag, ab dem der Status gilt; nicht in der Zukunft.")
        .required();
    let reason = Field::new("reason", "Grund", form, "")
        .hint("Ein Satz. Er steht später im Verlauf.")
        .required()
        .max_length(1_000);
    view! {
        <div class="panel panel-form" id="status">
            {now}
            {form.stale.then(|| conflict(context, project))}
            <form method="post" action=paths::project_status(&project.line.number) class="stack">
                {hidden("version", project.version.to_string())}
                {select(to, choices)}
                {input(effective, "date")}
                {text_area(reason, 3)}
                {submit("Status ändern", true)}
            </form>
        </div>
    }
    .into_any()
}

/// Both versions: what stands now, and what was about to be saved.
fn conflict(context: &PageContext, project: &Detail) -> AnyView {
    let wanted = context.form.value("to").and_then(|key| Lifecycle::from_key(&key));
    let last = project.history.iter().max_by_key(|told| (told.recorded_at, told.id)).map(|told| {
        let value = told.value.as_deref().map(|value| told.field.shown(value)).unwrap_or_default();
        format!("{}: {value}, verzeichnet am {}", told.field.label(), text::instant(told.recorded_at))
    });
    view! {
        {notice(Tone::Warning, "Inzwischen hat jemand anderes etwas geändert", Some("Ihre Änderung ist noch nicht gespeichert. Vergleichen Sie und senden Sie noch einmal.".into()))}
        <dl class="versions">
            <div><dt>"Jetzt gespeichert"</dt><dd>{status::lifecycle(project.line.state)}{last.map(|last| view! { <span class="muted small">{last}</span> })}</dd></div>
            <div><dt>"Ihre Eingabe"</dt><dd>{wanted.map(status::lifecycle)}</dd></div>
        </dl>
    }
    .into_any()
}
