//! The projects a solution came from. They belong to a version of its sheet: what everybody sees and what figures count
//! follows the released version, and a past view shows those of then. Numbers are shown only to those who may know of the
//! project.
use super::{
    project_link, record,
    sheet::{Sheet, field::Field},
};
use crate::{
    actor::{Actor, Place},
    audit::Covered,
    db::Write,
    permission::Action,
    project,
    refusal::Refusal,
    region,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Where a form or a call names the projects.
pub const FIELD: &str = "projects";
/// Projects of one solution.
pub const MOST: usize = 20;

/// Keys of the projects that a version of a solution's sheet names, in their order.
pub(super) async fn of_version(
    connection: &impl ConnectionTrait,
    solution_id: i64,
    version: i32,
) -> Result<Vec<i64>, DbErr> {
    project_link::Entity::find()
        .select_only()
        .column(project_link::Column::ProjectId)
        .filter(project_link::Column::SolutionId.eq(solution_id))
        .filter(project_link::Column::Version.eq(version))
        .order_by_asc(project_link::Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// Number and title of those that the actor may know of, by title.
pub(super) async fn shown(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    regions: &[region::record::Model],
    ids: &[i64],
) -> Result<Vec<(String, String)>, DbErr> {
    let rows = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(ids.to_vec()))
        .filter(project::find::visible(actor, regions))
        .filter(project::find::is_there())
        .order_by_asc(project::record::Column::SortTitle)
        .order_by_asc(project::record::Column::Number)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.title)).collect())
}

/// The projects with these numbers under the write's lock and where they lie, each once, in their order.
///
/// # Errors
/// [`FIELD`]: too many, or one that does not exist; one that the actor may not know of does not exist.
pub(super) async fn named(write: &Write, numbers: &[String]) -> Result<Vec<(project::record::Model, Place)>, Refusal> {
    if numbers.len() > MOST {
        return Err(Refusal::field(FIELD, "too_many", format!("Bitte höchstens {MOST} Projekte nennen.")));
    }
    let mut named: Vec<(project::record::Model, Place)> = Vec::new();
    for number in numbers {
        let unknown = || Refusal::field(FIELD, "unknown", format!("Ein Projekt „{number}“ gibt es nicht."));
        // no number holds what PostgreSQL takes for no text
        if number.contains('\0') {
            return Err(unknown());
        }
        let found = project::find::for_change(write, number).await.map_err(|refusal| match refusal {
            Refusal::NotFound => unknown(),
            other => other,
        })?;
        if !named.iter().any(|(row, _)| row.id == found.0.id) {
            named.push(found);
        }
    }
    Ok(named)
}

/// The projects that the next version of a solution's sheet names instead of those `before`. Whoever adds one or takes one
/// away edits solutions where it lies; those that no form showed to the actor (not to be known of, or without a title) stay,
/// without a word and whoever saves: nobody leaves out on purpose what was not there to be seen.
///
/// # Errors
/// [`FIELD`]: too many, unknown, of another programme, not the actor's to add or take away, or none are left.
pub(super) async fn changed(
    write: &Write,
    row: &record::Model,
    before: &[i64],
    numbers: &[String],
) -> Result<Vec<i64>, Refusal> {
    let refused = |code, message: String| Err(Refusal::field(FIELD, code, message));
    let named = named(write, numbers).await?;
    let mut after = Vec::new();
    for (project, place) in &named {
        if Some(project.programme_id) != row.programme_id {
            let message = match row.outside() {
                true => "Die Lösung stammt nicht aus dem Programm; ein Projekt kann sie nicht nennen.".to_owned(),
                false => format!("Das Projekt „{}“ gehört zu einem anderen Programm.", project.number),
            };
            return refused("programme", message);
        }
        if !before.contains(&project.id) && !write.actor.can(Action::EditSolution, place) {
            return refused("foreign", format!("Das Projekt „{}“ {WHO}", project.number));
        }
        after.push(project.id);
    }
    let gone: Vec<i64> = before.iter().copied().filter(|id| !after.contains(id)).collect();
    let places = project::find::places_of(write.tx(), &gone).await?;
    let regions = region::find::all(write.tx()).await?;
    for id in gone {
        let theirs = places.get(&id).is_some_and(|place| write.actor.can(Action::EditSolution, place));
        match shown(write.tx(), &write.actor, &regions, &[id]).await?.as_slice() {
            [] => after.push(id),
            [(number, _), ..] if !theirs => {
                return refused("foreign", format!("Das Projekt „{number}“ fehlt in der Liste, und es {WHO}"));
            }
            _ => {}
        }
    }
    match after.is_empty() && !before.is_empty() {
        true => refused("required", "Bitte nennen Sie mindestens ein Projekt, aus dem die Lösung stammt.".into()),
        false => Ok(after),
    }
}

const WHO: &str = "liegt nicht in Ihrer Zuständigkeit. Hinzufügen und herausnehmen kann es nur, wer dort Lösungen beschreibt, und die Transferstelle.";

/// Writes the projects of a version.
pub(super) async fn write_down(
    write: &mut Write,
    solution_id: i64,
    version: i32,
    projects: &[i64],
) -> Result<(), DbErr> {
    for project_id in projects {
        let mut row =
            project_link::Model { id: 0, solution_id, version, project_id: *project_id, audit_id: write.audit.id };
        let new = project_link::ActiveModel {
            id: NotSet,
            solution_id: Set(row.solution_id),
            version: Set(row.version),
            project_id: Set(row.project_id),
            audit_id: Set(row.audit_id),
        };
        row.id = project_link::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
        write.audit.cover_row(Covered::SolutionProject, row.id, row.line());
    }
    Ok(())
}

/// Numbers of projects, for the audit trail.
pub(super) async fn numbers(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<String>, DbErr> {
    project::record::Entity::find()
        .select_only()
        .column(project::record::Column::Number)
        .filter(project::record::Column::Id.is_in(ids.to_vec()))
        .order_by_asc(project::record::Column::Number)
        .into_tuple()
        .all(connection)
        .await
}

/// Refuses a sheet that says otherwise than its solution where it comes from: what comes from projects counts, what comes
/// from outside does not, and nobody shall read the contrary.
pub(super) fn agrees(sheet: &Sheet, outside: bool) -> Result<(), Refusal> {
    let message = match (outside, sheet.get(Field::Outside).is_some()) {
        (true, true) | (false, false) => return Ok(()),
        (false, true) => {
            "Die Lösung stammt aus einem Projekt des Programms. Bitte lassen Sie dieses Feld leer oder nennen Sie kein Projekt."
        }
        (true, false) => "Die Lösung stammt nicht aus einem Projekt des Programms. Bitte sagen Sie, woher sie kommt.",
    };
    Err(Refusal::field(Field::Outside.key(), "origin", message))
}
