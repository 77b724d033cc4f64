//! Every reason to say no. `app::errors` has a German sentence for each, `server` a status.
use sea_orm::DbErr;

/// One thing wrong with one field of what was entered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name as in the form and in the JSON interface.
    pub field: &'static str,
    /// A stable word for programs.
    pub code: &'static str,
    /// A German sentence for people: what is wrong and what to do.
    pub message: String,
}

impl FieldError {
    /// One thing wrong with one field.
    #[must_use]
    pub fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field, code, message: message.into() }
    }
}

/// Why an operation was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody is signed in, and the public may not.
    #[error("sign-in required")]
    SignInRequired,
    /// The actor may not.
    #[error("forbidden")]
    Forbidden,
    /// There is no such thing, or the actor may not know that there is.
    #[error("not found")]
    NotFound,
    /// Somebody changed it since the actor looked.
    #[error("stale version")]
    Stale,
    /// What was entered is refused, field by field.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A rule of the domain says no: a stable code and a German sentence that names the rule.
    #[error("rule {code}")]
    Rule {
        /// A stable word for programs.
        code: &'static str,
        /// A German sentence for people.
        message: String,
    },
    /// Tried too often; again after so many seconds.
    #[error("too many attempts")]
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The database did not answer as it should.
    #[error("database: {0}")]
    Fault(#[from] DbErr),
}

impl Refusal {
    /// Refused because of one field.
    #[must_use]
    pub fn field(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }

    /// Refused by a rule.
    #[must_use]
    pub fn rule(code: &'static str, message: impl Into<String>) -> Self {
        Self::Rule { code, message: message.into() }
    }
}
