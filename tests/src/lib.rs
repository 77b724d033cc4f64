//! Proof from outside: the whole program behind its real router, on a fresh database, at a fixed time.
//!
//! A test makes a [`TestApp`], makes what it needs with the builders of [`make`] and the lists of [`sheets`], speaks
//! to the program as a browser does ([`app::Visitor`]) and reads the answer as a person does ([`page::Page`]). There
//! is no mock: what a test sees is what the program does.
//!
//! Which database: a SQLite file per test; with `TEST_DATABASE_URL=postgres://…/postgres` (and the feature
//! `postgres`) a PostgreSQL database per test, made from a template. `cargo xtask test` runs everything on both.
//!
//! In the browser: `tests/browser` (feature `browser`) drives a real Chromium against a real server;
//! `cargo xtask test` says where Chromium is.
pub mod app;
#[cfg(feature = "browser")]
pub mod browser;
pub mod db;
pub mod kinds;
pub mod make;
pub mod page;
pub mod program;
pub mod sheets;
pub mod smtp;

pub use app::{Answer, TestApp, Visitor};
