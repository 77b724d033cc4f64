//! What projects look like from outside.
use crate::api::shape::{Amount, Named, OriginShape, ProjectRef, percent};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    figures::id::FigureId,
    ledger::{self, Kind, Source},
    project::{
        detail::{Detail, Told},
        field::{self, Field},
        find::{self, Line},
        lifecycle::{Lifecycle, Stage},
    },
    published,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// A project in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectLine {
    /// Number; in addresses a slash in it is `%2F`.
    pub number: String,
    /// Title.
    pub title: String,
    /// Zuwendungsempfänger.
    pub recipient: Option<String>,
    /// Theme as written.
    pub theme: Option<String>,
    /// The regions it works in, the one it counts in first.
    pub regions: Vec<Named>,
    /// State in the lifecycle.
    #[schema(example = "running")]
    pub status: &'static str,
    /// The group of states it counts in.
    #[schema(value_type = String, example = "running")]
    pub stage: Stage,
    /// Whether others can take over what came out.
    #[schema(example = "ready")]
    pub transfer: &'static str,
    /// Granted programme money; null when nothing is recorded.
    pub granted: Option<Amount>,
    /// Paid programme money; null when nothing is recorded.
    pub paid: Option<Amount>,
    /// Whether the project itself is invented.
    pub sample: bool,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Line> for ProjectLine {
    fn from(line: Line) -> Self {
        let amount = |kind, sum: Option<find::Sum>| {
            let id = FigureId { project: Some(line.id), ..FigureId::of(kind, Source::Programme) };
            sum.map(|sum| Amount::new(&id, sum.cents, sum.precision, sum.sample))
        };
        Self {
            granted: amount(Kind::Granted, line.granted),
            paid: amount(Kind::Paid, line.paid),
            number: line.number,
            title: line.title,
            recipient: line.recipient,
            theme: line.theme,
            regions: line.regions.into_iter().map(Named::from).collect(),
            status: line.state.key(),
            stage: line.state.stage(),
            transfer: line.transfer.key(),
            sample: line.sample,
            updated_at: line.updated_at,
        }
    }
}

/// A project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Project {
    /// As in the list.
    #[serde(flatten)]
    pub line: ProjectLine,
    /// Counts changes; also the `ETag`.
    pub version: i32,
    /// `egov`, `urban` or `office`.
    pub pillar: Option<String>,
    /// The granting authority.
    pub authority: Option<String>,
    /// The project it is part of.
    pub parent: Option<ProjectRef>,
    /// Its parts.
    pub parts: Vec<ProjectRef>,
    /// What holds for each descriptive field, null where nothing is known; `PATCH` takes the same fields.
    pub fields: Map<String, Value>,
    /// All statements that were ever made about it, newest first.
    pub history: Vec<Statement>,
    /// Its money by kind and source.
    pub sums: Vec<ProjectSum>,
    /// What press and reports published about it; never mixed with computed figures.
    pub published: Vec<Published>,
    /// Solutions that came from it.
    pub solutions: Vec<Named>,
    /// The states that who asks may move it to.
    pub transitions: Vec<&'static str>,
    /// Whether who asks may change it.
    pub editable: bool,
}

/// A statement about a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statement {
    /// About what.
    pub field: &'static str,
    /// What; null when cleared.
    pub value: Value,
    /// From which day it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
    /// Where it comes from.
    pub origin: OriginShape,
}

/// Money of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectSum {
    /// The sum.
    #[serde(flatten)]
    pub amount: Amount,
    /// Kind.
    pub kind: &'static str,
    /// Source of money.
    pub source: &'static str,
    /// How many facts it sums.
    pub count: u64,
}

/// A published figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Published {
    /// What it is, in its own words.
    pub label: String,
    /// Which step of the money ladder or which count it claims to be.
    pub kind: String,
    /// Euros, for money.
    pub amount: Option<String>,
    /// The number, for counts.
    pub count: Option<i64>,
    /// How exactly it was said.
    pub precision: &'static str,
    /// The day it was said for.
    pub as_of: Option<NaiveDate>,
    /// That day as people say it.
    pub as_of_text: String,
    /// Who said it.
    pub source: String,
    /// Whether another published figure contradicts it.
    pub disputed: bool,
    /// How to read it.
    pub note: String,
}

impl From<published::Model> for Published {
    fn from(row: published::Model) -> Self {
        Self {
            label: row.label,
            kind: row.kind,
            amount: row.amount_cents.map(|cents| cents.plain()),
            count: row.count,
            precision: row.precision.key(),
            as_of: row.as_of,
            as_of_text: row.as_of_text,
            source: row.source,
            disputed: row.disputed,
            note: row.note,
        }
    }
}

/// A stored value as the interface writes it.
#[must_use]
pub fn value(field: Field, stored: Option<&str>) -> Value {
    let Some(stored) = stored else { return Value::Null };
    match field {
        Field::TotalCost | Field::EligibleCost => field::Amount::parse(stored).map_or_else(
            || stored.into(),
            |amount| json!({"amount": amount.cents.plain(), "precision": amount.precision.key()}),
        ),
        Field::FundingRate => stored.parse().map_or_else(|_| stored.into(), |rate| percent(rate).into()),
        _ => stored.into(),
    }
}

impl From<Told> for Statement {
    fn from(told: Told) -> Self {
        Self {
            value: value(told.field, told.value.as_deref()),
            field: told.field.key(),
            valid_on: told.valid_on,
            recorded_at: told.recorded_at,
            reason: told.reason,
            origin: told.origin.into(),
        }
    }
}

impl From<Detail> for Project {
    fn from(detail: Detail) -> Self {
        let shown = Field::ALL.into_iter().filter(|field| detail.internal || field.is_public());
        let stands = |field| match field {
            // these two always stand somewhere
            Field::Lifecycle => Some(detail.line.state.key()),
            Field::Transfer => Some(detail.line.transfer.key()),
            field => detail.facts.iter().find(|told| told.field == field).and_then(|told| told.value.as_deref()),
        };
        let fields = shown.map(|field| (field.key().to_owned(), value(field, stands(field)))).collect();
        let sum = |total: ledger::sums::Total| {
            let id = FigureId { project: Some(detail.line.id), ..FigureId::of(total.kind, total.source) };
            ProjectSum {
                amount: Amount::new(&id, total.cents, total.precision, total.sample),
                kind: total.kind.key(),
                source: total.source.key(),
                count: total.count,
            }
        };
        Self {
            sums: detail.sums.into_iter().map(sum).collect(),
            version: detail.version,
            pillar: detail.pillar,
            authority: detail.authority,
            parent: detail.parent.map(ProjectRef::from),
            parts: detail.parts.into_iter().map(ProjectRef::from).collect(),
            fields,
            history: detail.history.into_iter().map(Statement::from).collect(),
            published: detail.published.into_iter().map(Published::from).collect(),
            solutions: detail.solutions.into_iter().map(Named::from).collect(),
            transitions: detail.moves.into_iter().map(Lifecycle::key).collect(),
            editable: detail.editable,
            line: detail.line.into(),
        }
    }
}
