//! Passwords and secrets: argon2id for what people choose, 256 random bits for what we make.
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Something with a password could not be done.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many people sign in at the same time.
    #[error("too many passwords to check at once")]
    Busy,
    /// The hash function refused.
    #[error("password hash: {0}")]
    Hash(String),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
}

/// Checks passwords beside the requests, only so many at once: each takes 19 MB and a core for some ten
/// milliseconds.
#[derive(Debug, Clone)]
pub struct Passwords {
    slots: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { slots: Arc::new(Semaphore::new(cores.clamp(1, 8))) }
    }
}

/// What is compared with when there is no such account, so that the answer takes as long as any other.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

impl Passwords {
    /// Whether a password fits a stored hash; without one it takes the same time and does not.
    ///
    /// # Errors
    /// [`PasswordError::Busy`] when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, PasswordError> {
        let slot = tokio::time::timeout(Duration::from_secs(10), Arc::clone(&self.slots).acquire_owned()).await;
        let Ok(Ok(slot)) = slot else { return Err(PasswordError::Busy) };
        let check = move || {
            let _slot = slot;
            let known = stored.is_some();
            // made by whoever comes first, known or not
            let nobody = LazyLock::force(&NOBODY);
            let stored = stored.unwrap_or_else(|| nobody.clone());
            let fits = PasswordHash::new(&stored)
                .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok());
            known && fits
        };
        tokio::task::spawn_blocking(check).await.map_err(|error| PasswordError::Hash(error.to_string()))
    }
}

/// argon2id in PHC form with a fresh salt (19 MiB, 2 rounds). Blocks for some ten milliseconds.
///
/// # Errors
/// The hash function's.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

/// A first password that people can read and type: 100 random bits in groups of five.
///
/// # Errors
/// No random numbers.
pub fn first_password() -> Result<String, PasswordError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes).map_err(PasswordError::Random)?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// A secret for a cookie or a token: 256 random bits in hexadecimal digits.
///
/// # Errors
/// No random numbers.
pub fn secret() -> Result<String, PasswordError> {
    random_hex::<32>()
}

/// Random bytes in hexadecimal digits.
///
/// # Errors
/// No random numbers.
pub fn random_hex<const N: usize>() -> Result<String, PasswordError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(PasswordError::Random)?;
    Ok(entity::audit::hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let stored = hash("richtig und lang").expect("hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let passwords = Passwords::default();
        assert!(passwords.verify("richtig und lang".into(), Some(stored.clone())).await.expect("checked"));
        assert!(!passwords.verify("falsch und lang".into(), Some(stored)).await.expect("checked"));
        assert!(!passwords.verify("nobody has this password".into(), None).await.expect("checked"));
    }

    #[test]
    fn first_passwords_are_long_enough_and_differ() {
        let (one, two) = (first_password().expect("random"), first_password().expect("random"));
        assert_eq!(one.len(), 23);
        assert_ne!(one, two);
        assert!(entity::account::change::check_password(&one).is_ok());
    }
}
