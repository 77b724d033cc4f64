//! "Als Arbeitsmappe bearbeiten": the projects of a list with its filter, to be edited and uploaded again.
use super::{XLSX, attachment, made, refuse};
use crate::{
    http::{
        pages::Page,
        routes::{Area, Routes},
    },
    import::round_trip,
};
use app::paths;
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::Method,
    response::Response,
};
use entity::{
    programme::DMR_NRW,
    project::{
        find::{Filter, Sort},
        lifecycle::Stage,
        worksheet::worksheet,
    },
    refusal::Refusal,
};
use serde::Deserialize;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, paths::WORKSHEET, file)
}

/// The words of the list's address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    region: String,
    phase: String,
    thema: String,
    sortierung: String,
}

async fn file(page: Page, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    if !page.viewpoint.is_now() {
        let message = "Eine Arbeitsmappe zum Bearbeiten gibt es nur vom heutigen Stand. Bitte in der Liste „Stand“ und „bekannt“ leeren.";
        return refuse(&page, Refusal::rule("worksheet.past", message)).await;
    }
    let Ok(Query(asked)) = asked else {
        let message =
            "Die Adresse ist nicht vollständig. Bitte die Liste noch einmal öffnen und von dort herunterladen.";
        return refuse(&page, Refusal::rule("worksheet.address", message)).await;
    };
    let given = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let filter = Filter {
        q: asked.q,
        region: given(asked.region),
        stage: Stage::from_key(&asked.phase),
        state: None,
        theme: given(asked.thema),
    };
    let sort = Sort::from_key(&asked.sortierung).unwrap_or_default();
    let now = page.who.now;
    match worksheet(&page.state.db, &page.who.actor, now, DMR_NRW, &filter, sort).await {
        Ok(worksheet) => match made(move || round_trip::write(&worksheet, now.instant)).await {
            Ok(content) => attachment(&format!("Projekte-{}.xlsx", now.today), XLSX, content),
            Err(fault) => fault,
        },
        Err(refusal) => refuse(&page, refusal).await,
    }
}
