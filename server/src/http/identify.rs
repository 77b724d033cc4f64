//! Who a request comes from: a session's cookie, a token, or nobody.
use super::{cookie, error, observe::AccountId};
use crate::app::AppState;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use entity::{
    actor::Actor,
    clock::Now,
    session::find::{self, Credential},
};
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// Who asks, from where, and when: the same for everything that answers one request.
#[derive(Debug, Clone)]
pub struct Who {
    /// Who acts; the public if nobody is signed in.
    pub actor: Actor,
    /// The name that pages show.
    pub display_name: Option<String>,
    /// When.
    pub now: Now,
    /// The network address, as far as we believe it; a /64 for IPv6.
    pub address: String,
    /// What the request showed.
    pub credential: Option<Credential>,
}

/// For handlers of the JSON interface: `who: Who`.
impl FromRequestParts<AppState> for Who {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!("a handler outside of the layers that it needs");
            error::fault()
        })
    }
}

/// The layer.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let now = state.clock.now();
    let json = error::wants_json(&request);
    let credential = credential(&state, request.headers());
    let found = match &credential {
        None => None,
        Some(credential) => match find::actor_for(&state.db, &now, credential, &state.config.lifetime()).await {
            Ok(None) if matches!(credential, Credential::Token(_)) => return error::bad_token(json),
            Ok(found) => found,
            Err(fault) => return error::Refused::new(fault.into(), json).into_response(),
        },
    };
    if let Some(seen) = found.as_ref().and_then(|signed_in| signed_in.seen) {
        // never long, and never a reason to refuse
        match tokio::time::timeout(Duration::from_millis(300), find::seen(&state.db, &now, seen)).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::warn!(%fault, "the use of a session could not be written"),
            Err(_) => tracing::debug!("the use of a session is not written: others write"),
        }
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = address(&state, request.headers(), peer);
    let account = found.as_ref().and_then(|signed_in| signed_in.actor.account_id);
    let (actor, display_name) = match found {
        Some(signed_in) => (signed_in.actor, Some(signed_in.display_name)),
        None => (Actor::public(), None),
    };
    request.extensions_mut().insert(Who { actor, display_name, now, address, credential });
    let mut response = next.run(request).await;
    if let Some(account) = account {
        response.extensions_mut().insert(AccountId(account));
    }
    response
}

/// A token goes before a cookie. Other kinds of `Authorization` belong to a proxy before us.
fn credential(state: &AppState, headers: &HeaderMap) -> Option<Credential> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    if let Some(token) = bearer {
        return Some(Credential::Token(token));
    }
    cookie::read(headers, cookie::session_name(&state.config))
        .filter(|secret| !secret.is_empty())
        .map(|secret| Credential::Session(secret.to_owned()))
}

/// The address of the other side; behind proxies that we know, the last address that is none of them.
fn address(state: &AppState, headers: &HeaderMap, peer: Option<IpAddr>) -> String {
    let known = |address: &IpAddr| state.config.proxies.contains(&address.to_canonical());
    let mut address = peer;
    if peer.as_ref().is_some_and(known) {
        let forwarded: Vec<IpAddr> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .filter_map(|part| part.trim().parse().ok())
            .collect();
        address = forwarded.iter().rev().find(|address| !known(address)).copied().or(peer);
    }
    match address.map(|address| address.to_canonical()) {
        None => "unbekannt".into(),
        Some(IpAddr::V4(address)) => address.to_string(),
        // one household or office has a whole /64
        Some(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).to_string() + "/64",
    }
}
