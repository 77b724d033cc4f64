//! What is checked of a call before it is entered, and again before it is paid: rule R13. Pure.
use super::Call;
use crate::{
    check::{
        facts::{minus, months_later, shown, sum},
        finding::Finding,
    },
    grant::FinancingType,
    money::Cents,
    parameter::Key,
};
use chrono::NaiveDate;

/// What the decision says that matters for a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Type of financing.
    pub financing: FinancingType,
    /// What may be paid at most: the grant, and while an amendment can be challenged not more than was granted before.
    pub most: Cents,
    /// The grant by the plan.
    pub grant: Cents,
    /// Eligible expenditure by the plan.
    pub eligible: Cents,
    /// First and last day of the Bewilligungszeitraum.
    pub drawable: (NaiveDate, NaiveDate),
    /// What is bound in the budget year of the call.
    pub of_year: Cents,
}

/// What the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the call says.
    pub call: Call,
    /// The day that is judged: of the call, or of its payment.
    pub on: NaiveDate,
    /// What is to be paid: as called for, or less.
    pub amount: Cents,
    /// What the decision says that holds on the day.
    pub terms: Terms,
    /// From when a decision of the case is beyond challenge; none where neither notification nor waiver is known.
    pub final_from: Option<NaiveDate>,
    /// Paid in the case, this call apart.
    pub paid: Cents,
    /// Paid in the budget year of the call, this call apart.
    pub paid_in_year: Cents,
    /// Value date of the last payment.
    pub last_paid_on: Option<NaiveDate>,
    /// The other calls of the case that nobody answered, in all.
    pub open: Cents,
    /// Within how many months after a payment the money is to be used ([`Key::PayoutMonths`]).
    pub months: i64,
    /// What does not count ([`Key::ToleranceEuro`]).
    pub tolerance: Cents,
}

/// What the rules find, the worst first.
#[must_use]
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    due(facts, &mut findings);
    within_grant(facts, &mut findings);
    used(facts, &mut findings);
    own_money(facts, &mut findings);
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn blocks(field: &'static str, message: String) -> Finding {
    Finding::blocks("R13", field, format!("R13: {message}"))
}

/// When: after the decision cannot be challenged any more, in its period, and not long before the money is needed.
fn due(facts: &Facts, findings: &mut Vec<Finding>) {
    match facts.final_from {
        None => findings.push(blocks(
            "requested_on",
            "Der Bescheid ist nicht bestandskräftig: Weder Bekanntgabe noch Rechtsbehelfsverzicht sind verzeichnet (VV Nr. 7.1)."
                .into(),
        )),
        Some(day) if facts.on < day => findings.push(blocks(
            "requested_on",
            format!(
                "Der Bescheid ist erst ab {} bestandskräftig, ausgezahlt wird nicht schon am {} (VV Nr. 7.1).",
                shown(day),
                shown(facts.on)
            ),
        )),
        Some(_) => {}
    }
    let (from, to) = facts.terms.drawable;
    if facts.on < from || facts.on > to {
        findings.push(blocks(
            "requested_on",
            format!("Der {} liegt nicht im Bewilligungszeitraum {} bis {}.", shown(facts.on), shown(from), shown(to)),
        ));
    }
    let latest = months_later(facts.on, facts.months);
    if facts.call.needed_until > latest {
        let message = format!(
            "Das Geld wird bis {} gebraucht. Abgerufen wird nur, was bis {} zu zahlen ist, {} nach der Auszahlung (VV Nr. 7.2). Bitte später oder weniger abrufen.",
            shown(facts.call.needed_until),
            shown(latest),
            Key::PayoutMonths.shown(facts.months)
        );
        findings.push(blocks("needed_until", message));
    }
}

/// How much: at most the grant, and not more than the tranche of the year without a word about it.
fn within_grant(facts: &Facts, findings: &mut Vec<Finding>) {
    let drawn = sum([facts.paid, facts.open, facts.amount].into_iter());
    let over = minus(drawn, facts.terms.most);
    if over > Cents::ZERO {
        let message = format!(
            "Mit diesem Abruf wären es {drawn}, bewilligt sind {}: {over} zu viel. Ausgezahlt sind {}, offen abgerufen {}.",
            facts.terms.most, facts.paid, facts.open
        );
        findings.push(blocks("amount", message));
    }
    let in_year = sum([facts.paid_in_year, facts.amount].into_iter());
    if over <= Cents::ZERO && in_year > facts.terms.of_year {
        let message = format!(
            "R13: Im Haushaltsjahr {} wären es {in_year}, gebunden sind {}. Bitte prüfen, ob Mittel zwischen den Jahren zu verschieben sind.",
            facts.call.budget_year, facts.terms.of_year
        );
        findings.push(Finding::warns("R13", "budget_year", message));
    }
}

/// What was paid before is used in time, or nothing more is paid; and one call at a time.
fn used(facts: &Facts, findings: &mut Vec<Finding>) {
    if facts.open > Cents::ZERO {
        let message = format!(
            "Über einen anderen Abruf dieses Falls von {} ist noch nicht entschieden. Erst danach kommt der nächste.",
            facts.open
        );
        findings.push(blocks("amount", message));
    }
    let used = minus(facts.call.spent_before, facts.call.own_before);
    let unused = minus(facts.paid, used);
    if let Some(last) = facts.last_paid_on
        && months_later(last, facts.months) < facts.on
        && unused > facts.tolerance
    {
        let message = format!(
            "Ausgezahlt sind {}, davon sind nach Ihrer Angabe {used} verwendet. Seit der Auszahlung vom {} ist die Frist ({}) vorbei: {unused} sind erst zu verwenden oder zurückzuzahlen (ANBest Nr. 1.5).",
            facts.paid,
            shown(last),
            Key::PayoutMonths.shown(facts.months)
        );
        findings.push(blocks("spent_before", message));
    }
}

/// Own and other money in proportion, or first where the grant closes a gap (ANBest Nr. 1.5.1 and 1.5.2).
fn own_money(facts: &Facts, findings: &mut Vec<Finding>) {
    let planned = minus(facts.terms.eligible, facts.terms.grant);
    let (due, how) = match facts.terms.financing {
        FinancingType::Share | FinancingType::Fixed => {
            let share = part(facts.call.spent_before, planned, facts.terms.eligible);
            (share, "anteilig mit der Zuwendung (ANBest Nr. 1.5.1)")
        }
        FinancingType::Gap => (planned, "vor der Zuwendung (ANBest Nr. 1.5.2)"),
        FinancingType::Full => return,
    };
    let missing = minus(due, facts.call.own_before);
    if missing > facts.tolerance {
        let message = format!(
            "Eigene und andere Mittel sind {how} einzusetzen: bei {} Ausgaben mindestens {due}, angegeben sind {}. Es fehlen {missing}.",
            facts.call.spent_before, facts.call.own_before
        );
        findings.push(blocks("own_before", message));
    }
}

/// The same part of an amount as one amount is of another; nothing of nothing.
fn part(of: Cents, part: Cents, whole: Cents) -> Cents {
    if whole <= Cents::ZERO || part <= Cents::ZERO {
        return Cents::ZERO;
    }
    Cents(i64::try_from(i128::from(of.0) * i128::from(part.0) / i128::from(whole.0)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Severity;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 400,000 € of 500,000 € by share, nothing paid yet, 50,000 € called for on 1 June 2020.
    fn facts() -> Facts {
        Facts {
            call: Call {
                requested_on: day("2020-06-01"),
                amount: Cents(5_000_000),
                needed_until: day("2020-08-01"),
                spent_before: Cents::ZERO,
                own_before: Cents::ZERO,
                budget_year: 2020,
                reference: None,
            },
            on: day("2020-06-01"),
            amount: Cents(5_000_000),
            terms: Terms {
                financing: FinancingType::Share,
                most: Cents(40_000_000),
                grant: Cents(40_000_000),
                eligible: Cents(50_000_000),
                drawable: (day("2020-01-01"), day("2021-12-31")),
                of_year: Cents(20_000_000),
            },
            final_from: Some(day("2020-01-14")),
            paid: Cents::ZERO,
            paid_in_year: Cents::ZERO,
            last_paid_on: None,
            open: Cents::ZERO,
            months: 2,
            tolerance: Cents(100),
        }
    }

    fn found(change: impl FnOnce(&mut Facts)) -> Vec<(&'static str, Severity)> {
        let mut facts = facts();
        change(&mut facts);
        check(&facts).into_iter().map(|finding| (finding.field, finding.severity)).collect()
    }

    #[test]
    fn a_sound_call_is_silent() {
        assert_eq!(found(|_| {}), []);
    }

    #[test]
    fn each_limit_holds_to_the_day_and_to_the_cent() {
        let blocks = |field| vec![(field, Severity::Blocks)];
        assert_eq!(found(|f| f.final_from = None), blocks("requested_on"));
        assert_eq!(found(|f| f.final_from = Some(f.on)), []);
        assert_eq!(found(|f| f.final_from = f.on.succ_opt()), blocks("requested_on"));
        assert_eq!(found(|f| f.terms.drawable.1 = f.on), []);
        assert_eq!(found(|f| f.terms.drawable.1 = f.on.pred_opt().unwrap()), blocks("requested_on"));
        assert_eq!(found(|f| f.call.needed_until = day("2020-08-02")), blocks("needed_until"));
        assert_eq!(found(|f| f.months = 1), blocks("needed_until"));
        assert_eq!(found(|f| f.paid = Cents(35_000_000)), []);
        assert_eq!(found(|f| f.paid = Cents(35_000_001)), blocks("amount"));
        assert_eq!(found(|f| f.paid_in_year = Cents(15_000_001)), [("budget_year", Severity::Warns)]);
        assert_eq!(found(|f| f.open = Cents(1)), blocks("amount"));
    }

    #[test]
    fn own_money_goes_along_or_first() {
        // of 100,000 € spent, a fifth is own money by the plan
        let spent =
            |own: i64| move |f: &mut Facts| (f.call.spent_before, f.call.own_before) = (Cents(10_000_000), Cents(own));
        assert_eq!(found(spent(2_000_000)), []);
        assert_eq!(found(spent(1_999_900)), [], "a euro does not count");
        assert_eq!(found(spent(1_999_899)), [("own_before", Severity::Blocks)]);
        let gap = |own: i64| {
            move |f: &mut Facts| {
                f.terms.financing = FinancingType::Gap;
                (f.call.spent_before, f.call.own_before) = (Cents(10_000_000), Cents(own));
            }
        };
        assert_eq!(found(gap(9_000_000)), [("own_before", Severity::Blocks)], "100,000 € come first");
        assert_eq!(found(gap(10_000_000)), []);
        assert_eq!(found(|f| f.terms.financing = FinancingType::Full), []);
    }

    #[test]
    fn what_was_paid_is_used_within_two_months() {
        let paid = |on: &'static str, spent: i64| {
            move |f: &mut Facts| {
                (f.paid, f.last_paid_on) = (Cents(8_000_000), Some(day(on)));
                (f.call.spent_before, f.call.own_before) = (Cents(spent), Cents(spent / 5));
            }
        };
        assert_eq!(found(paid("2020-04-01", 0)), [], "just within");
        assert_eq!(found(paid("2020-03-31", 0)), [("spent_before", Severity::Blocks)]);
        assert_eq!(found(paid("2020-03-31", 10_000_000)), [], "80,000 € of 100,000 € are used");
    }
}
