//! Many small rows handed over as one text: SQLite's driver carries each row, and each of its values, from its thread to
//! ours, which takes several times as long as finding them.
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, IdenStatic, QuerySelect, QueryTrait, Select, Statement,
    sea_query::SimpleExpr,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, Unexpected, Visitor},
};
use std::fmt;

/// The wanted columns of the rows that a question finds, as tuples in its order.
///
/// # Errors
/// The driver's error; a tuple that the columns do not fit.
pub(crate) async fn rows<E: EntityTrait, T: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    question: Select<E>,
    columns: &[E::Column],
) -> Result<Vec<T>, DbErr> {
    rows_with(connection, question, columns, []).await
}

/// The same, with computed values after the columns.
///
/// # Errors
/// As [`rows`].
pub(crate) async fn rows_with<E: EntityTrait, T: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    question: Select<E>,
    columns: &[E::Column],
    computed: impl IntoIterator<Item = SimpleExpr>,
) -> Result<Vec<T>, DbErr> {
    let mut question = columns.iter().fold(question.select_only(), |question, column| question.column(*column));
    let mut names: Vec<String> = columns.iter().map(|column| column.as_str().to_owned()).collect();
    for (at, value) in computed.into_iter().enumerate() {
        let name = format!("computed_{at}");
        question = question.expr_as(value, name.clone());
        names.push(name);
    }
    fetch(connection, &question, &names).await
}

async fn fetch<E: EntityTrait, T: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    question: &Select<E>,
    names: &[String],
) -> Result<Vec<T>, DbErr> {
    let backend = connection.get_database_backend();
    let question = question.build(backend);
    let names: Vec<String> = names.iter().map(|name| format!("q.\"{name}\"")).collect();
    let names = names.join(", ");
    let list = match backend {
        DatabaseBackend::Postgres => format!("cast(json_agg(json_build_array({names})) as text)"),
        _ => format!("json_group_array(json_array({names}))"),
    };
    let sql = format!("select {list} as packed from ({}) as q", question.sql);
    let statement = Statement { sql, ..question };
    let Some(found) = connection.query_one_raw(statement).await? else { return Ok(Vec::new()) };
    let packed: Option<String> = found.try_get("", "packed")?;
    match packed {
        Some(packed) => serde_json::from_str(&packed).map_err(|error| DbErr::Json(error.to_string())),
        None => Ok(Vec::new()),
    }
}

/// Yes or no: SQLite says 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct YesOrNo;
        impl Visitor<'_> for YesOrNo {
            type Value = Flag;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("true, false, 1 or 0")
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Flag, E> {
                Ok(Flag(value))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Flag, E> {
                match value {
                    0 => Ok(Flag(false)),
                    1 => Ok(Flag(true)),
                    other => Err(E::invalid_value(Unexpected::Unsigned(other), &self)),
                }
            }
        }
        deserializer.deserialize_any(YesOrNo)
    }
}
