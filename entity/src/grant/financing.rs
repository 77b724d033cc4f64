//! How a grant is computed from costs and income, by type of financing (VV Nr. 2.2 and 2.3 to § 44 LHO): pure, with its
//! calculation line by line.
use crate::money::{Cents, Rate};
use thiserror::Error;

/// A type of financing, with what its decision fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Financing {
    /// Anteilfinanzierung (VV 2.2.1): a share of the eligible expenditure, at most the cap.
    Share {
        /// The share.
        rate: Rate,
        /// The Höchstbetrag.
        cap: Cents,
    },
    /// Fehlbedarfsfinanzierung (VV 2.2.2): what own and other money leaves open, at most the cap.
    Gap {
        /// The Höchstbetrag.
        cap: Cents,
    },
    /// Festbetragsfinanzierung (VV 2.2.3): a fixed amount; less only where the eligible expenditure is less.
    Fixed {
        /// The amount.
        amount: Cents,
    },
    /// Vollfinanzierung (VV 2.3): all eligible expenditure that no other money covers, at most the cap.
    Full {
        /// The Höchstbetrag.
        cap: Cents,
    },
}

/// What was planned, or what was recognised when proof was checked. Amounts are not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Costs {
    /// Eligible expenditure (zuwendungsfähige Ausgaben).
    pub eligible: Cents,
    /// The recipient's own share.
    pub own: Cents,
    /// All other money towards the eligible expenditure: other public money, private money, income.
    pub other: Cents,
}

/// A step of a calculation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is, in German.
    pub label: String,
    /// What it comes to.
    pub cents: Cents,
}

/// A grant as computed, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The grant.
    pub grant: Cents,
    /// How it came about; the last step is the grant.
    pub steps: Vec<Step>,
}

/// Why no grant can be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FinancingError {
    /// An amount below zero.
    #[error("Ausgaben und Einnahmen können nicht negativ sein.")]
    Negative,
    /// A rate below 0 or above 100 %.
    #[error("Der Fördersatz muss zwischen 0 und 100 % liegen.")]
    Rate,
    /// Beyond the bounds of an amount.
    #[error("Der Betrag ist zu groß.")]
    TooLarge,
}

/// The grant on the plan: what rate, gap or fixed amount come to before anything changed.
///
/// # Errors
/// See [`FinancingError`].
pub fn planned(financing: Financing, plan: Costs) -> Result<Computed, FinancingError> {
    grant(financing, plan, plan)
}

/// The grant that remains on what was recognised, compared with the plan.
///
/// Lower costs and new income reduce it (ANBest-P and ANBest-G Nr. 2.1): with share financing in proportion to the
/// recipient's own and other money (Nr. 2.1.1), so the rate is applied to what new money leaves of the eligible
/// expenditure; with gap and full financing by the whole amount (Nr. 2.1.2). New money is what other sources gave above
/// the plan; higher costs use it up first [OWN]. A gap is closed with own money first, at least as much as planned. A
/// fixed amount stays unless less is spent than was granted [OWN].
///
/// # Errors
/// See [`FinancingError`].
pub fn grant(financing: Financing, plan: Costs, actual: Costs) -> Result<Computed, FinancingError> {
    let fixed = match financing {
        Financing::Share { cap, .. } | Financing::Gap { cap } | Financing::Full { cap } => cap,
        Financing::Fixed { amount } => amount,
    };
    let amounts = [plan.eligible, plan.own, plan.other, actual.eligible, actual.own, actual.other, fixed];
    if amounts.iter().any(|cents| *cents < Cents::ZERO) {
        return Err(FinancingError::Negative);
    }
    let mut calculation = Calculation::default();
    calculation.step("Zuwendungsfähige Ausgaben", actual.eligible);
    match financing {
        Financing::Share { rate, cap } => {
            if !(0..=10_000).contains(&rate.0) {
                return Err(FinancingError::Rate);
            }
            let new = actual.other.checked_sub(plan.other).ok_or(FinancingError::TooLarge)?;
            if new > Cents::ZERO {
                calculation.less("neue Deckungsmittel", new)?;
                calculation.at_least_nothing("durch neue Mittel gedeckt");
            }
            let share = calculation.reached.share(rate).ok_or(FinancingError::TooLarge)?;
            calculation.step(format!("davon {rate}"), share);
            calculation.at_most("Höchstbetrag", cap);
            let open = actual.eligible.checked_sub(actual.other).ok_or(FinancingError::TooLarge)?;
            calculation.at_most("von anderen Mitteln nicht gedeckt", open.max(Cents::ZERO));
        }
        Financing::Gap { cap } => {
            calculation.less("Eigenmittel", actual.own.max(plan.own))?;
            calculation.less("andere Mittel und Einnahmen", actual.other)?;
            calculation.at_least_nothing("kein Fehlbedarf");
            calculation.at_most("Höchstbetrag", cap);
        }
        Financing::Fixed { amount } => {
            calculation.at_most("Festbetrag", amount);
        }
        Financing::Full { cap } => {
            calculation.less("andere Mittel und Einnahmen", actual.other)?;
            calculation.at_least_nothing("kein Bedarf");
            calculation.at_most("Höchstbetrag", cap);
        }
    }
    let grant = calculation.reached;
    calculation.step("Zuwendung", grant);
    Ok(Computed { grant, steps: calculation.steps })
}

/// A calculation under way.
#[derive(Default)]
struct Calculation {
    reached: Cents,
    steps: Vec<Step>,
}

impl Calculation {
    fn step(&mut self, label: impl Into<String>, cents: Cents) {
        self.reached = cents;
        self.steps.push(Step { label: label.into(), cents });
    }

    fn less(&mut self, label: &str, cents: Cents) -> Result<(), FinancingError> {
        let reached = self.reached.checked_sub(cents).ok_or(FinancingError::TooLarge)?;
        let taken = cents.checked_neg().ok_or(FinancingError::TooLarge)?;
        self.steps.push(Step { label: format!("abzüglich {label}"), cents: taken });
        self.reached = reached;
        Ok(())
    }

    /// Says a limit only where it bites or is what was fixed.
    fn at_most(&mut self, label: &str, limit: Cents) {
        if limit < self.reached {
            self.step(format!("höchstens: {label}"), limit);
        }
    }

    fn at_least_nothing(&mut self, label: &str) {
        if self.reached < Cents::ZERO {
            self.step(label, Cents::ZERO);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(euros: i64) -> Cents {
        Cents(euros * 100)
    }

    fn costs(eligible: i64, own: i64, other: i64) -> Costs {
        Costs { eligible: euros(eligible), own: euros(own), other: euros(other) }
    }

    fn steps(computed: &Computed) -> Vec<(&str, i64)> {
        computed.steps.iter().map(|step| (step.label.as_str(), step.cents.0)).collect()
    }

    /// The examples of docs/worked-examples.md, every number by hand: what was granted on the plan, and what remains
    /// of it after the proof.
    #[test]
    fn share() {
        let financing = Financing::Share { rate: Rate(8_000), cap: euros(400_000) };
        let plan = costs(500_000, 50_000, 50_000);
        assert_eq!(
            steps(&planned(financing, plan).unwrap()),
            [("Zuwendungsfähige Ausgaben", 50_000_000), ("davon 80\u{a0}%", 40_000_000), ("Zuwendung", 40_000_000)]
        );
        // cheaper: 437.512,35 € recognised, 80 % of it are 350.009,88 €
        let cheaper = Costs { eligible: Cents(43_751_235), ..plan };
        assert_eq!(grant(financing, plan, cheaper).unwrap().grant, Cents(35_000_988));
        // 20.000 € of new income: 80 % of 480.000 €, so the grant falls by 16.000 € and not by 20.000 €
        let income = grant(financing, plan, costs(500_000, 50_000, 70_000)).unwrap();
        assert_eq!(
            steps(&income),
            [
                ("Zuwendungsfähige Ausgaben", 50_000_000),
                ("abzüglich neue Deckungsmittel", -2_000_000),
                ("davon 80\u{a0}%", 38_400_000),
                ("Zuwendung", 38_400_000)
            ]
        );
        // both: 80 % of (437.512,35 € − 20.000 €) = 334.009,88 €
        let both = Costs { eligible: Cents(43_751_235), ..costs(0, 50_000, 70_000) };
        assert_eq!(grant(financing, plan, both).unwrap().grant, Cents(33_400_988));
        // dearer than planned: the cap holds
        assert_eq!(grant(financing, plan, costs(600_000, 150_000, 50_000)).unwrap().grant, euros(400_000));
        // other money below plan does not raise the grant
        assert_eq!(grant(financing, plan, costs(500_000, 100_000, 0)).unwrap().grant, euros(400_000));
    }

    #[test]
    fn gap() {
        let financing = Financing::Gap { cap: euros(250_000) };
        let plan = costs(400_000, 100_000, 50_000);
        assert_eq!(
            steps(&planned(financing, plan).unwrap()),
            [
                ("Zuwendungsfähige Ausgaben", 40_000_000),
                ("abzüglich Eigenmittel", -10_000_000),
                ("abzüglich andere Mittel und Einnahmen", -5_000_000),
                ("Zuwendung", 25_000_000)
            ]
        );
        // costs fall by 30.000 € and income rises by 10.000 €: the grant falls by both
        assert_eq!(grant(financing, plan, costs(370_000, 100_000, 60_000)).unwrap().grant, euros(210_000));
        // less own money than planned changes nothing: it is used first
        assert_eq!(grant(financing, plan, costs(370_000, 70_000, 60_000)).unwrap().grant, euros(210_000));
        assert_eq!(grant(financing, plan, costs(100_000, 100_000, 60_000)).unwrap().grant, Cents::ZERO);
        assert_eq!(grant(financing, plan, costs(450_000, 100_000, 50_000)).unwrap().grant, euros(250_000));
    }

    #[test]
    fn fixed() {
        let financing = Financing::Fixed { amount: euros(75_000) };
        let plan = costs(100_000, 25_000, 0);
        assert_eq!(planned(financing, plan).unwrap().grant, euros(75_000));
        // cheaper than planned changes nothing until less is spent than was granted
        assert_eq!(grant(financing, plan, costs(80_000, 5_000, 0)).unwrap().grant, euros(75_000));
        assert_eq!(grant(financing, plan, costs(60_000, 0, 0)).unwrap().grant, euros(60_000));
    }

    #[test]
    fn full() {
        let financing = Financing::Full { cap: euros(120_000) };
        let plan = costs(120_000, 0, 0);
        assert_eq!(planned(financing, plan).unwrap().grant, euros(120_000));
        assert_eq!(grant(financing, plan, costs(110_000, 0, 4_000)).unwrap().grant, euros(106_000));
        assert_eq!(grant(financing, plan, costs(130_000, 0, 0)).unwrap().grant, euros(120_000));
    }

    #[test]
    fn the_last_step_is_the_grant_and_it_lies_within_bounds() {
        let amounts = [0, 1, 33, 9_999, 10_000, 123_456];
        for fixed in amounts.map(Cents) {
            let types = [
                Financing::Share { rate: Rate(3_333), cap: fixed },
                Financing::Share { rate: Rate(10_000), cap: fixed },
                Financing::Gap { cap: fixed },
                Financing::Fixed { amount: fixed },
                Financing::Full { cap: fixed },
            ];
            for (financing, eligible) in types.iter().flat_map(|one| amounts.map(|eligible| (*one, Cents(eligible)))) {
                let plan = Costs { eligible: Cents(50_000), own: Cents(5_000), other: Cents(1_000) };
                for (own, other) in amounts.iter().flat_map(|own| amounts.map(|other| (Cents(*own), Cents(other)))) {
                    let computed = grant(financing, plan, Costs { eligible, own, other }).unwrap();
                    assert_eq!(computed.steps.last().map(|step| step.cents), Some(computed.grant));
                    assert!(Cents::ZERO <= computed.grant && computed.grant <= eligible.min(fixed));
                    // more money from elsewhere never raises the grant
                    let richer = Costs { eligible, own, other: Cents(other.0 + 700) };
                    assert!(grant(financing, plan, richer).unwrap().grant <= computed.grant);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_computed_is_said() {
        let share = |rate| Financing::Share { rate: Rate(rate), cap: euros(1) };
        assert_eq!(planned(share(10_001), costs(1, 0, 0)), Err(FinancingError::Rate));
        assert_eq!(planned(share(-1), costs(1, 0, 0)), Err(FinancingError::Rate));
        assert_eq!(planned(share(1), costs(-1, 0, 0)), Err(FinancingError::Negative));
        assert_eq!(planned(Financing::Fixed { amount: euros(-1) }, costs(1, 0, 0)), Err(FinancingError::Negative));
    }
}
