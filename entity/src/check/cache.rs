//! What the rules found before. Every write moves the end of the audit chain, so findings at the same end are still
//! right; the cache may be lost at any time.
use super::found::Found;
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
    found: HashMap<(Viewpoint, bool), Arc<Vec<Found>>>,
}

impl Cache {
    /// What was found from a viewpoint, with trials or without, if nothing was written since.
    pub(super) fn get(&self, audit_id: i64, view: Viewpoint, trials: bool) -> Option<Arc<Vec<Found>>> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (cache.audit_id == audit_id).then(|| cache.found.get(&(view, trials)).cloned()).flatten()
    }

    /// Remembers what was found when the chain ended there.
    pub(super) fn put(&self, audit_id: i64, view: Viewpoint, trials: bool, found: Arc<Vec<Found>>) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.audit_id > audit_id {
            return;
        }
        if cache.audit_id != audit_id || cache.found.len() >= VIEWPOINTS {
            *cache = Remembered { audit_id, ..Remembered::default() };
        }
        cache.found.insert((view, trials), found);
    }
}
