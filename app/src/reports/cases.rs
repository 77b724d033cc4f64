//! One figure of transfer: large, with its definition, and the cases it counts.
use super::parts::{cases, part, shown};
use crate::{
    paths, text,
    ui::{
        self, facts as properties, money,
        page::{Page, serve},
        pagination::pagination,
    },
};
use entity::{
    refusal::Refusal,
    transfer::figures::{
        Figure,
        count::{Case, report},
        facts::Facts,
        load::facts,
        places::{Grouping, key_of},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Cases on a page.
const SIZE: usize = 100;

/// To what cases of municipalities can be narrowed, by the words of the address.
const NARROWED: [(&str, Grouping); 3] =
    [("regierungsbezirk", Grouping::Regierungsbezirk), ("kreis", Grouping::Kreis), ("groesse", Grouping::Size)];

/// The page at `/berichte/transfer/{key}`.
#[component]
pub fn ReportTransferCases() -> impl IntoView {
    let key = use_params_map().get_untracked().get("key").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let page: usize = query.get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    let asked: Vec<(&'static str, Grouping, String)> = NARROWED
        .into_iter()
        .filter_map(|(name, grouping)| Some((name, grouping, query.get(name).filter(|value| !value.is_empty())?)))
        .collect();
    serve(move |context| async move {
        let figure = Figure::from_key(&key).ok_or(Refusal::NotFound)?;
        let facts = facts(&context.db, &context.actor, context.viewpoint).await?;
        let report = report(&facts);
        let whole = report.figure(figure).ok_or(Refusal::NotFound)?;
        let mut counted = whole.clone();
        for (_, grouping, value) in &asked {
            counted.cases.retain(|case| lies_in(&facts, case, *grouping, value));
            // a part of the municipalities is no share of all of them, and has no median of its own
            (counted.of, counted.median) = (None, None);
        }
        let names: Vec<String> = asked.iter().map(|(_, grouping, value)| named(&report, *grouping, value)).collect();
        let scope = (!names.is_empty()).then(|| format!(", {}", names.join(", ")));
        let total = counted.cases.len();
        let pages = total.div_ceil(SIZE).max(1);
        let page = page.min(pages);
        let on_page: Vec<Case> = counted.cases.iter().skip((page - 1) * SIZE).take(SIZE).cloned().collect();
        let path = paths::transfer_figure(figure.key());
        let paging = pagination(page as u64, pages as u64, |page| {
            let mut pairs: Vec<(&str, &str)> = asked.iter().map(|(name, _, value)| (*name, value.as_str())).collect();
            let page = page.to_string();
            pairs.push(("seite", &page));
            context.link(paths::with_query(&path, &pairs))
        });
        let amount = match (figure, asked.is_empty()) {
            (Figure::Months, false) => Some(super::parts::counted(counted.value(), "Lösung", "Lösungen")),
            _ => shown(&counted),
        };
        let amount =
            amount.map_or_else(money::unknown, |words| view! { <span class="money">{words}</span> }.into_any());
        let list = match on_page.is_empty() {
            true => ui::empty(
                "An diesem Tag zählt hier nichts",
                "Sobald ein Fall der Beschreibung oben entspricht, steht er hier. Wählen Sie oben einen anderen Tag, um zu vergleichen.",
            ),
            false => cases(&context, caption(total), &on_page),
        };
        let view = &context.viewpoint;
        let known = paths::known_on(view)
            .map_or_else(|| "wie heute bekannt".to_owned(), |day| format!("wie am {} bekannt", text::day(day)));
        let mut said = vec![("Stand".to_owned(), format!("{}, {known}", text::day(view.as_of)).into_any())];
        said.extend(part(&counted).map(|part| ("Anteil".to_owned(), part.into_any())));
        let all = (!asked.is_empty()).then(|| {
            let href = context.link(path.clone());
            view! { <p class="finding">"Nur ein Teil ist gezeigt. "<a href=href>"Alle Fälle zeigen"</a></p> }
        });
        let content = view! {
            <h1 class="figure-head"><span class="figure-label">{figure.label()}{scope}</span><span class="figure-amount">{amount}</span></h1>
            <p class="lead">{figure.definition()}</p>
            {properties::facts(said)}
            {all}
            <section aria-labelledby="faelle">
                {ui::section_head("faelle", "Was gezählt ist", None)}
                {list}
                {paging}
            </section>
        };
        let crumbs = vec![
            (context.link(paths::REPORTS), "Berichte".to_owned()),
            (context.link(paths::TRANSFER), "Transfer".to_owned()),
        ];
        Ok(Page::new(figure.label(), content).section(paths::REPORTS).below(crumbs).sample(counted.sample()))
    })
}

fn caption(total: usize) -> String {
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    format!("{}; ihre Zahl ist die Kennzahl", text::count(total, "Fall", "Fälle"))
}

/// Whether a case is of a municipality in a group; Kreise are in none.
fn lies_in(facts: &Facts, case: &Case, grouping: Grouping, value: &str) -> bool {
    case.municipality.as_ref().is_some_and(|body| {
        let place = facts.places.get(&body.key).filter(|_| !facts.is_district(&body.key));
        place.is_some_and(|place| key_of(facts, grouping, &body.key, place) == value)
    })
}

/// The name of a group; what was typed where there is none.
fn named(report: &entity::transfer::figures::count::Report, grouping: Grouping, value: &str) -> String {
    let (groups, word) = match grouping {
        Grouping::Regierungsbezirk => (&report.bezirke, "Regierungsbezirk "),
        Grouping::Kreis => (&report.kreise, ""),
        Grouping::Size => (&report.sizes, "Menschen: "),
    };
    let name = groups.iter().find(|group| group.key == value).map(|group| group.name.clone());
    format!("{word}{}", name.unwrap_or_else(|| "unbekannt".into()))
}
