//! From when one looks: every figure, list and report is as of a day and as known at an instant.
use crate::clock::Now;
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// The two times of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Viewpoint {
    /// Facts valid on or before this day count.
    pub as_of: NaiveDate,
    /// Facts recorded at or before this instant count; `None` is "as known now".
    pub known_at: Option<DateTime<Utc>>,
    /// Whether `as_of` is today; then current rows may answer.
    pub today: bool,
}

impl Viewpoint {
    /// Today, as known now.
    #[must_use]
    pub fn now(now: &Now) -> Self {
        Self { as_of: now.today, known_at: None, today: true }
    }

    /// As of a day and as known at an instant; what is not given is now.
    #[must_use]
    pub fn new(now: &Now, as_of: Option<NaiveDate>, known_at: Option<DateTime<Utc>>) -> Self {
        let as_of = as_of.unwrap_or(now.today);
        Self { as_of, known_at: known_at.filter(|known| *known < now.instant), today: as_of == now.today }
    }

    /// Whether this is simply "now", so that rows kept current may answer instead of facts.
    #[must_use]
    pub fn is_now(&self) -> bool {
        self.today && self.known_at.is_none()
    }
}

/// Of so many other viewpoints than today's something is kept; beyond that the oldest goes.
const OTHERS: usize = 6;

/// Something dear, kept by the viewpoint it was made for: that of today always, of the others the newest few. Days that
/// one visitor looks back to cost no other visitor today's.
#[derive(Debug)]
pub struct Kept<T>(Vec<(Viewpoint, Arc<T>)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Kept<T> {
    /// What was kept for a viewpoint.
    #[must_use]
    pub fn get(&self, view: Viewpoint) -> Option<Arc<T>> {
        self.0.iter().find(|(kept, _)| *kept == view).map(|(_, value)| Arc::clone(value))
    }

    /// Keeps something for a viewpoint, in place of what was kept for it. Yesterday's today is given up.
    pub fn put(&mut self, view: Viewpoint, value: Arc<T>) {
        self.0.retain(|(kept, _)| *kept != view && !(view.is_now() && kept.is_now()));
        let others = self.0.iter().filter(|(kept, _)| !kept.is_now()).count();
        if !view.is_now()
            && others >= OTHERS
            && let Some(oldest) = self.0.iter().position(|(kept, _)| !kept.is_now())
        {
            self.0.remove(oldest);
        }
        self.0.push((view, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn todays_is_kept_and_the_oldest_of_the_others_goes() {
        let now = |day: &str| Now::at(format!("{day}T09:00:00Z").parse().expect("an instant"));
        let today = now("2026-11-22");
        let then = |day: u32| Viewpoint::new(&today, NaiveDate::from_ymd_opt(2025, 1, day), None);
        let mut kept = Kept::default();
        kept.put(Viewpoint::now(&today), Arc::new(0));
        for day in 1..=7 {
            kept.put(then(day), Arc::new(day));
        }
        let found = |kept: &Kept<u32>, view| kept.get(view).map(|value| *value);
        assert_eq!(found(&kept, Viewpoint::now(&today)), Some(0));
        assert_eq!((1..=7).filter_map(|day| found(&kept, then(day))).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        kept.put(then(3), Arc::new(33));
        assert_eq!((found(&kept, then(3)), found(&kept, then(2))), (Some(33), Some(2)), "the same again costs nothing");
        let tomorrow = Viewpoint::now(&now("2026-11-23"));
        kept.put(tomorrow, Arc::new(8));
        assert_eq!((found(&kept, Viewpoint::now(&today)), found(&kept, tomorrow)), (None, Some(8)));
        let known = Viewpoint::new(&today, None, "2026-11-22T08:00:00Z".parse().ok());
        kept.put(known, Arc::new(9));
        assert_eq!((found(&kept, known), found(&kept, then(2))), (Some(9), None), "as known earlier is not now");
    }
}
