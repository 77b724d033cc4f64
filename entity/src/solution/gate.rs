//! The quality gate: draft → in review → published → to be confirmed again → retired. What stands follows from the steps
//! that were taken; time alone moves only one thing: who has not confirmed for twelve months is asked again.
pub mod change;

use super::sheet::field::Field;
use crate::{refusal::Refusal, words::words};
use chrono::{DateTime, Months, NaiveDate, Utc};

/// After so many months the contact is asked again (domain: contact confirmed within 12 months).
pub const CONFIRM_MONTHS: u32 = 12;

words! {
    /// Something done to a sheet.
    Step {
        /// Handed to the curator.
        Submitted => "submitted", "zur Prüfung gegeben";
        /// Given back by the curator.
        Returned => "returned", "zurückgegeben";
        /// Shown to everybody.
        Published => "published", "veröffentlicht";
        /// Said to be still true.
        Confirmed => "confirmed", "bestätigt";
        /// No longer offered.
        Retired => "retired", "nicht mehr angeboten";
    }
}

words! {
    /// Where a solution stands.
    State {
        /// Being written.
        Draft => "draft", "Entwurf";
        /// With the curator.
        InReview => "in_review", "in Prüfung";
        /// Shown to everybody.
        Published => "published", "veröffentlicht";
        /// Shown, and its contact has not confirmed it for twelve months, or never.
        ToConfirm => "to_confirm", "erneut zu bestätigen";
        /// No longer offered.
        Retired => "retired", "wird nicht mehr angeboten";
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// The sheet it is about.
    pub sheet_id: i64,
    /// From which day.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who took it; nobody for seeds.
    pub by: Option<i64>,
    /// What was said with it.
    pub note: Option<String>,
}

/// Where a solution stands after its steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The sheet that everybody sees.
    pub published: Option<i64>,
    /// Since when everybody sees something.
    pub first_published: Option<DateTime<Utc>>,
    /// The sheet that is with the curator, and who gave it there.
    pub in_review: Option<(i64, Option<i64>)>,
    /// What the curator said when giving the newest sheet back.
    pub returned: Option<String>,
    /// When somebody last confirmed what everybody sees.
    pub confirmed_on: Option<NaiveDate>,
    /// Since when it is no longer offered.
    pub retired_on: Option<NaiveDate>,
}

impl Standing {
    /// What stands after steps in the order in which they were taken.
    #[must_use]
    pub fn after(steps: impl IntoIterator<Item = Taken>) -> Self {
        let mut standing = Self::default();
        for taken in steps {
            match taken.step {
                Step::Submitted => {
                    standing.in_review = Some((taken.sheet_id, taken.by));
                    standing.returned = None;
                }
                Step::Returned => {
                    standing.in_review = None;
                    standing.returned = Some(taken.note.unwrap_or_default());
                }
                Step::Published => {
                    standing.published = Some(taken.sheet_id);
                    standing.first_published = standing.first_published.or(Some(taken.recorded_at));
                    standing.in_review = None;
                    standing.returned = None;
                    standing.retired_on = None;
                    // a seed takes over what was printed somewhere; nobody has confirmed it
                    standing.confirmed_on = taken.by.map(|_| taken.valid_on).or(standing.confirmed_on);
                }
                Step::Confirmed => standing.confirmed_on = Some(taken.valid_on),
                Step::Retired => standing.retired_on = Some(taken.valid_on),
            }
        }
        standing
    }

    /// The state on a day.
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> State {
        match (self.retired_on, self.published, self.in_review) {
            (Some(_), ..) => State::Retired,
            (None, Some(_), _) if self.due(day) => State::ToConfirm,
            (None, Some(_), _) => State::Published,
            (None, None, Some(_)) => State::InReview,
            (None, None, None) => State::Draft,
        }
    }

    /// Whether the contact is to be asked again on a day.
    #[must_use]
    pub fn due(&self, day: NaiveDate) -> bool {
        self.published.is_some()
            && self.retired_on.is_none()
            && self
                .confirmed_on
                .is_none_or(|on| on.checked_add_months(Months::new(CONFIRM_MONTHS)).is_some_and(|until| until < day))
    }
}

/// What the gate looks at.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Where it stands.
    pub standing: &'a Standing,
    /// The newest sheet.
    pub newest: i64,
    /// What the newest sheet does not say and must.
    pub missing: &'a [Field],
    /// Who acts.
    pub actor: Option<i64>,
    /// Who wrote the newest sheet.
    pub written_by: Option<i64>,
    /// Whether licence, contact and content were looked at.
    pub looked_at: bool,
    /// What is said with the step.
    pub note: &'a str,
}

/// Whether a step may be taken now.
///
/// # Errors
/// A rule, or the field that is missing.
pub fn allowed(step: Step, facts: &Facts<'_>) -> Result<(), Refusal> {
    let no = |code, message: &str| Err(Refusal::rule(code, message));
    let standing = facts.standing;
    if standing.retired_on.is_some() && step != Step::Submitted {
        return no("solution.retired", "Die Lösung wird nicht mehr angeboten. Reichen Sie erst eine neue Fassung ein.");
    }
    match step {
        Step::Submitted if !facts.missing.is_empty() => {
            let missing: Vec<&str> = facts.missing.iter().map(|field| field.label()).collect();
            no("solution.incomplete", &format!("Zur Prüfung fehlt noch: {}.", missing.join(", ")))
        }
        Step::Submitted if standing.in_review.is_some_and(|(sheet, _)| sheet == facts.newest) => {
            no("solution.in_review", "Diese Fassung liegt schon bei der Transferstelle.")
        }
        Step::Submitted if standing.published == Some(facts.newest) && standing.retired_on.is_none() => {
            no("solution.published", "Diese Fassung ist schon veröffentlicht.")
        }
        Step::Returned | Step::Published if standing.in_review.is_none_or(|(sheet, _)| sheet != facts.newest) => {
            no("solution.not_in_review", "Diese Fassung liegt nicht zur Prüfung vor. Bitte erst einreichen lassen.")
        }
        Step::Returned if facts.note.is_empty() => {
            Err(Refusal::field("note", "required", "Bitte schreiben Sie, was noch fehlt."))
        }
        Step::Published if facts.actor.is_some() && facts.actor == facts.written_by => no(
            "solution.four_eyes",
            "Wer die Fassung geschrieben hat, veröffentlicht sie nicht selbst. Bitte eine zweite Person darum bitten.",
        ),
        Step::Published if !facts.looked_at => Err(Refusal::field(
            "checks",
            "required",
            "Bitte alle Punkte der Prüfliste abhaken; sonst geben Sie die Fassung zurück.",
        )),
        Step::Confirmed | Step::Retired if standing.published.is_none() => {
            no("solution.not_published", "Die Lösung ist nicht veröffentlicht.")
        }
        Step::Retired if facts.note.is_empty() => {
            Err(Refusal::field("note", "required", "Bitte schreiben Sie, warum die Lösung nicht mehr angeboten wird."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn taken(step: Step, sheet_id: i64, on: &str, by: Option<i64>) -> Taken {
        let recorded_at = day(on).and_hms_opt(9, 0, 0).expect("an instant").and_utc();
        Taken { step, sheet_id, valid_on: day(on), recorded_at, by, note: Some("weil".into()) }
    }

    #[test]
    fn what_stands_follows_from_the_steps_and_the_day() {
        let mut steps = vec![];
        let mut state = |step, sheet, on: &str, by| {
            steps.push(taken(step, sheet, on, by));
            Standing::after(steps.clone())
        };
        assert_eq!(Standing::default().state(day("2024-01-01")), State::Draft);
        assert_eq!(state(Step::Submitted, 1, "2024-01-02", Some(1)).state(day("2024-01-02")), State::InReview);
        assert_eq!(state(Step::Returned, 1, "2024-01-03", Some(2)).state(day("2024-01-03")), State::Draft);
        state(Step::Submitted, 2, "2024-01-04", Some(1));
        let standing = state(Step::Published, 2, "2024-01-05", Some(2));
        assert_eq!((standing.published, standing.returned.clone()), (Some(2), None));
        assert_eq!(standing.state(day("2025-01-05")), State::Published, "twelve months to the day");
        assert_eq!(standing.state(day("2025-01-06")), State::ToConfirm);
        // a newer sheet in review does not take away the one that is seen
        let standing = state(Step::Submitted, 3, "2025-02-01", Some(1));
        assert_eq!((standing.published, standing.state(day("2025-02-01"))), (Some(2), State::ToConfirm));
        let standing = state(Step::Confirmed, 2, "2025-02-02", Some(1));
        assert_eq!(standing.state(day("2025-02-02")), State::Published);
        assert_eq!(state(Step::Retired, 2, "2025-03-01", Some(2)).state(day("2025-03-01")), State::Retired);
        let seeded = Standing::after([taken(Step::Published, 1, "2024-01-01", None)]);
        assert_eq!(seeded.state(day("2024-01-01")), State::ToConfirm, "nobody has confirmed what a seed says");
    }

    #[test]
    fn the_gate_opens_for_a_second_person_with_everything_looked_at() {
        let standing = Standing::after([taken(Step::Submitted, 5, "2024-01-01", Some(1))]);
        let facts = Facts {
            standing: &standing,
            newest: 5,
            missing: &[],
            actor: Some(2),
            written_by: Some(1),
            looked_at: true,
            note: "",
        };
        assert!(allowed(Step::Published, &facts).is_ok());
        assert!(allowed(Step::Published, &Facts { actor: Some(1), ..facts.clone() }).is_err(), "four eyes");
        assert!(allowed(Step::Published, &Facts { looked_at: false, ..facts.clone() }).is_err());
        assert!(allowed(Step::Published, &Facts { newest: 6, ..facts.clone() }).is_err(), "another version");
        assert!(allowed(Step::Returned, &facts).is_err(), "without a word");
        assert!(allowed(Step::Submitted, &facts).is_err(), "twice");
        assert!(allowed(Step::Submitted, &Facts { newest: 6, missing: &[Field::Contact], ..facts.clone() }).is_err());
        assert!(allowed(Step::Confirmed, &facts).is_err(), "nothing is published");
    }
}
