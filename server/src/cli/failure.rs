//! Why a command failed, as one line.
use entity::refusal::Refusal;
use sea_orm::DbErr;
use std::process::ExitCode;

/// A German line that says what to do, and the exit status.
#[derive(Debug)]
pub struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The thing itself failed: exit status 1.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 1 }
    }

    /// Wrong usage: exit status 2.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    /// Says it on standard error.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        use std::io::Write as _;
        let line = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(std::io::stderr().lock(), "leitstand: {line}");
        ExitCode::from(self.status)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<DbErr> for Failure {
    fn from(fault: DbErr) -> Self {
        let advice = match crate::http::error::unavailable(&fault) {
            true => "Bitte prüfen, ob sie läuft, beschreibbar ist und Platz hat",
            false => "Bitte die Datenbank prüfen",
        };
        Self::new(format!("Die Datenbank hat abgelehnt: {fault}. {advice}."))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => fault.into(),
            Refusal::Invalid(errors) => {
                Self::new(errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "))
            }
            Refusal::Rule { message, .. } => Self::new(message),
            Refusal::NotFound => Self::new("Das gibt es nicht. Bitte die Schreibweise prüfen."),
            Refusal::Stale => Self::new("Inzwischen hat jemand anderes etwas geändert. Bitte noch einmal versuchen."),
            Refusal::SignInRequired | Refusal::Forbidden => Self::new("Das ist nicht erlaubt."),
            Refusal::TooMany { retry_after } => Self::new(format!("Zu viele Versuche. Bitte {retry_after} s warten.")),
        }
    }
}

impl From<crate::password::PasswordError> for Failure {
    fn from(error: crate::password::PasswordError) -> Self {
        Self::new(format!("Das Kennwort ließ sich nicht verarbeiten: {error}"))
    }
}
