//! Operations on projects. Each statement is a new fact; the project's row is the projection of the facts that hold
//! today.
use super::{
    batch::{Batch, Holding},
    field::Field,
    find, guard,
    lifecycle::Lifecycle,
    record, region_link,
};
use crate::{
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write, bulk},
    origin,
    permission::Action,
    refusal::{FieldError, Refusal},
    text,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

/// A project that is not yet there.
#[derive(Debug, Clone, Default)]
pub struct New {
    /// The programme.
    pub programme_id: i64,
    /// Unique number, at most 60 characters.
    pub number: String,
    /// Title.
    pub title: String,
    /// The project it is part of.
    pub parent_id: Option<i64>,
    /// The region it counts in.
    pub region_id: Option<i64>,
    /// Other regions it works in.
    pub other_regions: Vec<i64>,
    /// The granting authority.
    pub authority_id: Option<i64>,
    /// `egov`, `urban` or `office`.
    pub pillar: Option<String>,
    /// Whether the project itself is invented.
    pub sample: bool,
}

/// Changes descriptive fields of a project.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Which project.
    pub number: String,
    /// The version that the form showed.
    pub version: i32,
    /// New values, `None` clears.
    pub values: Vec<(Field, Option<String>)>,
    /// From which day they hold.
    pub valid_on: NaiveDate,
}

/// Moves a project along its lifecycle.
#[derive(Debug, Clone)]
pub struct Move {
    /// Which project.
    pub number: String,
    /// The version that the form showed.
    pub version: i32,
    /// To which state.
    pub to: Lifecycle,
    /// From which day it holds; not in the future.
    pub effective: NaiveDate,
    /// Why, at most 1,000 characters; required.
    pub reason: String,
}

/// Changes descriptive fields.
///
/// # Errors
/// Not found, forbidden, stale, or field by field what is wrong.
pub async fn edit(db: &Db, actor: &Actor, now: Now, command: Edit) -> Result<i32, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (mut project, place) = find::for_change(&write, &command.number).await?;
    actor.may(Action::EditProject, &place)?;
    if project.version != command.version {
        return Err(Refusal::Stale);
    }
    let errors: Vec<FieldError> = command
        .values
        .iter()
        .filter_map(|(field, value)| check(*field, value.as_deref()).err())
        .chain(command.values.iter().any(|(field, _)| *field == Field::Lifecycle).then(|| {
            let message = "Der Status wird nicht bearbeitet, sondern mit Tag und Grund geändert.";
            FieldError::new(Field::Lifecycle.key(), "not_edited", message)
        }))
        .chain((command.valid_on > now.today).then(|| {
            FieldError::new("valid_on", "future", "Der Tag liegt in der Zukunft. Bitte einen Tag bis heute angeben.")
        }))
        .collect();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let mut changed = serde_json::Map::new();
    for (field, value) in command.values {
        let old = find::current(&write, project.id, field).await?.and_then(|fact| fact.value);
        if old != value {
            changed.insert(field.key().into(), serde_json::json!({"old": old, "new": value}));
            state(&mut write, &mut project, Statement::new(field, value, command.valid_on, origin_id)).await?;
        }
    }
    if changed.is_empty() {
        return Ok(project.version);
    }
    let version = save(&write, project).await?;
    write
        .commit(Entry {
            action: "project.edit",
            subject: "project",
            subject_id: command.number,
            detail: changed.into(),
            reason: None,
        })
        .await?;
    Ok(version)
}

/// Moves a project along its lifecycle.
///
/// # Errors
/// Not found, forbidden, stale, a missing reason, a day in the future, or a move that the lifecycle does not know.
pub async fn transition(db: &Db, actor: &Actor, now: Now, command: Move) -> Result<i32, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (mut project, place) = find::for_change(&write, &command.number).await?;
    actor.may(command.to.needs(), &place)?;
    if project.version != command.version {
        return Err(Refusal::Stale);
    }
    let from = Lifecycle::from_key(&project.lifecycle).unwrap_or(Lifecycle::Unknown);
    let mut errors = Vec::new();
    if !from.next().contains(&command.to) {
        errors.push(FieldError::new(
            "to",
            "not_allowed",
            format!("Von „{}“ führt kein Weg nach „{}“.", from.label(), command.to.label()),
        ));
    }
    if command.effective > now.today {
        errors.push(FieldError::new(
            "effective",
            "future",
            "Der Tag liegt in der Zukunft. Bitte einen Tag bis heute angeben.",
        ));
    }
    let reason = command.reason.trim().to_owned();
    if reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Bitte einen Grund angeben: Er steht später im Verlauf."));
    } else if reason.chars().count() > 1_000 {
        errors.push(FieldError::new("reason", "too_long", "Der Grund ist länger als 1.000 Zeichen."));
    }
    if let Some(current) = find::current(&write, project.id, Field::Lifecycle).await?
        && command.effective < current.valid_on
    {
        errors.push(FieldError::new(
            "effective",
            "before_current",
            format!(
                "Der Status gilt seit dem {}. Der neue kann nicht früher beginnen.",
                current.valid_on.format("%d.%m.%Y")
            ),
        ));
    }
    if errors.is_empty() {
        errors = guard::against(db, &write, &project, command.to, command.effective).await?;
    }
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let statement = Statement {
        reason: Some(reason.clone()),
        ..Statement::new(Field::Lifecycle, Some(command.to.key().into()), command.effective, origin_id)
    };
    state(&mut write, &mut project, statement).await?;
    let version = save(&write, project).await?;
    write
        .commit(Entry {
            action: "project.status",
            subject: "project",
            subject_id: command.number,
            detail: serde_json::json!({"old": from.key(), "new": command.to.key(), "effective": command.effective}),
            reason: Some(reason),
        })
        .await?;
    Ok(version)
}

/// A statement about a project, ready to be recorded.
#[derive(Debug, Clone)]
pub struct Statement {
    /// About what.
    pub field: Field,
    /// What; `None` clears.
    pub value: Option<String>,
    /// From which day it holds.
    pub valid_on: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// Where it comes from.
    pub origin_id: i64,
}

impl Statement {
    /// A statement without a reason.
    #[must_use]
    pub fn new(field: Field, value: Option<String>, valid_on: NaiveDate, origin_id: i64) -> Self {
        Self { field, value, valid_on, reason: None, origin_id }
    }
}

/// Creates a project inside a write (used by imports and seeds); rights are the caller's.
///
/// # Errors
/// A number or title that is missing, too long or taken.
pub async fn create(
    write: &mut Write,
    new: New,
    valid_on: NaiveDate,
    origin_id: i64,
) -> Result<record::Model, Refusal> {
    possible(&new)?;
    let number = new.number.trim();
    let taken = record::Entity::find().filter(record::Column::Number.eq(number)).one(write.tx()).await?;
    if taken.is_some() {
        return Err(Refusal::field("number", "taken", format!("Die Projektnummer {number} gibt es schon.")));
    }
    let draft = record::ActiveModel { id: NotSet, ..draft(write, 0, &new).into_active_model() };
    let mut project = record::Entity::insert(draft).exec_with_returning(write.tx()).await?;
    let links = links(write, project.id, &new);
    bulk::insert(write.tx(), links).await?;
    let title = Statement::new(Field::Title, Some(new.title), valid_on, origin_id);
    state(write, &mut project, title).await?;
    Ok(project)
}

/// A new project with what is stated about it.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The project.
    pub new: New,
    /// The day from which the statements hold.
    pub valid_on: NaiveDate,
    /// Field and value, in their order.
    pub statements: Vec<(Field, String)>,
}

/// Creates many projects with their statements in few questions to the database, as seeds do;
/// gives their keys in order. That no number is taken yet is left to the table.
///
/// # Errors
/// As [`create`]; the database's refusal of a number that is taken.
pub async fn create_many(write: &mut Write, projects: Vec<Filled>, origin_id: i64) -> Result<Vec<i64>, Refusal> {
    let first = bulk::reserve::<record::Entity>(write.tx(), projects.len()).await?;
    let (mut rows, mut region_links, mut batch) = (Vec::new(), Vec::new(), Batch::default());
    for (id, Filled { new, valid_on, statements }) in (first..).zip(projects) {
        possible(&new)?;
        let mut project = draft(write, id, &new);
        region_links.extend(links(write, id, &new));
        let title = (Field::Title, new.title);
        for (field, value) in std::iter::once(title).chain(statements) {
            batch.state(write, &mut project, None, Statement::new(field, Some(value), valid_on, origin_id))?;
        }
        projected(write, &mut project);
        rows.push(project);
    }
    let keys = rows.iter().map(|project| project.id).collect();
    bulk::insert(write.tx(), rows.into_iter().map(IntoActiveModel::into_active_model)).await?;
    bulk::insert(write.tx(), region_links).await?;
    batch.record(write).await?;
    Ok(keys)
}

/// Whether a new project can be: its number has 1 to 60 characters, its title fits.
pub(crate) fn possible(new: &New) -> Result<(), Refusal> {
    let number = new.number.trim();
    if number.is_empty() || number.chars().count() > 60 {
        return Err(Refusal::field("number", "length", "Die Projektnummer muss 1 bis 60 Zeichen haben."));
    }
    check(Field::Title, Some(&new.title)).map_err(|error| Refusal::Invalid(vec![error]))
}

/// The row of a project that is not yet there, before its first statement.
pub(crate) fn draft(write: &Write, id: i64, new: &New) -> record::Model {
    record::Model {
        id,
        programme_id: new.programme_id,
        number: new.number.trim().to_owned(),
        grant_reference: None,
        parent_id: new.parent_id,
        region_id: new.region_id,
        authority_id: new.authority_id,
        title: new.title.clone(),
        recipient: None,
        theme: None,
        pillar: new.pillar.clone(),
        lifecycle: Lifecycle::Unknown.key().into(),
        transfer: super::lifecycle::Transfer::Unknown.key().into(),
        sample: new.sample,
        search_text: String::new(),
        sort_title: String::new(),
        created_at: write.now.instant,
        updated_at: write.now.instant,
        version: 0,
    }
}

/// The regions that a new project works in, the one it counts in first.
pub(crate) fn links(write: &Write, project_id: i64, new: &New) -> Vec<region_link::ActiveModel> {
    new.region_id
        .iter()
        .chain(&new.other_regions)
        .map(|region_id| region_link::ActiveModel {
            id: NotSet,
            project_id: Set(project_id),
            region_id: Set(*region_id),
            recorded_at: Set(write.now.instant),
        })
        .collect()
}

/// Records a statement inside a write and carries it into the projection, unless a later one already holds.
/// The projection is written by [`save`].
///
/// # Errors
/// A value that the field does not take.
pub async fn state(write: &mut Write, project: &mut record::Model, statement: Statement) -> Result<(), Refusal> {
    let current = find::current(write, project.id, statement.field).await?;
    let holding = current.map(|fact| Holding { id: fact.id, valid_on: fact.valid_on });
    let mut batch = Batch::default();
    batch.state(write, project, holding, statement)?;
    batch.record(write).await
}

/// Writes the projection after its statements; the version counts up.
///
/// # Errors
/// The driver's error.
pub async fn save(write: &Write, mut project: record::Model) -> Result<i32, Refusal> {
    projected(write, &mut project);
    let version = project.version;
    let row = project.into_active_model().reset_all();
    record::Entity::update(row).exec(write.tx()).await?;
    Ok(version)
}

/// Brings the words that lists search and sort by up to date; the version counts up.
pub(crate) fn projected(write: &Write, project: &mut record::Model) {
    project.search_text = text::fold(
        &[
            project.number.as_str(),
            &project.title,
            project.grant_reference.as_deref().unwrap_or(""),
            project.recipient.as_deref().unwrap_or(""),
            project.theme.as_deref().unwrap_or(""),
        ]
        .join(" "),
    );
    project.sort_title = text::sort_key(&project.title);
    project.updated_at = write.now.instant;
    project.version += 1;
}

/// Carries a value into the row that lists read.
pub(crate) fn project_value(project: &mut record::Model, field: Field, value: Option<String>) {
    match field {
        Field::Title => project.title = value.unwrap_or_default(),
        Field::GrantReference => project.grant_reference = value,
        Field::Recipient => project.recipient = value,
        Field::Theme => project.theme = value,
        Field::Lifecycle => project.lifecycle = value.unwrap_or_else(|| Lifecycle::Unknown.key().into()),
        Field::Transfer => {
            project.transfer = value.unwrap_or_else(|| super::lifecycle::Transfer::Unknown.key().into());
        }
        Field::Summary
        | Field::Partners
        | Field::StartDate
        | Field::EndDate
        | Field::ApprovalDate
        | Field::FundingRate
        | Field::TotalCost
        | Field::EligibleCost
        | Field::Place
        | Field::MunicipalityKey
        | Field::Remark => {}
    }
}

/// Whether a field takes a value as stored.
pub(super) fn check(field: Field, value: Option<&str>) -> Result<(), FieldError> {
    let error = |code, message: String| Err(FieldError::new(field.key(), code, message));
    let Some(value) = value else {
        return match field {
            Field::Title => error("required", "Ein Projekt braucht einen Titel.".into()),
            Field::Lifecycle | Field::Transfer => error("required", "Bitte einen Stand wählen.".into()),
            _ => Ok(()),
        };
    };
    let length = value.chars().count();
    let (name, longest) = (
        field.label(),
        match field {
            Field::Title => 300,
            Field::Summary | Field::Partners | Field::Remark => 10_000,
            _ => 1_000,
        },
    );
    if value.trim().is_empty() {
        return error("required", format!("{name}: Bitte etwas eintragen."));
    }
    if length > longest {
        return error("too_long", format!("{name}: {length} Zeichen sind zu viel, höchstens {longest}."));
    }
    if value.chars().any(|c| c == '\0') {
        return error("characters", format!("{name}: Der Text enthält ein unzulässiges Zeichen."));
    }
    let fits = match field {
        Field::StartDate | Field::EndDate | Field::ApprovalDate => value.parse::<NaiveDate>().is_ok(),
        Field::FundingRate => value.parse::<i32>().is_ok_and(|rate| (0..=10_000).contains(&rate)),
        Field::TotalCost | Field::EligibleCost => super::field::Amount::parse(value).is_some(),
        Field::Lifecycle => Lifecycle::from_key(value).is_some(),
        Field::Transfer => super::lifecycle::Transfer::from_key(value).is_some(),
        _ => true,
    };
    if fits { Ok(()) } else { error("format", format!("{name}: „{value}“ passt nicht.")) }
}
