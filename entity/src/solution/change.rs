//! Operations on solutions: describe one, and let a sheet follow the newest one.
use super::{
    address::{free, slug},
    origin,
    picture::removal::left,
    place::for_change,
    record,
    record::sheet as sheet_record,
    sheet::{Sheet, field::Field},
};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    municipality,
    permission::Action,
    refusal::Refusal,
    text::sort_key,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::BTreeSet;

/// A solution that is to be described for the first time.
#[derive(Debug, Clone)]
pub struct Create {
    /// What its sheet says.
    pub sheet: Sheet,
    /// Numbers of the projects it came from; none for one from outside the programme.
    pub projects: Vec<String>,
}

/// A sheet that is to follow the newest one.
#[derive(Debug, Clone)]
pub struct Save {
    /// The solution's address word.
    pub slug: String,
    /// The version it was written for.
    pub version: i32,
    /// What it says.
    pub sheet: Sheet,
    /// Numbers of the projects it came from; as they are where none.
    pub projects: Option<Vec<String>>,
}

/// The projects of a solution that are to be named instead of those of its newest sheet.
#[derive(Debug, Clone)]
pub struct Relink {
    /// The solution's address word.
    pub slug: String,
    /// The version it was said about.
    pub version: i32,
    /// Their numbers.
    pub projects: Vec<String>,
}

/// Describes a solution; gives its address word.
///
/// # Errors
/// Forbidden, a project or municipality that does not exist, an address the same name has already taken is numbered.
pub async fn create(db: &Db, actor: &Actor, now: Now, command: Create) -> Result<String, Refusal> {
    let mut write = db.write(now, actor).await?;
    let projects = origin::named(&write, &command.projects).await?;
    // who looks after one project does not speak for another
    let may = match projects.is_empty() {
        true => actor.can(Action::EditSolution, &Place::default()),
        false => projects.iter().all(|(_, place)| actor.can(Action::EditSolution, place)),
    };
    if !may {
        return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
    }
    match (projects.is_empty(), command.sheet.get(Field::Outside).is_some()) {
        (true, false) => {
            return Err(Refusal::field(
                origin::FIELD,
                "required",
                "Bitte nennen Sie das Projekt, aus dem die Lösung stammt, oder woher sie außerhalb des Programms kommt.",
            ));
        }
        (outside, _) => origin::agrees(&command.sheet, outside)?,
    }
    provider(write.tx(), &command.sheet).await?;
    let first = projects.first().map(|(project, _)| project);
    let new = New {
        programme_id: first.map(|project| project.programme_id),
        region_id: first.and_then(|project| project.region_id),
        projects: projects.iter().map(|(project, _)| project.id).collect(),
        provider_ags: None,
        slug: None,
        sheet: command.sheet,
        valid_on: now.today,
        sample: false,
    };
    let (id, slug) = insert(&mut write, new).await?;
    let detail = serde_json::json!({"slug": slug, "version": 1});
    let entry = audit::Entry {
        action: "solution.create",
        subject: "solution",
        subject_id: id.to_string(),
        detail,
        reason: None,
    };
    write.commit(entry).await?;
    Ok(slug)
}

/// A solution as it is written, for seeds; rights are the caller's.
#[derive(Debug, Clone)]
pub struct New {
    /// The programme; none from outside.
    pub programme_id: Option<i64>,
    /// The region.
    pub region_id: Option<i64>,
    /// Keys of the projects it came from.
    pub projects: Vec<i64>,
    /// Key of the providing municipality or Kreis, where the sheet does not say it.
    pub provider_ags: Option<String>,
    /// The address word; made from the name where none is given.
    pub slug: Option<String>,
    /// What its sheet says.
    pub sheet: Sheet,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Whether it is invented.
    pub sample: bool,
}

/// Writes a solution with its first sheet; gives its key and address word.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, mut new: New) -> Result<(i64, String), Refusal> {
    if let Some(ags) = new.provider_ags {
        new.sheet.set(Field::ProviderAgs, vec![ags]);
    }
    let slug = match new.slug {
        Some(slug) => slug,
        None => free(write.tx(), &slug(new.sheet.name())).await?,
    };
    let row = record::ActiveModel {
        id: NotSet,
        programme_id: Set(new.programme_id),
        slug: Set(slug.clone()),
        name: Set(new.sheet.name().to_owned()),
        provider_ags: Set(new.sheet.get(Field::ProviderAgs).map(str::to_owned)),
        region_id: Set(new.region_id),
        sample: Set(new.sample),
        sort_name: Set(sort_key(new.sheet.name())),
        recorded_at: Set(write.now.instant),
        version: Set(1),
    };
    let id = record::Entity::insert(row).exec(write.tx()).await?.last_insert_id;
    add_sheet(write, id, 1, &new.sheet, new.valid_on, &new.projects).await?;
    Ok((id, slug))
}

/// Writes a sheet that follows the newest one; gives its version. Nothing is written where nothing changed. Pictures
/// stay as they are: [`super::picture::change`] changes them.
///
/// # Errors
/// Not found, forbidden, stale, a municipality that does not exist, an origin outside the programme for one of its own,
/// projects as `origin::changed` refuses.
pub async fn save(db: &Db, actor: &Actor, now: Now, command: Save) -> Result<i32, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, before) = seen(&write, &command.slug, command.version).await?;
    let mut sheet = command.sheet;
    origin::agrees(&sheet, row.outside())?;
    provider(write.tx(), &sheet).await?;
    sheet.set_pictures(&left(write.tx(), row.id, &before).await?);
    let linked = origin::of_version(write.tx(), row.id, row.version).await?;
    let projects = match &command.projects {
        Some(numbers) => origin::changed(&write, &row, &linked, numbers).await?,
        None => linked.clone(),
    };
    follow(write, &row, (&before, &linked), (&sheet, &projects)).await
}

/// Names other projects as the origin, in a version that says the same otherwise, but for pictures that were removed for
/// good; gives its version.
///
/// # Errors
/// Not found, forbidden, stale, projects as `origin::changed` refuses.
pub async fn relink(db: &Db, actor: &Actor, now: Now, command: Relink) -> Result<i32, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, before) = seen(&write, &command.slug, command.version).await?;
    let mut sheet = before.clone();
    sheet.set_pictures(&left(write.tx(), row.id, &before).await?);
    let linked = origin::of_version(write.tx(), row.id, row.version).await?;
    let projects = origin::changed(&write, &row, &linked, &command.projects).await?;
    follow(write, &row, (&before, &linked), (&sheet, &projects)).await
}

/// The solution under the write's lock with its newest sheet, for those who may edit it and have seen that version.
pub(super) async fn seen(write: &Write, slug: &str, version: i32) -> Result<(record::Model, Sheet), Refusal> {
    let (row, _) = for_change(write, slug, Action::EditSolution).await?;
    if row.version != version {
        return Err(Refusal::Stale);
    }
    let newest = newest_sheet(write.tx(), row.id).await?;
    let before = row.says(&newest).unwrap_or_default();
    Ok((row, before))
}

/// Lets a sheet that says otherwise follow the newest one, and keeps the write; gives its version. The projects stay.
pub(super) async fn follow_with(
    write: Write,
    row: &record::Model,
    before: &Sheet,
    sheet: &Sheet,
) -> Result<i32, Refusal> {
    let linked = origin::of_version(write.tx(), row.id, row.version).await?;
    follow(write, row, (before, &linked), (sheet, &linked)).await
}

/// Lets a sheet with its projects follow the newest one, and keeps the write; gives its version. Nothing is kept where
/// nothing changed.
async fn follow(
    mut write: Write,
    row: &record::Model,
    (before, linked): (&Sheet, &[i64]),
    (sheet, projects): (&Sheet, &[i64]),
) -> Result<i32, Refusal> {
    let changed: Vec<&str> = before.differs(sheet).into_iter().map(Field::key).collect();
    let (from, to): (BTreeSet<i64>, BTreeSet<i64>) =
        (linked.iter().copied().collect(), projects.iter().copied().collect());
    if changed.is_empty() && from == to {
        return Ok(row.version);
    }
    let version = row.version + 1;
    let today = write.now.today;
    add_sheet(&mut write, row.id, version, sheet, today, projects).await?;
    let head = record::ActiveModel {
        name: Set(sheet.name().to_owned()),
        sort_name: Set(sort_key(sheet.name())),
        version: Set(version),
        ..Default::default()
    };
    record::Entity::update_many().set(head).filter(record::Column::Id.eq(row.id)).exec(write.tx()).await?;
    let mut detail = serde_json::json!({"slug": row.slug, "version": version, "fields": changed});
    if from != to {
        detail[origin::FIELD] = serde_json::json!({
            "from": origin::numbers(write.tx(), linked).await?,
            "to": origin::numbers(write.tx(), projects).await?,
        });
    }
    let entry = audit::Entry {
        action: "solution.save",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: None,
    };
    write.commit(entry).await?;
    Ok(version)
}

/// The newest sheet of a solution.
pub(crate) async fn newest_sheet(connection: &impl ConnectionTrait, id: i64) -> Result<sheet_record::Model, Refusal> {
    let found = sheet_record::Entity::find()
        .filter(sheet_record::Column::SolutionId.eq(id))
        .order_by_desc(sheet_record::Column::Version)
        .one(connection)
        .await?;
    found.ok_or(Refusal::NotFound)
}

async fn add_sheet(
    write: &mut Write,
    solution_id: i64,
    version: i32,
    sheet: &Sheet,
    valid_on: NaiveDate,
    projects: &[i64],
) -> Result<(), Refusal> {
    let mut row = sheet_record::Model {
        id: 0,
        solution_id,
        version,
        content: sheet.to_store(),
        valid_on,
        recorded_at: write.now.instant,
        recorded_by: write.actor.account_id,
        audit_id: write.audit.id,
    };
    let new = sheet_record::ActiveModel {
        id: NotSet,
        solution_id: Set(row.solution_id),
        version: Set(row.version),
        content: Set(row.content.clone()),
        valid_on: Set(row.valid_on),
        recorded_at: Set(row.recorded_at),
        recorded_by: Set(row.recorded_by),
        audit_id: Set(row.audit_id),
    };
    row.id = sheet_record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::SolutionSheet, row.id, row.line());
    Ok(origin::write_down(write, solution_id, version, projects).await?)
}

/// Refuses a key that no municipality or Kreis has.
async fn provider(connection: &impl ConnectionTrait, sheet: &Sheet) -> Result<(), Refusal> {
    let Some(ags) = sheet.get(Field::ProviderAgs) else { return Ok(()) };
    match municipality::record::Entity::find_by_id(ags.to_owned()).one(connection).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::field(
            Field::ProviderAgs.key(),
            "unknown",
            format!("Eine Kommune mit dem Schlüssel „{ags}“ gibt es in Nordrhein-Westfalen nicht (mehr)."),
        )),
    }
}
