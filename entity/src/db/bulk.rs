//! Many rows with few statements: building one statement's text for each thousand rows costs more than inserting them.
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ColumnType, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr,
    EntityName, EntityTrait, IdenStatic, Iterable, Statement, Value,
};
use std::{fmt::Write as _, iter::Peekable};

/// Values bound to one statement on SQLite; it takes at most 32,766, and more than a few thousand gain nothing.
const VALUES_AT_ONCE: usize = 6_000;

/// Rows in one statement on PostgreSQL.
const ROWS_AT_ONCE: usize = 5_000;

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
    match tx.get_database_backend() {
        DatabaseBackend::Postgres => as_arrays(tx, rows, &columns).await,
        _ => as_values(tx, rows, &columns).await,
    }
}

/// The value that a row sets.
fn value<A: ActiveModelTrait>(row: &mut A, column: <A::Entity as EntityTrait>::Column) -> Result<Value, DbErr> {
    row.take(column).into_value().ok_or_else(|| DbErr::AttrNotSet(column.as_str().to_owned()))
}

/// PostgreSQL takes many rows as one array for each column, quicker than as JSON, whose keys it reads again and again, and
/// than as thousands of values that it has to plan with.
async fn as_arrays<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    mut rows: Peekable<impl Iterator<Item = A>>,
    columns: &[<A::Entity as EntityTrait>::Column],
) -> Result<(), DbErr> {
    let table = <A::Entity as Default>::default();
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let arrays = columns.iter().enumerate().map(|(at, column)| {
        let kind = array_type(column.def().get_column_type())?;
        Ok(format!("cast(${} as {kind})", at + 1))
    });
    let sql = format!(
        "insert into \"{}\" ({}) select * from unnest({})",
        table.table_name(),
        names.join(", "),
        arrays.collect::<Result<Vec<_>, DbErr>>()?.join(", ")
    );
    while rows.peek().is_some() {
        let mut arrays = vec![String::from("{"); columns.len()];
        for mut row in rows.by_ref().take(ROWS_AT_ONCE) {
            for (array, column) in arrays.iter_mut().zip(columns) {
                if array.len() > 1 {
                    array.push(',');
                }
                element(array, &value(&mut row, *column)?)?;
            }
        }
        let values = arrays.into_iter().map(|mut array| {
            array.push('}');
            Value::from(array)
        });
        tx.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Postgres, sql.clone(), values)).await?;
    }
    Ok(())
}

/// What PostgreSQL calls an array of a column's values.
fn array_type(kind: &ColumnType) -> Result<&'static str, DbErr> {
    Ok(match kind {
        ColumnType::Boolean => "boolean[]",
        ColumnType::Integer => "integer[]",
        ColumnType::BigInteger => "bigint[]",
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text => "text[]",
        ColumnType::Date => "date[]",
        ColumnType::TimestampWithTimeZone => "timestamptz[]",
        other => return Err(DbErr::Type(format!("no such column in many rows at once: {other:?}"))),
    })
}

/// Writes a value as an array's text has it: <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>.
fn element(array: &mut String, value: &Value) -> Result<(), DbErr> {
    // writing into a string cannot fail
    let _ = match value {
        Value::Bool(Some(value)) => write!(array, "{value}"),
        Value::Int(Some(value)) => write!(array, "{value}"),
        Value::BigInt(Some(value)) => write!(array, "{value}"),
        Value::ChronoDate(Some(day)) => write!(array, "{day}"),
        Value::ChronoDateTimeUtc(Some(instant)) => write!(array, "{}", instant.to_rfc3339()),
        Value::String(Some(text)) => {
            array.push('"');
            for character in text.chars() {
                if matches!(character, '"' | '\\') {
                    array.push('\\');
                }
                array.push(character);
            }
            array.push('"');
            Ok(())
        }
        Value::Bool(None)
        | Value::Int(None)
        | Value::BigInt(None)
        | Value::ChronoDate(None)
        | Value::ChronoDateTimeUtc(None)
        | Value::String(None) => write!(array, "NULL"),
        other => return Err(DbErr::Type(format!("no such value in many rows at once: {other:?}"))),
    };
    Ok(())
}

async fn as_values<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    mut rows: Peekable<impl Iterator<Item = A>>,
    columns: &[<A::Entity as EntityTrait>::Column],
) -> Result<(), DbErr> {
    let at_once = (VALUES_AT_ONCE / columns.len().max(1)).max(1);
    let backend = tx.get_database_backend();
    let full = text::<A>(columns, at_once);
    let mut values: Vec<Value> = Vec::with_capacity(at_once * columns.len());
    let mut count = 0;
    while let Some(mut row) = rows.next() {
        for column in columns {
            values.push(value(&mut row, *column)?);
        }
        count += 1;
        if count == at_once || rows.peek().is_none() {
            let sql = if count == at_once { full.clone() } else { text::<A>(columns, count) };
            let bound = std::mem::replace(&mut values, Vec::with_capacity(at_once * columns.len()));
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, bound)).await?;
            count = 0;
        }
    }
    Ok(())
}

fn text<A: ActiveModelTrait>(columns: &[<A::Entity as EntityTrait>::Column], rows: usize) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let mut sql =
        format!("insert into \"{}\" ({}) values ", <A::Entity as Default>::default().table_name(), names.join(", "));
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    for at in 0..rows {
        sql.push_str(if at == 0 { "" } else { ", " });
        sql.push_str(&row);
    }
    sql
}

/// Rows that one update changes; SQLite takes at most 32,766 values in a statement.
const UPDATED_AT_ONCE: usize = 1_000;

/// Sets columns of many rows: each row is its key and the values of the columns, which are named with their types.
///
/// # Errors
/// The driver's error.
pub(crate) async fn update<E: EntityTrait, const N: usize>(
    tx: &DatabaseTransaction,
    columns: [(E::Column, &str); N],
    rows: &[(i64, [Value; N])],
) -> Result<(), DbErr> {
    let table = E::default();
    let table = table.table_name();
    let sets = columns.iter().enumerate().map(|(at, (column, _))| format!("{} = v.column{}", column.as_str(), at + 2));
    let sets = sets.collect::<Vec<_>>().join(", ");
    for some in rows.chunks(UPDATED_AT_ONCE) {
        let mut number = 0;
        let mut bound = |kind: &str| {
            number += 1;
            format!("cast(${number} as {kind})")
        };
        let list: Vec<String> = some
            .iter()
            .map(|_| {
                let row: Vec<String> =
                    std::iter::once("bigint").chain(columns.iter().map(|(_, kind)| *kind)).map(&mut bound).collect();
                format!("({})", row.join(", "))
            })
            .collect();
        let list = list.join(", ");
        let sql = format!("update {table} set {sets} from (values {list}) as v where {table}.id = v.column1");
        let values =
            some.iter().flat_map(|(id, values)| std::iter::once(Value::from(*id)).chain(values.iter().cloned()));
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    }
    Ok(())
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
