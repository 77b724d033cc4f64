//! Forms about projects.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use entity::{
    project::{
        change::{Move, transition},
        lifecycle::Lifecycle,
    },
    refusal::{FieldError, Refusal},
};

/// The forms about projects.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/projekte/{number}/status", status)
}

/// Moves a project along its lifecycle.
async fn status(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
    let address = paths::project(&number);
    let done = match read(number, &fields) {
        Ok(command) => transition(&page.state.db, &page.who.actor, page.who.now, command).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) => page.done(&address, "Der Status ist geändert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read(number: String, fields: &Fields) -> Result<Move, Refusal> {
    let to = Lifecycle::from_key(fields.get("to"));
    let effective = app::text::typed_day(fields.get("effective"));
    let version = fields.get("version").parse::<i32>().ok();
    match (to, effective, version) {
        (Some(to), Some(effective), Some(version)) => {
            Ok(Move { number, version, to, effective, reason: fields.get("reason").into() })
        }
        _ => {
            let mut errors = Vec::new();
            if to.is_none() {
                errors.push(FieldError::new("to", "required", "Bitte den neuen Status wählen."));
            }
            if effective.is_none() {
                errors.push(FieldError::new(
                    "effective",
                    "format",
                    "Bitte einen Tag angeben, zum Beispiel 31.12.2021.",
                ));
            }
            if version.is_none() {
                let message = "Das Formular ist unvollständig. Bitte die Seite neu laden.";
                errors.push(FieldError::new("version", "format", message));
            }
            Err(Refusal::Invalid(errors))
        }
    }
}
