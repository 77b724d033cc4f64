//! Write-offs that wait for a second person.
use super::{WriteOff, claim, standing, write_off};
use crate::{
    account,
    actor::{Actor, Place},
    authority,
    db::Db,
    grant::case,
    money::Cents,
    permission::Action,
    project,
    refusal::Refusal,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

/// So many are shown.
const AT_MOST: usize = 200;

/// A write-off that waits.
#[derive(Debug, Clone)]
pub struct Task {
    /// The claim.
    pub claim_id: i64,
    /// How.
    pub kind: WriteOff,
    /// Whether it is the Storno of one.
    pub storno: bool,
    /// How much.
    pub amount: Cents,
    /// File reference of the claim.
    pub reference: String,
    /// The authority's name.
    pub authority: String,
    /// The project's title.
    pub project: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Whether it is the actor's own proposal, which somebody else decides.
    pub own: bool,
}

/// Write-offs of the actor's authority that wait, the oldest first.
///
/// # Errors
/// [`Refusal::SignInRequired`] for the public.
pub async fn waiting(db: &Db, actor: &Actor) -> Result<Vec<Task>, Refusal> {
    let Some(account_id) = actor.account_id else { return Err(Refusal::SignInRequired) };
    if !actor.may_somewhere(Action::ApproveWriteOff) {
        return Ok(Vec::new());
    }
    let connection = db.read();
    use crate::approval::{self, Subject, proposal};
    let decided = approval::record::Entity::find().select_only().column(approval::record::Column::ProposalId);
    let open = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::Id)
        .filter(proposal::Column::Subject.eq(Subject::WriteOff.key()))
        .filter(proposal::Column::Id.not_in_subquery(decided.into_query()));
    let rows = write_off::Entity::find()
        .filter(write_off::Column::ProposalId.in_subquery(open.into_query()))
        .order_by_asc(write_off::Column::Id)
        .all(connection)
        .await?;
    let mut tasks = Vec::new();
    for row in rows {
        if tasks.len() >= AT_MOST {
            break;
        }
        let which = Condition::all().add(claim::Column::Id.eq(row.claim_id));
        let Some(recovery) = standing::load(connection, which).await?.pop() else { continue };
        let Some(case) = case::Entity::find_by_id(recovery.claim.case_id).one(connection).await? else { continue };
        let Some(authority) = authority::Entity::find_by_id(case.authority_id).one(connection).await? else { continue };
        let place = Place { authority: Some(authority.slug), ..Place::default() };
        let Some(proposed) = recovery.waiting().filter(|_| actor.can(Action::ApproveWriteOff, &place)) else {
            continue;
        };
        let project = project::record::Entity::find_by_id(case.project_id).one(connection).await?;
        let by = account::record::Entity::find_by_id(proposed.proposal.proposed_by).one(connection).await?;
        tasks.push(Task {
            claim_id: row.claim_id,
            kind: WriteOff::from_key(&row.kind).unwrap_or(WriteOff::Shelved),
            storno: row.reverses_id.is_some(),
            amount: row.amount_cents,
            reference: recovery.claim.reference.clone(),
            authority: authority.name,
            project: project.map(|row| row.title).unwrap_or_default(),
            proposed_by: by.map(|row| row.name).unwrap_or_default(),
            proposed_at: proposed.proposal.proposed_at,
            own: proposed.proposal.proposed_by == account_id,
        });
    }
    Ok(tasks)
}
