//! Forms about imports: upload, ask to apply, release, give up.
use crate::{
    app::AppState,
    http::{fields::Fields, identify::Who, pages::Page, routes::Routes},
    import::{self, Submitted},
};
use app::paths;
use axum::{
    extract::{Multipart, Path, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};
use entity::{
    import_run::{
        State,
        change::{Choice, cancel, release, request},
    },
    refusal::Refusal,
};

/// The forms about imports.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form(paths::IMPORTS, upload)
        .form("/importe/{id}/uebernehmen", apply)
        .form("/importe/{id}/freigeben", free)
        .form("/importe/{id}/abbrechen", give_up)
}

/// Takes a file.
async fn upload(page: Page, form: Multipart) -> Response {
    if let Err(refusal) = entity::import_run::change::may_upload(&page.who.actor) {
        return page.refuse(refusal, paths::IMPORTS, &Fields::default()).await;
    }
    let (file, fields) = match received(form).await {
        Ok(received) => received,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return crate::http::error::too_large(false, page.state.config.upload_limit);
        }
        Err(_) => {
            let message = "Die Datei ist nicht vollständig angekommen. Bitte noch einmal versuchen.";
            return page.refuse(Refusal::field("file", "broken", message), paths::IMPORTS, &Fields::default()).await;
        }
    };
    let Some(file) = file else {
        let refusal = Refusal::field("file", "required", "Bitte eine Datei wählen.");
        return page.refuse(refusal, paths::IMPORTS, &fields).await;
    };
    let state = &page.state;
    let submitted = Submitted { sender: fields.get("sender").into(), ..file };
    match import::submit(&state.db, &page.who.actor, page.who.now, &state.config.reading(), submitted).await {
        Ok(id) => {
            state.wake.notify_one();
            page.done(&paths::import(id), "Die Datei ist hochgeladen. Noch ist nichts geändert.")
        }
        Err(refusal) => page.refuse(refusal, paths::IMPORTS, &fields).await,
    }
}

/// The file and the other fields of an upload; no file when the field is empty.
///
/// # Errors
/// A body that is broken off, malformed or larger than the limit.
pub async fn received(mut form: Multipart) -> Result<(Option<Submitted>, Fields), MultipartError> {
    let (mut file, mut fields) = (None, Vec::new());
    while let Some(part) = form.next_field().await? {
        match part.name().map(str::to_owned).as_deref() {
            Some("file") => {
                let file_name = part.file_name().unwrap_or_default().to_owned();
                let content = part.bytes().await?.to_vec();
                if !file_name.is_empty() || !content.is_empty() {
                    file = Some(Submitted { file_name, sender: String::new(), content, sample: false, at_once: false });
                }
            }
            Some(name) => fields.push((name.to_owned(), part.text().await?)),
            None => {}
        }
    }
    Ok((file, Fields::from(fields)))
}

/// Asks to apply an import.
async fn apply(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let rows: Result<Vec<i32>, _> = fields.all("row").into_iter().map(str::parse).collect();
    let choice = match (fields.get("rows"), rows) {
        ("chosen", Ok(rows)) => Choice::Rows(rows),
        _ => Choice::All,
    };
    let done = request(&page.state.db, &page.who.actor, page.who.now, id, version(&fields), choice, None).await;
    answer(&page, id, &fields, done).await
}

/// Releases an import that makes money binding.
async fn free(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = release(&page.state.db, &page.who.actor, page.who.now, id, version(&fields)).await;
    answer(&page, id, &fields, done).await
}

/// Gives an import up.
async fn give_up(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = call_off(&page.state, &page.who, id).await.map(|()| State::Cancelled);
    answer(&page, id, &fields, done).await
}

/// Gives an import up; a process of ours that applies it just now stops.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn call_off(state: &AppState, who: &Who, id: i64) -> Result<(), Refusal> {
    if !entity::import_run::find::detail(&state.db, &who.actor, id).await?.may_cancel {
        return cancel(&state.db, &who.actor, who.now, id).await;
    }
    state.under_way.call_off(id);
    let done = cancel(&state.db, &who.actor, who.now, id).await;
    state.under_way.forget(id);
    done
}

/// A form without version is refused as stale, not waved through.
fn version(fields: &Fields) -> Option<i32> {
    Some(fields.get("version").parse().unwrap_or(-1))
}

async fn answer(page: &Page, id: i64, fields: &Fields, done: Result<State, Refusal>) -> Response {
    let address = paths::import(id);
    match done {
        Ok(State::AwaitingRelease) => {
            page.done(&address, "Zur Freigabe vorgelegt. Die Beträge gelten, sobald eine zweite Person sie freigibt.")
        }
        Ok(State::Applying) => {
            page.done(&address, "Die Liste ist lang. Sie wird jetzt übernommen; die Seite zeigt, wie weit es ist.")
        }
        Ok(State::Cancelled) => page.done(&address, "Der Import ist abgebrochen. Es wurde nichts geändert."),
        Ok(_) => page.done(&address, "Der Import ist übernommen."),
        Err(refusal) => page.refuse(refusal, &address, fields).await,
    }
}
