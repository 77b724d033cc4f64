//! What a new database is filled with. [`frame`] is what every installation needs: the programme, the regions with
//! their bodies, the municipalities, the vocabularies, what was published. [`demo`] adds the published projects,
//! invented sample money, solutions and an account for each role; [`scale`] a made-up programme for measurements.
//!
//! The facts stand in `server/data/*.csv` with their sources; this folder only carries them into the tables. Every
//! seed can run again: it sees what is there and changes nothing.
mod accounts;
mod cases;
mod cofunding;
mod frame;
mod grants;
mod import;
mod money;
mod municipality_facts;
mod parameters;
mod projects;
mod published;
mod scale;
mod settlement;
mod solutions;
mod table;
#[cfg(test)]
mod tests;
mod workbook;

pub use frame::frame;
pub use scale::scale;
pub use workbook::{Payments, demo_payments_workbook, demo_workbook};

use entity::{actor::Actor, clock::Now, db::Db, refusal::Refusal};

/// Address word of the programme.
pub const PROGRAMME: &str = "dmr-nrw";

/// What a seed did, in German lines to print.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether anything was written.
    pub changed: bool,
}

impl Report {
    fn did(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
        self.changed = true;
    }

    fn found(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }
}

/// The shared password of the demo accounts, as text to print and as hash to store.
#[derive(Debug, Clone, Copy)]
pub struct Password<'a> {
    /// What people type.
    pub plain: &'a str,
    /// argon2id in PHC form.
    pub hash: &'a str,
}

/// The frame, the published projects, solutions, an account for each role, and sample money that comes in through
/// the importer. The password is printed only when accounts are made with it.
///
/// # Errors
/// The database's error; a rule's refusal, which means that a data file is wrong.
pub async fn demo(db: &Db, now: Now, password: Password<'_>) -> Result<Report, Refusal> {
    let mut report = frame(db, now).await?;
    projects::add(db, now, &mut report).await?;
    solutions::add(db, now, &mut report).await?;
    accounts::add(db, now, password, &mut report).await?;
    import::import_demo_workbook(db, now, &mut report).await?;
    grants::budget(db, now, &mut report).await?;
    grants::decisions(db, now, &mut report).await?;
    settlement::add(db, now, &mut report).await?;
    cases::add(db, now, &mut report).await?;
    cofunding::add(db, now, &mut report).await?;
    Ok(report)
}

/// Who writes what a seed writes.
fn actor() -> Actor {
    Actor::system("Grundausstattung")
}
