//! The sheet of a solution as versions that are never changed, its way through the gate as steps, addresses that
//! outlive a renaming; what adopters tell, and what providers answer.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let (object, array) = match dialect::is_postgres(manager) {
            true => ("json_build_object", "json_build_array"),
            false => ("json_object", "json_array"),
        };
        dialect::run(manager, &MOVE.replace("{object}", object).replace("{array}", array)).await?;
        dialect::run(manager, DROP_OLD).await?;
        for table in ["solution_sheet", "solution_step", "adoption_reply"] {
            dialect::append_only(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const TABLES: &str = r#"
create table solution_sheet (
  id {id},
  solution_id bigint not null references solution(id),
  version {int} not null,
  content text not null,
  valid_on {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (solution_id, version)
);
create index solution_sheet_audit on solution_sheet (audit_id);
create table solution_step (
  id {id},
  solution_id bigint not null references solution(id),
  sheet_id bigint not null references solution_sheet(id),
  step text not null check (step in ('submitted', 'returned', 'published', 'confirmed', 'retired')),
  note text,
  valid_on {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index solution_step_solution on solution_step (solution_id);
create index solution_step_audit on solution_step (audit_id);
create table solution_address (
  id {id},
  solution_id bigint not null references solution(id),
  slug text not null unique,
  recorded_at {instant} not null
);
alter table adoption add column said_by text not null default 'adopter' check (said_by in ('adopter', 'curator', 'visitor'));
alter table adoption add column use_kind text check (use_kind in ('as_is', 'adapted', 'concept'));
alter table adoption add column person_days {int} check (person_days >= 0);
alter table adoption add column cost_cents bigint check (cost_cents >= 0);
alter table adoption add column lessons text;
alter table adoption add column changes text;
create index adoption_ags on adoption (ags);
create index adoption_audit on adoption (audit_id);
create table adoption_reply (
  id {id},
  adoption_id bigint not null references adoption(id),
  text text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index adoption_reply_adoption on adoption_reply (adoption_id);
create index adoption_reply_audit on adoption_reply (audit_id);
"#;

/// What a solution said until now becomes its first sheet. The audit trail did not cover it: audit row 0.
const MOVE: &str = r#"
insert into solution_sheet (solution_id, version, content, valid_on, recorded_at, audit_id)
  select id, 1, cast({object}(
    'name', {array}(name), 'benefit', {array}(benefit), 'problem', {array}(problem), 'audience', {array}(audience),
    'kind', {array}(kind), 'maturity', {array}(maturity), 'pillar', {array}(pillar), 'themes', {array}(theme),
    'licence', {array}(coalesce(licence, '')), 'repository', {array}(coalesce(repository, '')),
    'prerequisites', {array}(coalesce(requirements, '')), 'effort_note', {array}(coalesce(effort, '')),
    'contact', {array}(coalesce(contact, '')), 'provider', {array}(provider), 'source', {array}(source),
    'transferable_since', {array}(coalesce(cast(transferable_since as text), ''))) as text),
    valid_on, recorded_at, 0 from solution;
insert into solution_step (solution_id, sheet_id, step, valid_on, recorded_at, audit_id)
  select s.id, h.id, 'published', s.valid_on, s.published_at, 0
  from solution s join solution_sheet h on h.solution_id = s.id where s.published_at is not null;
"#;

const DROP_OLD: &str = r#"
drop index solution_published;
alter table solution drop column benefit;
alter table solution drop column problem;
alter table solution drop column audience;
alter table solution drop column kind;
alter table solution drop column maturity;
alter table solution drop column pillar;
alter table solution drop column theme;
alter table solution drop column licence;
alter table solution drop column repository;
alter table solution drop column requirements;
alter table solution drop column effort;
alter table solution drop column contact;
alter table solution drop column provider;
alter table solution drop column source;
alter table solution drop column transferable_since;
alter table solution drop column published_at;
alter table solution drop column search_text;
alter table solution drop column valid_on;
"#;

/// Back to the columns of before, filled with nothing: the sheets are gone with their table.
const DOWN: &str = r#"
drop table adoption_reply;
drop index adoption_ags;
drop index adoption_audit;
alter table adoption drop column said_by;
alter table adoption drop column use_kind;
alter table adoption drop column person_days;
alter table adoption drop column cost_cents;
alter table adoption drop column lessons;
alter table adoption drop column changes;
drop table solution_address;
drop table solution_step;
drop table solution_sheet;
alter table solution add column benefit text not null default '';
alter table solution add column problem text not null default '';
alter table solution add column audience text not null default '';
alter table solution add column kind text not null default 'concept';
alter table solution add column maturity text not null default 'idea';
alter table solution add column pillar text not null default 'egov';
alter table solution add column theme text not null default '';
alter table solution add column licence text;
alter table solution add column repository text;
alter table solution add column requirements text;
alter table solution add column effort text;
alter table solution add column contact text;
alter table solution add column provider text not null default '';
alter table solution add column source text not null default '';
alter table solution add column transferable_since {date};
alter table solution add column published_at {instant};
alter table solution add column search_text {folded} not null default '';
alter table solution add column valid_on {date} not null default '2026-01-01';
create index solution_published on solution (published_at);
"#;
