//! Sums that were asked for before. Every write moves the end of the audit chain, so a sum computed at the same end
//! is still right; the cache may be lost at any time, and other processes' writes make it stale by themselves.
use crate::{
    audit,
    db::Db,
    ledger::find::{By, Filter, Total, totals},
    viewpoint::Viewpoint,
};
use sea_orm::DbErr;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many different questions are remembered; beyond that the cache starts anew.
const QUESTIONS: usize = 512;

type Question = (Filter, Vec<By>, Viewpoint);

/// Remembered answers, all computed at one end of the audit chain.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Mutex<Remembered>>);

#[derive(Debug, Default)]
struct Remembered {
    audit_id: i64,
    answers: HashMap<Question, Arc<Vec<Total>>>,
}

/// Sums as [`totals`] gives them, from the cache when nothing was written since.
///
/// # Errors
/// The driver's error.
pub async fn remembered(db: &Db, filter: Filter, by: &[By], view: Viewpoint) -> Result<Arc<Vec<Total>>, DbErr> {
    let audit_id = audit::newest(db.read()).await?;
    let question = (filter, by.to_vec(), view);
    {
        let mut cache = db.cache().0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.audit_id != audit_id || cache.answers.len() > QUESTIONS {
            *cache = Remembered { audit_id, answers: HashMap::new() };
        } else if let Some(answer) = cache.answers.get(&question) {
            return Ok(Arc::clone(answer));
        }
    }
    let answer = Arc::new(totals(db.read(), &question.0, by, view).await?);
    let mut cache = db.cache().0.lock().unwrap_or_else(PoisonError::into_inner);
    // an answer computed while somebody wrote may already be newer than `audit_id`: harmless, it is dropped then
    if cache.audit_id == audit_id {
        cache.answers.insert(question, Arc::clone(&answer));
    }
    Ok(answer)
}
