//! How far long work is, as server-sent events: `progress` with JSON until the work ends, then `finished`.
use super::{error::Refused, identify::Who, routes::Routes};
use crate::app::AppState;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, Method, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use entity::import_run::{State as At, find::progress};
use futures::stream;
use std::{convert::Infallible, time::Duration};

/// How often we look; a person sees no difference below that.
const LOOK: Duration = Duration::from_millis(400);

/// The address for the island on the page of an import.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.on(super::routes::Area::Page, Method::GET, "/importe/{id}/fortschritt", page_events)
}

async fn page_events(state: State<AppState>, who: Extension<Who>, id: Path<i64>) -> Response {
    events(state, who, id, false).await
}

/// The same for programs, with errors as JSON.
pub async fn api_events(state: State<AppState>, who: Extension<Who>, id: Path<i64>) -> Response {
    events(state, who, id, true).await
}

async fn events(
    State(state): State<AppState>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
    json: bool,
) -> Response {
    if let Err(refusal) = progress(&state.db, &who.actor, id).await {
        return Refused::new(refusal, json).into_response();
    }
    let stream = stream::unfold((state, who, false), move |(state, who, over)| async move {
        if over || *state.stopping().borrow() {
            return None;
        }
        let (event, over) = match progress(&state.db, &who.actor, id).await {
            Ok((at @ (At::Reading | At::Applying | At::Undoing), how_far)) => {
                tokio::time::sleep(LOOK).await;
                let (mut done, mut total, message) = how_far.unwrap_or_default();
                if let Some(nearer) = state.under_way.how_far(id) {
                    (done, total) = nearer;
                }
                (Event::default().event("progress").data(said(at.key(), done, total, &message)), false)
            }
            Ok((reached, _)) => {
                (Event::default().event("finished").data(said(reached.key(), 1, 1, reached.label())), true)
            }
            Err(_) => return None,
        };
        Some((Ok::<_, Infallible>(event), (state, who, over)))
    });
    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // proxies must not collect events
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn said(state: &str, done: i64, total: i64, message: &str) -> String {
    serde_json::json!({"state": state, "done": done, "total": total, "message": message}).to_string()
}
