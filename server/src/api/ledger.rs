//! The ledger of a project: read it, record an entry, take one back.
use super::{
    body::Body,
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    shape::Fact,
};
use crate::http::routes::Routes;
use axum::{
    Json,
    extract::Path,
    http::{Method, StatusCode},
};
use chrono::NaiveDate;
use entity::{
    cofunding::{self, steps::is_step},
    ledger::{
        Kind, Source,
        change::{Record, Recorded, record},
        find::{self, count},
        sums::Filter,
    },
    project::{detail::detail, find::version},
    refusal::Refusal,
};
use utoipa::ToSchema;

/// The calls about the ledger.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/projects/{number}/ledger", list).api(
        Method::POST,
        "/api/v1/projects/{number}/ledger",
        post,
    )
}

/// An entry to be recorded.
#[derive(Debug, ToSchema)]
pub struct NewEntry {
    /// Kind; not with `reverses`, which takes over everything from the entry it takes back.
    #[schema(example = "paid")]
    pub kind: Option<String>,
    /// Source of money.
    #[schema(example = "programme")]
    pub source: Option<String>,
    /// Euros, as a text; above zero.
    #[schema(example = "1671176.00")]
    pub amount: Option<String>,
    /// The day it holds from; not in the future.
    pub value_date: Option<NaiveDate>,
    /// Budget year.
    pub year: Option<i32>,
    /// Document reference, at most 200 characters.
    pub reference: Option<String>,
    /// Who gives it; with the kinds of co-funding, where it is known. Of the own share it is the recipient.
    pub giver: Option<String>,
    /// Why a step of co-funding is above the one before it, where it is.
    pub reason: Option<String>,
    /// The entry to take back (Storno).
    pub reverses: Option<i64>,
}

/// The ledger of a project
///
/// Entries, newest value date first.
#[utoipa::path(
    get,
    path = "/api/v1/projects/{number}/ledger",
    operation_id = "ledger",
    tag = "projects",
    params(("number" = String, Path, description = "Number; a slash in it is `%2F`"), Viewing, Paged),
    responses((status = 200, body = Listed<Fact>), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
pub async fn list(call: Call, Path(number): Path<String>) -> Result<Json<Listed<Fact>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("ledger")?);
    let project = detail(call.db(), call.actor(), view, &name(number)?).await?;
    let filter = Filter { project_id: Some(project.line.id), ..Filter::default() };
    let connection = call.db().read();
    let entries = find::entries(connection, &filter, view, project.internal, paging.offset()?, paging.limit).await?;
    let total = count(connection, &filter, view).await.map_err(Refusal::from)?;
    Ok(Json(paging.of(entries.into_iter().map(Fact::from).collect(), total)?))
}

/// Record an entry
///
/// Where the project has a grant case of that source, its decisions, draws, proofs and claims book, and the answer 422
/// names where an entry belongs. The kinds of co-funding need their evidence as `reference`. Nothing is ever edited: with
/// `reverses` an entry is taken back by its opposite. `If-Match` with the project's `ETag` is taken, but not asked for, since nothing can be overwritten.
#[utoipa::path(
    post,
    path = "/api/v1/projects/{number}/ledger",
    operation_id = "record_entry",
    tag = "projects",
    params(
        ("number" = String, Path, description = "Number; a slash in it is `%2F`"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    request_body = NewEntry,
    responses(
        (status = 201, body = Fact),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the project since"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn post(call: Call, Path(number): Path<String>, mut body: Body) -> Result<(StatusCode, Json<Fact>), Fault> {
    let number = name(number)?;
    if let Some(wanted) = call.if_match() {
        let stands = version(call.db(), call.actor(), &number).await?;
        if wanted.version(stands) != stands {
            return Err(Refusal::Stale.into());
        }
    }
    let reverses = body.integer("reverses");
    let kind = body.word("kind", &Kind::ALL, |kind| kind.key());
    let source = body.word("source", &Source::ALL, |source| source.key());
    let cents = body.money("amount");
    let value_date = body.day("value_date");
    if reverses.is_none() {
        body.required("kind", kind);
        body.required("source", source);
        body.required("amount", cents);
        body.required("value_date", value_date);
    }
    let year = body.integer("year");
    let year = year.map(|year| i32::try_from(year).unwrap_or(i32::MAX));
    let reference = body.text("reference");
    let (giver, reason) = (body.text("giver"), body.text("reason"));
    body.finish()?;
    if let (None, Some(step), Some(source), Some(cents), Some(value_date)) = (reverses, kind, source, cents, value_date)
        && is_step(step)
    {
        let command = cofunding::change::Record {
            number,
            source,
            step,
            cents,
            value_date,
            year,
            giver: giver.unwrap_or_else(|| cofunding::change::unnamed(source).to_owned()),
            evidence: reference.unwrap_or_default(),
            reason,
            sample: false,
        };
        return created(&call, cofunding::change::record(call.db(), call.actor(), call.now(), command).await?).await;
    }
    let command = Record {
        number,
        // a counter-entry takes these from the entry it takes back
        kind: kind.unwrap_or(Kind::Granted),
        source: source.unwrap_or(Source::Programme),
        value_date: value_date.unwrap_or(call.now().today),
        cents,
        year,
        reference,
        reverses,
    };
    created(&call, record(call.db(), call.actor(), call.now(), command).await?).await
}

async fn created(call: &Call, new: Recorded) -> Result<(StatusCode, Json<Fact>), Fault> {
    let found = find::shown(call.db().read(), vec![new.entry], new.internal).await.map_err(Refusal::from)?;
    let entry = found.into_iter().next().ok_or(Refusal::NotFound)?;
    Ok((StatusCode::CREATED, Json(entry.into())))
}
