//! Who released an import that makes money binding: a fact of its own, so that the database holds the second person. And
//! on PostgreSQL no table of facts is emptied at once.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "import_release").await?;
        dialect::never_emptied(manager).await?;
        let guard = if dialect::is_postgres(manager) { RELEASED_POSTGRES } else { RELEASED_SQLITE };
        manager.get_connection().execute_unprepared(guard).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if dialect::is_postgres(manager) {
            connection
                .execute_unprepared("drop trigger import_run_released on import_run; drop function refuse_unreleased()")
                .await?;
            connection.execute_unprepared(EMPTIED_AGAIN).await?;
        } else {
            connection.execute_unprepared("drop trigger import_run_released").await?;
        }
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A release answers one request: an import that is put back and asked for anew is released anew. Nobody stands for
/// whoever runs the program on its own machine.
const UP: &str = r#"
create table import_release (
  id {id},
  run_id bigint not null references import_run(id),
  requested_by bigint references account(id),
  requested_at {instant} not null,
  released_by bigint references account(id),
  released_at {instant} not null,
  audit_id bigint not null,
  unique (run_id, requested_at),
  check (requested_by is null or released_by is null or released_by <> requested_by)
);
create index import_release_audit on import_release (audit_id);
"#;

const DOWN: &str = r#"
drop table import_release;
"#;

/// An import that booked something, or does not say what it booked, is applied only as it was released.
const RELEASED_SQLITE: &str = "create trigger import_run_released before update on import_run \
    when new.state = 'applied' and old.state not in ('applied', 'undoing') \
    and (new.apply_audit_id is null \
    or exists (select 1 from ledger_entry e where e.audit_id = new.apply_audit_id)) \
    and not exists (select 1 from import_release r where r.run_id = new.id and r.requested_at = new.requested_at \
    and r.requested_by is new.requested_by and r.released_by is new.applied_by) \
    begin select raise(abort, 'this import is not released by a second person'); end";

const RELEASED_POSTGRES: &str = "create function refuse_unreleased() returns trigger language plpgsql as \
    $$ begin if new.state = 'applied' and old.state not in ('applied', 'undoing') \
    and (new.apply_audit_id is null \
    or exists (select 1 from ledger_entry e where e.audit_id = new.apply_audit_id)) \
    and not exists (select 1 from import_release r where r.run_id = new.id and r.requested_at = new.requested_at \
    and r.requested_by is not distinct from new.requested_by \
    and r.released_by is not distinct from new.applied_by) \
    then raise exception 'this import is not released by a second person'; end if; return new; end $$; \
    create trigger import_run_released before update on import_run for each row execute function refuse_unreleased()";

const EMPTIED_AGAIN: &str = "do $$ declare found record; begin \
    for found in select c.relname as name, t.tgname as rule from pg_trigger t join pg_class c on c.oid = t.tgrelid \
    where t.tgfoid = 'refuse_change'::regproc and c.relnamespace = current_schema()::regnamespace \
    and t.tgname = c.relname || '_no_truncate' loop \
    execute format('drop trigger %I on %I', found.rule, found.name); end loop; end $$";
