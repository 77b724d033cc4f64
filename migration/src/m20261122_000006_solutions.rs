//! Solutions that municipalities can reuse, and who reuses them.
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
create table solution (
  id {id},
  programme_id bigint references programme(id),
  slug text not null unique,
  name text not null,
  benefit text not null,
  problem text not null,
  audience text not null,
  kind text not null check (kind in ('software', 'concept', 'data', 'process', 'guide', 'hardware', 'organisation')),
  maturity text not null check (maturity in ('idea', 'pilot', 'productive', 'transferable', 'retired')),
  pillar text not null,
  theme text not null,
  licence text,
  repository text,
  requirements text,
  effort text,
  contact text,
  provider text not null,
  provider_ags text references municipality(ags),
  region_id bigint references region(id),
  source text not null,
  sample boolean not null,
  transferable_since {date},
  published_at {instant},
  search_text {folded} not null,
  sort_name {folded} not null,
  valid_on {date} not null,
  recorded_at {instant} not null,
  version {int} not null
);
create index solution_published on solution (published_at);
create table solution_project (
  id {id},
  solution_id bigint not null references solution(id),
  project_id bigint not null references project(id),
  unique (solution_id, project_id)
);
create table adoption (
  id {id},
  solution_id bigint not null references solution(id),
  ags text not null references municipality(ags),
  state text not null check (state in ('interested', 'evaluating', 'introducing', 'productive', 'rejected')),
  reason text,
  valid_on {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  replaces_id bigint references adoption(id),
  audit_id bigint not null,
  sample boolean not null
);
create index adoption_solution on adoption (solution_id, ags);
"#;

const DOWN: &str = r#"
drop table adoption;
drop table solution_project;
drop table solution;
"#;
