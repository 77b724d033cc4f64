//! `migrate`, `verify`, `backup`, `restore`.
use super::{Common, Failure, say};
use crate::backup;
use entity::{audit, clock::Clock, db::Db};
use migration::{Migrator, MigratorTrait};
use std::{path::Path, time::Duration};

/// Brings the tables up to date. When several processes start at the same time, one of them does it.
///
/// # Errors
/// What the database says.
pub async fn up(db: &Db) -> Result<(), Failure> {
    let mut tries = 0;
    loop {
        match Migrator::up(db.housekeeping(), None).await {
            Ok(()) => return Ok(()),
            Err(_) if tries < 5 && !matches!(crate::http::health::migrated(db).await, Ok(true)) => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Err(fault) => {
                return match crate::http::health::migrated(db).await {
                    Ok(true) => Ok(()),
                    _ => Err(Failure::new(format!(
                        "Die Tabellen ließen sich nicht auf den Stand dieses Programms bringen: {fault}"
                    ))),
                };
            }
        }
    }
}

/// `migrate`
pub async fn migrate(common: &Common) -> Result<(), Failure> {
    let db = common.create().await?;
    up(&db).await?;
    say("Die Datenbank ist auf dem Stand dieses Programms.");
    Ok(())
}

/// `verify`
pub async fn verify(common: &Common) -> Result<(), Failure> {
    let db = common.open().await?;
    let snapshot = db.snapshot().await?;
    let verdict = audit::verify(&snapshot).await?;
    let fault = match verdict.fault {
        Some(fault) => Some(fault),
        None => entity::ledger::close::verify(&snapshot).await?,
    };
    match fault {
        Some(fault) => Err(Failure::new(format!(
            "Die Prüfung ist bei der ersten unstimmigen Zeile stehen geblieben: {fault}. Bitte eine Sicherung von vorher vergleichen."
        ))),
        None => {
            say(format_args!(
                "In Ordnung: {} Einträge im Protokoll, {} Buchungen und Angaben.",
                verdict.rows, verdict.facts
            ));
            Ok(())
        }
    }
}

/// `backup`
pub async fn backup(common: &Common, file: &Path) -> Result<(), Failure> {
    let db = common.open().await?;
    let rows = backup::write(&db, Clock::System.now(), file).await?;
    say(format_args!("Gesichert: {rows} Zeilen in {}.", file.display()));
    Ok(())
}

/// `restore`
pub async fn restore(common: &Common, file: &Path) -> Result<(), Failure> {
    // looked at before a database is made
    let archive = backup::Archive::open(file)?;
    let db = common.create().await?;
    up(&db).await?;
    let rows = backup::restore(&db, archive).await?;
    say(format_args!("Wiederhergestellt: {rows} Zeilen aus {}.", file.display()));
    Ok(())
}
