//! The catalogue as a table and as JSON: everything that everybody may see of the solutions that its address finds.
use super::{attachment, refuse, tagged};
use crate::{
    api::solutions::{SolutionCard, fields},
    csv_file::{self, finish, plain},
    http::{
        pages::Page,
        routes::{Area, Routes},
    },
};
use app::paths;
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::{HeaderMap, Method},
    response::Response,
};
use entity::{
    adoption::State,
    refusal::Refusal,
    solution::{
        catalogue::{Catalogue, Entry, load::catalogue},
        sheet::field::{Field, Form},
    },
};
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, paths::SOLUTIONS_CSV, table).on(
        Area::Page,
        Method::GET,
        paths::SOLUTIONS_JSON,
        json,
    )
}

type Asked = Result<Query<Vec<(String, String)>>, QueryRejection>;

async fn table(page: Page, asked: Asked, headers: HeaderMap) -> Response {
    let (all, pairs) = match read(&page, asked).await {
        Ok(read) => read,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    match written(&page, &all, &found(&all, &pairs)) {
        Ok(content) => {
            let name = format!("Loesungen-{}.csv", page.viewpoint.as_of);
            let response = attachment(&name, "text/csv; charset=utf-8", content.clone());
            tagged(response, &content, &headers)
        }
        Err(error) => {
            tracing::error!(%error, "a list could not be written");
            crate::http::error::fault()
        }
    }
}

async fn json(page: Page, asked: Asked, headers: HeaderMap) -> Response {
    let (all, pairs) = match read(&page, asked).await {
        Ok(read) => read,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    let solutions: Vec<serde_json::Value> = found(&all, &pairs).into_iter().map(|entry| one(&all, entry)).collect();
    let document = serde_json::json!({
        "as_of": page.viewpoint.as_of,
        "known_at": page.viewpoint.known_at,
        "total": solutions.len(),
        "solutions": solutions,
    });
    let content = document.to_string().into_bytes();
    let name = format!("Loesungen-{}.json", page.viewpoint.as_of);
    tagged(attachment(&name, "application/json", content.clone()), &content, &headers)
}

async fn read(page: &Page, asked: Asked) -> Result<(Arc<Catalogue>, Vec<(String, String)>), Refusal> {
    let Ok(Query(pairs)) = asked else {
        let message =
            "Die Adresse ist nicht vollständig. Bitte den Katalog noch einmal öffnen und von dort herunterladen.";
        return Err(Refusal::rule("solutions.address", message));
    };
    Ok((catalogue(&page.state.db, page.viewpoint).await?, pairs))
}

/// What the catalogue's page shows at the same address, all of it.
fn found<'a>(all: &'a Catalogue, pairs: &[(String, String)]) -> Vec<&'a Entry> {
    let values = |name: &str| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect();
    let (filter, sort) = app::solutions::asked(values);
    all.search(&filter, sort).entries
}

/// A solution as the JSON interface writes it, with its sheet and who uses it.
fn one(all: &Catalogue, entry: &Entry) -> serde_json::Value {
    let adopters: Vec<serde_json::Value> = entry
        .uses
        .iter()
        .map(|used| {
            serde_json::json!({
                "ags": used.ags,
                "name": all.place(&used.ags).map(|place| place.name.as_str()),
                "state": used.standing.state.key(),
                "said_by": used.standing.said_by.key(),
                "valid_on": used.standing.since,
                "reason": used.reason,
                "confirmed_on": used.standing.confirmed_on,
                "counts": used.counts,
                "use_kind": used.use_kind.map(|kind| kind.key()),
                "sample": used.sample,
            })
        })
        .collect();
    let mut value = serde_json::to_value(SolutionCard::of(entry)).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("sheet".into(), serde_json::to_value(fields(&entry.sheet)).unwrap_or_default());
        object.insert("adopters".into(), adopters.into());
    }
    value
}

/// Columns beside those of the sheet.
const MORE: [&str; 15] = [
    "Region",
    "Zustand",
    "Öffentlich seit",
    "Angaben bestätigt am",
    "Außerhalb des Programms",
    "Beispieldaten",
    "Produktiv, bestätigt",
    "Produktiv",
    "In Einführung",
    "In Prüfung",
    "Interesse",
    "Abgelehnt",
    "Bestätigt im Einsatz in",
    "Stand der Liste",
    "Adresse der Seite",
];

/// As Excel opens it: UTF-8 with a mark, semicolons, CRLF; several entries of a field one a line in their cell.
fn written(page: &Page, all: &Catalogue, entries: &[&Entry]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv_file::table();
    writer.write_record(std::iter::once("Kennung").chain(Field::ALL.iter().map(|field| field.label())).chain(MORE))?;
    let base = page.state.config.public_url.as_ref().map_or("", |url| url.origin());
    let yes_no = |yes: bool| if yes { "ja" } else { "nein" }.to_owned();
    let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    for entry in entries {
        let states = entry.by_state();
        let count = |state: State| states.get(&state).copied().unwrap_or(0).to_string();
        let used = entry.others().filter(|used| used.counts);
        let used: Vec<&str> =
            used.map(|used| all.place(&used.ags).map_or(used.ags.as_str(), |place| place.name.as_str())).collect();
        let mut row = vec![entry.slug.clone()];
        row.extend(Field::ALL.iter().map(|field| cell(entry, *field)));
        row.extend([
            plain(entry.region.as_ref().map_or("", |(_, name)| name.as_str())),
            entry.state.label().to_owned(),
            day(app::text::berlin_day(entry.published_at)),
            entry.confirmed_on().map(day).unwrap_or_default(),
            yes_no(entry.outside),
            yes_no(entry.sample || entry.uses.iter().any(|used| used.sample)),
            entry.confirmed.to_string(),
            count(State::Productive),
            count(State::Introducing),
            count(State::Evaluating),
            count(State::Interested),
            count(State::Rejected),
            plain(&used.join("\n")),
            day(page.viewpoint.as_of),
            format!("{base}{}", paths::solution(&entry.slug)),
        ]);
        writer.write_record(row)?;
    }
    finish(writer)
}

/// What a sheet says about a field in German writing, numbers without unit.
fn cell(entry: &Entry, field: Field) -> String {
    let sheet = &entry.sheet;
    match field.form() {
        Form::Money => sheet.cents(field).map(|cents| cents.german()).unwrap_or_default(),
        Form::Count(..) => sheet.text(field).to_owned(),
        Form::Pictures => {
            Some(sheet.all(field).len()).filter(|count| *count > 0).map_or_else(String::new, |count| count.to_string())
        }
        _ => plain(&sheet.all(field).iter().map(|value| field.shown(value)).collect::<Vec<_>>().join("\n")),
    }
}
