//! Who contributes an entry of co-funding, and why it may be above what was promised.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "contribution").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table contribution (
  id {id},
  entry_id bigint not null unique references ledger_entry(id),
  giver text not null,
  reason text,
  audit_id bigint not null
);
create index contribution_audit on contribution (audit_id);
"#;

const DOWN: &str = r#"
drop table contribution;
"#;
