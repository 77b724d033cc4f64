//! Which findings are overridden.
use super::record;
use crate::{
    approval::{self, Verdict},
    check::found::{Accepted, Found},
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Marks what was accepted, or proposed to be and not decided yet, as known at the viewpoint.
pub(in crate::check) async fn mark(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    found: &mut [Found],
) -> Result<(), DbErr> {
    let mut query = record::Entity::find().order_by_asc(record::Column::Id);
    if let Some(at) = view.known_at {
        query = query.filter(record::Column::RecordedAt.lte(at));
    }
    let rows = query.all(connection).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let ids = || rows.iter().map(|row| row.proposal_id);
    let proposed: HashMap<i64, i64> = approval::proposal::Entity::find()
        .filter(approval::proposal::Column::Id.is_in(ids()))
        .all(connection)
        .await?
        .into_iter()
        .map(|proposal| (proposal.id, proposal.proposed_by))
        .collect();
    let decided: HashMap<i64, String> = approval::record::Entity::find()
        .filter(approval::record::Column::ProposalId.is_in(ids()))
        .all(connection)
        .await?
        .into_iter()
        .filter(|decision| view.known_at.is_none_or(|at| decision.decided_at <= at))
        .map(|decision| (decision.proposal_id, decision.verdict))
        .collect();
    let mut accepted: HashMap<(String, i64), Vec<(String, Accepted)>> = HashMap::new();
    for row in rows {
        let verdict = decided.get(&row.proposal_id).and_then(|verdict| Verdict::from_key(verdict));
        if verdict.is_some_and(|verdict| verdict != Verdict::Approved) {
            continue;
        }
        let accept = Accepted {
            proposal_id: row.proposal_id,
            approved: verdict == Some(Verdict::Approved),
            reason: row.reason,
            proposed_by: proposed.get(&row.proposal_id).copied().unwrap_or_default(),
        };
        accepted.entry((row.rule, row.project_id)).or_default().push((row.fingerprint, accept));
    }
    for found in found {
        let Some((id, _, _)) = &found.project else { continue };
        let Some(of_rule) = accepted.get(&(found.finding.rule.to_owned(), *id)) else { continue };
        let fingerprint = found.fingerprint();
        let same = of_rule.iter().rfind(|(other, _)| *other == fingerprint);
        found.accepted = same.map(|(_, accept)| accept.clone());
    }
    Ok(())
}
