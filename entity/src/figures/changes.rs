//! What changed between two days, and why: for each kind and source the figure at the first viewpoint, at the second,
//! and the entries that make the difference. An entry makes it because it took effect between the days, or because it
//! was recorded only after the first was looked at: then it corrects the past.
pub mod entries;
pub mod projects;

use super::{cache::remembered, id::FigureId};
use crate::{
    actor::{Actor, Place},
    clock::Now,
    db::Db,
    ledger::{
        Kind, Source,
        sums::{Filter, Total},
    },
    money::Cents,
    permission::Action,
    precision::Precision,
    programme, project,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Two viewpoints, the second never before the first, so that what counted at the first counts at the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub before: Viewpoint,
    /// The second.
    pub after: Viewpoint,
}

/// Why two viewpoints are no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backwards {
    /// The second day lies before the first.
    Days,
    /// At the second viewpoint less was known than at the first.
    Known,
}

impl Span {
    /// From a day to a day. What was known when: without the first instant as at the second, without the second now.
    ///
    /// # Errors
    /// [`Backwards`] when the second lies before the first.
    pub fn new(
        now: &Now,
        days: (NaiveDate, NaiveDate),
        known: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    ) -> Result<Self, Backwards> {
        let after = Viewpoint::new(now, Some(days.1), known.1);
        let before = Viewpoint::new(now, Some(days.0), known.0.or(known.1));
        if days.1 < days.0 {
            return Err(Backwards::Days);
        }
        let backwards = match (before.known_at, after.known_at) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(first), Some(second)) => second < first,
        };
        if backwards { Err(Backwards::Known) } else { Ok(Self { before, after }) }
    }

    /// The first day as known at the second viewpoint: between it and the first lie the corrections of the past.
    #[must_use]
    pub fn corrected(&self) -> Viewpoint {
        Viewpoint { known_at: self.after.known_at, ..self.before }
    }
}

/// To what the question is narrowed; empty means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// A region's slug.
    pub region: Option<String>,
    /// A kind.
    pub kind: Option<Kind>,
    /// A source of money.
    pub source: Option<Source>,
    /// A project's number.
    pub project: Option<String>,
}

/// A part of a difference: how much, and how many entries make it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// How much.
    pub cents: Cents,
    /// How many entries.
    pub count: u64,
}

/// A figure at two viewpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which figure.
    pub id: FigureId,
    /// At the first viewpoint; none where nothing was recorded.
    pub before: Option<Cents>,
    /// What corrects the past: valid by the first day, recorded later.
    pub corrected: Part,
    /// What took effect between the days.
    pub effective: Part,
    /// At the second viewpoint.
    pub after: Cents,
    /// The coarsest precision of its facts.
    pub precision: Precision,
    /// Whether invented money is in it.
    pub sample: bool,
}

impl Line {
    /// The second minus the first.
    #[must_use]
    pub fn difference(&self) -> Cents {
        Cents(self.after.0.saturating_sub(self.before.unwrap_or_default().0))
    }
}

/// A question about changes, narrowed and with what the actor may see of the answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// The two viewpoints.
    pub span: Span,
    pub(super) filter: Filter,
    /// The same in words of addresses.
    pub asked: Asked,
    /// Title of the project, where narrowed to one.
    pub title: Option<String>,
    /// Whether the actor sees what is internal there.
    pub internal: bool,
    project_id: Option<i64>,
}

/// Makes a question of what is asked for.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme, region or project that does not exist or that the actor may not know of, and
/// for private money of one project where that is withheld from the actor.
pub async fn question(db: &Db, actor: &Actor, slug: &str, span: Span, asked: Asked) -> Result<Question, Refusal> {
    let region_id = match &asked.region {
        Some(slug) => Some(region::find::by_slug(db, slug).await?.record.id),
        None => None,
    };
    let mut internal = {
        let regions = asked.region.clone().into_iter().collect();
        actor.can(Action::SeeInternal, &Place { regions, ..Place::default() })
    };
    let mut found = None;
    if let Some(number) = &asked.project {
        // what it is called and whether it may be known of, as of the second day
        let detail = project::detail::detail(db, actor, span.after, number).await?;
        internal = detail.internal;
        if !internal && asked.source.is_some_and(Source::is_private) {
            return Err(Refusal::NotFound);
        }
        found = Some((detail.line.id, detail.line.title));
    }
    let project_id = found.as_ref().map(|(id, _)| *id);
    let filter = Filter {
        programme_id: Some(programme::find::by_slug(db, slug).await?.record.id),
        region_id,
        project_id,
        kind: asked.kind,
        source: asked.source,
        ..Filter::default()
    };
    Ok(Question { span, filter, asked, title: found.map(|(_, title)| title), internal, project_id })
}

impl Question {
    /// Whether a source is withheld: what a company gives to one project is its business secret.
    fn withheld(&self, source: Source) -> bool {
        self.project_id.is_some() && !self.internal && source.is_private()
    }
}

/// The figures that differ, or whose parts do though the sums are the same; by kind and source.
///
/// # Errors
/// The driver's error.
pub async fn lines(db: &Db, question: &Question) -> Result<Vec<Line>, Refusal> {
    type Three = [Option<Total>; 3];
    let span = &question.span;
    let mut figures: BTreeMap<(Kind, Source), Three> = BTreeMap::new();
    for (at, view) in [span.before, span.corrected(), span.after].into_iter().enumerate() {
        for total in remembered(db, question.filter.clone(), &[], view).await?.iter() {
            figures.entry((total.kind, total.source)).or_default()[at] = Some(total.clone());
        }
    }
    let line = |((kind, source), [before, middle, after]): ((Kind, Source), Three)| {
        let sum = |total: &Option<Total>| total.as_ref().map_or((0, 0), |total| (total.cents.0, total.count));
        let part = |from: &Option<Total>, to: &Option<Total>| Part {
            cents: Cents(sum(to).0.saturating_sub(sum(from).0)),
            count: sum(to).1.saturating_sub(sum(from).1),
        };
        let (corrected, effective) = (part(&before, &middle), part(&middle, &after));
        let after = after.filter(|_| corrected.count + effective.count > 0)?;
        Some(Line {
            id: FigureId {
                region: question.asked.region.clone(),
                project: question.project_id,
                ..FigureId::of(kind, source)
            },
            before: before.map(|total| total.cents),
            corrected,
            effective,
            after: after.cents,
            precision: after.precision,
            sample: after.sample,
        })
    };
    Ok(figures.into_iter().filter(|((_, source), _)| !question.withheld(*source)).filter_map(line).collect())
}
