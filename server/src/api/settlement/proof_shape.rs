//! How proofs of use look to programs.
use chrono::{DateTime, NaiveDate, Utc};
use entity::{grant::financing, settlement::desk};
use serde::Serialize;
use utoipa::ToSchema;

/// A line of a proof.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    /// Budget year.
    pub year: i32,
    /// What for, or from where.
    #[schema(example = "staff")]
    pub item: &'static str,
    /// `expenditure` or `financing`.
    pub side: &'static str,
    /// Whether it is stated as eligible.
    pub eligible: bool,
    /// Euros.
    pub amount: String,
}

/// An item on which more was spent than the plan allows (R14).
#[derive(Debug, Serialize, ToSchema)]
pub struct Overrun {
    /// The item.
    pub item: &'static str,
    /// Euros by the plan, over all years.
    pub planned: String,
    /// Euros spent.
    pub spent: String,
    /// Euros that the plan and the overrun allow together.
    pub allowed: String,
}

/// What is recognised of an item.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecognisedLine {
    /// Budget year.
    pub year: i32,
    /// The item.
    pub item: &'static str,
    /// Euros.
    pub amount: String,
}

/// A step of a calculation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalculationStep {
    /// What it is (German).
    pub label: String,
    /// What it comes to in euros.
    pub amount: String,
}

/// What came of the check (Prüfungsvermerk).
#[derive(Debug, Serialize, ToSchema)]
pub struct Review {
    /// The day of the note.
    pub checked_on: NaiveDate,
    /// When the authority learned of what it holds against the recipient.
    pub known_on: NaiveDate,
    /// `full` or `sample`.
    pub scope: &'static str,
    /// What came of it.
    pub result: String,
    /// What is recognised.
    pub recognised: Vec<RecognisedLine>,
    /// The grant that remains, in euros.
    pub grant: Option<String>,
    /// How it comes about, step by step.
    pub calculation: Vec<CalculationStep>,
    /// Who checked.
    pub by: Option<String>,
}

/// A proof of use (Zwischen- oder Verwendungsnachweis).
#[derive(Debug, Serialize, ToSchema)]
pub struct Proof {
    /// Its key, for the check.
    pub id: i64,
    /// The case.
    pub case: i64,
    /// `interim` or `final`.
    pub kind: &'static str,
    /// Budget year of an interim proof.
    pub year: Option<i32>,
    /// The last day it covers.
    pub covers_to: NaiveDate,
    /// When the authority received it.
    pub received_on: NaiveDate,
    /// Whether the Sachbericht came along.
    pub narrative: bool,
    /// Whether the recipient confirms it.
    pub confirmed: bool,
    /// Document reference.
    pub reference: Option<String>,
    /// Whether a newer one took its place.
    pub replaced: bool,
    /// All expenditure and income.
    pub lines: Vec<Line>,
    /// Items on which more was spent than the plan allows.
    pub overruns: Vec<Overrun>,
    /// What came of the check; null before it.
    pub review: Option<Review>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub by: Option<String>,
}

impl Proof {
    /// A proof of a case.
    #[must_use]
    pub fn of(case: i64, proof: &desk::Proof) -> Self {
        let said = &proof.statement;
        Self {
            id: proof.id,
            case,
            kind: said.kind.key(),
            year: said.budget_year,
            covers_to: said.covers_to,
            received_on: said.received_on,
            narrative: said.narrative,
            confirmed: said.confirmed,
            reference: said.reference.clone(),
            replaced: proof.replaced,
            lines: said
                .lines
                .iter()
                .map(|line| Line {
                    year: line.year,
                    item: line.item.key(),
                    side: line.item.side().key(),
                    eligible: line.eligible,
                    amount: line.cents.plain(),
                })
                .collect(),
            overruns: proof
                .overruns
                .iter()
                .map(|over| Overrun {
                    item: over.item.key(),
                    planned: over.planned.plain(),
                    spent: over.spent.plain(),
                    allowed: over.allowed.plain(),
                })
                .collect(),
            review: proof.note.as_ref().map(review),
            recorded_at: proof.recorded_at,
            by: proof.by.clone(),
        }
    }
}

fn review(note: &desk::Note) -> Review {
    let steps = note.computed.iter().flat_map(|computed| &computed.steps);
    let step = |step: &financing::Step| CalculationStep { label: step.label.clone(), amount: step.cents.plain() };
    Review {
        checked_on: note.checked_on,
        known_on: note.known_on,
        scope: note.scope.key(),
        result: note.result.clone(),
        recognised: note
            .recognised
            .iter()
            .map(|one| RecognisedLine { year: one.year, item: one.item.key(), amount: one.cents.plain() })
            .collect(),
        grant: note.computed.as_ref().map(|computed| computed.grant.plain()),
        calculation: steps.map(step).collect(),
        by: note.by.clone(),
    }
}
