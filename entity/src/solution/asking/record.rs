//! That the contact of a solution was asked.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// That the contact of a solution was asked; gone when the question is settled.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "contact_question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution; it is asked about once at a time.
    pub solution_id: i64,
    /// The published sheet that it is about.
    pub sheet_id: i64,
    /// sha-256 of the link's token; none before a mail.
    pub link_hash: Option<String>,
    /// When the question arose; the link is good for [`super::VALID`] from then.
    pub asked_at: DateTime<Utc>,
    /// How often a mail was begun.
    pub mail_attempts: i32,
    /// When the mail is to be sent; none when it was, or when no server takes it.
    pub mail_due_at: Option<DateTime<Utc>>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
