//! Solutions that came from the published projects, and invented statements of municipalities about their use. Texts
//! are our own; requirements, licence and contact stay empty where nothing was published.
use super::{
    PROGRAMME, Report, actor, projects,
    table::{self, Row},
};
use entity::{
    adoption,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    origin, project,
    refusal::Refusal,
    solution,
    text::{fold, sort_key},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::collections::HashMap;

const SOLUTIONS: &str = include_str!("../../data/solutions.csv");
const ADOPTIONS: &str = include_str!("../../data/sample_adoptions.csv");

/// Adds the solutions and the statements of use, unless they are there.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let mut write = db.write(now, &actor()).await?;
    let rows = table::rows("solutions.csv", SOLUTIONS)?;
    let there = solution::record::Entity::find()
        .filter(solution::record::Column::Slug.is_in(rows.iter().map(|row| row.text("kennung"))))
        .one(write.tx())
        .await?;
    if there.is_some() {
        report.found("Lösungen: schon vorhanden, nichts geändert.");
        return Ok(());
    }
    let sources = projects::rows()?;
    let mut solutions = HashMap::new();
    for row in &rows {
        let id = add_one(&write, row, &sources).await?;
        solutions.insert(row.text("kennung").to_owned(), id);
    }
    let adoptions = adoptions(&mut write, &solutions).await?;
    write
        .commit(Entry {
            action: "seed.solutions",
            subject: "programme",
            subject_id: PROGRAMME.into(),
            detail: serde_json::json!({"solutions": solutions.len(), "adoptions": adoptions}),
            reason: None,
        })
        .await?;
    report.did(format!(
        "Lösungen: {} aus veröffentlichten Projekten angelegt, dazu {adoptions} erfundene Angaben zur Nachnutzung \
         (Beispieldaten).",
        solutions.len()
    ));
    Ok(())
}

async fn add_one(write: &Write, row: &Row, sources: &[Row]) -> Result<i64, Refusal> {
    let numbers = row.list("projekt");
    let came_from = project::record::Entity::find()
        .filter(project::record::Column::Number.is_in(numbers.clone()))
        .all(write.tx())
        .await?;
    let source = sources
        .iter()
        .find(|source| numbers.contains(&source.text("nr")))
        .ok_or_else(|| row.broken("dieses Projekt gibt es nicht"))?;
    let first = came_from.first().ok_or_else(|| row.broken("dieses Projekt gibt es nicht"))?;
    if solution::Kind::from_key(row.text("art")).is_none() || solution::Maturity::from_key(row.text("reife")).is_none()
    {
        return Err(row.broken("art oder reife ist unbekannt"));
    }
    let theme = source.text("themenfeld");
    let words = ["name", "nutzen", "problem", "zielgruppe", "anbieter"].map(|column| row.text(column)).join(" ");
    let record = solution::record::ActiveModel {
        id: NotSet,
        programme_id: Set(Some(first.programme_id)),
        slug: Set(row.text("kennung").into()),
        name: Set(row.text("name").into()),
        benefit: Set(row.text("nutzen").into()),
        problem: Set(row.text("problem").into()),
        audience: Set(row.text("zielgruppe").into()),
        kind: Set(row.text("art").into()),
        maturity: Set(row.text("reife").into()),
        pillar: Set(source.text("saeule").into()),
        theme: Set(theme.into()),
        licence: Set(row.some("lizenz")),
        repository: Set(None),
        requirements: Set(row.some("voraussetzungen")),
        effort: Set(row.some("aufwand")),
        contact: Set(None),
        provider: Set(row.text("anbieter").into()),
        provider_ags: Set(row.some("anbieter_ags")),
        region_id: Set(first.region_id),
        source: Set(source.text("quelle").into()),
        sample: Set(false),
        transferable_since: Set(row.some_day("uebertragbar_seit")?),
        published_at: Set(Some(write.now.instant)),
        search_text: Set(fold(&format!("{words} {theme}"))),
        sort_name: Set(sort_key(row.text("name"))),
        valid_on: Set(source.day("gilt_ab")?),
        recorded_at: Set(write.now.instant),
        version: Set(1),
    };
    let id = solution::record::Entity::insert(record).exec(write.tx()).await?.last_insert_id;
    let links = came_from.iter().map(|project| solution::project_link::ActiveModel {
        id: NotSet,
        solution_id: Set(id),
        project_id: Set(project.id),
    });
    solution::project_link::Entity::insert_many(links).exec_without_returning(write.tx()).await?;
    Ok(id)
}

/// Invented statements, marked as such; each follows the municipality's earlier one about the same solution.
async fn adoptions(write: &mut Write, solutions: &HashMap<String, i64>) -> Result<usize, Refusal> {
    let origin_id = origin::published(write, "Beispieldaten: erfundene Angaben zur Nachnutzung").await?;
    let mut latest: HashMap<(i64, String), i64> = HashMap::new();
    let rows = table::rows("sample_adoptions.csv", ADOPTIONS)?;
    for row in &rows {
        let solution_id =
            *solutions.get(row.text("loesung")).ok_or_else(|| row.broken("diese Lösung gibt es nicht"))?;
        let key = (solution_id, row.text("ags").to_owned());
        let new = adoption::change::New {
            solution_id,
            ags: key.1.clone(),
            state: adoption::State::from_key(row.text("stand")).ok_or_else(|| row.broken("stand ist unbekannt"))?,
            reason: row.some("grund"),
            valid_on: row.day("gilt_ab")?,
            origin_id,
            replaces: latest.get(&key).copied(),
            sample: true,
        };
        let id = adoption::change::insert(write, new).await?;
        latest.insert(key, id);
    }
    Ok(rows.len())
}
