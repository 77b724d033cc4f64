//! The document that describes the interface (OpenAPI 3.1).
use super::{
    adoptions, audit, budget, checks, decisions,
    fault::{Fault, Problem},
    figures, imports, ledger, memos, municipalities, programmes, projects, publiccode, recovery, reports, settlement,
    solutions,
};
use crate::http::routes::Routes;
use axum::{Json, http::Method};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Content, Ref, ResponseBuilder,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

/// The call for the document.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/openapi.json", document)
}

/// Everything that the interface can.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Leitstand",
        description = "Steuerung eines Förderprogramms. Beträge sind Dezimaltexte in Euro, Tage YYYY-MM-DD, Zeitpunkte RFC 3339 in UTC. \
                       Ohne Anmeldung antwortet die Schnittstelle mit dem, was öffentlich ist."
    ),
    paths(
        programmes::one,
        budget::one,
        budget::post,
        figures::list,
        figures::facts,
        reports::budget::budget,
        reports::region::region_briefing,
        reports::changes::changes,
        reports::cofunding::cofunding,
        reports::transfer::transfer,
        reports::parliament::parliament,
        projects::list,
        projects::one,
        projects::write::change,
        projects::write::transition,
        ledger::list,
        ledger::post,
        decisions::list,
        decisions::write::open,
        decisions::write::propose,
        decisions::write::approve,
        decisions::write::reject,
        decisions::write::withdraw,
        decisions::write::notify,
        memos::list,
        memos::write,
        recovery::list,
        recovery::one,
        recovery::write::raise,
        recovery::write::pay,
        recovery::write::set_interest,
        recovery::write::agree,
        recovery::write::propose,
        recovery::write::approve,
        recovery::write::reject,
        recovery::undo::take_back,
        recovery::undo::resume,
        recovery::undo::reverse,
        settlement::draws,
        settlement::write::draw,
        settlement::write::answer,
        settlement::late_use::list,
        settlement::late_use::record,
        settlement::late_use::claim,
        settlement::proofs::list,
        settlement::proofs::hand_in,
        settlement::proofs::review,
        municipalities::list,
        municipalities::one,
        municipalities::matches,
        imports::list,
        imports::upload,
        imports::one,
        imports::events,
        imports::changes,
        imports::conflicts::decide,
        imports::apply,
        imports::release,
        imports::cancel,
        imports::undo_preview,
        imports::undo_import,
        solutions::list,
        solutions::one,
        solutions::projects::put,
        adoptions::list,
        adoptions::post,
        publiccode::file,
        audit::list,
        checks::list,
        document
    ),
    components(schemas(Problem)),
    modifiers(&Everywhere)
)]
pub struct Document;

/// What holds for every call: who may ask, and how it says no.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A token of an account"));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
        let cookie = ApiKeyValue::with_description("__Host-sitzung", "The session of a browser");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let none: [&str; 0] = [];
        document.security = Some(vec![
            SecurityRequirement::default(),
            SecurityRequirement::new("bearer", none),
            SecurityRequirement::new("session", none),
        ]);
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            let refused = ResponseBuilder::new()
                .description("Refused; `code` says why")
                .content("application/problem+json", Content::new(Some(Ref::from_schema_name("Problem"))))
                .build();
            operation.responses.responses.insert("default".into(), refused.into());
        }
    }
}

fn operations(item: &mut openapi::PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// This document
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "openapi",
    tag = "openapi",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
pub async fn document() -> Result<Json<openapi::OpenApi>, Fault> {
    Ok(Json(Document::openapi()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api, http::routes::Area};
    use std::collections::BTreeSet;

    #[test]
    fn the_document_and_the_routes_are_the_same() {
        let registered: BTreeSet<(String, String)> = api::routes(Routes::default())
            .list()
            .iter()
            .map(|route| {
                assert_eq!(route.area, Area::Api);
                assert!(route.path.starts_with(api::ROOT), "{}", route.path);
                (route.method.to_string(), route.path.clone())
            })
            .collect();
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                described.insert((method.to_uppercase(), path.clone()));
                assert!(operation["responses"]["default"].is_object(), "{method} {path}");
            }
        }
        assert_eq!(registered, described);
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        let text = serde_json::to_string(&Document::openapi()).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for name in text.split("#/components/schemas/").skip(1) {
            let name = name.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let mut names = BTreeSet::new();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let name = operation["operationId"].as_str().unwrap().to_owned();
                assert!(names.insert(name.clone()), "{name} twice");
            }
        }
    }
}
