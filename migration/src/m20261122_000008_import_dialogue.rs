//! Imports as a conversation: what a person decided about a file, what it was compared with, the sheet as it looks,
//! what a sender's words mean, and what undoing did and took back.
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
alter table import_run add column mapping text not null default '{}';
alter table import_run add column blank_means text not null default 'keep' check (blank_means in ('keep', 'clear'));
alter table import_run add column exported_audit_id bigint;
alter table import_run add column exported_on {date};
alter table import_run add column compared_on {date};
alter table import_run add column apply_audit_id bigint;
alter table import_run add column undone_by bigint;
alter table import_run add column undone_at {instant};
alter table import_row add column undo text check (undo in ('reversed', 'kept', 'untouched'));
alter table import_row add column undo_reason text;
alter table import_change add column base text;
alter table import_change add column conflict text;
alter table import_change add column blank boolean not null default false;
update import_run set apply_audit_id = (select max(a.id) from audit a where a.action = 'import.apply' and a.subject_id = cast(import_run.id as text)) where state = 'applied';
update import_change set conflict = 'Der Wert steht im Konflikt mit dem Bestand.', rule = substr(rule, 11) where rule like 'conflict: %';
alter table project_fact add column takes_back boolean not null default false;
create table import_sheet_block (
  id {id},
  run_id bigint not null references import_run(id),
  sheet text not null,
  position {int} not null,
  first_row bigint not null,
  last_row bigint not null,
  content text not null,
  unique (run_id, position)
);
create table sender_value (
  id {id},
  programme_id bigint not null references programme(id),
  sender {folded} not null,
  field text not null,
  folded {folded} not null,
  raw text not null,
  value text not null,
  decided_by bigint references account(id),
  decided_at {instant} not null,
  unique (programme_id, sender, field, folded)
);
create table mapping_profile (
  id {id},
  programme_id bigint not null references programme(id),
  name text not null,
  folded {folded} not null,
  sender {folded} not null,
  mapping text not null,
  created_by bigint references account(id),
  created_at {instant} not null,
  unique (programme_id, folded)
);
"#;

const DOWN: &str = r#"
drop table mapping_profile;
drop table sender_value;
drop table import_sheet_block;
alter table project_fact drop column takes_back;
alter table import_change drop column blank;
alter table import_change drop column conflict;
alter table import_change drop column base;
alter table import_row drop column undo_reason;
alter table import_row drop column undo;
alter table import_run drop column undone_at;
alter table import_run drop column undone_by;
alter table import_run drop column apply_audit_id;
alter table import_run drop column compared_on;
alter table import_run drop column exported_on;
alter table import_run drop column exported_audit_id;
alter table import_run drop column blank_means;
alter table import_run drop column mapping;
"#;
