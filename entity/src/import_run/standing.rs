//! What stands for the projects that a list means, loaded in few questions.
use super::{
    ReadRow, Target,
    diff::{Live, Present, Projects},
};
use crate::{
    db::packed::{self, Flag},
    ledger::{self, Kind, Source},
    money::Cents,
    origin,
    precision::Precision,
    project::{
        self,
        batch::{After, Holding, traces},
        field::Field,
    },
    refusal::Refusal,
    region,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};

/// SQLite takes at most 32,766 values in a statement.
pub(super) const ROWS_AT_ONCE: usize = 1_000;

/// A project that there is, as far as rows of lists can mean it.
#[derive(Debug)]
pub(super) struct There {
    pub(super) id: i64,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) recipient: Option<String>,
    /// Where it lies.
    pub(super) lies: Lies,
}

/// Where a project lies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lies {
    /// The region it counts in.
    pub(super) region_id: Option<i64>,
    /// The authority that grants.
    pub(super) authority_id: Option<i64>,
}

/// The projects that there are, in the order of their keys, and how rows find them.
pub(super) async fn there(connection: &impl ConnectionTrait) -> Result<(Vec<There>, Projects), Refusal> {
    type Loaded = (i64, String, Option<String>, String, Option<i64>, Option<i64>, Option<String>);
    use project::record::Column;
    let columns = [
        Column::Id,
        Column::Number,
        Column::GrantReference,
        Column::Title,
        Column::RegionId,
        Column::AuthorityId,
        Column::Recipient,
    ];
    let question = project::record::Entity::find().filter(project::find::is_there()).order_by_asc(Column::Id);
    let loaded: Vec<Loaded> = packed::rows(connection, question, &columns).await?;
    let mut projects = Projects::default();
    let mut there = Vec::with_capacity(loaded.len());
    for (id, number, reference, title, region_id, authority_id, recipient) in loaded {
        projects.add(id, &number, reference.as_deref(), &title, region_id);
        there.push(There { id, number, title, recipient, lies: Lies { region_id, authority_id } });
    }
    Ok((there, projects))
}

/// Where each project lies that some row means.
pub(super) fn meant(
    there: &[There],
    projects: &Projects,
    rows: &[ReadRow],
    regions: &region::find::Names,
) -> HashMap<i64, Lies> {
    let meant: HashSet<i64> = rows
        .iter()
        .filter_map(|row| projects.find(row, row.region.as_deref().and_then(|name| regions.find(name))))
        .collect();
    there.iter().filter(|project| meant.contains(&project.id)).map(|project| (project.id, project.lies)).collect()
}

/// From where one looks at what stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    /// The day that values are compared on.
    pub(crate) day: NaiveDate,
    /// Today: what holds then may be replaced.
    pub(crate) today: NaiveDate,
    /// The newest audit row that one knows of; none for all there are.
    pub(crate) known: Option<i64>,
}

/// What stands for some projects, as far as it is about some targets.
pub(crate) async fn present(
    connection: &impl ConnectionTrait,
    mut keys: Vec<i64>,
    targets: &BTreeSet<Target>,
    sight: Sight,
) -> Result<HashMap<i64, Present>, Refusal> {
    keys.sort_unstable();
    keys.dedup();
    let mut present: HashMap<i64, Present> = keys.iter().map(|id| (*id, Present::default())).collect();
    let fields: Vec<&str> = targets
        .iter()
        .filter_map(|target| if let Target::Field(field) = target { Some(field.key()) } else { None })
        .collect();
    for some in keys.chunks(ROWS_AT_ONCE) {
        let numbers: Vec<(i64, String)> = project::record::Entity::find()
            .select_only()
            .column(project::record::Column::Id)
            .column(project::record::Column::Number)
            .filter(project::record::Column::Id.is_in(some.to_vec()))
            .into_tuple()
            .all(connection)
            .await?;
        for (id, number) in numbers {
            if let Some(project) = present.get_mut(&id) {
                project.number = number;
            }
        }
        if !fields.is_empty() {
            stated(connection, some, &fields, sight, &mut present).await?;
        }
        let (entries, decided) = live(connection, some, targets, sight.known).await?;
        for (project_id, target, live) in entries {
            if let Some(project) = present.get_mut(&project_id) {
                project.entries.entry(target).or_default().push(live);
            }
        }
        for (project_id, kind, source) in decided {
            if let Some(project) = present.get_mut(&project_id) {
                project.decided.insert((kind, source));
            }
        }
    }
    Ok(present)
}

/// The statements that hold.
async fn stated(
    connection: &impl ConnectionTrait,
    some: &[i64],
    fields: &[&str],
    sight: Sight,
    present: &mut HashMap<i64, Present>,
) -> Result<(), DbErr> {
    use project::fact::Column;
    let mut query = project::fact::Entity::find()
        .filter(Column::ProjectId.is_in(some.to_vec()))
        .filter(Column::Field.is_in(fields.to_vec()))
        .filter(Column::ValidOn.lte(sight.today.max(sight.day)))
        .order_by_asc(Column::ValidOn)
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::Id);
    if let Some(known) = sight.known {
        query = query.filter(Column::AuditId.lte(known));
    }
    type Loaded = (i64, i64, String, Option<String>, NaiveDate, Flag);
    let columns = [Column::Id, Column::ProjectId, Column::Field, Column::Value, Column::ValidOn, Column::TakesBack];
    let facts: Vec<Loaded> = packed::rows(connection, query, &columns).await?;
    let mut after: HashMap<(i64, Field), Vec<After>> = HashMap::new();
    for (id, project_id, field, value, valid_on, Flag(takes_back)) in facts {
        let (Some(project), Some(field)) = (present.get_mut(&project_id), Field::from_key(&field)) else { continue };
        if valid_on <= sight.today {
            project.holding.insert(field, Holding { id, valid_on });
        }
        if valid_on <= sight.day {
            match value {
                Some(value) => project.values.insert(Target::Field(field), value),
                None => project.values.remove(&Target::Field(field)),
            };
        } else {
            let statement = After { holding: Holding { id, valid_on }, takes_back };
            after.entry((project_id, field)).or_default().push(statement);
        }
    }
    for ((project_id, field), after) in after {
        if let Some(project) = present.get_mut(&project_id) {
            project.taken_back.insert(field, traces(&after));
        }
    }
    Ok(())
}

type Entry =
    (i64, Option<i64>, String, String, Option<i32>, Cents, Precision, NaiveDate, Option<i64>, i64, Option<i64>);

/// Entries by project and target.
type Lively = Vec<(i64, Target, Live)>;

/// Money by project that grant cases speak of.
type Decided = HashSet<(i64, Kind, Source)>;

/// Entries of some projects that are not taken back, each with the end of its chain of counter-entries; and the money
/// that grant cases speak of. What they book in single years counts for the amount without a year as well.
async fn live(
    connection: &impl ConnectionTrait,
    ids: &[i64],
    targets: &BTreeSet<Target>,
    known: Option<i64>,
) -> Result<(Lively, Decided), Refusal> {
    let kinds: BTreeSet<&str> = targets
        .iter()
        .filter_map(|target| if let Target::Money { kind, .. } = target { Some(kind.key()) } else { None })
        .collect();
    if kinds.is_empty() {
        return Ok(Default::default());
    }
    use ledger::record::Column;
    let mut query = ledger::record::Entity::find()
        .filter(Column::ProjectId.is_in(ids.to_vec()))
        .filter(Column::Kind.is_in(kinds))
        .order_by_asc(Column::Id);
    if let Some(known) = known {
        query = query.filter(Column::AuditId.lte(known));
    }
    let columns = [
        Column::Id,
        Column::ProjectId,
        Column::Kind,
        Column::Source,
        Column::BudgetYear,
        Column::AmountCents,
        Column::Precision,
        Column::ValueDate,
        Column::ReversesId,
        Column::OriginId,
        Column::CaseId,
    ];
    let entries: Vec<Entry> = packed::rows(connection, query, &columns).await?;
    let counter: HashMap<i64, i64> = entries.iter().filter_map(|entry| Some((entry.8?, entry.0))).collect();
    let (mut found, mut decided) = (Vec::new(), Decided::new());
    for (id, project_id, kind, source, year, cents, precision, value_date, reverses, origin_id, case_id) in entries {
        let (Some(project_id), Some(kind), Some(source), None) =
            (project_id, Kind::from_key(&kind), Source::from_key(&source), reverses)
        else {
            continue;
        };
        let (end, taken_back) = ledger::chain(id, &counter);
        // what a case books is said by its decisions, calls, proofs and claims
        let by_case = case_id.is_some();
        if by_case {
            decided.insert((project_id, kind, source));
        }
        let whole = (by_case && year.is_some()).then_some(None);
        for year in std::iter::once(year).chain(whole) {
            let target = Target::Money { kind, source, year };
            if !taken_back && targets.contains(&target) {
                let live = Live { id: end, cents, precision, value_date, from_list: false };
                found.push((project_id, target, live, origin_id));
            }
        }
    }
    let mut origins: Vec<i64> = found.iter().map(|(.., origin_id)| *origin_id).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut cells: HashSet<i64> = HashSet::new();
    for some in origins.chunks(ROWS_AT_ONCE) {
        let rows: Vec<i64> = origin::Entity::find()
            .select_only()
            .column(origin::Column::Id)
            .filter(origin::Column::Id.is_in(some.to_vec()))
            .filter(origin::Column::Kind.eq("cell"))
            .into_tuple()
            .all(connection)
            .await?;
        cells.extend(rows);
    }
    let found = found.into_iter().map(|(project_id, target, live, origin_id)| {
        (project_id, target, Live { from_list: cells.contains(&origin_id), ..live })
    });
    Ok((found.collect(), decided))
}
