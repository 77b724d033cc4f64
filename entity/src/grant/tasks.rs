//! What waits for a person: decisions that somebody else proposed, and what became of one's own proposals.
use super::{DecisionKind, case, current::Became, decision};
use crate::{
    account,
    actor::{Actor, Place},
    approval::{self, Subject, Verdict, proposal},
    authority,
    db::Db,
    money::Cents,
    permission::Action,
    project,
    refusal::Refusal,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::HashMap;

/// So many of each are shown.
const AT_MOST: u64 = 200;

/// A proposed decision.
#[derive(Debug, Clone)]
pub struct Task {
    /// Key of the version.
    pub decision_id: i64,
    /// Number and title of the project.
    pub project: (String, String),
    /// File reference of the case.
    pub reference: String,
    /// The authority's name.
    pub authority: String,
    /// What it does.
    pub kind: DecisionKind,
    /// Date of the Bescheid.
    pub dated_on: NaiveDate,
    /// The grant.
    pub amount: Cents,
    /// What became of it: proposed, approved ([`Became::Current`]), rejected or withdrawn.
    pub became: Became,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who proposed it.
    pub proposed_by: String,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// What the second person wrote.
    pub reason: Option<String>,
}

/// What waits for a person.
#[derive(Debug, Clone)]
pub struct Tasks {
    /// Proposals of others that the person may decide, the oldest first.
    pub waiting: Vec<Task>,
    /// The person's own proposals, the newest first.
    pub own: Vec<Task>,
}

/// What waits for the actor.
///
/// # Errors
/// [`Refusal::SignInRequired`] for the public.
pub async fn tasks(db: &Db, actor: &Actor) -> Result<Tasks, Refusal> {
    let Some(account_id) = actor.account_id else { return Err(Refusal::SignInRequired) };
    let connection = db.read();
    let decided = approval::record::Entity::find().select_only().column(approval::record::Column::ProposalId);
    let others = Condition::all()
        .add(proposal::Column::Subject.eq(Subject::Decision.key()))
        .add(proposal::Column::ProposedBy.ne(account_id))
        .add(proposal::Column::Id.not_in_subquery(decided.into_query()));
    let mut waiting = Vec::new();
    if actor.may_somewhere(Action::ApproveDecision) {
        let open = proposal::Entity::find().filter(others).order_by_asc(proposal::Column::Id).all(connection).await?;
        for (place, task) in load(db, open).await? {
            if actor.can(Action::ApproveDecision, &place) && (waiting.len() as u64) < AT_MOST {
                waiting.push(task);
            }
        }
    }
    let own = proposal::Entity::find()
        .filter(proposal::Column::Subject.eq(Subject::Decision.key()))
        .filter(proposal::Column::ProposedBy.eq(account_id))
        .order_by_desc(proposal::Column::Id)
        .limit(AT_MOST)
        .all(connection)
        .await?;
    let own = load(db, own).await?.into_iter().map(|(_, task)| task).collect();
    Ok(Tasks { waiting, own })
}

/// Proposals with what they propose, in the order given, each with where it lies.
async fn load(db: &Db, proposals: Vec<proposal::Model>) -> Result<Vec<(Place, Task)>, Refusal> {
    let connection = db.read();
    let mut tasks = Vec::new();
    let accounts: HashMap<i64, String> = account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(proposals.iter().map(|row| row.proposed_by).collect::<Vec<_>>()))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let authorities: HashMap<i64, authority::Model> =
        authority::Entity::find().all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
    for some in proposals.chunks(500) {
        let ids: Vec<i64> = some.iter().map(|row| row.id).collect();
        let decisions: HashMap<i64, decision::Model> = decision::Entity::find()
            .filter(decision::Column::ProposalId.is_in(ids.clone()))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.proposal_id, row))
            .collect();
        let verdicts: HashMap<i64, approval::record::Model> = approval::record::Entity::find()
            .filter(approval::record::Column::ProposalId.is_in(ids))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.proposal_id, row))
            .collect();
        let cases: HashMap<i64, case::Model> = case::Entity::find()
            .filter(case::Column::Id.is_in(decisions.values().map(|row| row.case_id).collect::<Vec<_>>()))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let projects: HashMap<i64, project::record::Model> = project::record::Entity::find()
            .filter(project::record::Column::Id.is_in(some.iter().map(|row| row.project_id).collect::<Vec<_>>()))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        for row in some {
            let Some(decision) = decisions.get(&row.id) else { continue };
            let (Some(case), Some(project)) = (cases.get(&decision.case_id), projects.get(&row.project_id)) else {
                continue;
            };
            let (Some(kind), Some(authority)) =
                (DecisionKind::from_key(&decision.kind), authorities.get(&case.authority_id))
            else {
                continue;
            };
            let verdict = verdicts.get(&row.id);
            // rights in decisions are those of the authority alone
            let place = Place { authority: Some(authority.slug.clone()), ..Place::default() };
            let task = Task {
                decision_id: decision.id,
                project: (project.number.clone(), project.title.clone()),
                reference: case.reference.clone(),
                authority: authority.name.clone(),
                kind,
                dated_on: decision.dated_on,
                amount: decision.amount_cents,
                became: match verdict.and_then(|row| Verdict::from_key(&row.verdict)) {
                    None => Became::Proposed,
                    Some(Verdict::Approved) => Became::Current,
                    Some(Verdict::Rejected) => Became::Rejected,
                    Some(Verdict::Withdrawn) => Became::Withdrawn,
                },
                proposed_at: row.proposed_at,
                proposed_by: accounts.get(&row.proposed_by).cloned().unwrap_or_default(),
                decided_at: verdict.map(|row| row.decided_at),
                reason: verdict.and_then(|row| row.reason.clone()),
            };
            tasks.push((place, task));
        }
    }
    Ok(tasks)
}
