//! What is known about municipalities, each with its day and source; how much each criterion of the Transferradar counts.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in ["municipality_fact", "radar_weight"] {
            dialect::append_only(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "drop table radar_weight; drop table municipality_fact;").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table municipality_fact (
  id {id},
  ags text not null references municipality(ags),
  key text not null,
  value text,
  valid_on {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  source text,
  audit_id bigint not null
);
create index municipality_fact_ags on municipality_fact (ags);
create index municipality_fact_audit on municipality_fact (audit_id);
create table radar_weight (
  id {id},
  criterion text not null,
  points {int} not null check (points between 0 and 100),
  valid_from {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  reason text not null,
  audit_id bigint not null
);
create index radar_weight_audit on radar_weight (audit_id);
"#;
