//! What the rules found before. Every write moves the end of the audit chain, so findings at the same end are still
//! right; the cache may be lost at any time.
use super::run::Outcome;
use crate::viewpoint::Viewpoint;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// From so many viewpoints findings are remembered; beyond that the cache starts anew.
const VIEWPOINTS: usize = 8;

/// Remembered findings, all made at one end of the audit chain.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Mutex<Remembered>>);

#[derive(Debug, Default)]
struct Remembered {
    audit_id: i64,
    outcomes: HashMap<(Viewpoint, bool), Arc<Outcome>>,
}

impl Cache {
    /// What was found from a viewpoint, with trials or without, if nothing was written since.
    pub(super) fn get(&self, audit_id: i64, view: Viewpoint, trials: bool) -> Option<Arc<Outcome>> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (cache.audit_id == audit_id).then(|| cache.outcomes.get(&(view, trials)).cloned()).flatten()
    }

    /// Remembers what was found when the chain ended there.
    pub(super) fn put(&self, audit_id: i64, view: Viewpoint, trials: bool, outcome: Arc<Outcome>) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.audit_id > audit_id {
            return;
        }
        if cache.audit_id != audit_id || cache.outcomes.len() >= VIEWPOINTS {
            *cache = Remembered { audit_id, ..Remembered::default() };
        }
        cache.outcomes.insert((view, trials), outcome);
    }
}
