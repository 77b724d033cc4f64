//! Grant cases with their current decisions and plans.
use crate::{
    approval, authority,
    check::facts::{Case, Decision, Project, Treated, Version},
    db,
    grant::{
        self, DecisionKind, FinancingType, Item, RecipientKind, Regime, Side,
        current::Verdicts,
        memo::{self, Memo},
    },
    ledger::Source,
    money::{Cents, Rate},
    text::fold,
    viewpoint::Viewpoint,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

mod money;
mod proofs;

/// Puts the cases with their current decisions into the projects; gives the items that authorities treat differently.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    projects: &mut BTreeMap<i64, Project>,
) -> Result<Vec<Treated>, DbErr> {
    let mut versions: HashMap<i64, Vec<grant::decision::Model>> = HashMap::new();
    let decisions =
        grant::decision::Entity::find().order_by_asc(grant::decision::Column::Version).all(connection).await?;
    for decision in decisions {
        versions.entry(decision.case_id).or_default().push(decision);
    }
    let verdicts = approval::record::Entity::find().all(connection).await?;
    let verdicts: Verdicts = verdicts.into_iter().map(|row| (row.proposal_id, row)).collect();
    let notices = grant::notice::Entity::find().order_by_asc(grant::notice::Column::Id).all(connection).await?;
    for decision in versions.values_mut().flatten() {
        *decision = grant::notice::told(decision.clone(), &notices, view.known_at);
    }
    let plans = plans(connection).await?;
    let authorities: HashMap<i64, (String, String)> = authority::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .map(|authority| (authority.id, (authority.slug, authority.name)))
        .collect();
    let mut proven = proofs::load(connection, view).await?;
    let mut money = money::load(connection, view).await?;
    let mut memos = memos(connection, view).await?;
    let mut current_of: HashMap<i64, String> = HashMap::new();
    for row in grant::case::Entity::find().order_by_asc(grant::case::Column::Id).all(connection).await? {
        let (Some(kind), Some(regime), Some(source)) = (
            RecipientKind::from_key(&row.recipient_kind),
            Regime::from_key(&row.regime),
            Source::from_key(&row.source),
        ) else {
            continue;
        };
        if view.known_at.is_some_and(|at| row.recorded_at > at) {
            continue;
        }
        let Some(project) = projects.get_mut(&row.project_id) else { continue };
        let (slug, authority) = authorities.get(&row.authority_id).cloned().unwrap_or_default();
        // whose case it is sees the findings, also where the project names no authority
        project.authority.get_or_insert_with(|| (row.authority_id, slug, authority.clone()));
        let all = versions.remove(&row.id).unwrap_or_default();
        let current = current(&all, &verdicts, view, &plans);
        if let Some(decision) = &current {
            current_of.insert(decision.id, authority.clone());
        }
        let proven = proven.remove(&row.id).unwrap_or_default();
        let money = money.remove(&row.id).unwrap_or_default();
        let held = all.iter().filter(|row| grant::current::held(row, &verdicts, view));
        project.cases.push(Case {
            id: row.id,
            same_recipient: fold(&row.recipient).chars().filter(|c| c.is_alphanumeric()).collect(),
            versions: held.map(version).collect(),
            memos: memos.remove(&row.id).unwrap_or_default(),
            reference: row.reference,
            recipient_kind: kind,
            regime,
            source,
            authority,
            current,
            interim: proven.interim,
            proof: proven.last,
            actual: proven.actual,
            money,
        });
    }
    treated(connection, &current_of).await
}

fn version(row: &grant::decision::Model) -> Version {
    Version { id: row.id, version: row.version, dated_on: row.dated_on, amount: row.amount_cents }
}

/// What is on the files, by case: memos that are not taken back.
async fn memos(connection: &impl ConnectionTrait, view: Viewpoint) -> Result<HashMap<i64, Vec<(i64, Memo)>>, DbErr> {
    let query = memo::record::Entity::find().order_by_asc(memo::record::Column::Id);
    let mut rows = query.all(connection).await?;
    rows.retain(|row| memo::find::seen(row, view));
    let gone: BTreeSet<i64> = rows.iter().filter_map(|row| row.reverses_id).collect();
    let mut found: HashMap<i64, Vec<(i64, Memo)>> = HashMap::new();
    for row in rows.iter().filter(|row| row.reverses_id.is_none() && !gone.contains(&row.id)) {
        found.entry(row.case_id).or_default().extend(row.memo().map(|memo| (row.id, memo)));
    }
    Ok(found)
}

/// The version that holds, with what its earlier versions say.
fn current(
    versions: &[grant::decision::Model],
    verdicts: &Verdicts,
    view: Viewpoint,
    plans: &HashMap<i64, Plan>,
) -> Option<Decision> {
    let held: Vec<&grant::decision::Model> =
        versions.iter().filter(|row| grant::current::held(row, verdicts, view)).collect();
    let first = held.iter().min_by_key(|row| (row.dated_on, row.version))?;
    let words = held.iter().flat_map(|version| [Some(version.rules.as_str()), version.conditions.as_deref()]);
    let wording = fold(&words.flatten().collect::<Vec<_>>().join(" "));
    let row = grant::current::current(versions, verdicts, view)?;
    let plan = plans.get(&row.id).cloned().unwrap_or_default();
    Some(Decision {
        id: row.id,
        version: row.version,
        kind: DecisionKind::from_key(&row.kind)?,
        dated_on: row.dated_on,
        first_dated_on: first.dated_on,
        notified_on: first.notified_on,
        waived_on: first.waived_on,
        financing: FinancingType::from_key(&row.financing)?,
        rate: row.rate.map(Rate),
        amount: row.amount_cents,
        eligible: row.eligible_cents,
        total: row.total_cents,
        wording,
        drawable: (row.drawable_from, row.drawable_to),
        work: (row.work_from, row.work_to),
        unbalanced: plan.unbalanced,
        planned: plan.expenditure,
        items: plan.items,
    })
}

#[derive(Debug, Clone, Default)]
struct Plan {
    unbalanced: Vec<(i32, Cents)>,
    expenditure: Option<Cents>,
    items: BTreeMap<Item, Cents>,
}

/// The plans by decision: expenditure in all, and the years in which the sides differ.
async fn plans(connection: &impl ConnectionTrait) -> Result<HashMap<i64, Plan>, DbErr> {
    use grant::plan_item::Column;
    let rows: Vec<(i64, i32, String, String, i64)> = grant::plan_item::Entity::find()
        .select_only()
        .columns([Column::DecisionId, Column::BudgetYear, Column::Side, Column::Item])
        .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .group_by(Column::DecisionId)
        .group_by(Column::BudgetYear)
        .group_by(Column::Side)
        .group_by(Column::Item)
        .into_tuple()
        .all(connection)
        .await?;
    let mut years: BTreeMap<(i64, i32), [i64; 2]> = BTreeMap::new();
    let mut plans: HashMap<i64, Plan> = HashMap::new();
    for (decision, year, side, item, cents) in rows {
        let index = usize::from(Side::from_key(&side) != Some(Side::Expenditure));
        years.entry((decision, year)).or_default()[index] += cents;
        if let Some(item) = Item::from_key(&item).filter(|item| item.side() == Side::Expenditure) {
            let of_item = plans.entry(decision).or_default().items.entry(item).or_default();
            *of_item = Cents(of_item.0.saturating_add(cents));
        }
    }
    for ((decision, year), [expenditure, financing]) in years {
        let plan = plans.entry(decision).or_default();
        plan.expenditure = Some(Cents(plan.expenditure.map_or(0, |cents| cents.0).saturating_add(expenditure)));
        if expenditure != financing {
            plan.unbalanced.push((year, Cents(expenditure.saturating_sub(financing))));
        }
    }
    Ok(plans)
}

async fn treated(connection: &impl ConnectionTrait, current_of: &HashMap<i64, String>) -> Result<Vec<Treated>, DbErr> {
    use grant::plan_item::Column;
    let rows: Vec<(i64, String, bool)> = grant::plan_item::Entity::find()
        .select_only()
        .columns([Column::DecisionId, Column::Item, Column::Eligible])
        .filter(Column::Side.eq(Side::Expenditure.key()))
        .distinct()
        .into_tuple()
        .all(connection)
        .await?;
    let mut by_item: BTreeMap<String, BTreeMap<&str, BTreeSet<bool>>> = BTreeMap::new();
    for (decision, item, eligible) in rows {
        if let Some(authority) = current_of.get(&decision) {
            by_item.entry(item).or_default().entry(authority).or_default().insert(eligible);
        }
    }
    let mut treated = Vec::new();
    for (item, authorities) in by_item {
        let only = |eligible: bool| -> Vec<String> {
            let all = authorities.iter().filter(|(_, said)| said.len() == 1 && said.contains(&eligible));
            all.map(|(name, _)| (*name).to_owned()).collect()
        };
        let (yes, no) = (only(true), only(false));
        if let (Some(item), false, false) = (Item::from_key(&item), yes.is_empty(), no.is_empty()) {
            treated.push(Treated { item: item.label().into(), eligible: yes, not_eligible: no });
        }
    }
    Ok(treated)
}
