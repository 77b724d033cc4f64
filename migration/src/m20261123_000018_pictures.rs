//! Pictures of solutions. Their bytes are files as uploads are; the sheet says where they stand and what is seen on them.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "solution_picture").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "drop table solution_picture;").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table solution_picture (
  id {id},
  solution_id bigint not null references solution(id),
  sha256 text not null references file(sha256),
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  width {int} not null check (width > 0),
  height {int} not null check (height > 0),
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (solution_id, sha256)
);
create index solution_picture_audit on solution_picture (audit_id);
"#;
