//! A municipality or Kreis: who it is, what is known, what it uses, what fits it and why, what does not and why.
use super::{day_and_age, matching, place, today, weights};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts, money,
        page::{Page, serve},
        pagination::pagination,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    municipality::{
        find::{Profile, profile},
        kind::Kind,
        kreis::Sum,
        profile::{Held, Key, YES},
        size::SizeClass,
        system::System,
    },
    refusal::Refusal,
    region,
    transfer::{
        load::{Radar, radar},
        radar::{found::Ranking, rank, weight::Weights},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Matches on a page.
const SIZE: usize = 20;

/// The page at `/kommunen/{ags}`.
#[component]
pub fn MunicipalityDetail() -> impl IntoView {
    let ags = use_params_map().get_untracked().get("ags").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let page: usize = query.get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let solution = query.get("loesung").filter(|slug| !slug.is_empty());
    serve(move |context| async move {
        let known = profile(&context.db, &context.actor, context.viewpoint, &ags).await?;
        let (all, weights) = radar(&context.db, context.viewpoint).await?;
        let town = all.towns.get(&ags).ok_or(Refusal::NotFound)?;
        let slug = all.catalogue.place(&ags).and_then(|place| place.region.clone());
        let region = match slug {
            Some(slug) => Some(region::find::by_slug(&context.db, &slug).await?).map(|row| (slug, row.record.name)),
            None => None,
        };
        let ranking = rank(town, &all.offers, &weights, context.viewpoint.as_of);
        let solution = match solution {
            Some(slug) => Some(today(&context.db, slug).await?),
            None => None,
        };
        let asked = solution.as_deref().map(|slug| chosen(&context, &all, &ranking, slug));
        let content = view! {
            <h1 class="kern-heading-x-large">{town.name.clone()}</h1>
            <p class="lead">{place(town, &known.record.kreis_name)}</p>
            {asked}
            {who(&context, &known, region)}
            {used(&context, &all, &ranking)}
            {matches(&context, &all, &ranking, &ags, page)}
            {left_out(&context, &ranking)}
            {foot(&context, &weights)}
        };
        let sample =
            ranking.matches.iter().skip((page - 1) * SIZE).take(SIZE).any(|one| all.is_sample(&one.offer.slug))
                || ranking.used.iter().any(|one| all.is_sample(&one.offer.slug));
        let crumbs = vec![(context.link(paths::MUNICIPALITIES), "Kommunen".to_owned())];
        Ok(Page::new(town.name.clone(), content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

fn who(context: &PageContext, known: &Profile, region: Option<(String, String)>) -> AnyView {
    let record = &known.record;
    let region = match region {
        Some((slug, name)) => view! { <a href=context.link(paths::region(&slug))>{name}</a> }.into_any(),
        None => "keine".into_any(),
    };
    let kind = Kind::from_key(&record.kind).map_or("unbekannt", Kind::label);
    let mut items: Vec<(String, AnyView)> = vec![("Gemeindeschlüssel (AGS)".into(), record.ags.clone().into_any())];
    items.push(("Art".into(), kind.into_any()));
    if record.kreis_ags != record.ags && kind != Kind::City.label() {
        let href = context.link(paths::municipality(&record.kreis_ags));
        items.push(("Kreis".into(), view! { <a href=href>{record.kreis_name.clone()}</a> }.into_any()));
    }
    items.push(("Regierungsbezirk".into(), record.regierungsbezirk.clone().into_any()));
    items.push(("Modellregion".into(), region));
    let lines = [Key::Population, Key::ItProvider, Key::Portal, Key::Priorities];
    items.extend(lines.map(|key| {
        let value = match (key, &known.sum) {
            (Key::Population, Some(sum)) => summed(context, sum),
            _ => shown(context, key, known.facts.get(&key)),
        };
        (key.label().to_owned(), value)
    }));
    let asked = Key::all().filter(|key| matches!(key, Key::System(_)));
    let rows: Vec<Vec<AnyView>> = asked
        .clone()
        .filter_map(|key| {
            let held = known.facts.get(&key)?;
            let mark = match held.value == YES {
                true => mark(Shape::Check, "good", "vorhanden"),
                false => mark(Shape::Cross, "muted", "nicht vorhanden"),
            };
            Some(vec![key.label().into_any(), mark, origin(context, held).into_any()])
        })
        .collect();
    // who names its portal has one
    let named = known.facts.contains_key(&Key::Portal).then_some(Key::System(System::Portal));
    let unknown = asked.filter(|key| !known.facts.contains_key(key) && Some(*key) != named);
    let unknown: Vec<&str> = unknown.map(Key::label).collect();
    let unknown = (!unknown.is_empty())
        .then(|| view! { <p class="muted">"Ob vorhanden, ist unbekannt: "{unknown.join(", ")}"."</p> });
    let heads = ["System", "Stand", "Angabe"].map(table::words).to_vec();
    let systems = (!rows.is_empty()).then(|| table::table("Was über die Systeme bekannt ist", heads, rows, None));
    let edit = known.editable.then(|| {
        let href = paths::municipality_profile(&record.ags);
        view! { <p class="no-print">{ui::button_link(href, "Angaben ergänzen oder berichtigen", false)}</p> }
    });
    view! {
        <section aria-labelledby="bekannt">
            {ui::section_head("bekannt", "Was bekannt ist", None)}
            {facts::facts(items)}
            {systems}
            {unknown}
            {edit}
        </section>
    }
    .into_any()
}

fn shown(context: &PageContext, key: Key, held: Option<&Held>) -> AnyView {
    let Some(held) = held else { return money::unknown() };
    let value = match (key, held.value.parse::<u32>()) {
        (Key::Population, Ok(people)) => with_class(people),
        (Key::Priorities, _) => held.value.lines().collect::<Vec<_>>().join(", "),
        _ => held.value.clone(),
    };
    view! { <span class="text">{value}</span><span class="source">{origin(context, held)}</span> }.into_any()
}

/// How many people live in a Kreis, as nobody stated it.
fn summed(context: &PageContext, sum: &Sum) -> AnyView {
    let origin = format!("Stand {}, {}", day_and_age(sum.since, context.viewpoint.as_of), sum.named());
    view! { <span class="text">{with_class(sum.people)}</span><span class="source">{origin}</span> }.into_any()
}

fn with_class(people: u32) -> String {
    format!("{} (Größenklasse {})", text::number(people.into()), SizeClass::of(people).label())
}

/// Who says so, and since when it holds.
fn origin(context: &PageContext, held: &Held) -> String {
    let age = day_and_age(held.since, context.viewpoint.as_of);
    match &held.source {
        Some(source) => format!("Stand {age}, Quelle: {source}"),
        None => format!("Stand {age}, Angabe der Kommune"),
    }
}

/// The solution that was asked for, above everything else.
fn chosen(context: &PageContext, all: &Radar, ranking: &Ranking, slug: &str) -> AnyView {
    let found = ranking.matches.iter().position(|one| one.offer.slug == slug);
    let used = ranking.used.iter().find(|one| one.offer.slug == slug);
    let left_out = ranking.left_out.iter().find(|one| one.offer.slug == slug);
    let name = all.catalogue.find(slug).map_or_else(|| slug.to_owned(), |entry| entry.sheet.name().to_owned());
    let body = match (found.and_then(|at| Some((at, ranking.matches.get(at)?))), used, left_out) {
        (Some((at, one)), ..) => view! {
            <p>{matching::score(one)}{format!(" · Platz {} von {}", at + 1, ranking.matches.len())}</p>
            {matching::body(context, one)}
        }
        .into_any(),
        (_, Some(one), _) => view! { <p>{format!("Diese Kommune {}.", one.how.label())}</p> }.into_any(),
        (_, _, Some(one)) => {
            view! { <p>"Diese Lösung wird hier nicht vorgeschlagen. "{one.why.sentence()}</p> }.into_any()
        }
        _ => view! { <p>"Diese Lösung wird an diesem Tag nicht angeboten."</p> }.into_any(),
    };
    let href = context.link(paths::solution(slug));
    view! {
        <section class="panel panel-strong" aria-labelledby="passung">
            <h2 class="kern-heading-medium" id="passung">"Passt „"<a href=href>{name}</a>"“?"</h2>
            {body}
        </section>
    }
    .into_any()
}

fn used(context: &PageContext, all: &Radar, ranking: &Ranking) -> AnyView {
    let body = match ranking.used.is_empty() {
        true => view! { <p class="muted">"Bisher ist keine Nutzung gemeldet."</p> }.into_any(),
        false => {
            let lines = ranking
                .used
                .iter()
                .map(|one| {
                    let href = context.link(paths::solution(&one.offer.slug));
                    let sample = all.is_sample(&one.offer.slug).then(ui::sample_mark);
                    view! { <li><a href=href>{one.offer.name.clone()}</a>{format!(" – {} ", one.how.label())}{sample}</li> }
                })
                .collect_view();
            view! { <ul class="plain">{lines}</ul> }.into_any()
        }
    };
    view! {
        <section aria-labelledby="nutzt">
            {ui::section_head("nutzt", "Was hier schon genutzt wird", None)}
            {body}
        </section>
    }
    .into_any()
}

fn matches(context: &PageContext, all: &Radar, ranking: &Ranking, ags: &str, page: usize) -> AnyView {
    let total = ranking.matches.len();
    let pages = total.div_ceil(SIZE).max(1);
    let page = page.min(pages);
    let first = (page - 1) * SIZE;
    let body = match total {
        0 => ui::empty(
            "Zurzeit passt keine veröffentlichte Lösung",
            "Sobald die Transferstelle Lösungen veröffentlicht, stehen sie hier, die passendste zuerst.",
        ),
        _ => {
            let cards = ranking.matches.iter().skip(first).take(SIZE);
            let cards = cards.map(|one| matching::card(context, one, all.is_sample(&one.offer.slug))).collect_view();
            view! { <ol class="plain stack radar-list" start=(first + 1).to_string()>{cards}</ol> }.into_any()
        }
    };
    let numbered = |page: u64| {
        let number = if page > 1 { page.to_string() } else { String::new() };
        let address = paths::with_query(&paths::municipality(ags), &[("seite", &number)]);
        context.link(format!("{address}#passt"))
    };
    let count = text::count(i64::try_from(total).unwrap_or(i64::MAX), "Lösung", "Lösungen");
    view! {
        <section aria-labelledby="passt">
            {ui::section_head("passt", "Was passen könnte", Some((context.link(paths::SOLUTIONS), "Alle Lösungen".into())))}
            <p>{format!("{count}, die passendste zuerst. Was nicht bekannt ist, zählt nicht – weder dafür noch dagegen.")}</p>
            {body}
            {pagination(page as u64, pages as u64, numbered)}
        </section>
    }
    .into_any()
}

fn left_out(context: &PageContext, ranking: &Ranking) -> AnyView {
    if ranking.left_out.is_empty() {
        return ().into_any();
    }
    let lines = ranking
        .left_out
        .iter()
        .map(|one| {
            let href = context.link(paths::solution(&one.offer.slug));
            view! { <li><a href=href>{one.offer.name.clone()}</a>": "{one.why.sentence()}</li> }
        })
        .collect_view();
    let count = text::count(i64::try_from(ranking.left_out.len()).unwrap_or(0), "Lösung", "Lösungen");
    view! {
        <details>
            <summary>{format!("Warum nicht? {count} werden nicht vorgeschlagen")}</summary>
            <ul class="plain">{lines}</ul>
        </details>
    }
    .into_any()
}

fn foot(context: &PageContext, now: &Weights) -> AnyView {
    view! {
        <section aria-labelledby="gewichte">
            {ui::section_head("gewichte", "So wird gerechnet", None)}
            {weights::explained(context, now)}
        </section>
    }
    .into_any()
}
