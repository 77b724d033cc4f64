//! That the contact of a solution was asked by mail whether its sheet is still right. No fact: a row goes when the
//! question is settled.
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
        dialect::run(manager, "drop table contact_question;").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table contact_question (
  id {id},
  solution_id bigint not null unique references solution(id),
  sheet_id bigint not null references solution_sheet(id),
  link_hash text unique,
  asked_at {instant} not null,
  mail_attempts {int} not null,
  mail_due_at {instant}
);
create index contact_question_mail on contact_question (mail_due_at);
"#;
