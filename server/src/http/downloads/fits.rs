//! The municipalities that a solution fits, as a file for those who want to speak to them.
use super::{attachment, refuse};
use crate::{
    csv_file::{finish, plain, table},
    http::{
        pages::{Page, redirect, renamed},
        routes::{Area, Routes},
    },
};
use app::municipalities::{considered, of_hundred};
use axum::{
    extract::{Path, Query, rejection::QueryRejection},
    http::{Method, StatusCode},
    response::Response,
};
use entity::{
    municipality::size::SizeClass,
    refusal::Refusal,
    transfer::{
        Known, Source,
        load::{Radar, radar},
        radar::{fits, found::Match},
    },
};
use std::collections::HashMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, "/loesungen/{slug}/kommunen.csv", file)
}

const HEADS: [&str; 13] = [
    "AGS",
    "Kommune",
    "Kreis",
    "Regierungsbezirk",
    "Einwohnerzahl",
    "Größenklasse",
    "Wert von 100",
    "möglich",
    "Was fehlt",
    "Zu klären",
    "In der Nähe produktiv",
    "Begründung",
    "Älteste Angabe",
];

async fn file(
    page: Page,
    Path(slug): Path<String>,
    asked: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        let message =
            "Die Adresse ist nicht vollständig. Bitte die Liste noch einmal öffnen und von dort herunterladen.";
        return refuse(&page, Refusal::rule("fits.address", message)).await;
    };
    let (all, weights) = match radar(&page.state.db, page.viewpoint).await {
        Ok(found) => found,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    let Some(offer) = all.offer(&slug) else {
        return match renamed(&page).await {
            Some(today) => redirect(StatusCode::PERMANENT_REDIRECT, &today),
            None => refuse(&page, Refusal::NotFound).await,
        };
    };
    let towns = considered(&all, offer);
    let kreis = asked.get("kreis").filter(|kreis| towns.iter().any(|town| town.kreis_ags == **kreis));
    let mut found = fits(offer, &towns, &weights, page.viewpoint.as_of);
    found.retain(|one| kreis.is_none_or(|kreis| one.town.kreis_ags == *kreis));
    match written(&all, &found) {
        Ok(content) => {
            let name = format!("Kommunen-{}-{}.csv", offer.offer().slug, page.viewpoint.as_of);
            attachment(&name, "text/csv; charset=utf-8", content)
        }
        Err(error) => {
            tracing::error!(%error, "a list could not be written");
            crate::http::error::fault()
        }
    }
}

/// The class of a population; for a Kreis whose own nobody stated it says what was summed.
fn class(known: &Known<u32>) -> String {
    let label = SizeClass::of(known.value).label();
    match known.source {
        Source::Sum => format!("{label} (Summe der Städte und Gemeinden)"),
        Source::Public | Source::Own => label.to_owned(),
    }
}

/// As Excel opens it: UTF-8 with a mark, semicolons, CRLF.
fn written(all: &Radar, found: &[Match]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = table();
    writer.write_record(HEADS)?;
    for one in found {
        let town = one.town;
        let kreis = all.catalogue.place(&town.ags).map(|place| place.kreis_name.as_str()).unwrap_or_default();
        let people = town.population.as_ref().map(|known| known.value);
        let near: Vec<&str> = one.nearby().into_iter().map(|user| user.name.as_str()).collect();
        let reasons: Vec<String> = one
            .reasons()
            .iter()
            .map(|reason| format!("{} ({}): {}", reason.criterion.label(), reason.verdict.label(), reason.because))
            .collect();
        let row = [
            town.ags.clone(),
            plain(&town.name),
            plain(kreis),
            plain(&town.regierungsbezirk),
            people.map(|people| people.to_string()).unwrap_or_default(),
            town.population.as_ref().map(class).unwrap_or_default(),
            of_hundred(one.score),
            of_hundred(one.possible),
            one.missing().join(", "),
            one.to_ask().names(),
            plain(&near.join(", ")),
            reasons.join(" "),
            one.oldest_fact().map(|day| day.format("%d.%m.%Y").to_string()).unwrap_or_default(),
        ];
        writer.write_record(row)?;
    }
    finish(writer)
}
