//! Proofs of use as the rules read them.
use crate::{
    check::facts::Proof,
    db,
    grant::{Item, Side},
    money::Cents,
    settlement::{
        proof::{ProofKind, item, record},
        review,
    },
    viewpoint::Viewpoint,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap};

/// By case: the years of which a complete interim proof came, and the newest complete final one.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
) -> Result<HashMap<i64, (BTreeSet<i32>, Option<Proof>)>, DbErr> {
    let mut query = record::Entity::find()
        .filter(record::Column::ReceivedOn.lte(view.as_of))
        .filter(record::Column::Narrative.eq(true))
        .filter(record::Column::Confirmed.eq(true))
        .order_by_asc(record::Column::Id);
    if let Some(known) = view.known_at {
        query = query.filter(record::Column::RecordedAt.lte(known));
    }
    let mut cases: HashMap<i64, (BTreeSet<i32>, Option<Proof>)> = HashMap::new();
    let mut of: HashMap<i64, i64> = HashMap::new();
    for row in query.all(connection).await? {
        let (interim, last) = cases.entry(row.case_id).or_default();
        match ProofKind::from_key(&row.kind) {
            Some(ProofKind::Interim) => interim.extend(row.budget_year),
            Some(ProofKind::Final) => {
                of.insert(row.id, row.case_id);
                *last =
                    Some(Proof { id: row.id, received_on: row.received_on, spent: Default::default(), known_on: None });
            }
            None => {}
        }
    }
    let spent: Vec<(i64, String, i64)> = item::Entity::find()
        .select_only()
        .columns([item::Column::ProofId, item::Column::Item])
        .expr_as(db::sum_cents(Expr::col(item::Column::AmountCents)), "cents")
        .filter(item::Column::Side.eq(Side::Expenditure.key()))
        .group_by(item::Column::ProofId)
        .group_by(item::Column::Item)
        .into_tuple()
        .all(connection)
        .await?;
    let mut proofs: HashMap<i64, &mut Proof> =
        cases.values_mut().filter_map(|(_, proof)| proof.as_mut()).map(|proof| (proof.id, proof)).collect();
    for (proof, item, cents) in spent {
        if let (Some(proof), Some(item)) = (proofs.get_mut(&proof), Item::from_key(&item)) {
            proof.spent.insert(item, Cents(cents));
        }
    }
    drop(proofs);
    let mut reviews = review::record::Entity::find().filter(review::record::Column::CheckedOn.lte(view.as_of));
    if let Some(known) = view.known_at {
        reviews = reviews.filter(review::record::Column::RecordedAt.lte(known));
    }
    for review in reviews.all(connection).await? {
        // what the authority knew it knows, even if a newer proof came
        let case = of.get(&review.proof_id).and_then(|case| cases.get_mut(case));
        if let Some(proof) = case.and_then(|(_, proof)| proof.as_mut()) {
            proof.known_on = Some(proof.known_on.map_or(review.known_on, |known| known.min(review.known_on)));
        }
    }
    Ok(cases)
}
