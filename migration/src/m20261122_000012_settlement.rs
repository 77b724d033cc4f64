//! What becomes of a grant: calls for money with their answers, proofs of use with their items, and the notes of those
//! who checked them.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this migration, all of whose rows are facts.
const FACTS: [&str; 6] = ["draw", "draw_answer", "proof", "proof_item", "review", "review_item"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in FACTS {
            dialect::append_only(manager, table).await?;
        }
        let once = if dialect::is_postgres(manager) { ONCE_POSTGRES } else { ONCE_SQLITE };
        manager.get_connection().execute_unprepared(once).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = if dialect::is_postgres(manager) {
            "drop trigger draw_answer_once on draw_answer; drop function refuse_second_answer()"
        } else {
            "drop trigger draw_answer_once"
        };
        manager.get_connection().execute_unprepared(drop).await?;
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table draw (
  id {id},
  case_id bigint not null references grant_case(id),
  decision_id bigint not null references decision(id),
  requested_on {date} not null,
  amount_cents bigint not null check (amount_cents > 0),
  needed_until {date} not null,
  spent_before_cents bigint not null check (spent_before_cents >= 0),
  own_before_cents bigint not null check (own_before_cents >= 0),
  budget_year {int} not null check (budget_year between 1990 and 2100),
  reference text,
  entry_id bigint not null unique references ledger_entry(id),
  sample boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index draw_case on draw (case_id);
create index draw_audit on draw (audit_id);
create table draw_answer (
  id {id},
  draw_id bigint not null references draw(id),
  attempt {int} not null check (attempt >= 1),
  verdict text not null check (verdict in ('paid', 'refused')),
  dated_on {date} not null,
  amount_cents bigint not null check (amount_cents >= 0),
  reason text,
  entry_id bigint not null unique references ledger_entry(id),
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (draw_id, attempt),
  check ((verdict = 'paid') = (amount_cents > 0)),
  check (verdict = 'paid' or reason is not null)
);
create index draw_answer_audit on draw_answer (audit_id);
create table proof (
  id {id},
  case_id bigint not null references grant_case(id),
  decision_id bigint not null references decision(id),
  kind text not null check (kind in ('interim', 'final')),
  budget_year {int} check (budget_year between 1990 and 2100),
  covers_to {date} not null,
  received_on {date} not null,
  narrative boolean not null,
  confirmed boolean not null,
  reference text,
  sample boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  check ((kind = 'interim') = (budget_year is not null))
);
create index proof_case on proof (case_id);
create index proof_audit on proof (audit_id);
create table proof_item (
  id {id},
  proof_id bigint not null references proof(id),
  budget_year {int} not null check (budget_year between 1990 and 2100),
  side text not null check (side in ('expenditure', 'financing')),
  item text not null,
  eligible boolean not null,
  amount_cents bigint not null check (amount_cents > 0),
  audit_id bigint not null,
  unique (proof_id, budget_year, side, item, eligible)
);
create index proof_item_audit on proof_item (audit_id);
create table review (
  id {id},
  proof_id bigint not null unique references proof(id),
  entered_by bigint not null references account(id),
  checked_on {date} not null,
  known_on {date} not null,
  scope text not null check (scope in ('full', 'sample')),
  result text not null,
  sample boolean not null,
  recorded_at {instant} not null,
  recorded_by bigint not null references account(id),
  audit_id bigint not null,
  check (recorded_by <> entered_by)
);
create index review_audit on review (audit_id);
create table review_item (
  id {id},
  review_id bigint not null references review(id),
  budget_year {int} not null check (budget_year between 1990 and 2100),
  item text not null,
  amount_cents bigint not null check (amount_cents >= 0),
  audit_id bigint not null,
  unique (review_id, budget_year, item)
);
create index review_item_audit on review_item (audit_id);
"#;

const DOWN: &str = r#"
drop table review_item;
drop table review;
drop table proof_item;
drop table proof;
drop table draw_answer;
drop table draw;
"#;

/// A call has one answer that stands: another one only after the entry of the one before was taken back.
const ONCE_SQLITE: &str = "create trigger draw_answer_once before insert on draw_answer \
    when exists (select 1 from draw_answer a where a.draw_id = new.draw_id \
    and not exists (select 1 from ledger_entry e where e.reverses_id = a.entry_id)) \
    begin select raise(abort, 'this call is answered already'); end";

const ONCE_POSTGRES: &str = "create function refuse_second_answer() returns trigger language plpgsql as \
    $$ begin if exists (select 1 from draw_answer a where a.draw_id = new.draw_id \
    and not exists (select 1 from ledger_entry e where e.reverses_id = a.entry_id)) then \
    raise exception 'this call is answered already'; end if; return new; end $$; \
    create trigger draw_answer_once before insert on draw_answer for each row \
    execute function refuse_second_answer()";
