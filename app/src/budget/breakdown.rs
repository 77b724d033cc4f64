//! The budget taken apart: by source, region, authority, year, theme or project, each row narrows further; and where the
//! money comes from and goes to.
mod flow;

use crate::{
    context::{PROGRAMME, PageContext},
    paths,
    ui::{
        self, filter, money,
        page::{Page, serve},
        pagination::pagination,
        table,
    },
};
use entity::{
    authority,
    figures::{
        find::Figure,
        flow::streams,
        groups::{Asked, Group, Grouped, grouped, of_theme},
        id::theme_word,
    },
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    refusal::Refusal,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::{BTreeMap, BTreeSet};

/// So many rows stand on one page.
const SIZE: usize = 100;
/// By what the page takes apart, in the order in which one narrows.
const STEPS: [Group; 7] =
    [Group::Source, Group::Region, Group::Authority, Group::Year, Group::Theme, Group::Project, Group::Backing];

/// What the address asks for.
struct Chosen {
    by: Group,
    source: Option<Source>,
    region: Option<String>,
    authority: Option<String>,
    year: Option<i32>,
    theme: Option<String>,
    page: usize,
}

impl Chosen {
    fn read(given: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| given(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let by = text("nach").and_then(|word| STEPS.into_iter().find(|group| word_of(*group) == word));
        Self {
            by: by.unwrap_or(Group::Theme),
            source: text("mittel").and_then(|key| Source::from_key(&key)),
            region: text("region"),
            authority: text("behoerde"),
            year: text("jahr").and_then(|year| year.parse().ok()),
            theme: text("thema").and_then(|theme| theme_word(&theme)),
            page: text("seite").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000),
        }
    }

    fn is_narrowed(&self, group: Group) -> bool {
        match group {
            Group::Source => self.source.is_some(),
            Group::Region => self.region.is_some(),
            Group::Year => self.year.is_some(),
            Group::Theme => self.theme.is_some(),
            Group::Authority => self.authority.is_some(),
            Group::Project | Group::Backing => false,
        }
    }

    /// By what one goes on after narrowing to a row.
    fn next(&self) -> Group {
        let free = |group: &Group| *group != self.by && !self.is_narrowed(*group);
        STEPS.into_iter().find(free).unwrap_or(Group::Project)
    }

    fn href(&self, context: &PageContext, changed: &[(&str, &str)]) -> String {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let own = [
            ("nach", word_of(self.by)),
            ("mittel", self.source.map(Source::key).unwrap_or_default()),
            ("region", self.region.as_deref().unwrap_or_default()),
            ("behoerde", self.authority.as_deref().unwrap_or_default()),
            ("jahr", &year),
            ("thema", self.theme.as_deref().unwrap_or_default()),
        ];
        let mut pairs: Vec<(&str, &str)> =
            own.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name)).collect();
        pairs.extend(changed.iter().copied());
        context.link(paths::with_query(paths::BREAKDOWN, &pairs))
    }
}

fn word_of(group: Group) -> &'static str {
    match group {
        Group::Source => "mittel",
        Group::Region => "region",
        Group::Year => "jahr",
        Group::Theme => "thema",
        Group::Project => "projekt",
        Group::Authority => "behoerde",
        Group::Backing => "deckung",
    }
}

fn label(group: Group) -> &'static str {
    match group {
        Group::Source => "Mittel",
        Group::Region => "Region",
        Group::Year => "Haushaltsjahr",
        Group::Theme => "Thema",
        Group::Project => "Projekt",
        Group::Authority => "Bewilligungsbehörde",
        Group::Backing => "Deckung",
    }
}

/// The columns: what is planned, promised, arrived and proven, for the programme's own money and for that of others.
const COLUMNS: [(&str, [Kind; 2]); 4] = [
    ("geplant", [Kind::Planned, Kind::Planned]),
    ("bewilligt oder zugesagt", [Kind::Granted, Kind::CofundingPledged]),
    ("ausgezahlt oder eingegangen", [Kind::Paid, Kind::CofundingReceived]),
    ("nachgewiesen", [Kind::Spent, Kind::CofundingProven]),
];

fn kind_in(column: usize, source: Source) -> Kind {
    let (_, [programme, others]) = COLUMNS[column];
    if source == Source::Programme { programme } else { others }
}

/// The page at `/haushalt/aufschluesselung`.
#[component]
pub fn Breakdown() -> impl IntoView {
    let query = use_query_map().get_untracked();
    serve(move |context| async move {
        let chosen = Chosen::read(|name| query.get(name));
        let known = region::find::all(context.db.read()).await?;
        let authorities = authority::all(context.db.read()).await?;
        let names = Names {
            regions: known.into_iter().map(|region| (region.slug, region.name)).collect(),
            authorities: authorities.into_iter().map(|authority| (authority.slug, authority.name)).collect(),
        };
        let (rows, sample) = rows(&context, &chosen).await?;
        let theme = match &chosen.theme {
            Some(word) => of_theme(&context.db, &context.actor, context.viewpoint, word).await?.0,
            None => None,
        };
        let streams = streams(&context.db, context.viewpoint, PROGRAMME, chosen.year).await?;
        let title = format!("Haushalt nach {}", label(chosen.by));
        let content = view! {
            <h1 class="kern-heading-x-large">{title.clone()}</h1>
            <p class="lead">"Jede Zeile führt eine Ebene tiefer, jede Zahl öffnet die Vorgänge, aus denen sie besteht."</p>
            {ways(&context, &chosen)}
            {filters(&context, &chosen, &names, theme)}
            {table_of(&context, &chosen, &names, rows)}
            {flow::flow(&context, &streams, chosen.year)}
        };
        let crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
        let sample = sample || streams.iter().flat_map(|s| [&s.promised, &s.arrived]).flatten().any(|f| f.sample);
        Ok(Page::new(title, content).section(paths::BUDGET).below(crumbs).sample(sample))
    })
}

/// Regions and authorities by their address words.
struct Names {
    regions: Vec<(String, String)>,
    authorities: Vec<(String, String)>,
}

/// One row: what it is, and its figure in each column.
struct Row {
    group: Grouped,
    cells: [Option<Figure>; 4],
    /// A sum that may not be opened, in the columns without a figure.
    closed: [Option<(Cents, Precision)>; 4],
}

async fn rows(context: &PageContext, chosen: &Chosen) -> Result<(Vec<Row>, bool), Refusal> {
    // sources are never mixed: without a choice it is the programme's money, unless one takes apart by source
    let source = chosen.source.or((chosen.by != Group::Source).then_some(Source::Programme));
    let asked = Asked {
        programme: Some(PROGRAMME.to_owned()),
        region: chosen.region.clone(),
        authority: chosen.authority.clone(),
        theme: chosen.theme.clone(),
        year: chosen.year,
        source,
        by: BTreeSet::from([chosen.by]),
        ..Asked::default()
    };
    let found = grouped(&context.db, &context.actor, context.viewpoint, &asked).await?;
    type Name = (Option<Source>, [Option<String>; 4], Option<i32>, bool);
    let mut rows: BTreeMap<Name, Row> = BTreeMap::new();
    let mut sample = false;
    for figure in found {
        let column = (0..COLUMNS.len()).find(|column| kind_in(*column, figure.source) == figure.kind);
        let Some(column) = column else { continue };
        sample |= figure.sample;
        let name = (
            (chosen.by == Group::Source).then_some(figure.source),
            [&figure.region, &figure.authority, &figure.theme, &figure.project].map(Clone::clone),
            figure.year,
            figure.id.is_none(),
        );
        let row = rows.entry(name).or_insert_with(|| Row {
            group: figure.clone(),
            cells: Default::default(),
            closed: Default::default(),
        });
        match figure.id {
            Some(id) => {
                let Grouped { cents, precision, count, sample, .. } = figure;
                row.cells[column] = Some(Figure { id, cents, precision, count, sample });
            }
            None => row.closed[column] = Some((figure.cents, figure.precision)),
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    if matches!(chosen.by, Group::Theme | Group::Project) {
        let size = |row: &Row| row.cells[1].as_ref().map_or(Cents::ZERO, |figure| figure.cents);
        rows.sort_by_key(|row| std::cmp::Reverse(size(row)));
    }
    Ok((rows, sample))
}

fn ways(context: &PageContext, chosen: &Chosen) -> AnyView {
    let links = STEPS
        .into_iter()
        .map(|group| {
            let current = (group == chosen.by).then_some("page");
            let href = chosen.href(context, &[("nach", word_of(group))]);
            view! { <li><a href=href aria-current=current>{format!("nach {}", label(group))}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Aufschlüsseln"><ul>{links}</ul></nav> }.into_any()
}

fn filters(context: &PageContext, chosen: &Chosen, names: &Names, theme: Option<String>) -> AnyView {
    let all = |word: &str| (String::new(), word.to_owned());
    let mut sources = vec![all(if chosen.by == Group::Source { "alle Mittel" } else { "Landesmittel des Programms" })];
    let others = Source::ALL.into_iter().filter(|source| *source != Source::Programme || chosen.by == Group::Source);
    sources.extend(others.map(|source| (source.key().to_owned(), source.label().to_owned())));
    let mut regions = vec![all("alle Regionen")];
    regions.extend(names.regions.iter().cloned());
    let mut authorities = vec![all("alle Behörden")];
    authorities.extend(names.authorities.iter().cloned());
    let mut years = vec![all("alle Jahre")];
    years.extend(chosen.year.map(|year| (year.to_string(), year.to_string())));
    let mut themes = vec![all("alle Themen")];
    themes.extend(chosen.theme.clone().map(|word| (word.clone(), theme.unwrap_or(word))));
    let source = chosen.source.filter(|source| *source != Source::Programme || chosen.by == Group::Source);
    let filter = |name, label, chosen: Option<String>, choices| filter::Filter {
        name,
        label,
        chosen: chosen.unwrap_or_default(),
        choices,
    };
    filter::bar(
        context,
        paths::BREAKDOWN,
        None,
        vec![
            filter("mittel", "Mittel", source.map(|source| source.key().to_owned()), sources),
            filter("region", "Region", chosen.region.clone(), regions),
            filter("behoerde", "Bewilligungsbehörde", chosen.authority.clone(), authorities),
            filter("jahr", "Haushaltsjahr", chosen.year.map(|year| year.to_string()), years),
            filter("thema", "Thema", chosen.theme.clone(), themes),
        ],
        &[("nach", word_of(chosen.by).to_owned())],
    )
}

fn table_of(context: &PageContext, chosen: &Chosen, names: &Names, rows: Vec<Row>) -> AnyView {
    if rows.is_empty() {
        return ui::empty(
            "Für diese Auswahl ist nichts verzeichnet",
            "Entfernen Sie einen Filter oder wählen Sie oben einen anderen Tag.",
        );
    }
    let total = rows.len();
    let own = chosen.source.unwrap_or(Source::Programme);
    let mut heads = vec![table::words(label(chosen.by))];
    heads.extend((0..COLUMNS.len()).map(|column| match chosen.by {
        Group::Source => table::numbers(COLUMNS[column].0),
        _ => table::numbers(entity::cofunding::steps::word(kind_in(column, own))),
    }));
    let page = chosen.page;
    let shown = rows.into_iter().skip((page - 1).saturating_mul(SIZE)).take(SIZE);
    let lines = shown
        .map(|row| {
            let mut cells = vec![name(context, chosen, names, &row.group)];
            cells.extend(row.cells.iter().zip(row.closed).map(|(figure, closed)| match (figure, closed) {
                (Some(figure), _) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
                (None, Some((cents, precision))) => money::exact(cents, precision),
                (None, None) => money::unknown(),
            }));
            cells
        })
        .collect();
    let whose = match chosen.by {
        Group::Source => "Mittel nach Herkunft".to_owned(),
        by => format!("{} nach {}", own.label(), label(by)),
    };
    let pages =
        pagination(u64::try_from(page).unwrap_or(1), u64::try_from(total.div_ceil(SIZE)).unwrap_or(1), |page| {
            chosen.href(context, &[("seite", &page.to_string())])
        });
    view! { {table::table(whose, heads, lines, None)}{pages} }.into_any()
}

/// What a row is, as a link that narrows to it.
fn name(context: &PageContext, chosen: &Chosen, names: &Names, row: &Grouped) -> AnyView {
    let next = word_of(chosen.next());
    let link = |pair: (&str, &str), words: String| {
        let href = chosen.href(context, &[pair, ("nach", next)]);
        view! { <a href=href>{words}</a> }.into_any()
    };
    let none = if row.id.is_none() { "nicht öffentlich" } else { "ohne Angabe" };
    match chosen.by {
        Group::Source => link(("mittel", row.source.key()), row.source.label().to_owned()),
        Group::Region => match &row.region {
            Some(slug) => {
                let words = names.regions.iter().find(|(other, _)| other == slug).map_or(slug, |(_, name)| name);
                link(("region", slug), words.clone())
            }
            None => none.into_any(),
        },
        Group::Authority => match &row.authority {
            Some(slug) => {
                let words = names.authorities.iter().find(|(other, _)| other == slug).map_or(slug, |(_, name)| name);
                link(("behoerde", slug), words.clone())
            }
            None => none.into_any(),
        },
        Group::Year => match row.year {
            Some(year) => link(("jahr", &year.to_string()), year.to_string()),
            None => none.into_any(),
        },
        Group::Backing => match row.backing {
            Some(backing) => backing.label().into_any(),
            None => none.into_any(),
        },
        Group::Theme => match row.theme.as_deref().and_then(|theme| Some((theme, theme_word(theme)?))) {
            Some((theme, word)) => link(("thema", &word), theme.to_owned()),
            None => none.into_any(),
        },
        Group::Project => match &row.project {
            Some(number) => {
                let href = context.link(paths::project(number));
                view! { <a href=href>{number.clone()}</a> }.into_any()
            }
            None => none.into_any(),
        },
    }
}
