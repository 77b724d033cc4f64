//! What the form of a version says: read into a [`Content`], and written for a version that is to be amended.
use super::plan::lines;
use chrono::{Datelike, NaiveDate};
use entity::{
    grant::{
        Backing, DecisionKind, FinancingType, Item, Side,
        content::{Content, PlanLine, Tranche},
    },
    money::{AmountError, Cents, Rate},
    refusal::FieldError,
};
use std::collections::HashMap;

/// What was typed, by field.
pub type Values = HashMap<String, String>;

/// So many years a plan can have.
pub const MOST_YEARS: i32 = 12;

/// The field of a line of the plan in a year.
#[must_use]
pub fn plan_field(item: Item, eligible: bool, year: i32) -> String {
    format!("plan-{}-{}-{year}", item.key(), if eligible { "ja" } else { "nein" })
}

/// The field of a tranche.
#[must_use]
pub fn year_field(backing: Backing, year: i32) -> String {
    format!("jahr-{}-{year}", backing.key())
}

fn typed<'a>(values: &'a Values, field: &str) -> &'a str {
    values.get(field).map_or("", |value| value.trim())
}

/// An amount as it was typed; nothing is none.
///
/// # Errors
/// A German sentence.
pub fn amount(name: &str, text: &str) -> Result<Option<Cents>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Cents::parse_german(text).map(Some).map_err(|error| match error {
        AmountError::TooFine => {
            format!("{name}: „{text}“ hat mehr als zwei Nachkommastellen. Beträge gehen bis auf den Cent.")
        }
        AmountError::TooLarge => format!("{name}: „{text}“ ist zu groß."),
        AmountError::NotAnAmount => format!("{name}: „{text}“ ist kein Betrag. Bitte so schreiben: 1.234,56."),
    })
}

/// The years that the form shows, at least one.
#[must_use]
pub fn years(values: &Values, today: NaiveDate) -> Vec<i32> {
    let year = |field: &str| typed(values, field).parse::<i32>().ok().filter(|year| (1990..=2100).contains(year));
    let from = year("year_from").unwrap_or_else(|| today.year());
    let to = year("year_to").unwrap_or(from).clamp(from, from + MOST_YEARS - 1);
    (from..=to).collect()
}

/// Reads the form.
///
/// # Errors
/// Field by field what is wrong.
pub fn read(values: &Values, today: NaiveDate) -> Result<Content, Vec<FieldError>> {
    let mut errors = Vec::new();
    let text = |field: &str| Some(typed(values, field)).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut day = |field: &'static str, name: &str, required: bool| {
        let text = typed(values, field);
        let found = crate::text::typed_day(text);
        if found.is_none() && (required || !text.is_empty()) {
            let message = format!("{name}: Bitte einen Tag angeben, zum Beispiel 31.12.2021.");
            errors.push(FieldError::new(field, "format", message));
        }
        found
    };
    let dated_on = day("dated_on", "Datum des Bescheids", true);
    let notified_on = day("notified_on", "Bekanntgabe", false);
    let waived_on = day("waived_on", "Rechtsbehelfsverzicht", false);
    let drawable =
        (day("drawable_from", "Bewilligungszeitraum von", true), day("drawable_to", "Bewilligungszeitraum bis", true));
    let work = (day("work_from", "Durchführungszeitraum von", true), day("work_to", "Durchführungszeitraum bis", true));
    let bound_until = day("bound_until", "Zweckbindung", false);
    let kind = DecisionKind::from_key(typed(values, "kind"));
    if kind.is_none() {
        errors.push(FieldError::new("kind", "required", "Bitte wählen, was der Bescheid tut."));
    }
    let financing = FinancingType::from_key(typed(values, "financing"));
    if financing.is_none() {
        errors.push(FieldError::new("financing", "required", "Bitte die Finanzierungsart wählen."));
    }
    let mut money = |field: &'static str, name: &str, text: &str| match amount(name, text) {
        Ok(cents) => cents,
        Err(message) => {
            errors.push(FieldError::new(field, "format", message));
            None
        }
    };
    let rate = money("rate", "Fördersatz", typed(values, "rate").trim_end_matches('%').trim());
    let granted = money("amount", "Zuwendung", typed(values, "amount"));
    let years = years(values, today);
    let (mut tranches, mut plan) = (Vec::new(), Vec::new());
    for year in years {
        for backing in Backing::ALL.iter().copied() {
            let name = format!("{} {year}", backing.label());
            if let Some(cents) = money("years", &name, typed(values, &year_field(backing, year))) {
                tranches.push(Tranche { year, backing, cents });
            }
        }
        for (item, eligible) in [Side::Expenditure, Side::Financing].into_iter().flat_map(lines) {
            let name = format!("{} {year}", item.label());
            if let Some(cents) = money("plan", &name, typed(values, &plan_field(item, eligible, year))) {
                plan.push(PlanLine { year, item, eligible, cents });
            }
        }
    }
    if granted.is_none() && !errors.iter().any(|error| error.field == "amount") {
        errors.push(FieldError::new(
            "amount",
            "required",
            "Zuwendung: Bitte den Betrag angeben, bei einem Widerruf 0.",
        ));
    }
    let (Some(kind), Some(financing), Some(dated_on), Some(amount)) = (kind, financing, dated_on, granted) else {
        return Err(errors);
    };
    let ((Some(drawable_from), Some(drawable_to)), (Some(work_from), Some(work_to))) = (drawable, work) else {
        return Err(errors);
    };
    let content = Content {
        kind,
        dated_on,
        notified_on,
        waived_on,
        recipient: text("recipient").unwrap_or_default(),
        financing,
        rate: rate.map(|percent| Rate(i32::try_from(percent.0).unwrap_or(i32::MAX))),
        amount,
        rules: text("rules").unwrap_or_default(),
        drawable: (drawable_from, drawable_to),
        work: (work_from, work_to),
        bound_until,
        conditions: text("conditions"),
        reason: text("reason"),
        tranches,
        plan,
    };
    errors.extend(content.faults());
    if errors.is_empty() { Ok(content) } else { Err(errors) }
}

/// The values that amend a version: all of it but what is new each time.
#[must_use]
pub fn amending(content: &Content) -> Values {
    let mut values = Values::new();
    let mut put = |field: &str, value: String| {
        values.insert(field.to_owned(), value);
    };
    put("recipient", content.recipient.clone());
    put("financing", content.financing.key().into());
    put("rate", content.rate.map(|rate| Cents(rate.0.into()).german()).unwrap_or_default());
    put("amount", content.amount.german());
    put("rules", content.rules.clone());
    put("drawable_from", content.drawable.0.to_string());
    put("drawable_to", content.drawable.1.to_string());
    put("work_from", content.work.0.to_string());
    put("work_to", content.work.1.to_string());
    put("bound_until", content.bound_until.map(|day| day.to_string()).unwrap_or_default());
    put("conditions", content.conditions.clone().unwrap_or_default());
    let years = content.years();
    put("year_from", years.first().copied().unwrap_or_else(|| content.drawable.0.year()).to_string());
    put("year_to", years.last().copied().unwrap_or_else(|| content.drawable.1.year()).to_string());
    for tranche in &content.tranches {
        put(&year_field(tranche.backing, tranche.year), tranche.cents.german());
    }
    for line in &content.plan {
        put(&plan_field(line.item, line.eligible, line.year), line.cents.german());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let content = Content {
            kind: DecisionKind::Increase,
            dated_on: day("2020-06-01"),
            notified_on: None,
            waived_on: None,
            recipient: "Stadt Soest".into(),
            financing: FinancingType::Share,
            rate: Some(Rate(7_425)),
            amount: Cents(123_456),
            rules: "VVG 2003".into(),
            drawable: (day("2020-01-01"), day("2021-12-31")),
            work: (day("2020-01-01"), day("2021-10-31")),
            bound_until: Some(day("2030-12-31")),
            conditions: Some("Zur Nachnutzung.".into()),
            reason: None,
            tranches: vec![Tranche { year: 2020, backing: Backing::Cash, cents: Cents(123_456) }],
            plan: vec![
                PlanLine { year: 2020, item: Item::Staff, eligible: false, cents: Cents(1) },
                PlanLine { year: 2021, item: Item::Grant, eligible: true, cents: Cents(123_456) },
            ],
        };
        let mut values = amending(&content);
        values.insert("kind".into(), "increase".into());
        values.insert("dated_on".into(), "01.06.2020".into());
        assert_eq!(read(&values, day("2026-11-22")), Ok(content));
        for (field, text, wrong) in [
            ("jahr-cash-2020", "1,234", "years"),
            ("plan-staff-ja-2021", "viel", "plan"),
            ("amount", "", "amount"),
            ("rate", "100,01", "rate"),
            ("dated_on", "gestern", "dated_on"),
            ("work_to", "31.06.2021", "work_to"),
            ("kind", "x", "kind"),
        ] {
            let mut bad = values.clone();
            bad.insert(field.into(), text.into());
            let errors = read(&bad, day("2026-11-22")).unwrap_err();
            assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), [wrong], "{field}: {errors:?}");
        }
    }

    #[test]
    fn years_are_few() {
        let values = |from: &str, to: &str| {
            Values::from([("year_from".to_owned(), from.to_owned()), ("year_to".to_owned(), to.to_owned())])
        };
        let today = day("2026-11-22");
        assert_eq!(years(&values("2020", "2022"), today), [2020, 2021, 2022]);
        assert_eq!(years(&values("2020", "2100"), today).len(), 12);
        assert_eq!(years(&values("2020", "2019"), today), [2020]);
        assert_eq!(years(&values("99999999999", "-1"), today), [2026]);
    }
}
