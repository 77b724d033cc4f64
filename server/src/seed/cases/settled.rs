//! What the recipient of a sample case calls for and proves.
use super::{
    super::{cofunding::NEVER_KEPT, grants::day, workbook::Payments},
    Sample,
    amounts::share,
};
use chrono::{Datelike, Days, NaiveDate};
use entity::{
    grant::{FinancingType, Item, Side, content::PlanLine},
    money::Cents,
    settlement::{
        draw::Call,
        proof::{ProofKind, Statement},
        review::{Recognised, Scope, change::Check},
    },
};

/// What a second person finds in a proof.
pub(super) struct Note {
    checked_on: NaiveDate,
    scope: Scope,
    result: &'static str,
    recognised: Vec<Recognised>,
}

impl Note {
    pub(super) fn of(self, proof_id: i64) -> Check {
        let Self { checked_on, scope, result, recognised } = self;
        Check { proof_id, version: None, checked_on, known_on: checked_on, scope, result: result.into(), recognised }
    }
}

/// Cents of contracts that a review does not recognise: 2,000 euros.
const REFUSED: i64 = 200_000;

impl Sample<'_> {
    /// A call each year, two in the last, each with the day and amount of its payment; the last calls for more than is
    /// paid. None where lists tell the payments.
    pub(super) fn calls(&self) -> Vec<(Call, NaiveDate, Cents)> {
        if self.profile.listed {
            return Vec::new();
        }
        let last = Payments::December.year();
        let mut parts: Vec<(NaiveDate, i64)> = Vec::new();
        for (year, cents) in &self.amounts.paid {
            if *year == last {
                parts.extend([(day(last, 5, 15), self.amounts.june), (day(last, 10, 16), cents - self.amounts.june)]);
            } else {
                parts.push((day(*year, 10, 15).max(self.dated_on + Days::new(6)), *cents));
            }
        }
        parts.retain(|(_, cents)| *cents > 0);
        let unpaid = self.amounts.requested - self.amounts.paid.values().sum::<i64>();
        let (last, eligible, grant) = (parts.len().saturating_sub(1), self.amounts.eligible(), self.amounts.grant());
        let mut paid = 0i64;
        let mut calls = Vec::new();
        for (at, (requested_on, cents)) in parts.into_iter().enumerate() {
            // rounded up: what is used covers what was paid
            let up = i64::from(paid > 0);
            let spent = match self.profile.financing {
                // own money comes first
                FinancingType::Gap => eligible - grant + paid + up,
                _ => share(eligible, paid, grant) + up,
            };
            let call = Call {
                requested_on,
                amount: Cents(cents + if at == last { unpaid.max(0) } else { 0 }),
                needed_until: requested_on + Days::new(55),
                spent_before: Cents(spent),
                own_before: Cents((spent - paid).max(0)),
                budget_year: requested_on.year(),
                reference: Some(format!("Mittelabruf {} (Beispieldaten)", at + 1)),
            };
            calls.push((call, requested_on + Days::new(10), Cents(cents)));
            paid += cents;
        }
        calls
    }

    /// The lines of all proofs as they are on a day.
    fn lines(&self, on: NaiveDate) -> Vec<PlanLine> {
        // nothing came of that promise: the recipient paid in its place
        let amounts = if self.number == NEVER_KEPT { &self.amounts.without_private() } else { &self.amounts };
        amounts.plan(&amounts.proven(), self.staff(on))
    }

    /// Interim proofs of years, with what came of their check where somebody checked them.
    pub(super) fn interim(&self) -> Vec<(Statement, Option<Note>)> {
        if self.profile.listed || self.amounts.spent == 0 {
            return Vec::new();
        }
        // the number of the project chooses
        let turn = self.number.bytes().map(usize::from).sum::<usize>();
        let years = match () {
            () if self.profile.long => 2018..=2023,
            () if turn % 3 == 0 => 2020..=2021,
            () => 2021..=2021,
        };
        let interim = years.filter_map(|year| {
            let end = Payments::December.year();
            let received_on = if year < end { day(year + 1, 4, 20) } else { day(year, 12, 20) };
            let mut lines = self.lines(received_on);
            lines.retain(|line| line.year == year);
            let statement = Statement {
                kind: ProofKind::Interim,
                budget_year: Some(year),
                covers_to: if year < end { day(year, 12, 31) } else { day(year, 12, 15) },
                received_on,
                narrative: true,
                confirmed: true,
                reference: Some(format!("Zwischennachweis {year} (Beispieldaten)")),
                lines,
            };
            let checked = year < end && self.profile.financing == FinancingType::Share && turn % 5 != 0;
            let note = checked.then(|| note(&statement, turn));
            (!statement.lines.is_empty()).then_some((statement, note))
        });
        interim.collect()
    }

    /// The proof at the end: so much of each year as the file says is proven in all. None while the project goes on.
    pub(super) fn statement(&self) -> Option<Statement> {
        let received_on = day(2023, 12, 20);
        (self.amounts.spent > 0 && !self.profile.long).then(|| Statement {
            kind: ProofKind::Final,
            budget_year: None,
            covers_to: day(2023, 12, 15),
            received_on,
            narrative: true,
            confirmed: true,
            reference: Some("Verwendungsnachweis (Beispieldaten)".into()),
            lines: self.lines(received_on),
        })
    }
}

/// All that is eligible is recognised, or all but a part of the contracts.
fn note(statement: &Statement, turn: usize) -> Note {
    let refused = if turn.is_multiple_of(4) { REFUSED } else { 0 };
    let eligible = statement.lines.iter().filter(|line| line.item.side() == Side::Expenditure && line.eligible);
    let recognised = eligible.map(|line| {
        let less = if line.item == Item::Contracts { refused.min(line.cents.0) } else { 0 };
        Recognised { year: line.year, item: line.item, cents: Cents(line.cents.0 - less) }
    });
    Note {
        checked_on: statement.received_on + Days::new(56),
        scope: if turn.is_multiple_of(2) { Scope::Full } else { Scope::Sample },
        result: match refused {
            0 => {
                "Die Ausgaben sind sachlich und rechnerisch nachvollziehbar, die Mittel zweckentsprechend verwendet. (Beispieldaten)"
            }
            _ => "Ein Auftrag ist nicht belegt und wird bis zur Vorlage nicht anerkannt. (Beispieldaten)",
        },
        recognised: recognised.collect(),
    }
}
