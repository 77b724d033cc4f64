//! What does not tie out, as a file of exactly what the page shows.
use super::{attachment, refuse};
use crate::{
    csv_file::{finish, plain, table},
    http::{
        pages::Page,
        routes::{Area, Routes},
    },
};
use app::paths;
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::Method,
    response::Response,
};
use entity::{
    check::{find::listed, found::Found},
    refusal::Refusal,
};
use std::collections::HashMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, paths::CHECKS_CSV, file)
}

const HEADS: [&str; 13] = [
    "Regel",
    "Schwere",
    "Dringlichkeit",
    "Projekt",
    "Titel",
    "Region",
    "Haushaltsjahr",
    "Befund",
    "Betrag in Euro",
    "Zahl",
    "Zuständig",
    "Fällig am",
    "Ausnahme",
];

async fn file(page: Page, asked: Result<Query<HashMap<String, String>>, QueryRejection>) -> Response {
    let Ok(Query(asked)) = asked else {
        let message =
            "Die Adresse ist nicht vollständig. Bitte die Liste noch einmal öffnen und von dort herunterladen.";
        return refuse(&page, Refusal::rule("checks.address", message)).await;
    };
    let filter = app::budget::checks::asked(|name| asked.get(name).cloned());
    let found = match listed(&page.state.db, &page.who.actor, page.viewpoint, &filter, 0, usize::MAX).await {
        Ok(found) => found,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    match written(&found.items) {
        Ok(content) => {
            attachment(&format!("Pruefungen-{}.csv", page.viewpoint.as_of), "text/csv; charset=utf-8", content)
        }
        Err(error) => {
            tracing::error!(%error, "a list could not be written");
            crate::http::error::fault()
        }
    }
}

/// As Excel opens it: UTF-8 with a mark, semicolons, CRLF.
fn written(items: &[Found]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = table();
    writer.write_record(HEADS)?;
    for found in items {
        let (number, title) =
            found.project.as_ref().map_or(("", ""), |(_, number, title)| (number.as_str(), title.as_str()));
        let accepted = found.accepted.as_ref();
        let row = [
            found.finding.rule.to_owned(),
            found.finding.severity.label().to_owned(),
            found.urgency.label().to_owned(),
            plain(number),
            plain(title),
            found.regions.join(", "),
            found.year.map(|year| year.to_string()).unwrap_or_default(),
            plain(&found.finding.message),
            found.amount.map(|cents| cents.german().replace('−', "-")).unwrap_or_default(),
            found.figure.as_ref().map(ToString::to_string).unwrap_or_default(),
            found.owner.label().to_owned(),
            found.due.map(|day| day.format("%d.%m.%Y").to_string()).unwrap_or_default(),
            accepted.map(|accepted| plain(&accepted.reason)).unwrap_or_default(),
        ];
        writer.write_record(row)?;
    }
    finish(writer)
}
