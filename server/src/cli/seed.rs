//! `seed`: what a new database is filled with.
use super::{Common, Failure, data, say};
use crate::{password, seed};
use clap::Args;
use entity::clock::Clock;

/// What to seed.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Dazu die veröffentlichten Projekte, erfundene Beträge (Beispieldaten) und ein Konto je Rolle
    #[arg(long, conflicts_with = "scale")]
    demo: bool,
    /// Dazu ein erfundenes Programm mit so vielen Projekten, für Messungen
    #[arg(long, value_name = "ZAHL", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    scale: Option<u32>,
}

/// `seed`. The demo accounts share the password in `LEITSTAND_DEMO_PASSWORD`; without it one is made and printed.
///
/// # Errors
/// What the database says, or a password that is too short.
pub async fn run(common: &Common, options: &Options) -> Result<(), Failure> {
    let plain = match std::env::var("LEITSTAND_DEMO_PASSWORD") {
        Ok(plain) if options.demo => {
            entity::account::change::check_password(&plain).map_err(|_| {
                Failure::usage("LEITSTAND_DEMO_PASSWORD: Das Kennwort muss mindestens 12 Zeichen haben.")
            })?;
            plain
        }
        _ => password::first_password().map_err(|error| Failure::new(error.to_string()))?,
    };
    let db = common.create().await?;
    data::up(&db).await?;
    let now = Clock::System.now();
    let report = if options.demo {
        let hash = password::hash(&plain).map_err(|error| Failure::new(error.to_string()))?;
        seed::demo(&db, now, seed::Password { plain: &plain, hash: &hash }).await?
    } else if let Some(projects) = options.scale {
        seed::scale(&db, now, projects).await?
    } else {
        seed::frame(&db, now).await?
    };
    for line in report.lines {
        say(line);
    }
    Ok(())
}
