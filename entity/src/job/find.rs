//! Questions about jobs.
use super::{Kind, State, record};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// The newest job of a kind about a thing.
///
/// # Errors
/// The driver's error.
pub async fn newest(
    connection: &impl ConnectionTrait,
    kind: Kind,
    subject_id: i64,
) -> Result<Option<record::Model>, DbErr> {
    record::Entity::find()
        .filter(record::Column::Kind.eq(kind.key()))
        .filter(record::Column::SubjectId.eq(subject_id))
        .order_by_desc(record::Column::Id)
        .one(connection)
        .await
}

/// How many jobs wait.
///
/// # Errors
/// The driver's error.
pub async fn waiting(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    record::Entity::find().filter(record::Column::State.eq(State::Waiting.key())).count(connection).await
}
