//! An interest that somebody showed. Personal data: never in the audit trail, never in a log, deleted in time.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An interest that somebody showed. Personal data: never in the audit trail, never in a log, deleted in time.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "interest")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The solution.
    pub solution_id: i64,
    /// The municipality, 8 digits.
    pub ags: String,
    /// Where an answer goes, as it was typed.
    pub mailbox: String,
    /// The same in small letters; once for each solution.
    pub mailbox_folded: String,
    /// What was written, at most [`super::rules::MESSAGE`] characters.
    pub message: String,
    /// sha-256 of the token that confirms; none before a mail and after it was used.
    pub confirm_hash: Option<String>,
    /// sha-256 of the token that withdraws; none before a mail.
    pub withdraw_hash: Option<String>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When the mailbox was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// How often a mail was begun.
    pub mail_attempts: i32,
    /// When the mail is to be sent; none when it was, or was given up.
    pub mail_due_at: Option<DateTime<Utc>>,
}

/// Never print personal data.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("id", &self.id).field("ags", &self.ags).finish_non_exhaustive()
    }
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
