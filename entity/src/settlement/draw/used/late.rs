//! What of a payment was used late, and since when that bears interest (§ 49a (4) VwVfG NRW, VV zu § 44 LHO, ANBest): what is
//! not used within the months after the payment bears interest from the day of the payment until it is used. Loading
//! asks the database; all else is pure.
use super::record;
use crate::{
    check::facts::{minus, months_later, sum},
    ledger,
    money::Cents,
    recovery::interest::Owed,
    settlement::draw::{Verdict, answer},
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// All that is recorded about the payment of a call and its use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// Payments, the oldest first, each with the instant at which it was taken back.
    pub payments: Vec<(answer::Model, Option<DateTime<Utc>>)>,
    /// Uses and what takes them back, in the order of recording.
    pub uses: Vec<record::Model>,
}

impl Told {
    /// What of it is seen from a viewpoint.
    #[must_use]
    pub fn seen(mut self, view: Viewpoint) -> Self {
        let known = |at: DateTime<Utc>| view.known_at.is_none_or(|known| at <= known);
        self.payments.retain(|(row, _)| row.dated_on <= view.as_of && known(row.recorded_at));
        for (_, gone) in &mut self.payments {
            *gone = gone.filter(|at| known(*at));
        }
        self.uses.retain(|row| row.used_on <= view.as_of && known(row.recorded_at));
        self
    }

    /// The payment that stands: its day and how much.
    #[must_use]
    pub fn payment(&self) -> Option<(NaiveDate, Cents)> {
        let (row, _) = self.payments.iter().rfind(|(_, gone)| gone.is_none())?;
        Some((row.dated_on, row.amount_cents))
    }

    /// What of the payment is not used.
    #[must_use]
    pub fn left(&self) -> Cents {
        let paid = self.payment().map_or(Cents::ZERO, |(_, cents)| cents);
        minus(paid, sum(self.uses.iter().map(|row| row.amount_cents)))
    }

    /// What bears interest from which day on, as it is seen before the day `until`: nothing before the months are over, for
    /// it may still be used in time.
    #[must_use]
    pub fn owed(&self, months: i64, until: NaiveDate) -> Vec<Owed> {
        let Some((paid_on, paid)) = self.payment() else { return Vec::new() };
        let deadline = months_later(paid_on, months);
        if until <= deadline {
            return Vec::new();
        }
        let of = |row: &record::Model| (row.used_on, row.amount_cents);
        let (in_time, later): (Vec<_>, Vec<_>) = self.uses.iter().map(of).partition(|(day, _)| *day <= deadline);
        let mut principal = minus(paid, sum(in_time.into_iter().map(|(_, cents)| cents)));
        if principal <= Cents::ZERO {
            return Vec::new();
        }
        let mut less: BTreeMap<NaiveDate, Cents> = BTreeMap::from([(paid_on, Cents::ZERO)]);
        for (day, cents) in later {
            let part = less.entry(day).or_default();
            *part = Cents(part.0.saturating_add(cents.0));
        }
        let step = |(from, cents)| {
            principal = minus(principal, cents);
            Owed { from, principal }
        };
        less.into_iter().map(step).collect()
    }
}

/// What is recorded about the payments of calls and their use, by call.
///
/// # Errors
/// The driver's error.
pub(crate) async fn load(connection: &impl ConnectionTrait, draws: Vec<i64>) -> Result<HashMap<i64, Told>, DbErr> {
    let mut told: HashMap<i64, Told> = HashMap::new();
    for some in draws.chunks(500) {
        let answers = answer::Entity::find()
            .filter(answer::Column::DrawId.is_in(some.to_vec()))
            .filter(answer::Column::Verdict.eq(Verdict::Paid.key()))
            .order_by_asc(answer::Column::Id)
            .all(connection)
            .await?;
        let gone: Vec<(Option<i64>, DateTime<Utc>)> = ledger::record::Entity::find()
            .select_only()
            .columns([ledger::record::Column::ReversesId, ledger::record::Column::RecordedAt])
            .filter(ledger::record::Column::ReversesId.is_in(answers.iter().map(|row| row.entry_id)))
            .into_tuple()
            .all(connection)
            .await?;
        for row in answers {
            let gone = gone.iter().find(|(id, _)| *id == Some(row.entry_id)).map(|(_, at)| *at);
            told.entry(row.draw_id).or_default().payments.push((row, gone));
        }
        let uses = record::Entity::find()
            .filter(record::Column::DrawId.is_in(some.to_vec()))
            .order_by_asc(record::Column::Id)
            .all(connection)
            .await?;
        for row in uses {
            told.entry(row.draw_id).or_default().uses.push(row);
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// 10,000.00 euros paid on 16 January 2023; to be used by 16 March.
    fn told(uses: &[(&str, i64)]) -> Told {
        let answer = answer::Model {
            id: 1,
            draw_id: 1,
            attempt: 1,
            verdict: "paid".into(),
            dated_on: day("2023-01-16"),
            amount_cents: Cents(1_000_000),
            reason: None,
            entry_id: 1,
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            audit_id: 1,
        };
        let of = |(on, cents): &(&str, i64)| record::Model {
            id: 1,
            draw_id: 1,
            used_on: day(on),
            kind: "used".into(),
            amount_cents: Cents(*cents),
            reference: "R".into(),
            reverses_id: None,
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            audit_id: 1,
        };
        Told { payments: vec![(answer, None)], uses: uses.iter().map(of).collect() }
    }

    fn shown(told: &Told, until: &str) -> Vec<(String, i64)> {
        told.owed(2, day(until)).into_iter().map(|owed| (owed.from.to_string(), owed.principal.0)).collect()
    }

    #[test]
    fn what_is_used_after_the_months_bears_interest_from_the_payment() {
        let of = told(&[("2023-02-10", 400_000), ("2023-05-02", 350_000), ("2023-07-20", 250_000)]);
        let rows =
            |rows: &[(&str, i64)]| rows.iter().map(|(day, cents)| ((*day).to_owned(), *cents)).collect::<Vec<_>>();
        assert_eq!(
            shown(&of, "2023-12-31"),
            rows(&[("2023-01-16", 600_000), ("2023-05-02", 250_000), ("2023-07-20", 0)])
        );
        assert_eq!(shown(&of, "2023-03-17"), shown(&of, "2023-12-31"), "what is known is known");
        assert_eq!(shown(&of, "2023-03-16"), [], "it may still be used in time");
        assert_eq!(of.left(), Cents::ZERO);
    }

    #[test]
    fn what_is_used_on_the_last_day_is_used_in_time() {
        assert_eq!(shown(&told(&[("2023-03-16", 1_000_000)]), "2023-12-31"), []);
        assert_eq!(shown(&told(&[("2023-03-17", 1_000_000)]), "2023-12-31").len(), 2);
        // money that was laid out before the payment was used in time
        assert_eq!(shown(&told(&[("2022-12-01", 1_000_000)]), "2023-12-31"), []);
        // a Storno takes the use back
        let back = told(&[("2023-03-01", 1_000_000), ("2023-03-01", -1_000_000)]);
        assert_eq!(shown(&back, "2023-12-31"), [("2023-01-16".to_owned(), 1_000_000)]);
        assert_eq!(back.left(), Cents(1_000_000));
    }

    #[test]
    fn a_payment_that_was_taken_back_owes_nothing() {
        let mut gone = told(&[]);
        gone.payments[0].1 = Some(DateTime::UNIX_EPOCH);
        assert_eq!((shown(&gone, "2023-12-31"), gone.payment()), (vec![], None));
    }
}
