//! The list of projects: search, filters, a dense table, sorted by links.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, filter, money,
        page::{Page, serve},
        pagination::pagination,
        status,
        table::{self, Column, Order},
    },
};
use entity::{
    permission::Action,
    project::{
        find::{self, Filter, Line, Sort, Sum},
        lifecycle::Stage,
    },
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const SIZE: u64 = 50;

/// What the address asks for.
struct Asked {
    filter: Filter,
    sort: Sort,
    page: u64,
}

impl Asked {
    fn pairs(&self, sort: Sort, page: u64) -> Vec<(&'static str, String)> {
        let stage = self.filter.stage.map(Stage::key).unwrap_or_default();
        vec![
            ("q", self.filter.q.clone()),
            ("region", self.filter.region.clone().unwrap_or_default()),
            ("phase", stage.to_owned()),
            ("thema", self.filter.theme.clone().unwrap_or_default()),
            ("sortierung", if sort == Sort::default() { String::new() } else { sort.key().to_owned() }),
            ("seite", if page <= 1 { String::new() } else { page.to_string() }),
        ]
    }

    fn href(&self, context: &PageContext, sort: Sort, page: u64) -> String {
        let pairs = self.pairs(sort, page);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        context.link(paths::projects_where(&pairs))
    }
}

/// The page at `/projekte`.
#[component]
pub fn ProjectList() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let given = |name: &str| query.get(name).filter(|value| !value.trim().is_empty());
    let asked = Asked {
        filter: Filter {
            q: given("q").unwrap_or_default(),
            region: given("region"),
            stage: given("phase").and_then(|key| Stage::from_key(&key)),
            state: None,
            theme: given("thema"),
        },
        sort: given("sortierung").and_then(|key| Sort::from_key(&key)).unwrap_or_default(),
        page: given("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    };
    serve(|context| async move {
        let found =
            find::list(&context.db, &context.actor, context.viewpoint, &asked.filter, asked.sort, asked.page, SIZE)
                .await?;
        let regions = region::find::all(context.db.read()).await?;
        let themes = find::themes(&context.db, &context.actor).await?;
        let sample = found
            .items
            .iter()
            .any(|line| line.sample || [line.granted, line.paid].into_iter().flatten().any(|sum| sum.sample));
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        let title = match total {
            0 => "Kein Projekt gefunden".to_owned(),
            total => text::count(total, "Projekt", "Projekte"),
        };
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let list = match found.items.is_empty() {
            true => ui::empty(
                "Zu dieser Suche gibt es kein Projekt",
                "Entfernen Sie einen Filter oder suchen Sie nach einem Teil des Titels, der Nummer oder des Zuwendungsempfängers.",
            ),
            false => table::table(
                caption(&asked, found.total),
                columns(&context, &asked),
                found.items.iter().map(|line| row(&context, line)).collect(),
                None,
            ),
        };
        let pages = pagination(found.page, found.pages(), |page| asked.href(&context, asked.sort, page));
        let content = view! {
            <h1 class="kern-heading-x-large">{title}</h1>
            {filters(&context, &asked, names, &themes)}
            {editable(&context, &asked, total)}
            {list}
            {pages}
        };
        Ok(Page::new("Projekte", content).section(paths::PROJECTS).sample(sample))
    })
}

/// From so many projects on it is said that the workbook takes a while.
const LONG: i64 = 2_000;

/// The way to edit the list in a spreadsheet program, for those whose imports may change projects; today's state only.
fn editable(context: &PageContext, asked: &Asked, total: i64) -> Option<AnyView> {
    let pairs = asked.pairs(asked.sort, 1);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let href = paths::with_query(paths::WORKSHEET, &pairs);
    (total > 0 && context.viewpoint.is_now() && context.actor.may_somewhere(Action::UploadImport))
        .then(|| {
            // the workbook of a long list is made while one waits
            let long = (total > LONG).then(|| view! { " "<span class="muted small">"Bei so vielen Projekten dauert es einige Sekunden, bis die Datei kommt."</span> });
            view! { <p>{ui::button_link(href, "Als Arbeitsmappe bearbeiten", false)}{long}</p> }.into_any()
        })
}

fn caption(asked: &Asked, total: u64) -> String {
    let first = (asked.page - 1) * SIZE + 1;
    let last = (asked.page * SIZE).min(total);
    let order = match asked.sort {
        Sort::Title => "nach Titel",
        Sort::Number => "nach Nummer",
        Sort::State => "nach Status",
        Sort::Granted => "die höchste Bewilligung zuerst",
        Sort::Paid => "die höchste Auszahlung zuerst",
    };
    match total > SIZE {
        true => format!("Projekte {first} bis {last} von {total}, {order}"),
        false => format!("Projekte, {order}"),
    }
}

fn columns(context: &PageContext, asked: &Asked) -> Vec<Column> {
    let sorted = |column: Column, sort: Sort, order: Order| Column {
        sort: Some((asked.href(context, sort, 1), (asked.sort == sort).then_some(order))),
        ..column
    };
    vec![
        sorted(table::words("Projekt"), Sort::Title, Order::Up),
        table::words("Region"),
        sorted(table::words("Status"), Sort::State, Order::Up),
        table::words("Themenfeld"),
        sorted(table::numbers("bewilligt"), Sort::Granted, Order::Down),
        sorted(table::numbers("ausgezahlt"), Sort::Paid, Order::Down),
    ]
}

fn row(context: &PageContext, line: &Line) -> Vec<AnyView> {
    let href = context.link(paths::project(&line.number));
    let sum = |sum: Option<Sum>| money::exact_or_unknown(sum.map(|sum| (sum.cents, sum.precision)));
    let regions = line.regions.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
    let region = if regions.is_empty() { money::unknown() } else { text::enumerate(&regions).into_any() };
    vec![
        view! {
            <a class="row-title" href=href>{line.title.clone()}</a>
            <span class="row-sub"><span class="code">{line.number.clone()}</span>{line.recipient.clone().map(|recipient| format!(" · {recipient}"))}</span>
        }
        .into_any(),
        region,
        status::lifecycle(line.state),
        line.theme.clone().map_or_else(money::unknown, |theme| theme.into_any()),
        sum(line.granted),
        sum(line.paid),
    ]
}

fn filters(context: &PageContext, asked: &Asked, names: Vec<(String, String)>, themes: &[(String, u64)]) -> AnyView {
    let all = |words: &str| vec![(String::new(), words.to_owned())];
    let mut regions = all("alle Regionen");
    regions.extend(names);
    let mut stages = all("jeder Status");
    stages.extend(Stage::ALL.into_iter().map(|stage| (stage.key().to_owned(), stage.label().to_owned())));
    let mut fields = all("alle Themen");
    fields.extend(themes.iter().map(|(theme, count)| (theme.clone(), format!("{theme} ({count})"))));
    let keep = asked.pairs(asked.sort, 1).into_iter().filter(|(name, _)| *name == "sortierung").collect::<Vec<_>>();
    filter::bar(
        context,
        paths::PROJECTS,
        Some(("Suche in Titel, Nummer, Empfänger", &asked.filter.q)),
        vec![
            filter::Filter {
                name: "region",
                label: "Region",
                chosen: asked.filter.region.clone().unwrap_or_default(),
                choices: regions,
            },
            filter::Filter {
                name: "phase",
                label: "Status",
                chosen: asked.filter.stage.map(Stage::key).unwrap_or_default().to_owned(),
                choices: stages,
            },
            filter::Filter {
                name: "thema",
                label: "Themenfeld",
                chosen: asked.filter.theme.clone().unwrap_or_default(),
                choices: fields,
            },
        ],
        &keep,
    )
}
