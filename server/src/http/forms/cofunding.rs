//! The form about the co-funding of a project.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    cofunding::change::{Record, record, take_back},
    ledger::{Kind, Source},
    money::Cents,
    refusal::{FieldError, Refusal},
};

/// The form about the co-funding of a project.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/projekte/{number}/kofinanzierung", cofunding)
}

/// Records a step of co-funding, or takes one back.
async fn cofunding(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
    let address = paths::cofunding(&number);
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    if let Some(id) = fields.optional("reverses") {
        // what is no key names no entry
        let id = id.parse().unwrap_or(-1);
        return match take_back(db, actor, now, &number, id, fields.get("reference")).await {
            Ok(_) => page.done(&address, "Der Eintrag ist storniert."),
            Err(refusal) => page.refuse(refusal, &address, &fields).await,
        };
    }
    let done = match read(number, &fields) {
        Ok(command) => record(db, actor, now, command).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) => page.done(&address, "Der Eintrag ist verzeichnet."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read(number: String, fields: &Fields) -> Result<Record, Refusal> {
    let mut errors = Vec::new();
    let source = Source::from_key(fields.get("source"));
    if source.is_none() {
        errors.push(FieldError::new("source", "required", "Bitte die Quelle wählen."));
    }
    let step = Kind::from_key(fields.get("kind"));
    if step.is_none() {
        errors.push(FieldError::new("kind", "required", "Bitte die Stufe wählen."));
    }
    let cents = Cents::parse_german(fields.get("amount"));
    if let Err(error) = cents {
        let message = format!("Bitte einen Betrag angeben, zum Beispiel 12.500,00 ({error}).");
        errors.push(FieldError::new("amount", "format", message));
    }
    let value_date = fields.get("value_date").parse::<NaiveDate>().ok();
    if value_date.is_none() {
        let message = "Bitte einen Tag angeben, zum Beispiel 31.12.2021.";
        errors.push(FieldError::new("value_date", "format", message));
    }
    let year = fields.optional("year").map(str::parse::<i32>);
    if matches!(year, Some(Err(_))) {
        errors.push(FieldError::new("year", "format", "Bitte ein Jahr angeben, zum Beispiel 2021."));
    }
    match (source, step, cents, value_date) {
        (Some(source), Some(step), Ok(cents), Some(value_date)) if errors.is_empty() => Ok(Record {
            number,
            source,
            step,
            cents,
            value_date,
            year: year.and_then(Result::ok),
            giver: fields.get("giver").into(),
            evidence: fields.get("reference").into(),
            reason: fields.optional("reason").map(str::to_owned),
            sample: false,
        }),
        _ => Err(Refusal::Invalid(errors)),
    }
}
