//! The money of one case: that of its project in the sample file, or the recipient's part of it.
use super::super::{
    money::{FIRST_PAID, Money},
    workbook::Payments,
};
use entity::{
    grant::{Item, content::PlanLine},
    money::Cents,
};
use std::collections::BTreeMap;

/// Cents by budget year.
pub(super) type Years = BTreeMap<i32, i64>;

/// What the file says of a case, in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amounts {
    /// Granted at first.
    pub(super) granted: Years,
    /// Paid in the end.
    pub(super) paid: Years,
    /// What of the last year was paid until June.
    pub(super) june: i64,
    pub(super) requested: i64,
    pub(super) spent: i64,
    own: i64,
    private: i64,
    other: i64,
    /// Expenditure that is not eligible.
    beyond: i64,
}

impl Amounts {
    pub(super) fn of(money: &Money) -> Self {
        let cents = |of: Option<Cents>| of.unwrap_or_default().0;
        let granted = (FIRST_PAID..).zip(&money.years);
        let by_year = |list: Payments| -> Years {
            money.paid_in(list).into_iter().map(|(year, cents)| (year, cents.0)).collect()
        };
        let last = Payments::December;
        let flow = money.flow(last);
        Self {
            granted: granted
                .filter_map(|(year, said)| Some((year, said.as_ref()?.0)))
                .filter(|(_, said)| *said > 0)
                .collect(),
            paid: by_year(last),
            june: by_year(Payments::June).get(&last.year()).copied().unwrap_or_default(),
            requested: cents(flow.requested),
            spent: cents(flow.spent),
            own: cents(money.own),
            private: cents(money.private),
            other: cents(money.other),
            beyond: cents(money.total) - cents(money.eligible),
        }
    }

    /// The parts of several recipients; together they are the whole to the cent.
    pub(super) fn split(&self, weights: &[u32]) -> Vec<Self> {
        let cut = |cents: i64| Cents(cents).split(weights);
        let years = |years: &Years, at: usize| -> Years {
            years.iter().map(|(year, cents)| (*year, cut(*cents)[at].0)).collect()
        };
        let part = |at: usize| {
            let of = |cents: i64| cut(cents)[at].0;
            Self {
                granted: years(&self.granted, at),
                paid: years(&self.paid, at),
                june: of(self.june),
                requested: of(self.requested),
                spent: of(self.spent),
                own: of(self.own),
                private: of(self.private),
                other: of(self.other),
                beyond: of(self.beyond),
            }
        };
        (0..weights.len()).map(part).collect()
    }

    pub(super) fn grant(&self) -> i64 {
        self.granted.values().sum()
    }

    pub(super) fn eligible(&self) -> i64 {
        self.grant() + self.own + self.private + self.other - self.beyond
    }

    /// What was granted at first, so many of 100 euros.
    pub(super) fn sized(&self, percent: i64) -> Years {
        self.granted.iter().map(|(year, cents)| (*year, cents * percent / 100)).collect()
    }

    /// What is needed in each year: what is paid, and what is left in the last one.
    pub(super) fn needed(&self) -> Years {
        let mut years = self.paid.clone();
        let left = self.grant() - years.values().sum::<i64>();
        *years.entry(Payments::December.year()).or_default() += left;
        years.retain(|_, cents| *cents > 0);
        years
    }

    /// What of each year's payments is proven in the end.
    pub(super) fn proven(&self) -> Years {
        let whole = self.paid.values().sum::<i64>().max(1);
        let (mut until, mut before) = (0i64, 0i64);
        let mut years = Years::new();
        for (year, cents) in &self.paid {
            until += cents;
            let now = share(self.spent, until, whole);
            years.insert(*year, now - before);
            before = now;
        }
        years.retain(|_, cents| *cents > 0);
        years
    }

    /// The recipient pays what others promised.
    pub(super) fn without_private(&self) -> Self {
        Self { own: self.own + self.private, private: 0, ..self.clone() }
    }

    /// Expenditure and financing by year in the share of the grant, so that each item comes to the same over all years
    /// however they are cut; `staff` of 100 euros are for staff.
    pub(super) fn plan(&self, years: &Years, staff: i64) -> Vec<PlanLine> {
        let whole = self.grant().max(1);
        let mut plan = Vec::new();
        let (mut before, mut until) = ([0i64; 5], 0i64);
        for (year, cents) in years {
            until += cents;
            let [own, private, other] = [self.own, self.private, self.other].map(|of| share(of, until, whole));
            let now =
                [own, private, other, (until + own + private + other) * staff / 100, share(self.beyond, until, whole)];
            let [own, private, other, staff, beyond] = std::array::from_fn(|at| now[at] - before[at]);
            before = now;
            let line = |item, eligible, cents| PlanLine { year: *year, item, eligible, cents: Cents(cents) };
            plan.extend([
                line(Item::Staff, true, staff),
                line(Item::Contracts, true, cents + own + private + other - staff - beyond),
                line(Item::Contracts, false, beyond),
                line(Item::Grant, true, *cents),
                line(Item::OwnShare, true, own),
                line(Item::PrivateCash, true, private),
                line(Item::OtherPublic, true, other),
            ]);
        }
        plan.retain(|line| line.cents > Cents::ZERO);
        plan
    }
}

/// The same part of an amount as one amount is of another, rounded down.
pub(super) fn share(of: i64, part: i64, whole: i64) -> i64 {
    i64::try_from(i128::from(of) * i128::from(part) / i128::from(whole.max(1))).unwrap_or(0)
}
