//! What does not tie out: the findings of the checks, by urgency.
mod finding;
mod parts;
mod rule;

pub(crate) use finding::CheckFinding;
pub(crate) use parts::{deadlines, line};
pub(crate) use rule::{CheckRule, unverified};

use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, filter,
        page::{Page, serve},
        pagination::pagination,
        table,
    },
};
use entity::{
    check::{
        find::{Filter, Listed, listed, rule_number},
        finding::Severity,
        found::Owner,
        rule::RULES,
    },
    permission::Action,
    refusal::Refusal,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const SIZE: usize = 25;

/// The findings that an address asks for, by the words in it; the file of the list has the same.
pub fn asked(given: impl Fn(&str) -> Option<String>) -> Filter {
    let text = |name: &str| given(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    Filter {
        rule: text("regel").and_then(|number| rule_number(&number)),
        region: text("region"),
        severity: text("schwere").and_then(|key| Severity::from_key(&key)),
        owner: text("zustaendig").and_then(|key| Owner::from_key(&key)),
        project: text("projekt"),
        accepted: text("zeigen").as_deref() == Some("ausnahmen"),
    }
}

/// What the address asks for.
struct Asked {
    filter: Filter,
    page: usize,
}

impl Asked {
    fn read(given: impl Fn(&str) -> Option<String>) -> Self {
        let page = given("seite").and_then(|page| page.trim().parse().ok());
        Self { filter: asked(given), page: page.unwrap_or(1).clamp(1, 1_000_000) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        vec![
            ("regel", filter.rule.unwrap_or_default().to_owned()),
            ("region", filter.region.clone().unwrap_or_default()),
            ("schwere", filter.severity.map(Severity::key).unwrap_or_default().to_owned()),
            ("zustaendig", filter.owner.map(Owner::key).unwrap_or_default().to_owned()),
            ("projekt", filter.project.clone().unwrap_or_default()),
            ("zeigen", if filter.accepted { "ausnahmen".into() } else { String::new() }),
        ]
    }

    fn href(&self, context: &PageContext, path: &str, page: usize) -> String {
        let mut pairs = self.pairs();
        pairs.push(("seite", if page > 1 { page.to_string() } else { String::new() }));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        context.link(paths::with_query(path, &pairs))
    }
}

/// The page at `/haushalt/pruefungen`.
#[component]
pub fn CheckList() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = Asked::read(|name| query.get(name));
    serve(|context| async move {
        let offset = (asked.page - 1).saturating_mul(SIZE);
        let found = listed(&context.db, &context.actor, context.viewpoint, &asked.filter, offset, SIZE).await?;
        let regions = region::find::all(context.db.read()).await?;
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let pages = u64::try_from(found.total.div_ceil(SIZE)).unwrap_or(1);
        let page = u64::try_from(asked.page).unwrap_or(1);
        let links =
            pagination(page, pages, |page| asked.href(&context, paths::CHECKS, usize::try_from(page).unwrap_or(1)));
        let list = match found.items.is_empty() {
            true => ui::empty(
                "Hier geht alles auf",
                "Zu dieser Auswahl hat keine Regel etwas gefunden. Unten steht, welche Regeln angewandt werden.",
            ),
            false => parts::table(&context, caption(&found, offset), &found.items, &names, true),
        };
        let content = view! {
            <h1 class="kern-heading-x-large">"Was nicht aufgeht"</h1>
            <p class="lead">{sentence(&asked, &found)}</p>
            {filters(&context, &asked, &names)}
            {exports(&context, &asked, &found)}
            {list}
            {links}
            {rules(&context, &asked, &found)}
        };
        let crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
        let sample = found.items.iter().any(|found| found.sample);
        Ok(Page::new("Was nicht aufgeht", content).section(paths::BUDGET).below(crumbs).sample(sample))
    })
}

/// "36 offene Befunde: 2 blockieren, 20 Warnungen, 14 Hinweise."
fn sentence(asked: &Asked, found: &Listed) -> String {
    let number = |count: usize| text::number(i64::try_from(count).unwrap_or(i64::MAX));
    let of = |severity: Severity| found.by_severity.get(&severity).copied().unwrap_or(0);
    let parts: Vec<String> = [
        (of(Severity::Blocks), "blockiert", "blockieren"),
        (of(Severity::Warns), "Warnung", "Warnungen"),
        (of(Severity::Informs), "Hinweis", "Hinweise"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| format!("{} {}", number(count), if count == 1 { one } else { many }))
    .collect();
    let what = match (asked.filter.accepted, found.total) {
        (false, 0) => return "Zu dieser Auswahl ist nichts offen.".into(),
        (true, 0) => return "Zu dieser Auswahl ist keine Ausnahme zugelassen.".into(),
        (false, 1) => "1 offener Befund".to_owned(),
        (false, count) => format!("{} offene Befunde", number(count)),
        (true, 1) => "1 zugelassene Ausnahme".to_owned(),
        (true, count) => format!("{} zugelassene Ausnahmen", number(count)),
    };
    let accepted = match (asked.filter.accepted, found.accepted) {
        (false, 1) => " Dazu 1 zugelassene Ausnahme.".to_owned(),
        (false, count) if count > 1 => format!(" Dazu {} zugelassene Ausnahmen.", number(count)),
        _ => String::new(),
    };
    format!("{what}: {}. Das Dringendste steht oben.{accepted}", text::enumerate(&parts))
}

fn caption(found: &Listed, offset: usize) -> String {
    let number = |count: usize| text::number(i64::try_from(count).unwrap_or(i64::MAX));
    match found.items.len() == found.total {
        true => "Alle Befunde dieser Auswahl, das Dringendste oben".to_owned(),
        false => format!(
            "Befunde {} bis {} von {}, das Dringendste oben",
            number(offset + 1),
            number(offset + found.items.len()),
            number(found.total)
        ),
    }
}

fn filters(context: &PageContext, asked: &Asked, names: &[(String, String)]) -> AnyView {
    let choices = |all: &str, items: Vec<(String, String)>| {
        let mut choices = vec![(String::new(), all.to_owned())];
        choices.extend(items);
        choices
    };
    let pair = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    let filter = &asked.filter;
    filter::bar(
        context,
        paths::CHECKS,
        None,
        vec![
            filter::Filter {
                name: "regel",
                label: "Regel",
                chosen: filter.rule.unwrap_or_default().to_owned(),
                choices: choices(
                    "alle Regeln",
                    RULES.iter().map(|rule| pair(rule.number, &format!("{} {}", rule.number, rule.title))).collect(),
                ),
            },
            filter::Filter {
                name: "region",
                label: "Region",
                chosen: filter.region.clone().unwrap_or_default(),
                choices: choices("alle Regionen", names.to_vec()),
            },
            filter::Filter {
                name: "schwere",
                label: "Schwere",
                chosen: filter.severity.map(Severity::key).unwrap_or_default().to_owned(),
                choices: choices("alle", Severity::ALL.iter().map(|one| pair(one.key(), one.label())).collect()),
            },
            filter::Filter {
                name: "zustaendig",
                label: "Zuständig",
                chosen: filter.owner.map(Owner::key).unwrap_or_default().to_owned(),
                choices: choices("alle", Owner::ALL.iter().map(|one| pair(one.key(), one.label())).collect()),
            },
            filter::Filter {
                name: "zeigen",
                label: "Zeigen",
                chosen: if filter.accepted { "ausnahmen".into() } else { String::new() },
                choices: vec![pair("", "was offen ist"), pair("ausnahmen", "zugelassene Ausnahmen")],
            },
        ],
        &[("projekt", filter.project.clone().unwrap_or_default())],
    )
}

/// Exactly this list as a file, and as JSON.
fn exports(context: &PageContext, asked: &Asked, found: &Listed) -> Option<AnyView> {
    let filter = &asked.filter;
    let times = &context.viewpoint;
    let as_of = if times.today { String::new() } else { times.as_of.to_string() };
    let known_at = paths::known_on(times).map(|day| day.to_string()).unwrap_or_default();
    let json = paths::with_query(
        "/api/v1/checks",
        &[
            ("rule", filter.rule.unwrap_or_default()),
            ("region", filter.region.as_deref().unwrap_or_default()),
            ("severity", filter.severity.map(Severity::key).unwrap_or_default()),
            ("owner", filter.owner.map(Owner::key).unwrap_or_default()),
            ("project", filter.project.as_deref().unwrap_or_default()),
            ("state", if filter.accepted { "accepted" } else { "" }),
            ("as_of", &as_of),
            ("known_at", &known_at),
        ],
    );
    let csv = asked.href(context, paths::CHECKS_CSV, 1);
    (found.total > 0).then(|| {
        view! { <p class="small">"Genau diese Liste: "<a href=csv>"CSV für Excel"</a>" · "<a href=json>"JSON"</a></p> }
            .into_any()
    })
}

/// The rules with what each found, those that are not applied among them.
fn rules(context: &PageContext, asked: &Asked, found: &Listed) -> AnyView {
    let rows = RULES
        .iter()
        .map(|rule| {
            let href = context.link(paths::check_rule(rule.number));
            let count = found.by_rule.get(rule.number).copied().unwrap_or(0);
            let only = Asked { filter: Filter { rule: Some(rule.number), ..asked.filter.clone() }, page: 1 };
            let number = match count {
                0 if found.idle.contains(&rule.number) => {
                    view! { <span class="muted">"nichts zu prüfen"<span class="source">{rule.needs.missing()}</span></span> }.into_any()
                }
                0 => "nichts gefunden".into_any(),
                count => {
                    let only = only.href(context, paths::CHECKS, 1);
                    let count = text::count(i64::try_from(count).unwrap_or(i64::MAX), "Befund", "Befunde");
                    view! { <a href=only>{count}</a> }.into_any()
                }
            };
            vec![
                view! { <a class="row-title" href=href>{rule.number}" "{rule.title}</a> }.into_any(),
                parts::severity(rule.severity),
                number,
            ]
        })
        .collect();
    let heads = vec![table::words("Regel"), table::words("höchstens"), table::words("Ergebnis")];
    view! {
        <section aria-labelledby="regeln">
            {ui::section_head("regeln", "Die 25 Regeln", Some((context.link(paths::RULES), "Werte der Regeln".into())))}
            {table::table("Jede Regel mit dem, was sie zu dieser Auswahl gefunden hat", heads, rows, None)}
        </section>
    }
    .into_any()
}

/// What does not tie out, in short: how much, and the worst three. Nothing for those who see no findings.
///
/// # Errors
/// The driver's error.
pub async fn summary(context: &PageContext, region: Option<String>) -> Result<AnyView, Refusal> {
    if !context.actor.may_somewhere(Action::SeeChecks) {
        return Ok(().into_any());
    }
    let filter = Filter { region: region.clone(), ..Filter::default() };
    let found = listed(&context.db, &context.actor, context.viewpoint, &filter, 0, 3).await?;
    let asked = Asked { filter, page: 1 };
    let more = (asked.href(context, paths::CHECKS, 1), "Alles, was nicht aufgeht".to_owned());
    let worst = match found.items.is_empty() {
        true => ().into_any(),
        false => {
            let lines = found.items.iter().map(|one| view! { <li>{parts::line(context, one)}</li> }).collect_view();
            view! { <ul class="plain">{lines}</ul> }.into_any()
        }
    };
    Ok(view! {
        <section aria-labelledby="pruefungen">
            {ui::section_head("pruefungen", "Was nicht aufgeht", Some(more))}
            <p class="finding">{sentence(&asked, &found)}</p>
            {worst}
        </section>
    }
    .into_any())
}
