//! Style sheet, fonts, pictures and the browser side: embedded in the program, sent compressed, cached for a year.
//!
//! `cargo xtask site` fills `target/site` (see `xtask/assets.mjs`): every file under a name with a hash of its
//! content, beside it `.br` and `.gz`, and `manifest.txt` with the names. A release build embeds the folder, a debug
//! build reads it. Where it is missing, as after a plain `cargo build` in a fresh clone, pages come without style
//! and without a browser side, and work.
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use rust_embed::RustEmbed;

/// Where the assets are served.
pub const PREFIX: &str = "/assets/";

const A_YEAR: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, no-cache";

/// The files of `target/site`.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
pub struct Assets;

/// What the head of every page refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetUrls {
    /// The one style sheet: KERN and ours.
    pub css: String,
    /// The module that loads the browser side and wakes the islands; none when it was not built.
    pub js: Option<String>,
    /// The WebAssembly that the module loads, for a preload; none when it was not built.
    pub wasm: Option<String>,
    /// The page's icon.
    pub icon: String,
}

/// Logical name → hashed name, from manifest.txt; read once.
static MANIFEST: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let Some(file) = Assets::get("manifest.txt") else {
        return HashMap::new();
    };
    String::from_utf8_lossy(&file.data)
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(logical, hashed)| (logical.to_owned(), hashed.to_owned()))
        .collect()
});

/// The address of a file, for example `url("app.css")`; none when there is no such file.
pub fn url(logical: &str) -> Option<String> {
    MANIFEST.get(logical).map(|hashed| format!("{PREFIX}{hashed}"))
}

/// The addresses for the head of a page.
pub fn urls() -> AssetUrls {
    let or_plain = |logical: &str| url(logical).unwrap_or_else(|| format!("{PREFIX}{logical}"));
    AssetUrls { css: or_plain("app.css"), js: url("app.js"), wasm: url("app_bg.wasm"), icon: or_plain("favicon.svg") }
}

/// The bytes of a file by its logical name, as they are before compression.
pub fn content(logical: &str) -> Option<Cow<'static, [u8]>> {
    Assets::get(MANIFEST.get(logical)?).map(|file| file.data)
}

/// The routes of all assets. `HEAD` works too: axum sends the answer to `GET` without its body.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/assets/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { serve(&path, &headers) }),
        )
        // where browsers look without being told
        .route("/favicon.ico", get(|headers: HeaderMap| async move { serve("favicon.svg", &headers) }))
}

/// Answers a request for one file, `path` being what follows [`PREFIX`].
///
/// A hashed name may be kept for a year; a logical name works too and is asked for again each time.
pub fn serve(path: &str, headers: &HeaderMap) -> Response {
    let (name, cache) = match MANIFEST.get(path) {
        Some(hashed) => (hashed.as_str(), ASK_AGAIN),
        None => (path, A_YEAR),
    };
    if name.ends_with(".br") || name.ends_with(".gz") || name == "manifest.txt" {
        return not_found();
    }
    let accepted = Accepted::read(headers);
    let chosen = [(accepted.brotli, ".br", Some("br")), (accepted.gzip, ".gz", Some("gzip")), (true, "", None)]
        .into_iter()
        .filter(|(wanted, _, _)| *wanted)
        .find_map(|(_, ending, encoding)| Some((Assets::get(&format!("{name}{ending}"))?, encoding)));
    let Some((file, encoding)) = chosen else {
        return not_found();
    };

    let tag = tag(&file.metadata.sha256_hash());
    let unchanged = names_tag(headers, &tag);
    let mut response =
        Response::new(if unchanged { Body::empty() } else { Body::from(bytes::Bytes::from_owner(file.data)) });
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let sent = response.headers_mut();
    sent.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    sent.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        sent.insert(ETAG, tag);
    }
    if !unchanged {
        sent.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
        if let Some(encoding) = encoding {
            sent.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

fn not_found() -> Response {
    let mut response = Response::new(Body::from("Diese Datei gibt es nicht.\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A strong tag: each encoding of a file has its own bytes and so its own tag.
fn tag(hash: &[u8]) -> String {
    let digits: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Whether the browser has this very version already.
fn names_tag(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// What the browser can unpack.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
struct Accepted {
    brotli: bool,
    gzip: bool,
}

impl Accepted {
    fn read(headers: &HeaderMap) -> Self {
        let mut accepted = Accepted::default();
        let codings = headers
            .get_all(ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        for coding in codings {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            // "gzip;q=0" means: not this one
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0));
            match name.as_str() {
                "br" => accepted.brotli = !refused,
                "gzip" | "x-gzip" => accepted.gzip = !refused,
                _ => {}
            }
        }
        accepted
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn the_browser_says_what_it_unpacks() {
        let read = |text: &str| {
            let Accepted { brotli, gzip } = Accepted::read(&headers(ACCEPT_ENCODING, text));
            (brotli, gzip)
        };
        assert_eq!(read("gzip, deflate, br, zstd"), (true, true));
        assert_eq!(read("gzip;q=0.5, BR;q=0"), (false, true));
        assert_eq!(read("gzip;q=0.0"), (false, false));
        assert_eq!(read("identity"), (false, false));
        assert_eq!(Accepted::read(&HeaderMap::new()), Accepted::default());
    }

    #[test]
    fn a_known_version_is_recognised() {
        let tag = tag(&[0xab; 32]);
        assert_eq!(tag, "\"abababababababababababab\"");
        assert!(names_tag(&headers(IF_NONE_MATCH, &format!("\"x\", W/{tag}")), &tag));
        assert!(names_tag(&headers(IF_NONE_MATCH, "*"), &tag));
        assert!(!names_tag(&headers(IF_NONE_MATCH, "\"x\""), &tag));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in ["no-such-file.css", "../Cargo.toml", "manifest.txt", "app.css.br", ""] {
            let response = serve(path, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn the_addresses_of_a_page_are_there_with_and_without_a_built_site() {
        let urls = urls();
        assert!(urls.css.starts_with("/assets/app."), "{}", urls.css);
        assert!(urls.icon.starts_with("/assets/favicon."), "{}", urls.icon);
        assert_eq!(urls.js.is_some(), urls.wasm.is_some());
        if let Some(wasm) = urls.wasm {
            let name = wasm.trim_start_matches(PREFIX);
            let response = serve(name, &headers(ACCEPT_ENCODING, "br"));
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[CONTENT_TYPE], "application/wasm");
            assert_eq!(response.headers()[CONTENT_ENCODING], "br");
            assert_eq!(response.headers()[CACHE_CONTROL], A_YEAR);
            let tag = response.headers()[ETAG].to_str().unwrap().to_owned();
            let mut again = headers(ACCEPT_ENCODING, "br");
            again.insert(IF_NONE_MATCH, HeaderValue::from_str(&tag).unwrap());
            assert_eq!(serve(name, &again).status(), StatusCode::NOT_MODIFIED);
            assert_eq!(serve("app_bg.wasm", &again).headers()[CACHE_CONTROL], ASK_AGAIN);
        }
    }
}
