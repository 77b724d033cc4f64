//! When the money of a call was used, and claims of interest alone for money that was used late.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::recheck(manager, ("claim", "amount_cents"), "amount_cents > 0", "amount_cents >= 0").await?;
        dialect::append_only(manager, "draw_use").await?;
        dialect::never_emptied(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::recheck(manager, ("claim", "amount_cents"), "amount_cents >= 0", "amount_cents > 0").await?;
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table draw_use (
  id {id},
  draw_id bigint not null references draw(id),
  used_on {date} not null,
  kind text not null check (kind in ('used', 'returned')),
  amount_cents bigint not null check (amount_cents <> 0),
  reference text not null,
  reverses_id bigint unique references draw_use(id),
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  check ((amount_cents < 0) = (reverses_id is not null))
);
create index draw_use_draw on draw_use (draw_id);
create index draw_use_audit on draw_use (audit_id);
alter table claim add column draw_id bigint references draw(id) check (draw_id is not null or amount_cents > 0);
create index claim_draw on claim (draw_id);
"#;

const DOWN: &str = r#"
drop index claim_draw;
alter table claim drop column draw_id;
drop table draw_use;
"#;
