//! Forms about the use of solutions: how far a municipality is, and the answer of the providing side.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::{paths, text::typed_day};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    adoption::{
        State, UseKind,
        change::{Answer, Say, Told, reply, say},
        find::own,
    },
    money::Cents,
    refusal::{FieldError, Refusal},
};

/// The forms about the use of solutions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/loesungen/{slug}/nutzung", report).form("/loesungen/{slug}/nutzung/{ags}", answer)
}

/// Records how far a municipality is with a solution.
async fn report(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    let address = paths::adopt(&slug);
    let history = paths::adopter(&slug, fields.get("ags"));
    let (actor, now) = (&page.who.actor, page.who.now);
    let mut state = None;
    let done = match read(slug, &fields, now.today) {
        Ok(command) => {
            state = Some(command.state);
            say(&page.state.db, actor, now, command).await
        }
        // who may not learns that first
        Err(_) if !actor.is_signed_in() => Err(Refusal::SignInRequired),
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) if state == Some(State::Productive) && !own(actor).iter().any(|ags| ags == fields.get("ags")) => page
            .done(
                &history,
                "Die Meldung ist gespeichert. Als Nutzung zählt sie, sobald die Kommune selbst sie bestätigt.",
            ),
        Ok(_) => page.done(&history, "Die Meldung ist gespeichert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Records an answer of the providing side.
async fn answer(page: Page, Path((slug, ags)): Path<(String, String)>, fields: Fields) -> Response {
    let address = paths::adopter(&slug, &ags);
    // what is no key names no statement
    let statement = fields.optional("statement").map(|id| id.parse().unwrap_or(-1));
    let command = Answer { slug, ags, statement, text: fields.get("text").into() };
    match reply(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(_) => page.done(&address, "Die Antwort ist gespeichert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read(slug: String, fields: &Fields, today: NaiveDate) -> Result<Say, Refusal> {
    let mut errors = Vec::new();
    let state = State::from_key(fields.get("state"));
    if state.is_none() {
        errors.push(FieldError::new("state", "required", "Bitte wählen Sie, wie weit Sie sind."));
    }
    let valid_on = fields.optional("valid_on").map_or(Some(today), typed_day);
    if valid_on.is_none() {
        errors.push(FieldError::new("valid_on", "format", "Bitte einen Tag angeben, zum Beispiel 31.12.2021."));
    }
    let use_kind = fields.optional("use_kind").map(UseKind::from_key);
    if use_kind == Some(None) {
        errors.push(FieldError::new("use_kind", "unknown", "Bitte eine der Antworten wählen."));
    }
    let person_days = fields.optional("person_days").map(|days| days.replace('.', "").parse::<i32>());
    if matches!(person_days, Some(Err(_))) {
        let message = "Bitte die Personentage als ganze Zahl angeben, zum Beispiel 12.";
        errors.push(FieldError::new("person_days", "format", message));
    }
    let cost = fields.optional("cost").map(Cents::parse_german);
    if let Some(Err(error)) = &cost {
        let message = format!("Bitte einen Betrag angeben, zum Beispiel 12.500,00 ({error}).");
        errors.push(FieldError::new("cost", "format", message));
    }
    let text = |field| fields.optional(field).map(str::to_owned);
    match (state, valid_on) {
        (Some(state), Some(valid_on)) if errors.is_empty() => Ok(Say {
            slug,
            ags: fields.get("ags").into(),
            state,
            reason: text("reason"),
            valid_on,
            told: Told {
                use_kind: use_kind.flatten(),
                person_days: person_days.and_then(Result::ok),
                cost: cost.and_then(Result::ok),
                lessons: text("lessons"),
                changes: text("changes"),
            },
        }),
        _ => Err(Refusal::Invalid(errors)),
    }
}
