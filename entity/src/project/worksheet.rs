//! The projects of a list as a workbook for editing holds them: for each what stands today, as known now.
use super::{
    fact,
    field::Field,
    find::{Filter, Sort, is_there, narrowed, sorted, visible},
    record, region_link,
};
use crate::{
    actor::Actor,
    audit,
    clock::Now,
    db::{Db, sum_cents},
    import_run::{Base, Target, change::may_upload, scope::Scope},
    ledger::{self, Kind, Source},
    money::Cents,
    programme,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Func},
};
use std::collections::HashMap;

/// SQLite takes at most 32,766 values in a statement.
const AT_ONCE: usize = 1_000;

/// The descriptive fields that are edited in a workbook, in the order of its columns; the remark stands at its end.
const FIELDS: [Field; 15] = [
    Field::Title,
    Field::GrantReference,
    Field::Recipient,
    Field::Partners,
    Field::Theme,
    Field::Place,
    Field::MunicipalityKey,
    Field::Summary,
    Field::Lifecycle,
    Field::StartDate,
    Field::EndDate,
    Field::ApprovalDate,
    Field::FundingRate,
    Field::TotalCost,
    Field::EligibleCost,
];

/// The money that always has a column, whether there is some or not.
const USUAL: [(Kind, Source); 7] = [
    (Kind::Granted, Source::Programme),
    (Kind::Planned, Source::OwnShare),
    (Kind::CofundingPledged, Source::PrivateCash),
    (Kind::Planned, Source::OtherPublic),
    (Kind::Requested, Source::Programme),
    (Kind::Paid, Source::Programme),
    (Kind::Spent, Source::Programme),
];

/// What a workbook for editing is made from.
#[derive(Debug, Clone)]
pub struct Worksheet {
    /// The programme's address word.
    pub programme: String,
    /// What the values are compared with when the workbook comes back.
    pub base: Base,
    /// The columns that can be edited.
    pub columns: Vec<Target>,
    /// The projects in the order of the list.
    pub rows: Vec<Row>,
}

/// A project of a workbook.
#[derive(Debug, Clone)]
pub struct Row {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Names of its regions, the one it counts in first.
    pub regions: Vec<String>,
    /// What stands, as stored; money as plain decimal of euros.
    pub values: HashMap<Target, String>,
}

/// The projects that the list shows with a filter, as far as an import of the actor may change them.
///
/// # Errors
/// [`Refusal::SignInRequired`] or [`Refusal::Forbidden`] for those who may not upload, [`Refusal::NotFound`] for a
/// region or programme that does not exist, a rule's refusal when no project is left, or the driver's error.
pub async fn worksheet(
    db: &Db,
    actor: &Actor,
    now: Now,
    programme: &str,
    filter: &Filter,
    sort: Sort,
) -> Result<Worksheet, Refusal> {
    may_upload(actor)?;
    let programme = programme::find::by_slug(db, programme).await?.record;
    // one picture: the values are those that stood at the base, whoever writes meanwhile
    let picture = db.snapshot().await?;
    let base = Base { audit_id: audit::newest(&picture).await?, day: now.today };
    let scope = Scope::of_uploader(&picture, actor).await?;
    let mut rows = listed(&picture, actor, &now, programme.id, filter, sort).await?;
    rows.retain(|row| scope.holds(row.region_id, row.authority_id));
    if rows.is_empty() {
        return Err(Refusal::rule(
            "worksheet.empty",
            "In dieser Liste steht kein Projekt, das Sie mit einer Arbeitsmappe ändern dürfen. Bitte einen Filter entfernen.",
        ));
    }
    let regions = region::find::all(&picture).await?;
    let mut made = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_ONCE) {
        let ids: Vec<i64> = some.iter().map(|row| row.id).collect();
        let mut names = region_names(&picture, ids.clone(), &regions).await?;
        let mut values = standing(&picture, &ids, now.today).await?;
        made.extend(some.iter().map(|row| Row {
            id: row.id,
            number: row.number.clone(),
            regions: names.remove(&row.id).unwrap_or_default(),
            values: values.remove(&row.id).unwrap_or_default(),
        }));
    }
    Ok(Worksheet { programme: programme.slug, base, columns: columns(&made), rows: made })
}

/// A project of the list and where it lies.
struct Listed {
    id: i64,
    number: String,
    region_id: Option<i64>,
    authority_id: Option<i64>,
}

/// The projects of a programme that the list shows, in its order.
async fn listed(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    now: &Now,
    programme_id: i64,
    filter: &Filter,
    sort: Sort,
) -> Result<Vec<Listed>, Refusal> {
    let regions = region::find::all(connection).await?;
    let region_id = match &filter.region {
        Some(slug) => Some(regions.iter().find(|region| region.slug == *slug).ok_or(Refusal::NotFound)?.id),
        None => None,
    };
    let shown = record::Entity::find()
        .filter(visible(actor, &regions))
        .filter(is_there())
        .filter(narrowed(filter, region_id))
        .filter(record::Column::ProgrammeId.eq(programme_id));
    let rows: Vec<(i64, String, Option<i64>, Option<i64>)> = sorted(shown, sort, Viewpoint::now(now))
        .select_only()
        .columns([record::Column::Id, record::Column::Number, record::Column::RegionId, record::Column::AuthorityId])
        .into_tuple()
        .all(connection)
        .await?;
    let listed = |(id, number, region_id, authority_id)| Listed { id, number, region_id, authority_id };
    Ok(rows.into_iter().map(listed).collect())
}

/// The names of the regions of some projects.
async fn region_names(
    connection: &impl ConnectionTrait,
    ids: Vec<i64>,
    regions: &[region::record::Model],
) -> Result<HashMap<i64, Vec<String>>, Refusal> {
    let links = region_link::Entity::find()
        .filter(region_link::Column::ProjectId.is_in(ids))
        .order_by_asc(region_link::Column::Id)
        .all(connection)
        .await?;
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    for link in links {
        let name = regions.iter().find(|region| region.id == link.region_id).map(|region| region.name.clone());
        names.entry(link.project_id).or_default().extend(name);
    }
    Ok(names)
}

/// What stands for some projects as of a day, as an import sees it ([`crate::import_run::diff::value_of`]). Asked for
/// whole lists, so the database sums; only entries that were taken back, or take back, are looked at one by one.
async fn standing(
    connection: &impl ConnectionTrait,
    ids: &[i64],
    day: NaiveDate,
) -> Result<HashMap<i64, HashMap<Target, String>>, Refusal> {
    let mut values: HashMap<i64, HashMap<Target, String>> = HashMap::with_capacity(ids.len());
    let edited: Vec<&str> = FIELDS.into_iter().chain([Field::Remark]).map(Field::key).collect();
    let facts: Vec<(i64, String, Option<String>)> = fact::Entity::find()
        .select_only()
        .columns([fact::Column::ProjectId, fact::Column::Field, fact::Column::Value])
        .filter(fact::Column::ProjectId.is_in(ids.to_vec()))
        .filter(fact::Column::Field.is_in(edited))
        .filter(fact::Column::ValidOn.lte(day))
        .order_by_asc(fact::Column::ValidOn)
        .order_by_asc(fact::Column::RecordedAt)
        .order_by_asc(fact::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    for (project_id, field, value) in facts {
        let Some(field) = Field::from_key(&field) else { continue };
        let project = values.entry(project_id).or_default();
        match value {
            Some(value) => project.insert(Target::Field(field), value),
            None => project.remove(&Target::Field(field)),
        };
    }
    for ((project_id, target), cents) in money(connection, ids, day).await? {
        // a sum that no amount can hold is nothing that a cell could say
        if let Some(cents) = cents {
            values.entry(project_id).or_default().insert(target, cents.plain());
        }
    }
    Ok(values)
}

/// The sums of entries that count on a day; none where a sum is too large.
async fn money(
    connection: &impl ConnectionTrait,
    ids: &[i64],
    day: NaiveDate,
) -> Result<HashMap<(i64, Target), Option<Cents>>, Refusal> {
    use ledger::record::{Column, Entity};
    let target = |kind: &str, source: &str, year| {
        Some(Target::Money { kind: Kind::from_key(kind)?, source: Source::from_key(source)?, year })
    };
    // not "is null": SQLite would go by the index of counter-entries, through all that are none
    let reverses = || Expr::expr(Func::coalesce([Expr::col(Column::ReversesId), Expr::val(0i64)]));
    let of_projects = || Entity::find().filter(Column::ProjectId.is_in(ids.to_vec()));
    let taken_back = || {
        let counters = of_projects().select_only().column(Column::ReversesId).filter(reverses().gt(0i64));
        counters.into_query()
    };
    let sums: Vec<(i64, String, String, Option<i32>, i64)> = of_projects()
        .select_only()
        .columns([Column::ProjectId, Column::Kind, Column::Source, Column::BudgetYear])
        .expr(sum_cents(Expr::col(Column::AmountCents)))
        .filter(reverses().eq(0i64))
        .filter(Column::Id.not_in_subquery(taken_back()))
        .filter(Column::ValueDate.lte(day))
        .group_by(Column::ProjectId)
        .group_by(Column::Kind)
        .group_by(Column::Source)
        .group_by(Column::BudgetYear)
        .into_tuple()
        .all(connection)
        .await?;
    let mut money: HashMap<(i64, Target), Option<Cents>> = HashMap::with_capacity(sums.len());
    for (project_id, kind, source, year, cents) in sums {
        if let Some(target) = target(&kind, &source, year) {
            money.insert((project_id, target), Some(Cents(cents)));
        }
    }
    type Entry = (i64, i64, String, String, Option<i32>, Cents, NaiveDate, Option<i64>);
    let chained: Vec<Entry> = of_projects()
        .select_only()
        .columns([Column::Id, Column::ProjectId, Column::Kind, Column::Source, Column::BudgetYear])
        .columns([Column::AmountCents, Column::ValueDate, Column::ReversesId])
        .filter(Condition::any().add(reverses().gt(0i64)).add(Column::Id.in_subquery(taken_back())))
        .into_tuple()
        .all(connection)
        .await?;
    let counter: HashMap<i64, i64> = chained.iter().filter_map(|entry| Some((entry.7?, entry.0))).collect();
    for (id, project_id, kind, source, year, cents, value_date, reverses) in chained {
        if reverses.is_some() || value_date > day || ledger::chain(id, &counter).1 {
            continue;
        }
        if let Some(target) = target(&kind, &source, year) {
            let sum = money.entry((project_id, target)).or_insert(Some(Cents::ZERO));
            *sum = sum.and_then(|sum| sum.checked_add(cents));
        }
    }
    Ok(money)
}

/// Whether a workbook may have a column for something: whoever makes one up cannot reach what lists do not talk about.
#[must_use]
pub fn editable(target: Target) -> bool {
    match target {
        Target::Field(field) => field != Field::Transfer,
        // what the programme has is no project's money
        Target::Money { kind, .. } => !matches!(kind, Kind::Ceiling | Kind::Appropriation),
    }
}

/// The columns: the fields, the usual money, any other money that occurs, the plan by years, the remark.
fn columns(rows: &[Row]) -> Vec<Target> {
    let usual = USUAL.map(|(kind, source)| Target::Money { kind, source, year: None });
    let mut others: Vec<(Option<i32>, Kind, Source)> = rows
        .iter()
        .flat_map(|row| row.values.keys())
        .filter(|target| !usual.contains(target) && editable(**target))
        .filter_map(|target| match *target {
            Target::Money { kind, source, year } => Some((year, kind, source)),
            Target::Field(_) => None,
        })
        .collect();
    others.sort_unstable();
    others.dedup();
    let others = others.into_iter().map(|(year, kind, source)| Target::Money { kind, source, year });
    let fields = FIELDS.map(Target::Field).into_iter();
    fields.chain(usual).chain(others).chain([Target::Field(Field::Remark)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::{Action, Reach, Role, reach};

    #[test]
    fn whoever_uploads_sees_what_is_internal_there() {
        // so the workbook may hold remarks and private money
        for role in Role::ALL {
            let (upload, see) = (reach(role, Action::UploadImport), reach(role, Action::SeeInternal));
            assert!(upload == Reach::No || see == Reach::All || see == upload, "{role:?}: {upload:?}, {see:?}");
        }
    }

    #[test]
    fn money_that_occurs_has_a_column_and_years_are_in_order() {
        let plan = |year| Target::Money { kind: Kind::Planned, source: Source::Programme, year: Some(year) };
        let secured = Target::Money { kind: Kind::CofundingContracted, source: Source::PrivateCash, year: None };
        let row = |targets: &[Target]| Row {
            id: 1,
            number: "1".into(),
            regions: Vec::new(),
            values: targets.iter().map(|target| (*target, "1.00".into())).collect(),
        };
        let columns = columns(&[row(&[plan(2022), secured]), row(&[plan(2021), plan(2022)])]);
        assert_eq!(
            columns[FIELDS.len() + USUAL.len()..],
            [secured, plan(2021), plan(2022), Target::Field(Field::Remark)]
        );
    }
}
