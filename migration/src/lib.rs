//! How the tables of Leitstand came to be. Migrations know nobody: they never import `entity`, so that they
//! stay the same when the code changes. A migration that was on `main` is never edited.
//!
//! Tables are written as SQL with a few placeholders for what the two databases call differently
//! (see [`dialect`]); each migration runs in one transaction on both.
pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait, SchemaManager};

pub mod dialect;
mod m20261122_000001_frame;
mod m20261122_000002_people;
mod m20261122_000003_imports;
mod m20261122_000004_projects;
mod m20261122_000005_ledger;
mod m20261122_000006_solutions;
mod m20261122_000007_append_only;
mod m20261122_000008_import_dialogue;
mod m20261122_000009_conflicts;
mod m20261122_000010_money;
mod m20261122_000011_checks;
mod m20261122_000012_settlement;
mod m20261122_000013_recovery;
mod m20261122_000014_cofunding;
mod m20261123_000015_transfer;
mod m20261123_000016_interest;
mod m20261123_000017_municipality_facts;
mod m20261123_000018_pictures;
mod m20261123_000019_releases;
mod m20261123_000020_solution_projects;
mod m20261123_000021_contact_questions;
mod m20261123_000022_picture_removals;
mod m20261123_000023_reversals;
mod m20261123_000024_late_use;
mod m20261123_000025_memos;
mod m20261123_000026_backing;
mod m20261123_000027_remission_storno;

/// All migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_frame::Migration),
            Box::new(m20261122_000002_people::Migration),
            Box::new(m20261122_000003_imports::Migration),
            Box::new(m20261122_000004_projects::Migration),
            Box::new(m20261122_000005_ledger::Migration),
            Box::new(m20261122_000006_solutions::Migration),
            Box::new(m20261122_000007_append_only::Migration),
            Box::new(m20261122_000008_import_dialogue::Migration),
            Box::new(m20261122_000009_conflicts::Migration),
            Box::new(m20261122_000010_money::Migration),
            Box::new(m20261122_000011_checks::Migration),
            Box::new(m20261122_000012_settlement::Migration),
            Box::new(m20261122_000013_recovery::Migration),
            Box::new(m20261122_000014_cofunding::Migration),
            Box::new(m20261123_000015_transfer::Migration),
            Box::new(m20261123_000016_interest::Migration),
            Box::new(m20261123_000017_municipality_facts::Migration),
            Box::new(m20261123_000018_pictures::Migration),
            Box::new(m20261123_000019_releases::Migration),
            Box::new(m20261123_000020_solution_projects::Migration),
            Box::new(m20261123_000021_contact_questions::Migration),
            Box::new(m20261123_000022_picture_removals::Migration),
            Box::new(m20261123_000023_reversals::Migration),
            Box::new(m20261123_000024_late_use::Migration),
            Box::new(m20261123_000025_memos::Migration),
            Box::new(m20261123_000026_backing::Migration),
            Box::new(m20261123_000027_remission_storno::Migration),
        ]
    }
}
