//! Which version of a decision holds: a question of the day, and of what was known.
use super::decision;
use crate::{
    approval::{self, Verdict},
    viewpoint::Viewpoint,
};
use std::collections::HashMap;

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Became {
    /// A second person has not decided yet.
    Proposed,
    /// Approved, and it holds.
    Current,
    /// Approved; a later version holds.
    Former,
    /// Rejected: it never held.
    Rejected,
    /// Taken back by who proposed it: it never held.
    Withdrawn,
}

impl Became {
    /// Whether it holds or held.
    #[must_use]
    pub fn held(self) -> bool {
        matches!(self, Self::Current | Self::Former)
    }

    /// The word in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Current => "current",
            Self::Former => "former",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The German name as on the pages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Proposed => "wartet auf Mitzeichnung",
            Self::Current => "gilt",
            Self::Former => "abgelöst",
            Self::Rejected => "abgelehnt",
            Self::Withdrawn => "zurückgezogen",
        }
    }
}

/// Verdicts by their proposals.
pub type Verdicts = HashMap<i64, approval::record::Model>;

/// The verdict about a version, as far as it was known.
#[must_use]
pub fn verdict<'a>(
    decision: &decision::Model,
    verdicts: &'a Verdicts,
    view: Viewpoint,
) -> Option<(Verdict, &'a approval::record::Model)> {
    let row = verdicts.get(&decision.proposal_id)?;
    view.known_at.is_none_or(|known| row.decided_at <= known).then_some(())?;
    Some((Verdict::from_key(&row.verdict)?, row))
}

/// The version that holds among those of one case: approved, dated until the day, the latest of them; of two on one day
/// the higher number.
#[must_use]
pub fn current<'a>(
    decisions: &'a [decision::Model],
    verdicts: &Verdicts,
    view: Viewpoint,
) -> Option<&'a decision::Model> {
    let held = decisions.iter().filter(|row| held(row, verdicts, view));
    held.max_by_key(|row| (row.dated_on, row.version))
}

/// Whether a version holds or has held: approved, and dated until the day.
#[must_use]
pub fn held(decision: &decision::Model, verdicts: &Verdicts, view: Viewpoint) -> bool {
    let approved = verdict(decision, verdicts, view).is_some_and(|(verdict, _)| verdict == Verdict::Approved);
    approved && decision.dated_on <= view.as_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;
    use chrono::{DateTime, NaiveDate, Utc};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn version(version: i32, dated_on: &str) -> decision::Model {
        decision::Model {
            id: i64::from(version),
            case_id: 1,
            version,
            kind: "initial".into(),
            dated_on: day(dated_on),
            notified_on: None,
            waived_on: None,
            recipient: String::new(),
            financing: "share".into(),
            rate: None,
            amount_cents: Cents::ZERO,
            eligible_cents: Cents::ZERO,
            total_cents: Cents::ZERO,
            rules: String::new(),
            drawable_from: day(dated_on),
            drawable_to: day(dated_on),
            work_from: day(dated_on),
            work_to: day(dated_on),
            bound_until: None,
            conditions: None,
            reason: None,
            proposal_id: i64::from(version),
            sample: false,
            recorded_at: instant("2020-01-01T00:00:00Z"),
            origin_id: 1,
            audit_id: 1,
        }
    }

    fn verdict(proposal_id: i64, verdict: Verdict, at: &str) -> (i64, approval::record::Model) {
        let row = approval::record::Model {
            proposal_id,
            proposed_by: 1,
            verdict: verdict.key().into(),
            decided_by: 2,
            decided_at: instant(at),
            reason: None,
            audit_id: 1,
        };
        (proposal_id, row)
    }

    #[test]
    fn current_is_a_function_of_both_times() {
        let decisions = [
            version(1, "2019-12-10"),
            version(2, "2021-05-01"),
            version(3, "2021-05-01"),
            version(4, "2022-01-01"),
            version(5, "2022-02-01"),
        ];
        let verdicts: Verdicts = HashMap::from([
            verdict(1, Verdict::Approved, "2019-12-11T10:00:00Z"),
            verdict(2, Verdict::Approved, "2021-05-02T10:00:00Z"),
            verdict(3, Verdict::Approved, "2021-06-02T10:00:00Z"),
            verdict(4, Verdict::Rejected, "2022-01-02T10:00:00Z"),
        ]);
        let at = |as_of: &str, known: Option<&str>| {
            let view = Viewpoint { as_of: day(as_of), known_at: known.map(instant), today: false };
            current(&decisions, &verdicts, view).map(|row| row.version)
        };
        assert_eq!(at("2019-12-09", None), None);
        assert_eq!(at("2019-12-10", None), Some(1));
        assert_eq!(at("2021-04-30", None), Some(1));
        assert_eq!(at("2021-05-01", None), Some(3), "the higher number of one day");
        assert_eq!(at("2023-01-01", None), Some(3), "neither what was rejected nor what is open");
        // as was known: approvals that came later do not count
        assert_eq!(at("2023-01-01", Some("2021-06-01T00:00:00Z")), Some(2));
        assert_eq!(at("2023-01-01", Some("2019-12-11T09:59:59Z")), None);
    }
}
