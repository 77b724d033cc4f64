//! What time it is. Nothing in `entity` reads the wall clock by itself.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The instant and the day at which something happens. Deadlines are judged in Berlin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Truncated to microseconds: PostgreSQL keeps no more.
    pub instant: DateTime<Utc>,
    /// The day in Berlin.
    pub today: NaiveDate,
}

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set: microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Now {
        let instant = match self {
            Self::System => Utc::now(),
            Self::Fixed(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
        };
        Now::at(instant)
    }

    /// Moves a fixed clock; the machine's clock is not ours to move.
    pub fn advance(&self, by: chrono::TimeDelta) {
        if let Self::Fixed(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }
}

impl Now {
    /// The instant, with its day in Berlin.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self { instant: instant.trunc_subsecs(6), today: berlin_day(instant) }
    }
}

/// The day of an instant in Berlin.
#[must_use]
pub fn berlin_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&chrono_tz::Europe::Berlin).date_naive()
}

/// The last instant of a day in Berlin: what was known at the end of that day.
#[must_use]
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    day.succ_opt()
        .and_then(|next| next.and_hms_opt(0, 0, 0))
        .and_then(|midnight| midnight.and_local_timezone(chrono_tz::Europe::Berlin).earliest())
        .map_or(DateTime::<Utc>::MAX_UTC, |instant| instant.with_timezone(&Utc) - chrono::TimeDelta::microseconds(1))
}
