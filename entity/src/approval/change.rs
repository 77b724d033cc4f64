//! Proposing and deciding, inside the write of what is proposed.
use super::{Subject, Verdict, proposal, record};
use crate::{audit::Covered, db::Write, refusal::Refusal};
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// Proposes something; gives the proposal's key.
///
/// # Errors
/// [`Refusal::Rule`] when no account acts: a program cannot propose.
pub async fn propose(write: &mut Write, subject: Subject, project_id: i64) -> Result<i64, Refusal> {
    let Some(proposed_by) = write.actor.account_id else {
        return Err(Refusal::rule("approval.no_account", "Vorschlagen kann nur ein Mensch mit eigenem Konto."));
    };
    let mut row = proposal::Model {
        id: 0,
        subject: subject.key().into(),
        project_id,
        proposed_by,
        proposed_at: write.now.instant,
        audit_id: write.audit.id,
    };
    let insert = proposal::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = proposal::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Proposal, row.id, row.line());
    Ok(row.id)
}

/// Decides a proposal; the caller does what follows from it in the same write.
///
/// # Errors
/// [`Refusal::NotFound`]; refused by rule when it is decided already, when the same person proposed it, or when a
/// rejection has no reason.
pub async fn decide(
    write: &mut Write,
    proposal_id: i64,
    verdict: Verdict,
    reason: Option<String>,
) -> Result<proposal::Model, Refusal> {
    let proposal = open(write, proposal_id).await?;
    let Some(decided_by) = write.actor.account_id else {
        return Err(Refusal::rule("approval.no_account", "Entscheiden kann nur ein Mensch mit eigenem Konto."));
    };
    if decided_by == proposal.proposed_by {
        return Err(Refusal::rule(
            "approval.same_person",
            "Vier-Augen-Prinzip: Wer einen Vorschlag eingebracht hat, kann nicht selbst darüber entscheiden.",
        ));
    }
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    if verdict == Verdict::Rejected && reason.is_none() {
        return Err(Refusal::field("reason", "required", "Bitte begründen, warum der Vorschlag abgelehnt wird."));
    }
    store(write, &proposal, verdict, decided_by, reason).await?;
    Ok(proposal)
}

/// Withdraws a proposal that nobody decided yet.
///
/// # Errors
/// [`Refusal::NotFound`]; refused by rule when it is decided already, or when somebody else proposed it.
pub async fn withdraw(write: &mut Write, proposal_id: i64, reason: Option<String>) -> Result<(), Refusal> {
    let proposal = open(write, proposal_id).await?;
    if write.actor.account_id != Some(proposal.proposed_by) {
        let message = "Zurückziehen kann einen Vorschlag nur, wer ihn eingebracht hat. Sie können ihn ablehnen.";
        return Err(Refusal::rule("approval.not_own", message));
    }
    store(write, &proposal, Verdict::Withdrawn, proposal.proposed_by, reason).await
}

/// A proposal that nobody decided yet.
async fn open(write: &Write, proposal_id: i64) -> Result<proposal::Model, Refusal> {
    let proposal = proposal::Entity::find_by_id(proposal_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    match record::Entity::find_by_id(proposal_id).one(write.tx()).await? {
        Some(_) => Err(Refusal::rule("approval.decided", "Darüber ist schon entschieden.")),
        None => Ok(proposal),
    }
}

async fn store(
    write: &mut Write,
    proposal: &proposal::Model,
    verdict: Verdict,
    decided_by: i64,
    reason: Option<String>,
) -> Result<(), Refusal> {
    let row = record::Model {
        proposal_id: proposal.id,
        proposed_by: proposal.proposed_by,
        verdict: verdict.key().into(),
        decided_by,
        decided_at: write.now.instant,
        reason,
        audit_id: write.audit.id,
    };
    write.audit.cover_row(Covered::Approval, proposal.id, row.line());
    record::Entity::insert(row.into_active_model()).exec_without_returning(write.tx()).await?;
    Ok(())
}
