//! Signed-in browsers, tokens, and attempts to sign in.
pub mod attempt;
pub mod record;
pub mod token;
