//! Where a municipality stands with a solution after what was said. *Productive* counts only when the adopter says so
//! itself, and again once a year.
use super::{Speaker, State, record};
use chrono::{Months, NaiveDate};

/// For so many months a confirmation of use counts.
pub const CONFIRM_MONTHS: u32 = 12;

/// Where a municipality stands with a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What was said last.
    pub state: State,
    /// Since when it is in that state.
    pub since: NaiveDate,
    /// When the adopter last said that it is productive, if that is still what stands.
    pub confirmed_on: Option<NaiveDate>,
    /// When it was first shown that there is interest, in whatever state.
    pub first: NaiveDate,
    /// When the adopter first said that it is productive, ever.
    pub first_productive: Option<NaiveDate>,
    /// The key of the last statement.
    pub latest: i64,
}

impl Standing {
    /// What stands after the statements of one municipality about one solution, in their order; none without any.
    #[must_use]
    pub fn after<'a>(said: impl IntoIterator<Item = &'a record::Model>) -> Option<Self> {
        let mut standing: Option<Self> = None;
        for row in said {
            let Some(state) = State::from_key(&row.state) else { continue };
            let own = Speaker::from_key(&row.said_by) == Some(Speaker::Adopter);
            let confirms = (own && state == State::Productive).then_some(row.valid_on);
            let now = standing.get_or_insert(Self {
                state,
                since: row.valid_on,
                confirmed_on: None,
                first: row.valid_on,
                first_productive: None,
                latest: row.id,
            });
            if now.state != state {
                now.state = state;
                now.since = row.valid_on;
                now.confirmed_on = None;
            }
            now.confirmed_on = confirms.or(now.confirmed_on);
            now.first_productive = now.first_productive.or(confirms);
            now.latest = row.id;
        }
        standing
    }

    /// Whether it is productive and confirmed for a day.
    #[must_use]
    pub fn counts(&self, day: NaiveDate) -> bool {
        self.state == State::Productive
            && self
                .confirmed_on
                .is_some_and(|on| on.checked_add_months(Months::new(CONFIRM_MONTHS)).is_none_or(|until| day <= until))
    }

    /// Whether the adopter is to be asked whether it is still productive.
    #[must_use]
    pub fn due(&self, day: NaiveDate) -> bool {
        self.state == State::Productive && !self.counts(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(state: State, by: Speaker, on: &str) -> record::Model {
        record::Model {
            id: 1,
            solution_id: 1,
            ags: "05334002".into(),
            state: state.key().into(),
            reason: None,
            valid_on: on.parse().expect("a day"),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            recorded_by: None,
            origin_id: 1,
            replaces_id: None,
            audit_id: 1,
            sample: false,
            said_by: by.key().into(),
            use_kind: None,
            person_days: None,
            cost_cents: None,
            lessons: None,
            changes: None,
        }
    }

    fn counts(rows: &[record::Model], day: &str) -> bool {
        Standing::after(rows).is_some_and(|standing| standing.counts(day.parse().expect("a day")))
    }

    #[test]
    fn productive_counts_when_the_adopter_says_so_and_for_a_year() {
        use Speaker::{Adopter, Curator};
        let mut rows = vec![said(State::Productive, Curator, "2024-01-10")];
        assert!(!counts(&rows, "2024-01-11"), "the transfer office cannot confirm");
        rows.push(said(State::Productive, Adopter, "2024-02-01"));
        assert!(counts(&rows, "2024-02-01"));
        assert!(counts(&rows, "2025-02-01"), "twelve months to the day");
        assert!(!counts(&rows, "2025-02-02"));
        rows.push(said(State::Productive, Adopter, "2025-03-01"));
        assert!(counts(&rows, "2026-02-28"));
        let standing = Standing::after(&rows).expect("a standing");
        assert_eq!(standing.since.to_string(), "2024-01-10");
        assert_eq!(standing.first_productive.map(|day| day.to_string()).as_deref(), Some("2024-02-01"));
        rows.push(said(State::Rejected, Curator, "2025-04-01"));
        assert!(!counts(&rows, "2025-04-01"));
        rows.push(said(State::Productive, Curator, "2025-05-01"));
        assert!(!counts(&rows, "2025-05-01"), "an old confirmation does not come back");
        assert!(Standing::after(&[]).is_none());
    }
}
