//! Empty lists to fill in.
use super::{XLSX, attachment, made, refuse};
use crate::{
    http::{
        pages::Page,
        routes::{Area, Routes},
    },
    spreadsheet::write::{Template, template},
};
use axum::{extract::Path, http::Method, response::Response};
use chrono::Datelike;
use entity::{programme, project::lifecycle::Lifecycle, refusal::Refusal, region};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, "/importe/vorlagen/{file}", file)
}

async fn file(page: Page, Path(file): Path<String>) -> Response {
    let Some(kind) = file.strip_suffix(".xlsx").and_then(Template::from_slug) else {
        return refuse(&page, Refusal::NotFound).await;
    };
    let (regions, years) = match words(&page).await {
        Ok(words) => words,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    match made(move || template(kind, (&regions, &states()), years, &[])).await {
        Ok(content) => attachment(&file, XLSX, content),
        Err(fault) => fault,
    }
}

/// The states that a project can be in.
fn states() -> Vec<String> {
    let known = Lifecycle::ALL.into_iter().filter(|state| *state != Lifecycle::Unknown);
    known.map(|state| state.label().to_owned()).collect()
}

/// The names of the regions, and the years of the programme.
async fn words(page: &Page) -> Result<(Vec<String>, std::ops::RangeInclusive<i32>), Refusal> {
    let (db, today) = (&page.state.db, page.who.now.today);
    let regions = region::find::all(db.read()).await?.into_iter().map(|region| region.name).collect();
    let programme = programme::find::by_slug(db, programme::DMR_NRW).await?;
    let years = match programme.period(today) {
        Some(period) => period.starts_on.year()..=period.ends_on.year(),
        None => today.year()..=today.year(),
    };
    Ok((regions, years))
}
