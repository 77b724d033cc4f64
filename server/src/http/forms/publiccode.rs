//! Forms about what a solution is called elsewhere: a publiccode.yml read into its sheet, and its address word.
use super::imports::received;
use crate::{
    http::{fields::Fields, pages::Page, routes::Routes},
    open_data::publiccode::{MAX_BYTES, Proposed, propose, read},
};
use app::{context::FormState, paths, solutions::publiccode as page_of};
use axum::{
    extract::{FromRequest, Multipart, Path, Request},
    http::{StatusCode, header},
    response::Response,
};
use entity::{
    refusal::Refusal,
    solution::{
        address::rename,
        change::{Save, save},
        find::{Desk, Detail, detail},
        sheet::{Sheet, field::Field},
    },
    viewpoint::Viewpoint,
};
use std::collections::HashMap;

/// The forms.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/loesungen/{slug}/publiccode", file).form("/loesungen/{slug}/adresse", address)
}

/// Gives a solution another address word.
async fn address(page: Page, Path(slug): Path<String>, fields: Fields) -> Response {
    match rename(&page.state.db, &page.who.actor, page.who.now, &slug, fields.get("slug")).await {
        Ok(new) => page.done(&paths::solution(&new), "Die Adresse ist geändert. Die alte führt weiter hierher."),
        Err(refusal) => page.refuse(refusal, &paths::solution(&slug), &fields).await,
    }
}

/// Reads a file and shows what it proposes; takes over what was ticked.
async fn file(page: Page, Path(slug): Path<String>, request: Request) -> Response {
    let address = paths::read_publiccode(&slug);
    let desk = match editable(&page, &slug).await {
        Ok(desk) => desk,
        Err(refusal) => return page.refuse(refusal, &address, &Fields::default()).await,
    };
    let (content, fields) = match sent(&page, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let taking = fields.get("schritt") == "uebernehmen";
    let read = match understood(&content) {
        Ok(read) => read,
        Err(refusal) => {
            // what is too long is not sent back
            let text = if content.len() > MAX_BYTES { String::new() } else { lossless(&content) };
            let typed = Fields::from(vec![("text".to_owned(), text)]);
            return page.refuse(refusal, &address, &typed).await;
        }
    };
    let (proposed, sentences) = propose(&read, &desk.newest);
    let shown = shown(&content, &read, &proposed, &sentences);
    if !taking {
        let form = FormState { values: shown, ..FormState::default() };
        return page.render(&address, form, StatusCode::OK).await;
    }
    let chosen: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|field| proposed.get(*field).is_some() && fields.optional(&ticked(*field)).is_some())
        .collect();
    let mut values = shown;
    values.extend(chosen.iter().map(|field| (ticked(*field), "ja".to_owned())));
    match take_over(&page, &slug, &fields, desk, &proposed, &chosen).await {
        Ok(()) => {
            let words: Vec<&str> = chosen.iter().map(|field| field.label()).collect();
            let notice = format!("Übernommen: {}. Die neue Fassung ist gespeichert.", words.join(", "));
            page.done(&paths::solution(&slug), &notice)
        }
        Err(refusal @ (Refusal::Invalid(_) | Refusal::Stale | Refusal::Rule { .. })) => {
            let status = app::errors::status(&refusal);
            page.render(&address, FormState::refused(values, &refusal), status).await
        }
        Err(refusal) => page.refuse(refusal, &address, &Fields::default()).await,
    }
}

async fn take_over(
    page: &Page,
    slug: &str,
    fields: &Fields,
    desk: Desk,
    proposed: &Sheet,
    chosen: &[Field],
) -> Result<(), Refusal> {
    if chosen.is_empty() {
        let message = "Bitte kreuzen Sie an, was übernommen werden soll.";
        return Err(Refusal::field("felder", "required", message));
    }
    let mut sheet = desk.newest;
    for field in chosen {
        sheet.set(*field, proposed.all(*field).to_vec());
    }
    let command = Save {
        slug: slug.to_owned(),
        // a form without version is refused as stale, not waved through
        version: fields.get("version").parse().unwrap_or(-1),
        sheet,
        projects: None,
    };
    save(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ())
}

/// The box that takes over a field.
fn ticked(field: Field) -> String {
    format!("nimm_{}", field.key())
}

/// The newest sheet of the solution, for those who may write it; before a byte of the file is read.
pub(super) async fn editable(page: &Page, slug: &str) -> Result<Desk, Refusal> {
    let (actor, view) = (&page.who.actor, Viewpoint::now(&page.who.now));
    let Detail { desk, .. } = detail(&page.state.db, actor, view, slug).await?;
    match desk.filter(|desk| desk.editable) {
        Some(desk) => Ok(desk),
        None if actor.is_signed_in() => Err(Refusal::Forbidden),
        None => Err(Refusal::SignInRequired),
    }
}

/// The file, or the text that was pasted, and the other fields.
async fn sent(page: &Page, request: Request) -> Result<(Vec<u8>, Fields), Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/") {
        let fields = Fields::from_request(request, &page.state).await?;
        return Ok((fields.raw("text").as_bytes().to_vec(), fields));
    }
    let form =
        Multipart::from_request(request, &page.state).await.map_err(axum::response::IntoResponse::into_response)?;
    let (file, fields) = received(form).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => crate::http::error::too_large(false, page.state.config.body_limit),
        _ => axum::response::IntoResponse::into_response(error),
    })?;
    let content = match file.filter(|file| !file.content.is_empty()) {
        Some(file) => file.content,
        None => fields.raw("text").as_bytes().to_vec(),
    };
    Ok((content, fields))
}

fn understood(content: &[u8]) -> Result<Proposed, Refusal> {
    if content.iter().all(u8::is_ascii_whitespace) {
        let message = "Bitte fügen Sie den Inhalt der publiccode.yml ein oder wählen Sie die Datei.";
        return Err(Refusal::field("text", "required", message));
    }
    if content.len() > MAX_BYTES {
        let message = "Die Datei ist größer als 256 KB. So groß ist keine publiccode.yml; bitte prüfen Sie, ob es die richtige ist.";
        return Err(Refusal::field("text", "too_large", message));
    }
    read(content).map_err(|findings| {
        let sentences: Vec<String> = findings.iter().take(5).map(sentence).collect();
        Refusal::field("text", "unreadable", format!("Die Datei lässt sich nicht lesen. {}", sentences.join(" ")))
    })
}

fn sentence(finding: &crate::open_data::publiccode::Finding) -> String {
    let place = match (finding.line, finding.path.is_empty()) {
        (Some(line), true) => format!("Zeile {line}: "),
        (Some(line), false) => format!("Zeile {line}, {}: ", finding.path),
        (None, false) => format!("{}: ", finding.path),
        (None, true) => String::new(),
    };
    format!("{place}{}", finding.message)
}

fn lossless(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

/// What the page shows of a file that was read.
fn shown(content: &[u8], read: &Proposed, proposed: &Sheet, sentences: &[String]) -> HashMap<String, String> {
    let findings: Vec<String> = read.findings.iter().map(sentence).chain(sentences.iter().cloned()).collect();
    HashMap::from([
        ("text".to_owned(), lossless(content)),
        (page_of::VERSION.to_owned(), read.version.clone().unwrap_or_default()),
        (page_of::PROPOSED.to_owned(), proposed.to_store()),
        (page_of::FINDINGS.to_owned(), findings.join("\n")),
    ])
}
