//! What is put on the file of a grant case (Vermerke): that an early start was allowed, the audit court heard or told, which
//! basis a grant to a company has in state-aid law, where a decision secures that results are passed on.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "case_memo").await?;
        dialect::never_emptied(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table case_memo (
  id {id},
  case_id bigint not null references grant_case(id),
  decision_id bigint references decision(id),
  kind text not null check (kind in ('early_start', 'court_heard', 'court_told', 'state_aid', 'transfer_clause')),
  dated_on {date} not null,
  holds_from {date},
  basis text check (basis in ('de_minimis', 'gber', 'no_aid')),
  other_aid_cents bigint check (other_aid_cents >= 0),
  reference text not null,
  reverses_id bigint unique references case_memo(id),
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  check ((kind = 'early_start') = (holds_from is not null)),
  check ((kind = 'state_aid') = (basis is not null)),
  check (kind not in ('court_told', 'transfer_clause') or decision_id is not null)
);
create index case_memo_case on case_memo (case_id);
create index case_memo_audit on case_memo (audit_id);
"#;

const DOWN: &str = r#"
drop table case_memo;
"#;
