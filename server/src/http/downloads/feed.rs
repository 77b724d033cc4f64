//! New solutions and new confirmed use as an Atom feed (RFC 4287), the newest fifty.
//!
//! Links are absolute where the configuration names a public address; otherwise they are relative to the address the
//! feed was fetched from, which the standard allows (RFC 3987). The `Host` of a request is never believed.
use super::{refuse, tagged};
use crate::http::{
    pages::Page,
    routes::{Area, Routes},
};
use app::{paths, text};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, header},
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::solution::{
    catalogue::{Catalogue, load::catalogue},
    sheet::field::Field,
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use sha2::{Digest, Sha256};
use std::io;

/// Entries of the feed.
const NEWEST: usize = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, paths::SOLUTIONS_FEED, feed)
}

async fn feed(page: Page, headers: HeaderMap) -> Response {
    let all = match catalogue(&page.state.db, page.viewpoint).await {
        Ok(all) => all,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    let base = page.state.config.public_url.as_ref().map_or("", |url| url.origin());
    match written(&entries(&all), base, page.who.now.instant) {
        Ok(content) => {
            let mut response = Response::new(Body::from(content.clone()));
            let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            tagged(response, &content, &headers)
        }
        Err(error) => {
            tracing::error!(%error, "a feed could not be written");
            crate::http::error::fault()
        }
    }
}

/// One thing that happened.
struct Happened {
    id: String,
    title: String,
    summary: String,
    path: String,
    at: DateTime<Utc>,
    kind: &'static str,
}

/// What happened, the newest first: by when it was recorded, so that who reads along misses nothing. An id is made of what never changes: neither name nor address word.
fn entries(all: &Catalogue) -> Vec<Happened> {
    let mut happened = Vec::new();
    for entry in all.offered() {
        let (name, path) = (entry.sheet.name(), paths::solution(&entry.slug));
        let sample = |sample: bool| if sample { " (Beispieldaten)" } else { "" };
        let born = entry.published_at.timestamp_micros();
        happened.push(Happened {
            id: urn(&format!("solution|{}|{born}", entry.id)),
            title: format!("Neue Lösung: {name}{}", sample(entry.sample)),
            summary: entry.sheet.text(Field::Benefit).to_owned(),
            path: path.clone(),
            at: entry.published_at,
            kind: "loesung",
        });
        for used in &entry.uses {
            let Some((on, at)) = used.standing.first_productive.zip(used.standing.first_confirmed_at) else { continue };
            let place = all.place(&used.ags).map_or(used.ags.as_str(), |place| place.name.as_str());
            happened.push(Happened {
                id: urn(&format!("use|{}|{born}|{}", entry.id, used.ags)),
                title: format!("{place} nutzt „{name}“{}", sample(used.sample)),
                summary: format!("Seit {} produktiv, von der Kommune selbst bestätigt.", text::day(on)),
                path: format!("{path}#nutzung"),
                at,
                kind: "nachnutzung",
            });
        }
    }
    happened.sort_by(|a, b| (b.at, &a.id).cmp(&(a.at, &b.id)));
    happened.truncate(NEWEST);
    happened
}

/// A UUID (version 8, RFC 9562) made of a text.
fn urn(text: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(format!("leitstand|{text}")).into();
    let hex: String = digest
        .iter()
        .take(16)
        .enumerate()
        .map(|(at, byte)| {
            let byte = match at {
                6 => (byte & 0x0f) | 0x80,
                8 => (byte & 0x3f) | 0x80,
                _ => *byte,
            };
            let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            format!("{dash}{byte:02x}")
        })
        .collect();
    format!("urn:uuid:{hex}")
}

fn written(entries: &[Happened], base: &str, now: DateTime<Utc>) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let link = |path: &str| format!("{base}{path}");
    let id = if base.is_empty() { urn("feed") } else { link(paths::SOLUTIONS_FEED) };
    let updated = entries.first().map_or(now, |entry| entry.at);
    let feed =
        writer.create_element("feed").with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "de")]);
    feed.write_inner_content(|writer| {
        element(writer, "id", &id)?;
        element(writer, "title", "Leitstand: neue Lösungen und bestätigte Nachnutzungen")?;
        element(writer, "updated", &instant(updated))?;
        writer.create_element("author").write_inner_content(|writer| element(writer, "name", "Leitstand"))?;
        links(writer, "self", "application/atom+xml", &link(paths::SOLUTIONS_FEED))?;
        links(writer, "alternate", "text/html", &link(paths::SOLUTIONS))?;
        for entry in entries {
            writer.create_element("entry").write_inner_content(|writer| {
                element(writer, "id", &entry.id)?;
                element(writer, "title", &entry.title)?;
                element(writer, "updated", &instant(entry.at))?;
                element(writer, "published", &instant(entry.at))?;
                links(writer, "alternate", "text/html", &link(&entry.path))?;
                writer.create_element("category").with_attribute(("term", entry.kind)).write_empty()?;
                element(writer, "summary", &entry.summary)
            })?;
        }
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&allowed(text)))?;
    Ok(())
}

fn links(writer: &mut Writer<Vec<u8>>, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    let attributes = [("rel", rel), ("type", kind), ("href", href)];
    writer.create_element("link").with_attributes(attributes).write_empty()?;
    Ok(())
}

/// A text without signs that XML 1.0 does not know.
fn allowed(text: &str) -> String {
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(known).collect()
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
