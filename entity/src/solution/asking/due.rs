//! Which contacts are to be asked now, and which questions are settled. Housekeeping: it leaves no audit row.
use super::{AT_ONCE, VALID, mailbox_of, record};
use crate::{
    clock::Now,
    db::Db,
    refusal::Refusal,
    solution::{
        catalogue::{Catalogue, load::catalogue},
        gate::State,
    },
    viewpoint::Viewpoint,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use std::collections::{HashMap, HashSet};

/// Rows by key in one statement.
const ROWS: usize = 1_000;

/// The published sheets that are to be confirmed again and name a mailbox, by their solutions.
fn asked_for(all: &Catalogue) -> HashMap<i64, i64> {
    let due = all.entries.iter().filter(|entry| entry.state == State::ToConfirm);
    due.filter(|entry| mailbox_of(&entry.sheet).is_some())
        .filter_map(|entry| Some((entry.id, entry.gate.published?)))
        .collect()
}

/// Notes whom to ask, at most [`AT_ONCE`] at a time; each is asked once until the question is settled. Gives how many.
///
/// # Errors
/// The driver's error.
pub async fn note(db: &Db, now: Now) -> Result<usize, Refusal> {
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let due = asked_for(&all);
    let asked: HashSet<i64> =
        record::Entity::find().all(db.read()).await?.into_iter().map(|row| row.solution_id).collect();
    let mut new: Vec<(i64, i64)> = due.into_iter().filter(|(solution, _)| !asked.contains(solution)).collect();
    new.sort_unstable();
    new.truncate(AT_ONCE);
    for (solution_id, sheet_id) in &new {
        let row = record::ActiveModel {
            id: NotSet,
            solution_id: Set(*solution_id),
            sheet_id: Set(*sheet_id),
            link_hash: Set(None),
            asked_at: Set(now.instant),
            mail_attempts: Set(0),
            mail_due_at: Set(Some(now.instant)),
        };
        // another process may have been faster
        let once = OnConflict::column(record::Column::SolutionId).do_nothing().to_owned();
        record::Entity::insert(row).on_conflict(once).exec_without_returning(db.housekeeping()).await?;
    }
    Ok(new.len())
}

/// Forgets the questions that are settled: somebody confirmed or published the sheet, or it is no longer offered. Also those
/// whose mail did not leave while its link was good: nobody was asked, so [`note`] asks anew.
///
/// # Errors
/// The driver's error.
pub async fn clean_up(db: &Db, now: Now) -> Result<(), Refusal> {
    let asked = record::Entity::find().all(db.read()).await?;
    // most of the time there is nothing to do
    if asked.is_empty() {
        return Ok(());
    }
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let due = asked_for(&all);
    let is_settled = |row: &record::Model| due.get(&row.solution_id) != Some(&row.sheet_id);
    let never_left = |row: &record::Model| row.mail_due_at.is_some() && row.asked_at <= now.instant - VALID;
    let gone: Vec<i64> = asked.iter().filter(|row| is_settled(row) || never_left(row)).map(|row| row.id).collect();
    for ids in gone.chunks(ROWS) {
        let gone = record::Entity::delete_many().filter(record::Column::Id.is_in(ids.to_vec()));
        gone.exec(db.housekeeping()).await?;
    }
    Ok(())
}
