//! The projects of a list as a workbook for editing holds them: for each what stands today, as known now.
use super::{
    field::Field,
    find::{self, Filter, Sort},
    record,
};
use crate::{
    actor::Actor,
    audit,
    clock::Now,
    db::Db,
    import_run::{
        Base, Target,
        change::may_upload,
        diff::{Present, value_of},
        scope::Scope,
        standing::{Sight, present},
    },
    ledger::{self, Kind, Source},
    programme,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};

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
    let mut listed = Vec::new();
    for page in 1.. {
        let lines = find::list(db, actor, Viewpoint::now(&now), filter, sort, page, AT_ONCE as u64).await?;
        listed.extend(lines.items.iter().map(|line| {
            (line.id, line.number.clone(), line.regions.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>())
        }));
        if page >= lines.pages() {
            break;
        }
    }
    // one picture: the values are those that stood at the base, whoever writes meanwhile
    let picture = db.snapshot().await?;
    let base = Base { audit_id: audit::newest(&picture).await?, day: now.today };
    let scope = Scope::of_uploader(&picture, actor).await?;
    let ids: Vec<i64> = listed.iter().map(|(id, ..)| *id).collect();
    let mut values = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let inside = changeable(&picture, scope, programme.id, some).await?;
        values.extend(standing(&picture, inside, now.today).await?);
    }
    let rows: Vec<Row> = listed
        .into_iter()
        .filter_map(|(id, number, regions)| Some(Row { values: values.remove(&id)?, id, number, regions }))
        .collect();
    if rows.is_empty() {
        return Err(Refusal::rule(
            "worksheet.empty",
            "In dieser Liste steht kein Projekt, das Sie mit einer Arbeitsmappe ändern dürfen. Bitte einen Filter entfernen.",
        ));
    }
    Ok(Worksheet { programme: programme.slug, base, columns: columns(&rows), rows })
}

/// The projects among some that an import may change.
async fn changeable(
    connection: &impl ConnectionTrait,
    scope: Scope,
    programme_id: i64,
    ids: &[i64],
) -> Result<Vec<i64>, DbErr> {
    let lie: Vec<(i64, Option<i64>, Option<i64>)> = record::Entity::find()
        .select_only()
        .columns([record::Column::Id, record::Column::RegionId, record::Column::AuthorityId])
        .filter(record::Column::Id.is_in(ids.to_vec()))
        .filter(record::Column::ProgrammeId.eq(programme_id))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(lie.into_iter().filter(|(_, region, authority)| scope.holds(*region, *authority)).map(|(id, ..)| id).collect())
}

/// What stands for some projects as of a day, as an import sees it.
async fn standing(
    connection: &impl ConnectionTrait,
    ids: Vec<i64>,
    day: NaiveDate,
) -> Result<HashMap<i64, HashMap<Target, String>>, Refusal> {
    let money: Vec<(String, String, Option<i32>)> = ledger::record::Entity::find()
        .select_only()
        .distinct()
        .columns([ledger::record::Column::Kind, ledger::record::Column::Source, ledger::record::Column::BudgetYear])
        .filter(ledger::record::Column::ProjectId.is_in(ids.clone()))
        .into_tuple()
        .all(connection)
        .await?;
    let money = money.into_iter().filter_map(|(kind, source, year)| {
        Some(Target::Money { kind: Kind::from_key(&kind)?, source: Source::from_key(&source)?, year })
    });
    let targets: BTreeSet<Target> = Field::ALL.map(Target::Field).into_iter().chain(money).collect();
    let found = present(connection, ids, &targets, Sight { day, today: day, known: None }).await?;
    let values = |present: Present| {
        targets.iter().filter_map(|target| Some((*target, value_of(*target, &present, day)?))).collect()
    };
    Ok(found.into_iter().map(|(id, present)| (id, values(present))).collect())
}

/// The columns: the fields, the usual money, any other money that occurs, the plan by years, the remark.
fn columns(rows: &[Row]) -> Vec<Target> {
    let usual = USUAL.map(|(kind, source)| Target::Money { kind, source, year: None });
    let mut others: Vec<(Option<i32>, Kind, Source)> = rows
        .iter()
        .flat_map(|row| row.values.keys())
        .filter(|target| !usual.contains(target))
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
