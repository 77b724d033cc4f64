//! Sums of closed days also know the year they stem from: what is granted is told apart by the money that backs it. Such
//! sums can be lost at any time; those without it are made again.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
delete from ledger_close_sum;
delete from ledger_close;
alter table ledger_close_sum add column stems_from {int};
"#;

const DOWN: &str = r#"
delete from ledger_close_sum;
delete from ledger_close;
alter table ledger_close_sum drop column stems_from;
"#;
