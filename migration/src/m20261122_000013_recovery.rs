//! Claims for money that has to come back: payments, interest set, instalments, write-offs.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this migration; the rows of all are facts.
const FACTS: [&str; 6] = ["claim", "claim_payment", "claim_interest", "instalment_plan", "instalment", "write_off"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in FACTS {
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

const UP: &str = r#"
create table claim (
  id {id},
  case_id bigint not null references grant_case(id),
  ground text not null check (ground in ('cost_reduction', 'not_for_purpose', 'not_promptly_used', 'breach', 'late_proof')),
  known_on {date} not null,
  heard_on {date},
  dated_on {date} not null check (dated_on >= known_on),
  arises_on {date} not null,
  due_on {date} not null check (due_on >= arises_on),
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null,
  late_reason text,
  reference text not null,
  sample boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  audit_id bigint not null
);
create index claim_case on claim (case_id);
create index claim_audit on claim (audit_id);
create table claim_payment (
  id {id},
  claim_id bigint not null references claim(id),
  paid_on {date} not null,
  principal_cents bigint not null check (principal_cents >= 0),
  interest_cents bigint not null check (interest_cents >= 0),
  reference text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  audit_id bigint not null,
  check (principal_cents > 0 or interest_cents > 0)
);
create index claim_payment_claim on claim_payment (claim_id);
create index claim_payment_audit on claim_payment (audit_id);
create table claim_interest (
  id {id},
  claim_id bigint not null references claim(id),
  from_on {date} not null,
  to_on {date} not null check (to_on >= from_on),
  dated_on {date} not null,
  amount_cents bigint not null check (amount_cents <> 0),
  reference text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  audit_id bigint not null,
  unique (claim_id, from_on)
);
create index claim_interest_audit on claim_interest (audit_id);
create table instalment_plan (
  id {id},
  claim_id bigint not null references claim(id),
  version {int} not null check (version >= 1),
  agreed_on {date} not null,
  reason text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (claim_id, version)
);
create index instalment_plan_audit on instalment_plan (audit_id);
create table instalment (
  id {id},
  plan_id bigint not null references instalment_plan(id),
  due_on {date} not null,
  amount_cents bigint not null check (amount_cents > 0),
  audit_id bigint not null,
  unique (plan_id, due_on)
);
create index instalment_audit on instalment (audit_id);
create table write_off (
  id {id},
  claim_id bigint not null references claim(id),
  kind text not null check (kind in ('niederschlagung', 'erlass')),
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null,
  proposal_id bigint not null unique references proposal(id),
  recorded_at {instant} not null,
  audit_id bigint not null
);
create index write_off_claim on write_off (claim_id);
create index write_off_audit on write_off (audit_id);
"#;

const DOWN: &str = r#"
drop table write_off;
drop table instalment;
drop table instalment_plan;
drop table claim_interest;
drop table claim_payment;
drop table claim;
"#;
