//! The values of settings. Each parser says in German what is wrong; the command line puts the option before it.
use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox, transport::smtp::AsyncSmtpTransportBuilder};
use sea_orm::sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use std::{net::SocketAddr, path::Path, str::FromStr, time::Duration};

/// The address under which people reach the service: scheme, host and port, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Whether it is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The host, as mail servers greet each other with it.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        match rest.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => rest,
        }
    }

    /// As a browser writes it into `Origin`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || "erwartet wird eine Adresse wie https://leitstand.example, ohne Pfad".to_owned();
        let uri: http::Uri = text.trim_end_matches('/').parse().map_err(|_| wrong())?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(wrong)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_ascii_lowercase();
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains(['@', '#', '?']);
        if !bare {
            return Err(wrong());
        }
        let usual = if scheme == "https" { 443 } else { 80 };
        Ok(Self(match uri.port_u16().filter(|port| *port != usual) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }
}

/// The address of a database. It may hold a password, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address, with the password.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The SQLite file below a folder.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        let path = folder.join("leitstand.db").to_string_lossy().into_owned();
        Self(format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")))
    }

    /// The file, for SQLite.
    #[must_use]
    pub fn file(&self) -> Option<std::path::PathBuf> {
        let options = SqliteConnectOptions::from_str(&self.0).ok()?;
        self.0.starts_with("sqlite:").then(|| options.get_filename().to_owned())
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.starts_with("sqlite:") { "sqlite:…" } else { "postgres://…" })
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = if text.starts_with("sqlite:") {
            if text.contains(":memory:") || text.contains("mode=memory") {
                return Err("eine Datenbank im Arbeitsspeicher geht nicht; bitte eine Datei angeben".into());
            }
            SqliteConnectOptions::from_str(text).is_ok_and(|options| options.get_filename().file_name().is_some())
        } else {
            (text.starts_with("postgres://") || text.starts_with("postgresql://"))
                && PgConnectOptions::from_str(text).is_ok()
        };
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err("erwartet wird sqlite:DATEI oder postgres://NAME:KENNWORT@RECHNER/DATENBANK".into())
        }
    }
}

/// The address of a mail server: `smtps://NAME:KENNWORT@RECHNER:PORT`, or `smtp://…` with STARTTLS. Unencrypted only to
/// this machine, or without a password with `?tls=none`. It may hold a password, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    /// How to send there.
    ///
    /// # Errors
    /// What is wrong, without the address.
    pub fn transport(&self) -> Result<AsyncSmtpTransportBuilder, String> {
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&self.0)
            .map_err(|_| "der Postausgang lässt sich nicht einrichten; sind die Zertifikate dieses Rechners da?".into())
    }
}

impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.starts_with("smtps:") { "smtps://…" } else { "smtp://…" })
    }
}

impl FromStr for SmtpUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || "erwartet wird smtps://NAME:KENNWORT@RECHNER oder smtp://… (mit STARTTLS)".to_owned();
        let uri: http::Uri = text.parse().map_err(|_| wrong())?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        let bare = matches!(uri.path(), "" | "/") && !text.contains('#');
        let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let secret = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        let server = text.split('?').next().unwrap_or(text).trim_end_matches('/');
        let url = match (uri.scheme_str(), uri.query()) {
            _ if !bare => return Err(wrong()),
            (Some("smtps"), None) | (Some("smtp"), Some("tls=required")) => text.to_owned(),
            (Some("smtp"), None) if here => server.to_owned(),
            (Some("smtp"), None) => format!("{server}?tls=required"),
            (Some("smtp"), Some("tls=none")) if secret && !here => {
                return Err("ein Kennwort geht nicht unverschlüsselt über das Netz; bitte ohne tls=none".into());
            }
            (Some("smtp"), Some("tls=none")) => server.to_owned(),
            _ => return Err(wrong()),
        };
        let url = Self(url);
        url.transport().map_err(|_| wrong())?;
        Ok(url)
    }
}

/// Whom mails come from: `leitstand@land.example`, or with a name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFrom(Mailbox);

impl MailFrom {
    /// The mailbox.
    #[must_use]
    pub fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl FromStr for MailFrom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mailbox: Option<Mailbox> = text.parse().ok().filter(|_| !text.contains(char::is_control));
        mailbox.map(Self).ok_or_else(|| "erwartet wird eine E-Mail-Adresse wie leitstand@land.example".into())
    }
}

/// Where the figures for monitoring are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAddr {
    /// Nowhere.
    Off,
    /// There.
    At(SocketAddr),
}

impl FromStr for MetricsAddr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            other => addr(other).map(Self::At).map_err(|wrong| format!("{wrong}, oder off")),
        }
    }
}

/// An address to listen on.
///
/// # Errors
/// What is expected.
pub fn addr(text: &str) -> Result<SocketAddr, String> {
    text.replacen("localhost:", "127.0.0.1:", 1)
        .parse()
        .map_err(|_| "erwartet wird IP-Adresse:Port, zum Beispiel 127.0.0.1:8080".into())
}

/// A length of time: `30min`, `10h`, `45s`.
///
/// # Errors
/// What is expected.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "erwartet wird eine Dauer größer null wie 45s, 30min oder 10h".to_owned();
    let (number, unit) = split(text);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" | "min" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        "d" => number.checked_mul(86_400),
        _ => None,
    };
    // a year is enough for everybody, and nothing computed from it overflows
    seconds.filter(|seconds| (1..=31_536_000).contains(seconds)).map(Duration::from_secs).ok_or_else(wrong)
}

/// A size in bytes: `50MB`, `200kB`, `1000`.
///
/// # Errors
/// What is expected.
pub fn size(text: &str) -> Result<usize, String> {
    let wrong = || "erwartet wird eine Größe zwischen 1 kB und 1 GB wie 50MB".to_owned();
    let (number, unit) = split(text);
    let number: usize = number.parse().map_err(|_| wrong())?;
    let bytes = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => Some(number),
        "k" | "kb" => number.checked_mul(1 << 10),
        "m" | "mb" => number.checked_mul(1 << 20),
        "g" | "gb" => number.checked_mul(1 << 30),
        _ => None,
    };
    bytes.filter(|bytes| (1 << 10..=1 << 30).contains(bytes)).ok_or_else(wrong)
}

/// A number of things that are kept in memory.
///
/// # Errors
/// What is expected.
pub fn count(text: &str) -> Result<usize, String> {
    let wrong = || "erwartet wird eine ganze Zahl zwischen 1 und 100000000".to_owned();
    text.parse().ok().filter(|number| (1..=100_000_000).contains(number)).ok_or_else(wrong)
}

/// A whole number above zero.
///
/// # Errors
/// What is expected.
pub fn positive(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "erwartet wird eine ganze Zahl größer null".into())
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (&text[..end], text[end..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked() {
        assert_eq!(duration("30min"), Ok(Duration::from_secs(1800)));
        assert_eq!(size("50MB"), Ok(50 << 20));
        for bad in ["", "0s", "-1s", "10", "1 Jahr", "99999999999999999999h", "18446744073709551615h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        for bad in ["", "0", "2TB", "-1MB", "10"] {
            assert!(size(bad).is_err(), "{bad}");
        }
        assert_eq!(count("1000000"), Ok(1_000_000));
        for bad in ["", "0", "-1", "1 Mio", "100000001"] {
            assert!(count(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn public_addresses_are_origins() {
        let origin = |text: &str| text.parse::<PublicUrl>().map(|url| url.origin().to_owned()).ok();
        assert_eq!(origin("https://Leitstand.example:443/").as_deref(), Some("https://leitstand.example"));
        assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        let host = |text: &str| text.parse::<PublicUrl>().map(|url| url.host().to_owned()).ok();
        assert_eq!(host("https://leitstand.example:8443").as_deref(), Some("leitstand.example"));
        assert_eq!(host("https://leitstand.example").as_deref(), Some("leitstand.example"));
        assert_eq!(host("http://[::1]:8080").as_deref(), Some("[::1]"));
        for bad in ["", "leitstand.example", "ftp://x", "https://x/pfad", "https://x?y", "https://a@x", "https://"] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }

    #[test]
    fn database_addresses_are_checked_and_hidden() {
        let url: DatabaseUrl = "postgres://a:geheim@db/leitstand".parse().expect("good");
        assert!(!format!("{url:?}").contains("geheim"));
        for bad in ["", "mysql://x", "sqlite::memory:", "leitstand.db", "postgres:x", "sqlite:"] {
            assert!(bad.parse::<DatabaseUrl>().is_err(), "{bad}");
        }
        let below = DatabaseUrl::below(Path::new("/tmp/a?b c"));
        assert_eq!(below.file().as_deref(), Some(Path::new("/tmp/a?b c/leitstand.db")));
    }

    #[test]
    fn mail_servers_are_spoken_to_encrypted() {
        let url = |text: &str| text.parse::<SmtpUrl>().map(|url| url.0).ok();
        for (text, meant) in [
            ("smtps://a:b@mail.example", "smtps://a:b@mail.example"),
            ("smtp://a:b@mail.example:587", "smtp://a:b@mail.example:587?tls=required"),
            ("smtp://mail.example/", "smtp://mail.example?tls=required"),
            ("smtp://mail.example:25?tls=none", "smtp://mail.example:25"),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://a:b@localhost", "smtp://a:b@localhost"),
        ] {
            assert_eq!(url(text).as_deref(), Some(meant), "{text}");
        }
        for bad in [
            "",
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://a:b@mail.example?tls=none",
            "smtp://mail.example?tls=opportunistic",
            "smtp://mail.example/pfad",
            "smtps://mail.example?tls=none",
        ] {
            assert!(url(bad).is_none(), "{bad}");
        }
        let secret: SmtpUrl = "smtps://a:geheim@mail.example".parse().expect("good");
        assert!(!format!("{secret:?}").contains("geheim"));
        for good in ["leitstand@land.example", "Leitstand NRW <leitstand@land.example>"] {
            assert!(good.parse::<MailFrom>().is_ok(), "{good}");
        }
        for bad in ["", "leitstand", "a@b.de\r\nBcc: c@d.de", "a@b.de, c@d.de"] {
            assert!(bad.parse::<MailFrom>().is_err(), "{bad}");
        }
    }
}
