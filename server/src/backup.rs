//! Backup and restore, the same file for both databases: a zip with one file of JSON lines per table, made from the
//! records of `entity`, the uploaded files as they came, and a manifest with counts and checksums. Everything comes
//! from one snapshot and goes back in one transaction, row by row, so memory stays small.
//!
//! Sessions and attempts to sign in are not kept: whoever works with the restored system signs in again.
mod read;
mod tables;
mod write;

pub use read::{Archive, restore};
pub use write::write;

use serde::{Deserialize, Serialize};

/// The manifest's name in the archive; written last, so an archive with one is complete.
const MANIFEST: &str = "manifest.json";
/// Where uploaded files are in the archive.
const FILES: &str = "dateien";
/// What this program writes and reads.
const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    program: String,
    created_at: chrono::DateTime<chrono::Utc>,
    /// The tables' shape: the migrations that had been applied.
    migrations: Vec<String>,
    tables: Vec<Table>,
}

/// One table of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    name: String,
    rows: u64,
    /// Of the JSON lines.
    sha256: String,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file.
    #[error("Die Datei {0} geht nicht: {1}")]
    File(String, std::io::Error),
    /// The archive's form.
    #[error("Das ist keine vollständige Sicherung des Leitstands: {0}")]
    Broken(String),
    /// The database is in use.
    #[error("Die Datenbank ist nicht leer (Tabelle {0}). Wiederherstellen geht nur in eine leere.")]
    NotEmpty(String),
    /// Made by another version.
    #[error("Die Sicherung passt nicht zu dieser Fassung: {0}. Bitte mit Leitstand {1} wiederherstellen.")]
    OtherVersion(String, String),
    /// What was restored does not hold.
    #[error("Die Sicherung ist verändert worden: {0}")]
    Tampered(String),
    /// Disk or archive while writing.
    #[error("Die Sicherung ließ sich nicht schreiben: {0}")]
    Write(#[from] std::io::Error),
    /// The archive.
    #[error("Die Sicherung lässt sich nicht lesen oder schreiben: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The database.
    #[error("Die Datenbank hat abgelehnt: {0}")]
    Database(#[from] sea_orm::DbErr),
}

impl From<BackupError> for crate::cli::Failure {
    fn from(error: BackupError) -> Self {
        Self::new(error.to_string())
    }
}
