//! Every setting of a running server, from the command line or the environment, checked before anything is touched.
pub mod value;

use entity::session::{Lifetime, change::Limits};
use std::{net::IpAddr, time::Duration};
use value::{MailFrom, PublicUrl, SmtpUrl, count, duration, positive, size};

/// What the HTTP side of the program needs to know. [`Config::default`] is what holds without any option.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// Adresse, unter der man den Dienst von außen erreicht, zum Beispiel https://leitstand.example. Mit https gehen Cookies nur verschlüsselt hinaus; Links in E-Mails beginnen mit ihr
    #[arg(long, env = "LEITSTAND_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Postausgang für E-Mails: smtps://NAME:KENNWORT@RECHNER oder smtp://… (mit STARTTLS; ?tls=none ohne). Ohne ihn gibt es keine Formulare, die E-Mails brauchen
    #[arg(long, env = "LEITSTAND_SMTP_URL", hide_env_values = true, value_name = "URL", requires_all = ["mail_from", "public_url"])]
    pub smtp_url: Option<SmtpUrl>,

    /// Absender der E-Mails, zum Beispiel leitstand@land.example
    #[arg(long, env = "LEITSTAND_MAIL_FROM", value_name = "ADRESSE")]
    pub mail_from: Option<MailFrom>,

    /// Adressen vorgeschalteter Proxys, mit Komma getrennt; nur ihnen wird X-Forwarded-For geglaubt
    #[arg(long, env = "LEITSTAND_PROXIES", value_name = "IP,…", value_delimiter = ',')]
    pub proxies: Vec<IpAddr>,

    /// So lange ohne Anfrage bleibt jemand angemeldet
    #[arg(long, env = "LEITSTAND_SESSION_IDLE", value_name = "DAUER", default_value = "30min", value_parser = duration)]
    pub session_idle: Duration,

    /// So lange bleibt jemand höchstens angemeldet
    #[arg(long, env = "LEITSTAND_SESSION_MAX", value_name = "DAUER", default_value = "10h", value_parser = duration)]
    pub session_max: Duration,

    /// So viele falsche Kennwörter in 15 Minuten werden für einen Namen von einer Adresse hingenommen
    #[arg(long, env = "LEITSTAND_SIGN_IN_ATTEMPTS", value_name = "ZAHL", default_value = "5", value_parser = positive)]
    pub sign_in_attempts: u64,

    /// So viele falsche Kennwörter in 15 Minuten werden von einer Adresse hingenommen, gleich für welchen Namen
    #[arg(long, env = "LEITSTAND_SIGN_IN_ATTEMPTS_PER_ADDRESS", value_name = "ZAHL", default_value = "30", value_parser = positive)]
    pub sign_in_attempts_per_address: u64,

    /// So groß darf eine hochgeladene Datei sein
    #[arg(long, env = "LEITSTAND_UPLOAD_LIMIT", value_name = "GRÖSSE", default_value = "50MB", value_parser = size)]
    pub upload_limit: usize,

    /// What a workbook may hold.
    #[command(flatten)]
    pub import: ImportLimits,

    /// So groß darf jede andere Anfrage sein
    #[arg(long, env = "LEITSTAND_BODY_LIMIT", value_name = "GRÖSSE", default_value = "2MB", value_parser = size)]
    pub body_limit: usize,

    /// So lange darf eine Antwort dauern
    #[arg(long, env = "LEITSTAND_REQUEST_TIMEOUT", value_name = "DAUER", default_value = "30s", value_parser = duration)]
    pub request_timeout: Duration,

    /// So lange darf das Hochladen einer Datei dauern
    #[arg(long, env = "LEITSTAND_UPLOAD_TIMEOUT", value_name = "DAUER", default_value = "10min", value_parser = duration)]
    pub upload_timeout: Duration,
}

/// How much a workbook may ask for while it is read, beside the size of its file.
#[derive(Debug, Clone, clap::Args)]
pub struct ImportLimits {
    /// So viele gefüllte Zellen darf eine Arbeitsmappe haben
    #[arg(long, env = "LEITSTAND_IMPORT_CELLS", value_name = "ZAHL", default_value = "1000000", value_parser = count)]
    pub import_cells: usize,

    /// So groß darf eine Arbeitsmappe beim Entpacken werden
    #[arg(long, env = "LEITSTAND_IMPORT_UNPACKED", value_name = "GRÖSSE", default_value = "500MB", value_parser = size)]
    pub import_unpacked: usize,

    /// So lange darf das Lesen einer Datei dauern
    #[arg(long, env = "LEITSTAND_IMPORT_TIME", value_name = "DAUER", default_value = "60s", value_parser = duration)]
    pub import_time: Duration,
}

impl Default for ImportLimits {
    fn default() -> Self {
        let limits = crate::spreadsheet::Limits::default();
        Self {
            import_cells: limits.max_cells,
            import_unpacked: 500 << 20,
            import_time: Duration::from_secs(limits.seconds),
        }
    }
}

impl ImportLimits {
    /// The bounds of reading for files of at most so many bytes.
    #[must_use]
    pub fn with_size(&self, max_bytes: usize) -> crate::spreadsheet::Limits {
        crate::spreadsheet::Limits {
            max_bytes,
            max_cells: self.import_cells,
            max_unpacked: self.import_unpacked as u64,
            seconds: self.import_time.as_secs(),
            ..Default::default()
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            smtp_url: None,
            mail_from: None,
            proxies: Vec::new(),
            session_idle: Duration::from_secs(30 * 60),
            session_max: Duration::from_secs(10 * 3600),
            sign_in_attempts: 5,
            sign_in_attempts_per_address: 30,
            upload_limit: 50 * 1024 * 1024,
            import: ImportLimits::default(),
            body_limit: 2 * 1024 * 1024,
            request_timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(600),
        }
    }
}

impl Config {
    /// Whether people reach us encrypted; then cookies are `Secure` and browsers are told to stay with https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// How long sessions live.
    #[must_use]
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { idle: delta(self.session_idle), absolute: delta(self.session_max) }
    }

    /// How much a workbook may hold.
    #[must_use]
    pub fn reading(&self) -> crate::spreadsheet::Limits {
        self.import.with_size(self.upload_limit)
    }

    /// How many failures to sign in are borne.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            per_name_and_address: self.sign_in_attempts,
            per_address: self.sign_in_attempts_per_address,
            ..Limits::default()
        }
    }
}

fn delta(duration: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(duration).unwrap_or(chrono::TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        config: Config,
    }

    #[test]
    fn the_default_is_what_holds_without_options() {
        let parsed = Only::parse_from(["leitstand"]).config;
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Config::default()));
        assert_eq!(format!("{:?}", parsed.reading()), format!("{:?}", crate::spreadsheet::Limits::default()));
    }
}
