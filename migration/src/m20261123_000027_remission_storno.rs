//! An Erlass that was entered by mistake is taken back by a proposal of its own, which a second person approves.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "alter table write_off add column reverses_id bigint references write_off(id);").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "alter table write_off drop column reverses_id;").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
