//! Projects: the row that lists read, and the facts with two times that it is made of.
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
create table project (
  id {id},
  programme_id bigint not null references programme(id),
  number text not null unique,
  grant_reference text,
  parent_id bigint references project(id),
  region_id bigint references region(id),
  authority_id bigint references authority(id),
  title text not null,
  recipient text,
  theme text,
  pillar text,
  lifecycle text not null,
  transfer text not null,
  sample boolean not null,
  search_text {folded} not null,
  sort_title {folded} not null,
  created_at {instant} not null,
  updated_at {instant} not null,
  version {int} not null
);
create index project_region_id on project (region_id, sort_title);
create index project_grant_reference on project (grant_reference);
create index project_sort on project (sort_title, id);
create index project_lifecycle on project (lifecycle);
create table project_region (
  id {id},
  project_id bigint not null references project(id),
  region_id bigint not null references region(id),
  recorded_at {instant} not null,
  unique (project_id, region_id)
);
create index project_region_region on project_region (region_id);
create table project_fact (
  id {id},
  project_id bigint not null references project(id),
  field text not null,
  value text,
  valid_on {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  reason text,
  origin_id bigint not null references origin(id),
  replaces_id bigint references project_fact(id),
  audit_id bigint not null
);
create index project_fact_project on project_fact (project_id, field, valid_on, recorded_at);
create index project_fact_audit on project_fact (audit_id);
create table published_figure (
  id {id},
  programme_id bigint not null references programme(id),
  region_id bigint references region(id),
  project_id bigint references project(id),
  label text not null,
  kind text not null,
  unit text not null check (unit in ('eur', 'count')),
  amount_cents bigint,
  count bigint,
  precision text not null check (precision in ('cent', 'euro', 'thousand', 'about')),
  as_of {date},
  as_of_text text not null,
  source text not null,
  disputed boolean not null,
  note text not null,
  recorded_at {instant} not null,
  check ((unit = 'eur' and amount_cents is not null) or (unit = 'count' and count is not null))
);
"#;

const DOWN: &str = r#"
drop table published_figure;
drop table project_fact;
drop table project_region;
drop table project;
"#;
