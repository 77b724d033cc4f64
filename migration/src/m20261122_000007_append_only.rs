//! The last defence: facts, money, origins and the audit trail are never changed or deleted, not even by a
//! careless query. Both databases hold this with triggers.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables whose rows are facts.
const TABLES: [&str; 5] = ["ledger_entry", "project_fact", "adoption", "origin", "audit"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = dialect::is_postgres(manager);
        let connection = manager.get_connection();
        if postgres {
            connection
                .execute_unprepared(
                    "create function refuse_change() returns trigger language plpgsql as \
                     $$ begin raise exception 'append-only table %', tg_table_name; end $$",
                )
                .await?;
        }
        for table in TABLES {
            for verb in ["update", "delete"] {
                let sql = if postgres {
                    format!(
                        "create trigger {table}_no_{verb} before {verb} on {table} \
                         for each row execute function refuse_change()"
                    )
                } else {
                    format!(
                        "create trigger {table}_no_{verb} before {verb} on {table} \
                         begin select raise(abort, 'append-only table {table}'); end"
                    )
                };
                connection.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = dialect::is_postgres(manager);
        let connection = manager.get_connection();
        for table in TABLES {
            for verb in ["update", "delete"] {
                let on = if postgres { format!(" on {table}") } else { String::new() };
                connection.execute_unprepared(&format!("drop trigger {table}_no_{verb}{on}")).await?;
            }
        }
        if postgres {
            connection.execute_unprepared("drop function refuse_change()").await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
