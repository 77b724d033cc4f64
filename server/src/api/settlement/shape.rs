//! How settlement looks to programs.
use chrono::{DateTime, NaiveDate, Utc};
use entity::{check::finding, settlement::desk};
use serde::Serialize;
use utoipa::ToSchema;

/// What a rule found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// The rule's number.
    #[schema(example = "R13")]
    pub rule: &'static str,
    /// `blocks`, `warns` or `informs`.
    pub severity: &'static str,
    /// A sentence for people (German).
    pub message: String,
}

impl From<&finding::Finding> for Finding {
    fn from(found: &finding::Finding) -> Self {
        Self { rule: found.rule, severity: found.severity.key(), message: found.message.clone() }
    }
}

/// The answer to a call for money that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// `paid` or `refused`.
    pub verdict: &'static str,
    /// Value date of the payment, or the day of the refusal.
    pub dated_on: NaiveDate,
    /// Euros paid.
    #[schema(example = "50000.00")]
    pub amount: String,
    /// Why it was refused, or less than called for.
    pub reason: Option<String>,
    /// Its entry in the ledger; a payment is taken back by `reverses` of that entry.
    pub entry: i64,
    /// Who answered.
    pub by: Option<String>,
}

/// A call for money (Mittelabruf).
#[derive(Debug, Serialize, ToSchema)]
pub struct Draw {
    /// Its key, for the answer.
    pub id: i64,
    /// The case.
    pub case: i64,
    /// The decision that held on its day.
    pub decision: i64,
    /// `open`, `paid`, `refused` or `withdrawn`.
    pub state: &'static str,
    /// The day of the call.
    pub requested_on: NaiveDate,
    /// Euros.
    #[schema(example = "50000.00")]
    pub amount: String,
    /// When the last payment falls due for which the money is needed.
    pub needed_until: NaiveDate,
    /// Eligible expenditure until then in euros.
    pub spent_before: String,
    /// Own and other money in it in euros.
    pub own_before: String,
    /// Budget year.
    pub year: i32,
    /// Document reference.
    pub reference: Option<String>,
    /// The answer that stands.
    pub answer: Option<Answer>,
    /// What the rules say against paying an open call today.
    pub findings: Vec<Finding>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub by: Option<String>,
}

impl Draw {
    /// A call of a case.
    #[must_use]
    pub fn of(case: i64, draw: &desk::Draw) -> Self {
        let call = &draw.call;
        Self {
            id: draw.id,
            case,
            decision: draw.decision_id,
            state: draw.state.key(),
            requested_on: call.requested_on,
            amount: call.amount.plain(),
            needed_until: call.needed_until,
            spent_before: call.spent_before.plain(),
            own_before: call.own_before.plain(),
            year: call.budget_year,
            reference: call.reference.clone(),
            answer: draw.answer.as_ref().map(|answer| Answer {
                verdict: answer.verdict.key(),
                dated_on: answer.dated_on,
                amount: answer.amount.plain(),
                reason: answer.reason.clone(),
                entry: answer.entry_id,
                by: answer.by.clone(),
            }),
            findings: draw.findings.iter().map(Finding::from).collect(),
            recorded_at: draw.recorded_at,
            by: draw.by.clone(),
        }
    }
}
