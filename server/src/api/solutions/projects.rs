//! The projects a solution came from: name others in a new version of its sheet.
use crate::api::{
    body::Body,
    call::{Call, name},
    fault::{Fault, Problem},
    shape::{ProjectRef, tagged},
};
use axum::{extract::Path, response::Response};
use entity::{
    refusal::Refusal,
    solution::{
        catalogue::load::renamed,
        change::{Relink, relink},
        find,
        origin::FIELD,
    },
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The projects that the newest sheet is to name.
#[derive(Debug, ToSchema)]
pub struct NewOrigin {
    /// Their numbers, all of them, at most 20.
    #[schema(example = json!(["AC-1"]))]
    pub projects: Vec<String>,
}

/// The projects that the newest sheet of a solution names. The public sees them once that version is published.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolutionOrigin {
    /// The version of the newest sheet; also the `ETag`.
    pub version: i32,
    /// Those that who asks may see.
    pub projects: Vec<ProjectRef>,
}

/// Say which projects a solution came from
///
/// Writes a new version of the sheet, which goes through review like any other. Adding a project and taking one away needs
/// the right to edit solutions where that project lies; projects that who asks may not see stay.
#[utoipa::path(
    put,
    path = "/api/v1/solutions/{slug}/projects",
    operation_id = "name_projects_of_solution",
    tag = "solutions",
    params(
        ("slug" = String, Path, description = "Address word"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the solution gave")
    ),
    request_body = NewOrigin,
    responses(
        (status = 200, body = SolutionOrigin, headers(("ETag" = String, description = "The new version"))),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn put(call: Call, Path(slug): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let slug = name(slug)?;
    let slug = renamed(call.db(), &slug).await?.unwrap_or(slug);
    let current = find::detail(call.db(), call.actor(), Viewpoint::now(&call.now()), &slug).await?;
    if !current.desk.is_some_and(|desk| desk.editable) {
        return Err(Refusal::Forbidden.into());
    }
    let wanted = call.if_match().ok_or_else(Fault::precondition_required)?;
    let projects = body.texts(FIELD);
    let projects = body.required(FIELD, projects);
    body.finish()?;
    let projects = projects.unwrap_or_default();
    let command = Relink { slug: slug.clone(), version: wanted.version(current.record.version), projects };
    let version = relink(call.db(), call.actor(), call.now(), command).await?;
    let named = match find::detail(call.db(), call.actor(), Viewpoint::now(&call.now()), &slug).await {
        Ok(found) => found.desk.map(|desk| desk.projects).unwrap_or_default(),
        // who took the own project away may no longer see the draft: it is written all the same
        Err(Refusal::NotFound) => Vec::new(),
        Err(refusal) => return Err(refusal.into()),
    };
    let projects = named.into_iter().map(ProjectRef::from).collect();
    Ok(tagged(version, SolutionOrigin { version, projects }))
}
