//! How far applying is, and whether somebody called it off: known to this process only, because the transaction that
//! applies a list keeps every other write waiting. It may be lost: the job begins again.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The long imports of this process, by run.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<i64, How>>>);

#[derive(Debug, Clone, Copy, Default)]
struct How {
    done: usize,
    total: usize,
    called_off: bool,
}

impl UnderWay {
    fn all(&self) -> MutexGuard<'_, HashMap<i64, How>> {
        // a panic between two numbers leaves nothing half
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how far a run is; `false` when somebody called it off.
    pub fn note(&self, run_id: i64, done: usize, total: usize) -> bool {
        let mut all = self.all();
        let how = all.entry(run_id).or_default();
        (how.done, how.total) = (done, total);
        !how.called_off
    }

    /// How many of how many rows are done, where this process works on it.
    #[must_use]
    pub fn how_far(&self, run_id: i64) -> Option<(i64, i64)> {
        let how = *self.all().get(&run_id)?;
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        (how.total > 0).then(|| (number(how.done), number(how.total)))
    }

    /// Calls a run off, so that its transaction ends and the one who cancels need not wait for it.
    pub fn call_off(&self, run_id: i64) {
        self.all().entry(run_id).or_default().called_off = true;
    }

    /// Whether somebody called a run off.
    #[must_use]
    pub fn is_called_off(&self, run_id: i64) -> bool {
        self.all().get(&run_id).is_some_and(|how| how.called_off)
    }

    /// Forgets a run.
    pub fn forget(&self, run_id: i64) {
        self.all().remove(&run_id);
    }
}
