//! The pages behind the links of the mail. Opening a link changes nothing, because programs that scan mails open links;
//! each page has a button.
use crate::{
    paths,
    ui::{
        self, facts,
        page::{Page, serve},
        submit,
    },
};
use axum::http::StatusCode;
use entity::{
    interest::find::{Link, Opened, opened},
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page at `/interesse/{token}/bestaetigen`.
#[component]
pub fn ConfirmInterest() -> impl IntoView {
    page(Link::Confirm)
}

/// The page at `/interesse/{token}/zurueckziehen`.
#[component]
pub fn WithdrawInterest() -> impl IntoView {
    page(Link::Withdraw)
}

fn page(link: Link) -> AnyView {
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    serve(move |context| async move {
        let found = match opened(&context.db, context.now, link, &token).await {
            Ok(found) => found,
            Err(Refusal::NotFound) => return Ok(void()),
            Err(refusal) => return Err(refusal),
        };
        let (title, lead, label, action) = match link {
            Link::Confirm => (
                "Interesse bestätigen",
                "Stimmt das? Dann bestätigen Sie es. Danach sieht die anbietende Seite Ihre Nachricht und Ihr Postfach und antwortet Ihnen; bei der Lösung steht öffentlich, dass es für Ihre Kommune eine „Anfrage ohne Konto“ gibt.",
                "Interesse bestätigen",
                paths::interest_confirm(&token),
            ),
            Link::Withdraw => (
                "Anfrage zurückziehen",
                "Postfach und Nachricht werden sofort gelöscht. Steht bei der Lösung schon, dass es für Ihre Kommune eine „Anfrage ohne Konto“ gab, bleibt das stehen, bis Ihre Kommune oder die Transferstelle mehr dazu sagt.",
                "Anfrage zurückziehen und löschen",
                paths::interest_withdraw(&token),
            ),
        };
        let content = view! {
            <div class="narrow stack">
                <h1 class="kern-heading-x-large">{title}</h1>
                <p class="lead">{lead}</p>
                <div class="panel">{shown(found)}</div>
                <form method="post" action=action>{submit(label, true)}</form>
            </div>
        };
        Ok(Page::new(title, content).section(paths::SOLUTIONS).without_stand())
    })
}

fn shown(found: Opened) -> AnyView {
    facts::facts(vec![
        ("Lösung".into(), found.solution.into_any()),
        ("Kommune".into(), found.municipality.into_any()),
        ("Postfach".into(), found.mailbox.into_any()),
        ("Nachricht".into(), view! { <span class="text">{found.message}</span> }.into_any()),
    ])
}

/// A link that leads nowhere: never was, used, too old, withdrawn or answered.
fn void() -> Page {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let title = "Dieser Link gilt nicht mehr";
    let content = view! {
        <div class="narrow stack">
            <h1 class="kern-heading-x-large">{title}</h1>
            <p class="lead">"Er wurde schon benutzt, ist älter als 48 Stunden, oder die Anfrage wurde zurückgezogen oder beantwortet. Was zu ihr gespeichert war, ist dann gelöscht. Sie können Ihr Interesse bei der Lösung jederzeit noch einmal zeigen."</p>
            <div class="kern-btn-wrapper">{ui::button_link(paths::SOLUTIONS.into(), "Zu den Lösungen", true)}</div>
        </div>
    };
    Page::new(title, content).section(paths::SOLUTIONS).without_stand()
}
