//! Saying no to programs: `application/problem+json` with a field for each thing that is wrong.
use crate::http::error::{Refused, problem};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use entity::refusal::Refusal;
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

/// An answer that says no. `?` makes one from a [`Refusal`].
#[derive(Debug)]
pub struct Fault(Box<Response>);

/// RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:leitstand:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened (German).
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What to do (German).
    pub detail: String,
    /// A stable word for programs.
    pub code: String,
    /// What is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Wrong>,
}

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wrong {
    /// The field's name.
    pub field: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people (German).
    pub message: String,
}

impl Wrong {
    /// One thing wrong with one field.
    #[must_use]
    pub fn new(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.chars().take(100).collect(), code, message: message.into() }
    }
}

impl Fault {
    /// What was sent is refused, field by field.
    #[must_use]
    pub fn invalid(errors: Vec<Wrong>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let body = Problem {
            kind: "urn:leitstand:problem:invalid".into(),
            title: "Bitte prüfen Sie Ihre Eingabe".into(),
            status: status.as_u16(),
            detail: errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" "),
            code: "invalid".into(),
            errors,
        };
        let mut response = Response::new(Body::from(serde_json::to_string(&body).unwrap_or_default()));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        Self(Box::new(response))
    }

    /// One field is refused.
    #[must_use]
    pub fn field(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::invalid(vec![Wrong::new(field, code, message)])
    }

    /// Anything else.
    #[must_use]
    pub fn of(status: StatusCode, code: &str, title: &str, detail: &str) -> Self {
        Self(Box::new(problem(status, code, title, detail, &[])))
    }

    /// A change without `If-Match`.
    #[must_use]
    pub fn precondition_required() -> Self {
        Self::of(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition_required",
            "Es fehlt, worauf sich die Änderung bezieht",
            "Bitte das ETag der gelesenen Fassung als If-Match mitsenden, damit keine fremde Änderung verloren geht.",
        )
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Fault {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        // what pages say about these speaks of pages
        match refusal {
            Refusal::NotFound => Self::of(
                StatusCode::NOT_FOUND,
                "not_found",
                "Das gibt es nicht",
                "Unter dieser Adresse oder diesem Namen gibt es nichts, oder es ist nicht öffentlich.",
            ),
            Refusal::Stale => Self::of(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                "Inzwischen hat jemand anderes etwas geändert",
                "Es wurde nichts gespeichert. Bitte neu lesen und mit dem neuen ETag noch einmal senden.",
            ),
            refusal => Refused::from(refusal).into_response().into(),
        }
    }
}

impl From<DbErr> for Fault {
    fn from(fault: DbErr) -> Self {
        Refusal::from(fault).into()
    }
}
