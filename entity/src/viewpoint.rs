//! From when one looks: every figure, list and report is as of a day and as known at an instant.
use crate::clock::Now;
use chrono::{DateTime, NaiveDate, Utc};

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
