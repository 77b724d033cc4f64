//! One figure: large, with its definition, and the facts it sums.
use crate::{
    context::PageContext,
    imports, paths, text,
    ui::{
        self, facts, money,
        origin::{self, Seen},
        page::{Page, serve},
        pagination::pagination,
        status, table,
    },
};
use entity::{
    figures::{
        find::{Opened, open},
        id::FigureId,
    },
    import_run::{
        column::place_of,
        excerpt::{Excerpt, excerpt},
    },
    ledger::{
        Kind,
        find::{Entry, Origin},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const SIZE: u64 = 100;

/// The page at `/zahl/{id}`.
#[component]
pub fn FigurePage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let page: u64 = use_query_map()
        .get_untracked()
        .get("seite")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 1_000_000);
    serve(move |context| async move {
        let id: FigureId = id.parse().map_err(|_| Refusal::NotFound)?;
        let offset = (page - 1).saturating_mul(SIZE);
        let opened = open(&context.db, &context.actor, context.viewpoint, &id, offset, SIZE).await?;
        let label = id.label();
        let seen = Seen::of(&context, opened.facts.iter().map(|fact| &fact.origin)).await?;
        let cells = cells(&context, &opened).await?;
        let scope = scope(&context, &opened);
        let figure = &opened.figure;
        let amount = if figure.count == 0 { money::unknown() } else { money::exact(figure.cents, figure.precision) };
        let pages = pagination(page, opened.total.div_ceil(SIZE), |page| {
            context.link(paths::with_query(&paths::figure(&id.to_string()), &[("seite", &page.to_string())]))
        });
        let content = view! {
            <h1 class="figure-head"><span class="figure-label">{label.clone()}{scope}</span><span class="figure-amount">{amount}</span></h1>
            <p class="lead">{id.kind.definition()}</p>
            {properties(&context, &opened)}
            <section aria-labelledby="vorgaenge">
                {ui::section_head("vorgaenge", "Woraus die Zahl besteht", None)}
                {entries(&context, &seen, &opened)}
                {pages}
            </section>
            {cells}
        };
        Ok(Page::new(label, content).section(paths::BUDGET).below(crumbs(&context, &opened)).sample(figure.sample))
    })
}

/// So few facts show the cells they come from at once.
const FEW: usize = 3;

/// The cells that the facts come from, with the rows around them, for those who may see the imports.
async fn cells(context: &PageContext, opened: &Opened) -> Result<AnyView, Refusal> {
    let few = opened.facts.len() <= FEW && u64::try_from(opened.facts.len()).is_ok_and(|facts| facts == opened.total);
    let mut found = Vec::new();
    for entry in opened.facts.iter().filter(|_| few) {
        if let Some(around) = around(context, &entry.origin).await? {
            found.push(around);
        }
    }
    if found.is_empty() {
        return Ok(().into_any());
    }
    let found = found
        .into_iter()
        .map(|(file, around)| {
            let place = format!("Blatt „{}“, Zelle {}", around.sheet, around.cell());
            view! { <p class="sheet-place">{file}", "{place}</p>{imports::excerpt(&around)} }
        })
        .collect_view();
    let section = view! {
        <section aria-labelledby="zellen">
            {ui::section_head("zellen", "So steht es in der Datei", None)}
            {found}
        </section>
    };
    Ok(section.into_any())
}

async fn around(context: &PageContext, origin: &Origin) -> Result<Option<(String, Excerpt)>, Refusal> {
    let Origin::Cell { run_id, file, sheet, cell, .. } = origin else { return Ok(None) };
    let Some((row, column)) = place_of(cell) else { return Ok(None) };
    match excerpt(&context.db, &context.actor, *run_id, sheet, row, column).await {
        Ok(found) => Ok(Some((file.clone(), found))),
        // not theirs to see, or a row that is not kept
        Err(Refusal::NotFound | Refusal::Forbidden | Refusal::SignInRequired) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn crumbs(context: &PageContext, opened: &Opened) -> Vec<(String, String)> {
    let mut crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
    if let (Some(slug), Some(name)) = (&opened.figure.id.region, &opened.region) {
        crumbs.push((context.link(paths::region(slug)), name.clone()));
    }
    if let Some((number, title)) = &opened.project {
        crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(number)), title.clone()),
        ];
    }
    crumbs
}

/// What the figure is narrowed to.
fn scope(context: &PageContext, opened: &Opened) -> AnyView {
    let region = opened.region.clone().map(|name| format!(", {name}"));
    let authority = opened.authority.clone().map(|name| format!(", {name}"));
    let year = opened.figure.id.year.map(|year| format!(", Haushaltsjahr {year}"));
    let project = opened.project.as_ref().map(|(number, title)| {
        let href = context.link(paths::project(number));
        view! { ", "<a href=href>{title.clone()}</a> }
    });
    let case = opened.case.as_ref().map(|reference| format!(", Fall {reference}"));
    view! { {region}{authority}{year}{project}{case} }.into_any()
}

fn properties(context: &PageContext, opened: &Opened) -> AnyView {
    let figure = &opened.figure;
    let view = &context.viewpoint;
    let known = paths::known_on(view)
        .map_or_else(|| "wie heute bekannt".to_owned(), |day| format!("wie am {} bekannt", text::day(day)));
    let as_of = format!("{}, {known}", text::day(view.as_of));
    let address = paths::with_query(
        &paths::figure(&figure.id.to_string()),
        &[
            ("stand", &view.as_of.to_string()),
            ("bekannt", &paths::known_on(view).unwrap_or(context.now.today).to_string()),
        ],
    );
    let cite = format!(
        "Leitstand, {}, Stand {}, abgerufen am {}",
        figure.id.label(),
        text::day(view.as_of),
        text::day(context.now.today)
    );
    let count = i64::try_from(figure.count).unwrap_or(0);
    facts::facts(vec![
        ("Stand".into(), as_of.into_any()),
        ("Genauigkeit".into(), text::precision(figure.precision).into_any()),
        ("Besteht aus".into(), text::count(count, "Vorgang", "Vorgängen").into_any()),
        ("Zitieren".into(), view! { <span class="text">{cite}</span><span class="source"><a href=address>"Adresse, die diesen Stand behält"</a></span> }.into_any()),
    ])
}

fn entries(context: &PageContext, seen: &Seen, opened: &Opened) -> AnyView {
    if opened.facts.is_empty() {
        return ui::empty(
            "An diesem Tag ist dazu nichts verzeichnet",
            "Die Zahl ist dann unbekannt, nicht null. Wählen Sie oben einen anderen Tag.",
        );
    }
    let with_project = opened.project.is_none();
    let mut heads = vec![table::words("Gültig ab")];
    if with_project {
        heads.push(table::words("Projekt"));
    }
    heads.extend([table::numbers("Betrag"), table::words("Jahr"), table::words("Herkunft")]);
    let rows = opened.facts.iter().map(|entry| row(context, seen, entry, with_project)).collect();
    let mut foot = vec!["Summe".into_any()];
    if with_project {
        foot.push(().into_any());
    }
    foot.extend([money::exact(opened.figure.cents, opened.figure.precision), ().into_any(), ().into_any()]);
    let whole = u64::try_from(opened.facts.len()).is_ok_and(|shown| shown == opened.total);
    let caption = match whole {
        true => "Alle Vorgänge, die neuesten zuerst; ihre Summe ist die Zahl".to_owned(),
        false => format!(
            "Vorgänge, die neuesten zuerst; {} in allen Seiten zusammen",
            text::number(i64::try_from(opened.total).unwrap_or(0))
        ),
    };
    table::table(caption, heads, rows, whole.then_some(foot))
}

fn row(context: &PageContext, seen: &Seen, entry: &Entry, with_project: bool) -> Vec<AnyView> {
    let reversed = entry.reverses.map(|_| status::mark(status::Shape::Cross, "muted", "Storno"));
    let mut cells = vec![view! { {text::day(entry.value_date)}" "{reversed} }.into_any()];
    if with_project {
        cells.push(match &entry.project {
            Some((number, title)) => {
                let href = context.link(paths::project(number));
                view! { <a href=href>{title.clone()}</a> }.into_any()
            }
            None => entry.region.clone().map_or_else(|| "Programm".into_any(), |region| region.into_any()),
        });
    }
    cells.push(money::exact(entry.cents, entry.precision));
    let bound = entry.stems_from.filter(|_| entry.kind == Kind::Granted).map(|from| format!(" (VE {from})"));
    let year = entry.year.map_or_else(|| "–".to_owned(), |year| year.to_string());
    cells.push(view! { {year}{bound} }.into_any());
    cells.push(view! { {origin::origin(seen, &entry.origin)}" "{entry.sample.then(ui::sample_mark)} }.into_any());
    cells
}
