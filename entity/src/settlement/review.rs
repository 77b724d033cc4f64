//! Checked proofs (Prüfungsvermerk): what the authority recognises, and the grant computed anew from it.
pub mod change;
pub mod item;
pub mod record;

use crate::{
    grant::{
        Item, Side,
        content::{Content, PlanLine, sum},
        financing::{self, Computed},
        rules,
    },
    money::Cents,
};

crate::words::words! {
    /// How much was looked at.
    Scope {
        /// Everything.
        Full => "full", "vollständig";
        /// A sample (Stichprobe).
        Sample => "sample", "Stichprobe";
    }
}

/// What is recognised of an item of eligible expenditure in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    /// Haushaltsjahr.
    pub year: i32,
    /// What for.
    pub item: Item,
    /// How much, not negative.
    pub cents: Cents,
}

/// The grant that remains on what was recognised, with its calculation (R15): the plan of the decision, or of one of its
/// years for an interim proof, compared with the proof. What is stated and not recognised counts as not eligible, and
/// own money pays it first. None for a share without rate.
#[must_use]
pub fn computed(
    content: &Content,
    year: Option<i32>,
    stated: &[PlanLine],
    recognised: &[Recognised],
) -> Option<Computed> {
    let mut plan = content.clone();
    if let Some(year) = year {
        plan.plan.retain(|line| line.year == year);
        plan.amount = plan.planned(Item::Grant);
    }
    let mut lines: Vec<PlanLine> = stated.iter().filter(|line| line.item.side() == Side::Financing).copied().collect();
    let spent = sum(stated.iter().filter(|line| line.item.side() == Side::Expenditure).map(|line| line.cents));
    let eligible = sum(recognised.iter().map(|one| one.cents));
    let line = |eligible, cents| PlanLine { year: 0, item: Item::Staff, eligible, cents };
    lines.push(line(true, eligible));
    lines.push(line(false, Cents(spent.0.saturating_sub(eligible.0)).max(Cents::ZERO)));
    let actual = Content { plan: lines, ..plan.clone() };
    financing::grant(rules::terms(&plan)?, rules::costs(&plan), rules::costs(&actual)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        grant::{DecisionKind, FinancingType},
        money::Rate,
    };

    fn content() -> Content {
        let day = |text: &str| text.parse().unwrap();
        let line = |year, item, cents| PlanLine { year, item, eligible: true, cents: Cents(cents) };
        Content {
            kind: DecisionKind::Initial,
            dated_on: day("2019-12-10"),
            notified_on: None,
            waived_on: None,
            recipient: "Stadt Soest".into(),
            financing: FinancingType::Share,
            rate: Some(Rate(8_000)),
            amount: Cents(40_000_000),
            rules: "VVG 2003".into(),
            drawable: (day("2020-01-01"), day("2021-12-31")),
            work: (day("2020-01-01"), day("2021-10-31")),
            bound_until: None,
            conditions: None,
            reason: None,
            tranches: Vec::new(),
            plan: vec![
                line(2020, Item::Staff, 20_000_000),
                line(2020, Item::Grant, 16_000_000),
                line(2020, Item::OwnShare, 4_000_000),
                line(2021, Item::Contracts, 30_000_000),
                line(2021, Item::Grant, 24_000_000),
                line(2021, Item::OwnShare, 6_000_000),
            ],
        }
    }

    #[test]
    fn what_is_not_recognised_lowers_the_grant_in_proportion() {
        let content = content();
        let stated = content.plan.clone();
        let all = [(2020, Item::Staff, 20_000_000), (2021, Item::Contracts, 30_000_000)];
        let of = |less: i64| {
            all.map(|(year, item, cents)| {
                let cents = if year == 2021 { cents - less } else { cents };
                Recognised { year, item, cents: Cents(cents) }
            })
        };
        let grant = |less: i64| computed(&content, None, &stated, &of(less)).unwrap().grant;
        assert_eq!(grant(0), Cents(40_000_000));
        // 62.487,65 € less: 80 % of 437.512,35 € are 350.009,88 €
        assert_eq!(grant(6_248_765), Cents(35_000_988));
        // the year of an interim proof alone
        let year: Vec<PlanLine> = stated.iter().filter(|line| line.year == 2020).copied().collect();
        let staff = [Recognised { year: 2020, item: Item::Staff, cents: Cents(10_000_000) }];
        assert_eq!(computed(&content, Some(2020), &year, &staff).unwrap().grant, Cents(8_000_000));
    }

    #[test]
    fn new_income_lowers_it_by_its_part() {
        let content = content();
        // 20.000 € of income that nobody planned: 80 % of (500.000 € − 20.000 €)
        let mut stated = content.plan.clone();
        stated.push(PlanLine { year: 2021, item: Item::Income, eligible: true, cents: Cents(2_000_000) });
        stated[4].cents = Cents(22_000_000);
        let recognised = [
            Recognised { year: 2020, item: Item::Staff, cents: Cents(20_000_000) },
            Recognised { year: 2021, item: Item::Contracts, cents: Cents(30_000_000) },
        ];
        let computed = computed(&content, None, &stated, &recognised).unwrap();
        assert_eq!(computed.grant, Cents(38_400_000));
        assert_eq!(computed.steps.last().map(|step| step.cents), Some(computed.grant));
    }
}
