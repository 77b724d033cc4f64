//! How claims look to programs.
use chrono::NaiveDate;
use entity::recovery::{
    Fact,
    find::One,
    interest,
    standing::{Calculation, Proposed, Recovery},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A claim (Rückforderung).
#[derive(Debug, Serialize, ToSchema)]
pub struct Claim {
    /// Its key.
    pub id: i64,
    /// Key of the grant case.
    pub case: i64,
    /// `cost_reduction`, `not_for_purpose`, `not_promptly_used`, `breach` or `late_proof`.
    pub ground: &'static str,
    /// Day on which the authority knew the facts.
    pub known_on: NaiveDate,
    /// Day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the Rückforderungsbescheid.
    pub dated_on: NaiveDate,
    /// First day that bears interest.
    pub arises_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// Key of the call whose money was used late, where interest alone is claimed; null for a claim of money.
    pub draw: Option<i64>,
    /// Principal in euros; zero where interest alone is claimed.
    #[schema(example = "48123.50")]
    pub amount: String,
    /// Principal that is neither paid nor given up for good.
    pub open: String,
    /// What of the open principal is not pursued (Niederschlagung); it goes on existing.
    pub shelved: String,
    /// Why it is taken back (Storno); null while it counts.
    pub taken_back: Option<String>,
    /// Interest set by decision.
    pub interest_set: String,
    /// Interest set and not paid.
    pub interest_open: String,
    /// Why.
    pub reason: String,
    /// Why it came after the clock ran out.
    pub late_reason: Option<String>,
    /// File reference.
    pub reference: String,
    /// Whether it is invented.
    pub sample: bool,
}

impl From<&Recovery> for Claim {
    fn from(recovery: &Recovery) -> Self {
        let claim = &recovery.claim;
        Self {
            id: claim.id,
            case: claim.case_id,
            ground: recovery.ground().key(),
            known_on: claim.known_on,
            heard_on: claim.heard_on,
            dated_on: claim.dated_on,
            arises_on: claim.arises_on,
            due_on: claim.due_on,
            draw: claim.draw_id,
            amount: claim.amount_cents.plain(),
            open: recovery.open().plain(),
            shelved: recovery.shelved().plain(),
            taken_back: why(recovery, Fact::Claim, claim.id),
            interest_set: recovery.interest_set().plain(),
            interest_open: recovery.interest_open().plain(),
            reason: claim.reason.clone(),
            late_reason: claim.late_reason.clone(),
            reference: claim.reference.clone(),
            sample: claim.sample,
        }
    }
}

/// Claims of a case, a page at a time, and the money they are about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Claims {
    /// The claims, the oldest first.
    pub items: Vec<Claim>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
    /// Paid in the case, as it is now.
    pub paid: String,
    /// Recognised; null before anything was.
    pub recognised: Option<String>,
    /// Reclaimed already.
    pub reclaimed: String,
    /// Paid, not recognised, not reclaimed: an estimate, nothing that is established. Null while nothing is recognised.
    pub estimate: Option<String>,
}

fn why(recovery: &Recovery, fact: Fact, id: i64) -> Option<String> {
    recovery.reversal(fact, id).map(|row| row.reason.clone())
}

/// A payment on a claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimPayment {
    /// Its key.
    pub id: i64,
    /// The day the money came.
    pub paid_on: NaiveDate,
    /// For the principal.
    pub principal: String,
    /// For interest.
    pub interest: String,
    /// Document reference.
    pub reference: String,
    /// Why it is taken back (Storno); null while it counts.
    pub taken_back: Option<String>,
}

/// Interest set by decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterestSet {
    /// Its key.
    pub id: i64,
    /// First day it covers.
    pub from: NaiveDate,
    /// Last day it covers.
    pub to: NaiveDate,
    /// Date of the decision.
    pub dated_on: NaiveDate,
    /// Euros: the whole interest until then less what was set before.
    pub amount: String,
    /// File reference.
    pub reference: String,
    /// Why it is taken back (Storno); null while it counts.
    pub taken_back: Option<String>,
}

/// An instalment.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimInstalment {
    /// When it is due.
    pub due_on: NaiveDate,
    /// Euros.
    pub amount: String,
    /// What of it is not covered.
    pub open: String,
}

/// A write-off.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimWriteOff {
    /// Its key, for approval.
    pub id: i64,
    /// `niederschlagung` or `erlass`.
    pub kind: String,
    /// Euros.
    pub amount: String,
    /// Why.
    pub reason: String,
    /// `proposed`, `approved` or `rejected`.
    pub state: String,
    /// The day from which it holds.
    pub holds_from: Option<NaiveDate>,
    /// The last day of a Niederschlagung that is for a time.
    pub until: Option<NaiveDate>,
    /// The first day on which the claim is pursued again.
    pub resumed_on: Option<NaiveDate>,
    /// The Erlass that this is the Storno of; null for a write-off.
    pub reverses: Option<i64>,
    /// The approved Storno that takes this Erlass back.
    pub reversed_by: Option<i64>,
    /// What the second person wrote.
    pub verdict_reason: Option<String>,
}

impl From<&Proposed> for ClaimWriteOff {
    fn from(one: &Proposed) -> Self {
        Self {
            id: one.row.id,
            kind: one.row.kind.clone(),
            amount: one.row.amount_cents.plain(),
            reason: one.row.reason.clone(),
            state: one.verdict.as_ref().map_or_else(|| "proposed".into(), |row| row.verdict.clone()),
            holds_from: one.holds_from(),
            until: one.row.shelved_until,
            reverses: one.row.reverses_id,
            reversed_by: one.reversed_by,
            resumed_on: one.resumed.as_ref().map(|row| row.resumed_on),
            verdict_reason: one.verdict.as_ref().and_then(|row| row.reason.clone()),
        }
    }
}

/// A line of a calculation of interest.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterestLine {
    /// First day that counts.
    pub from: NaiveDate,
    /// Last day that counts.
    pub to: NaiveDate,
    /// Days, both ends included.
    pub days: u32,
    /// Days of the year.
    pub year_days: u32,
    /// Principal in euros.
    pub principal: String,
    /// Base rate in percent; it may be negative.
    #[schema(example = "-0.88")]
    pub base_rate: String,
    /// Base rate and margin in percent.
    #[schema(example = "4.12")]
    pub rate: String,
    /// Interest in euros.
    pub interest: String,
}

impl From<&interest::Line> for InterestLine {
    fn from(line: &interest::Line) -> Self {
        Self {
            from: line.from,
            to: line.to,
            days: line.days,
            year_days: line.year_days,
            principal: line.principal.plain(),
            base_rate: crate::api::shape::percent(line.base.0),
            rate: crate::api::shape::percent(line.rate.0),
            interest: line.interest.plain(),
        }
    }
}

/// Interest up to and without a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterestCalculation {
    /// The first day that bears no interest.
    pub until: NaiveDate,
    /// Line by line; where a rate is missing, those before it.
    pub lines: Vec<InterestLine>,
    /// What they come to.
    pub total: String,
    /// Why it is not complete: a German sentence.
    pub missing: Option<String>,
}

impl From<&Calculation> for InterestCalculation {
    fn from(calculation: &Calculation) -> Self {
        Self {
            until: calculation.until,
            lines: calculation.lines.iter().map(InterestLine::from).collect(),
            total: calculation.total.plain(),
            missing: calculation.missing.map(|error| error.to_string()),
        }
    }
}

/// What a rule found about a claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimFinding {
    /// The field it is about.
    pub field: &'static str,
    /// `blocks`, `warns` or `informs`.
    pub severity: &'static str,
    /// A German sentence.
    pub message: String,
}

/// A claim with everything that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneClaim {
    /// The claim.
    #[serde(flatten)]
    pub claim: Claim,
    /// The last day on which it could be dated; null where nothing had to be revoked.
    pub clock_ends_on: Option<NaiveDate>,
    /// Days from its date to that day; negative when it came late.
    pub clock_days_left: Option<i64>,
    /// What the rules find.
    pub findings: Vec<ClaimFinding>,
    /// Payments, the oldest first.
    pub payments: Vec<ClaimPayment>,
    /// Interest set by decision, the oldest first.
    pub interest: Vec<InterestSet>,
    /// The agreement about instalments that holds: its key, to take it back.
    pub plan: Option<i64>,
    /// The instalments that hold.
    pub instalments: Vec<ClaimInstalment>,
    /// Write-offs, the oldest first.
    pub write_offs: Vec<ClaimWriteOff>,
    /// The calculation of interest.
    pub calculation: InterestCalculation,
}

impl From<&One> for OneClaim {
    fn from(one: &One) -> Self {
        let recovery = &one.recovery;
        let payments = recovery.payments.iter().map(|row| ClaimPayment {
            id: row.id,
            paid_on: row.paid_on,
            principal: row.principal_cents.plain(),
            interest: row.interest_cents.plain(),
            reference: row.reference.clone(),
            taken_back: why(recovery, Fact::Payment, row.id),
        });
        let interest = recovery.interest.iter().map(|row| InterestSet {
            id: row.id,
            from: row.from_on,
            to: row.to_on,
            dated_on: row.dated_on,
            amount: row.amount_cents.plain(),
            reference: row.reference.clone(),
            taken_back: why(recovery, Fact::Interest, row.id),
        });
        let instalments = recovery.instalments().into_iter().map(|(due_on, amount, open)| ClaimInstalment {
            due_on,
            amount: amount.plain(),
            open: open.plain(),
        });
        let findings = one.findings.iter().map(|finding| ClaimFinding {
            field: finding.field,
            severity: finding.severity.key(),
            message: finding.message.clone(),
        });
        Self {
            claim: recovery.into(),
            clock_ends_on: one.clock.map(|clock| clock.ends_on),
            clock_days_left: one.clock.map(|clock| clock.days_left),
            findings: findings.collect(),
            payments: payments.collect(),
            interest: interest.collect(),
            plan: recovery.plan().map(|(row, _)| row.id),
            instalments: instalments.collect(),
            write_offs: recovery.write_offs.iter().map(ClaimWriteOff::from).collect(),
            calculation: (&one.calculation).into(),
        }
    }
}
