//! Projects: list, one, change, move along the lifecycle.
pub mod shape;
pub mod write;

use super::{
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    shape::tagged,
};
use crate::http::routes::Routes;
use axum::{Json, extract::Path, http::Method, response::Response};
use entity::project::{
    detail,
    find::{self, Filter, Sort},
    lifecycle::{Lifecycle, Stage},
};
use shape::{Project, ProjectLine};

/// The calls about projects.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/projects", list)
        .api(Method::GET, "/api/v1/projects/{number}", one)
        .api(Method::PATCH, "/api/v1/projects/{number}", write::change)
        .api(Method::POST, "/api/v1/projects/{number}/transitions", write::transition)
}

const SORTS: [(&str, Sort); 5] = [
    ("title", Sort::Title),
    ("number", Sort::Number),
    ("status", Sort::State),
    ("granted", Sort::Granted),
    ("paid", Sort::Paid),
];

const STAGES: [(&str, Stage); 6] = [
    ("planning", Stage::Planning),
    ("running", Stage::Running),
    ("settlement", Stage::Settlement),
    ("closed", Stage::Closed),
    ("stopped", Stage::Stopped),
    ("unknown", Stage::Unknown),
];

/// Projects
///
/// Those that who asks may see; the public sees projects from their selection on.
#[utoipa::path(
    get,
    path = "/api/v1/projects",
    operation_id = "projects",
    tag = "projects",
    params(
        ("region" = Option<String>, Query, description = "Slug of a region"),
        ("status" = Option<String>, Query, description = "State in the lifecycle"),
        ("stage" = Option<String>, Query, description = "Group of states: `planning`, `running`, `settlement`, `closed`, `stopped`, `unknown`"),
        ("theme" = Option<String>, Query, description = "Theme as written"),
        ("q" = Option<String>, Query, description = "Words to find in number, title, recipient and theme"),
        ("sort" = Option<String>, Query, description = "`title` (unless given), `number`, `status`; `granted` or `paid`, largest first"),
        Viewing,
        Paged
    ),
    responses((status = 200, body = Listed<ProjectLine>), (status = 422, body = Problem, content_type = "application/problem+json"))
)]
pub async fn list(call: Call) -> Result<Json<Listed<ProjectLine>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("projects")?);
    let filter = Filter {
        q: call.text("q")?.unwrap_or_default(),
        region: call.text("region")?,
        stage: call.word("stage", &STAGES, |(word, _)| word)?.map(|(_, stage)| stage),
        state: call.word("status", &Lifecycle::ALL, |state| state.key())?,
        theme: call.text("theme")?,
    };
    let sort = call.word("sort", &SORTS, |(word, _)| word)?.map(|(_, sort)| sort).unwrap_or_default();
    let page = find::list(call.db(), call.actor(), view, &filter, sort, paging.page()?, paging.limit).await?;
    Ok(Json(paging.of(page.items.into_iter().map(ProjectLine::from).collect(), page.total)?))
}

/// A project
///
/// Its `ETag` goes into `If-Match` of a change.
#[utoipa::path(
    get,
    path = "/api/v1/projects/{number}",
    operation_id = "project",
    tag = "projects",
    params(("number" = String, Path, description = "Number; a slash in it is `%2F`"), Viewing),
    responses(
        (status = 200, body = Project, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(number): Path<String>) -> Result<Response, Fault> {
    let found = detail::detail(call.db(), call.actor(), call.view()?, &name(number)?).await?;
    Ok(tagged(found.version, Project::from(found)))
}
