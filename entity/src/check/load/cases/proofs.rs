//! Proofs of use as the rules read them.
use crate::{
    check::facts::Proof,
    db,
    grant::{Item, Side},
    money::Cents,
    settlement::{
        actual::{Actual, OfProof, Stated},
        proof::{ProofKind, item, record},
        review,
    },
    viewpoint::Viewpoint,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is proven in a case.
#[derive(Default)]
pub(super) struct Proven {
    /// The years of which a complete interim proof came.
    pub(super) interim: BTreeSet<i32>,
    /// The newest complete final proof.
    pub(super) last: Option<Proof>,
    /// Expenditure as the newest complete proofs state it.
    pub(super) actual: Option<Actual>,
}

/// What is proven, by case.
pub(super) async fn load(connection: &impl ConnectionTrait, view: Viewpoint) -> Result<HashMap<i64, Proven>, DbErr> {
    let mut query = record::Entity::find()
        .filter(record::Column::ReceivedOn.lte(view.as_of))
        .filter(record::Column::Narrative.eq(true))
        .filter(record::Column::Confirmed.eq(true))
        .order_by_asc(record::Column::Id);
    if let Some(known) = view.known_at {
        query = query.filter(record::Column::RecordedAt.lte(known));
    }
    let proofs = query.all(connection).await?;
    let mut reviews = review::record::Entity::find().filter(review::record::Column::CheckedOn.lte(view.as_of));
    if let Some(known) = view.known_at {
        reviews = reviews.filter(review::record::Column::RecordedAt.lte(known));
    }
    let reviews = reviews.all(connection).await?;
    let checked: HashSet<i64> = reviews.iter().map(|review| review.proof_id).collect();
    let mut spent = spent(connection).await?;
    let mut cases: HashMap<i64, Proven> = HashMap::new();
    let mut of: HashMap<i64, i64> = HashMap::new();
    let mut stated: HashMap<i64, Vec<OfProof>> = HashMap::new();
    for row in proofs {
        let Some(kind) = ProofKind::from_key(&row.kind) else { continue };
        let proven = cases.entry(row.case_id).or_default();
        match kind {
            ProofKind::Interim => proven.interim.extend(row.budget_year),
            ProofKind::Final => {
                of.insert(row.id, row.case_id);
                proven.last = Some(Proof { id: row.id, received_on: row.received_on, known_on: None });
            }
        }
        let one = Stated { proof_id: row.id, kind, year: row.budget_year, checked: checked.contains(&row.id) };
        stated.entry(row.case_id).or_default().push((one, spent.remove(&row.id).unwrap_or_default()));
    }
    for (case, proofs) in stated {
        cases.entry(case).or_default().actual = Actual::newest(proofs);
    }
    for review in reviews {
        // what the authority knew it knows, even if a newer proof came
        let case = of.get(&review.proof_id).and_then(|case| cases.get_mut(case));
        if let Some(proof) = case.and_then(|proven| proven.last.as_mut()) {
            proof.known_on = Some(proof.known_on.map_or(review.known_on, |known| known.min(review.known_on)));
        }
    }
    Ok(cases)
}

/// Expenditure by proof and item, over all years.
async fn spent(connection: &impl ConnectionTrait) -> Result<HashMap<i64, BTreeMap<Item, Cents>>, DbErr> {
    let rows: Vec<(i64, String, i64)> = item::Entity::find()
        .select_only()
        .columns([item::Column::ProofId, item::Column::Item])
        .expr_as(db::sum_cents(Expr::col(item::Column::AmountCents)), "cents")
        .filter(item::Column::Side.eq(Side::Expenditure.key()))
        .group_by(item::Column::ProofId)
        .group_by(item::Column::Item)
        .into_tuple()
        .all(connection)
        .await?;
    let mut found: HashMap<i64, BTreeMap<Item, Cents>> = HashMap::new();
    for (proof, item, cents) in rows {
        if let Some(item) = Item::from_key(&item) {
            found.entry(proof).or_default().insert(item, Cents(cents));
        }
    }
    Ok(found)
}
