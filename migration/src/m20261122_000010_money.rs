//! Grants as cases and decisions with four eyes, budget years as kinds of the ledger, dated parameters, and sums of days
//! gone by.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this migration whose rows are facts.
const FACTS: [&str; 8] =
    ["grant_case", "proposal", "approval", "decision", "decision_notice", "decision_year", "plan_item", "parameter"];

/// The kinds of the ledger before this migration.
const KINDS: &str = "'ceiling', 'appropriation', 'planned', 'granted', 'requested', 'paid', 'spent', 'recognised', \
    'reclaimed', 'repaid', 'cofunding_pledged', 'cofunding_contracted', 'cofunding_received', 'cofunding_proven'";

/// The kinds that this migration adds.
const MORE: &str =
    ", 'carry_over', 'blocked', 'commitment', 'allocated', 'frame', 'interest_claimed', 'interest_paid', 'written_off'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kinds(manager, KINDS, &format!("{KINDS}{MORE}")).await?;
        dialect::run(manager, UP).await?;
        for table in FACTS {
            dialect::append_only(manager, table).await?;
        }
        let counter = if dialect::is_postgres(manager) { COUNTER_POSTGRES } else { COUNTER_SQLITE };
        manager.get_connection().execute_unprepared(counter).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = if dialect::is_postgres(manager) {
            "drop trigger ledger_entry_counter on ledger_entry; drop function refuse_counter()"
        } else {
            "drop trigger ledger_entry_counter"
        };
        manager.get_connection().execute_unprepared(drop).await?;
        dialect::run(manager, DOWN).await?;
        kinds(manager, &format!("{KINDS}{MORE}"), KINDS).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Writes other kinds into the check of the ledger. SQLite cannot alter a check; its documentation names this way for
/// changes that leave the rows as they are ("Making Other Kinds Of Table Schema Changes").
async fn kinds(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if dialect::is_postgres(manager) {
        connection.execute_unprepared("alter table ledger_entry drop constraint ledger_entry_kind_check").await?;
        let check = format!("alter table ledger_entry add constraint ledger_entry_kind_check check (kind in ({to}))");
        connection.execute_unprepared(&check).await?;
        return Ok(());
    }
    let quoted = |text: &str| text.replace('\'', "''");
    connection.execute_unprepared("pragma writable_schema = on").await?;
    let sql = format!(
        "update sqlite_schema set sql = replace(sql, 'kind in ({})', 'kind in ({})') \
         where type = 'table' and name = 'ledger_entry'",
        quoted(from),
        quoted(to)
    );
    connection.execute_unprepared(&sql).await?;
    connection.execute_unprepared("pragma writable_schema = reset").await?;
    Ok(())
}

const UP: &str = r#"
create table proposal (
  id {id},
  subject text not null check (subject in ('decision', 'write_off', 'override')),
  project_id bigint not null references project(id),
  proposed_by bigint not null references account(id),
  proposed_at {instant} not null,
  audit_id bigint not null,
  unique (id, proposed_by)
);
create index proposal_project on proposal (project_id);
create index proposal_audit on proposal (audit_id);
create table approval (
  proposal_id bigint primary key,
  proposed_by bigint not null,
  verdict text not null check (verdict in ('approved', 'rejected', 'withdrawn')),
  decided_by bigint not null references account(id),
  decided_at {instant} not null,
  reason text,
  audit_id bigint not null,
  foreign key (proposal_id, proposed_by) references proposal(id, proposed_by),
  check ((decided_by = proposed_by) = (verdict = 'withdrawn'))
);
create index approval_audit on approval (audit_id);
create table grant_case (
  id {id},
  project_id bigint not null references project(id),
  reference text not null unique,
  recipient text not null,
  recipient_kind text not null check (recipient_kind in ('municipality', 'company', 'research', 'charity', 'other')),
  authority_id bigint not null references authority(id),
  region_id bigint references region(id),
  regime text not null check (regime in ('vv', 'vvg')),
  source text not null check (source in ('programme', 'other_land')),
  sample boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  origin_id bigint not null references origin(id),
  audit_id bigint not null
);
create index grant_case_project on grant_case (project_id);
create index grant_case_audit on grant_case (audit_id);
create table decision (
  id {id},
  case_id bigint not null references grant_case(id),
  version {int} not null check (version >= 1),
  kind text not null check (kind in ('initial', 'extension', 'year_shift', 'item_shift', 'increase', 'reduction', 'recipient_change', 'revocation', 'partial_revocation')),
  dated_on {date} not null,
  notified_on {date},
  waived_on {date},
  recipient text not null,
  financing text not null check (financing in ('share', 'gap', 'fixed', 'full')),
  rate {int} check (rate between 0 and 10000),
  amount_cents bigint not null check (amount_cents >= 0),
  eligible_cents bigint not null check (eligible_cents >= 0),
  total_cents bigint not null check (total_cents >= eligible_cents),
  rules text not null,
  drawable_from {date} not null,
  drawable_to {date} not null check (drawable_to >= drawable_from),
  work_from {date} not null,
  work_to {date} not null check (work_to >= work_from),
  bound_until {date},
  conditions text,
  reason text,
  proposal_id bigint not null unique references proposal(id),
  sample boolean not null,
  recorded_at {instant} not null,
  origin_id bigint not null references origin(id),
  audit_id bigint not null
);
create index decision_case on decision (case_id, version);
create index decision_audit on decision (audit_id);
create table decision_notice (
  id {id},
  decision_id bigint not null references decision(id),
  kind text not null check (kind in ('notified', 'waived')),
  day {date} not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index decision_notice_decision on decision_notice (decision_id);
create index decision_notice_audit on decision_notice (audit_id);
create table decision_year (
  id {id},
  decision_id bigint not null references decision(id),
  budget_year {int} not null check (budget_year between 1990 and 2100),
  backing text not null check (backing in ('cash', 'commitment')),
  amount_cents bigint not null check (amount_cents >= 0),
  audit_id bigint not null,
  unique (decision_id, budget_year, backing)
);
create index decision_year_audit on decision_year (audit_id);
create table plan_item (
  id {id},
  decision_id bigint not null references decision(id),
  budget_year {int} not null check (budget_year between 1990 and 2100),
  side text not null check (side in ('expenditure', 'financing')),
  item text not null,
  eligible boolean not null,
  amount_cents bigint not null check (amount_cents >= 0),
  audit_id bigint not null,
  unique (decision_id, budget_year, side, item, eligible)
);
create index plan_item_audit on plan_item (audit_id);
create table parameter (
  id {id},
  key text not null,
  value bigint not null,
  valid_on {date} not null,
  mode text not null check (mode in ('active', 'shadow', 'withdrawn')),
  source text not null,
  verified boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index parameter_key on parameter (key, valid_on, id);
create index parameter_audit on parameter (audit_id);
alter table ledger_entry add column case_id bigint references grant_case(id);
alter table ledger_entry add column authority_id bigint references authority(id);
alter table ledger_entry add column stems_from {int};
create index ledger_entry_case on ledger_entry (case_id);
create index ledger_entry_kind on ledger_entry (kind, source, value_date, id, budget_year, region_id, authority_id);
create index project_parent on project (parent_id);
drop index ledger_entry_sums;
create index ledger_entry_sums on ledger_entry (value_date, programme_id, kind, source, region_id, authority_id, budget_year, recorded_at, audit_id, precision, sample, amount_cents);
create table ledger_close (
  id {id},
  day {date} not null,
  audit_id bigint not null,
  sums_id bigint not null,
  recorded_at {instant} not null
);
create index ledger_close_day on ledger_close (day, audit_id);
create table ledger_close_sum (
  id {id},
  sums_id bigint not null,
  programme_id bigint not null,
  kind text not null,
  source text not null,
  region_id bigint,
  authority_id bigint,
  budget_year {int},
  precision text not null,
  sample boolean not null,
  amount_cents bigint not null,
  entries bigint not null
);
create index ledger_close_sum_sums on ledger_close_sum (sums_id);
"#;

const DOWN: &str = r#"
drop table ledger_close_sum;
drop table ledger_close;
drop index ledger_entry_sums;
create index ledger_entry_sums on ledger_entry (programme_id, kind, source, region_id, budget_year, value_date, recorded_at, precision, sample, amount_cents);
drop index project_parent;
drop index ledger_entry_kind;
drop index ledger_entry_case;
alter table ledger_entry drop column stems_from;
alter table ledger_entry drop column authority_id;
alter table ledger_entry drop column case_id;
drop table parameter;
drop table plan_item;
drop table decision_year;
drop table decision_notice;
drop table decision;
drop table grant_case;
drop table approval;
drop table proposal;
"#;

/// A counter-entry takes back exactly what it points at: the opposite amount of the same kind, source and project.
const COUNTER_SQLITE: &str = "create trigger ledger_entry_counter before insert on ledger_entry \
    when new.reverses_id is not null and not exists (select 1 from ledger_entry o where o.id = new.reverses_id \
    and o.amount_cents = -new.amount_cents and o.kind = new.kind and o.source = new.source \
    and o.project_id is new.project_id) \
    begin select raise(abort, 'a counter-entry must be the exact opposite of its entry'); end";

const COUNTER_POSTGRES: &str = "create function refuse_counter() returns trigger language plpgsql as \
    $$ begin if not exists (select 1 from ledger_entry o where o.id = new.reverses_id \
    and o.amount_cents = -new.amount_cents and o.kind = new.kind and o.source = new.source \
    and o.project_id is not distinct from new.project_id) then \
    raise exception 'a counter-entry must be the exact opposite of its entry'; end if; return new; end $$; \
    create trigger ledger_entry_counter before insert on ledger_entry for each row \
    when (new.reverses_id is not null) execute function refuse_counter()";
