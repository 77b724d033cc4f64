//! Figures, and the facts that each of them sums.
use super::{
    call::{Call, Paged, Viewing, chosen, name},
    fault::{Fault, Problem},
    shape::Fact,
};
use crate::http::routes::Routes;
use axum::{Json, extract::Path, http::Method};
use entity::{
    figures::{
        find::open,
        groups::{Asked, Group, Grouped, grouped},
        id::FigureId,
    },
    grant::Backing,
    ledger::{Kind, Source},
    refusal::Refusal,
};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The calls about figures.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/figures", list).api(Method::GET, "/api/v1/figures/{id}/facts", facts)
}

/// Figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// The figures, by kind, source and group.
    pub figures: Vec<Figure>,
}

/// An amount with all that must be said with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    /// Opens to the facts at `/figures/{id}/facts`; null when they belong to what is withheld from who asks.
    #[schema(example = "granted.programme.region-aachen")]
    pub id: Option<String>,
    /// Kind; sums never mix kinds.
    #[schema(example = "granted")]
    pub kind: &'static str,
    /// Source of money; sums never mix sources.
    #[schema(example = "programme")]
    pub source: &'static str,
    /// Euros.
    #[schema(example = "1671176.00")]
    pub amount: String,
    /// The coarsest precision of its facts: `cent`, `euro`, `thousand`, `about`.
    pub precision: &'static str,
    /// How many facts it sums.
    pub count: u64,
    /// What it is grouped by; null where its facts have none, or it is withheld.
    pub group: InGroup,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// The group of a figure: only what was asked for in `group_by`.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct InGroup {
    /// The region's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub region: Option<Option<String>>,
    /// The authority's slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub authority: Option<Option<String>>,
    /// The budget year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>)]
    pub year: Option<Option<i32>>,
    /// The source of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// The project's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub project: Option<Option<String>>,
    /// The project's theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub theme: Option<Option<String>>,
    /// What backs what is granted in a budget year: `cash` of the year, or a `commitment` of an earlier budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub backing: Option<Option<&'static str>>,
}

impl Figure {
    /// A figure that is grouped by some of what it may be grouped by.
    pub(super) fn new(by: &BTreeSet<Group>, figure: Grouped) -> Self {
        let by = |group| by.contains(&group);
        Self {
            id: figure.id.map(|id| id.to_string()),
            kind: figure.kind.key(),
            source: figure.source.key(),
            amount: figure.cents.plain(),
            precision: figure.precision.key(),
            count: figure.count,
            group: InGroup {
                region: by(Group::Region).then_some(figure.region),
                authority: by(Group::Authority).then_some(figure.authority),
                year: by(Group::Year).then_some(figure.year),
                source: by(Group::Source).then_some(figure.source.key()),
                project: by(Group::Project).then_some(figure.project),
                theme: by(Group::Theme).then_some(figure.theme),
                backing: by(Group::Backing).then_some(figure.backing.map(Backing::key)),
            },
            sample: figure.sample,
        }
    }
}

/// Figures
///
/// Sums of the ledger by kind and source of money, and by what `group_by` names.
#[utoipa::path(
    get,
    path = "/api/v1/figures",
    operation_id = "figures",
    tag = "figures",
    params(
        ("programme" = Option<String>, Query, description = "Address word of a programme"),
        ("region" = Option<String>, Query, description = "Slug of a region"),
        ("authority" = Option<String>, Query, description = "Slug of a granting authority"),
        ("project" = Option<String>, Query, description = "Number of a project"),
        ("theme" = Option<String>, Query, description = "Theme as it stands in identifiers: `smarte-mobilitaet`"),
        ("year" = Option<i32>, Query, description = "Budget year"),
        ("kind" = Option<String>, Query, description = "Kind of money"),
        ("source" = Option<String>, Query, description = "Source of money"),
        ("group_by" = Option<String>, Query, description = "Any of `region`, `authority`, `year`, `source`, `project`, `theme`, `backing`, separated by commas or repeated"),
        Viewing
    ),
    responses((status = 200, body = Figures), (status = 422, body = Problem, content_type = "application/problem+json"))
)]
pub async fn list(call: Call) -> Result<Json<Figures>, Fault> {
    let view = call.view()?;
    let mut by = BTreeSet::new();
    for words in call.all("group_by")? {
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            by.insert(chosen("group_by", word, &Group::ALL, |group| group.key())?);
        }
    }
    let asked = Asked {
        programme: call.text("programme")?,
        region: call.text("region")?,
        authority: call.text("authority")?,
        project: call.text("project")?,
        theme: call.text("theme")?,
        year: call.year("year")?,
        kind: call.word("kind", &Kind::ALL, |kind| kind.key())?,
        source: call.word("source", &Source::ALL, |source| source.key())?,
        by,
    };
    let figures = grouped(call.db(), call.actor(), view, &asked).await?;
    Ok(Json(Figures { figures: figures.into_iter().map(|figure| Figure::new(&asked.by, figure)).collect() }))
}

/// A figure with a page of its facts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Facts {
    /// The figure: the sum of all its facts, to the cent.
    pub figure: Figure,
    /// The facts, newest value date first.
    pub items: Vec<Fact>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// The facts of a figure
///
/// Their sum is the figure, to the cent. Seen with the same `as_of` and `known_at` as the figure.
#[utoipa::path(
    get,
    path = "/api/v1/figures/{id}/facts",
    operation_id = "facts",
    tag = "figures",
    params(("id" = String, Path, description = "Identifier of a figure", example = "granted.programme"), Viewing, Paged),
    responses((status = 200, body = Facts), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
pub async fn facts(call: Call, Path(id): Path<String>) -> Result<Json<Facts>, Fault> {
    let (view, paging) = (call.view()?, call.paging("facts")?);
    let id: FigureId = name(id)?.parse().map_err(|_| Refusal::NotFound)?;
    let opened = open(call.db(), call.actor(), view, &id, paging.offset()?, paging.limit).await?;
    let figure = Figure {
        id: Some(opened.figure.id.to_string()),
        kind: id.kind.key(),
        source: id.source.key(),
        amount: opened.figure.cents.plain(),
        precision: opened.figure.precision.key(),
        count: opened.figure.count,
        group: InGroup::default(),
        sample: opened.figure.sample,
    };
    let listed = paging.of(opened.facts.into_iter().map(Fact::from).collect(), opened.total)?;
    Ok(Json(Facts { figure, items: listed.items, next: listed.next }))
}
