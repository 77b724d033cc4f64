//! Where a municipality stands with a solution after what was said. *Productive* counts only when the adopter says so
//! itself, and again once a year.
use super::{Speaker, State, record};
use chrono::{DateTime, Months, NaiveDate, Utc};

/// For so many months a confirmation of use counts.
pub const CONFIRM_MONTHS: u32 = 12;

/// Where a municipality stands with a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What was said last.
    pub state: State,
    /// Since when it is in that state.
    pub since: NaiveDate,
    /// Who said something last.
    pub said_by: Speaker,
    /// The day on which the adopter last said that it is productive, if that is still what stands.
    pub confirmed_on: Option<NaiveDate>,
    /// When it was first shown that there is interest, in whatever state.
    pub first: NaiveDate,
    /// From which day it was productive by the adopter's own word, the first time.
    pub first_productive: Option<NaiveDate>,
    /// When that word was recorded.
    pub first_confirmed_at: Option<DateTime<Utc>>,
    /// The key of the last statement.
    pub latest: i64,
}

impl Standing {
    /// What stands after the statements of one municipality about one solution, in their order; none without any.
    #[must_use]
    pub fn after(said: &[record::Model]) -> Option<Self> {
        let mut standing: Option<Self> = None;
        for row in counted(said) {
            let (Some(state), Some(said_by)) = (State::from_key(&row.state), Speaker::from_key(&row.said_by)) else {
                continue;
            };
            let confirms = said_by == Speaker::Adopter && state == State::Productive;
            let now = standing.get_or_insert(Self {
                state,
                since: row.valid_on,
                said_by,
                confirmed_on: None,
                first: row.valid_on,
                first_productive: None,
                first_confirmed_at: None,
                latest: row.id,
            });
            if now.state != state {
                now.state = state;
                now.since = row.valid_on;
                now.confirmed_on = None;
            }
            if confirms {
                now.confirmed_on = now.confirmed_on.max(Some(row.said_on()));
                now.first_productive.get_or_insert(row.valid_on);
                now.first_confirmed_at.get_or_insert(row.recorded_at);
            }
            now.said_by = said_by;
            now.latest = row.id;
        }
        standing
    }

    /// Whether all there is is what somebody without an account asked: nobody checked that they speak for the
    /// municipality.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.said_by == Speaker::Visitor
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

/// Statements without what somebody without an account asked, unless there is nothing else: it gives way to what the
/// municipality or the transfer office says, whatever day that holds from.
pub(super) fn counted(said: &[record::Model]) -> impl DoubleEndedIterator<Item = &record::Model> + Clone {
    let asked = |row: &record::Model| row.said_by == Speaker::Visitor.key();
    let only = said.iter().all(asked);
    said.iter().filter(move |row| only || !asked(row))
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
            recorded_at: DateTime::UNIX_EPOCH,
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

    #[test]
    fn a_confirmation_counts_from_the_day_it_was_said() {
        let mut late = said(State::Productive, Speaker::Adopter, "2022-03-01");
        late.recorded_at = "2024-02-01T23:30:00Z".parse().expect("an instant");
        let standing = Standing::after(std::slice::from_ref(&late)).expect("a standing");
        let days = (standing.since, standing.first_productive, standing.confirmed_on);
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(days, (day("2022-03-01"), Some(day("2022-03-01")), Some(day("2024-02-02"))), "the day in Berlin");
        assert_eq!(standing.first_confirmed_at, Some(late.recorded_at));
        assert!(standing.counts(day("2023-06-01")) && standing.counts(day("2025-02-02")));
        assert!(!standing.counts(day("2025-02-03")));
        // an invented history was recorded in one go
        late.sample = true;
        assert!(!counts(&[late], "2024-02-02"));
    }

    #[test]
    fn what_a_visitor_asked_gives_way() {
        use Speaker::{Adopter, Curator, Visitor};
        let asked = said(State::Interested, Visitor, "2024-05-01");
        assert!(Standing::after(std::slice::from_ref(&asked)).is_some_and(|standing| standing.is_request()));
        for by in [Adopter, Curator] {
            let rows = [said(State::Introducing, by, "2024-01-10"), asked.clone()];
            let standing = Standing::after(&rows).expect("a standing");
            assert_eq!((standing.state, standing.said_by), (State::Introducing, by), "though it is the later day");
        }
    }
}
