//! What is wrong in a form, in one place, with a link to each field.
use entity::refusal::FieldError;
use leptos::prelude::*;

/// The summary over a form; nothing where nothing is wrong.
#[must_use]
pub fn error_summary(errors: &[FieldError]) -> AnyView {
    if errors.is_empty() {
        return ().into_any();
    }
    let title = match errors.len() {
        1 => "Eine Angabe fehlt oder passt nicht".to_owned(),
        count => format!("{count} Angaben fehlen oder passen nicht"),
    };
    let lines = errors
        .iter()
        .map(|error| {
            let href = format!("#feld-{}", error.field);
            view! { <li><a href=href>{error.message.clone()}</a></li> }
        })
        .collect_view();
    view! {
        <div class="kern-alert kern-alert--danger" role="alert" id="fehler">
            <div class="kern-alert__header">
                <span class="kern-icon kern-icon--danger" aria-hidden="true"></span>
                <span class="kern-title">{title}</span>
            </div>
            <div class="kern-alert__body"><ul class="plain">{lines}</ul></div>
        </div>
    }
    .into_any()
}
