//! People's accounts, their roles with scope, and their tokens for the JSON interface. Passwords arrive here as
//! argon2id hashes and tokens as sha-256: this crate never sees a secret.
pub mod change;
pub mod find;
pub mod record;
pub mod role;
