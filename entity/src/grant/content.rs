//! What a version of a decision says, apart from when and by whom it was entered: typed, and checked for what can be
//! stored at all. What it must be besides is said by [`super::rules`].
use super::{Backing, DecisionKind, FinancingType, Item, Side, decision, plan_item, tranche};
use crate::{
    money::{Cents, Rate},
    refusal::FieldError,
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// The largest amount that one field takes: 100 billion euros. A thousand of them still add up within [`Cents`].
pub const LARGEST: Cents = Cents(10_000_000_000_000);

/// Lines of a plan and tranches at most.
pub const MOST_LINES: usize = 500;

/// What a decision binds in a budget year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tranche {
    /// Haushaltsjahr.
    pub year: i32,
    /// From what.
    pub backing: Backing,
    /// How much.
    pub cents: Cents,
}

/// A line of a financing plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanLine {
    /// Haushaltsjahr.
    pub year: i32,
    /// What for, or from where.
    pub item: Item,
    /// Whether it is eligible; on the financing side always.
    pub eligible: bool,
    /// How much.
    pub cents: Cents,
}

/// What a version of a decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it does.
    pub kind: DecisionKind,
    /// Date of the Bescheid.
    pub dated_on: NaiveDate,
    /// Day of notification.
    pub notified_on: Option<NaiveDate>,
    /// Day of the waiver of legal remedies.
    pub waived_on: Option<NaiveDate>,
    /// The recipient, 1 to 300 characters.
    pub recipient: String,
    /// Type of financing.
    pub financing: FinancingType,
    /// Funding rate, with share financing.
    pub rate: Option<Rate>,
    /// The grant, which is also its cap.
    pub amount: Cents,
    /// The version of VV and ANBest that it contains, 1 to 200 characters.
    pub rules: String,
    /// First and last day of the Bewilligungszeitraum.
    pub drawable: (NaiveDate, NaiveDate),
    /// First and last day of the Durchführungszeitraum.
    pub work: (NaiveDate, NaiveDate),
    /// Last day of the Zweckbindung.
    pub bound_until: Option<NaiveDate>,
    /// Special conditions, at most 10,000 characters.
    pub conditions: Option<String>,
    /// Why it amends the one before, or why a warning is accepted; at most 2,000 characters.
    pub reason: Option<String>,
    /// What is bound in which year.
    pub tranches: Vec<Tranche>,
    /// The financing plan.
    pub plan: Vec<PlanLine>,
}

/// The sum of amounts; as much as fits where it does not.
pub fn sum(amounts: impl IntoIterator<Item = Cents>) -> Cents {
    amounts.into_iter().fold(Cents::ZERO, |sum, cents| Cents(sum.0.saturating_add(cents.0)))
}

impl Content {
    /// What stored rows say.
    #[must_use]
    pub fn of(row: &decision::Model, tranches: &[tranche::Model], plan: &[plan_item::Model]) -> Option<Self> {
        Some(Self {
            kind: DecisionKind::from_key(&row.kind)?,
            dated_on: row.dated_on,
            notified_on: row.notified_on,
            waived_on: row.waived_on,
            recipient: row.recipient.clone(),
            financing: FinancingType::from_key(&row.financing)?,
            rate: row.rate.map(Rate),
            amount: row.amount_cents,
            rules: row.rules.clone(),
            drawable: (row.drawable_from, row.drawable_to),
            work: (row.work_from, row.work_to),
            bound_until: row.bound_until,
            conditions: row.conditions.clone(),
            reason: row.reason.clone(),
            tranches: tranches
                .iter()
                .filter_map(|row| {
                    let backing = Backing::from_key(&row.backing)?;
                    Some(Tranche { year: row.budget_year, backing, cents: row.amount_cents })
                })
                .collect(),
            plan: plan
                .iter()
                .filter_map(|row| {
                    let item = Item::from_key(&row.item)?;
                    Some(PlanLine { year: row.budget_year, item, eligible: row.eligible, cents: row.amount_cents })
                })
                .collect(),
        })
    }

    /// Eligible expenditure (zuwendungsfähige Ausgaben) by the plan.
    #[must_use]
    pub fn eligible(&self) -> Cents {
        sum(self.side(Side::Expenditure).filter(|line| line.eligible).map(|line| line.cents))
    }

    /// Total expenditure by the plan.
    #[must_use]
    pub fn total(&self) -> Cents {
        sum(self.side(Side::Expenditure).map(|line| line.cents))
    }

    /// An item of the plan over all years.
    #[must_use]
    pub fn planned(&self, item: Item) -> Cents {
        sum(self.plan.iter().filter(|line| line.item == item).map(|line| line.cents))
    }

    /// The lines of a side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &PlanLine> {
        self.plan.iter().filter(move |line| line.item.side() == side)
    }

    /// A side in a year.
    #[must_use]
    pub fn side_in(&self, side: Side, year: i32) -> Cents {
        sum(self.side(side).filter(|line| line.year == year).map(|line| line.cents))
    }

    /// What is bound in each year, cash and commitment together; years without money are left out.
    #[must_use]
    pub fn by_year(&self) -> BTreeMap<i32, Cents> {
        let mut years: BTreeMap<i32, Cents> = BTreeMap::new();
        for tranche in self.tranches.iter().filter(|tranche| tranche.cents != Cents::ZERO) {
            let year = years.entry(tranche.year).or_default();
            *year = sum([*year, tranche.cents]);
        }
        years
    }

    /// Every year that plan or tranches name.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        self.tranches.iter().map(|tranche| tranche.year).chain(self.plan.iter().map(|line| line.year)).collect()
    }

    /// What cannot be stored, field by field.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut text = |field, name: &str, value: &str, longest: usize, required: bool| {
            let length = value.chars().count();
            if required && value.trim().is_empty() {
                errors.push(FieldError::new(field, "required", format!("{name}: Bitte etwas eintragen.")));
            } else if length > longest {
                let message = format!("{name}: {length} Zeichen sind zu viel, höchstens {longest}.");
                errors.push(FieldError::new(field, "too_long", message));
            } else if value.contains('\0') {
                let message = format!("{name}: Der Text enthält ein unzulässiges Zeichen.");
                errors.push(FieldError::new(field, "characters", message));
            }
        };
        text("recipient", "Zuwendungsempfänger", &self.recipient, 300, true);
        text("rules", "Fassung von VV und ANBest", &self.rules, 200, true);
        text("conditions", "Besondere Nebenbestimmungen", self.conditions.as_deref().unwrap_or(""), 10_000, false);
        text("reason", "Begründung", self.reason.as_deref().unwrap_or(""), 2_000, false);
        let days = [
            ("dated_on", "Datum des Bescheids", Some(self.dated_on)),
            ("notified_on", "Bekanntgabe", self.notified_on),
            ("waived_on", "Rechtsbehelfsverzicht", self.waived_on),
            ("drawable_from", "Bewilligungszeitraum", Some(self.drawable.0)),
            ("drawable_to", "Bewilligungszeitraum", Some(self.drawable.1)),
            ("work_from", "Durchführungszeitraum", Some(self.work.0)),
            ("work_to", "Durchführungszeitraum", Some(self.work.1)),
            ("bound_until", "Zweckbindung", self.bound_until),
        ];
        for (field, name, day) in days {
            if day.is_some_and(|day| !(1990..=2100).contains(&day.year())) {
                let message = format!("{name}: Das Jahr muss zwischen 1990 und 2100 liegen.");
                errors.push(FieldError::new(field, "range", message));
            }
        }
        if self.rate.is_some_and(|rate| !(0..=10_000).contains(&rate.0)) {
            let message = "Der Fördersatz muss zwischen 0 und 100 % liegen.";
            errors.push(FieldError::new("rate", "range", message));
        }
        let amounts = std::iter::once(("amount", self.amount))
            .chain(self.tranches.iter().map(|tranche| ("years", tranche.cents)))
            .chain(self.plan.iter().map(|line| ("plan", line.cents)));
        for (field, cents) in amounts {
            if !(Cents::ZERO..=LARGEST).contains(&cents) {
                let message = format!("{cents} geht hier nicht: Beträge liegen zwischen 0 und {LARGEST}.");
                errors.push(FieldError::new(field, "range", message));
            }
        }
        for year in self.years().into_iter().filter(|year| !(1990..=2100).contains(year)) {
            let message = format!("Haushaltsjahr {year}: Es muss zwischen 1990 und 2100 liegen.");
            errors.push(FieldError::new("years", "range", message));
        }
        let mut tranches = BTreeSet::new();
        if self.tranches.len() > MOST_LINES || !self.tranches.iter().all(|one| tranches.insert((one.year, one.backing)))
        {
            let message = "Je Haushaltsjahr kann es nur einen Betrag aus Baransatz und einen aus Verpflichtungsermächtigung geben.";
            errors.push(FieldError::new("years", "repeated", message));
        }
        let mut lines = BTreeSet::new();
        if self.plan.len() > MOST_LINES
            || !self.plan.iter().all(|line| lines.insert((line.year, line.item, line.eligible)))
        {
            let message = "Im Finanzierungsplan steht ein Ansatz zweimal für dasselbe Jahr.";
            errors.push(FieldError::new("plan", "repeated", message));
        }
        if self.side(Side::Financing).any(|line| !line.eligible) {
            let message = "Nur Ausgaben können nicht zuwendungsfähig sein, Finanzierungsmittel nicht.";
            errors.push(FieldError::new("plan", "eligible", message));
        }
        errors
    }
}
