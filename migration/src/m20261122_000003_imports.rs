//! Uploaded files, import runs with what they would change, and jobs.
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
create table file (
  sha256 text primary key check (length(sha256) = 64),
  size bigint not null,
  content {bytes} not null,
  recorded_at {instant} not null
);
create table import_run (
  id {id},
  programme_id bigint not null references programme(id),
  state text not null check (state in ('reading', 'ready', 'awaiting_release', 'applying', 'applied', 'undoing', 'undone', 'failed', 'cancelled')),
  file_name text not null,
  sha256 text not null references file(sha256),
  size bigint not null,
  format text,
  sender text not null,
  sample boolean not null,
  uploaded_by bigint references account(id),
  region_id bigint references region(id),
  authority_id bigint references authority(id),
  created_at {instant} not null,
  stand_on {date},
  error_code text,
  error_message text,
  summary text not null,
  count_new bigint not null,
  count_changed bigint not null,
  count_same bigint not null,
  count_gone bigint not null,
  count_conflict bigint not null,
  count_error bigint not null,
  base_audit_id bigint not null,
  apply_choice text,
  requested_by bigint references account(id),
  requested_at {instant},
  applied_by bigint references account(id),
  applied_at {instant},
  version {int} not null
);
create index import_run_sha256 on import_run (sha256);
create table import_row (
  id {id},
  run_id bigint not null references import_run(id),
  position {int} not null,
  sheet text not null,
  row_number bigint not null,
  kind text not null check (kind in ('new', 'changed', 'same', 'gone', 'conflict', 'error')),
  number text not null,
  title text not null,
  region_id bigint references region(id),
  project_id bigint,
  outcome text,
  unique (run_id, position)
);
create table import_change (
  id {id},
  run_id bigint not null references import_run(id),
  row_id bigint not null references import_row(id),
  field text not null,
  old text,
  new text,
  amount_cents bigint,
  precision text,
  cell text not null,
  raw text not null,
  number_format text,
  rule text not null
);
create index import_change_row on import_change (row_id);
create index import_change_run on import_change (run_id);
create table import_finding (
  id {id},
  run_id bigint not null references import_run(id),
  cell text not null,
  severity text not null check (severity in ('error', 'warning', 'info')),
  code text not null,
  message text not null,
  raw text not null
);
create index import_finding_run on import_finding (run_id);
create table origin (
  id {id},
  kind text not null check (kind in ('cell', 'entry', 'published')),
  run_id bigint references import_run(id),
  sheet text,
  cell text,
  raw text,
  number_format text,
  rule text,
  account_id bigint references account(id),
  source text,
  check ((kind = 'cell' and run_id is not null and cell is not null and raw is not null)
      or (kind = 'entry')
      or (kind = 'published' and source is not null))
);
create index origin_run on origin (run_id);
create table job (
  id {id},
  kind text not null check (kind in ('read_import', 'apply_import')),
  subject_id bigint not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null,
  total bigint not null,
  message text not null,
  attempts {int} not null,
  created_at {instant} not null,
  locked_by text,
  locked_until {instant},
  finished_at {instant}
);
create index job_state on job (state, id);
"#;

const DOWN: &str = r#"
drop table job;
drop table origin;
drop table import_finding;
drop table import_change;
drop table import_row;
drop table import_run;
drop table file;
"#;
