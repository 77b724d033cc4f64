//! What must hold when a claim is raised, paid, agreed to be paid in instalments, or written off: pure, over facts, in
//! German sentences that name rule and figure.
use super::{Ground, WriteOff};
use crate::{
    check::{
        facts::{minus, months_later, shown},
        finding::Finding,
    },
    money::Cents,
    refusal::FieldError,
};
use chrono::{Datelike, NaiveDate};

/// What is known of the money of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Money {
    /// Paid.
    pub paid: Cents,
    /// Recognised; none before anything was.
    pub recognised: Option<Cents>,
    /// Reclaimed already.
    pub reclaimed: Cents,
}

impl Money {
    /// What would have to be reclaimed, never below zero: paid, not recognised, not yet reclaimed. An estimate until
    /// somebody confirms it; none while nothing is recognised.
    #[must_use]
    pub fn estimate(&self) -> Option<Cents> {
        let open = minus(minus(self.paid, self.recognised?), self.reclaimed);
        Some(open.max(Cents::ZERO))
    }
}

/// The one-year clock of a claim (§§ 48 (4), 49 (3) VwVfG NRW).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The last day on which the decision may be dated.
    pub ends_on: NaiveDate,
    /// Days from the date of the decision to it; negative when it came late.
    pub days_left: i64,
}

/// The clock from the day of knowledge to the date of the decision.
#[must_use]
pub fn clock(known_on: NaiveDate, dated_on: NaiveDate, years: i64) -> Clock {
    let ends_on = months_later(known_on, years.saturating_mul(12));
    Clock { ends_on, days_left: (ends_on - dated_on).num_days() }
}

/// What the rules look at when a claim is raised.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Why.
    pub ground: Ground,
    /// Day of knowledge.
    pub known_on: NaiveDate,
    /// Day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the decision.
    pub dated_on: NaiveDate,
    /// First day that bears interest.
    pub arises_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// How much.
    pub amount: Cents,
    /// Whether a reason is given for a clock that ran out.
    pub late_reason: bool,
    /// The money of the case, without this claim.
    pub money: Money,
    /// The years of the clock.
    pub clock_years: i64,
    /// Today.
    pub today: NaiveDate,
}

/// What the rules find about a claim, the worst first.
#[must_use]
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, name, day) in [
        ("known_on", "Der Tag der Kenntnis", Some(facts.known_on)),
        ("heard_on", "Die Anhörung", facts.heard_on),
        ("dated_on", "Der Bescheid", Some(facts.dated_on)),
        ("arises_on", "Die Entstehung des Anspruchs", Some(facts.arises_on)),
    ] {
        if day.is_some_and(|day| day > facts.today) {
            let message = format!("{name} liegt in der Zukunft. Bitte einen Tag bis heute angeben.");
            found.push(Finding::blocks("future", field, message));
        }
    }
    if facts.amount <= Cents::ZERO {
        let message = "Der Betrag muss größer als null sein.";
        found.push(Finding::blocks("amount", "amount", message));
    }
    let most = minus(facts.money.paid, facts.money.reclaimed);
    if facts.amount > most {
        let message = format!(
            "Zurückgefordert werden kann höchstens, was ausgezahlt und noch nicht zurückgefordert ist: ausgezahlt sind {}, zurückgefordert sind {}, es bleiben {}. Genannt sind {}.",
            facts.money.paid,
            facts.money.reclaimed,
            most.max(Cents::ZERO),
            facts.amount
        );
        found.push(Finding::blocks("R18", "amount", message));
    }
    if facts.known_on > facts.dated_on {
        let message = "Der Bescheid kann nicht vor dem Tag liegen, an dem die Tatsachen bekannt waren.";
        found.push(Finding::blocks("order", "known_on", message));
    }
    if facts.due_on < facts.arises_on {
        let message = "Zu zahlen ist frühestens an dem Tag, an dem der Anspruch entsteht.";
        found.push(Finding::blocks("order", "due_on", message));
    }
    if facts.due_on.year() > 2100 {
        found.push(Finding::blocks("range", "due_on", "Die Zahlungsfrist muss vor dem Jahr 2101 liegen."));
    }
    for (field, day) in
        [("known_on", Some(facts.known_on)), ("heard_on", facts.heard_on), ("arises_on", Some(facts.arises_on))]
    {
        if day.is_some_and(|day| day.year() < 1990) {
            found.push(Finding::blocks("range", field, "Bitte einen Tag ab dem 01.01.1990 angeben."));
        }
    }
    let clock = clock(facts.known_on, facts.dated_on, facts.clock_years);
    if facts.ground.revokes() && clock.days_left < 0 {
        let message = format!(
            "Rücknahme und Widerruf sind nur binnen der Frist ab Kenntnis zulässig: Bekannt war es am {}, die Frist endete am {}, der Bescheid ist vom {} ({} zu spät).",
            shown(facts.known_on),
            shown(clock.ends_on),
            shown(facts.dated_on),
            days(-clock.days_left)
        );
        found.push(match facts.late_reason {
            true => Finding::warns("R18", "late_reason", message),
            false => {
                let ask = format!("{message} Bitte begründen, warum trotzdem zurückgefordert werden kann.");
                Finding::blocks("R18", "late_reason", ask)
            }
        });
    }
    if facts.heard_on.is_none_or(|day| day > facts.dated_on) {
        let message =
            "Vor dem Bescheid ist der Empfänger anzuhören (§ 28 VwVfG NRW); eine Anhörung davor ist nicht verzeichnet.";
        found.push(Finding::warns("R18", "heard_on", message));
    }
    if let Some(estimate) = facts.money.estimate().filter(|estimate| facts.amount > *estimate && facts.amount <= most) {
        let message = format!(
            "Gefordert sind {}, nach der Prüfung offen sind nur {estimate} (ausgezahlt, aber weder anerkannt noch zurückgefordert).",
            facts.amount
        );
        found.push(Finding::warns("R18", "amount", message));
    }
    found.sort_by_key(|finding| finding.severity);
    found
}

/// A number of days in words.
pub(crate) fn days(days: i64) -> String {
    format!("{days}\u{a0}{}", if days == 1 { "Tag" } else { "Tage" })
}

/// What is wrong with a payment.
#[must_use]
pub fn payment_faults(
    (principal, interest): (Cents, Cents),
    (open, interest_open): (Cents, Cents),
    paid_on: NaiveDate,
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if paid_on > today || paid_on.year() < 1990 {
        let message = "Der Zahlungseingang liegt in der Zukunft oder vor 1990. Bitte einen Tag bis heute angeben.";
        errors.push(FieldError::new("paid_on", "range", message));
    }
    if principal < Cents::ZERO || interest < Cents::ZERO || (principal == Cents::ZERO && interest == Cents::ZERO) {
        let message = "Bitte angeben, was auf die Forderung oder auf die Zinsen gezahlt ist, größer als null.";
        errors.push(FieldError::new("principal", "required", message));
    }
    if principal > open {
        let message = format!("Auf die Forderung offen sind {open}; gezahlt sein sollen {principal}.");
        errors.push(FieldError::new("principal", "above_open", message));
    }
    if interest > interest_open {
        let message = format!(
            "An festgesetzten Zinsen offen sind {interest_open}; gezahlt sein sollen {interest}. Bitte Zinsen zuerst festsetzen."
        );
        errors.push(FieldError::new("interest", "above_open", message));
    }
    errors
}

/// What is wrong with instalments, which must come to what is open, each later than the one before.
#[must_use]
pub fn instalment_faults(
    instalments: &[(NaiveDate, Cents)],
    open: Cents,
    agreed_on: NaiveDate,
    today: NaiveDate,
) -> Vec<FieldError> {
    /// More than ten years of months is no plan.
    const MOST: usize = 120;
    let mut errors = Vec::new();
    if agreed_on > today || agreed_on.year() < 1990 {
        let message = "Die Vereinbarung liegt in der Zukunft oder vor 1990. Bitte einen Tag bis heute angeben.";
        errors.push(FieldError::new("agreed_on", "range", message));
    }
    if instalments.is_empty() || instalments.len() > MOST {
        let message = format!("Bitte 1 bis {MOST} Raten angeben.");
        errors.push(FieldError::new("instalments", "count", message));
        return errors;
    }
    if instalments.windows(2).any(|pair| pair[0].0 >= pair[1].0) || instalments.iter().any(|(day, _)| *day < agreed_on)
    {
        let message = "Die Raten müssen nach der Vereinbarung fällig sein, jede später als die vorige.";
        errors.push(FieldError::new("instalments", "order", message));
    }
    if instalments.iter().any(|(day, cents)| *cents <= Cents::ZERO || day.year() > 2100) {
        let message = "Jede Rate muss größer als null und vor dem Jahr 2101 fällig sein.";
        errors.push(FieldError::new("instalments", "amount", message));
    }
    let sum = crate::check::facts::sum(instalments.iter().map(|(_, cents)| *cents));
    if sum != open {
        let message = format!("Die Raten ergeben {sum}, offen sind {open}. Beides muss gleich sein.");
        errors.push(FieldError::new("instalments", "sum", message));
    }
    errors
}

/// What is wrong with a write-off: more than there is, or a last day that is none of a Niederschlagung. What is pursued can be
/// shelved, what is open can be given up.
#[must_use]
pub fn write_off_faults(
    kind: WriteOff,
    (amount, until): (Cents, Option<NaiveDate>),
    (open, pursued): (Cents, Cents),
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let (most, what) = match kind {
        WriteOff::Shelved => (pursued, "Verfolgt werden"),
        WriteOff::Remitted => (open, "Offen sind"),
    };
    if amount <= Cents::ZERO {
        errors.push(FieldError::new("amount", "above_open", "Der Betrag muss größer als null sein."));
    } else if amount > most {
        let message = format!("{what} {most}; niedergeschlagen oder erlassen werden sollen {amount}. Das ist zu viel.");
        errors.push(FieldError::new("amount", "above_open", message));
    }
    match (kind, until) {
        (WriteOff::Remitted, Some(_)) => {
            let message = "Ein Erlass ist endgültig und hat keine Frist. Bitte das Feld leeren.";
            errors.push(FieldError::new("shelved_until", "range", message));
        }
        (WriteOff::Shelved, Some(until)) if until <= today || until.year() > 2100 => {
            let message = "Eine befristete Niederschlagung endet an einem Tag nach heute und vor dem Jahr 2101.";
            errors.push(FieldError::new("shelved_until", "range", message));
        }
        _ => {}
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Severity;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts() -> Facts {
        Facts {
            ground: Ground::NotForPurpose,
            known_on: day("2022-02-28"),
            heard_on: Some(day("2022-06-01")),
            dated_on: day("2023-02-28"),
            arises_on: day("2022-11-15"),
            due_on: day("2023-03-31"),
            amount: Cents(1_000),
            late_reason: false,
            money: Money { paid: Cents(5_000), recognised: Some(Cents(3_000)), reclaimed: Cents(1_000) },
            clock_years: 1,
            today: day("2026-11-22"),
        }
    }

    fn found(facts: &Facts) -> Vec<(Severity, &'static str)> {
        check(facts).iter().map(|finding| (finding.severity, finding.field)).collect()
    }

    #[test]
    fn the_bounds_of_an_amount() {
        let of = |cents: i64| found(&Facts { amount: Cents(cents), ..facts() });
        assert_eq!(of(1_000), []);
        assert_eq!(of(1_001), [(Severity::Warns, "amount")]);
        assert_eq!(of(4_000), [(Severity::Warns, "amount")]);
        assert_eq!(of(4_001), [(Severity::Blocks, "amount")]);
        assert_eq!(of(0), [(Severity::Blocks, "amount")]);
        assert_eq!(facts().money.estimate(), Some(Cents(1_000)));
        assert_eq!(Money { recognised: None, ..facts().money }.estimate(), None);
    }

    #[test]
    fn the_clock_ends_with_its_last_day() {
        let of = |dated_on: &str, ground, late_reason| {
            found(&Facts { dated_on: day(dated_on), ground, late_reason, ..facts() })
        };
        assert_eq!(of("2023-02-28", Ground::Breach, false), []);
        assert_eq!(of("2023-03-01", Ground::Breach, false), [(Severity::Blocks, "late_reason")]);
        assert_eq!(of("2023-03-01", Ground::Breach, true), [(Severity::Warns, "late_reason")]);
        assert_eq!(of("2023-03-01", Ground::CostReduction, false), [], "it lapses by itself");
        assert_eq!(clock(day("2022-02-28"), day("2023-03-02"), 1).days_left, -2);
    }

    #[test]
    fn days_have_an_order() {
        assert_eq!(found(&Facts { heard_on: None, ..facts() }), [(Severity::Warns, "heard_on")]);
        assert_eq!(found(&Facts { heard_on: Some(day("2023-03-01")), ..facts() }), [(Severity::Warns, "heard_on")]);
        assert_eq!(found(&Facts { known_on: day("2023-03-01"), ..facts() }), [(Severity::Blocks, "known_on")]);
        assert_eq!(found(&Facts { due_on: day("2022-11-14"), ..facts() }), [(Severity::Blocks, "due_on")]);
        assert_eq!(
            found(&Facts { arises_on: day("2026-11-23"), due_on: day("2027-01-01"), ..facts() }),
            [(Severity::Blocks, "arises_on")]
        );
    }

    #[test]
    fn instalments_come_to_what_is_open() {
        let today = day("2026-11-22");
        let of = |plan: &[(&str, i64)]| {
            let plan: Vec<_> = plan.iter().map(|(on, cents)| (day(on), Cents(*cents))).collect();
            instalment_faults(&plan, Cents(100), today, today).into_iter().map(|error| error.code).collect::<Vec<_>>()
        };
        assert_eq!(of(&[("2026-12-01", 50), ("2027-01-01", 50)]), Vec::<&str>::new());
        assert_eq!(of(&[("2026-12-01", 50), ("2027-01-01", 49)]), ["sum"]);
        assert_eq!(of(&[("2027-01-01", 50), ("2027-01-01", 50)]), ["order"]);
        assert_eq!(of(&[("2026-11-21", 100)]), ["order"]);
        assert_eq!(of(&[("2026-12-01", 101), ("2027-01-01", -1)]), ["amount"]);
        assert_eq!(of(&[]), ["count"]);
    }
}
