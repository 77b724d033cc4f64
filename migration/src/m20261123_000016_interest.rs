//! Interest in a solution, shown by somebody without an account. Personal data: these rows are no facts, they are deleted.
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
create table interest (
  id {id},
  solution_id bigint not null references solution(id),
  ags text not null references municipality(ags),
  mailbox text not null,
  mailbox_folded {folded} not null,
  message text not null,
  confirm_hash text unique,
  withdraw_hash text unique,
  requested_at {instant} not null,
  confirmed_at {instant},
  mail_attempts {int} not null,
  mail_due_at {instant},
  unique (solution_id, mailbox_folded)
);
create index interest_mailbox on interest (mailbox_folded);
create index interest_mail on interest (mail_due_at);
create index interest_requested on interest (requested_at);
create table interest_attempt (
  id {id},
  address_hash text not null,
  at {instant} not null
);
create index interest_attempt_address on interest_attempt (address_hash, at);
create index interest_attempt_at on interest_attempt (at);
"#;

const DOWN: &str = r#"
drop table interest_attempt;
drop table interest;
"#;
