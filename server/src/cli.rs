//! The command line. Everything given is checked before anything is touched; what goes wrong is one German line on
//! standard error that says what to do. Exit status: 0 done, 1 the thing itself failed, 2 wrong usage.
mod account;
mod data;
mod failure;
mod import;
mod import_check;
mod seed;
mod serve;
mod usage;

pub use failure::Failure;

use crate::{
    config::value::DatabaseUrl,
    http::health,
    telemetry::{self, LogFormat},
};
use clap::{Args, CommandFactory, Parser, Subcommand};
use entity::db::Db;
use std::{io::Write as _, path::PathBuf, process::ExitCode};

/// Leitstand: ein Land steuert ein Förderprogramm
#[derive(Debug, Parser)]
#[command(name = "leitstand", version, propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Ordner für die Daten
    #[arg(long, global = true, env = "LEITSTAND_DATA_DIR", value_name = "ORDNER", default_value = "./data")]
    pub data_dir: PathBuf,
    /// Datenbank: sqlite:DATEI oder postgres://…; ohne Angabe eine SQLite-Datei im Datenordner
    #[arg(long, global = true, env = "LEITSTAND_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<DatabaseUrl>,
    /// Was protokolliert wird: error, warn, info, debug, auch je Bereich (info,server=debug)
    #[arg(long, global = true, env = "LEITSTAND_LOG", value_name = "FILTER", value_parser = telemetry::filter)]
    pub log: Option<String>,
    /// Wie protokolliert wird
    #[arg(long, global = true, env = "LEITSTAND_LOG_FORMAT", value_name = "FORM", default_value = "text")]
    pub log_format: LogFormat,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bringt die Datenbank auf den Stand und bedient Anfragen
    Serve(Box<serve::Options>),
    /// Bringt die Tabellen auf den Stand dieses Programms
    Migrate,
    /// Legt Programm, Regionen, Kommunen und Wortlisten an
    Seed(seed::Options),
    /// Liest Excel-Listen ein
    #[command(subcommand)]
    Import(import::Import),
    /// Konten
    #[command(subcommand)]
    User(account::User),
    /// Token für die JSON-Schnittstelle
    #[command(subcommand)]
    Token(account::Token),
    /// Prüft die Kette des Protokolls und die Buchungen
    Verify,
    /// Sichert alles in eine Datei, auch während der Dienst läuft
    Backup {
        /// Zieldatei
        #[arg(value_name = "DATEI")]
        file: PathBuf,
    },
    /// Stellt eine Sicherung in einer leeren Datenbank wieder her
    Restore {
        /// Sicherung
        #[arg(value_name = "DATEI")]
        file: PathBuf,
    },
}

/// Runs the program with the arguments it was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let mut command = Cli::command();
            command.build();
            return usage::explain(&error, &command);
        }
    };
    // needs no database, and exits with what it found
    if let Command::Import(import::Import::Check { files, timings, bounds }) = &cli.command {
        return import_check::run(files, &bounds.limits(), *timings);
    }
    let quiet = !matches!(cli.command, Command::Serve(_));
    let filter = cli.common.log.as_deref().unwrap_or(if quiet { "warn" } else { "info" });
    telemetry::start(filter, cli.common.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::new(format!("Das Programm kann nicht beginnen: {error}")).report(),
    };
    let outcome = runtime.block_on(run(cli));
    // work that blocks and is not worth waiting for does not hold up the end
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let common = cli.common;
    match cli.command {
        Command::Serve(options) => serve::run(&common, &options).await,
        Command::Migrate => data::migrate(&common).await,
        Command::Seed(options) => seed::run(&common, &options).await,
        Command::Import(import) => import::run(&common, import).await,
        Command::User(command) => account::user(&common, command).await,
        Command::Token(command) => account::token(&common, command).await,
        Command::Verify => data::verify(&common).await,
        Command::Backup { file } => data::backup(&common, &file).await,
        Command::Restore { file } => data::restore(&common, &file).await,
    }
}

impl Common {
    /// The database's address.
    #[must_use]
    pub fn url(&self) -> DatabaseUrl {
        self.database_url.clone().unwrap_or_else(|| DatabaseUrl::below(&self.data_dir))
    }

    /// Opens the database; a SQLite file that is not there is made, with its folder.
    ///
    /// # Errors
    /// What to do.
    pub async fn create(&self) -> Result<Db, Failure> {
        let url = self.url();
        if let Some(folder) = url.file().as_deref().and_then(std::path::Path::parent)
            && !folder.as_os_str().is_empty()
        {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::new(format!("Der Ordner {} lässt sich nicht anlegen: {error}", folder.display()))
            })?;
        }
        Db::open(url.expose()).await.map_err(|fault| Failure::new(format!("Die Datenbank antwortet nicht: {fault}")))
    }

    /// Opens the database that must be there and up to date.
    ///
    /// # Errors
    /// What to do.
    pub async fn open(&self) -> Result<Db, Failure> {
        let first = "Bitte zuerst `leitstand migrate` ausführen.";
        if let Some(file) = self.url().file()
            && !file.exists()
        {
            return Err(Failure::new(format!("Die Datenbank {} gibt es nicht. {first}", file.display())));
        }
        let db = self.create().await?;
        match health::migrated(&db).await {
            Ok(true) => Ok(db),
            Ok(false) => Err(Failure::new(format!("Die Datenbank ist nicht auf dem Stand dieses Programms. {first}"))),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Prints a line on standard output. That nobody reads it is not our failure.
pub fn say(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
