//! The ledger: append-only money in cents, each entry with kind, source of money, precision, two times and origin.
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
create table ledger_entry (
  id {id},
  programme_id bigint not null references programme(id),
  project_id bigint references project(id),
  region_id bigint references region(id),
  kind text not null check (kind in ('ceiling', 'appropriation', 'planned', 'granted', 'requested', 'paid', 'spent', 'recognised', 'reclaimed', 'repaid', 'cofunding_pledged', 'cofunding_contracted', 'cofunding_received', 'cofunding_proven')),
  source text not null check (source in ('programme', 'other_land', 'bund', 'eu', 'other_public', 'own_share', 'private_cash', 'private_in_kind')),
  amount_cents bigint not null,
  precision text not null check (precision in ('cent', 'euro', 'thousand', 'about')),
  value_date {date} not null,
  budget_year {int},
  reference text,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  reverses_id bigint unique references ledger_entry(id),
  sample boolean not null,
  audit_id bigint not null,
  check (kind <> 'ceiling' or project_id is null)
);
create index ledger_entry_project on ledger_entry (project_id, kind, source, value_date);
create index ledger_entry_sums on ledger_entry (programme_id, kind, source, region_id, budget_year, value_date, recorded_at, precision, sample, amount_cents);
create index ledger_entry_audit on ledger_entry (audit_id);
create index ledger_entry_origin on ledger_entry (origin_id);
"#;

const DOWN: &str = r#"
drop table ledger_entry;
"#;
