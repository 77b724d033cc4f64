//! The two cookies: who is signed in, and what was done just now.
use crate::config::Config;
use axum::http::{HeaderMap, HeaderValue, header};
use std::fmt::Write as _;

/// Tells the next page what was done ("Der Status ist geändert.").
const NOTICE: &str = "hinweis";

/// The name of the session's cookie. With https the browser itself guarantees (`__Host-`) that it was set by this
/// host, for this host, encrypted. Without https no browser would take such a cookie, so it is a plain one.
#[must_use]
pub fn session_name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-sitzung" } else { "sitzung" }
}

/// The value of a cookie.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Sets the session's cookie; it ends with the browser, or when the server says so.
#[must_use]
pub fn session(config: &Config, secret: &str) -> Option<HeaderValue> {
    set(config, session_name(config), secret, None)
}

/// Takes the session's cookie back.
#[must_use]
pub fn no_session(config: &Config) -> Option<HeaderValue> {
    set(config, session_name(config), "", Some(0))
}

/// Tells the next page what was done.
#[must_use]
pub fn notice(config: &Config, text: &str) -> Option<HeaderValue> {
    set(config, NOTICE, &app::paths::segment(text), Some(60))
}

/// Takes the notice back once it was shown.
#[must_use]
pub fn no_notice(config: &Config) -> Option<HeaderValue> {
    set(config, NOTICE, "", Some(0))
}

/// What the page before says was done.
#[must_use]
pub fn read_notice(headers: &HeaderMap) -> Option<String> {
    let value = read(headers, NOTICE)?;
    if value.is_empty() || value.len() > 1500 {
        return None;
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn set(config: &Config, name: &str, value: &str, max_age: Option<u32>) -> Option<HeaderValue> {
    let mut line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if config.is_https() {
        line.push_str("; Secure");
    }
    if let Some(seconds) = max_age {
        let _ = write!(line, "; Max-Age={seconds}");
    }
    HeaderValue::from_str(&line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; sitzung=geheim; xsitzung=2"));
        assert_eq!(read(&headers, "sitzung"), Some("geheim"));
        assert_eq!(read(&headers, "b"), None);
    }

    #[test]
    fn only_https_makes_secure_cookies() {
        let plain = Config::default();
        let https = Config { public_url: "https://leitstand.example".parse().ok(), ..Config::default() };
        let line = |config: &Config| session(config, "s").and_then(|line| line.to_str().ok().map(str::to_owned));
        assert_eq!(line(&plain).as_deref(), Some("sitzung=s; Path=/; HttpOnly; SameSite=Lax"));
        assert_eq!(line(&https).as_deref(), Some("__Host-sitzung=s; Path=/; HttpOnly; SameSite=Lax; Secure"));
    }

    #[test]
    fn notices_survive_the_cookie() {
        let line = notice(&Config::default(), "Der Status ist geändert; gut.").expect("ascii");
        let pair = line.to_str().expect("ascii").split(';').next().expect("pair").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&pair).expect("ascii"));
        assert_eq!(read_notice(&headers).as_deref(), Some("Der Status ist geändert; gut."));
    }
}
