//! Solutions that came from the published projects, a few from outside the programme to learn from, and invented
//! statements of municipalities about their use. Texts are our own; what nobody published stays empty.
use super::{
    PROGRAMME, Report, actor, projects,
    table::{self, Row},
};
use chrono::Months;
use entity::{
    adoption,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    money::Cents,
    origin, project,
    refusal::Refusal,
    solution::{
        self,
        sheet::{Sheet, check::typed, field::Field},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

const SOLUTIONS: &str = include_str!("../../data/solutions.csv");
const OUTSIDE: &str = include_str!("../../data/solutions_outside.csv");
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
        let id = add_one(&mut write, row, &sources).await?;
        solutions.insert(row.text("kennung").to_owned(), id);
    }
    let outside = table::rows("solutions_outside.csv", OUTSIDE)?;
    for row in &outside {
        add_outside(&mut write, row).await?;
    }
    let adoptions = adoptions(&mut write, &solutions).await?;
    write
        .commit(Entry {
            action: "seed.solutions",
            subject: "programme",
            subject_id: PROGRAMME.into(),
            detail: serde_json::json!({
                "solutions": solutions.len(), "outside": outside.len(), "adoptions": adoptions
            }),
            reason: None,
        })
        .await?;
    report.did(format!(
        "Lösungen: {} aus veröffentlichten Projekten und {} von außerhalb des Programms angelegt, dazu {adoptions} \
         erfundene Angaben zur Nachnutzung (Beispieldaten).",
        solutions.len(),
        outside.len()
    ));
    Ok(())
}

async fn add_one(write: &mut Write, row: &Row, sources: &[Row]) -> Result<i64, Refusal> {
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
    let day = row.some_day("uebertragbar_seit")?.map(|day| day.to_string());
    let read = |field: Field| -> Vec<&str> {
        match field {
            Field::Name => vec![row.text("name")],
            Field::Benefit => vec![row.text("nutzen")],
            Field::Problem => vec![row.text("problem")],
            Field::Audience => vec![row.text("zielgruppe")],
            Field::Kind => vec![row.text("art")],
            Field::Maturity => vec![row.text("reife")],
            Field::Pillar => vec![source.text("saeule")],
            Field::Themes => vec![source.text("themenfeld")],
            Field::Provider => vec![row.text("anbieter")],
            Field::Licence => vec![row.text("lizenz")],
            Field::Prerequisites => vec![row.text("voraussetzungen")],
            Field::EffortNote => vec![row.text("aufwand")],
            Field::TransferableSince => day.as_deref().into_iter().collect(),
            Field::Source => vec![source.text("quelle")],
            _ => Vec::new(),
        }
    };
    let sheet = sheet(row, read)?;
    let valid_on = source.day("gilt_ab")?;
    let new = solution::change::New {
        programme_id: Some(first.programme_id),
        region_id: first.region_id,
        projects: came_from.iter().map(|project| project.id).collect(),
        provider_ags: row.some("anbieter_ags"),
        slug: Some(row.text("kennung").into()),
        sheet,
        valid_on,
        sample: false,
    };
    let (id, _) = solution::change::insert(write, new).await?;
    // taken over from what was printed: shown, and marked as never confirmed by who provides it
    solution::gate::change::publish(write, id, "Aus veröffentlichten Quellen übernommen", valid_on).await?;
    Ok(id)
}

/// A solution of others: shown, marked, and counted in no figure.
async fn add_outside(write: &mut Write, row: &Row) -> Result<(), Refusal> {
    let read = |field: Field| -> Vec<&str> {
        match field {
            Field::Name => vec![row.text("name")],
            Field::Benefit => vec![row.text("nutzen")],
            Field::Problem => vec![row.text("problem")],
            Field::Audience => vec![row.text("zielgruppe")],
            Field::Kind => vec![row.text("art")],
            Field::Maturity => vec![row.text("reife")],
            Field::Pillar => vec![row.text("saeule")],
            Field::Themes => vec![row.text("themen")],
            Field::Provider => vec![row.text("anbieter")],
            Field::Outside => vec![row.text("herkunft")],
            Field::Licence => vec![row.text("lizenz")],
            Field::Repository => vec![row.text("quelltext")],
            Field::Website => vec![row.text("website")],
            Field::Documents => vec![row.text("unterlagen")],
            Field::Standards => vec![row.text("standards")],
            Field::Source => vec![row.text("quelle")],
            _ => Vec::new(),
        }
    };
    let sheet = sheet(row, read)?;
    let valid_on = row.day("gilt_ab")?;
    let new = solution::change::New {
        programme_id: None,
        region_id: None,
        projects: Vec::new(),
        provider_ags: None,
        slug: Some(row.text("kennung").into()),
        sheet,
        valid_on,
        sample: false,
    };
    let (id, _) = solution::change::insert(write, new).await?;
    solution::gate::change::publish(write, id, "Aus veröffentlichten Quellen übernommen", valid_on).await
}

/// The sheet of a row.
fn sheet<'a>(row: &Row, read: impl Fn(Field) -> Vec<&'a str>) -> Result<Sheet, Refusal> {
    typed(read).map_err(|errors| {
        let first = errors.first().map(|error| format!("{}: {}", error.field, error.message));
        row.broken(&first.unwrap_or_default())
    })
}

/// Invented statements, marked as such; each follows the municipality's earlier one about the same solution. Who uses a
/// solution confirms it each year, but for some whose confirmation is overdue.
async fn adoptions(write: &mut Write, solutions: &HashMap<String, i64>) -> Result<usize, Refusal> {
    let origin_id = origin::published(write, "Beispieldaten: erfundene Angaben zur Nachnutzung").await?;
    let mut latest: BTreeMap<(i64, String), (i64, adoption::change::New)> = BTreeMap::new();
    let rows = table::rows("sample_adoptions.csv", ADOPTIONS)?;
    for row in &rows {
        let solution_id =
            *solutions.get(row.text("loesung")).ok_or_else(|| row.broken("diese Lösung gibt es nicht"))?;
        let key = (solution_id, row.text("ags").to_owned());
        let state = adoption::State::from_key(row.text("stand")).ok_or_else(|| row.broken("stand ist unbekannt"))?;
        let new = adoption::change::New {
            solution_id,
            ags: key.1.clone(),
            state,
            reason: row.some("grund"),
            valid_on: row.day("gilt_ab")?,
            origin_id,
            replaces: latest.get(&key).map(|(id, _)| *id),
            sample: true,
            said_by: adoption::Speaker::Adopter,
            told: told(state, &key),
        };
        let id = adoption::change::insert(write, new.clone()).await?;
        latest.insert(key, (id, new));
    }
    let mut count = rows.len();
    for (at, (id, mut said)) in latest.into_values().enumerate() {
        if said.state != adoption::State::Productive {
            continue;
        }
        let (mut id, lapsed) = (id, at % 7 == 3);
        said.told = adoption::change::Told::default();
        while let Some(next) = said.valid_on.checked_add_months(Months::new(11)).filter(|day| *day <= write.now.today) {
            if lapsed && next.checked_add_months(Months::new(18)).is_some_and(|day| day > write.now.today) {
                break;
            }
            said.valid_on = next;
            said.replaces = Some(id);
            id = adoption::change::insert(write, said.clone()).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// What an invented adopter tells: the same each time for the same pair.
fn told(state: adoption::State, (solution_id, ags): &(i64, String)) -> adoption::change::Told {
    use adoption::UseKind;
    if state != adoption::State::Productive {
        return adoption::change::Told::default();
    }
    let number = ags.bytes().fold(*solution_id, |sum, byte| sum * 7 % 1_009 + i64::from(byte));
    let kinds = [UseKind::AsIs, UseKind::Adapted, UseKind::Adapted, UseKind::Concept];
    adoption::change::Told {
        use_kind: usize::try_from(number % 4).ok().and_then(|at| kinds.get(at).copied()),
        person_days: i32::try_from(5 + number % 60).ok(),
        cost: Some(Cents((2 + number % 40) * 50_000)),
        lessons: (number % 3 == 0)
            .then(|| "Früh mit dem Datenschutz gesprochen: Das hat am meisten Zeit gespart. (Beispiel)".to_owned()),
        changes: (number % 5 == 0).then(|| "Texte und Gestaltung an unsere Website angepasst. (Beispiel)".to_owned()),
    }
}
