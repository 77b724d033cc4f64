//! Forms about municipalities: what is known about one, and how much each criterion of the radar counts.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    municipality::{
        change::{Save, save},
        profile::Key,
    },
    transfer::{
        radar::weight::Criterion,
        weights::{Change, change},
    },
};

/// The forms about municipalities.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/kommunen/{ags}/profil", profile).form(paths::RADAR_WEIGHTS, weights)
}

/// Says what is known about a municipality.
async fn profile(page: Page, Path(ags): Path<String>, fields: Fields) -> Response {
    let typed_day = |text: &str| app::text::typed_day(text).unwrap_or(NaiveDate::MIN);
    let command = Save {
        ags: ags.clone(),
        seen: seen(&fields),
        typed: Key::all()
            .filter(|key| is_there(&fields, key.field()))
            .map(|key| (key, fields.get(key.field()).to_owned()))
            .collect(),
        source: fields.get("source").to_owned(),
        // what is no day lies before every day that is taken
        valid_on: fields.optional("valid_on").map(typed_day),
    };
    match save(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(0) => page.done(&paths::municipality(&ags), "Nichts war anders; alles bleibt, wie es ist."),
        Ok(_) => page.done(&paths::municipality(&ags), "Die Angaben sind gespeichert."),
        Err(refusal) => page.refuse(refusal, &paths::municipality_profile(&ags), &fields).await,
    }
}

/// Lets other points count.
async fn weights(page: Page, fields: Fields) -> Response {
    let command = Change {
        seen: seen(&fields),
        typed: Criterion::ALL
            .into_iter()
            .filter(|criterion| is_there(&fields, criterion.key()))
            .map(|criterion| (criterion, fields.get(criterion.key()).to_owned()))
            .collect(),
        reason: fields.get("reason").to_owned(),
    };
    match change(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(0) => page.done(paths::RADAR_WEIGHTS, "Nichts war anders; alles bleibt, wie es ist."),
        Ok(_) => page.done(paths::RADAR_WEIGHTS, "Die Gewichte gelten ab heute."),
        Err(refusal) => page.refuse(refusal, paths::RADAR_WEIGHTS, &fields).await,
    }
}

/// What the person saw last; a form without it is as old as can be.
fn seen(fields: &Fields) -> i64 {
    fields.get("seen").parse().unwrap_or(-1)
}

fn is_there(fields: &Fields, name: &str) -> bool {
    fields.names().any(|field| field == name)
}
