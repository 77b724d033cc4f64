//! A German sentence for every refusal: what happened and what to do.
use crate::{
    context::PageContext,
    paths,
    ui::{self, page::Page},
};
use axum::http::StatusCode;
use entity::refusal::Refusal;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// What a person reads about a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened.
    pub title: String,
    /// What to do.
    pub advice: String,
}

/// The sentences for a refusal.
#[must_use]
pub fn problem(refusal: &Refusal) -> Problem {
    let say = |title: &str, advice: &str| Problem { title: title.into(), advice: advice.into() };
    match refusal {
        Refusal::SignInRequired => say(
            "Bitte melden Sie sich an",
            "Diese Seite ist nicht öffentlich. Nach der Anmeldung sehen Sie, was Ihre Rolle erlaubt.",
        ),
        Refusal::Forbidden => say(
            "Das erlaubt Ihre Rolle nicht",
            "Wenn Sie es für Ihre Arbeit brauchen, wenden Sie sich an die technische Verwaltung: Sie vergibt die Rollen.",
        ),
        Refusal::NotFound => say(
            "Diese Seite gibt es nicht",
            "Vielleicht ist die Adresse unvollständig, oder der Inhalt ist nicht öffentlich. Suchen Sie in den Projekten oder beginnen Sie beim Überblick.",
        ),
        Refusal::Stale => say(
            "Inzwischen hat jemand anderes etwas geändert",
            "Es wurde nichts gespeichert. Unten sehen Sie den jetzigen Stand und Ihre Eingabe; prüfen Sie beides und senden Sie noch einmal.",
        ),
        Refusal::Invalid(errors) => Problem {
            title: "Bitte prüfen Sie Ihre Eingabe".into(),
            advice: errors.iter().map(|error| error.message.clone()).collect::<Vec<_>>().join(" "),
        },
        Refusal::Rule { message, code: _ } => {
            Problem { title: "Das lässt eine Regel nicht zu".into(), advice: message.clone() }
        }
        Refusal::TooMany { retry_after } => Problem {
            title: "Zu viele Versuche".into(),
            advice: format!("Bitte warten Sie {} und versuchen Sie es dann noch einmal.", wait(*retry_after)),
        },
        Refusal::Fault(_) => say(
            "Das hat gerade nicht geklappt",
            "Der Fehler liegt bei uns und ist verzeichnet. Es wurde nichts geändert. Versuchen Sie es in einigen Minuten noch einmal.",
        ),
    }
}

/// The status of an answer that refuses.
#[must_use]
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::SignInRequired => StatusCode::UNAUTHORIZED,
        Refusal::Forbidden => StatusCode::FORBIDDEN,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::Stale | Refusal::Rule { code: entity::settlement::draw::ANSWERED, .. } => StatusCode::CONFLICT,
        Refusal::Invalid(_) | Refusal::Rule { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=1 => "eine Sekunde".into(),
        2..=90 => format!("{seconds} Sekunden"),
        _ => format!("{} Minuten", seconds.div_ceil(60)),
    }
}

/// The page for a refusal; sets the status of the answer.
#[must_use]
pub fn refused(context: &PageContext, refusal: &Refusal) -> Page {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status(refusal));
    }
    if let Refusal::Fault(fault) = refusal {
        tracing::error!(%fault, "a page could not be read");
    }
    let Problem { title, advice } = problem(refusal);
    let sign_in = matches!(refusal, Refusal::SignInRequired);
    let (home, projects) = (context.link(paths::HOME), context.link(paths::PROJECTS));
    let content = view! {
        <div class="narrow stack">
            <h1 class="kern-heading-x-large">{title.clone()}</h1>
            <p class="lead">{advice}</p>
            <div class="kern-btn-wrapper">
                {sign_in.then(|| ui::button_link(paths::SIGN_IN.into(), "Anmelden", true))}
                {ui::button_link(home, "Zum Überblick", !sign_in)}
                {ui::button_link(projects, "Projekte suchen", false)}
            </div>
        </div>
    };
    Page::new(title, content).without_stand()
}
