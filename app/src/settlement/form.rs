//! What the forms of settlement say.
use crate::{
    grants::form::{Values, amount, plan_field, years},
    text::typed_day,
};
use chrono::NaiveDate;
use entity::{
    grant::{Item, Side, content::PlanLine},
    money::Cents,
    refusal::FieldError,
    settlement::{
        draw::Call,
        proof::{ProofKind, Statement},
        review::{Recognised, Scope, change::Check},
    },
};

/// Reads fields one by one and gathers what is wrong.
pub struct Reader<'a> {
    values: &'a Values,
    /// What is wrong so far.
    pub errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// A reader of what was typed.
    #[must_use]
    pub fn new(values: &'a Values) -> Self {
        Self { values, errors: Vec::new() }
    }

    /// What was typed, without blanks around it.
    #[must_use]
    pub fn typed(&self, field: &str) -> &'a str {
        self.values.get(field).map_or("", |value| value.trim())
    }

    /// A text, if given.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<String> {
        Some(self.typed(field)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A day that must be given.
    pub fn day(&mut self, field: &'static str, name: &str) -> Option<NaiveDate> {
        let found = typed_day(self.typed(field));
        if found.is_none() {
            let message = format!("{name}: Bitte einen Tag angeben, zum Beispiel 31.12.2021.");
            self.errors.push(FieldError::new(field, "format", message));
        }
        found
    }

    /// An amount; none where the field is empty, or wrong, which is noted.
    pub fn amount(&mut self, field: &'static str, name: &str, text: &str) -> Option<Cents> {
        match amount(name, text) {
            Ok(cents) => cents,
            Err(message) => {
                self.errors.push(FieldError::new(field, "format", message));
                None
            }
        }
    }

    /// An amount that must be given.
    pub fn money(&mut self, field: &'static str, name: &str) -> Option<Cents> {
        let found = self.amount(field, name, self.typed(field));
        if found.is_none() && !self.errors.iter().any(|error| error.field == field) {
            let message = format!("{name}: Bitte einen Betrag angeben, zum Beispiel 12.500,00.");
            self.errors.push(FieldError::new(field, "required", message));
        }
        found
    }

    /// Yes or no, which must be chosen.
    pub fn yes(&mut self, field: &'static str) -> Option<bool> {
        let found = match self.typed(field) {
            "ja" => Some(true),
            "nein" => Some(false),
            _ => None,
        };
        if found.is_none() {
            self.errors.push(FieldError::new(field, "required", "Bitte ja oder nein wählen."));
        }
        found
    }

    /// A budget year that must be given.
    pub fn year(&mut self, field: &'static str) -> Option<i32> {
        let found = self.typed(field).parse().ok().filter(|year| (1990..=2100).contains(year));
        if found.is_none() {
            let message = "Bitte ein Haushaltsjahr zwischen 1990 und 2100 angeben.";
            self.errors.push(FieldError::new(field, "format", message));
        }
        found
    }
}

/// Reads a call for money.
///
/// # Errors
/// Field by field what is wrong.
pub fn call(values: &Values) -> Result<Call, Vec<FieldError>> {
    let mut form = Reader::new(values);
    let requested_on = form.day("requested_on", "Tag des Abrufs");
    let amount = form.money("amount", "Abgerufener Betrag");
    let needed_until = form.day("needed_until", "Gebraucht bis");
    let spent_before = form.money("spent_before", "Bisherige Ausgaben");
    let own_before = form.money("own_before", "Davon eigene und andere Mittel");
    let budget_year = form.year("budget_year");
    let reference = form.text("reference");
    match (requested_on, amount, needed_until, spent_before, own_before, budget_year) {
        (
            Some(requested_on),
            Some(amount),
            Some(needed_until),
            Some(spent_before),
            Some(own_before),
            Some(budget_year),
        ) => Ok(Call { requested_on, amount, needed_until, spent_before, own_before, budget_year, reference }),
        _ => Err(form.errors),
    }
}

/// The field of what is recognised of an item in a year.
#[must_use]
pub fn recognised_field(item: Item, year: i32) -> String {
    format!("anerkannt-{}-{year}", item.key())
}

/// Reads a proof of use.
///
/// # Errors
/// Field by field what is wrong.
pub fn statement(values: &Values, today: NaiveDate) -> Result<Statement, Vec<FieldError>> {
    let mut form = Reader::new(values);
    let kind = ProofKind::from_key(form.typed("kind"));
    if kind.is_none() {
        form.errors.push(FieldError::new("kind", "required", "Bitte die Art des Nachweises wählen."));
    }
    let budget_year = if form.typed("budget_year").is_empty() { None } else { form.year("budget_year") };
    let covers_to = form.day("covers_to", "Reicht bis");
    let received_on = form.day("received_on", "Eingegangen am");
    let narrative = form.yes("narrative");
    let confirmed = form.yes("confirmed");
    let reference = form.text("reference");
    let mut lines = Vec::new();
    for year in years(values, today) {
        for item in Item::ALL.iter().copied() {
            for eligible in [true, false] {
                let text = form.typed(&plan_field(item, eligible, year));
                if let Some(cents) = form.amount("lines", &format!("{} {year}", item.label()), text) {
                    lines.push(PlanLine { year, item, eligible, cents });
                }
            }
        }
    }
    match (kind, covers_to, received_on, narrative, confirmed) {
        (Some(kind), Some(covers_to), Some(received_on), Some(narrative), Some(confirmed))
            if form.errors.is_empty() =>
        {
            Ok(Statement { kind, budget_year, covers_to, received_on, narrative, confirmed, reference, lines })
        }
        _ => Err(form.errors),
    }
}

/// Reads what came of the check of a proof.
///
/// # Errors
/// Field by field what is wrong.
pub fn check(proof_id: i64, values: &Values, stated: &[PlanLine]) -> Result<Check, Vec<FieldError>> {
    let mut form = Reader::new(values);
    let checked_on = form.day("checked_on", "Datum des Vermerks");
    let known_on = form.day("known_on", "Kenntnis");
    let scope = Scope::from_key(form.typed("scope"));
    if scope.is_none() {
        form.errors.push(FieldError::new("scope", "required", "Bitte den Umfang der Prüfung wählen."));
    }
    let result = form.typed("result").to_owned();
    let mut recognised = Vec::new();
    for line in stated.iter().filter(|line| line.eligible && line.item.side() == Side::Expenditure) {
        let (year, item) = (line.year, line.item);
        let text = form.typed(&recognised_field(item, year));
        if let Some(cents) = form.amount("recognised", &format!("{} {year}", item.label()), text) {
            recognised.push(Recognised { year, item, cents });
        }
    }
    let version = Some(form.typed("version").parse().unwrap_or(-1));
    match (checked_on, known_on, scope) {
        (Some(checked_on), Some(known_on), Some(scope)) if form.errors.is_empty() => {
            Ok(Check { proof_id, version, checked_on, known_on, scope, result, recognised })
        }
        _ => Err(form.errors),
    }
}
