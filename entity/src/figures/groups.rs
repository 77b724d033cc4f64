//! Figures in groups: by region, year, source, project or theme. Each has an identifier that opens to the same sum,
//! unless what it belongs to is withheld from the actor.
use super::{
    cache::remembered,
    id::{Dimension, FigureId, theme_word},
};
use crate::{
    actor::{Actor, Rows},
    authority,
    db::Db,
    grant::Backing,
    ledger::{
        Kind, Source,
        sums::{Among, By, Filter, Total},
    },
    money::Cents,
    permission::Action,
    precision::Precision,
    programme,
    project::{self, find::Tag},
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// By what figures are grouped. Kinds and sources of money are never mixed, so every figure has its own anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The region.
    Region,
    /// The granting authority.
    Authority,
    /// The budget year.
    Year,
    /// The source of money.
    Source,
    /// The project.
    Project,
    /// The project's theme.
    Theme,
    /// What backs what is granted.
    Backing,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 7] =
        [Self::Region, Self::Authority, Self::Year, Self::Source, Self::Project, Self::Theme, Self::Backing];

    /// The word in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Authority => "authority",
            Self::Year => "year",
            Self::Source => "source",
            Self::Project => "project",
            Self::Theme => "theme",
            Self::Backing => "backing",
        }
    }

    /// The group with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.key() == key)
    }
}

/// Which figures are asked for; empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// A programme's address word.
    pub programme: Option<String>,
    /// A region's slug.
    pub region: Option<String>,
    /// An authority's slug.
    pub authority: Option<String>,
    /// A project's number.
    pub project: Option<String>,
    /// A theme, see [`theme_word`].
    pub theme: Option<String>,
    /// A budget year.
    pub year: Option<i32>,
    /// A kind.
    pub kind: Option<Kind>,
    /// A source of money.
    pub source: Option<Source>,
    /// By what they are grouped.
    pub by: BTreeSet<Group>,
}

/// A figure in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    /// Its identifier; none when it sums what is withheld from the actor.
    pub id: Option<FigureId>,
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// How much.
    pub cents: Cents,
    /// The coarsest precision of its facts.
    pub precision: Precision,
    /// How many facts it sums.
    pub count: u64,
    /// Whether invented money is in it.
    pub sample: bool,
    /// Slug of the region, when grouped by it.
    pub region: Option<String>,
    /// Slug of the authority, when grouped by it.
    pub authority: Option<String>,
    /// Budget year, when grouped by it.
    pub year: Option<i32>,
    /// Number of the project, when grouped by it.
    pub project: Option<String>,
    /// Theme as written, when grouped by it.
    pub theme: Option<String>,
    /// What backs it, when grouped by it.
    pub backing: Option<Backing>,
}

/// Figures by kind and source, and by what else is asked for. Groups without facts are not there.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme, region or project that does not exist or that the actor may not know of.
pub async fn grouped(db: &Db, actor: &Actor, view: Viewpoint, asked: &Asked) -> Result<Vec<Grouped>, Refusal> {
    let regions = region::find::all(db.read()).await?;
    let slugs: HashMap<i64, String> = regions.into_iter().map(|region| (region.id, region.slug)).collect();
    // with 100,000 projects their names cost more than the sums
    let named = asked.project.is_some() || asked.by.contains(&Group::Project) || asked.by.contains(&Group::Theme);
    let own = match named {
        true => project::find::tags(db, actor, view).await?,
        false => Vec::new(),
    };
    let all = match asked.by.contains(&Group::Theme) {
        true => project::find::tags(db, &Actor::system("Auswertung"), view).await?,
        false => Vec::new(),
    };
    let authorities: HashMap<i64, String> =
        authority::all(db.read()).await?.into_iter().map(|authority| (authority.id, authority.slug)).collect();
    let known = Known { slugs, authorities, themes: words(&own), own: by_key(&own), all: by_key(&all) };
    let project_id = match &asked.project {
        Some(number) => Some(own.iter().find(|tag| tag.number == *number).ok_or(Refusal::NotFound)?.id),
        None => None,
    };
    let filter = Filter {
        programme_id: match &asked.programme {
            Some(slug) => Some(programme::find::by_slug(db, slug).await?.record.id),
            None => None,
        },
        region_id: match &asked.region {
            Some(slug) => Some(known.region(slug).ok_or(Refusal::NotFound)?),
            None => None,
        },
        authority_id: match &asked.authority {
            Some(slug) => Some(known.authority(slug).ok_or(Refusal::NotFound)?),
            None => None,
        },
        project_id,
        projects: match &asked.theme {
            Some(word) => of_theme(db, actor, view, word).await?.1,
            None => None,
        },
        year: asked.year,
        kind: asked.kind,
        source: asked.source,
        ..Filter::default()
    };
    let mut by = Vec::new();
    for (group, dimension) in [
        (Group::Region, By::Region),
        (Group::Authority, By::Authority),
        (Group::Year, By::Year),
        (Group::Project, By::Project),
        (Group::Theme, By::Project),
        (Group::Backing, By::Backing),
    ] {
        if asked.by.contains(&group) && !by.contains(&dimension) {
            by.push(dimension);
        }
    }
    let totals = remembered(db, filter, &by, view).await?;
    let mut figures: BTreeMap<String, Grouped> = BTreeMap::new();
    // what a company gives to one project is not public
    let everything = actor.rows(Action::SeeInternal) == Rows::All;
    for total in totals.iter().filter(|total| everything || project_id.is_none() || !total.source.is_private()) {
        let figure = known.figure(asked, project_id, everything, total);
        // the identifier says the group; withheld ones are one group for each that may be said
        let key = match &figure.id {
            Some(id) => id.to_string(),
            None => {
                let (region, authority) = (&figure.region, &figure.authority);
                let (kind, source) = (figure.kind.key(), figure.source.key());
                format!("{kind}.{source}.{region:?}.{authority:?}.{:?}.{:?}", figure.year, figure.backing)
            }
        };
        match figures.get_mut(&key) {
            None => drop(figures.insert(key, figure)),
            Some(sum) => {
                sum.cents = sum.cents.checked_add(figure.cents).unwrap_or(sum.cents);
                sum.precision = sum.precision.max(figure.precision);
                sum.count += figure.count;
                sum.sample |= figure.sample;
            }
        }
    }
    let mut figures: Vec<Grouped> = figures.into_values().collect();
    figures.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(figures)
}

type Order<'a> = (
    Kind,
    Source,
    Option<&'a String>,
    Option<&'a String>,
    Option<i32>,
    Option<&'a String>,
    Option<&'a String>,
    Option<Backing>,
    bool,
);

fn order(figure: &Grouped) -> Order<'_> {
    (
        figure.kind,
        figure.source,
        figure.region.as_ref(),
        figure.authority.as_ref(),
        figure.year,
        figure.project.as_ref(),
        figure.theme.as_ref(),
        figure.backing,
        figure.id.is_none(),
    )
}

/// Themes by their word in identifiers, each in its first spelling.
fn words(tags: &[Tag]) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for theme in tags.iter().filter_map(|tag| tag.theme.as_ref()) {
        if let Some(word) = theme_word(theme) {
            words.entry(word).or_insert_with(|| theme.clone());
        }
    }
    words
}

struct Known<'a> {
    slugs: HashMap<i64, String>,
    /// Themes of the projects that the actor may see.
    themes: BTreeMap<String, String>,
    /// Address words of the authorities.
    authorities: HashMap<i64, String>,
    own: HashMap<i64, &'a Tag>,
    all: HashMap<i64, &'a Tag>,
}

fn by_key(tags: &[Tag]) -> HashMap<i64, &Tag> {
    tags.iter().map(|tag| (tag.id, tag)).collect()
}

impl Known<'_> {
    fn authority(&self, slug: &str) -> Option<i64> {
        self.authorities.iter().find(|(_, known)| *known == slug).map(|(id, _)| *id)
    }

    fn region(&self, slug: &str) -> Option<i64> {
        self.slugs.iter().find(|(_, known)| *known == slug).map(|(id, _)| *id)
    }

    fn figure(&self, asked: &Asked, project_id: Option<i64>, everything: bool, total: &Total) -> Grouped {
        let region = total.region_id.and_then(|id| self.slugs.get(&id).cloned());
        let authority = total.authority_id.and_then(|id| self.authorities.get(&id).cloned());
        let project = total.project_id.and_then(|id| self.own.get(&id));
        let word = total.project_id.and_then(|id| self.all.get(&id)).and_then(|tag| theme_word(tag.theme.as_deref()?));
        let theme = word.as_ref().and_then(|word| self.themes.get(word).cloned());
        let by = |group| asked.by.contains(&group);
        let secret = total.source.is_private() && !everything;
        let withheld = (by(Group::Project) && total.project_id.is_some() && (project.is_none() || secret))
            || (by(Group::Theme) && word.is_some() && theme.is_none());
        let mut without = BTreeSet::new();
        for (group, dimension, missing) in [
            (Group::Region, Dimension::Region, total.region_id.is_none()),
            (Group::Authority, Dimension::Authority, total.authority_id.is_none()),
            (Group::Year, Dimension::Year, total.year.is_none()),
            (Group::Project, Dimension::Project, total.project_id.is_none()),
            (Group::Theme, Dimension::Theme, word.is_none()),
            (Group::Backing, Dimension::Backing, total.kind == Kind::Granted && total.backing.is_none()),
        ] {
            if by(group) && missing {
                without.insert(dimension);
            }
        }
        let id = FigureId {
            region: region.clone().or_else(|| asked.region.clone()),
            authority: authority.clone().or_else(|| asked.authority.clone()),
            year: total.year.or(asked.year),
            project: project.filter(|_| by(Group::Project)).map(|tag| tag.id).or(project_id),
            theme: word.filter(|_| by(Group::Theme)).or_else(|| asked.theme.clone()),
            backing: total.backing,
            without,
            ..FigureId::of(total.kind, total.source)
        };
        Grouped {
            id: (!withheld).then_some(id),
            kind: total.kind,
            source: total.source,
            cents: total.cents,
            precision: total.precision,
            count: total.count,
            sample: total.sample,
            region,
            authority,
            year: total.year,
            project: project.filter(|_| by(Group::Project) && !withheld).map(|tag| tag.number.clone()),
            theme: theme.filter(|_| by(Group::Theme) && !withheld),
            backing: total.backing,
        }
    }
}

/// A theme as written, and the projects whose facts belong to it.
///
/// # Errors
/// [`Refusal::NotFound`] for a theme that no project has that the actor may know of.
pub async fn of_theme(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    word: &str,
) -> Result<(Option<String>, Option<Among>), Refusal> {
    // whatever kind and source: only the theme is asked about
    let id = FigureId { theme: Some(word.to_owned()), ..FigureId::of(Kind::Granted, Source::Programme) };
    theme_of(db, actor, view, &id).await
}

/// The theme of an identifier as written, and the projects whose facts belong to it.
///
/// # Errors
/// [`Refusal::NotFound`] for a theme that no project has that the actor may know of.
pub(super) async fn theme_of(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    id: &FigureId,
) -> Result<(Option<String>, Option<Among>), Refusal> {
    let bare = id.without.contains(&Dimension::Theme);
    if id.theme.is_none() && !bare {
        return Ok((None, None));
    }
    let theme = match &id.theme {
        Some(word) => Some(words(&project::find::tags(db, actor, view).await?).remove(word).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let all = project::find::tags(db, &Actor::system("Auswertung"), view).await?;
    let word_of = |tag: &Tag| theme_word(tag.theme.as_deref()?);
    let chosen = |wanted: &dyn Fn(Option<String>) -> bool| {
        all.iter().filter(|tag| wanted(word_of(tag))).map(|tag| tag.id).collect::<Vec<_>>()
    };
    let projects = match &id.theme {
        Some(word) => Among::These(chosen(&|found| found.as_ref() == Some(word))),
        None => Among::Others(chosen(&|found| found.is_some())),
    };
    Ok((theme, Some(projects)))
}
