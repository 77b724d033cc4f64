//! The page behind the link of the mail that asks a contact whether its sheet is still right. Opening it changes nothing,
//! because programs that scan mails open links; it has a button.
use crate::{
    paths, text,
    ui::{
        self, facts,
        page::{Page, serve},
        submit,
    },
};
use axum::http::StatusCode;
use entity::{
    refusal::Refusal,
    solution::asking::confirm::{Opened, opened},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page at `/ansprechstelle/{token}/bestaetigen`.
#[component]
pub fn ConfirmContact() -> impl IntoView {
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    serve(move |context| async move {
        let found = match opened(&context.db, context.now, &token).await {
            Ok(found) => found,
            Err(Refusal::NotFound) => return Ok(void()),
            Err(refusal) => return Err(refusal),
        };
        let title = "Stimmen die Angaben noch?";
        let until = text::instant(found.valid_until);
        let content = view! {
            <div class="narrow stack">
                <h1 class="kern-heading-x-large">{title}</h1>
                <p class="lead">"Bitte sehen Sie sich den Steckbrief an. Wenn die Ansprechstelle und die übrigen Angaben noch stimmen, bestätigen Sie es hier; danach steht beim Steckbrief öffentlich, dass seine Angaben heute bestätigt wurden."</p>
                <div class="panel">{shown(found)}</div>
                <form method="post" action=paths::contact_confirm(&token)>{submit("Angaben stimmen noch", true)}</form>
                <p class="muted">{format!("Stimmt etwas nicht mehr, bestätigen Sie bitte nicht, sondern sagen Sie es der Stelle, die den Steckbrief für Sie pflegt. Dieser Link gilt einmal und bis zum {until}.")}</p>
            </div>
        };
        Ok(Page::new(title, content).section(paths::SOLUTIONS).without_stand())
    })
}

fn shown(found: Opened) -> AnyView {
    let last = match found.confirmed_on {
        Some(on) => text::day(on),
        None => "noch nie".to_owned(),
    };
    facts::facts(vec![
        ("Lösung".into(), view! { <a href=paths::solution(&found.slug)>{found.solution}</a> }.into_any()),
        ("Ansprechstelle".into(), found.contact.into_any()),
        ("Zuletzt bestätigt".into(), last.into_any()),
    ])
}

/// A link that leads nowhere: never was, used, too old, replaced by that of another mail, or settled otherwise. Which of
/// these is not known, so it does not say that nothing is left to do.
fn void() -> Page {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let title = "Dieser Link gilt nicht mehr";
    let content = view! {
        <div class="narrow stack">
            <h1 class="kern-heading-x-large">{title}</h1>
            <p class="lead">"Er wurde schon benutzt, ist älter als 30 Tage, wurde durch eine neuere E-Mail ersetzt, oder die Angaben wurden inzwischen auf anderem Weg bestätigt oder geändert. Ob die Angaben bestätigt sind, steht beim Steckbrief; wenn nicht, sagen Sie es bitte der Stelle, die ihn für Sie pflegt."</p>
            <div class="kern-btn-wrapper">{ui::button_link(paths::SOLUTIONS.into(), "Zu den Lösungen", true)}</div>
        </div>
    };
    Page::new(title, content).section(paths::SOLUTIONS).without_stand()
}
