//! Imports: upload a list, look at what it would change, apply, release, give up, take back.
pub mod conflicts;
pub mod mapping;
pub mod shape;

use super::{
    body::Body,
    call::{Call, Paged, Viewing, key},
    fault::{Fault, Problem},
    paging::Listed,
    shape::tagged,
};
use crate::{
    http::{
        error,
        forms::imports::{call_off, received},
        identify::Who,
        progress,
        routes::Routes,
    },
    import::{self, Submitted},
};
use axum::{
    Extension, Json,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    http::{Method, StatusCode},
    response::Response,
};
use entity::{
    import_run::{
        self, BlankMeans,
        change::{self, Choice, may_upload},
        find,
        mapping::Decisions,
        undo,
    },
    refusal::Refusal,
};
use serde_json::Value;
use shape::{Apply, ImportChange, ImportLine, ImportRun, ImportState, Undone, UndoneRow, Upload};

/// The calls about imports.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/imports", list)
        .api(Method::POST, "/api/v1/imports", upload)
        .api(Method::GET, "/api/v1/imports/{id}", one)
        .api(Method::GET, "/api/v1/imports/{id}/events", events)
        .api(Method::GET, "/api/v1/imports/{id}/changes", changes)
        .api(Method::POST, "/api/v1/imports/{id}/conflicts", conflicts::decide)
        .api(Method::POST, "/api/v1/imports/{id}/apply", apply)
        .api(Method::POST, "/api/v1/imports/{id}/release", release)
        .api(Method::POST, "/api/v1/imports/{id}/cancel", cancel)
        .api(Method::GET, "/api/v1/imports/{id}/undo", undo_preview)
        .api(Method::POST, "/api/v1/imports/{id}/undo", undo_import)
}

/// Imports
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/api/v1/imports",
    operation_id = "imports",
    tag = "imports",
    params(Viewing, Paged),
    responses(
        (status = 200, body = Listed<ImportLine>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call) -> Result<Json<Listed<ImportLine>>, Fault> {
    let (_, paging) = (call.view()?, call.paging("imports")?);
    let page = find::list(call.db(), call.actor(), paging.page()?, paging.limit).await?;
    Ok(Json(paging.of(page.items.into_iter().map(ImportLine::from).collect(), page.total)?))
}

/// Upload a list
///
/// The file is read beside the requests; nothing changes before `apply`.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    operation_id = "upload_import",
    tag = "imports",
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = ImportState),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "Too large"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Not readable, or a mapping that cannot be followed: `errors` says why")
    )
)]
pub async fn upload(
    call: Call,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<ImportState>), Fault> {
    may_upload(call.actor())?;
    let missing = || Fault::field("file", "required", "file: Bitte eine Datei als multipart/form-data senden.");
    let form = form.map_err(|_| missing())?;
    let (file, fields) = match received(form).await {
        Ok(received) => received,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(error::too_large(true, call.state.config.upload_limit).into());
        }
        Err(_) => return Err(Fault::field("file", "broken", "file: Die Datei ist nicht vollständig angekommen.")),
    };
    let decisions = match fields.optional("mapping") {
        Some(text) => Some(decisions(text)?),
        None => None,
    };
    let submitted = Submitted { sender: fields.get("sender").into(), decisions, ..file.ok_or_else(missing)? };
    let limits = call.state.config.reading();
    let id = import::submit(call.db(), call.actor(), call.now(), &limits, submitted).await?;
    call.state.wake.notify_one();
    Ok((StatusCode::ACCEPTED, Json(ImportState { id, state: import_run::State::Reading.key() })))
}

/// The mapping of an upload, checked.
fn decisions(text: &str) -> Result<Decisions, Fault> {
    let decisions =
        Decisions::parse(text).map_err(|error| Fault::field("mapping", "format", format!("mapping: {error}")))?;
    match decisions.errors().into_iter().next() {
        Some(error) => Err(Fault::field("mapping", error.code, format!("mapping.{}: {}", error.field, error.message))),
        None => Ok(decisions),
    }
}

/// An import
///
/// As it stands now, whatever `as_of` and `known_at` say. Its `ETag` goes into `If-Match` of what follows.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}",
    operation_id = "import",
    tag = "imports",
    params(("id" = i64, Path, description = "Key"), Viewing),
    responses(
        (status = 200, body = ImportRun, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    call.view()?;
    let found = find::detail(call.db(), call.actor(), key(&id)?).await?;
    Ok(tagged(found.version, ImportRun::from(found)))
}

/// The progress of an import
///
/// Server-sent events: `progress` with `{"state", "done", "total", "message"}` while it is read, then `finished`.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}/events",
    operation_id = "import_events",
    tag = "imports",
    params(("id" = i64, Path, description = "Key"), Viewing),
    responses(
        (status = 200, body = String, content_type = "text/event-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn events(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    call.view()?;
    let (state, who): (_, Who) = (call.state.clone(), call.who.clone());
    Ok(progress::api_events(State(state), Extension(who), Path(key(&id)?)).await)
}

/// What an import would change
///
/// Row by row, most urgent first; rows that change nothing are left out.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}/changes",
    operation_id = "import_changes",
    tag = "imports",
    params(("id" = i64, Path, description = "Key"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<ImportChange>),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn changes(call: Call, Path(id): Path<String>) -> Result<Json<Listed<ImportChange>>, Fault> {
    let (_, paging) = (call.view()?, call.paging("changes")?);
    let offset = paging.offset()?;
    let found = find::changes(call.db(), call.actor(), key(&id)?, offset, paging.limit).await?;
    let next = Some(offset.saturating_add(paging.limit)).filter(|next| *next < found.total);
    Ok(Json(paging.answer(found.rows.into_iter().map(ImportChange::from).collect(), next)))
}

/// Apply an import
///
/// An import that makes money binding waits for the release of a second person.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/apply",
    operation_id = "apply_import",
    tag = "imports",
    params(
        ("id" = i64, Path, description = "Key"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    request_body = Apply,
    responses(
        (status = 200, body = ImportState),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn apply(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Json<ImportState>, Fault> {
    let id = key(&id)?;
    let version = expected(&call, id).await?;
    let choice = match body.take("rows") {
        Some(Value::String(word)) if word == "all" => Some(Choice::All),
        Some(Value::Array(rows)) => {
            let rows: Option<Vec<i32>> = rows.iter().map(|row| i32::try_from(row.as_i64()?).ok()).collect();
            rows.filter(|rows| !rows.is_empty()).map(Choice::Rows)
        }
        _ => None,
    };
    if choice.is_none() {
        body.wrong("rows", "format", "rows: Bitte \"all\" oder die Nummern der Zeilen angeben.");
    }
    let blank_means = body.word("blank_means", &[BlankMeans::Keep, BlankMeans::Clear], |means| means.key());
    body.finish()?;
    // nothing is missing after that
    let choice = choice.unwrap_or(Choice::Rows(Vec::new()));
    let state = change::request(call.db(), call.actor(), call.now(), id, version, choice, blank_means).await?;
    call.state.wake.notify_one();
    Ok(Json(ImportState { id, state: state.key() }))
}

/// Release an import
///
/// By a second person; then it is applied.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/release",
    operation_id = "release_import",
    tag = "imports",
    params(
        ("id" = i64, Path, description = "Key"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    responses(
        (status = 200, body = ImportState),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "The same person, or a state that does not allow it")
    )
)]
pub async fn release(call: Call, Path(id): Path<String>) -> Result<Json<ImportState>, Fault> {
    let id = key(&id)?;
    let version = expected(&call, id).await?;
    let state = change::release(call.db(), call.actor(), call.now(), id, version).await?;
    call.state.wake.notify_one();
    Ok(Json(ImportState { id, state: state.key() }))
}

/// Give an import up
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/cancel",
    operation_id = "cancel_import",
    tag = "imports",
    params(
        ("id" = i64, Path, description = "Key"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    responses(
        (status = 200, body = ImportState),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "A state that does not allow it")
    )
)]
pub async fn cancel(call: Call, Path(id): Path<String>) -> Result<Json<ImportState>, Fault> {
    let id = key(&id)?;
    if let Some(wanted) = call.if_match() {
        let current = find::see(call.db(), call.actor(), id).await?.version();
        if wanted.version(current) != current {
            return Err(Refusal::Stale.into());
        }
    }
    find::progress(call.db(), call.actor(), id).await?;
    call_off(&call.state, &call.who, id).await?;
    Ok(Json(ImportState { id, state: import_run::State::Cancelled.key() }))
}

/// What taking an import back would do
///
/// Each row ends as `reversed`, `kept` (somebody changed it since: `reason` says who and when) or `untouched`.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}/undo",
    operation_id = "import_undo_preview",
    tag = "imports",
    params(("id" = i64, Path, description = "Key"), Viewing),
    responses(
        (status = 200, body = Undone),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "A state that does not allow it")
    )
)]
pub async fn undo_preview(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    call.view()?;
    let id = key(&id)?;
    let plan = undo::preview(call.db(), call.actor(), id).await?;
    let lines = plan.rows.into_iter().map(UndoneRow::from).collect();
    Ok(tagged(plan.version, Undone::new(id, import_run::State::Applied, lines)))
}

/// Take an import back
///
/// Values go back to what stood before, money by counter-entries; what somebody changed since is kept. A long import is
/// taken back beside the requests: then the state is `undoing`, and the rows are there once it is `undone`.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/undo",
    operation_id = "undo_import",
    tag = "imports",
    params(
        ("id" = i64, Path, description = "Key"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    responses(
        (status = 200, body = Undone),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "A state that does not allow it")
    )
)]
pub async fn undo_import(call: Call, Path(id): Path<String>) -> Result<Json<Undone>, Fault> {
    let id = key(&id)?;
    let version = expected(&call, id).await?;
    let state = undo::undo(call.db(), call.actor(), call.now(), id, version).await?;
    call.state.wake.notify_one();
    let rows = find::undone(call.db(), call.actor(), id).await?;
    Ok(Json(Undone::new(id, state, rows.into_iter().map(UndoneRow::from).collect())))
}

/// The version that the call was made for, if it says so. Whoever may not see the import learns nothing else.
async fn expected(call: &Call, id: i64) -> Result<Option<i32>, Fault> {
    match call.if_match() {
        Some(wanted) => Ok(Some(wanted.version(find::see(call.db(), call.actor(), id).await?.version()))),
        None => {
            find::progress(call.db(), call.actor(), id).await?;
            Ok(None)
        }
    }
}
