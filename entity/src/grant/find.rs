//! Questions about grants: the cases of a project with their versions, as of a day and as known at an instant.
use super::{
    DecisionKind, RecipientKind, Regime, case,
    content::Content,
    current::{self, Became},
    decision, finality, notice,
    standing::{Stored, is_public},
};
use crate::{
    account,
    actor::{Actor, Place},
    approval::Verdict,
    authority,
    db::Db,
    ledger::Source,
    money::Cents,
    parameter::Set,
    permission::Action,
    project,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// A version as pages and the JSON interface show it.
#[derive(Debug, Clone)]
pub struct Version {
    /// Key.
    pub id: i64,
    /// Number within the case.
    pub version: i32,
    /// What it says; for the public without plan, conditions and reason.
    pub content: Content,
    /// What became of it.
    pub became: Became,
    /// From when it is beyond challenge, where it is approved and notification or waiver is known.
    pub final_from: Option<NaiveDate>,
    /// Eligible expenditure.
    pub eligible: Cents,
    /// Total expenditure.
    pub total: Cents,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it; withheld from the public.
    pub proposed_by: Option<String>,
    /// When the second person decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided; withheld from the public.
    pub decided_by: Option<String>,
    /// What the second person wrote; withheld from the public.
    pub verdict_reason: Option<String>,
    /// Whether the actor may decide it now.
    pub may_decide: bool,
    /// Whether the actor may withdraw it now.
    pub may_withdraw: bool,
    /// Whether the actor may say now when it was notified.
    pub may_notify: bool,
    /// Whether the actor proposed it.
    pub own: bool,
}

/// A case with its versions.
#[derive(Debug, Clone)]
pub struct Case {
    /// Key.
    pub id: i64,
    /// File reference.
    pub reference: String,
    /// The recipient when it was opened.
    pub recipient: String,
    /// What the recipient is.
    pub recipient_kind: RecipientKind,
    /// Slug and name of the authority.
    pub authority: (String, String),
    /// Slug and name of the region it counts in.
    pub region: Option<(String, String)>,
    /// The regulations.
    pub regime: Regime,
    /// Whose money.
    pub source: Source,
    /// Whether it is invented.
    pub sample: bool,
    /// Its versions that are seen, the newest first.
    pub versions: Vec<Version>,
    /// Whether the actor may propose a version now.
    pub may_propose: bool,
}

impl Case {
    /// The version that holds.
    #[must_use]
    pub fn current(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.became == Became::Current)
    }

    /// The version that waits for a second person.
    #[must_use]
    pub fn open(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.became == Became::Proposed)
    }
}

/// The grants of a project.
#[derive(Debug, Clone)]
pub struct Grants {
    /// Key of the project.
    pub project_id: i64,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Slugs and names of its regions.
    pub regions: Vec<(String, String)>,
    /// The state of its grants: it grows with every case, version and verdict. Forms carry it.
    pub version: i32,
    /// Whether the actor sees what is internal.
    pub internal: bool,
    /// Authorities for which the actor may open cases: slug and name.
    pub may_open: Vec<(String, String)>,
    /// The cases, the oldest first.
    pub cases: Vec<Case>,
}

/// The grants of a project as of a day and as known at an instant. The public sees approved versions without plan,
/// conditions, reasons and persons.
///
/// # Errors
/// [`Refusal::NotFound`], also for a project that the actor may not know of.
pub async fn of_project(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<Grants, Refusal> {
    let connection = db.read();
    let project = project::record::Entity::find()
        .filter(project::record::Column::Number.eq(number))
        .filter(project::find::is_there())
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    shown(db, actor, view, project).await
}

/// The grants of the project that a version belongs to, with its case and itself.
///
/// # Errors
/// [`Refusal::NotFound`], also for a version that the actor may not see; [`Refusal::SignInRequired`] instead for the
/// public, whether there is such a version or not.
pub async fn with_decision(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    decision_id: i64,
) -> Result<(Grants, Case, Version), Refusal> {
    seen_decision(db, actor, view, decision_id).await.map_err(|refusal| match refusal {
        Refusal::NotFound if !actor.is_signed_in() => Refusal::SignInRequired,
        refusal => refusal,
    })
}

async fn seen_decision(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    decision_id: i64,
) -> Result<(Grants, Case, Version), Refusal> {
    let connection = db.read();
    let row = decision::Entity::find_by_id(decision_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let case = case::Entity::find_by_id(row.case_id).one(connection).await?.ok_or(Refusal::NotFound)?;
    let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
    let grants = shown(db, actor, view, project.ok_or(Refusal::NotFound)?).await?;
    let case = grants.cases.iter().find(|one| one.id == row.case_id).cloned().ok_or(Refusal::NotFound)?;
    let version = case.versions.iter().find(|one| one.id == decision_id).cloned().ok_or(Refusal::NotFound)?;
    Ok((grants, case, version))
}

async fn shown(db: &Db, actor: &Actor, view: Viewpoint, project: project::record::Model) -> Result<Grants, Refusal> {
    let connection = db.read();
    let place = project::find::place_of(connection, &project).await?;
    let internal = actor.can(Action::SeeInternal, &place);
    if !internal && !is_public(&project) {
        return Err(Refusal::NotFound);
    }
    let stored = Stored::load(connection, project.id).await?;
    let parameters = Set::load(connection, view.known_at).await?;
    let authorities: HashMap<i64, authority::Model> =
        authority::Entity::find().all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
    let regions = region::find::all(connection).await?;
    let names: HashMap<i64, String> = match internal {
        true => names(connection, &stored).await?,
        false => HashMap::new(),
    };
    let may = |action, slug: &str| actor.can(action, &Place { authority: Some(slug.to_owned()), ..place.clone() });
    let mut may_open: Vec<(String, String)> = authorities
        .values()
        .filter(|row| may(Action::ProposeDecision, &row.slug))
        .map(|row| (row.slug.clone(), row.name.clone()))
        .collect();
    may_open.sort();
    let now = view.is_now();
    let mut cases = Vec::new();
    for row in stored.cases.iter().filter(|row| view.known_at.is_none_or(|known| row.recorded_at <= known)) {
        let authority = authorities.get(&row.authority_id).map(|row| (row.slug.clone(), row.name.clone()));
        let (Some(recipient_kind), Some(regime), Some(source), Some(authority)) = (
            RecipientKind::from_key(&row.recipient_kind),
            Regime::from_key(&row.regime),
            Source::from_key(&row.source),
            authority,
        ) else {
            continue;
        };
        let decisions = stored.of_case(row.id);
        let holds = current::current(&decisions, &stored.verdicts, view).map(|row| row.id);
        let may_propose = now && may(Action::ProposeDecision, &authority.0);
        let may_approve = now && may(Action::ApproveDecision, &authority.0);
        let mut versions: Vec<Version> = decisions
            .iter()
            .filter_map(|one| {
                version_of(&stored, one, holds, view, internal, &parameters).map(|version| Version {
                    proposed_by: stored
                        .proposals
                        .get(&one.proposal_id)
                        .and_then(|row| names.get(&row.proposed_by))
                        .cloned(),
                    decided_by: version
                        .decided_at
                        .and(stored.verdicts.get(&one.proposal_id))
                        .and_then(|row| names.get(&row.decided_by))
                        .cloned(),
                    own: own(&stored, one, actor),
                    may_decide: may_approve && version.became == Became::Proposed && !own(&stored, one, actor),
                    may_withdraw: may_propose && version.became == Became::Proposed && own(&stored, one, actor),
                    may_notify: may_propose && version.became.held(),
                    ..version
                })
            })
            .collect();
        versions.reverse();
        let waits = versions.iter().any(|version| version.became == Became::Proposed);
        cases.push(Case {
            id: row.id,
            reference: row.reference.clone(),
            recipient: row.recipient.clone(),
            recipient_kind,
            region: regions
                .iter()
                .find(|one| Some(one.id) == row.region_id)
                .map(|one| (one.slug.clone(), one.name.clone())),
            regime,
            source,
            sample: row.sample,
            may_propose: may_propose && !waits,
            authority,
            versions,
        });
    }
    Ok(Grants {
        project_id: project.id,
        regions: regions
            .into_iter()
            .filter(|region| place.regions.contains(&region.slug))
            .map(|region| (region.slug, region.name))
            .collect(),
        number: project.number,
        title: project.title,
        version: stored.version(),
        internal,
        may_open: if now { may_open } else { Vec::new() },
        cases,
    })
}

fn own(stored: &Stored, row: &decision::Model, actor: &Actor) -> bool {
    let proposed_by = stored.proposals.get(&row.proposal_id).map(|proposal| proposal.proposed_by);
    actor.account_id.is_some() && proposed_by == actor.account_id
}

/// A version as it is seen; none where it is not.
fn version_of(
    stored: &Stored,
    row: &decision::Model,
    holds: Option<i64>,
    view: Viewpoint,
    internal: bool,
    parameters: &Set,
) -> Option<Version> {
    if row.dated_on > view.as_of || view.known_at.is_some_and(|known| row.recorded_at > known) {
        return None;
    }
    let row = &notice::told(row.clone(), &stored.notices, view.known_at);
    let verdict = current::verdict(row, &stored.verdicts, view);
    let became = match verdict {
        None => Became::Proposed,
        Some((Verdict::Rejected, _)) => Became::Rejected,
        Some((Verdict::Withdrawn, _)) => Became::Withdrawn,
        Some((Verdict::Approved, _)) if holds == Some(row.id) => Became::Current,
        Some((Verdict::Approved, _)) => Became::Former,
    };
    if !internal && !became.held() {
        return None;
    }
    let mut content = stored.content(row)?;
    if !internal {
        content.plan.clear();
        content.conditions = None;
        content.reason = None;
    }
    Some(Version {
        id: row.id,
        version: row.version,
        content,
        became,
        final_from: finality::of(row, parameters).filter(|_| became.held()),
        eligible: row.eligible_cents,
        total: row.total_cents,
        proposed_at: row.recorded_at,
        proposed_by: None,
        decided_at: verdict.map(|(_, row)| row.decided_at),
        decided_by: None,
        verdict_reason: verdict.and_then(|(_, row)| row.reason.clone()).filter(|_| internal),
        may_decide: false,
        may_withdraw: false,
        may_notify: false,
        own: false,
    })
}

/// The names of all who proposed and decided.
async fn names(connection: &impl ConnectionTrait, stored: &Stored) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<i64> = stored
        .proposals
        .values()
        .map(|row| row.proposed_by)
        .chain(stored.verdicts.values().map(|row| row.decided_by))
        .collect();
    let rows = account::record::Entity::find().filter(account::record::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The kinds a next version may have.
#[must_use]
pub fn next_kinds(former: Option<&Content>) -> Vec<DecisionKind> {
    DecisionKind::ALL.iter().copied().filter(|kind| (*kind == DecisionKind::Initial) == former.is_none()).collect()
}
