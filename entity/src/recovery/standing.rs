//! A claim with everything that happened to it, and what follows from that: what is open, what is pursued, what bears interest
//! since when. [`load`] asks the database; all else is pure.
use super::{
    Fact, Ground, WriteOff, claim, instalment,
    interest::{InterestError, Line, Owed, interest, total},
    interest_set, payment, plan,
    rates::half_years,
    resumption, reversal, write_off,
};
use crate::{
    approval::{self, Verdict, proposal},
    check::facts::{minus, sum},
    clock::berlin_day,
    money::Cents,
    parameter::{Key, Set},
    settlement::draw::used::late::Told,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

mod load;

pub(crate) use load::{load, open_in};

/// A write-off with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What is to be written off.
    pub row: write_off::Model,
    /// Who proposed it, and when.
    pub proposal: proposal::Model,
    /// What the second person said; none while it waits.
    pub verdict: Option<approval::record::Model>,
    /// That the claim is pursued again; only after a Niederschlagung.
    pub resumed: Option<resumption::Model>,
    /// The approved Storno that takes it back; only of an Erlass.
    pub reversed_by: Option<i64>,
}

impl Proposed {
    /// The day from which it holds; none unless approved.
    #[must_use]
    pub fn holds_from(&self) -> Option<NaiveDate> {
        let verdict = self.verdict.as_ref().filter(|row| row.verdict == Verdict::Approved.key());
        verdict.map(|row| berlin_day(row.decided_at))
    }

    /// How; Niederschlagung, which gives up nothing, where the word is not known.
    #[must_use]
    pub fn kind(&self) -> WriteOff {
        WriteOff::from_key(&self.row.kind).unwrap_or(WriteOff::Shelved)
    }

    /// Whether it is the Storno of an Erlass, and no write-off.
    #[must_use]
    pub fn is_reversal(&self) -> bool {
        self.row.reverses_id.is_some()
    }

    /// Whether it is a write-off that was approved and is not taken back, of a claim that is not pursued again.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.holds_from().is_some() && self.resumed.is_none() && self.reversed_by.is_none() && !self.is_reversal()
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
    /// What of all this is taken back, the oldest first: it stays to be seen and counts no more.
    pub reversals: Vec<reversal::Model>,
    /// Payment and use of the call, where the claim is of interest alone.
    pub late_use: Option<Told>,
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
        let known = |at: DateTime<Utc>| view.known_at.is_none_or(|known| at <= known);
        if self.claim.dated_on > view.as_of || !known(self.claim.recorded_at) {
            return None;
        }
        self.payments.retain(|row| row.paid_on <= view.as_of && known(row.recorded_at));
        self.interest.retain(|row| row.dated_on <= view.as_of && known(row.recorded_at));
        self.plans.retain(|(row, _)| row.agreed_on <= view.as_of && known(row.recorded_at));
        // a Storno says that it never was so, whatever the day
        self.reversals.retain(|row| known(row.recorded_at));
        let on = |storno: bool, at: DateTime<Utc>| known(at) && (storno || berlin_day(at) <= view.as_of);
        self.write_offs.retain(|one| on(one.is_reversal(), one.row.recorded_at));
        for one in &mut self.write_offs {
            let storno = one.is_reversal();
            one.verdict = one.verdict.take().filter(|row| on(storno, row.decided_at));
            one.resumed = one.resumed.take().filter(|row| row.resumed_on <= view.as_of && known(row.recorded_at));
        }
        self.mark_reversed();
        self.late_use = self.late_use.map(|told| told.seen(view));
        Some(self)
    }

    /// Says of each write-off which approved Storno takes it back.
    fn mark_reversed(&mut self) {
        let stornos = self.write_offs.iter().filter(|one| one.holds_from().is_some());
        let of: BTreeMap<i64, i64> = stornos.filter_map(|one| Some((one.row.reverses_id?, one.row.id))).collect();
        for one in &mut self.write_offs {
            one.reversed_by = of.get(&one.row.id).copied();
        }
    }

    /// How many rows there are; none of them ever goes. Forms carry it.
    #[must_use]
    pub fn version(&self) -> i32 {
        let write_off = |one: &Proposed| 1 + usize::from(one.verdict.is_some()) + usize::from(one.resumed.is_some());
        let rows = 1 + self.payments.len() + self.interest.len() + self.plans.len() + self.reversals.len();
        i32::try_from(rows + self.write_offs.iter().map(write_off).sum::<usize>()).unwrap_or(i32::MAX)
    }

    /// That something recorded about it is taken back.
    #[must_use]
    pub fn reversal(&self, fact: Fact, id: i64) -> Option<&reversal::Model> {
        self.reversals.iter().find(|row| row.fact == fact.key() && row.fact_id == id)
    }

    /// Whether the claim itself is taken back.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.reversal(Fact::Claim, self.claim.id).is_some()
    }

    /// The payments that are not taken back.
    pub fn live_payments(&self) -> impl Iterator<Item = &payment::Model> {
        self.payments.iter().filter(|row| self.reversal(Fact::Payment, row.id).is_none())
    }

    /// The decisions about interest that are not taken back.
    pub fn live_interest(&self) -> impl Iterator<Item = &interest_set::Model> {
        self.interest.iter().filter(|row| self.reversal(Fact::Interest, row.id).is_none())
    }

    /// The agreement about instalments that holds.
    #[must_use]
    pub fn plan(&self) -> Option<&(plan::Model, Vec<instalment::Model>)> {
        self.plans.iter().rfind(|(row, _)| self.reversal(Fact::Instalments, row.id).is_none())
    }

    /// Why; the first ground where the word is not known.
    #[must_use]
    pub fn ground(&self) -> Ground {
        Ground::from_key(&self.claim.ground).unwrap_or(Ground::CostReduction)
    }

    /// Whether the decision is revoked for it, for which the authority has one year; never where interest alone is claimed.
    #[must_use]
    pub fn revokes(&self) -> bool {
        self.ground().revokes() && self.claim.draw_id.is_none()
    }

    /// Principal that was paid.
    #[must_use]
    pub fn principal_paid(&self) -> Cents {
        sum(self.live_payments().map(|row| row.principal_cents))
    }

    /// Interest that was paid.
    #[must_use]
    pub fn interest_paid(&self) -> Cents {
        sum(self.live_payments().map(|row| row.interest_cents))
    }

    /// Interest that was set.
    #[must_use]
    pub fn interest_set(&self) -> Cents {
        sum(self.live_interest().map(|row| row.amount_cents))
    }

    /// Principal that two people gave up for good (Erlass).
    #[must_use]
    pub fn remitted(&self) -> Cents {
        self.given_up(|one| one.kind() == WriteOff::Remitted)
    }

    fn given_up(&self, which: impl Fn(&Proposed) -> bool) -> Cents {
        sum(self.write_offs.iter().filter(|one| one.holds() && which(one)).map(|one| one.row.amount_cents))
    }

    /// Principal that is neither paid nor given up for good; nothing of a claim that is taken back.
    #[must_use]
    pub fn open(&self) -> Cents {
        match self.is_void() {
            true => Cents::ZERO,
            false => minus(minus(self.claim.amount_cents, self.principal_paid()), self.remitted()),
        }
    }

    /// What of the open principal is not pursued (Niederschlagung).
    #[must_use]
    pub fn shelved(&self) -> Cents {
        self.given_up(|one| one.kind() == WriteOff::Shelved).min(self.open()).max(Cents::ZERO)
    }

    /// What of the open principal is pursued.
    #[must_use]
    pub fn pursued(&self) -> Cents {
        minus(self.open(), self.shelved())
    }

    /// What of the open principal keeps the project from being closed: what is not shelved for an unlimited time.
    #[must_use]
    pub fn unsettled(&self) -> Cents {
        let for_good = |one: &Proposed| one.kind() == WriteOff::Shelved && one.row.shelved_until.is_none();
        minus(self.open(), self.given_up(for_good)).max(Cents::ZERO)
    }

    /// The Niederschlagungen that hold, with the last day of those that are for a time, the one that ends first first.
    #[must_use]
    pub fn shelvings(&self) -> Vec<&Proposed> {
        let holds = |one: &&Proposed| one.holds() && one.kind() == WriteOff::Shelved;
        let mut found: Vec<&Proposed> = self.write_offs.iter().filter(holds).collect();
        found.sort_by_key(|one| one.row.shelved_until.unwrap_or(NaiveDate::MAX));
        found
    }

    /// Interest that was set and not paid.
    #[must_use]
    pub fn interest_open(&self) -> Cents {
        minus(self.interest_set(), self.interest_paid())
    }

    /// The last day for which interest was set.
    #[must_use]
    pub fn set_until(&self) -> Option<NaiveDate> {
        self.live_interest().map(|row| row.to_on).max()
    }

    /// The Erlasse that hold, the oldest first.
    pub fn remissions(&self) -> impl Iterator<Item = &Proposed> {
        self.write_offs.iter().filter(|one| one.kind() == WriteOff::Remitted && one.holds())
    }

    /// The write-off or Storno that waits for a second person.
    #[must_use]
    pub fn waiting(&self) -> Option<&Proposed> {
        self.write_offs.iter().find(|one| one.verdict.is_none())
    }

    /// The instalments that hold, each with what of it is not covered by what came in since.
    #[must_use]
    pub fn instalments(&self) -> Vec<(NaiveDate, Cents, Cents)> {
        let Some((_, rows)) = self.plan() else { return Vec::new() };
        // the plan came to all that was open: what is open no longer pays it from its beginning
        let mut covered = minus(sum(rows.iter().map(|row| row.amount_cents)), self.open());
        let rest = |row: &instalment::Model| {
            let part = row.amount_cents.min(covered).max(Cents::ZERO);
            covered = minus(covered, part);
            (row.due_on, row.amount_cents, minus(row.amount_cents, part))
        };
        rows.iter().map(rest).collect()
    }

    /// What of the instalments was due before a day, is not covered and is pursued, and since when.
    #[must_use]
    pub fn overdue(&self, day: NaiveDate) -> Option<(NaiveDate, Cents)> {
        let late: Vec<_> =
            self.instalments().into_iter().filter(|(due, _, rest)| *due < day && *rest > Cents::ZERO).collect();
        let cents = sum(late.iter().map(|(_, _, rest)| *rest)).min(self.pursued());
        Some((late.first()?.0, cents)).filter(|(_, cents)| *cents > Cents::ZERO)
    }

    /// What bears interest from which day on: payments and what is given up for good lessen it from their day. What is only
    /// not pursued goes on existing and bears interest. A claim of interest alone has what was used late, as it is seen before a
    /// day.
    #[must_use]
    pub fn owed(&self, until: NaiveDate, rates: &Set) -> Vec<Owed> {
        if self.is_void() {
            return Vec::new();
        }
        if let Some(told) = &self.late_use {
            return told.owed(rates.on(Key::PayoutMonths, self.claim.arises_on), until);
        }
        let paid = self.live_payments().map(|row| (row.paid_on, row.principal_cents));
        let gone = self.remissions().filter_map(|one| Some((one.holds_from()?, one.row.amount_cents)));
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
        calculate(&self.owed(until, rates), self.claim.arises_on, until, rates)
    }
}

/// Interest on what is owed from a day on, up to and without another, at the rates that were entered.
#[must_use]
pub(crate) fn calculate(owed: &[Owed], from: NaiveDate, until: NaiveDate, rates: &Set) -> Calculation {
    let halves = half_years(rates, from, until);
    let (lines, missing) = match interest(owed, until, &halves) {
        Ok(lines) => (lines, None),
        // what comes before the gap is right as it stands
        Err(InterestError::NoBaseRate(begin)) => {
            (interest(owed, begin, &halves).unwrap_or_default(), Some(InterestError::NoBaseRate(begin)))
        }
        Err(error) => (Vec::new(), Some(error)),
    };
    match total(&lines) {
        Ok(total) => Calculation { until, lines, total, missing },
        Err(error) => Calculation { until, lines: Vec::new(), total: Cents::ZERO, missing: Some(error) },
    }
}

impl Calculation {
    /// The lines as the audit trail keeps them.
    pub(crate) fn told(&self) -> Vec<serde_json::Value> {
        let line = |line: &Line| {
            serde_json::json!({
                "from": line.from, "to": line.to, "principal": line.principal.plain(), "base": line.base.0,
                "rate": line.rate.0, "interest": line.interest.plain(),
            })
        };
        self.lines.iter().map(line).collect()
    }
}
