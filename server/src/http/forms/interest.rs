//! The forms about interest in a solution: show it, confirm or withdraw it by the link of a mail, say it is answered.
use crate::http::{error::Refused, fields::Fields, pages::Page, routes::Routes};
use app::{context::FormState, paths};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use entity::{
    interest::{
        change::{self, New},
        find,
    },
    refusal::Refusal,
};

/// What follows for who showed interest; the same whether the mailbox is known or not.
const ASKED: &str = "Fast fertig: Wir schicken eine E-Mail an das angegebene Postfach. Öffnen Sie den Link darin innerhalb von 48 Stunden und bestätigen Sie dort. Kommt nichts an, sehen Sie bitte auch im Spam-Ordner nach; ist der Mailserver gestört, versuchen wir es einige Stunden lang.";

/// The forms about interest in a solution.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/loesungen/{slug}/interesse", show)
        .form("/loesungen/{slug}/anfragen/{id}/beantwortet", answered)
        .form("/interesse/{token}/bestaetigen", confirm)
        .form("/interesse/{token}/zurueckziehen", withdraw)
}

/// Shows interest. Where no mail can be sent nothing is kept: nobody could confirm it.
async fn show(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    let address = paths::show_interest(&slug);
    if page.state.mailer.is_none() {
        let message = "Anfragen über dieses Formular sind hier nicht eingerichtet. Bitte wenden Sie sich an die Ansprechstelle der Lösung.";
        return page.refuse(Refusal::rule("no_mail", message), &address, &fields).await;
    }
    let new = New {
        slug: slug.clone(),
        municipality: fields.get("municipality").into(),
        mailbox: fields.get("mailbox").into(),
        message: fields.get("message").into(),
        address: page.who.address.clone(),
    };
    match change::request(&page.state.db, page.who.now, new).await {
        Ok(()) => page.done(&paths::solution(&slug), ASKED),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Confirms a mailbox.
async fn confirm(page: Page, Path(token): Path<String>) -> Response {
    let done = change::confirm(&page.state.db, &page.who.actor, page.who.now, &token).await;
    let notice =
        "Ihr Interesse ist bestätigt. Die anbietende Seite sieht jetzt Ihre Nachricht und antwortet Ihnen per E-Mail.";
    go_on(page, done, &paths::interest_confirm(&token), notice).await
}

/// Withdraws an interest.
async fn withdraw(page: Page, Path(token): Path<String>) -> Response {
    let done = change::withdraw(&page.state.db, &page.who.actor, page.who.now, &token).await;
    let notice = "Die Anfrage ist zurückgezogen. Postfach und Nachricht sind gelöscht.";
    go_on(page, done, &paths::interest_withdraw(&token), notice).await
}

/// To the solution, as long as the public sees it; a link that is void explains itself.
async fn go_on(page: Page, done: Result<String, Refusal>, address: &str, notice: &str) -> Response {
    match done {
        Ok(slug) => match find::published(&page.state.db, &slug).await {
            Ok(_) => page.done(&paths::solution(&slug), notice),
            Err(_) => page.done(paths::SOLUTIONS, notice),
        },
        Err(Refusal::NotFound) => page.render(address, FormState::default(), StatusCode::NOT_FOUND).await,
        Err(refusal) => Refused::new(refusal, false).into_response(),
    }
}

/// Says that an interest was answered.
async fn answered(page: Page, Path((slug, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let address = paths::interest_desk(&slug);
    match change::answer(&page.state.db, &page.who.actor, page.who.now, &slug, id).await {
        Ok(()) => page.done(&address, "Die Anfrage ist beantwortet; Postfach und Nachricht sind gelöscht."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}
