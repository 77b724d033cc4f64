//! Forms about the programme's budget.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::{context::PROGRAMME, paths};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    budget_year::change::{Record, record},
    ledger::Kind,
    money::Cents,
    refusal::{FieldError, Refusal},
};

/// The forms about the programme's budget.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/haushalt/jahre/{year}", budget_year)
}

/// Records a fact of a budget year, or takes one back.
async fn budget_year(page: Page, Path(year): Path<i32>, fields: Fields) -> Response {
    let address = paths::budget_year(year);
    let done = match read(year, &fields, page.who.now.today) {
        Ok(command) => record(&page.state.db, &page.who.actor, page.who.now, command).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) if fields.optional("reverses").is_some() => page.done(&address, "Der Eintrag ist storniert."),
        Ok(_) => page.done(&address, "Der Eintrag ist verzeichnet."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read(year: i32, fields: &Fields, today: NaiveDate) -> Result<Record, Refusal> {
    let mut errors = Vec::new();
    let reverses = match fields.optional("reverses").map(str::parse::<i64>) {
        Some(Err(_)) => {
            let message = "Das Formular ist unvollständig. Bitte die Seite neu laden.";
            return Err(Refusal::field("reverses", "format", message));
        }
        reverses => reverses.and_then(Result::ok),
    };
    let kind = Kind::from_key(fields.get("kind"));
    if kind.is_none() && reverses.is_none() {
        errors.push(FieldError::new("kind", "required", "Bitte die Art wählen."));
    }
    let cents = match fields.optional("amount").map(Cents::parse_german) {
        Some(Err(error)) => {
            errors.push(FieldError::new(
                "amount",
                "format",
                format!("Bitte einen Betrag angeben, zum Beispiel 12.500.000,00 ({error})."),
            ));
            None
        }
        cents => cents.and_then(Result::ok),
    };
    let value_date = match app::text::typed_day(fields.get("value_date")) {
        Some(day) => day,
        None if reverses.is_some() => today,
        None => {
            let message = "Bitte einen Tag angeben, zum Beispiel 31.12.2021.";
            errors.push(FieldError::new("value_date", "format", message));
            today
        }
    };
    let stems_from = match fields.optional("stems_from").map(str::parse::<i32>) {
        Some(Err(_)) => {
            errors.push(FieldError::new("stems_from", "format", "Bitte ein Jahr angeben, zum Beispiel 2020."));
            None
        }
        year => year.and_then(Result::ok),
    };
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let text = |name| fields.optional(name).map(str::to_owned);
    Ok(Record {
        programme: PROGRAMME.into(),
        kind: kind.unwrap_or(Kind::Appropriation),
        year: Some(year),
        stems_from,
        authority: text("authority"),
        region: text("region"),
        cents,
        value_date,
        reference: fields.get("reference").into(),
        reverses,
        sample: false,
    })
}
