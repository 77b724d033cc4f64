//! Who is signed in: sessions of browsers, tokens of programs, attempts to sign in. Only hashes of secrets are stored.
pub mod attempt;
pub mod change;
pub mod find;
pub mod record;
pub mod token;

use sha2::{Digest, Sha256};

/// What of a secret (a session's cookie, a token) is stored: its sha-256. The secrets have 256 random bits, so a slow
/// hash would gain nothing.
#[must_use]
pub fn digest(secret: &str) -> String {
    crate::audit::hex(&Sha256::digest(secret.as_bytes()))
}

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Without a request.
    pub idle: chrono::TimeDelta,
    /// In any case.
    pub absolute: chrono::TimeDelta,
}

impl Default for Lifetime {
    fn default() -> Self {
        Self { idle: chrono::TimeDelta::minutes(30), absolute: chrono::TimeDelta::hours(10) }
    }
}
