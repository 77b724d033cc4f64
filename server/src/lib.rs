//! What runs: HTTP, files, jobs, sign-in and the command line. Knows the pages (`app`), the domain (`entity`) and how
//! the tables come to be (`migration`); nobody knows this crate but `tests`.
//!
//! [`app::build`] makes the whole program out of a [`config::Config`], a database and a clock: `serve` and every test
//! start there.
pub mod api;
pub mod app;
pub mod backup;
pub mod cli;
pub mod config;
mod csv_file;
pub mod http;
pub mod import;
pub mod jobs;
pub mod mail;
pub mod open_data;
pub mod password;
pub mod picture;
pub mod report;
pub mod seed;
pub mod spreadsheet;
pub mod telemetry;
