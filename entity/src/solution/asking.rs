//! The contact of a solution is asked once a year by mail whether its sheet is still right, and confirms it without an
//! account by the link of the mail. One mail for each time a confirmation is due; what is not answered stays marked as
//! due. The mailbox is read from the published sheet and kept nowhere else; that it was asked is forgotten as soon as the
//! question is settled.
pub mod confirm;
pub mod due;
pub mod letter;
pub mod record;

use super::sheet::{Sheet, field::Field};
use crate::interest::rules::mailbox;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

/// How long the link of a mail is good.
pub const VALID: TimeDelta = TimeDelta::days(30);
/// So many questions begin at a time.
pub const AT_ONCE: usize = 50;

/// The mailbox in the contact of a sheet. None where it names none, or several: then nobody knows which one to ask.
#[must_use]
pub fn mailbox_of(sheet: &Sheet) -> Option<String> {
    let around = |c: char| matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '.' | '"' | '„' | '“');
    let words = sheet.text(Field::Contact).split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'));
    let mut found: Vec<String> =
        words.map(|word| word.trim_matches(around)).filter_map(|word| mailbox(word).ok()).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}

/// How the question stands to a contact whose confirmation is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// It arose then, and nobody has answered.
    Open(DateTime<Utc>),
    /// It is not asked: the contact does not name exactly one mailbox.
    NoMailbox,
}

/// The question to the contact of a sheet that everybody sees and that is to be confirmed again; none where it did not
/// arise, as without a mail server.
///
/// # Errors
/// The driver's error.
pub async fn question(
    connection: &impl ConnectionTrait,
    solution_id: i64,
    sheet: &Sheet,
) -> Result<Option<Question>, DbErr> {
    if mailbox_of(sheet).is_none() {
        return Ok(Some(Question::NoMailbox));
    }
    let asked = record::Entity::find().filter(record::Column::SolutionId.eq(solution_id)).one(connection).await?;
    Ok(asked.map(|row| Question::Open(row.asked_at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mailbox_is_found_where_there_is_one() {
        for (contact, mailbox) in [
            ("digital@aachen.example", Some("digital@aachen.example")),
            ("Amt für Digitales <digital@aachen.example>", Some("digital@aachen.example")),
            ("Amt für Digitales (digital@aachen.example).", Some("digital@aachen.example")),
            ("digital@aachen.example, digital@aachen.example", Some("digital@aachen.example")),
            ("a@aachen.example; b@aachen.example", None),
            ("Amt für Digitales, Tel. 0241 1", None),
            ("digital@aachen.example\r\nBcc: x@y.example", None),
            ("", None),
        ] {
            let mut sheet = Sheet::default();
            sheet.set(Field::Contact, vec![contact.into()]);
            assert_eq!(mailbox_of(&sheet).as_deref(), mailbox, "{contact}");
        }
    }
}
