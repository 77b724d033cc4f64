//! A difference by project, the largest first.
use super::{
    Line, Part, Question,
    entries::{corrections, effective},
};
use crate::{
    db::{self, Db},
    figures::id::{Dimension, FigureId},
    ledger::{
        Kind, Source,
        record::{Column, Entity},
        sums::{Among, By, Filter, Total, totals},
    },
    money::Cents,
    precision::Precision,
    project::{self, lifecycle::Lifecycle},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select, sea_query::Expr};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A project's part of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfProject {
    /// Number and title; none for what belongs to no project.
    pub project: Option<(String, String)>,
    /// Its figure.
    pub line: Line,
}

/// A difference by project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByProject {
    /// Some of the projects, the largest difference first.
    pub lines: Vec<OfProject>,
    /// How many there are.
    pub total: u64,
    /// What belongs to projects that are not public, together; for those who may not see them.
    pub hidden: Option<(Part, Part)>,
}

type Parts = BTreeMap<Option<i64>, (Part, Part)>;

/// The difference of one kind and source by project: `corrected` and `effective` of each, and both figures. None where
/// the question is not narrowed to one kind and source, or by project it is a business secret.
///
/// # Errors
/// The driver's error.
pub async fn by_project(
    db: &Db,
    question: &Question,
    offset: usize,
    limit: usize,
) -> Result<Option<ByProject>, Refusal> {
    let (Some(kind), Some(source)) = (question.asked.kind, question.asked.source) else { return Ok(None) };
    if source.is_private() && !question.internal {
        return Ok(None);
    }
    let connection = db.read();
    let mut parts = Parts::new();
    for (id, part) in grouped(connection, corrections(connection, question).await?).await? {
        parts.entry(id).or_default().0 = part;
    }
    for (id, part) in grouped(connection, effective(question)).await? {
        parts.entry(id).or_default().1 = part;
    }
    let hidden = match question.internal {
        true => None,
        false => hide(connection, &mut parts).await?,
    };
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(id, (corrected, effective))| {
        (std::cmp::Reverse((i128::from(corrected.cents.0) + i128::from(effective.cents.0)).abs()), *id)
    });
    let total = u64::try_from(parts.len()).unwrap_or(u64::MAX);
    let some: Vec<_> = parts.into_iter().skip(offset).take(limit).collect();
    let lines = described(connection, question, (kind, source), some).await?;
    Ok(Some(ByProject { lines, total, hidden }))
}

async fn grouped(
    connection: &impl ConnectionTrait,
    entries: Select<Entity>,
) -> Result<Vec<(Option<i64>, Part)>, DbErr> {
    let rows: Vec<(Option<i64>, i64, i64)> = entries
        .select_only()
        .column(Column::ProjectId)
        .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .column_as(Column::Id.count(), "n")
        .group_by(Column::ProjectId)
        .into_tuple()
        .all(connection)
        .await?;
    let part = |cents, n| Part { cents: Cents(cents), count: u64::try_from(n).unwrap_or(0) };
    Ok(rows.into_iter().map(|(id, cents, n)| (id, part(cents, n))).collect())
}

/// Takes what belongs to projects that are not public out of the list; gives it as one sum.
async fn hide(connection: &impl ConnectionTrait, parts: &mut Parts) -> Result<Option<(Part, Part)>, DbErr> {
    let states = Lifecycle::ALL.into_iter().filter(|state| !state.is_public()).map(Lifecycle::key);
    let ids: Vec<i64> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::Id)
        .filter(project::record::Column::Lifecycle.is_in(states))
        .into_tuple()
        .all(connection)
        .await?;
    let secret: BTreeSet<i64> = ids.into_iter().collect();
    let mut hidden: Option<(Part, Part)> = None;
    parts.retain(|id, (corrected, effective)| {
        let seen = id.is_none_or(|id| !secret.contains(&id));
        if !seen {
            let sum = hidden.get_or_insert_default();
            for (sum, part) in [(&mut sum.0, corrected), (&mut sum.1, effective)] {
                sum.cents = Cents(sum.cents.0.saturating_add(part.cents.0));
                sum.count += part.count;
            }
        }
        seen
    });
    Ok(hidden)
}

/// Both figures of some projects, with what they are called.
async fn described(
    connection: &impl ConnectionTrait,
    question: &Question,
    (kind, source): (Kind, Source),
    some: Vec<(Option<i64>, (Part, Part))>,
) -> Result<Vec<OfProject>, DbErr> {
    let ids: Vec<i64> = some.iter().filter_map(|(id, _)| *id).collect();
    let names: HashMap<i64, (String, String)> = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(ids.clone()))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.id, (row.number, row.title)))
        .collect();
    let mut figures: [HashMap<Option<i64>, Total>; 2] = Default::default();
    let of_projects = Filter { projects: Some(Among::These(ids)), ..question.filter.clone() };
    let of_none = Filter { without: vec![By::Project], ..question.filter.clone() };
    for (at, view) in [question.span.before, question.span.after].into_iter().enumerate() {
        for filter in [&of_projects, &of_none] {
            let found = totals(connection, filter, &[By::Project], view).await?;
            figures[at].extend(found.into_iter().map(|total| (total.project_id, total)));
        }
    }
    let [before, after] = figures;
    let line = |(id, (corrected, effective)): (Option<i64>, (Part, Part))| {
        let after = after.get(&id);
        let without = if id.is_none() { BTreeSet::from([Dimension::Project]) } else { BTreeSet::new() };
        OfProject {
            project: id.and_then(|id| names.get(&id).cloned()),
            line: Line {
                id: FigureId {
                    region: question.asked.region.clone(),
                    project: id,
                    without,
                    ..FigureId::of(kind, source)
                },
                before: before.get(&id).map(|total| total.cents),
                corrected,
                effective,
                after: after.map_or(Cents::ZERO, |total| total.cents),
                precision: after.map_or(Precision::Cent, |total| total.precision),
                sample: after.is_some_and(|total| total.sample),
            },
        }
    };
    Ok(some.into_iter().map(line).collect())
}
