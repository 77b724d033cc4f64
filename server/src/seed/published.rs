//! Figures that press and reports published, with their contradictions. They are stored as said; nothing is computed
//! from them and they never enter the ledger.
use super::{
    frame::Regions,
    table::{self, Row},
};
use entity::{db::Write, money::Cents, precision::Precision, published, refusal::Refusal};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use std::collections::BTreeMap;

const FIGURES: &str = include_str!("../../data/published_figures.csv");

/// What was said of the programme and of regions.
pub(super) async fn of_regions(write: &Write, programme_id: i64, regions: &Regions) -> Result<usize, Refusal> {
    let mut models = Vec::new();
    for row in table::rows("published_figures.csv", FIGURES)? {
        let scope = row.text("bereich");
        if is_project(scope) {
            continue;
        }
        let mut model = model(write, programme_id, &row)?;
        if !scope.is_empty() {
            let id = regions.get(scope).copied().ok_or_else(|| row.broken("diese Region gibt es nicht"))?;
            model.region_id = Set(Some(id));
        }
        models.push(model);
    }
    insert(write, models).await
}

/// What was said of projects, by number: the sums of the project file, and what contradicts them.
pub(super) async fn of_projects(
    write: &Write,
    programme_id: i64,
    projects: &BTreeMap<String, i64>,
    rows: &[Row],
) -> Result<usize, Refusal> {
    let mut models = Vec::new();
    for row in rows {
        let project = projects.get(row.text("nr")).copied();
        for (column, kind, label) in [
            ("gesamt", "total_cost", "Gesamtausgaben"),
            ("land", "granted", "Landesmittel"),
            ("ungeklaert", "unspecified", "Summe; ob gesamt oder Land, ist nicht angegeben"),
        ] {
            let Some(cents) = row.cents(column)? else { continue };
            let note = if row.text(column).starts_with('>') { "„mehr als“: eine Untergrenze." } else { "" };
            models.push(published::ActiveModel {
                project_id: Set(project),
                label: Set(label.into()),
                kind: Set(kind.into()),
                unit: Set("eur".into()),
                amount_cents: Set(Some(cents)),
                count: Set(None),
                precision: Set(row.precision("genauigkeit")?),
                as_of: Set(None),
                as_of_text: Set("Stand der Quelle".into()),
                source: Set(row.text("quelle").into()),
                disputed: Set(row.yes("umstritten")),
                note: Set(note.into()),
                ..blank(write, programme_id)
            });
        }
    }
    for row in table::rows("published_figures.csv", FIGURES)? {
        if is_project(row.text("bereich")) {
            let project = projects.get(row.text("bereich")).copied();
            let project = project.ok_or_else(|| row.broken("dieses Projekt gibt es nicht"))?;
            models.push(published::ActiveModel { project_id: Set(Some(project)), ..model(write, programme_id, &row)? });
        }
    }
    insert(write, models).await
}

fn is_project(scope: &str) -> bool {
    scope.starts_with("DMR-")
}

fn blank(write: &Write, programme_id: i64) -> published::ActiveModel {
    published::ActiveModel {
        id: NotSet,
        programme_id: Set(programme_id),
        region_id: Set(None),
        project_id: Set(None),
        recorded_at: Set(write.now.instant),
        ..Default::default()
    }
}

fn model(write: &Write, programme_id: i64, row: &Row) -> Result<published::ActiveModel, Refusal> {
    let counted = row.text("einheit") == "count";
    let count = || row.text("wert").parse::<i64>().map_err(|_| row.broken("wert ist keine Anzahl"));
    let amount: Option<Cents> = if counted { None } else { row.cents("wert")? };
    let precision: Precision = row.precision("genauigkeit")?;
    Ok(published::ActiveModel {
        label: Set(row.text("bezeichnung").into()),
        kind: Set(row.text("art").into()),
        unit: Set(row.text("einheit").into()),
        amount_cents: Set(amount),
        count: Set(counted.then(count).transpose()?),
        precision: Set(precision),
        as_of: Set(row.some_day("stichtag")?),
        as_of_text: Set(row.text("stichtag_text").into()),
        source: Set(row.text("quelle").into()),
        disputed: Set(row.yes("umstritten")),
        note: Set(row.text("hinweis").into()),
        ..blank(write, programme_id)
    })
}

async fn insert(write: &Write, models: Vec<published::ActiveModel>) -> Result<usize, Refusal> {
    let count = models.len();
    published::Entity::insert_many(models).exec_without_returning(write.tx()).await?;
    Ok(count)
}
