//! Claims out of the database.
use super::{Proposed, Recovery};
use crate::{
    approval::{self, proposal},
    check::facts::{minus, sum},
    grant::case,
    money::Cents,
    recovery::{claim, instalment, interest_set, payment, plan, resumption, reversal, write_off},
    settlement::draw::used::late,
    viewpoint::Viewpoint,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::HashMap;

/// What is open of all claims of a project, whatever the source of money.
pub(crate) struct Open {
    /// Principal that keeps the project from being closed ([`Recovery::unsettled`]).
    pub(crate) unsettled: Cents,
    /// Principal that is open and shelved for an unlimited time.
    pub(crate) shelved_for_good: Cents,
    /// Interest.
    pub(crate) interest: Cents,
}

/// What is open of all claims of a project.
///
/// # Errors
/// The driver's error.
pub(crate) async fn open_in(
    connection: &impl ConnectionTrait,
    project_id: i64,
    view: Viewpoint,
) -> Result<Open, DbErr> {
    let cases = case::Entity::find().select_only().column(case::Column::Id);
    let cases = cases.filter(case::Column::ProjectId.eq(project_id)).into_query();
    let claims = load(connection, Condition::all().add(claim::Column::CaseId.in_subquery(cases))).await?;
    let claims: Vec<Recovery> = claims.into_iter().filter_map(|one| one.seen(view)).collect();
    // too much paid on one claim settles no other
    let open = |of: fn(&Recovery) -> Cents| sum(claims.iter().map(of).map(|cents| cents.max(Cents::ZERO)));
    Ok(Open {
        unsettled: open(Recovery::unsettled),
        shelved_for_good: open(|one| minus(one.open(), one.unsettled())),
        interest: open(Recovery::interest_open),
    })
}

/// Claims with everything that happened to them, the oldest first.
///
/// # Errors
/// The driver's error.
pub(crate) async fn load(connection: &impl ConnectionTrait, which: Condition) -> Result<Vec<Recovery>, DbErr> {
    let claims = claim::Entity::find().filter(which).order_by_asc(claim::Column::Id).all(connection).await?;
    let mut found = Vec::with_capacity(claims.len());
    for some in claims.chunks(500) {
        let ids: Vec<i64> = some.iter().map(|row| row.id).collect();
        let mut of: HashMap<i64, Recovery> = some.iter().map(|row| (row.id, empty(row.clone()))).collect();
        let rows = payment::Entity::find().filter(payment::Column::ClaimId.is_in(ids.clone()));
        for row in rows.order_by_asc(payment::Column::Id).all(connection).await? {
            of.entry(row.claim_id).and_modify(|one| one.payments.push(row));
        }
        let rows = interest_set::Entity::find().filter(interest_set::Column::ClaimId.is_in(ids.clone()));
        for row in rows.order_by_asc(interest_set::Column::Id).all(connection).await? {
            of.entry(row.claim_id).and_modify(|one| one.interest.push(row));
        }
        let rows = reversal::Entity::find().filter(reversal::Column::ClaimId.is_in(ids.clone()));
        for row in rows.order_by_asc(reversal::Column::Id).all(connection).await? {
            of.entry(row.claim_id).and_modify(|one| one.reversals.push(row));
        }
        let draws = some.iter().filter_map(|row| row.draw_id).collect();
        let told = late::load(connection, draws).await?;
        for one in of.values_mut() {
            one.late_use = one.claim.draw_id.map(|draw| told.get(&draw).cloned().unwrap_or_default());
        }
        plans(connection, &ids, &mut of).await?;
        write_offs(connection, &ids, &mut of).await?;
        found.extend(ids.iter().filter_map(|id| of.remove(id)));
    }
    Ok(found)
}

fn empty(claim: claim::Model) -> Recovery {
    Recovery {
        claim,
        payments: Vec::new(),
        interest: Vec::new(),
        plans: Vec::new(),
        write_offs: Vec::new(),
        reversals: Vec::new(),
        late_use: None,
    }
}

async fn plans(
    connection: &impl ConnectionTrait,
    claims: &[i64],
    of: &mut HashMap<i64, Recovery>,
) -> Result<(), DbErr> {
    let plans = plan::Entity::find()
        .filter(plan::Column::ClaimId.is_in(claims.to_vec()))
        .order_by_asc(plan::Column::Version)
        .all(connection)
        .await?;
    let ids: Vec<i64> = plans.iter().map(|row| row.id).collect();
    let mut parts: HashMap<i64, Vec<instalment::Model>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows = instalment::Entity::find().filter(instalment::Column::PlanId.is_in(some.to_vec()));
        for row in rows.order_by_asc(instalment::Column::DueOn).all(connection).await? {
            parts.entry(row.plan_id).or_default().push(row);
        }
    }
    for plan in plans {
        let rows = parts.remove(&plan.id).unwrap_or_default();
        of.entry(plan.claim_id).and_modify(|one| one.plans.push((plan, rows)));
    }
    Ok(())
}

async fn write_offs(
    connection: &impl ConnectionTrait,
    claims: &[i64],
    of: &mut HashMap<i64, Recovery>,
) -> Result<(), DbErr> {
    let rows = write_off::Entity::find()
        .filter(write_off::Column::ClaimId.is_in(claims.to_vec()))
        .order_by_asc(write_off::Column::Id)
        .all(connection)
        .await?;
    for some in rows.chunks(500) {
        let ids: Vec<i64> = some.iter().map(|row| row.proposal_id).collect();
        let proposals =
            proposal::Entity::find().filter(proposal::Column::Id.is_in(ids.clone())).all(connection).await?;
        let mut proposals: HashMap<i64, proposal::Model> = proposals.into_iter().map(|row| (row.id, row)).collect();
        let verdicts = approval::record::Entity::find().filter(approval::record::Column::ProposalId.is_in(ids));
        let verdicts = verdicts.all(connection).await?;
        let mut verdicts: HashMap<i64, approval::record::Model> =
            verdicts.into_iter().map(|row| (row.proposal_id, row)).collect();
        let resumed = resumption::Entity::find()
            .filter(resumption::Column::WriteOffId.is_in(some.iter().map(|row| row.id)))
            .all(connection)
            .await?;
        let mut resumed: HashMap<i64, resumption::Model> =
            resumed.into_iter().map(|row| (row.write_off_id, row)).collect();
        for row in some.iter().cloned() {
            let Some(proposal) = proposals.remove(&row.proposal_id) else { continue };
            let verdict = verdicts.remove(&row.proposal_id);
            let resumed = resumed.remove(&row.id);
            let one = Proposed { proposal, verdict, resumed, reversed_by: None, row };
            of.entry(one.row.claim_id).and_modify(|recovery| recovery.write_offs.push(one));
        }
    }
    of.values_mut().for_each(Recovery::mark_reversed);
    Ok(())
}
