//! Operations on statements of use. Nothing is edited: a later statement follows an earlier one.
use super::{Speaker, State, UseKind, find, record, record::reply as answer, rules};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    money::Cents,
    municipality, origin,
    permission::Action,
    refusal::Refusal,
    solution::{self, catalogue::load::catalogue, gate},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};

/// A statement that is to be recorded.
#[derive(Debug, Clone)]
pub struct New {
    /// The solution.
    pub solution_id: i64,
    /// The municipality.
    pub ags: String,
    /// How far it is.
    pub state: State,
    /// Why, for rejections.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Where it comes from.
    pub origin_id: i64,
    /// The statement it follows.
    pub replaces: Option<i64>,
    /// Whether it is invented.
    pub sample: bool,
    /// Who says it.
    pub said_by: Speaker,
    /// What the adopter tells beside it.
    pub told: Told,
}

/// What an adopter tells of its use; all of it optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// In which way it is taken over.
    pub use_kind: Option<UseKind>,
    /// Person-days spent until now.
    pub person_days: Option<i32>,
    /// Money spent until now.
    pub cost: Option<Cents>,
    /// What was learned.
    pub lessons: Option<String>,
    /// What was changed.
    pub changes: Option<String>,
}

/// Records a statement inside a write (used by seeds); rights are the caller's.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, new: New) -> Result<i64, Refusal> {
    let row = record::ActiveModel {
        id: NotSet,
        solution_id: Set(new.solution_id),
        ags: Set(new.ags),
        state: Set(new.state.key().into()),
        reason: Set(new.reason),
        valid_on: Set(new.valid_on),
        recorded_at: Set(write.now.instant),
        recorded_by: Set(write.actor.account_id),
        origin_id: Set(new.origin_id),
        replaces_id: Set(new.replaces),
        audit_id: Set(write.audit.id),
        sample: Set(new.sample),
        said_by: Set(new.said_by.key().into()),
        use_kind: Set(new.told.use_kind.map(|kind| kind.key().into())),
        person_days: Set(new.told.person_days),
        cost_cents: Set(new.told.cost),
        lessons: Set(new.told.lessons),
        changes: Set(new.told.changes),
    };
    let row = record::Entity::insert(row).exec_with_returning(write.tx()).await?;
    write.audit.cover(&row.line());
    Ok(row.id)
}

/// Something a municipality says about its use of a solution.
#[derive(Debug, Clone)]
pub struct Say {
    /// The solution's address word.
    pub slug: String,
    /// Key of the municipality (eight digits) or Kreis (five).
    pub ags: String,
    /// How far it is.
    pub state: State,
    /// Why; asked for when it gives up, goes back or takes up again. At most [`rules::TEXT`] characters.
    pub reason: Option<String>,
    /// The day from which it holds; not in the future.
    pub valid_on: NaiveDate,
    /// What it tells beside it.
    pub told: Told,
}

/// An answer of the providing side to what a municipality said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The solution's address word.
    pub slug: String,
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// The statement that is answered; the last one unless it is named.
    pub statement: Option<i64>,
    /// The answer, 1 to [`rules::TEXT`] characters.
    pub text: String,
}

/// Records what a municipality says about its use of a solution; gives the key of the statement. The municipality's own
/// account speaks for itself, anybody else who may report speaks as the transfer office.
///
/// # Errors
/// Not found, forbidden, a solution that is not published or no longer offered, a municipality that does not exist, or
/// what [`rules::faults`] says.
pub async fn say(db: &Db, actor: &Actor, now: Now, command: Say) -> Result<i64, Refusal> {
    if !actor.may_somewhere(Action::ReportAdoption) {
        return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
    }
    let mut write = db.write(now, actor).await?;
    let (solution, gate) = published(&write, &command.slug).await?;
    let ags = command.ags.trim().to_owned();
    if let Some(error) = rules::of_key(&ags) {
        return Err(Refusal::Invalid(vec![error]));
    }
    if municipality::record::Entity::find_by_id(ags.clone()).one(write.tx()).await?.is_none() {
        return Err(Refusal::field("ags", "unknown", rules::unknown_key(&ags)));
    }
    actor.may(Action::ReportAdoption, &Place { ags: Some(ags.clone()), ..Place::default() })?;
    let rows = find::statements(write.tx(), Viewpoint::now(&now), solution.id, &ags).await?;
    let before = rules::Before::after(&rows);
    if before.as_ref().is_none_or(|before| before.standing.is_request()) && gate.retired_on.is_some() {
        let message = "Diese Lösung wird nicht mehr angeboten. Eine neue Nutzung lässt sich deshalb nicht mehr melden.";
        return Err(Refusal::rule("solution.retired", message));
    }
    let statement = rules::Statement {
        state: command.state,
        reason: some(command.reason),
        valid_on: command.valid_on,
        said_by: speaker(actor, &ags),
        told: Told { lessons: some(command.told.lessons), changes: some(command.told.changes), ..command.told },
    };
    let errors = rules::faults(&statement, before.as_ref(), now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let new = New {
        solution_id: solution.id,
        ags,
        state: statement.state,
        reason: statement.reason.clone(),
        valid_on: statement.valid_on,
        origin_id: origin::entry(&write).await?,
        replaces: before.map(|before| before.standing.latest),
        sample: false,
        said_by: statement.said_by,
        told: statement.told,
    };
    let detail = serde_json::json!({
        "solution": solution.slug, "ags": new.ags, "state": new.state.key(), "valid_on": new.valid_on,
        "said_by": new.said_by.key(),
    });
    let id = insert(&mut write, new).await?;
    let entry = audit::Entry {
        action: "adoption.say",
        subject: "adoption",
        subject_id: id.to_string(),
        detail,
        reason: statement.reason,
    };
    write.commit(entry).await?;
    Ok(id)
}

/// Records an answer of the providing side to a statement; gives its key.
///
/// # Errors
/// Not found, forbidden, nothing or too much written, or the same answer again.
pub async fn reply(db: &Db, actor: &Actor, now: Now, command: Answer) -> Result<i64, Refusal> {
    // what can be no address names nothing
    if command.slug.contains('\0') || rules::of_key(&command.ags).is_some() {
        return Err(if actor.is_signed_in() { Refusal::NotFound } else { Refusal::SignInRequired });
    }
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let mut write = db.write(now, actor).await?;
    let solution = match find::provides(actor, Action::AnswerAdoption, &all, &command.slug) {
        true => published(&write, &command.slug).await?.0,
        false => solution::place::for_change(&write, &command.slug, Action::AnswerAdoption).await?.0,
    };
    let rows = find::statements(write.tx(), Viewpoint::now(&now), solution.id, &command.ags).await?;
    let statement = match command.statement {
        Some(id) => rows.iter().find(|row| row.id == id),
        None => rows.last(),
    };
    let adoption_id = statement.ok_or(Refusal::NotFound)?.id;
    let Some(text) = some(Some(command.text)) else {
        return Err(Refusal::field("text", "required", "Bitte schreiben Sie eine Antwort."));
    };
    if let Some(error) = rules::of_text("text", &text) {
        return Err(Refusal::Invalid(vec![error]));
    }
    let earlier = answer::Entity::find().filter(answer::Column::AdoptionId.eq(adoption_id)).all(write.tx()).await?;
    if earlier.iter().any(|earlier| earlier.text == text) {
        return Err(Refusal::field("text", "repeated", "Diese Antwort steht schon da."));
    }
    let mut row = answer::Model {
        id: 0,
        adoption_id,
        text,
        recorded_at: write.now.instant,
        recorded_by: write.actor.account_id,
        audit_id: write.audit.id,
    };
    let new = answer::ActiveModel {
        id: NotSet,
        adoption_id: Set(row.adoption_id),
        text: Set(row.text.clone()),
        recorded_at: Set(row.recorded_at),
        recorded_by: Set(row.recorded_by),
        audit_id: Set(row.audit_id),
    };
    row.id = answer::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::AdoptionReply, row.id, row.line());
    let detail = serde_json::json!({"solution": solution.slug, "ags": command.ags, "adoption": adoption_id});
    let entry = audit::Entry {
        action: "adoption.reply",
        subject: "adoption",
        subject_id: adoption_id.to_string(),
        detail,
        reason: None,
    };
    write.commit(entry).await?;
    Ok(row.id)
}

/// The solution at an address word, where everybody sees it. Who may edit one that nobody sees learns why not.
async fn published(write: &Write, slug: &str) -> Result<(solution::record::Model, gate::Standing), Refusal> {
    if slug.contains('\0') {
        return Err(Refusal::NotFound);
    }
    let found = solution::record::Entity::find().filter(solution::record::Column::Slug.eq(slug)).one(write.tx());
    let row = found.await?.ok_or(Refusal::NotFound)?;
    let gate = solution::find::standing(write.tx(), row.id, Viewpoint::now(&write.now)).await?;
    if gate.published.is_some() {
        return Ok((row, gate));
    }
    let places = solution::place::places_of(write.tx(), &row).await?;
    if solution::place::can(&write.actor, Action::EditSolution, &places) {
        let message = "Diese Lösung ist noch nicht veröffentlicht. Eine Nutzung lässt sich erst danach melden.";
        return Err(Refusal::rule("solution.unpublished", message));
    }
    Err(Refusal::NotFound)
}

/// Who speaks: the municipality with its own account, or the transfer office for it.
fn speaker(actor: &Actor, ags: &str) -> Speaker {
    if municipality::change::is_own(actor, ags) { Speaker::Adopter } else { Speaker::Curator }
}

/// A text without blanks around it and with plain ends of lines; nothing where it is empty.
fn some(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty())
}
