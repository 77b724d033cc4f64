//! Where a fact comes from: a cell of an uploaded workbook, a person's entry, or a published text.
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a fact comes from: a cell of an uploaded workbook, a person's entry, or a published text.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "origin")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `cell`, `entry` or `published`.
    pub kind: String,
    /// The import, for a cell.
    pub run_id: Option<i64>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The address in the sheet, `M17`.
    pub cell: Option<String>,
    /// The text of the cell.
    pub raw: Option<String>,
    /// Its number format.
    pub number_format: Option<String>,
    /// The rule that read it.
    pub rule: Option<String>,
    /// Who entered it.
    pub account_id: Option<i64>,
    /// The published source.
    pub source: Option<String>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The origin of what the actor of a write enters by hand.
///
/// # Errors
/// The driver's error.
pub async fn entry(write: &crate::db::Write) -> Result<i64, DbErr> {
    insert(
        write,
        ActiveModel { kind: Set("entry".into()), account_id: Set(write.actor.account_id), ..Default::default() },
    )
    .await
}

/// The origin of what a published text says.
///
/// # Errors
/// The driver's error.
pub async fn published(write: &crate::db::Write, source: &str) -> Result<i64, DbErr> {
    insert(write, ActiveModel { kind: Set("published".into()), source: Set(Some(source.into())), ..Default::default() })
        .await
}

/// Records an origin and gives its key.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &crate::db::Write, origin: ActiveModel) -> Result<i64, DbErr> {
    Ok(Entity::insert(origin).exec(write.tx()).await?.last_insert_id)
}
