//! Saying no. People get a German page that needs no database, programs get `application/problem+json` (RFC 9457).
//! Faults are logged here, once.
use super::{assets, limits::BodyLimit};
use crate::app::AppState;
use app::errors::{self, Problem};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use entity::refusal::{FieldError, Refusal};
use sea_orm::{DbErr, RuntimeErr, sqlx};
use std::any::Any;

/// A refusal on its way out: a page, or JSON. In handlers of the JSON interface `?` makes one from a [`Refusal`].
#[derive(Debug)]
pub struct Refused {
    refusal: Refusal,
    json: bool,
}

impl Refused {
    /// A refusal for a person (`json` false) or a program.
    #[must_use]
    pub fn new(refusal: Refusal, json: bool) -> Self {
        Self { refusal, json }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, json: true }
    }
}

impl From<DbErr> for Refused {
    fn from(fault: DbErr) -> Self {
        Self { refusal: fault.into(), json: true }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Problem { title, advice } = errors::problem(&self.refusal);
        let mut status = errors::status(&self.refusal);
        let mut retry_after = None;
        let (mut code, mut field_errors) = (code(&self.refusal), Vec::new());
        match self.refusal {
            Refusal::Fault(fault) => {
                tracing::error!(%fault, "the database did not answer as it should");
                if unavailable(&fault) {
                    (status, code, retry_after) = (StatusCode::SERVICE_UNAVAILABLE, "unavailable", Some(30));
                }
            }
            Refusal::TooMany { retry_after: seconds } => retry_after = Some(seconds),
            Refusal::Stale if self.json => status = StatusCode::PRECONDITION_FAILED,
            Refusal::Rule { code: rule, .. } => code = rule,
            Refusal::Invalid(errors) => field_errors = errors,
            Refusal::Stale | Refusal::SignInRequired | Refusal::Forbidden | Refusal::NotFound => {}
        }
        let mut response = match self.json {
            true => problem(status, code, &title, &advice, &field_errors),
            false => page(status, &title, &advice),
        };
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The stable word for a refusal.
fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::SignInRequired => "sign_in_required",
        Refusal::Forbidden => "forbidden",
        Refusal::NotFound => "not_found",
        Refusal::Stale => "stale",
        Refusal::Invalid(_) => "invalid",
        Refusal::Rule { .. } => "rule",
        Refusal::TooMany { .. } => "too_many",
        Refusal::Fault(_) => "fault",
    }
}

/// Whether a fault passes without anybody repairing the program: the database is locked, full, read-only or gone.
#[must_use]
pub fn unavailable(fault: &DbErr) -> bool {
    let cause = match fault {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => return true,
        _ => return false,
    };
    match &**cause {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| passes(&code)),
        _ => false,
    }
}

fn passes(code: &str) -> bool {
    // PostgreSQL: connection, resources, shutdown, lock, serialization, read-only; five characters
    if code.len() == 5 && !code.starts_with("00") {
        // 55000: the database takes no connections, as during maintenance
        return ["08", "53", "57P", "55P03", "55000", "40", "25006"].iter().any(|class| code.starts_with(class));
    }
    // SQLite: busy, locked, read-only, input/output, full, cannot open
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// Whether the other side is a program.
#[must_use]
pub fn wants_json<B>(request: &Request<B>) -> bool {
    request.uri().path().starts_with("/api/")
}

/// RFC 9457. `code` becomes the `type`.
#[must_use]
pub fn problem(status: StatusCode, code: &str, title: &str, detail: &str, field_errors: &[FieldError]) -> Response {
    let mut body = serde_json::json!({
        "type": format!("urn:leitstand:problem:{code}"),
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
    });
    if !field_errors.is_empty() {
        body["errors"] = serde_json::to_value(field_errors).unwrap_or_default();
    }
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// A page that needs neither database nor leptos.
#[must_use]
pub fn page(status: StatusCode, title: &str, advice: &str) -> Response {
    let (css, title, advice) = (escape(&assets::urls().css), escape(title), escape(advice));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – Leitstand</title>\n<link rel=\"stylesheet\" href=\"{css}\">\n</head>\n<body>\n\
         <main class=\"kern-container narrow stack\">\n<h1 class=\"kern-heading-x-large\">{title}</h1>\n\
         <p class=\"kern-body\">{advice}</p>\n<p><a class=\"kern-link\" href=\"/\">Zum Überblick</a></p>\n</main>\n\
         </body>\n</html>\n"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn say(json: bool, status: StatusCode, code: &str, title: &str, advice: &str) -> Response {
    match json {
        true => problem(status, code, title, advice, &[]),
        false => page(status, title, advice),
    }
}

/// A token that is unknown, void, or of an account that is shut.
#[must_use]
pub fn bad_token(json: bool) -> Response {
    let mut response = say(
        json,
        StatusCode::UNAUTHORIZED,
        "invalid_token",
        "Das Token gilt nicht",
        "Es ist unbekannt oder gesperrt. Ein neues stellt die technische Verwaltung aus.",
    );
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""));
    response
}

/// A change asked for by another site.
#[must_use]
pub fn foreign() -> Response {
    page(
        StatusCode::FORBIDDEN,
        "Diese Anfrage kam von einer anderen Seite",
        "Es wurde nichts geändert. Bitte öffnen Sie die Seite im Leitstand selbst und senden Sie das Formular dort ab.",
    )
}

/// More bytes than allowed.
#[must_use]
pub fn too_large(json: bool, limit: usize) -> Response {
    let limit = app::text::limit(limit);
    say(
        json,
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "Das ist zu groß",
        &format!("Angenommen werden hier höchstens {limit}. Bitte teilen oder verkleinern Sie die Datei."),
    )
}

/// No answer in time.
#[must_use]
pub fn too_slow(json: bool) -> Response {
    let mut response = say(
        json,
        StatusCode::SERVICE_UNAVAILABLE,
        "timeout",
        "Das hat zu lange gedauert",
        "Die Anfrage wurde abgebrochen. Bitte versuchen Sie es in einigen Minuten noch einmal.",
    );
    response.headers_mut().insert(header::RETRY_AFTER, 30.into());
    response
}

/// Something of ours failed; the log says what.
#[must_use]
pub fn fault() -> Response {
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Das hat gerade nicht geklappt",
        "Der Fehler liegt bei uns und ist verzeichnet. Versuchen Sie es in einigen Minuten noch einmal.",
    )
}

/// The database does not answer.
#[must_use]
pub fn out_of_order() -> Response {
    let mut response = page(
        StatusCode::SERVICE_UNAVAILABLE,
        "Der Leitstand ist gerade nicht erreichbar",
        "Die Datenbank antwortet nicht. Es ist nichts verloren. Versuchen Sie es in einigen Minuten noch einmal.",
    );
    response.headers_mut().insert(header::RETRY_AFTER, 30.into());
    response
}

/// A panic; the panic hook has logged it.
#[must_use]
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    fault()
}

/// What axum refuses by itself (a method that does not fit, a body that is no form) comes as bare English text; it
/// leaves as a page or as problem+json.
pub async fn polish(State(_): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let ours = matches!(path, "/healthz" | "/readyz" | "/favicon.ico") || path.starts_with("/assets/");
    let json = wants_json(&request);
    let response = next.run(request).await;
    let status = response.status();
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| {
        kind.to_str().is_ok_and(|kind| kind.starts_with("text/plain") || (json && kind.starts_with("text/html")))
    });
    if !bare {
        return response;
    }
    let (parts, _) = response.into_parts();
    let limit = parts.extensions.get::<BodyLimit>().map_or(0, |limit| limit.0);
    let mut polished = match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(json, limit),
        StatusCode::NOT_FOUND => Refused::new(Refusal::NotFound, json).into_response(),
        StatusCode::FORBIDDEN => say(
            json,
            status,
            "forbidden",
            "Diese Anfrage kam von einer anderen Seite",
            "Es wurde nichts geändert. Schreibende Anfragen kommen vom Leitstand selbst oder ohne Browser.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => say(
            json,
            status,
            "method_not_allowed",
            "So lässt sich diese Adresse nicht aufrufen",
            "Vielleicht wurde ein Formular mit „Zurück“ oder „Neu laden“ noch einmal aufgerufen. Beginnen Sie bitte beim Überblick.",
        ),
        status if status.is_server_error() => say(
            json,
            status,
            "fault",
            "Das hat gerade nicht geklappt",
            "Der Fehler liegt bei uns und ist verzeichnet. Versuchen Sie es in einigen Minuten noch einmal.",
        ),
        status => say(
            json,
            status,
            "bad_request",
            "Die Anfrage ist unvollständig",
            "Der Leitstand konnte sie nicht lesen; es wurde nichts geändert. Bitte füllen Sie das Formular noch einmal aus.",
        ),
    };
    for name in [header::ALLOW, header::RETRY_AFTER, header::CONNECTION] {
        if let Some(value) = parts.headers.get(&name) {
            polished.headers_mut().insert(name, value.clone());
        }
    }
    polished.extensions_mut().extend(parts.extensions);
    polished
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_that_pass_are_known() {
        for code in ["5", "261", "13", "14", "53300", "55000", "57P01", "08006", "40001"] {
            assert!(passes(code), "{code}");
        }
        for code in ["1", "787", "2067", "23505", "42P01", ""] {
            assert!(!passes(code), "{code}");
        }
    }

    #[test]
    fn static_pages_escape() {
        let response = page(StatusCode::NOT_FOUND, "<b>", "a & b");
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(escape("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
    }
}
