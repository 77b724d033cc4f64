//! What was recorded about a claim is taken back one by one; a Niederschlagung is a kind of money of its own, may be for a
//! time, and ends when the claim is taken up again.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The kinds of the ledger before this migration.
const KINDS: &str = "'ceiling', 'appropriation', 'planned', 'granted', 'requested', 'paid', 'spent', 'recognised', \
    'reclaimed', 'repaid', 'cofunding_pledged', 'cofunding_contracted', 'cofunding_received', 'cofunding_proven', \
    'carry_over', 'blocked', 'commitment', 'allocated', 'frame', 'interest_claimed', 'interest_paid', 'written_off'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kinds(manager, "", ", 'shelved'").await?;
        dialect::run(manager, UP).await?;
        once_a_day(manager, false).await?;
        for table in ["claim_reversal", "claim_resumption"] {
            dialect::append_only(manager, table).await?;
        }
        dialect::never_emptied(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        once_a_day(manager, true).await?;
        dialect::run(manager, DOWN).await?;
        kinds(manager, ", 'shelved'", "").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn kinds(manager: &SchemaManager<'_>, before: &str, after: &str) -> Result<(), DbErr> {
    let list = |more: &str| format!("kind in ({KINDS}{more})");
    dialect::recheck(manager, ("ledger_entry", "kind"), &list(before), &list(after)).await
}

/// Whether the database allows one decision about interest from a day only. One that was taken back is followed by another
/// from the same day. SQLite cannot drop a uniqueness: the table is made anew with its rows.
async fn once_a_day(manager: &SchemaManager<'_>, once: bool) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if dialect::is_postgres(manager) {
        let name = "claim_interest_claim_id_from_on_key";
        let sql = match once {
            true => format!("alter table claim_interest add constraint {name} unique (claim_id, from_on)"),
            false => format!("alter table claim_interest drop constraint {name}"),
        };
        connection.execute_unprepared(&sql).await?;
        let index = match once {
            true => "drop index claim_interest_claim",
            false => "create index claim_interest_claim on claim_interest (claim_id)",
        };
        connection.execute_unprepared(index).await?;
        return Ok(());
    }
    let unique = if once { ",\n  unique (claim_id, from_on)" } else { "" };
    dialect::run(manager, &ANEW.replace("{unique}", unique)).await?;
    if !once {
        connection.execute_unprepared("create index claim_interest_claim on claim_interest (claim_id)").await?;
    }
    dialect::append_only(manager, "claim_interest").await
}

const ANEW: &str = r#"
create table claim_interest_anew (
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
  audit_id bigint not null{unique}
);
insert into claim_interest_anew (id, claim_id, from_on, to_on, dated_on, amount_cents, reference, recorded_at, recorded_by, origin_id, audit_id) select id, claim_id, from_on, to_on, dated_on, amount_cents, reference, recorded_at, recorded_by, origin_id, audit_id from claim_interest;
drop table claim_interest;
alter table claim_interest_anew rename to claim_interest;
create index claim_interest_audit on claim_interest (audit_id);
"#;

const UP: &str = r#"
create table claim_reversal (
  id {id},
  claim_id bigint not null references claim(id),
  fact text not null check (fact in ('claim', 'payment', 'interest', 'instalments')),
  fact_id bigint not null,
  reason text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (fact, fact_id)
);
create index claim_reversal_claim on claim_reversal (claim_id);
create index claim_reversal_audit on claim_reversal (audit_id);
alter table write_off add column shelved_until {date} check (shelved_until is null or kind = 'niederschlagung');
create table claim_resumption (
  id {id},
  write_off_id bigint not null unique references write_off(id),
  resumed_on {date} not null,
  reason text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null
);
create index claim_resumption_audit on claim_resumption (audit_id);
"#;

const DOWN: &str = r#"
drop table claim_resumption;
alter table write_off drop column shelved_until;
drop table claim_reversal;
"#;
