//! Solutions that others can take over.
pub mod projects;

use super::{
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    shape::{Named, ProjectRef, tagged},
};
use crate::http::routes::Routes;
use app::paths;
use axum::{Json, extract::Path, http::Method, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use entity::solution::{
    Kind, Maturity,
    catalogue::{
        Entry,
        load::{catalogue, renamed},
        search::{Facet, Filter, Sort},
    },
    find::{self, Adopter, Detail},
    sheet::{
        Sheet,
        field::{Field, Form},
    },
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// The calls about solutions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/solutions", list).api(Method::GET, "/api/v1/solutions/{slug}", one).api(
        Method::PUT,
        "/api/v1/solutions/{slug}/projects",
        projects::put,
    )
}

/// A solution in the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolutionCard {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it is good for, in one sentence.
    pub benefit: String,
    /// The problem it solves.
    pub problem: String,
    /// Who it is for.
    pub audience: String,
    /// What kind of thing it is.
    #[schema(example = "software")]
    pub kind: &'static str,
    /// How far it is.
    #[schema(example = "transferable")]
    pub maturity: &'static str,
    /// `egov` or `urban`.
    pub pillar: String,
    /// The first theme as written.
    pub theme: String,
    /// All themes.
    pub themes: Vec<String>,
    /// SPDX identifier; null where unknown.
    pub licence: Option<String>,
    /// Address of the source code.
    pub repository: Option<String>,
    /// Who provides it.
    pub provider: String,
    /// Key of the providing municipality or Kreis.
    pub provider_ags: Option<String>,
    /// The region it was made in.
    pub region: Option<Named>,
    /// Municipalities by the state they last reported, without who provides it and what was only asked by mail.
    pub adoptions: BTreeMap<&'static str, u64>,
    /// Municipalities that use it and confirmed so themselves within a year.
    pub confirmed_adopters: u64,
    /// Since when it can be taken over.
    pub transferable_since: Option<NaiveDate>,
    /// Since when the public sees it.
    pub published_at: Option<DateTime<Utc>>,
    /// When its contact last confirmed it; null where never.
    pub confirmed_on: Option<NaiveDate>,
    /// Where it stands: `draft`, `in_review`, `published`, `to_confirm`, `retired`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// Whether it comes from outside the programme and counts in no figure.
    pub outside: bool,
    /// Whether parts of it are invented.
    pub sample: bool,
}

impl SolutionCard {
    /// A solution of the catalogue.
    pub fn of(entry: &Entry) -> Self {
        let mut card = Self::said(&entry.sheet);
        card.slug.clone_from(&entry.slug);
        card.region = entry.region.clone().map(Named::from);
        card.adoptions = entry.by_state().into_iter().map(|(state, count)| (state.key(), count)).collect();
        card.confirmed_adopters = entry.confirmed;
        card.published_at = Some(entry.published_at);
        card.confirmed_on = entry.confirmed_on();
        card.state = entry.state.key();
        card.outside = entry.outside;
        card.sample = entry.sample;
        card
    }

    /// What a sheet says; the rest is to be filled in.
    fn said(sheet: &Sheet) -> Self {
        let text = |field: Field| sheet.text(field).to_owned();
        let some = |field: Field| sheet.get(field).map(str::to_owned);
        Self {
            slug: String::new(),
            name: text(Field::Name),
            benefit: text(Field::Benefit),
            problem: text(Field::Problem),
            audience: text(Field::Audience),
            kind: sheet.kind().key(),
            maturity: sheet.maturity().key(),
            pillar: text(Field::Pillar),
            theme: text(Field::Themes),
            themes: sheet.all(Field::Themes).to_vec(),
            licence: some(Field::Licence),
            repository: some(Field::Repository),
            provider: text(Field::Provider),
            provider_ags: some(Field::ProviderAgs),
            region: None,
            adoptions: BTreeMap::new(),
            confirmed_adopters: 0,
            transferable_since: sheet.day(Field::TransferableSince),
            published_at: None,
            confirmed_on: None,
            state: "",
            outside: false,
            sample: false,
        }
    }
}

/// A solution's sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct Solution {
    /// As in the catalogue.
    #[serde(flatten)]
    pub card: SolutionCard,
    /// Counts changes; also the `ETag`.
    pub version: i32,
    /// What one needs to have, in words.
    pub requirements: Option<String>,
    /// What it costs and takes, as published.
    pub effort: Option<String>,
    /// A role mailbox or office, no person.
    pub contact: Option<String>,
    /// Where this is published.
    pub source: String,
    /// Everything the sheet says, by field: a text, or a list where there can be several.
    #[schema(value_type = Object)]
    pub sheet: BTreeMap<&'static str, serde_json::Value>,
    /// What it looks like, in the order of the sheet.
    pub pictures: Vec<PictureShape>,
    /// Pictures of the sheet that were removed for good.
    pub removed_pictures: Vec<RemovedPicture>,
    /// Projects it came from.
    pub projects: Vec<ProjectRef>,
    /// Who uses it or looks at it.
    pub adopters: Vec<AdopterShape>,
    /// Whether who asks may edit the sheet.
    pub editable: bool,
}

/// A picture of a sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct PictureShape {
    /// Address; only a path where the program does not know its own address.
    #[schema(example = "/loesungen/probe/bilder/0f…")]
    pub url: String,
    /// What is seen on it.
    pub alternative_text: String,
    /// Pixels from left to right.
    pub width: i32,
    /// Pixels from top to bottom.
    pub height: i32,
}

/// A picture that was removed for good.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedPicture {
    /// When.
    pub removed_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// What a municipality last said about a solution.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdopterShape {
    /// Key.
    pub ags: String,
    /// Name.
    pub name: String,
    /// State.
    #[schema(example = "productive")]
    pub state: &'static str,
    /// Who said it last: `adopter`, `curator`, or `visitor` for what was only asked by mail and counts nowhere.
    #[schema(example = "adopter")]
    pub said_by: &'static str,
    /// Since when.
    pub valid_on: NaiveDate,
    /// Why, for rejections.
    pub reason: Option<String>,
    /// When the municipality last confirmed that it is productive.
    pub confirmed_on: Option<NaiveDate>,
    /// Whether it counts: productive, and confirmed within a year.
    pub counts: bool,
    /// `as_is`, `adapted` or `concept`.
    pub use_kind: Option<&'static str>,
    /// Person-days spent.
    pub person_days: Option<i32>,
    /// Money spent, in EUR.
    pub cost: Option<String>,
    /// What was learned.
    pub lessons: Option<String>,
    /// What was changed.
    pub changes: Option<String>,
    /// Whether it is invented.
    pub sample: bool,
}

impl From<Adopter> for AdopterShape {
    fn from(adopter: Adopter) -> Self {
        let standing = adopter.used.standing;
        Self {
            ags: adopter.used.ags,
            name: adopter.name,
            state: standing.state.key(),
            said_by: standing.said_by.key(),
            valid_on: standing.since,
            reason: adopter.used.reason,
            confirmed_on: standing.confirmed_on,
            counts: adopter.used.counts,
            use_kind: adopter.use_kind.map(|kind| kind.key()),
            person_days: adopter.person_days,
            cost: adopter.cost.map(|cents| cents.plain()),
            lessons: adopter.lessons,
            changes: adopter.changes,
            sample: adopter.used.sample,
        }
    }
}

impl From<Detail> for Solution {
    fn from(detail: Detail) -> Self {
        let mut card = SolutionCard::said(&detail.sheet);
        for adopter in detail.others() {
            *card.adoptions.entry(adopter.used.standing.state.key()).or_default() += 1;
        }
        card.confirmed_adopters = detail.others().filter(|adopter| adopter.used.counts).count() as u64;
        card.slug.clone_from(&detail.record.slug);
        card.region = detail.region.map(Named::from);
        card.published_at = detail.gate.first_published;
        card.confirmed_on = detail.gate.confirmed_on;
        card.state = detail.state.key();
        card.outside = detail.record.outside();
        card.sample = detail.record.sample;
        let some = |field: Field| detail.sheet.get(field).map(str::to_owned);
        let pictures = detail.pictures.into_iter().map(|picture| PictureShape {
            url: paths::solution_picture(&card.slug, &picture.sha256),
            alternative_text: picture.alternative_text,
            width: picture.width,
            height: picture.height,
        });
        let removed = detail.removed.into_iter().map(|one| RemovedPicture { removed_at: one.at, reason: one.reason });
        Self {
            version: detail.record.version,
            requirements: some(Field::Prerequisites),
            effort: some(Field::EffortNote),
            contact: some(Field::Contact),
            source: detail.sheet.text(Field::Source).to_owned(),
            sheet: fields(&detail.sheet),
            pictures: pictures.collect(),
            removed_pictures: removed.collect(),
            projects: detail.projects.into_iter().map(ProjectRef::from).collect(),
            adopters: detail.adopters.into_iter().map(AdopterShape::from).collect(),
            editable: detail.desk.is_some_and(|desk| desk.editable),
            card,
        }
    }
}

/// Everything a sheet says, by field.
pub fn fields(sheet: &Sheet) -> BTreeMap<&'static str, serde_json::Value> {
    Field::ALL
        .iter()
        // pictures have a shape of their own
        .filter(|field| sheet.get(**field).is_some() && !matches!(field.form(), Form::Pictures))
        .map(|field| {
            let value = match field.form() {
                Form::Lines | Form::Links | Form::Many(_) => sheet.all(*field).into(),
                _ => sheet.text(*field).into(),
            };
            (field.key(), value)
        })
        .collect()
}

/// Solutions
///
/// By name. The public sees published ones.
#[utoipa::path(
    get,
    path = "/api/v1/solutions",
    operation_id = "solutions",
    tag = "solutions",
    params(
        ("q" = Option<String>, Query, description = "Words to find"),
        ("kind" = Option<String>, Query, description = "What kind of thing"),
        ("theme" = Option<String>, Query, description = "Theme as written"),
        ("maturity" = Option<String>, Query, description = "`idea`, `pilot`, `productive`, `transferable`, `retired`"),
        ("licence" = Option<String>, Query, description = "SPDX identifier"),
        ("region" = Option<String>, Query, description = "Slug of the region it was made in"),
        ("ozg" = Option<String>, Query, description = "OZG identifier"),
        ("ags" = Option<String>, Query, description = "Key of a municipality that uses it and confirmed so"),
        Viewing,
        Paged
    ),
    responses(
        (status = 200, body = Listed<SolutionCard>),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call) -> Result<Json<Listed<SolutionCard>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("solutions")?);
    let all = catalogue(call.db(), view).await?;
    let filter = filter(&call)?;
    if let Some(slug) = filter.chosen.get(&Facet::Region).and_then(BTreeSet::first) {
        entity::region::find::by_slug(call.db(), slug).await?;
    }
    let found = all.search(&filter, Sort::Name).entries;
    let (page, limit) = (usize::try_from(paging.page()?).unwrap_or(1), usize::try_from(paging.limit).unwrap_or(500));
    let items = found.iter().skip((page - 1).saturating_mul(limit)).take(limit).map(|entry| SolutionCard::of(entry));
    Ok(Json(paging.of(items.collect(), found.len() as u64)?))
}

/// What a call narrows the catalogue to.
pub fn filter(call: &Call) -> Result<Filter, Fault> {
    let mut filter = Filter {
        q: call.text("q")?.unwrap_or_default(),
        ozg: call.text("ozg")?,
        used_by: call.text("ags")?,
        ..Filter::default()
    };
    let kind = call.word("kind", &Kind::ALL, |kind| kind.key())?.map(|kind| kind.key().to_owned());
    let maturity = call.word("maturity", &Maturity::ALL, |step| step.key())?.map(|step| step.key().to_owned());
    for (facet, value) in [
        (Facet::Kind, kind),
        (Facet::Maturity, maturity),
        (Facet::Theme, call.text("theme")?),
        (Facet::Licence, call.text("licence")?),
        (Facet::Region, call.text("region")?),
    ] {
        if let Some(value) = value {
            filter.chosen.insert(facet, BTreeSet::from([value]));
        }
    }
    Ok(filter)
}

/// A solution
///
/// An address word from before a renaming answers with the solution of today.
#[utoipa::path(
    get,
    path = "/api/v1/solutions/{slug}",
    operation_id = "solution",
    tag = "solutions",
    params(("slug" = String, Path, description = "Address word"), Viewing),
    responses(
        (status = 200, body = Solution, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(slug): Path<String>) -> Result<Response, Fault> {
    let slug = name(slug)?;
    let slug = renamed(call.db(), &slug).await?.unwrap_or(slug);
    let mut found = Solution::from(find::detail(call.db(), call.actor(), call.view()?, &slug).await?);
    if let Some(base) = &call.state.config.public_url {
        for picture in &mut found.pictures {
            picture.url.insert_str(0, base.origin());
        }
    }
    Ok(tagged(found.version, found))
}
