//! What the cell of a workbook for editing says, by the meaning of its column; and how one sees that nobody changed it.
use crate::spreadsheet::{Cell, Value};
use chrono::{Datelike, NaiveDate};
use entity::{
    audit::hex,
    import_run::Target,
    money::Cents,
    precision::Precision,
    project::{
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
    text::fold,
};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

/// Why a cell cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Stable word.
    pub(super) code: &'static str,
    /// German sentence.
    pub(super) message: String,
}

fn unreadable<T>(message: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable { code: "cell.unreadable", message: message.into() })
}

/// What a cell says, as stored; nothing for one that only looks filled.
///
/// # Errors
/// What is wrong with it, for people.
pub(super) fn says(target: Target, cell: &Cell) -> Result<Option<String>, Unreadable> {
    match &cell.value {
        Value::Error(error) => {
            return unreadable(format!("In der Zelle steht der Fehlerwert {error}. Bitte den Wert eintragen."));
        }
        Value::Uncached => {
            return unreadable("Die Formel hat kein gespeichertes Ergebnis. Bitte den Wert eintragen.");
        }
        Value::Text(text) if is_blank(text) => return Ok(None),
        _ => {}
    }
    match target {
        Target::Money { .. } => amount(cell).map(|cents| Some(cents.plain())),
        Target::Field(Field::TotalCost | Field::EligibleCost) => {
            amount(cell).map(|cents| Some(Amount { cents, precision: Precision::Cent }.stored()))
        }
        Target::Field(Field::StartDate | Field::EndDate | Field::ApprovalDate) => {
            day(cell).map(|day| Some(day.to_string()))
        }
        Target::Field(Field::FundingRate) => rate(cell).map(|points| Some(points.to_string())),
        Target::Field(Field::Lifecycle) => state(cell).map(|state| Some(state.key().to_owned())),
        Target::Field(field) => words(field, cell).map(Some),
    }
}

/// What stands in a cell and cannot be seen, so that two cells are equal exactly when they say the same; `-` for an
/// empty one.
pub(super) fn fingerprint(target: Target, cell: Option<&Cell>) -> String {
    let said = match cell.map(|cell| says(target, cell)) {
        None | Some(Ok(None)) => return "-".into(),
        Some(Ok(Some(value))) => value,
        Some(Err(_)) => format!("!{}", clean(&cell.map(Cell::raw).unwrap_or_default())),
    };
    // 48 bits: a change that goes unnoticed once in 280 trillion
    hex(&Sha256::digest(said.as_bytes())[..6])
}

/// Blanks and characters without width: what a reader of spreadsheets leaves out.
pub(super) fn is_blank(text: &str) -> bool {
    clean(text)
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
}

/// A text as spreadsheet programs keep it: one kind of line break, no signs that cannot be seen.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept =
        text.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')));
    kept.collect::<String>().trim().to_owned()
}

fn words(field: Field, cell: &Cell) -> Result<String, Unreadable> {
    let mut text = clean(&cell.raw());
    // a key typed as a number has lost the zero it begins with
    if field == Field::MunicipalityKey && matches!(cell.value, Value::Number(_)) && text.len() == 7 {
        text.insert(0, '0');
    }
    let longest = longest(field);
    let length = text.chars().count();
    if length > longest {
        let message = format!("{}: {length} Zeichen sind zu viel, höchstens {longest}.", field.label());
        return Err(Unreadable { code: "cell.too_long", message });
    }
    Ok(text)
}

/// How many characters a text may have.
pub(super) fn longest(field: Field) -> usize {
    match field {
        Field::GrantReference => 60,
        Field::MunicipalityKey => 20,
        Field::Title => 300,
        Field::Summary | Field::Partners | Field::Remark => 10_000,
        _ => 1_000,
    }
}

fn amount(cell: &Cell) -> Result<Cents, Unreadable> {
    let euros: Decimal = match &cell.value {
        Value::Number(number) => match format!("{number}").parse() {
            Ok(euros) => euros,
            Err(_) => return unreadable("Der Betrag ist zu groß."),
        },
        Value::Text(text) => {
            return Cents::parse_german(&clean(text)).or_else(|error| {
                unreadable(format!("Hier muss ein Betrag in Euro stehen, zum Beispiel 1.234,56 ({error})."))
            });
        }
        _ => return unreadable("Hier muss ein Betrag in Euro stehen, zum Beispiel 1.234,56."),
    };
    let rounded = euros.round_dp(2);
    // calculated amounts are off by less than a thousandth of a cent
    if (euros - rounded).abs() > Decimal::new(1, 5) {
        return Err(Unreadable {
            code: "cell.too_fine",
            message: "Der Betrag hat mehr als zwei Nachkommastellen. Bitte auf Cent runden.".into(),
        });
    }
    Cents::from_decimal(rounded).or_else(|_| unreadable("Der Betrag ist zu groß."))
}

fn day(cell: &Cell) -> Result<NaiveDate, Unreadable> {
    let day = match &cell.value {
        Value::Date(moment) => Some(moment.date()),
        Value::Text(text) => {
            let text = clean(text);
            ["%d.%m.%Y", "%Y-%m-%d"].iter().find_map(|form| NaiveDate::parse_from_str(&text, form).ok())
        }
        _ => None,
    };
    match day.filter(|day| (1900..=2999).contains(&day.year())) {
        Some(day) => Ok(day),
        None => unreadable("Hier muss ein Tag stehen, zum Beispiel 31.12.2021."),
    }
}

/// A rate in basis points.
fn rate(cell: &Cell) -> Result<i64, Unreadable> {
    const EXAMPLE: &str = "Hier muss ein Satz zwischen 0 % und 100 % stehen, zum Beispiel 80 %.";
    let points = match &cell.value {
        // 0.8 is 80 %
        Value::Number(number) => format!("{number}").parse::<Decimal>().ok().map(|rate| rate * Decimal::from(10_000)),
        Value::Text(text) => clean(text)
            .strip_suffix('%')
            .and_then(|text| text.trim().replace(',', ".").parse::<Decimal>().ok())
            .map(|rate| rate * Decimal::ONE_HUNDRED),
        _ => None,
    };
    let points = points.and_then(|points| i64::try_from(points.round_dp(0)).ok());
    match points.filter(|points| (0..=10_000).contains(points)) {
        Some(points) => Ok(points),
        None => unreadable(EXAMPLE),
    }
}

fn state(cell: &Cell) -> Result<Lifecycle, Unreadable> {
    match cell.text().and_then(|text| Lifecycle::from_words(&fold(&clean(text)))) {
        Some(state) => Ok(state),
        None => unreadable("Diesen Status gibt es nicht. Bitte einen Eintrag aus der Liste wählen."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::ledger::{Kind, Source};

    const GRANT: Target = Target::Money { kind: Kind::Granted, source: Source::Programme, year: None };

    fn said(target: Target, value: Value) -> Result<Option<String>, &'static str> {
        says(target, &Cell { column: 0, format: 0, value }).map_err(|error| error.code)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn amounts_are_exact_or_refused() {
        for (value, cents) in [
            (Value::Number(1_234.5), "1234.50"),
            (Value::Number(0.1 + 0.2), "0.30"),
            (Value::Number(-0.01), "-0.01"),
            (Value::Number(0.0), "0.00"),
            (text("1.234,56 €"), "1234.56"),
        ] {
            assert_eq!(said(GRANT, value.clone()), Ok(Some(cents.into())), "{value:?}");
        }
        assert_eq!(said(GRANT, Value::Number(1_000.0 / 3.0)), Err("cell.too_fine"));
        for value in [Value::Number(1e30), text("rund 5"), Value::Bool(true), Value::Error("#REF!".into())] {
            assert_eq!(said(GRANT, value.clone()), Err("cell.unreadable"), "{value:?}");
        }
        assert_eq!(said(GRANT, text(" \u{200b}")), Ok(None));
    }

    #[test]
    fn days_rates_and_states_are_read_or_refused() {
        let start = Target::Field(Field::StartDate);
        assert_eq!(said(start, text("31.12.2021")), Ok(Some("2021-12-31".into())));
        for value in [text("Ende 2021"), text("31.06.2022"), Value::Number(44_000.0), text("01.01.0021")] {
            assert_eq!(said(start, value.clone()), Err("cell.unreadable"), "{value:?}");
        }
        let rate = Target::Field(Field::FundingRate);
        assert_eq!(said(rate, Value::Number(0.7987)), Ok(Some("7987".into())));
        assert_eq!(said(rate, text("80,5 %")), Ok(Some("8050".into())));
        for value in [Value::Number(80.0), Value::Number(-0.1), text("80"), text("viel %")] {
            assert_eq!(said(rate, value.clone()), Err("cell.unreadable"), "{value:?}");
        }
        let state = Target::Field(Field::Lifecycle);
        assert_eq!(said(state, text("in Umsetzung")), Ok(Some("running".into())));
        assert_eq!(said(state, text("grün")), Err("cell.unreadable"));
    }

    #[test]
    fn texts_stay_texts() {
        let title = Target::Field(Field::Title);
        assert_eq!(said(title, text("=1+1")), Ok(Some("=1+1".into())));
        assert_eq!(said(title, text(" zwei\r\nZeilen ")), Ok(Some("zwei\nZeilen".into())));
        assert_eq!(said(title, text(&"x".repeat(301))), Err("cell.too_long"));
        let ags = Target::Field(Field::MunicipalityKey);
        assert_eq!(said(ags, Value::Number(5_334_002.0)), Ok(Some("05334002".into())));
    }
}
