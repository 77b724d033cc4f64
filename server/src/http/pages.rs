//! Pages: leptos renders them completely before the first byte goes out, so status and title are right and they
//! work without JavaScript. A form that was refused shows its page again, with what was typed.
use super::{
    assets, cookie,
    error::{self, Refused},
    fields::Fields,
    headers::Nonce,
    identify::Who,
    routes::Routes,
};
use crate::app::AppState;
use app::{
    context::{AssetUrls, FormState, PageContext},
    errors, paths,
    text::typed_day,
};
use axum::{
    body::Body,
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use entity::{clock, refusal::Refusal, solution, viewpoint::Viewpoint};
use leptos::context::provide_context;
use leptos_axum::{generate_route_list, render_app_async_with_context};

/// What the handler of a page or a form gets: who asks, when, from when they look, and how to answer.
#[derive(Debug)]
pub struct Page {
    /// The program.
    pub state: AppState,
    /// Who asks.
    pub who: Who,
    /// `stand` and `bekannt` of the address.
    pub viewpoint: Viewpoint,
    /// Path and query as they were asked for.
    pub address: String,
    nonce: String,
    notice: Option<String>,
    method: Method,
}

/// Every page of `app`.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    // asked for without a request; two spellings of one page are one route
    let mut listed = std::collections::HashSet::new();
    generate_route_list(app::App)
        .into_iter()
        .filter(|listing| listed.insert(listing.path().to_owned()))
        .fold(routes, |routes, listing| routes.page(listing.path(), show))
}

/// Answers with the page at the address.
pub async fn show(page: Page) -> Response {
    let form = FormState { notice: page.notice.clone(), ..FormState::default() };
    let address = page.address.clone();
    let response = page.render(&address, form, StatusCode::OK).await;
    if response.status() == StatusCode::NOT_FOUND
        && let Some(today) = renamed(&page).await
    {
        return redirect(StatusCode::PERMANENT_REDIRECT, &today);
    }
    response
}

/// The address of today where the solution of a page was renamed, for those who may see it.
pub async fn renamed(page: &Page) -> Option<String> {
    let (path, query) = page.address.split_once('?').map_or((page.address.as_str(), None), |(a, b)| (a, Some(b)));
    let rest = path.strip_prefix(paths::SOLUTIONS)?.strip_prefix('/')?;
    let (old, below) = rest.split_once('/').map_or((rest, None), |(old, below)| (old, Some(below)));
    if !old.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let today = solution::catalogue::load::renamed(&page.state.db, old).await.ok()??;
    solution::find::detail(&page.state.db, &page.who.actor, page.viewpoint, &today).await.ok()?;
    let mut address = paths::solution(&today);
    for (mark, part) in [('/', below), ('?', query)] {
        if let Some(part) = part {
            address.push(mark);
            address.push_str(part);
        }
    }
    Some(address)
}

/// Answers where there is no route.
pub async fn missing(page: Page) -> Response {
    let (path, query) = page.address.split_once('?').unwrap_or((&page.address, ""));
    if path.starts_with("/api/") {
        return Refused::new(Refusal::NotFound, true).into_response();
    }
    let shorter = path.trim_end_matches('/');
    if matches!(page.method, Method::GET | Method::HEAD) && shorter.len() < path.len() && shorter.len() > 1 {
        // never `//host`: that would be another site
        let shorter = format!("/{}", shorter.trim_start_matches('/'));
        let target = if query.is_empty() { shorter } else { format!("{shorter}?{query}") };
        return redirect(StatusCode::PERMANENT_REDIRECT, &target);
    }
    let address = page.address.clone();
    page.render(&address, FormState::default(), StatusCode::NOT_FOUND).await
}

impl Page {
    /// Renders the page at an address. `status` stands unless the page itself says otherwise (not found, forbidden).
    pub async fn render(&self, address: &str, form: FormState, status: StatusCode) -> Response {
        let shown = form.notice.is_some();
        let context = self.context(form);
        let nonce = leptos::nonce::Nonce::from_value(self.nonce.clone());
        let provide = move || {
            provide_context(nonce.clone());
            provide_context(context.clone());
        };
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = address.parse().unwrap_or_else(|_| Uri::from_static("/"));
        let mut response = render_app_async_with_context(provide, app::shell)(request).await;
        match response.status() {
            StatusCode::OK => *response.status_mut() = status,
            StatusCode::UNAUTHORIZED => return self.sign_in_first(address),
            status if status.is_server_error() && !super::health::answers(&self.state.db).await => {
                return error::out_of_order();
            }
            _ => {}
        }
        if shown && let Some(line) = cookie::no_notice(&self.state.config) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
        response
    }

    /// The answer to a form that was refused: the page at `address` again, with what was typed and what is wrong
    /// (422, 409 if somebody else was faster); another page where the form is not the point.
    pub async fn refuse(&self, refusal: Refusal, address: &str, fields: &Fields) -> Response {
        match refusal {
            Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::Stale | Refusal::TooMany { .. } => {
                let form = FormState::refused(fields.values(), &refusal);
                let mut response = self.render(address, form, errors::status(&refusal)).await;
                if let Refusal::TooMany { retry_after } = refusal {
                    response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
                }
                response
            }
            Refusal::SignInRequired => self.sign_in_first(address),
            Refusal::Forbidden | Refusal::NotFound | Refusal::Fault(_) => Refused::new(refusal, false).into_response(),
        }
    }

    /// The answer to a form that was done: go on to a page, which says so.
    #[must_use]
    pub fn done(&self, address: &str, notice: &str) -> Response {
        let mut response = redirect(StatusCode::SEE_OTHER, address);
        if let Some(line) = cookie::notice(&self.state.config, notice) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
        response
    }

    fn sign_in_first(&self, address: &str) -> Response {
        redirect(StatusCode::SEE_OTHER, &paths::with_query(paths::SIGN_IN, &[("weiter", address)]))
    }

    fn context(&self, form: FormState) -> PageContext {
        let assets = assets::urls();
        PageContext {
            db: self.state.db.clone(),
            actor: self.who.actor.clone(),
            now: self.who.now,
            viewpoint: self.viewpoint,
            assets: AssetUrls { css: assets.css, js: assets.js, wasm: assets.wasm, icon: assets.icon },
            form,
            upload_limit: self.state.config.upload_limit,
            base: self.state.config.public_url.as_ref().map_or("", |url| url.origin()).to_owned(),
            mails: self.state.mailer.is_some(),
            nonce: Some(self.nonce.clone()),
        }
    }
}

impl FromRequestParts<AppState> for Page {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let who = Who::from_request_parts(parts, state).await?;
        let nonce = parts.extensions.get::<Nonce>().cloned().ok_or_else(error::fault)?;
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let address = uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
        Ok(Self {
            viewpoint: viewpoint(uri, &who).map_err(|text| bad_day(&text))?,
            notice: cookie::read_notice(&parts.headers),
            method: parts.method.clone(),
            state: state.clone(),
            nonce: nonce.0,
            address,
            who,
        })
    }
}

/// A redirect to an address of ours.
#[must_use]
pub fn redirect(status: StatusCode, address: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let target = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, target);
    response
}

/// The two times of an address: `stand` is a day, `bekannt` a day (its end) or an instant.
fn viewpoint(uri: &Uri, who: &Who) -> Result<Viewpoint, String> {
    #[derive(serde::Deserialize)]
    struct Times {
        stand: Option<String>,
        bekannt: Option<String>,
    }
    let Ok(axum::extract::Query(times)) = axum::extract::Query::<Times>::try_from_uri(uri) else {
        // the same word twice, or no UTF-8: the page decides about its own words
        return Ok(Viewpoint::now(&who.now));
    };
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let stand = given(times.stand).map(|text| typed_day(&text).ok_or(text)).transpose()?;
    let known = given(times.bekannt).map(|text| instant(&text).ok_or(text)).transpose()?;
    Ok(Viewpoint::new(&who.now, stand, known))
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    match typed_day(text) {
        Some(day) => Some(clock::end_of_day(day)),
        None => DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc)),
    }
}

fn bad_day(text: &str) -> Response {
    let text: String = text.chars().take(40).collect();
    error::page(
        StatusCode::BAD_REQUEST,
        "Das ist kein Tag",
        &format!("„{text}“ in der Adresse lässt sich nicht als Tag lesen. Bitte einen Tag wie 31.12.2021 angeben."),
    )
}
