//! What two people accept of what the checks found.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "override").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table override (
  id {id},
  rule text not null,
  project_id bigint not null references project(id),
  fingerprint text not null,
  reason text not null,
  proposal_id bigint not null unique references proposal(id),
  recorded_at {instant} not null,
  audit_id bigint not null
);
create index override_project on override (project_id, rule);
create index override_audit on override (audit_id);
"#;

const DOWN: &str = r#"
drop table override;
"#;
