//! A made-up programme for measurements: N projects with 50 entries each. Same N, same data, down to the audit chain:
//! everything is recorded at one fixed instant. Everything is marked as invented, and the sums keep the ceiling.
mod solutions;

use super::{PROGRAMME, Report, actor, frame, projects::Context};
use chrono::{DateTime, Days, NaiveDate};
use entity::{
    audit::Entry,
    clock::Now,
    db::Db,
    ledger::{self, Kind, Source},
    money::Cents,
    origin,
    precision::Precision,
    project::{
        self,
        change::{Filled, New},
        field::Field,
        lifecycle::Lifecycle,
    },
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Granted in all, below the ceiling.
const GRANTED: Cents = Cents(8_790_000_000);
/// Projects a transaction: few enough for the log of the database, many enough to be fast.
const AT_ONCE: usize = 500;
const ORIGIN: &str = "Beispieldaten für Messungen, vollständig erfunden";
const THEMES: [&str; 8] =
    ["Bürgerbüro", "Mobilität", "Open Data", "Bildung", "Gesundheit", "Sicherheit", "Klima/Umwelt", "Soziales"];
const WORDS: [&str; 8] =
    ["Plattform", "Portal", "Werkstatt", "Messnetz", "Register", "Leitstelle", "Assistent", "Karte"];
const BODIES: [&str; 8] = [
    "Stadt Musterstadt",
    "Gemeinde Beispieldorf",
    "Kreis Musterland",
    "Stadtwerke Musterstadt",
    "Hochschule Musterland",
    "Zweckverband Beispiel",
    "Stadt Neumuster",
    "Beispiel Digital GmbH",
];

/// Numbers that look random and are the same each time.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn new(seed: usize) -> Self {
        let mut dice = Self((seed as u64).wrapping_mul(2_654_435_761).wrapping_add(97));
        dice.below(2);
        dice.below(2);
        dice
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(bound.max(1))).unwrap_or(0)
    }

    fn one_of<T: Copy>(&mut self, list: &[T], otherwise: T) -> T {
        let index = self.below(u32::try_from(list.len()).unwrap_or(1));
        list.get(index as usize).copied().unwrap_or(otherwise)
    }

    fn weights(&mut self, count: usize) -> Vec<u32> {
        (0..count).map(|_| 50 + self.below(100)).collect()
    }
}

/// A database for measurements: the frame and N made-up projects. It holds nothing else: measured sums must not mix
/// with real ones.
///
/// # Errors
/// A rule's refusal when the database already holds other projects; the database's error.
pub async fn scale(db: &Db, now: Now, n: u32) -> Result<Report, Refusal> {
    // the data say nothing about today, so that they are the same tomorrow
    let fixed = DateTime::from_timestamp(1_688_371_200, 0).map_or(now, Now::at);
    let there = project::record::Entity::find().count(db.read()).await?;
    let ours = project::record::Entity::find()
        .filter(project::record::Column::Number.starts_with("MP-"))
        .count(db.read())
        .await?;
    if there == u64::from(n) && ours == there && n > 0 {
        let mut report = Report::default();
        report.found(format!("Messdaten: {n} Projekte schon vorhanden, nichts geändert."));
        return Ok(report);
    }
    if there > 0 {
        return Err(Refusal::rule(
            "seed.scale",
            format!(
                "In der Datenbank stehen schon {there} Projekte. Bitte für Messungen eine leere Datenbank angeben \
                 (--database-url oder --data-dir)."
            ),
        ));
    }
    let mut report = frame(db, fixed).await?;
    let count = n as usize;
    let weights: Vec<u32> = (0..count).map(|index| 40 + Dice::new(index).below(120)).collect();
    let grants = GRANTED.split(&weights);
    let mut entries = 0;
    for (chunk, grants) in grants.chunks(AT_ONCE).enumerate() {
        let mut write = db.write(fixed, &actor()).await?;
        let context = Context::load(&write).await?;
        let origin_id = origin::published(&write, ORIGIN).await?;
        let made: Vec<Made> =
            grants.iter().enumerate().map(|(at, _)| Made::new(&context, chunk * AT_ONCE + at)).collect();
        let projects = made.iter().map(Made::filled).collect();
        let keys = project::change::create_many(&mut write, projects, origin_id).await?;
        let mut ledger = Vec::with_capacity(grants.len() * 50);
        for ((made, project_id), grant) in made.iter().zip(keys).zip(grants) {
            made.book(origin_id, project_id, *grant, &mut ledger);
        }
        entries += ledger.len();
        let detail = serde_json::json!({"projects": grants.len(), "entries": ledger.len()});
        ledger::change::insert(&mut write, ledger).await?;
        write
            .commit(Entry {
                action: "seed.scale",
                subject: "programme",
                subject_id: PROGRAMME.into(),
                detail,
                reason: None,
            })
            .await?;
    }
    let (solutions, statements) = solutions::add(db, fixed, count).await?;
    ledger::close::close(db, now).await?;
    report.did(format!(
        "Messdaten: {solutions} erfundene Lösungen mit {statements} Angaben zur Nachnutzung angelegt (Beispieldaten)."
    ));
    report.did(format!("Messdaten: {n} erfundene Projekte mit {entries} Buchungen angelegt (Beispieldaten)."));
    Ok(report)
}

/// A made-up project.
struct Made {
    dice: Dice,
    project: New,
    statements: Vec<(Field, String)>,
    begins: NaiveDate,
}

impl Made {
    fn new(context: &Context, index: usize) -> Self {
        let mut dice = Dice::new(index + 7_919);
        let regions: Vec<(i64, Option<i64>)> = context.in_order();
        let (region_id, authority_id) = dice.one_of(&regions, (0, None));
        let (theme, word) = (dice.one_of(&THEMES, ""), dice.one_of(&WORDS, ""));
        let begins = first_day() + Days::new(u64::from(dice.below(800)));
        let ends = begins + Days::new(u64::from(365 + dice.below(365)));
        let project = New {
            programme_id: context.programme_id,
            number: format!("MP-{:06}", index + 1),
            title: format!("{word} {theme} {:06}", index + 1),
            region_id: Some(region_id),
            authority_id,
            pillar: Some(dice.one_of(&["egov", "urban"], "urban").into()),
            sample: true,
            ..New::default()
        };
        let states =
            [Lifecycle::Running, Lifecycle::Ended, Lifecycle::ProofInReview, Lifecycle::Closed, Lifecycle::Granted];
        let state = dice.one_of(&states, Lifecycle::Running);
        let statements = vec![
            (Field::Recipient, dice.one_of(&BODIES, "").to_owned()),
            (Field::Theme, theme.to_owned()),
            (Field::StartDate, begins.to_string()),
            (Field::EndDate, ends.to_string()),
            (Field::Lifecycle, state.key().to_owned()),
        ];
        Self { dice, project, statements, begins }
    }

    fn filled(&self) -> Filled {
        Filled { new: self.project.clone(), valid_on: self.begins, statements: self.statements.clone() }
    }

    /// Its entries.
    fn book(&self, origin_id: i64, project_id: i64, grant: Cents, ledger: &mut Vec<ledger::change::New>) {
        let booked = Booked {
            origin_id,
            project_id,
            region_id: self.project.region_id,
            authority_id: self.project.authority_id,
            programme_id: self.project.programme_id,
            begins: self.begins,
        };
        booked.all(&mut self.dice.clone(), grant, ledger);
    }
}

/// The first day a made-up project may begin.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 1, 2).unwrap_or_default()
}

/// Makes the entries of a project.
struct Booked {
    origin_id: i64,
    project_id: i64,
    region_id: Option<i64>,
    authority_id: Option<i64>,
    programme_id: i64,
    begins: NaiveDate,
}

impl Booked {
    /// Fifty entries: a grant, five planned years, co-funding, and draws, payments and proofs over its time.
    fn all(&self, dice: &mut Dice, grant: Cents, ledger: &mut Vec<ledger::change::New>) {
        let private = grant.share(entity::money::Rate(500 + i32::try_from(dice.below(3_000)).unwrap_or(0)));
        let private = private.unwrap_or_default();
        let own = grant.share(entity::money::Rate(2_500)).unwrap_or_default();
        ledger.push(self.entry(Kind::Granted, Source::Programme, grant, 0, None));
        for (year, part) in (2019..).zip(grant.split(&dice.weights(5))) {
            ledger.push(self.entry(Kind::Planned, Source::Programme, part, 0, Some(year)));
        }
        ledger.push(self.entry(Kind::Planned, Source::OwnShare, own, 0, None));
        for (kind, day) in
            [(Kind::CofundingPledged, 0), (Kind::CofundingContracted, 60), (Kind::CofundingReceived, 300)]
        {
            ledger.push(self.entry(kind, Source::PrivateCash, private, day, None));
        }
        for (kind, rate, count, delay) in
            [(Kind::Requested, 9_200, 13, 20), (Kind::Paid, 9_000, 13, 40), (Kind::Spent, 7_500, 14, 55)]
        {
            let whole = grant.share(entity::money::Rate(rate)).unwrap_or_default();
            for (step, part) in (0u64..).zip(whole.split(&dice.weights(count))) {
                let entry = self.entry(kind, Source::Programme, part, delay + step * 56, None);
                let year = chrono::Datelike::year(&entry.value_date);
                ledger.push(ledger::change::New { year: Some(year), ..entry });
            }
        }
    }

    fn entry(&self, kind: Kind, source: Source, cents: Cents, after: u64, year: Option<i32>) -> ledger::change::New {
        ledger::change::New {
            programme_id: self.programme_id,
            project_id: Some(self.project_id),
            region_id: self.region_id,
            authority_id: self.authority_id,
            case_id: None,
            kind,
            source,
            cents,
            precision: Precision::Cent,
            value_date: self.begins + Days::new(after),
            year,
            stems_from: None,
            reference: None,
            origin_id: self.origin_id,
            reverses: None,
            sample: true,
        }
    }
}
