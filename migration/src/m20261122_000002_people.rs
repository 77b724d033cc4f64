//! Accounts, roles with scope, sessions, tokens, sign-in attempts, and the audit chain.
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
create table account (
  id {id},
  name text not null unique,
  display_name text not null,
  password_hash text not null,
  created_at {instant} not null,
  disabled_at {instant},
  version {int} not null
);
create table role_assignment (
  id {id},
  account_id bigint not null references account(id),
  role text not null check (role in ('municipality', 'project_lead', 'cdo', 'project_office', 'authority', 'ministry_budget', 'ministry_programme', 'transfer_curator', 'auditor', 'admin')),
  scope text,
  granted_by bigint references account(id),
  granted_at {instant} not null,
  revoked_at {instant}
);
create index role_assignment_account on role_assignment (account_id);
create table session (
  id {id},
  token_hash text not null unique,
  account_id bigint not null references account(id),
  created_at {instant} not null,
  last_seen_at {instant} not null,
  ends_at {instant} not null
);
create index session_account on session (account_id);
create table api_token (
  id {id},
  account_id bigint not null references account(id),
  label text not null,
  token_hash text not null unique,
  created_at {instant} not null,
  last_used_at {instant},
  revoked_at {instant}
);
create table sign_in_attempt (
  id {id},
  name_folded {folded} not null,
  address text not null,
  at {instant} not null,
  succeeded boolean not null
);
create index sign_in_attempt_name on sign_in_attempt (name_folded, at);
create index sign_in_attempt_address on sign_in_attempt (address, at);
create table audit (
  id bigint primary key,
  at {instant} not null,
  account_id bigint references account(id),
  actor text not null,
  action text not null,
  subject text not null,
  subject_id text not null,
  detail text not null,
  reason text,
  previous_hash text not null,
  hash text not null unique
);
create index audit_subject on audit (subject, subject_id);
create table audit_head (
  id {int} primary key check (id = 1),
  audit_id bigint not null,
  hash text not null
);
insert into audit_head (id, audit_id, hash) values (1, 0, '');
"#;

const DOWN: &str = r#"
drop table audit_head;
drop table audit;
drop table sign_in_attempt;
drop table api_token;
drop table session;
drop table role_assignment;
drop table account;
"#;
