//! What waits for a second person besides decisions and write-offs: exceptions from rules, imports with money, and
//! proofs of use that somebody else entered.
use super::proposal;
use crate::{
    account,
    actor::{Actor, Place},
    authority,
    check::find::awaiting,
    db::Db,
    grant::case,
    import_run::find::awaiting_release,
    permission::Action,
    project,
    refusal::Refusal,
    settlement::{
        proof::{self, ProofKind},
        review,
    },
    viewpoint::Viewpoint,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// So many of a kind are shown.
const AT_MOST: usize = 200;

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An exception from what a rule found.
    Exception {
        /// The rule's number.
        rule: &'static str,
        /// See [`crate::check::found::Found::fingerprint`].
        fingerprint: String,
    },
    /// An import that makes money binding.
    Import {
        /// Its key.
        id: i64,
        /// The file's name.
        file: String,
    },
    /// A proof of use.
    Proof {
        /// Its key.
        id: i64,
        /// Interim or final.
        kind: ProofKind,
    },
}

/// Something that waits for the actor because another person did the first step.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What.
    pub what: What,
    /// The project's title; none for an import.
    pub project: Option<String>,
    /// Sign-in name of who did the first step.
    pub by: Option<String>,
    /// When that was.
    pub since: DateTime<Utc>,
}

/// All that waits for the actor, the oldest first.
///
/// # Errors
/// [`Refusal::SignInRequired`] for the public.
pub async fn waiting(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Waiting>, Refusal> {
    let Some(account_id) = actor.account_id else { return Err(Refusal::SignInRequired) };
    let mut all = exceptions(db, actor, view).await?;
    for run in awaiting_release(db, actor).await? {
        all.push((
            run.requested_by.unwrap_or_default(),
            Waiting {
                since: run.requested_at.unwrap_or(run.created_at),
                what: What::Import { id: run.id, file: run.file_name },
                project: None,
                by: None,
            },
        ));
    }
    all.extend(proofs(db, actor, account_id).await?);
    let names: HashMap<i64, String> = account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(all.iter().map(|(by, _)| *by).collect::<Vec<_>>()))
        .all(db.read())
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let mut all: Vec<Waiting> =
        all.into_iter().map(|(by, waiting)| Waiting { by: names.get(&by).cloned(), ..waiting }).collect();
    all.sort_by_key(|waiting| waiting.since);
    Ok(all)
}

/// With the account that did the first step.
type Task = (i64, Waiting);

async fn exceptions(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Task>, Refusal> {
    let found = awaiting(db, actor, view, AT_MOST).await?;
    let ids: Vec<i64> = found.iter().filter_map(|found| Some(found.accepted.as_ref()?.proposal_id)).collect();
    let proposed: HashMap<i64, DateTime<Utc>> = proposal::Entity::find()
        .filter(proposal::Column::Id.is_in(ids))
        .all(db.read())
        .await?
        .into_iter()
        .map(|row| (row.id, row.proposed_at))
        .collect();
    let task = |found: &crate::check::found::Found| {
        let accepted = found.accepted.as_ref()?;
        let what = What::Exception { rule: found.finding.rule, fingerprint: found.fingerprint() };
        let project = found.project.as_ref().map(|(_, _, title)| title.clone());
        let since = proposed.get(&accepted.proposal_id).copied()?;
        Some((accepted.proposed_by, Waiting { what, project, by: None, since }))
    };
    Ok(found.iter().filter_map(task).collect())
}

/// Proofs that somebody else entered, that nobody has checked, and that no newer one replaces.
async fn proofs(db: &Db, actor: &Actor, account_id: i64) -> Result<Vec<Task>, DbErr> {
    if !actor.may_somewhere(Action::DecideSettlement) {
        return Ok(Vec::new());
    }
    let connection = db.read();
    let proofs = proof::record::Entity::find().order_by_asc(proof::record::Column::Id).all(connection).await?;
    let checked = review::record::Entity::find().select_only().column(review::record::Column::ProofId);
    let checked: HashSet<i64> = checked.into_tuple::<i64>().all(connection).await?.into_iter().collect();
    let mut of_case: HashMap<i64, Vec<&proof::record::Model>> = HashMap::new();
    for row in &proofs {
        of_case.entry(row.case_id).or_default().push(row);
    }
    // what replaces one may be checked already, or be the actor's own
    let replaced = |row: &proof::record::Model| of_case[&row.case_id].iter().any(|other| other.replaces(row));
    let open: Vec<&proof::record::Model> =
        proofs.iter().filter(|row| !checked.contains(&row.id) && row.recorded_by != Some(account_id)).collect();
    let ids: Vec<i64> = open.iter().map(|row| row.case_id).collect();
    let cases = case::Entity::find().filter(case::Column::Id.is_in(ids)).all(connection).await?;
    let ids: Vec<i64> = cases.iter().map(|case| case.project_id).collect();
    let projects = project::record::Entity::find().filter(project::record::Column::Id.is_in(ids)).all(connection);
    let projects: HashMap<i64, String> = projects.await?.into_iter().map(|row| (row.id, row.title)).collect();
    let cases: HashMap<i64, case::Model> = cases.into_iter().map(|case| (case.id, case)).collect();
    let authorities: HashMap<i64, String> =
        authority::all(connection).await?.into_iter().map(|row| (row.id, row.slug)).collect();
    let mut tasks = Vec::new();
    for row in open.into_iter().filter(|row| !replaced(row)) {
        let Some(case) = cases.get(&row.case_id) else { continue };
        let place = Place { authority: authorities.get(&case.authority_id).cloned(), ..Place::default() };
        let (Some(by), Some(kind)) = (row.recorded_by, ProofKind::from_key(&row.kind)) else { continue };
        if tasks.len() >= AT_MOST || !actor.can(Action::DecideSettlement, &place) {
            continue;
        }
        let what = What::Proof { id: row.id, kind };
        let project = projects.get(&case.project_id).cloned();
        tasks.push((by, Waiting { what, project, by: None, since: row.recorded_at }));
    }
    Ok(tasks)
}
