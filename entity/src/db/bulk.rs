//! Many rows with few statements: building one statement's text for each thousand rows costs more than inserting them.
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, EntityName, EntityTrait,
    IdenStatic, Iterable, Statement, Value,
};
use std::fmt::Write as _;

/// Values bound to one statement; SQLite takes at most 32,766, and more than a few thousand gain nothing.
const VALUES_AT_ONCE: usize = 6_000;

/// Inserts rows in their order. All set the same columns: those that the first one sets.
///
/// # Errors
/// The driver's error.
pub(crate) async fn insert<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    rows: impl IntoIterator<Item = A>,
) -> Result<(), DbErr> {
    let mut rows = rows.into_iter().peekable();
    let Some(first) = rows.peek() else { return Ok(()) };
    let columns: Vec<<A::Entity as EntityTrait>::Column> =
        <A::Entity as EntityTrait>::Column::iter().filter(|column| !first.is_not_set(*column)).collect();
    let at_once = (VALUES_AT_ONCE / columns.len().max(1)).max(1);
    let backend = tx.get_database_backend();
    let full = text::<A>(backend, &columns, at_once);
    let mut values: Vec<Value> = Vec::with_capacity(at_once * columns.len());
    let mut count = 0;
    while let Some(mut row) = rows.next() {
        for column in &columns {
            let value = row.take(*column).into_value();
            values.push(value.ok_or_else(|| DbErr::AttrNotSet(column.as_str().to_owned()))?);
        }
        count += 1;
        if count == at_once || rows.peek().is_none() {
            let sql = if count == at_once { full.clone() } else { text::<A>(backend, &columns, count) };
            let bound = std::mem::replace(&mut values, Vec::with_capacity(at_once * columns.len()));
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, bound)).await?;
            count = 0;
        }
    }
    Ok(())
}

fn text<A: ActiveModelTrait>(
    backend: DatabaseBackend,
    columns: &[<A::Entity as EntityTrait>::Column],
    rows: usize,
) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let mut sql =
        format!("insert into \"{}\" ({}) values ", <A::Entity as Default>::default().table_name(), names.join(", "));
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            if column > 0 {
                sql.push_str(", ");
            }
            number += 1;
            // writing into a string cannot fail
            let _ = match backend {
                DatabaseBackend::Postgres => write!(sql, "${number}"),
                _ => write!(sql, "?"),
            };
        }
        sql.push(')');
    }
    sql
}

/// Sets so many keys of a table aside for the write that holds the lock, and gives the first of them.
///
/// # Errors
/// The driver's error.
pub(crate) async fn reserve<E: EntityTrait>(tx: &DatabaseTransaction, count: usize) -> Result<i64, DbErr> {
    let table = E::default();
    let table = table.table_name();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let backend = tx.get_database_backend();
    let row = match backend {
        DatabaseBackend::Postgres => {
            let sql = format!(
                "select setval(s, nextval(s) + {} - 1) as last from \
                 (select pg_get_serial_sequence('{table}', 'id')::regclass as s) as q",
                count.max(1)
            );
            tx.query_one_raw(Statement::from_string(backend, sql)).await?
        }
        _ => {
            let sql = format!("select seq as last from sqlite_sequence where name = '{table}'");
            tx.query_one_raw(Statement::from_string(backend, sql)).await?
        }
    };
    let last: i64 = match row {
        Some(row) => row.try_get("", "last")?,
        None => 0,
    };
    Ok(if backend == DatabaseBackend::Postgres { last - count.max(1) + 1 } else { last + 1 })
}
