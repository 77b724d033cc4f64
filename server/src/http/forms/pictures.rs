//! Forms about the pictures of a solution: add one; change texts and order, take out; remove one for good.
use super::{imports::received, publiccode::editable};
use crate::{
    http::{fields::Fields, pages::Page, routes::Routes},
    picture,
};
use app::paths;
use axum::{
    extract::{FromRequest, Multipart, Path, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use entity::{
    refusal::{FieldError, Refusal},
    solution::picture::{
        alternative_text,
        change::{Add, Arrange, TEXTS, Wish, add, arrange},
        removal::{Remove, remove},
    },
};

/// The forms.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/loesungen/{slug}/bilder", upload)
        .form("/loesungen/{slug}/bilder/aendern", change)
        .form("/loesungen/{slug}/bilder/{sha256}/entfernen", forget)
}

/// Adds a picture.
async fn upload(page: Page, Path(slug): Path<String>, request: Request) -> Response {
    let address = paths::solution_pictures(&slug);
    if let Err(refusal) = editable(&page, &slug).await {
        return page.refuse(refusal, &address, &Fields::default()).await;
    }
    let form = match Multipart::from_request(request, &page.state).await {
        Ok(form) => form,
        Err(error) => return error.into_response(),
    };
    let (file, fields) = match received(form).await {
        Ok(received) => received,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return crate::http::error::too_large(false, picture::MAX_BYTES);
        }
        Err(_) => {
            let message = "Die Datei ist nicht vollständig angekommen. Bitte noch einmal versuchen.";
            return page.refuse(Refusal::field("file", "broken", message), &address, &Fields::default()).await;
        }
    };
    let picture = match file {
        Some(file) => picture::checked(file.content).await,
        None => Err(FieldError::new("file", "required", "Bitte ein Bild wählen.")),
    };
    let done = match (picture, alternative_text("text", fields.get("text"))) {
        (Ok(picture), Ok(alternative_text)) => {
            let command = Add { slug, version: version(&fields), alternative_text, picture };
            add(&page.state.db, &page.who.actor, page.who.now, command).await
        }
        (picture, text) => Err(Refusal::Invalid([picture.err(), text.err()].into_iter().flatten().collect())),
    };
    match done {
        Ok(_) => {
            page.done(&address, "Das Bild ist hinzugefügt. Öffentlich wird es mit dieser Fassung des Steckbriefs.")
        }
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Changes texts and order, and removes.
async fn change(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    let address = paths::solution_pictures(&slug);
    let wishes = (1..=TEXTS.len()).zip(TEXTS).filter_map(|(at, text)| {
        Some(Wish {
            sha256: fields.optional(&format!("picture_{at}"))?.to_owned(),
            alternative_text: fields.get(text).to_owned(),
            place: fields.get(&format!("place_{at}")).parse().unwrap_or(at),
            remove: fields.optional(&format!("remove_{at}")).is_some(),
        })
    });
    let command = Arrange { slug, version: version(&fields), wishes: wishes.collect() };
    match arrange(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(_) => page
            .done(&address, "Die Bilder sind gespeichert. Öffentlich werden sie mit dieser Fassung des Steckbriefs."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Removes a picture for good.
async fn forget(page: Page, Path((slug, sha256)): Path<(String, String)>, fields: Fields) -> Response {
    let (address, back) = (paths::remove_picture(&slug, &sha256), paths::solution_pictures(&slug));
    let command = Remove { slug, sha256, reason: fields.get("reason").to_owned() };
    match remove(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(()) => page.done(&back, "Das Bild ist für immer entfernt."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// A form without version is refused as stale, not waved through.
fn version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}
