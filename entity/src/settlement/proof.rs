//! Proofs of use (Zwischen- und Verwendungsnachweis): what the money was spent for, in the structure of the plan.
pub mod change;
pub mod item;
pub mod record;

use crate::{
    grant::{
        Side,
        content::{LARGEST, MOST_LINES, PlanLine, sum},
    },
    money::Cents,
    refusal::FieldError,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

crate::words::words! {
    /// What a proof covers.
    ProofKind {
        /// One budget year, while the project goes on.
        Interim => "interim", "Zwischennachweis";
        /// The whole project.
        Final => "final", "Verwendungsnachweis";
    }
}

/// What a proof says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Interim or final.
    pub kind: ProofKind,
    /// The year of an interim proof.
    pub budget_year: Option<i32>,
    /// The last day it covers.
    pub covers_to: NaiveDate,
    /// When the authority received it.
    pub received_on: NaiveDate,
    /// Whether the Sachbericht came along.
    pub narrative: bool,
    /// Whether the recipient confirms that the expenditure was necessary, economical and agrees with the books.
    pub confirmed: bool,
    /// Document reference, at most 200 characters.
    pub reference: Option<String>,
    /// All expenditure and income, in the structure of the plan.
    pub lines: Vec<PlanLine>,
}

impl Statement {
    /// The years that it names.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        self.lines.iter().map(|line| line.year).chain(self.budget_year).collect()
    }

    /// A side in a year.
    #[must_use]
    pub fn side_in(&self, side: Side, year: i32) -> Cents {
        sum(self.lines.iter().filter(|line| line.item.side() == side && line.year == year).map(|line| line.cents))
    }

    /// What cannot be a proof, field by field.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut say = |field, code, message: String| errors.push(FieldError::new(field, code, message));
        match (self.kind, self.budget_year) {
            (ProofKind::Interim, None) => {
                say(
                    "budget_year",
                    "required",
                    "Ein Zwischennachweis gilt für ein Haushaltsjahr. Bitte angeben.".into(),
                );
            }
            (ProofKind::Final, Some(_)) => {
                say(
                    "budget_year",
                    "not_here",
                    "Ein Verwendungsnachweis gilt für alle Jahre. Bitte leer lassen.".into(),
                );
            }
            _ => {}
        }
        if self.received_on > today {
            say("received_on", "future", "Der Eingang liegt in der Zukunft. Bitte einen Tag bis heute angeben.".into());
        }
        if self.covers_to > self.received_on {
            say("covers_to", "range", "Der Nachweis kann nicht über den Tag seines Eingangs hinausreichen.".into());
        }
        if self.reference.as_ref().is_some_and(|text| text.chars().count() > 200 || text.contains('\0')) {
            say("reference", "too_long", "Das Aktenzeichen ist länger als 200 Zeichen.".into());
        }
        let mut seen = BTreeSet::new();
        if self.lines.len() > MOST_LINES
            || !self.lines.iter().all(|one| seen.insert((one.year, one.item, one.eligible)))
        {
            say("lines", "repeated", "Im Nachweis steht ein Ansatz zweimal für dasselbe Jahr.".into());
        }
        if self.lines.iter().any(|line| line.item.side() == Side::Financing && !line.eligible) {
            let message = "Nur Ausgaben können nicht zuwendungsfähig sein, Finanzierungsmittel nicht.";
            say("lines", "eligible", message.into());
        }
        if let Some(line) = self.lines.iter().find(|line| !(Cents::ZERO..=LARGEST).contains(&line.cents)) {
            let message = format!("{} geht hier nicht: Beträge liegen zwischen 0 und {LARGEST}.", line.cents);
            say("lines", "range", message);
        }
        if self.lines.iter().all(|line| line.cents == Cents::ZERO) {
            say("lines", "required", "Bitte Ausgaben und Einnahmen eintragen.".into());
        }
        for year in self.years() {
            let foreign = self.budget_year.is_some_and(|only| only != year);
            if foreign || !(1990..=2100).contains(&year) {
                say("lines", "range", format!("Das Haushaltsjahr {year} gehört nicht in diesen Nachweis."));
            }
            let (spent, income) = (self.side_in(Side::Expenditure, year), self.side_in(Side::Financing, year));
            if spent != income {
                let message = format!(
                    "R3: Im Jahr {year} betragen die Ausgaben {spent}, die Einnahmen {income}. Beide Seiten müssen gleich sein."
                );
                say("lines", "R3", message);
            }
        }
        errors
    }
}
