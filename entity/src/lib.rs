//! What there is and what must hold. Table, words, rules and operations of one thing live in one folder.
//!
//! Small words every subject uses: [`money`], [`precision`], [`text`].
pub mod money;
pub mod precision;
#[cfg(feature = "db")]
pub mod text;
