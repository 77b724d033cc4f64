//! A claim with everything that happened to it, and what follows from that: what is open, what bears interest since when.
//! Loading asks the database; all else is pure.
use super::{
    Ground, claim, instalment,
    interest::{InterestError, Line, Owed, interest, total},
    interest_set, payment, plan,
    rates::half_years,
    write_off,
};
use crate::{
    approval::{self, Verdict, proposal},
    check::facts::{minus, sum},
    clock::berlin_day,
    grant::case,
    money::Cents,
    parameter::Set,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::{BTreeMap, HashMap};

/// A write-off with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What is to be written off.
    pub row: write_off::Model,
    /// Who proposed it, and when.
    pub proposal: proposal::Model,
    /// What the second person said; none while it waits.
    pub verdict: Option<approval::record::Model>,
}

impl Proposed {
    /// The day from which it holds; none unless approved.
    #[must_use]
    pub fn holds_from(&self) -> Option<NaiveDate> {
        let verdict = self.verdict.as_ref().filter(|row| row.verdict == Verdict::Approved.key());
        verdict.map(|row| berlin_day(row.decided_at))
    }
}

/// A claim with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The claim.
    pub claim: claim::Model,
    /// Payments, the oldest first.
    pub payments: Vec<payment::Model>,
    /// Interest set by decision, the oldest first.
    pub interest: Vec<interest_set::Model>,
    /// Plans with their instalments, the one that holds last.
    pub plans: Vec<(plan::Model, Vec<instalment::Model>)>,
    /// Write-offs, the oldest first.
    pub write_offs: Vec<Proposed>,
}

/// Interest up to and without a day, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculation {
    /// The first day that does not count.
    pub until: NaiveDate,
    /// The lines; where a rate is missing, those before it.
    pub lines: Vec<Line>,
    /// What they come to.
    pub total: Cents,
    /// Why it is not complete.
    pub missing: Option<InterestError>,
}

impl Recovery {
    /// What of it is seen from a viewpoint; none for a claim that was not there.
    #[must_use]
    pub fn seen(mut self, view: Viewpoint) -> Option<Self> {
        let known = |at: chrono::DateTime<chrono::Utc>| view.known_at.is_none_or(|known| at <= known);
        if self.claim.dated_on > view.as_of || !known(self.claim.recorded_at) {
            return None;
        }
        self.payments.retain(|row| row.paid_on <= view.as_of && known(row.recorded_at));
        self.interest.retain(|row| row.dated_on <= view.as_of && known(row.recorded_at));
        self.plans.retain(|(row, _)| row.agreed_on <= view.as_of && known(row.recorded_at));
        self.write_offs.retain(|one| berlin_day(one.row.recorded_at) <= view.as_of && known(one.row.recorded_at));
        for one in &mut self.write_offs {
            one.verdict =
                one.verdict.take().filter(|row| berlin_day(row.decided_at) <= view.as_of && known(row.decided_at));
        }
        Some(self)
    }

    /// How many rows there are; none of them ever goes. Forms carry it.
    #[must_use]
    pub fn version(&self) -> i32 {
        let verdicts = self.write_offs.iter().filter(|one| one.verdict.is_some()).count();
        let rows = 1 + self.payments.len() + self.interest.len() + self.plans.len() + self.write_offs.len() + verdicts;
        i32::try_from(rows).unwrap_or(i32::MAX)
    }

    /// Why; the first ground where the word is not known.
    #[must_use]
    pub fn ground(&self) -> Ground {
        Ground::from_key(&self.claim.ground).unwrap_or(Ground::CostReduction)
    }

    /// Principal that was paid.
    #[must_use]
    pub fn principal_paid(&self) -> Cents {
        sum(self.payments.iter().map(|row| row.principal_cents))
    }

    /// Interest that was paid.
    #[must_use]
    pub fn interest_paid(&self) -> Cents {
        sum(self.payments.iter().map(|row| row.interest_cents))
    }

    /// Interest that was set.
    #[must_use]
    pub fn interest_set(&self) -> Cents {
        sum(self.interest.iter().map(|row| row.amount_cents))
    }

    /// Principal that two people wrote off.
    #[must_use]
    pub fn written_off(&self) -> Cents {
        sum(self.write_offs.iter().filter(|one| one.holds_from().is_some()).map(|one| one.row.amount_cents))
    }

    /// Principal that is neither paid nor written off.
    #[must_use]
    pub fn open(&self) -> Cents {
        minus(minus(self.claim.amount_cents, self.principal_paid()), self.written_off())
    }

    /// Interest that was set and not paid.
    #[must_use]
    pub fn interest_open(&self) -> Cents {
        minus(self.interest_set(), self.interest_paid())
    }

    /// The last day for which interest was set.
    #[must_use]
    pub fn set_until(&self) -> Option<NaiveDate> {
        self.interest.iter().map(|row| row.to_on).max()
    }

    /// The write-off that waits for a second person.
    #[must_use]
    pub fn waiting(&self) -> Option<&Proposed> {
        self.write_offs.iter().find(|one| one.verdict.is_none())
    }

    /// The instalments that hold, each with what of it is not covered by what came in since.
    #[must_use]
    pub fn instalments(&self) -> Vec<(NaiveDate, Cents, Cents)> {
        let Some((_, rows)) = self.plans.last() else { return Vec::new() };
        // the plan came to all that was open: what is open no longer pays it from its beginning
        let mut covered = minus(sum(rows.iter().map(|row| row.amount_cents)), self.open());
        let rest = |row: &instalment::Model| {
            let part = row.amount_cents.min(covered).max(Cents::ZERO);
            covered = minus(covered, part);
            (row.due_on, row.amount_cents, minus(row.amount_cents, part))
        };
        rows.iter().map(rest).collect()
    }

    /// What of the instalments was due before a day and is not covered, and since when.
    #[must_use]
    pub fn overdue(&self, day: NaiveDate) -> Option<(NaiveDate, Cents)> {
        let late: Vec<_> =
            self.instalments().into_iter().filter(|(due, _, rest)| *due < day && *rest > Cents::ZERO).collect();
        Some((late.first()?.0, sum(late.iter().map(|(_, _, rest)| *rest))))
    }

    /// What bears interest from which day on: payments and write-offs lessen it from their day.
    #[must_use]
    pub fn owed(&self) -> Vec<Owed> {
        let paid = self.payments.iter().map(|row| (row.paid_on, row.principal_cents));
        let gone = self.write_offs.iter().filter_map(|one| Some((one.holds_from()?, one.row.amount_cents)));
        let mut less: BTreeMap<NaiveDate, Cents> = BTreeMap::from([(self.claim.arises_on, Cents::ZERO)]);
        for (day, cents) in paid.chain(gone) {
            let part = less.entry(day.max(self.claim.arises_on)).or_default();
            *part = Cents(part.0.saturating_add(cents.0));
        }
        let mut principal = self.claim.amount_cents;
        let step = |(from, cents)| {
            principal = minus(principal, cents);
            Owed { from, principal }
        };
        less.into_iter().map(step).collect()
    }

    /// Interest up to and without a day, at the rates that were entered.
    #[must_use]
    pub fn calculate(&self, until: NaiveDate, rates: &Set) -> Calculation {
        let halves = half_years(rates, self.claim.arises_on, until);
        let owed = self.owed();
        let (lines, missing) = match interest(&owed, until, &halves) {
            Ok(lines) => (lines, None),
            // what comes before the gap is right as it stands
            Err(InterestError::NoBaseRate(begin)) => {
                (interest(&owed, begin, &halves).unwrap_or_default(), Some(InterestError::NoBaseRate(begin)))
            }
            Err(error) => (Vec::new(), Some(error)),
        };
        match total(&lines) {
            Ok(total) => Calculation { until, lines, total, missing },
            Err(error) => Calculation { until, lines: Vec::new(), total: Cents::ZERO, missing: Some(error) },
        }
    }
}

/// What is open of all claims of a project, whatever the source: principal and interest.
///
/// # Errors
/// The driver's error.
pub(crate) async fn open_in(
    connection: &impl ConnectionTrait,
    project_id: i64,
    view: Viewpoint,
) -> Result<(Cents, Cents), DbErr> {
    let cases = case::Entity::find().select_only().column(case::Column::Id);
    let cases = cases.filter(case::Column::ProjectId.eq(project_id)).into_query();
    let claims = load(connection, Condition::all().add(claim::Column::CaseId.in_subquery(cases))).await?;
    let claims: Vec<Recovery> = claims.into_iter().filter_map(|one| one.seen(view)).collect();
    // too much paid on one claim settles no other
    let open = |of: fn(&Recovery) -> Cents| sum(claims.iter().map(of).map(|cents| cents.max(Cents::ZERO)));
    Ok((open(Recovery::open), open(Recovery::interest_open)))
}

/// Claims with everything that happened to them, the oldest first.
///
/// # Errors
/// The driver's error.
pub(crate) async fn load(connection: &impl ConnectionTrait, which: Condition) -> Result<Vec<Recovery>, DbErr> {
    let claims = claim::Entity::find().filter(which).order_by_asc(claim::Column::Id).all(connection).await?;
    let mut found = Vec::with_capacity(claims.len());
    for some in claims.chunks(500) {
        let ids: Vec<i64> = some.iter().map(|row| row.id).collect();
        let mut of: HashMap<i64, Recovery> = some.iter().map(|row| (row.id, empty(row.clone()))).collect();
        let rows = payment::Entity::find().filter(payment::Column::ClaimId.is_in(ids.clone()));
        for row in rows.order_by_asc(payment::Column::Id).all(connection).await? {
            of.entry(row.claim_id).and_modify(|one| one.payments.push(row));
        }
        let rows = interest_set::Entity::find().filter(interest_set::Column::ClaimId.is_in(ids.clone()));
        for row in rows.order_by_asc(interest_set::Column::Id).all(connection).await? {
            of.entry(row.claim_id).and_modify(|one| one.interest.push(row));
        }
        plans(connection, &ids, &mut of).await?;
        write_offs(connection, &ids, &mut of).await?;
        found.extend(ids.iter().filter_map(|id| of.remove(id)));
    }
    Ok(found)
}

fn empty(claim: claim::Model) -> Recovery {
    Recovery { claim, payments: Vec::new(), interest: Vec::new(), plans: Vec::new(), write_offs: Vec::new() }
}

async fn plans(
    connection: &impl ConnectionTrait,
    claims: &[i64],
    of: &mut HashMap<i64, Recovery>,
) -> Result<(), DbErr> {
    let plans = plan::Entity::find()
        .filter(plan::Column::ClaimId.is_in(claims.to_vec()))
        .order_by_asc(plan::Column::Version)
        .all(connection)
        .await?;
    let ids: Vec<i64> = plans.iter().map(|row| row.id).collect();
    let mut parts: HashMap<i64, Vec<instalment::Model>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows = instalment::Entity::find().filter(instalment::Column::PlanId.is_in(some.to_vec()));
        for row in rows.order_by_asc(instalment::Column::DueOn).all(connection).await? {
            parts.entry(row.plan_id).or_default().push(row);
        }
    }
    for plan in plans {
        let rows = parts.remove(&plan.id).unwrap_or_default();
        of.entry(plan.claim_id).and_modify(|one| one.plans.push((plan, rows)));
    }
    Ok(())
}

async fn write_offs(
    connection: &impl ConnectionTrait,
    claims: &[i64],
    of: &mut HashMap<i64, Recovery>,
) -> Result<(), DbErr> {
    let rows = write_off::Entity::find()
        .filter(write_off::Column::ClaimId.is_in(claims.to_vec()))
        .order_by_asc(write_off::Column::Id)
        .all(connection)
        .await?;
    for some in rows.chunks(500) {
        let ids: Vec<i64> = some.iter().map(|row| row.proposal_id).collect();
        let proposals =
            proposal::Entity::find().filter(proposal::Column::Id.is_in(ids.clone())).all(connection).await?;
        let mut proposals: HashMap<i64, proposal::Model> = proposals.into_iter().map(|row| (row.id, row)).collect();
        let verdicts = approval::record::Entity::find().filter(approval::record::Column::ProposalId.is_in(ids));
        let verdicts = verdicts.all(connection).await?;
        let mut verdicts: HashMap<i64, approval::record::Model> =
            verdicts.into_iter().map(|row| (row.proposal_id, row)).collect();
        for row in some.iter().cloned() {
            let Some(proposal) = proposals.remove(&row.proposal_id) else { continue };
            let verdict = verdicts.remove(&row.proposal_id);
            of.entry(row.claim_id).and_modify(|one| one.write_offs.push(Proposed { row, proposal, verdict }));
        }
    }
    Ok(())
}
