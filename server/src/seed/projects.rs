//! The published projects. No Förderkennzeichen was ever published, so they are numbered `DMR-01` to `DMR-60` in the
//! order of the project file; what a source does not say stays unknown.
use super::{
    PROGRAMME, Report, actor, published,
    table::{self, Row},
};
use chrono::NaiveDate;
use entity::{
    audit::Entry,
    authority,
    clock::Now,
    db::{Db, Write},
    origin, programme,
    project::{
        self,
        change::{New, Statement},
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
    refusal::Refusal,
    region,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

const PROJECTS: &str = include_str!("../../data/projects.csv");
const END_OF_PROGRAMME: &str = "aachen.de, 18.08.2023; bezreg-muenster.de: Programm am 30.06.2023 beendet";

/// The last day of the programme.
pub(super) fn end_of_programme() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 6, 30).unwrap_or_default()
}

/// The rows of the project file.
pub(super) fn rows() -> Result<Vec<Row>, Refusal> {
    table::rows("projects.csv", PROJECTS)
}

/// Adds the projects with what was published about them, unless they are there.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let mut write = db.write(now, &actor()).await?;
    let rows = rows()?;
    let numbers = rows.iter().map(|row| row.text("nr"));
    let there =
        project::record::Entity::find().filter(project::record::Column::Number.is_in(numbers)).one(write.tx()).await?;
    if there.is_some() {
        report.found("Projekte: schon vorhanden, nichts geändert.");
        return Ok(());
    }
    let context = Context::load(&write).await?;
    let mut projects = BTreeMap::new();
    for row in &rows {
        let id = add_one(&mut write, &context, row, &projects).await?;
        projects.insert(row.text("nr").to_owned(), id);
    }
    let figures = published::of_projects(&write, context.programme_id, &projects, &rows).await?;
    let detail = serde_json::json!({"projects": projects.len(), "published_figures": figures});
    write
        .commit(Entry {
            action: "seed.projects",
            subject: "programme",
            subject_id: PROGRAMME.into(),
            detail,
            reason: None,
        })
        .await?;
    report.did(format!(
        "Projekte: {} veröffentlichte Projekte mit {figures} veröffentlichten Angaben angelegt.",
        projects.len()
    ));
    Ok(())
}

/// What projects refer to.
pub(super) struct Context {
    /// The programme.
    pub(super) programme_id: i64,
    /// Region and granting authority by the region's slug.
    regions: BTreeMap<String, (i64, Option<i64>)>,
}

impl Context {
    /// Reads it inside a write.
    pub(super) async fn load(write: &Write) -> Result<Self, Refusal> {
        let programme = programme::record::Entity::find()
            .filter(programme::record::Column::Slug.eq(PROGRAMME))
            .one(write.tx())
            .await?
            .ok_or(Refusal::NotFound)?;
        let authorities = authority::Entity::find().all(write.tx()).await?;
        let regions = region::find::all(write.tx()).await?.into_iter().map(|region| {
            let district = Some(&region.regierungsbezirk);
            let granting = authorities.iter().find(|authority| authority.regierungsbezirk.as_ref() == district);
            (region.slug, (region.id, granting.map(|authority| authority.id)))
        });
        Ok(Self { programme_id: programme.id, regions: regions.collect() })
    }

    /// Regions with their granting authorities, always in the same order.
    pub(super) fn in_order(&self) -> Vec<(i64, Option<i64>)> {
        self.regions.values().copied().collect()
    }

    fn region(&self, row: &Row, slug: &str) -> Result<(i64, Option<i64>), Refusal> {
        self.regions.get(slug).copied().ok_or_else(|| row.broken("diese Region gibt es nicht"))
    }
}

async fn add_one(
    write: &mut Write,
    context: &Context,
    row: &Row,
    earlier: &BTreeMap<String, i64>,
) -> Result<i64, Refusal> {
    let origin_id = origin::published(write, row.text("quelle")).await?;
    let since = row.day("gilt_ab")?;
    let (region_id, authority_id) = context.region(row, row.text("region"))?;
    let mut other_regions = Vec::new();
    for slug in row.list("weitere_regionen") {
        other_regions.push(context.region(row, slug)?.0);
    }
    let parent = |number: String| {
        earlier.get(&number).copied().ok_or_else(|| row.broken("das übergeordnete Projekt steht nicht davor"))
    };
    let new = New {
        programme_id: context.programme_id,
        number: row.text("nr").into(),
        title: row.text("titel").into(),
        parent_id: row.some("gehoert_zu").map(parent).transpose()?,
        region_id: Some(region_id),
        other_regions,
        authority_id,
        pillar: row.some("saeule"),
        sample: false,
    };
    let mut project = project::change::create(write, new, since, origin_id).await?;
    let told = [
        (Field::Summary, row.some("zusammenfassung")),
        (Field::Recipient, row.some("traeger")),
        (Field::Partners, row.some("partner")),
        (Field::Theme, row.some("themenfeld")),
        (Field::StartDate, row.some("beginn")),
        (Field::EndDate, row.some("ende")),
        (Field::ApprovalDate, row.some("bescheid")),
        (Field::FundingRate, row.some("quote")),
        (Field::TotalCost, total_cost(row)?),
        (Field::Remark, row.some("bemerkung")),
    ];
    for (field, value) in told {
        if value.is_some() {
            let statement = Statement::new(field, value, since, origin_id);
            project::change::state(write, &mut project, statement).await?;
        }
    }
    for statement in states(write, row, origin_id).await? {
        project::change::state(write, &mut project, statement).await?;
    }
    let id = project.id;
    project::change::save(write, project).await?;
    Ok(id)
}

/// Gesamtausgaben as a statement about the project; a lower bound is no amount and stays a published figure.
fn total_cost(row: &Row) -> Result<Option<String>, Refusal> {
    match row.cents("gesamt")? {
        Some(cents) if !row.text("gesamt").starts_with('>') => {
            Ok(Some(Amount { cents, precision: row.precision("genauigkeit")? }.stored()))
        }
        _ => Ok(None),
    }
}

/// What is known of the lifecycle and the transfer: the day of the Bescheid, the first day, the end. Where a source
/// shows that a project was funded (`belegt`), it ended with the programme at the latest.
async fn states(write: &Write, row: &Row, origin_id: i64) -> Result<Vec<Statement>, Refusal> {
    let lifecycle =
        |state: Lifecycle, day, origin_id| Statement::new(Field::Lifecycle, Some(state.key().into()), day, origin_id);
    let mut statements = Vec::new();
    if let Some(day) = row.some_day("bescheid")? {
        statements.push(lifecycle(Lifecycle::Granted, day, origin_id));
    }
    if let Some(day) = row.some_day("beginn")? {
        statements.push(lifecycle(Lifecycle::Running, day, origin_id));
    }
    let known_end = match row.text("belegt") {
        "" | "ja" => row.some_day("ende")?,
        _ => row.some_day("belegt")?,
    };
    if let Some(day) = known_end {
        statements.push(lifecycle(Lifecycle::Ended, day, origin_id));
    } else if row.yes("belegt") {
        let origin_id = origin::published(write, END_OF_PROGRAMME).await?;
        let reason = "Ende des Programms; ein eigenes Enddatum ist nicht taggenau veröffentlicht.";
        let ended = lifecycle(Lifecycle::Ended, end_of_programme(), origin_id);
        statements.push(Statement { reason: Some(reason.into()), ..ended });
    }
    if let Some((state, day)) = row.text("transfer").split_once('@') {
        let day = day.parse().map_err(|_| row.broken("transfer ohne Tag"))?;
        statements.push(Statement::new(Field::Transfer, Some(state.into()), day, origin_id));
    }
    Ok(statements)
}
