//! Commands whose work is written elsewhere.
use super::{Common, Failure};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to seed.
#[derive(Debug, Clone, Args)]
pub struct Seed {
    /// Dazu die veröffentlichten Projekte, erfundene Beträge (Beispieldaten) und ein Konto je Rolle
    #[arg(long, conflicts_with = "scale")]
    pub demo: bool,
    /// Stattdessen ein erfundenes Programm mit so vielen Projekten, für Messungen
    #[arg(long, value_name = "ZAHL", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub scale: Option<u32>,
}

/// Importing from the command line.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Liest Dateien ohne Datenbank und sagt, was darin erkannt wird
    Check {
        /// Dateien
        #[arg(value_name = "DATEI", required = true)]
        files: Vec<PathBuf>,
    },
    /// Liest eine Datei und zeigt, was sie ändern würde
    Preview {
        /// Datei
        #[arg(value_name = "DATEI")]
        file: PathBuf,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
    },
    /// Übernimmt einen gelesenen Import
    Apply {
        /// Nummer des Imports
        #[arg(value_name = "IMPORT")]
        run: i64,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
    },
    /// Nimmt einen übernommenen Import zurück
    Undo {
        /// Nummer des Imports
        #[arg(value_name = "IMPORT")]
        run: i64,
        /// Ausgabe als JSON
        #[arg(long)]
        json: bool,
    },
}

/// Seeds.
pub async fn seed(_common: &Common, _options: &Seed) -> Result<(), Failure> {
    Err(Failure::new("seed ist in dieser Fassung noch nicht enthalten."))
}

/// Imports.
pub async fn import(_common: &Common, _import: Import) -> Result<(), Failure> {
    Err(Failure::new("import ist in dieser Fassung noch nicht enthalten."))
}
