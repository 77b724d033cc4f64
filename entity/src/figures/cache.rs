//! Sums that were asked for before. Every write moves the end of the audit chain, so a sum computed at the same end
//! is still right; the cache may be lost at any time, and other processes' writes make it stale by themselves.
use crate::{
    actor::Rows,
    audit,
    db::Db,
    ledger::sums::{By, Filter, Total, totals},
    project::lifecycle::Stage,
    viewpoint::Viewpoint,
};
use sea_orm::DbErr;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    counts: HashMap<(Rows, Viewpoint), Arc<Counts>>,
    themes: HashMap<Rows, Arc<Themes>>,
}

/// Projects by region's slug and stage.
pub(crate) type Counts = BTreeMap<String, BTreeMap<Stage, u64>>;

/// Themes with how many projects have each.
pub(crate) type Themes = Vec<(String, u64)>;

impl Cache {
    /// What is remembered at this end of the chain; at another one, or beyond the bound, all is forgotten.
    fn at(&self, audit_id: i64) -> MutexGuard<'_, Remembered> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = cache.answers.len().max(cache.counts.len()).max(cache.themes.len());
        if cache.audit_id != audit_id || most > QUESTIONS {
            *cache = Remembered { audit_id, ..Remembered::default() };
        }
        cache
    }

    /// Remembers what was found when the chain ended there. If somebody wrote meanwhile it is dropped: it may already be
    /// newer than its end.
    fn remember(&self, audit_id: i64, found: impl FnOnce(&mut Remembered)) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.audit_id == audit_id {
            found(&mut cache);
        }
    }

    /// Counts of projects for those who reach the same rows, if nothing was written since.
    pub(crate) fn counts(&self, audit_id: i64, rows: &Rows, view: Viewpoint) -> Option<Arc<Counts>> {
        self.at(audit_id).counts.get(&(rows.clone(), view)).cloned()
    }

    /// Remembers counts that were made when the chain ended there.
    pub(crate) fn remember_counts(&self, audit_id: i64, rows: Rows, view: Viewpoint, counts: Arc<Counts>) {
        self.remember(audit_id, |cache| drop(cache.counts.insert((rows, view), counts)));
    }

    /// Today's themes for those who reach the same rows, if nothing was written since.
    pub(crate) fn themes(&self, audit_id: i64, rows: &Rows) -> Option<Arc<Themes>> {
        self.at(audit_id).themes.get(rows).cloned()
    }

    /// Remembers themes that were counted when the chain ended there.
    pub(crate) fn remember_themes(&self, audit_id: i64, rows: Rows, themes: Arc<Themes>) {
        self.remember(audit_id, |cache| drop(cache.themes.insert(rows, themes)));
    }
}

/// Sums as [`totals`] gives them, from the cache when nothing was written since.
///
/// # Errors
/// The driver's error.
pub async fn remembered(db: &Db, filter: Filter, by: &[By], view: Viewpoint) -> Result<Arc<Vec<Total>>, DbErr> {
    let audit_id = audit::newest(db.read()).await?;
    let question = (filter, by.to_vec(), view);
    if let Some(answer) = db.cache().at(audit_id).answers.get(&question) {
        return Ok(Arc::clone(answer));
    }
    let answer = Arc::new(totals(db.read(), &question.0, by, view).await?);
    db.cache().remember(audit_id, |cache| drop(cache.answers.insert(question, Arc::clone(&answer))));
    Ok(answer)
}
