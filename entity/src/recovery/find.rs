//! Questions about claims: those of a case or a project, and one with its calculation. All of it is internal.
use super::{
    book, claim, rules,
    rules::{Clock, Money},
    standing::{self, Calculation, Recovery},
    write_off,
};
use crate::{
    account,
    actor::{Actor, Place},
    authority,
    check::finding::Finding,
    db::Db,
    grant::case,
    parameter::{Key, Set},
    permission::Action,
    project,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A case with its claims.
#[derive(Debug, Clone)]
pub struct OfCase {
    /// The case.
    pub case: case::Model,
    /// The authority's name.
    pub authority: String,
    /// The money of the case.
    pub money: Money,
    /// Whether that is all money of the project from this source, for want of another case.
    pub alone: bool,
    /// How many claims there are now. Forms carry it.
    pub version: i32,
    /// Whether the actor may raise a claim now.
    pub may_raise: bool,
    /// The claims that are seen, the oldest first.
    pub claims: Vec<Recovery>,
}

/// The claims of a project.
#[derive(Debug, Clone)]
pub struct OfProject {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Its cases, the oldest first.
    pub cases: Vec<OfCase>,
}

/// One claim as pages and the JSON interface show it.
#[derive(Debug, Clone)]
pub struct One {
    /// Number and title of the project.
    pub project: (String, String),
    /// The case.
    pub case: case::Model,
    /// The authority's name.
    pub authority: String,
    /// The claim with everything that happened to it.
    pub recovery: Recovery,
    /// The state of the claim now. Forms carry it.
    pub version: i32,
    /// The one-year clock; none where nothing had to be revoked.
    pub clock: Option<Clock>,
    /// What the rules find about it as it was raised.
    pub findings: Vec<Finding>,
    /// Interest.
    pub calculation: Calculation,
    /// Whether the actor may record payments, interest, instalments, and propose a write-off now.
    pub may_change: bool,
    /// Whether the actor may decide the write-off that waits.
    pub may_decide: bool,
    /// Whether the actor proposed it.
    pub own: bool,
    /// Names of accounts by key.
    pub names: HashMap<i64, String>,
}

/// The claims of a project, case by case.
///
/// # Errors
/// Not found, or refused for those who may not see what is internal.
pub async fn of_project(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<OfProject, Refusal> {
    let project = project::record::Entity::find()
        .filter(project::record::Column::Number.eq(number))
        .filter(project::find::is_there())
        .one(db.read())
        .await?
        .ok_or_else(|| hidden(actor))?;
    let place = internal(db.read(), actor, &project).await?;
    let cases = case::Entity::find()
        .filter(case::Column::ProjectId.eq(project.id))
        .filter(Condition::all().add_option(view.known_at.map(|known| case::Column::RecordedAt.lte(known))))
        .order_by_asc(case::Column::Id)
        .all(db.read())
        .await?;
    let mut found = Vec::new();
    for case in cases {
        found.push(one_case(db, actor, view, &place, case).await?);
    }
    Ok(OfProject { number: project.number, title: project.title, cases: found })
}

/// The claims of a case.
///
/// # Errors
/// Not found, or refused for those who may not see what is internal.
pub async fn of_case(db: &Db, actor: &Actor, view: Viewpoint, case_id: i64) -> Result<OfCase, Refusal> {
    let case = case::Entity::find_by_id(case_id).one(db.read()).await?.ok_or_else(|| hidden(actor))?;
    let project = project::record::Entity::find_by_id(case.project_id).one(db.read()).await?;
    let place = internal(db.read(), actor, &project.ok_or(Refusal::NotFound)?).await?;
    one_case(db, actor, view, &place, case).await
}

/// One claim, with interest up to and without a day.
///
/// # Errors
/// Not found, or refused for those who may not see what is internal.
pub async fn one(db: &Db, actor: &Actor, view: Viewpoint, claim_id: i64, until: NaiveDate) -> Result<One, Refusal> {
    let connection = db.read();
    let mut found = standing::load(connection, Condition::all().add(claim::Column::Id.eq(claim_id))).await?;
    let now = found.pop().ok_or_else(|| hidden(actor))?;
    let case = case::Entity::find_by_id(now.claim.case_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
    let project = project.ok_or(Refusal::NotFound)?;
    let place = internal(connection, actor, &project).await?;
    let version = now.version();
    let recovery = now.seen(view).ok_or(Refusal::NotFound)?;
    let (place, authority) = at_authority(connection, place, &case).await?;
    let set = Set::load(connection, view.known_at).await?;
    let mut money = book::money(connection, &case, view).await?;
    if !recovery.is_void() {
        money.reclaimed = crate::check::facts::minus(money.reclaimed, recovery.claim.amount_cents);
    }
    let row = &recovery.claim;
    let clock_years = set.on(Key::RecoveryClockYears, row.known_on);
    let mut findings = rules::check(&rules::Facts {
        ground: recovery.ground(),
        known_on: row.known_on,
        heard_on: row.heard_on,
        dated_on: row.dated_on,
        arises_on: row.arises_on,
        due_on: row.due_on,
        amount: row.amount_cents,
        late_reason: row.late_reason.is_some(),
        money,
        clock_years,
        today: view.as_of,
    });
    // interest alone takes no money of the case
    findings.retain(|_| !recovery.is_void() && row.draw_id.is_none());
    let proposed_by = recovery.waiting().map(|one| one.proposal.proposed_by);
    let own = proposed_by.is_some() && proposed_by == actor.account_id;
    let names = names(connection, &recovery).await?;
    Ok(One {
        project: (project.number, project.title),
        authority,
        version,
        clock: recovery.revokes().then(|| rules::clock(row.known_on, row.dated_on, clock_years)),
        findings,
        calculation: recovery.calculate(until, &set),
        may_change: view.is_now() && !recovery.is_void() && actor.can(Action::Recover, &place),
        may_decide: view.is_now() && proposed_by.is_some() && !own && actor.can(Action::ApproveWriteOff, &place),
        own,
        names,
        case,
        recovery,
    })
}

/// The claim that a write-off is about.
///
/// # Errors
/// Not found; [`Refusal::SignInRequired`] instead for the public.
pub async fn claim_of(db: &Db, actor: &Actor, write_off_id: i64) -> Result<i64, Refusal> {
    let row = write_off::Entity::find_by_id(write_off_id).one(db.read()).await?;
    row.map(|row| row.claim_id).ok_or_else(|| hidden(actor))
}

async fn one_case(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    place: &Place,
    case: case::Model,
) -> Result<OfCase, Refusal> {
    let claims = standing::load(db.read(), Condition::all().add(claim::Column::CaseId.eq(case.id))).await?;
    let (place, authority) = at_authority(db.read(), place.clone(), &case).await?;
    Ok(OfCase {
        authority,
        money: book::money(db.read(), &case, view).await?,
        alone: book::is_alone(db.read(), &case, view).await?,
        version: i32::try_from(claims.len()).unwrap_or(i32::MAX),
        may_raise: view.is_now() && actor.can(Action::Recover, &place),
        claims: claims.into_iter().filter_map(|one| one.seen(view)).collect(),
        case,
    })
}

/// The place of a project, for those who see what is internal there.
async fn internal(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    project: &project::record::Model,
) -> Result<Place, Refusal> {
    let place = project::find::place_of(connection, project).await?;
    actor.may(Action::SeeInternal, &place)?;
    Ok(place)
}

/// Rights in claims are those of the case's authority; gives its name as well.
async fn at_authority(
    connection: &impl ConnectionTrait,
    place: Place,
    case: &case::Model,
) -> Result<(Place, String), Refusal> {
    let row = authority::Entity::find_by_id(case.authority_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    Ok((Place { authority: Some(row.slug), ..place }, row.name))
}

/// The public never learns whether there is something.
fn hidden(actor: &Actor) -> Refusal {
    if actor.is_signed_in() { Refusal::NotFound } else { Refusal::SignInRequired }
}

async fn names(connection: &impl ConnectionTrait, recovery: &Recovery) -> Result<HashMap<i64, String>, Refusal> {
    let people = recovery.write_offs.iter().flat_map(|one| {
        [Some(one.proposal.proposed_by), one.verdict.as_ref().map(|row| row.decided_by)].into_iter().flatten()
    });
    let ids: Vec<i64> = people.collect();
    let rows = account::record::Entity::find().filter(account::record::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
