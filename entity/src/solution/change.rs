//! Operations on solutions: write a sheet, take it through the gate, give it another address.
use super::{
    gate::{self, Facts, Standing, Step},
    project_link, record,
    record::{address, sheet as sheet_record, step as step_record},
    sheet::{Sheet, check::missing, field::Field},
};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    municipality,
    permission::Action,
    project,
    refusal::Refusal,
    region,
    text::{fold, sort_key},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// Characters of a note.
pub const NOTE: u16 = 2_000;
/// Address words that pages have already.
const TAKEN: [&str; 4] = ["neu", "vergleich", "karte", "entwuerfe"];
/// Characters of an address word.
const SLUG: usize = 60;
/// Rows by key in one question.
const AT_ONCE: usize = 1_000;

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
}

/// A step through the gate.
#[derive(Debug, Clone)]
pub struct Take {
    /// The solution's address word.
    pub slug: String,
    /// The version it is about.
    pub version: i32,
    /// Which.
    pub step: Step,
    /// What is said with it, at most [`NOTE`] characters.
    pub note: String,
    /// Whether licence, contact and content were looked at.
    pub looked_at: bool,
}

/// Describes a solution; gives its address word.
///
/// # Errors
/// Forbidden, a project or municipality that does not exist, an address the same name has already taken is numbered.
pub async fn create(db: &Db, actor: &Actor, now: Now, command: Create) -> Result<String, Refusal> {
    let mut write = db.write(now, actor).await?;
    let mut projects = Vec::new();
    let mut may = !command.projects.is_empty() || actor.can(Action::EditSolution, &Place::default());
    for number in &command.projects {
        let (row, place) = project::find::for_change(&write, number).await.map_err(|refusal| match refusal {
            Refusal::NotFound => {
                Refusal::field("projects", "unknown", format!("Ein Projekt „{number}“ gibt es nicht."))
            }
            other => other,
        })?;
        // who looks after one project does not speak for another
        may &= actor.can(Action::EditSolution, &place);
        if !projects.iter().any(|named: &project::record::Model| named.id == row.id) {
            projects.push(row);
        }
    }
    if !may {
        return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
    }
    match (projects.is_empty(), command.sheet.get(Field::Outside).is_some()) {
        (true, false) => {
            return Err(Refusal::field(
                "projects",
                "required",
                "Bitte nennen Sie das Projekt, aus dem die Lösung stammt, oder woher sie außerhalb des Programms kommt.",
            ));
        }
        (outside, _) => origin(&command.sheet, outside)?,
    }
    provider(write.tx(), &command.sheet).await?;
    let first = projects.first();
    let new = New {
        programme_id: first.map(|project| project.programme_id),
        region_id: first.and_then(|project| project.region_id),
        projects: projects.iter().map(|project| project.id).collect(),
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
    let links: Vec<project_link::ActiveModel> = new
        .projects
        .into_iter()
        .map(|project_id| project_link::ActiveModel { id: NotSet, solution_id: Set(id), project_id: Set(project_id) })
        .collect();
    if !links.is_empty() {
        project_link::Entity::insert_many(links).exec_without_returning(write.tx()).await?;
    }
    add_sheet(write, id, 1, &new.sheet, new.valid_on).await?;
    Ok((id, slug))
}

/// Writes a sheet that follows the newest one; gives its version. Nothing is written where nothing changed. Pictures
/// stay as they are: [`super::picture::change`] changes them.
///
/// # Errors
/// Not found, forbidden, stale, a municipality that does not exist, an origin outside the programme for one of its own.
pub async fn save(db: &Db, actor: &Actor, now: Now, command: Save) -> Result<i32, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, before) = seen(&write, &command.slug, command.version).await?;
    let mut sheet = command.sheet;
    origin(&sheet, row.outside())?;
    provider(write.tx(), &sheet).await?;
    sheet.set(Field::Pictures, before.all(Field::Pictures).to_vec());
    follow(write, &row, &before, &sheet).await
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

/// Lets a sheet follow the newest one, and keeps the write; gives its version. Nothing is kept where nothing changed.
pub(super) async fn follow(
    mut write: Write,
    row: &record::Model,
    before: &Sheet,
    sheet: &Sheet,
) -> Result<i32, Refusal> {
    let changed: Vec<&str> = before.differs(sheet).into_iter().map(Field::key).collect();
    if changed.is_empty() {
        return Ok(row.version);
    }
    let version = row.version + 1;
    let today = write.now.today;
    add_sheet(&mut write, row.id, version, sheet, today).await?;
    let head = record::ActiveModel {
        name: Set(sheet.name().to_owned()),
        sort_name: Set(sort_key(sheet.name())),
        version: Set(version),
        ..Default::default()
    };
    record::Entity::update_many().set(head).filter(record::Column::Id.eq(row.id)).exec(write.tx()).await?;
    let detail = serde_json::json!({"slug": row.slug, "version": version, "fields": changed});
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

/// Takes the newest sheet a step further.
///
/// # Errors
/// Not found, forbidden, stale, or a rule of the gate.
pub async fn take(db: &Db, actor: &Actor, now: Now, command: Take) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let action = match command.step {
        Step::Submitted | Step::Confirmed => Action::EditSolution,
        Step::Returned | Step::Published | Step::Retired => Action::PublishSolution,
    };
    let (row, _) = for_change(&write, &command.slug, action).await?;
    if row.version != command.version {
        return Err(Refusal::Stale);
    }
    let note = command.note.trim();
    if note.chars().count() > usize::from(NOTE) || note.contains('\0') {
        return Err(Refusal::field("note", "too_long", format!("Bitte auf höchstens {NOTE} Zeichen kürzen.")));
    }
    let newest = newest_sheet(write.tx(), row.id).await?;
    let sheet = row.says(&newest).unwrap_or_default();
    let standing = standing(write.tx(), row.id, Viewpoint::now(&now)).await?;
    let missing = missing(&sheet);
    let facts = Facts {
        standing: &standing,
        newest: newest.id,
        missing: &missing,
        actor: actor.account_id,
        written_by: newest.recorded_by,
        looked_at: command.looked_at,
        note,
    };
    gate::allowed(command.step, &facts)?;
    // who confirms speaks about what everybody sees
    let about = match command.step {
        Step::Confirmed | Step::Retired => standing.published.unwrap_or(newest.id),
        _ => newest.id,
    };
    let said = (!note.is_empty()).then(|| note.to_owned());
    add_step(&mut write, row.id, about, command.step, said.clone(), now.today).await?;
    let detail = serde_json::json!({"slug": row.slug, "version": row.version, "step": command.step.key()});
    let entry = audit::Entry {
        action: "solution.step",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: said,
    };
    write.commit(entry).await
}

/// Gives a solution another address word; the old one leads on.
///
/// # Errors
/// Not found, forbidden, or a word that is taken or cannot be one.
pub async fn rename(db: &Db, actor: &Actor, now: Now, old: &str, wanted: &str) -> Result<String, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, _) = for_change(&write, old, Action::PublishSolution).await?;
    let new = slug(wanted);
    if new.is_empty() || new != wanted.trim() || TAKEN.contains(&new.as_str()) {
        let message = format!(
            "Die Adresse darf nur aus Kleinbuchstaben, Ziffern und Bindestrichen bestehen, höchstens {SLUG} Zeichen."
        );
        return Err(Refusal::field("slug", "format", message));
    }
    if new == row.slug {
        return Ok(new);
    }
    let own = address::Entity::find().filter(address::Column::Slug.eq(&new)).one(write.tx()).await?;
    let back = own.as_ref().is_some_and(|address| address.solution_id == row.id);
    if !back && free(write.tx(), &new).await? != new {
        return Err(Refusal::field("slug", "taken", "Diese Adresse hat oder hatte schon eine andere Lösung."));
    }
    if let Some(address) = own {
        address::Entity::delete_by_id(address.id).exec(write.tx()).await?;
    }
    let given_up = address::ActiveModel {
        id: NotSet,
        solution_id: Set(row.id),
        slug: Set(row.slug.clone()),
        recorded_at: Set(now.instant),
    };
    address::Entity::insert(given_up).exec_without_returning(write.tx()).await?;
    let head = record::ActiveModel { slug: Set(new.clone()), ..Default::default() };
    record::Entity::update_many().set(head).filter(record::Column::Id.eq(row.id)).exec(write.tx()).await?;
    let detail = serde_json::json!({"from": row.slug, "to": new});
    let entry = audit::Entry {
        action: "solution.rename",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: None,
    };
    write.commit(entry).await?;
    Ok(new)
}

/// The solution at an address word under the write's lock, and where it lies, for those who may do something to it.
/// Who may not even know that it is there is told that it is not.
pub(crate) async fn for_change(
    write: &Write,
    slug: &str,
    action: Action,
) -> Result<(record::Model, Vec<Place>), Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Err(if write.actor.is_signed_in() { Refusal::NotFound } else { Refusal::SignInRequired });
    }
    let row = record::Entity::find()
        .filter(record::Column::Slug.eq(slug))
        .lock_exclusive()
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    let places = places_of(write.tx(), &row).await?;
    if can(&write.actor, action, &places) {
        return Ok((row, places));
    }
    let shown = can(&write.actor, Action::EditSolution, &places)
        || standing(write.tx(), row.id, Viewpoint::now(&write.now)).await?.published.is_some();
    Err(match (write.actor.is_signed_in(), shown) {
        (false, _) => Refusal::SignInRequired,
        (true, true) => Refusal::Forbidden,
        (true, false) => Refusal::NotFound,
    })
}

/// Whether an actor may do something to a solution in any of the places it belongs to.
#[must_use]
pub fn can(actor: &Actor, action: Action, places: &[Place]) -> bool {
    places.iter().any(|place| actor.can(action, place))
}

/// The places a solution belongs to: each of its projects, and its region; at least one.
pub(crate) async fn places_of(connection: &impl ConnectionTrait, row: &record::Model) -> Result<Vec<Place>, Refusal> {
    Ok(places_of_many(connection, std::slice::from_ref(row)).await?.remove(&row.id).unwrap_or_default())
}

/// The same for many solutions, by their key: as many questions as for one.
pub(crate) async fn places_of_many(
    connection: &impl ConnectionTrait,
    rows: &[record::Model],
) -> Result<HashMap<i64, Vec<Place>>, Refusal> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let regions: HashMap<i64, String> =
        region::find::all(connection).await?.into_iter().map(|region| (region.id, region.slug)).collect();
    let mut places: HashMap<i64, Vec<Place>> = HashMap::new();
    for row in rows {
        let region = row.region_id.and_then(|id| regions.get(&id).cloned());
        places.insert(row.id, vec![Place { regions: region.into_iter().collect(), ..Place::default() }]);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        let links = project_link::Entity::find()
            .filter(project_link::Column::SolutionId.is_in(ids.to_vec()))
            .order_by_asc(project_link::Column::Id)
            .all(connection)
            .await?;
        let linked: HashSet<i64> = links.iter().map(|link| link.project_id).collect();
        let linked: Vec<i64> = linked.into_iter().collect();
        let mut of_projects = HashMap::new();
        for linked in linked.chunks(AT_ONCE) {
            of_projects.extend(project::find::places_of(connection, linked).await?);
        }
        for link in links {
            if let (Some(theirs), Some(place)) = (places.get_mut(&link.solution_id), of_projects.get(&link.project_id))
            {
                theirs.push(place.clone());
            }
        }
    }
    Ok(places)
}

/// Where a solution stands at the gate.
pub(crate) async fn standing(connection: &impl ConnectionTrait, id: i64, view: Viewpoint) -> Result<Standing, Refusal> {
    let mut steps = super::catalogue::load::steps(connection, view, Some(id)).await?;
    Ok(Standing::after(steps.remove(&id).unwrap_or_default()))
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
) -> Result<i64, Refusal> {
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
    Ok(row.id)
}

/// Writes a step about a sheet inside a write (used by seeds); rights and rules are the caller's.
///
/// # Errors
/// The driver's error.
pub async fn add_step(
    write: &mut Write,
    solution_id: i64,
    sheet_id: i64,
    step: Step,
    note: Option<String>,
    valid_on: NaiveDate,
) -> Result<(), Refusal> {
    let mut row = step_record::Model {
        id: 0,
        solution_id,
        sheet_id,
        step: step.key().into(),
        note,
        valid_on,
        recorded_at: write.now.instant,
        recorded_by: write.actor.account_id,
        audit_id: write.audit.id,
    };
    let new = step_record::ActiveModel {
        id: NotSet,
        solution_id: Set(row.solution_id),
        sheet_id: Set(row.sheet_id),
        step: Set(row.step.clone()),
        note: Set(row.note.clone()),
        valid_on: Set(row.valid_on),
        recorded_at: Set(row.recorded_at),
        recorded_by: Set(row.recorded_by),
        audit_id: Set(row.audit_id),
    };
    row.id = step_record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::SolutionStep, row.id, row.line());
    Ok(())
}

/// Publishes the newest sheet of a solution inside a write (used by seeds).
///
/// # Errors
/// The driver's error.
pub async fn publish(write: &mut Write, id: i64, note: &str, valid_on: NaiveDate) -> Result<(), Refusal> {
    let sheet = newest_sheet(write.tx(), id).await?;
    add_step(write, id, sheet.id, Step::Published, Some(note.to_owned()), valid_on).await
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

/// Refuses a sheet that says otherwise than its solution where it comes from: what comes from projects counts, what comes
/// from outside does not, and nobody shall read the contrary.
fn origin(sheet: &Sheet, outside: bool) -> Result<(), Refusal> {
    let message = match (outside, sheet.get(Field::Outside).is_some()) {
        (true, true) | (false, false) => return Ok(()),
        (false, true) => {
            "Die Lösung stammt aus einem Projekt des Programms. Bitte lassen Sie dieses Feld leer oder nennen Sie kein Projekt."
        }
        (true, false) => "Die Lösung stammt nicht aus einem Projekt des Programms. Bitte sagen Sie, woher sie kommt.",
    };
    Err(Refusal::field(Field::Outside.key(), "origin", message))
}

/// An address word made from a name.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in fold(name).chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
        if out.len() >= SLUG {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The word itself, or with a number behind it if another solution has or had it.
async fn free(connection: &impl ConnectionTrait, wanted: &str) -> Result<String, Refusal> {
    let wanted = if wanted.is_empty() { "loesung" } else { wanted };
    let like = format!("{wanted}%");
    let mut taken: Vec<String> = record::Entity::find()
        .select_only()
        .column(record::Column::Slug)
        .filter(record::Column::Slug.like(like.clone()))
        .into_tuple()
        .all(connection)
        .await?;
    let old: Vec<String> = address::Entity::find()
        .select_only()
        .column(address::Column::Slug)
        .filter(address::Column::Slug.like(like))
        .into_tuple()
        .all(connection)
        .await?;
    taken.extend(old);
    taken.extend(TAKEN.map(str::to_owned));
    let mut number = 1;
    loop {
        let word = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        if !taken.contains(&word) {
            return Ok(word);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_words_are_readable_and_short() {
        assert_eq!(slug("BürgerWOLKE – Stadtklima & Regen"), "buergerwolke-stadtklima-regen");
        assert_eq!(slug("  –  "), "");
        assert_eq!(slug("</script>"), "script");
        assert!(slug(&"ü".repeat(200)).len() <= SLUG + 1);
    }
}
