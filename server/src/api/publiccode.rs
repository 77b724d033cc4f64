//! A solution as `publiccode.yml`.
use super::{
    call::{Call, Viewing, name},
    fault::{Fault, Problem, Wrong},
};
use crate::{
    http::routes::Routes,
    open_data::publiccode::{Version, facts_of, write},
};
use axum::{
    extract::Path,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use entity::{
    programme,
    solution::{Kind, catalogue::load::renamed, find::detail, sheet::field::Field},
};
use sea_orm::EntityTrait;

/// The call for the file.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/solutions/{slug}/publiccode.yml", file)
}

/// A solution as publiccode.yml
///
/// For software with a public repository. Only what the sheet says is written; what the standard asks for and the sheet
/// does not say is named in `errors`, each with its path in the file.
#[utoipa::path(
    get,
    path = "/api/v1/solutions/{slug}/publiccode.yml",
    operation_id = "publiccode",
    tag = "solutions",
    params(
        ("slug" = String, Path, description = "Address word"),
        ("version" = Option<String>, Query, description = "Of the standard: `0.4` (what openCode reads), `0.5`, `0.7`"),
        Viewing
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/yaml"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn file(call: Call, Path(slug): Path<String>) -> Result<Response, Fault> {
    let slug = name(slug)?;
    let version = call.word("version", &Version::ALL, |version| version.key())?.unwrap_or_default();
    let slug = renamed(call.db(), &slug).await?.unwrap_or(slug);
    let found = detail(call.db(), call.actor(), call.view()?, &slug).await?;
    let sheet = &found.sheet;
    if sheet.kind() != Kind::Software {
        let sentence = format!(
            "publiccode.yml beschreibt Software. „{}“ hat die Art „{}“ und lässt sich nicht so ausgeben.",
            sheet.name(),
            sheet.kind().label()
        );
        return Err(refused("publiccode.kind", &sentence));
    }
    if sheet.get(Field::Repository).is_none() {
        let sentence = "Im Steckbrief fehlt die Adresse des Quelltexts; ohne sie gibt es keine publiccode.yml.";
        return Err(refused("publiccode.repository", sentence));
    }
    let programme = match found.record.programme_id {
        Some(id) => programme::record::Entity::find_by_id(id).one(call.db().read()).await?,
        None => None,
    };
    // what is invented does not leave the house as a fact
    let used_by = found.adopters.iter().filter(|one| one.used.counts && !one.used.sample);
    let used_by = used_by.map(|one| one.name.clone()).collect();
    let facts = facts_of(sheet, used_by, programme.as_ref().map(|row| row.name.as_str()));
    match write(&facts, version) {
        Ok(text) => Ok((
            [
                (header::CONTENT_TYPE, "application/yaml"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"publiccode.yml\""),
            ],
            text,
        )
            .into_response()),
        Err(findings) => Err(Fault::invalid(
            findings.into_iter().map(|finding| Wrong::new(&finding.path, "publiccode", finding.message)).collect(),
        )),
    }
}

fn refused(code: &'static str, sentence: &str) -> Fault {
    Fault::of(StatusCode::UNPROCESSABLE_ENTITY, code, "Das lässt sich nicht als publiccode.yml ausgeben", sentence)
}
