//! What changed between two days, and why.
use super::{Format, file};
use crate::api::{
    call::{Call, Paged},
    fault::{Fault, Problem},
    shape::Fact,
    times::{day, no_day},
};
use app::{
    context::PROGRAMME,
    paths,
    reports::document::{self, Cell, Column, Document, Table, numbers, words},
    text,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    clock,
    figures::changes::{
        Asked, Backwards, Line, Question, Span,
        entries::{Cause, Change, entries},
        lines, question,
    },
    ledger::{Kind, Source},
};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// More entries than this do not go into one table.
const LONGEST: u64 = 50_000;

/// Which two viewpoints, and to what they are narrowed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters, which are read by name")]
pub struct Between {
    /// The first day.
    from: NaiveDate,
    /// The second day, not before the first.
    to: NaiveDate,
    /// What was known at the first: an instant (RFC 3339) or a day; as at the second unless given.
    known_from: Option<String>,
    /// What was known at the second; now unless given.
    known_to: Option<String>,
    /// Slug of a region.
    region: Option<String>,
    /// Kind of money.
    kind: Option<String>,
    /// Source of money.
    source: Option<String>,
    /// Number of a project.
    project: Option<String>,
    /// `json` unless given, or `csv`, `xlsx`, `pdf`: all entries.
    format: Option<String>,
}

/// What changed between two days.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// The figures that differ, by kind and source.
    pub figures: Vec<Differing>,
    /// The entries that make the differences; all of them add up to these, to the cent.
    pub items: Vec<Making>,
    /// The cursor of the next page of entries; null on the last.
    pub next: Option<String>,
}

/// A figure at two viewpoints.
#[derive(Debug, Serialize, ToSchema)]
pub struct Differing {
    /// Opens to its facts at `/figures/{id}/facts`, with the times of the viewpoint.
    #[schema(example = "granted.programme")]
    pub id: String,
    /// Kind.
    pub kind: &'static str,
    /// Source of money.
    pub source: &'static str,
    /// Euros at the first viewpoint; null where nothing was recorded.
    pub before: Option<String>,
    /// Euros valid by the first day and recorded later: corrections of the past.
    pub corrected: String,
    /// Euros that took effect between the days.
    pub effective: String,
    /// Euros at the second viewpoint.
    pub after: String,
    /// `after` minus `before`.
    pub difference: String,
    /// How many entries make it.
    pub count: u64,
    /// The coarsest precision of its facts.
    pub precision: &'static str,
    /// Whether invented money is in it.
    pub sample: bool,
}

impl From<Line> for Differing {
    fn from(line: Line) -> Self {
        Self {
            difference: line.difference().plain(),
            id: line.id.to_string(),
            kind: line.id.kind.key(),
            source: line.id.source.key(),
            before: line.before.map(|cents| cents.plain()),
            corrected: line.corrected.cents.plain(),
            effective: line.effective.cents.plain(),
            after: line.after.plain(),
            count: line.corrected.count + line.effective.count,
            precision: line.precision.key(),
            sample: line.sample,
        }
    }
}

/// An entry that makes a difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct Making {
    /// The entry.
    #[serde(flatten)]
    pub fact: Fact,
    /// `effective`: it took effect between the days; `corrected`: it corrects the past.
    pub part: &'static str,
    /// `decision`, `import`, `import_undone`, `reversal`, `published`, `entry` or `withheld`.
    pub cause: &'static str,
    /// The key of the decision, import or entry that the cause names.
    pub cause_id: Option<i64>,
    /// What was said as the reason; withheld from the public.
    pub reason: Option<String>,
}

fn cause(cause: &Cause) -> (&'static str, Option<i64>) {
    match cause {
        Cause::Decision(id) => ("decision", Some(*id)),
        Cause::Import(id) => ("import", Some(*id)),
        Cause::Undone(id) => ("import_undone", Some(*id)),
        Cause::TakenBack(id) => ("reversal", Some(*id)),
        Cause::Published => ("published", None),
        Cause::Entered => ("entry", None),
        Cause::Withheld => ("withheld", None),
    }
}

fn part(change: &Change) -> &'static str {
    if change.corrects { "corrected" } else { "effective" }
}

impl From<Change> for Making {
    fn from(change: Change) -> Self {
        let (cause, cause_id) = cause(&change.cause);
        Self { part: part(&change), fact: change.entry.into(), cause, cause_id, reason: change.reason }
    }
}

/// What changed between two days
///
/// The figures at two viewpoints and the entries that make the difference, each with its reason.
#[utoipa::path(
    get,
    path = "/api/v1/reports/changes",
    operation_id = "report_changes",
    tag = "reports",
    params(Between, Paged),
    responses(
        (status = 200, content((Changes = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn changes(call: Call) -> Result<Response, Fault> {
    let format = Format::of(&call)?;
    let asked = Asked {
        region: call.text("region")?,
        kind: call.word("kind", &Kind::ALL, |kind| kind.key())?,
        source: call.word("source", &Source::ALL, |source| source.key())?,
        project: call.text("project")?,
    };
    let paging = call.paging("changes")?;
    let span = span(&call)?;
    let question = question(call.db(), call.actor(), PROGRAMME, span, asked).await?;
    let figures = lines(call.db(), &question).await?;
    let effective: u64 = figures.iter().map(|line| line.effective.count).sum();
    let total = effective + figures.iter().map(|line| line.corrected.count).sum::<u64>();
    if let Format::File(kind) = format {
        if total > LONGEST {
            let message = format!(
                "format: {total} Buchungen sind zu viele für eine Datei, höchstens {LONGEST}. Bitte mit kind, source, region oder project eingrenzen."
            );
            return Err(Fault::field("format", "too_long", message));
        }
        let found = entries(call.db(), &question, effective, 0, LONGEST).await?;
        return file(kind, document(&question, &figures, &found, call.now().instant)).await;
    }
    let found = entries(call.db(), &question, effective, paging.offset()?, paging.limit).await?;
    let listed = paging.of(found.into_iter().map(Making::from).collect(), total)?;
    let figures = figures.into_iter().map(Differing::from).collect();
    Ok(Json(Changes { figures, items: listed.items, next: listed.next }).into_response())
}

fn span(call: &Call) -> Result<Span, Fault> {
    let needed = |name: &str| -> Result<NaiveDate, Fault> {
        call.text(name)?.and_then(|text| day(&text)).ok_or_else(|| no_day(name))
    };
    let days = (needed("from")?, needed("to")?);
    let known = (call.instant("known_from", clock::end_of_day)?, call.instant("known_to", clock::end_of_day)?);
    Span::new(&call.now(), days, known).map_err(|backwards| match backwards {
        Backwards::Days => Fault::field("to", "backwards", "to: Der zweite Tag darf nicht vor dem ersten liegen."),
        Backwards::Known => {
            let message = "known_to: Beim zweiten Tag darf nicht weniger bekannt sein als beim ersten.";
            Fault::field("known_to", "backwards", message)
        }
    })
}

/// The report as it is read: the figures that differ, and the entries that make the differences.
fn document(question: &Question, figures: &[Line], found: &[Change], now: DateTime<Utc>) -> Document {
    let (before, after) = (&question.span.before, &question.span.after);
    let days = (text::day(before.as_of), text::day(after.as_of));
    let known = match before.known_at == after.known_at {
        true => String::new(),
        false => before
            .known_at
            .map(|known| format!(" (der erste Tag, wie am {} bekannt)", text::instant(known)))
            .unwrap_or_default(),
    };
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Document {
        file: format!("Veraenderung-{}-{}", before.as_of, after.as_of),
        title: "Was sich verändert hat".into(),
        sentences: vec![format!(
            "Vom {} zum {}{known}: {} den Unterschied.",
            days.0,
            days.1,
            text::count(count, "Buchung macht", "Buchungen machen")
        )],
        tables: vec![differing(&days, figures), making(found)],
        flat: flat(found),
        as_of: format!("{} bis {}", days.0, days.1),
        known_at: document::known_at(after, now),
        sample: figures.iter().any(|line| line.sample),
    }
}

fn differing(days: &(String, String), figures: &[Line]) -> Table {
    let rows = figures.iter().map(|line| {
        let amount = |cents| Cell::Money(cents, line.precision, None);
        vec![
            Cell::text(format!("{}: {}", line.id.kind.label(), line.id.source.label())),
            line.before.map_or(Cell::Unknown, amount),
            amount(line.corrected.cents),
            amount(line.effective.cents),
            amount(line.after),
            amount(line.difference()),
        ]
    });
    Table {
        id: "zahlen",
        title: "Die Zahlen".into(),
        columns: vec![
            words("Zahl"),
            numbers(&format!("am {}", days.0)),
            numbers("nachträglich erfasst"),
            numbers("wirksam geworden"),
            numbers(&format!("am {}", days.1)),
            numbers("Unterschied"),
        ],
        rows: rows.collect(),
        note: None,
    }
}

fn making(found: &[Change]) -> Table {
    let rows = found.iter().map(|change| {
        let entry = &change.entry;
        let project = match &entry.project {
            Some((number, title)) => Cell::link(format!("{title} ({number})"), paths::project(number)),
            None => Cell::Empty,
        };
        vec![
            project,
            Cell::text(format!("{}: {}", entry.kind.label(), entry.source.label())),
            Cell::Money(entry.cents, entry.precision, None),
            Cell::Day(entry.value_date),
            Cell::Instant(entry.recorded_at),
            Cell::text(part_words(change)),
            Cell::text(why(change)),
        ]
    });
    let mut columns = [words("Projekt"), words("Was"), numbers("Betrag in Euro")].to_vec();
    columns.extend(["Gültig ab", "Erfasst", "Anteil am Unterschied", "Grund"].map(words));
    Table { id: "buchungen", title: "Die Buchungen und ihre Gründe".into(), columns, rows: rows.collect(), note: None }
}

fn part_words(change: &Change) -> &'static str {
    if change.corrects { "nachträglich erfasst" } else { "wirksam geworden" }
}

fn why(change: &Change) -> String {
    let (cause, cause_id) = cause(&change.cause);
    format!("{}{}", german_cause(cause), cause_id.map(|id| format!(" {id}")).unwrap_or_default())
}

fn columns() -> Vec<Column> {
    let mut columns = ["Buchung", "Art", "Mittel", "Projekt", "Titel", "Region"].map(words).to_vec();
    columns.push(numbers("Betrag in Euro"));
    columns.extend(["Genauigkeit", "Gültig ab", "Haushaltsjahr", "Erfasst", "Anteil am Unterschied"].map(words));
    columns.extend(["Grund", "Begründung oder Unterlage"].map(words));
    columns
}

fn flat(found: &[Change]) -> Table {
    let rows = found.iter().map(|change| {
        let entry = &change.entry;
        let reason = change.reason.clone().or_else(|| entry.reference.clone()).unwrap_or_default();
        let (number, title) = entry.project.clone().unwrap_or_default();
        vec![
            Cell::text(entry.id.to_string()),
            Cell::text(entry.kind.label()),
            Cell::text(entry.source.label()),
            Cell::text(number),
            Cell::text(title),
            Cell::text(entry.region.clone().unwrap_or_default()),
            Cell::exact(entry.cents),
            Cell::text(text::precision(entry.precision)),
            Cell::Day(entry.value_date),
            entry.year.map_or(Cell::Empty, Cell::Year),
            Cell::Instant(entry.recorded_at),
            Cell::text(part_words(change)),
            Cell::text(why(change)),
            Cell::text(reason),
        ]
    });
    Table { id: "alle-buchungen", title: "Alle Buchungen".into(), columns: columns(), rows: rows.collect(), note: None }
}

fn german_cause(cause: &str) -> &'static str {
    match cause {
        "decision" => "Bescheid",
        "import" => "Import",
        "import_undone" => "Import rückgängig gemacht",
        "reversal" => "Storno der Buchung",
        "published" => "Veröffentlichung",
        "withheld" => "nicht öffentlich",
        _ => "Buchung von Hand",
    }
}
