//! Conflicts: values that a list may not simply replace, and what a person decided about each of them. Where the list's
//! value is taken the value is a change like any other; where nothing is decided, what stands stays.
use super::{
    BlankMeans, RowKind, State, Target,
    change::{expect, locked, recount, store},
    diff::{Difference, Present, value_of},
    find::{moved, see},
    item, record, row,
    scope::may_decide,
    standing::{ROWS_AT_ONCE, Sight, present},
};
use crate::{
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write, bulk},
    refusal::Refusal,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is said about a value that somebody changed since the preview.
pub(super) const MOVED: &str = "Seit der Vorschau hat jemand diesen Wert geändert.";

/// So many decisions are written out in the audit trail; the rest is counted.
const WRITTEN_OUT: usize = 200;

/// Whose value a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The list's.
    List,
    /// What stands.
    System,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::List, Self::System];

    /// The word in the database, in forms and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::System => "system",
        }
    }

    /// The side with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.key() == key)
    }

    /// What choosing it means, in German.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::List => "Wert der Liste übernehmen",
            Self::System => "Wert im System behalten",
        }
    }
}

/// Why a value may not simply be replaced, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Why, in German.
    pub reason: String,
    /// What a person decided; none while nobody did.
    pub side: Option<Side>,
}

impl Conflict {
    /// A conflict that nobody decided about.
    #[must_use]
    pub fn open(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), side: None }
    }

    /// Whether what stands stays.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.side != Some(Side::List)
    }

    /// The conflict that two columns tell of, if they do.
    pub(super) fn of(reason: Option<&str>, side: Option<&str>) -> Option<Self> {
        Some(Self { reason: reason?.into(), side: side.and_then(Side::from_key) })
    }

    /// Its side as stored.
    pub(super) fn stored_side(&self) -> Option<String> {
        self.side.map(|side| side.key().into())
    }
}

/// The condition that a value stays as it is: in conflict, and not decided for the list.
pub(super) fn stands() -> SimpleExpr {
    item::Column::Conflict.is_not_null().and(taken().not())
}

/// The condition that a value is applied, as far as conflicts go.
pub(super) fn applied() -> SimpleExpr {
    stands().not()
}

/// The condition that a conflict is decided for the list.
pub(super) fn taken() -> SimpleExpr {
    item::Column::Conflict.is_not_null().and(is_side(Side::List))
}

/// The condition that nobody decided about a conflict.
pub(super) fn undecided() -> SimpleExpr {
    item::Column::Conflict.is_not_null().and(item::Column::Side.is_null())
}

fn is_side(side: Side) -> SimpleExpr {
    item::Column::Side.is_not_null().and(item::Column::Side.eq(side.key()))
}

/// A decision about one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The row's number in the import.
    pub position: i32,
    /// About what.
    pub target: Target,
    /// Whose value counts.
    pub side: Side,
    /// What stood there for the person who decides, as stored; not compared unless given.
    pub seen: Option<Option<String>>,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rulings {
    /// Every conflict alike, whatever was decided before.
    All(Side),
    /// One by one.
    Each(Vec<Ruling>),
}

/// Decides conflicts; also values that somebody changed since the preview. Gives how many values were decided.
///
/// # Errors
/// Not found, forbidden, a state that does not allow it; stale, also where a value no longer is what the person saw;
/// a rule's refusal for a value that is in no conflict.
pub async fn decide(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    rulings: &Rulings,
) -> Result<usize, Refusal> {
    see(db, actor, id).await?;
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    may_decide(write.tx(), actor, &run).await?;
    expect(&run, version, State::Ready)?;
    let moved = moved(write.tx(), &run).await?;
    let cases = cases(&write, &run, &moved.values).await?;
    let decided = match rulings {
        Rulings::All(side) => cases.into_iter().map(|case| (case, *side)).collect(),
        Rulings::Each(rulings) => chosen(cases, rulings)?,
    };
    if decided.is_empty() {
        return Err(Refusal::rule("import.no_conflict", "In diesem Import steht kein Wert im Konflikt."));
    }
    let mut written = Vec::new();
    let mut changed = Vec::with_capacity(decided.len());
    for (case, side) in &decided {
        if written.len() < WRITTEN_OUT {
            written.push(serde_json::json!({
                "row": case.position, "field": case.item.field, "side": side.key(), "stands": case.stands,
                "list": case.item.new,
            }));
        }
        let conflict = Conflict { side: Some(*side), ..case.conflict() };
        // a workbook for editing has its own before
        let moved = case.stands != case.item.old && run.exported_audit_id.is_none();
        let base = if moved { &case.item.old } else { &case.item.base };
        let values = [case.stands.clone().into(), base.clone().into(), conflict.reason.into(), side.key().into()];
        changed.push((case.item.id, values));
    }
    // what stood when it was decided, what stood before, and the decision
    let columns = [item::Column::Old, item::Column::Base, item::Column::Conflict, item::Column::Side];
    bulk::update::<item::Entity, 4>(write.tx(), columns.map(|column| (column, "text")), &changed).await?;
    recount(&write, &mut run).await?;
    let count = |side| decided.iter().filter(|(_, decided)| *decided == side).count();
    let detail = serde_json::json!({"list": count(Side::List), "system": count(Side::System), "decisions": written});
    store(&write, run).await?;
    let entry =
        Entry { action: "import.conflicts", subject: "import_run", subject_id: id.to_string(), detail, reason: None };
    write.commit(entry).await?;
    Ok(decided.len())
}

/// A value that can be decided.
struct Case {
    position: i32,
    item: item::Model,
    target: Target,
    /// What stands now.
    stands: Option<String>,
}

impl Case {
    fn conflict(&self) -> Conflict {
        let decided = Conflict::of(self.item.conflict.as_deref(), self.item.side.as_deref());
        decided.unwrap_or_else(|| Conflict::open(MOVED))
    }
}

/// The values of a run that are in conflict, or were when somebody decided, or were changed since the preview.
async fn cases(write: &Write, run: &record::Model, moved: &HashMap<i64, Option<String>>) -> Result<Vec<Case>, Refusal> {
    let of_run = || item::Entity::find().filter(item::Column::RunId.eq(run.id));
    let mut items = of_run().filter(item::Column::Conflict.is_not_null()).all(write.tx()).await?;
    let there: HashSet<i64> = items.iter().map(|item| item.id).collect();
    let others: Vec<i64> = moved.keys().copied().filter(|id| !there.contains(id)).collect();
    for some in others.chunks(ROWS_AT_ONCE) {
        items.extend(of_run().filter(item::Column::Id.is_in(some.to_vec())).all(write.tx()).await?);
    }
    items.sort_by_key(|item| item.id);
    let rows: HashMap<i64, row::Model> = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.is_in([RowKind::Conflict, RowKind::Changed, RowKind::Same].map(RowKind::key)))
        .all(write.tx())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let cases = items.into_iter().filter_map(|item| {
        let (row, target) = (rows.get(&item.row_id)?, Target::from_key(&item.field)?);
        let stands = moved.get(&item.id).cloned().unwrap_or_else(|| item.old.clone());
        Some(Case { position: row.position, target, stands, item })
    });
    Ok(cases.collect())
}

/// The cases that were decided one by one.
fn chosen(cases: Vec<Case>, rulings: &[Ruling]) -> Result<Vec<(Case, Side)>, Refusal> {
    let mut cases: HashMap<(i32, Target), Case> =
        cases.into_iter().map(|case| ((case.position, case.target), case)).collect();
    let mut decided = Vec::with_capacity(rulings.len());
    for ruling in rulings {
        let Some(case) = cases.remove(&(ruling.position, ruling.target)) else {
            let message = format!(
                "Zeile {}, {}: Dieser Wert steht in keinem Konflikt oder ist zweimal entschieden.",
                ruling.position,
                ruling.target.label()
            );
            return Err(Refusal::rule("import.no_conflict", message));
        };
        if ruling.seen.as_ref().is_some_and(|seen| *seen != case.stands) {
            return Err(Refusal::Stale);
        }
        decided.push((case, ruling.side));
    }
    Ok(decided)
}

/// Whether a value no longer is what the preview showed: it is left alone until somebody looks at it. Money also where
/// an amount with a later day came, unless the conflict about it was decided.
pub(super) fn is_moved(target: Target, old: Option<&str>, decided: bool, standing: &Present, day: NaiveDate) -> bool {
    let later = || standing.entries.get(&target).is_some_and(|all| all.iter().any(|entry| entry.value_date > day));
    value_of(target, standing, day).as_deref() != old || (target.is_money() && !decided && later())
}

/// Notes which values were left alone, and why.
pub(super) async fn left_alone(write: &Write, items: &[i64], why: &str) -> Result<(), Refusal> {
    for some in items.chunks(ROWS_AT_ONCE) {
        item::Entity::update_many()
            .col_expr(item::Column::Conflict, Expr::value(why))
            .col_expr(item::Column::Side, Expr::value(None::<String>))
            .filter(item::Column::Id.is_in(some.to_vec()))
            .exec(write.tx())
            .await?;
    }
    Ok(())
}

/// How many values a condition holds for, over what counts: not in rows that cannot be applied or were not chosen, no
/// empty cell where that means nothing.
pub(super) async fn count(
    connection: &impl ConnectionTrait,
    run: &record::Model,
    condition: SimpleExpr,
) -> Result<u64, DbErr> {
    let rows = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.ne(RowKind::Error.key()))
        .filter(row::Column::Outcome.is_null().or(row::Column::Outcome.ne("nicht gewählt")));
    let mut query = item::Entity::find()
        .filter(item::Column::RunId.eq(run.id))
        .filter(condition)
        .filter(item::Column::RowId.in_subquery(rows.into_query()));
    if BlankMeans::from_key(&run.blank_means).unwrap_or_default() == BlankMeans::Keep {
        query = query.filter(item::Column::Blank.eq(false));
    }
    query.count(connection).await
}

/// What people decided about conflicts, to be followed when the list is compared anew.
pub(super) struct Decided(HashMap<(String, String), Before>);

/// A value as it was decided about.
struct Before {
    old: Option<String>,
    new: Option<String>,
    base: Option<String>,
    conflict: Conflict,
}

impl Decided {
    /// What was decided about a run.
    pub(super) async fn load(write: &Write, id: i64) -> Result<Self, Refusal> {
        let items = item::Entity::find()
            .filter(item::Column::RunId.eq(id))
            .filter(item::Column::Conflict.is_not_null().and(undecided().not()))
            .all(write.tx())
            .await?;
        let decided = items.into_iter().filter_map(|item| {
            let conflict = Conflict::of(item.conflict.as_deref(), item.side.as_deref())?;
            Some(((item.cell, item.field), Before { old: item.old, new: item.new, base: item.base, conflict }))
        });
        Ok(Self(decided.collect()))
    }

    /// Follows it where the same cell still says the same about the same value.
    pub(super) fn follow(&self, differences: &mut [Difference]) {
        for difference in differences.iter_mut().filter(|_| !self.0.is_empty()) {
            let reading = &difference.reading;
            let Some(before) = self.0.get(&(reading.address(), reading.target.key())) else { continue };
            let new = (!difference.blank).then_some(&reading.value);
            if before.old == difference.old && before.new.as_ref() == new {
                difference.conflict = Some(before.conflict.clone());
                difference.base.clone_from(&before.base);
            }
        }
    }
}

/// What stands for the projects of some values, by project.
pub(super) async fn standing(
    connection: &impl ConnectionTrait,
    run: &record::Model,
    projects: Vec<i64>,
    targets: &BTreeSet<Target>,
) -> Result<HashMap<i64, Present>, Refusal> {
    let Some(day) = run.compared_on else { return Ok(HashMap::new()) };
    present(connection, projects, targets, Sight { day, today: day, known: None }).await
}
