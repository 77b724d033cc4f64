//! Changing projects.
use super::shape::Project;
use crate::api::{
    body::Body,
    call::{Call, name},
    fault::{Fault, Problem},
    shape::tagged,
};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    money::Cents,
    precision::Precision,
    project::{
        change::{self, Edit, Move},
        detail,
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// New values of descriptive fields, as `fields` of a project shows them.
#[derive(Debug, ToSchema)]
pub struct ProjectChange {
    /// From which day they hold; today unless given.
    pub valid_on: Option<NaiveDate>,
    /// Any of the fields; null clears.
    #[schema(additional_properties, value_type = Object, inline)]
    pub fields: Map<String, Value>,
}

/// A move along the lifecycle.
#[derive(Debug, ToSchema)]
pub struct Transition {
    /// To which state.
    #[schema(example = "running")]
    pub to: String,
    /// From which day it holds; not in the future.
    pub effective: NaiveDate,
    /// Why, at most 1,000 characters.
    pub reason: String,
}

/// Change a project
///
/// Takes any of its descriptive fields by name, for example `{"title": "…", "summary": null}`, at the top level or in
/// `fields`; null clears, and what is sent as it stands is no change. `valid_on` says from which day they hold, today
/// unless given. The status is changed by a transition.
#[utoipa::path(
    patch,
    path = "/api/v1/projects/{number}",
    operation_id = "change_project",
    tag = "projects",
    params(
        ("number" = String, Path, description = "Number; a slash in it is `%2F`"),
        ("If-Match" = String, Header, description = "The `ETag` that reading gave")
    ),
    request_body(content = ProjectChange, description = "Fields and their new values"),
    responses(
        (status = 200, body = Project, headers(("ETag" = String, description = "The new version"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn change(call: Call, Path(number): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let number = name(number)?;
    let (version, current) = expected(&call, &number).await?;
    if !current.editable {
        return Err(Refusal::Forbidden.into());
    }
    let version = version.ok_or_else(Fault::precondition_required)?;
    let valid_on = body.day("valid_on").unwrap_or(call.now().today);
    let mut given = Map::new();
    match body.take("fields") {
        Some(Value::Object(fields)) => given = fields,
        Some(_) => body.wrong("fields", "type", "fields: Bitte ein Objekt mit Feldern angeben."),
        None => {}
    }
    given.extend(body.rest());
    if given.is_empty() {
        body.required::<()>("fields", None);
    }
    let mut values = Vec::new();
    for (key, value) in given {
        match Field::from_key(&key) {
            // what was read and is sent again is no change
            Some(_) if current.fields.get(&key) == Some(&value) => {}
            Some(field) => match stored(field, value) {
                Ok(value) => values.push((field, value)),
                Err(message) => body.wrong(&key, "format", format!("{key}: {message}")),
            },
            None => body.wrong(&key, "unknown", format!("{key}: Dieses Feld gibt es hier nicht.")),
        }
    }
    body.finish()?;
    change::edit(call.db(), call.actor(), call.now(), Edit { number: number.clone(), version, values, valid_on })
        .await?;
    again(&call, &number).await
}

/// Move a project along its lifecycle
#[utoipa::path(
    post,
    path = "/api/v1/projects/{number}/transitions",
    operation_id = "move_project",
    tag = "projects",
    params(
        ("number" = String, Path, description = "Number; a slash in it is `%2F`"),
        ("If-Match" = String, Header, description = "The `ETag` that reading gave")
    ),
    request_body = Transition,
    responses(
        (status = 200, body = Project, headers(("ETag" = String, description = "The new version"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn transition(call: Call, Path(number): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let number = name(number)?;
    let (version, _) = expected(&call, &number).await?;
    let version = version.ok_or_else(Fault::precondition_required)?;
    let to = body.word("to", &Lifecycle::ALL, |state| state.key());
    let to = body.required("to", to);
    let effective = body.day("effective");
    let effective = body.required("effective", effective);
    let reason = body.text("reason");
    let reason = body.required("reason", reason);
    body.finish()?;
    // nothing is missing after that; the pattern only says so
    let (Some(to), Some(effective), Some(reason)) = (to, effective, reason) else {
        return Err(Fault::field("to", "required", "to: Bitte angeben."));
    };
    let command = Move { number: number.clone(), version, to, effective, reason };
    change::transition(call.db(), call.actor(), call.now(), command).await?;
    again(&call, &number).await
}

/// The version that the change is made for, if the call says so, and the project as it stands. Whoever may not see it
/// learns nothing else.
async fn expected(call: &Call, number: &str) -> Result<(Option<i32>, Project), Fault> {
    let current = detail::detail(call.db(), call.actor(), Viewpoint::now(&call.now()), number).await?;
    Ok((call.if_match().map(|wanted| wanted.version(current.version)), current.into()))
}

async fn again(call: &Call, number: &str) -> Result<Response, Fault> {
    let found = detail::detail(call.db(), call.actor(), Viewpoint::now(&call.now()), number).await?;
    Ok(tagged(found.version, Project::from(found)))
}

/// A value as it is stored.
fn stored(field: Field, value: Value) -> Result<Option<String>, &'static str> {
    const TEXT: &str = "Bitte einen Text oder null angeben.";
    const AMOUNT: &str = "Bitte einen Betrag wie \"24000000.00\" oder {\"amount\", \"precision\"} angeben.";
    let amount = |text: &str, precision| {
        let cents = Cents::parse_plain(text).map_err(|_| AMOUNT)?;
        Ok(Some(Amount { cents, precision }.stored()))
    };
    match (field, value) {
        (_, Value::Null) => Ok(None),
        (Field::TotalCost | Field::EligibleCost, Value::String(text)) => amount(&text, Precision::Cent),
        (Field::TotalCost | Field::EligibleCost, Value::Object(object)) => {
            let text = object.get("amount").and_then(Value::as_str).ok_or(AMOUNT)?;
            let precision = match object.get("precision") {
                None => Precision::Cent,
                Some(word) => word.as_str().and_then(Precision::from_key).ok_or(AMOUNT)?,
            };
            match object.keys().all(|key| key == "amount" || key == "precision") {
                true => amount(text, precision),
                false => Err(AMOUNT),
            }
        }
        (Field::TotalCost | Field::EligibleCost, _) => Err(AMOUNT),
        (Field::FundingRate, Value::String(text)) => {
            let rate = Cents::parse_plain(&text).map_err(|_| "Bitte Prozent wie \"80.00\" angeben.")?;
            Ok(Some(rate.0.to_string()))
        }
        (_, Value::String(text)) => Ok(Some(text)),
        _ => Err(TEXT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_read_can_be_written() {
        for (field, stored_value) in [
            (Field::TotalCost, "24000000.00 thousand"),
            (Field::FundingRate, "8000"),
            (Field::StartDate, "2021-01-01"),
            (Field::Title, "Ein Titel"),
        ] {
            let shown = super::super::shape::value(field, Some(stored_value));
            assert_eq!(stored(field, shown), Ok(Some(stored_value.to_owned())));
        }
        assert_eq!(stored(Field::TotalCost, json!("5")), Ok(Some("5.00 cent".into())));
        for (field, bad) in [
            (Field::Title, json!(5)),
            (Field::TotalCost, json!(5)),
            (Field::TotalCost, json!({"amount": "5", "precision": "roughly"})),
            (Field::TotalCost, json!({"amount": "5", "unit": "EUR"})),
            (Field::FundingRate, json!("achtzig")),
        ] {
            assert!(stored(field, bad).is_err());
        }
    }
}
