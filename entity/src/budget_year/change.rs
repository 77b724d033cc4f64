//! Recording the programme's budget: facts of the ledger without a project.
use crate::{
    actor::{Actor, Place},
    audit, authority,
    budget_year::find::carry_over_years,
    clock::Now,
    db::{Db, Write},
    ledger::{
        self, Kind, Source,
        sums::{Filter, totals},
    },
    money::Cents,
    origin,
    permission::Action,
    precision::Precision,
    programme,
    refusal::{FieldError, Refusal},
    region,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;

/// A fact of the budget.
#[derive(Debug, Clone)]
pub struct Record {
    /// The programme's address word.
    pub programme: String,
    /// One of the budget's kinds.
    pub kind: Kind,
    /// Budget year; a ceiling has none.
    pub year: Option<i32>,
    /// For Ausgabereste the year whose Ansatz they come from, for commitments the year whose budget allows them.
    pub stems_from: Option<i32>,
    /// Slug of the authority, for what is allocated.
    pub authority: Option<String>,
    /// Slug of the region, for a frame.
    pub region: Option<String>,
    /// How much, more than nothing; with `reverses` left out or the opposite.
    pub cents: Option<Cents>,
    /// The day it holds from; not in the future.
    pub value_date: NaiveDate,
    /// The document: budget, decree, consent of the Ministry of Finance; 1 to 200 characters.
    pub reference: String,
    /// The entry it takes back (Storno).
    pub reverses: Option<i64>,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
}

/// Records a fact of the budget, or takes one back.
///
/// # Errors
/// Forbidden for all but the ministry's budget; field by field what is wrong; a rule when more would be allocated or
/// blocked than the year has.
pub async fn record(db: &Db, actor: &Actor, now: Now, command: Record) -> Result<i64, Refusal> {
    actor.may(Action::SetBudget, &Place::default())?;
    let programme = programme::find::by_slug(db, &command.programme).await?;
    let mut write = db.write(now, actor).await?;
    let reversed = match command.reverses {
        Some(id) => Some(ledger::change::reversible(&write, None, id).await?),
        None => None,
    };
    let view = Viewpoint::now(&write.now);
    let years = carry_over_years(write.tx(), command.year.unwrap_or_default(), view).await?;
    let mut errors = check(&command, now.today, reversed.is_some(), years);
    let region_id = match command.region.as_deref() {
        Some(slug) => match region::find::all(write.tx()).await?.into_iter().find(|region| region.slug == slug) {
            Some(region) => Some(region.id),
            None => {
                errors.push(FieldError::new("region", "unknown", "Diese Region gibt es nicht."));
                None
            }
        },
        None => None,
    };
    let authority_id = match command.authority.as_deref() {
        Some(slug) => match authority::by_slug(write.tx(), slug).await? {
            Some(authority) => Some(authority.id),
            None => {
                errors.push(FieldError::new("authority", "unknown", "Diese Bewilligungsbehörde gibt es nicht."));
                None
            }
        },
        None => None,
    };
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let entry = match reversed {
        Some((old, end)) => {
            let opposite = old.amount_cents.checked_neg().unwrap_or_default();
            if command.cents.is_some_and(|cents| cents != opposite) {
                let message = format!("Eine Stornobuchung muss den Betrag genau umkehren: {opposite}.");
                return Err(Refusal::field("amount", "not_opposite", message));
            }
            ledger::change::New {
                programme_id: old.programme_id,
                project_id: None,
                region_id: old.region_id,
                authority_id: old.authority_id,
                case_id: None,
                kind: Kind::from_key(&old.kind).unwrap_or(command.kind),
                source: Source::Programme,
                cents: opposite,
                precision: old.precision,
                value_date: old.value_date,
                year: old.budget_year,
                stems_from: old.stems_from,
                reference: Some(command.reference.trim().to_owned()),
                origin_id,
                reverses: Some(end),
                sample: old.sample,
            }
        }
        None => ledger::change::New {
            programme_id: programme.record.id,
            project_id: None,
            region_id,
            authority_id,
            case_id: None,
            kind: command.kind,
            source: Source::Programme,
            cents: command.cents.unwrap_or_default(),
            precision: Precision::Cent,
            value_date: command.value_date,
            year: command.year,
            stems_from: command.stems_from,
            reference: Some(command.reference.trim().to_owned()),
            origin_id,
            reverses: None,
            sample: command.sample,
        },
    };
    let (programme_id, year) = (entry.programme_id, entry.year);
    let detail = serde_json::json!({
        "kind": entry.kind.key(), "year": year, "amount": entry.cents.plain(), "value_date": entry.value_date,
        "stems_from": entry.stems_from, "authority": command.authority, "region": command.region,
        "reverses": entry.reverses,
    });
    let rows = ledger::change::insert(&mut write, vec![entry]).await?;
    if let Some(year) = year {
        tied(&write, programme_id, year).await?;
    }
    let action = if command.reverses.is_some() { "budget.reverse" } else { "budget.record" };
    let subject_id = programme.record.slug;
    write.commit(audit::Entry { action, subject: "programme", subject_id, detail, reason: None }).await?;
    rows.first().map(|row| row.id).ok_or(Refusal::NotFound)
}

/// What each kind needs.
fn check(command: &Record, today: NaiveDate, reverses: bool, carry_over_years: i32) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field, code, message: &str| errors.push(FieldError::new(field, code, message));
    let reference = command.reference.trim();
    if reference.is_empty() || reference.chars().count() > 200 || reference.contains('\0') {
        let message =
            "Bitte die Unterlage nennen, mit 1 bis 200 Zeichen, zum Beispiel „Haushaltsplan 2021, Kapitel 08 050“.";
        wrong("reference", "required", message);
    }
    if command.value_date > today {
        wrong("value_date", "future", "Das Wertdatum liegt in der Zukunft. Bitte einen Tag bis heute angeben.");
    }
    if reverses {
        return errors;
    }
    if !command.kind.is_budget() {
        wrong("kind", "not_budget", "Diese Art gehört zu einem Projekt und wird dort gebucht.");
    }
    if command.cents.is_none_or(|cents| cents <= Cents::ZERO) {
        wrong("amount", "required", "Bitte einen Betrag angeben, der größer als null ist.");
    }
    match (command.kind, command.year) {
        (Kind::Ceiling, Some(_)) => wrong("year", "not_here", "Programmmittel gehören zu keinem Haushaltsjahr."),
        (Kind::Ceiling, None) => {}
        (_, Some(year)) if (1990..=2100).contains(&year) => {}
        _ => wrong("year", "range", "Bitte ein Haushaltsjahr zwischen 1990 und 2100 angeben."),
    }
    match (command.kind, command.year.zip(command.stems_from)) {
        (Kind::CarryOver, Some((year, from))) if from < year && from >= year.saturating_sub(carry_over_years) => {}
        (Kind::CarryOver, _) => wrong(
            "stems_from",
            "range",
            &format!(
                "Ein Ausgaberest stammt aus einem früheren Jahr und ist danach höchstens {carry_over_years} Jahre verfügbar (§ 45 LHO). Bitte das Jahr seines Ansatzes angeben."
            ),
        ),
        (Kind::Commitment, Some((year, from))) if from < year && from >= 1990 => {}
        (Kind::Commitment, _) => wrong(
            "stems_from",
            "range",
            "Eine Verpflichtungsermächtigung steht in einem früheren Haushalt als dem Jahr, in dem sie fällig wird (§ 38 LHO). Bitte dieses Jahr angeben.",
        ),
        _ if command.stems_from.is_some() => {
            wrong(
                "stems_from",
                "not_here",
                "Ein Herkunftsjahr haben nur Ausgabereste und Verpflichtungsermächtigungen.",
            );
        }
        _ => {}
    }
    match (command.kind == Kind::Allocated, command.authority.is_some()) {
        (true, false) => wrong("authority", "required", "Bitte die Bewilligungsbehörde wählen, der zugewiesen wird."),
        (false, true) => wrong("authority", "not_here", "Eine Bewilligungsbehörde hat nur die Zuweisung."),
        _ => {}
    }
    match (command.kind == Kind::Frame, command.region.is_some()) {
        (true, false) => wrong("region", "required", "Bitte die Region wählen, für die der Rahmen gilt."),
        (false, true) => wrong("region", "not_here", "Eine Region hat nur der regionale Rahmen."),
        _ => {}
    }
    errors
}

/// What is blocked and what is allocated must be there (VV Nr. 1.7 and 1.8 to § 34 LHO).
async fn tied(write: &Write, programme_id: i64, year: i32) -> Result<(), Refusal> {
    let filter = Filter {
        programme_id: Some(programme_id),
        year: Some(year),
        source: Some(Source::Programme),
        ..Filter::default()
    };
    let sums = totals(write.tx(), &filter, &[], Viewpoint::now(&write.now)).await?;
    let of = |kind| sums.iter().find(|sum| sum.kind == kind).map_or(Cents::ZERO, |sum| sum.cents);
    let there = of(Kind::Appropriation).checked_add(of(Kind::CarryOver));
    let available = there.and_then(|there| there.checked_sub(of(Kind::Blocked)));
    let Some(available) = available else { return Err(Refusal::rule("budget.too_large", "Der Betrag ist zu groß.")) };
    if available < Cents::ZERO {
        let (blocked, there) = (of(Kind::Blocked), there.unwrap_or_default());
        let message = format!("{year} wären {blocked} gesperrt, aber Ansatz und Reste sind nur {there}.");
        return Err(Refusal::rule("budget.blocked", message));
    }
    let allocated = of(Kind::Allocated);
    if allocated > available {
        let message = format!(
            "{year} wären {allocated} zugewiesen, aber Ansatz und Reste ohne Sperren sind nur {available}. Bitte zuerst diese ändern."
        );
        return Err(Refusal::rule("budget.allocated", message));
    }
    Ok(())
}
