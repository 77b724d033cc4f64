//! A solution's sheet: what it is good for, whether it fits, what it takes, who uses it, how to get it. Printed, it is the
//! Steckbrief.
use super::{desk, picture_removal::gone, pictures::gallery, uses, value::value};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts, money,
        page::{Page, serve},
        status,
    },
};
use entity::{
    licence::Licence,
    solution::{
        Kind,
        find::{Detail, detail},
        gate::State,
        sheet::{
            Sheet,
            field::{Field, Group},
        },
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Shown in the head or at the side.
const ELSEWHERE: [Field; 12] = [
    Field::Name,
    Field::Benefit,
    Field::Pillar,
    Field::Pictures,
    Field::Provider,
    Field::ProviderAgs,
    Field::Contact,
    Field::Website,
    Field::Repository,
    Field::Licence,
    Field::Source,
    Field::Outside,
];

/// Said first in each group, also when it is not known: one cannot decide without.
const ASKED: [Field; 12] = [
    Field::Problem,
    Field::Audience,
    Field::ProvenIn,
    Field::Requires,
    Field::DataProtection,
    Field::Kind,
    Field::ProductiveSince,
    Field::Support,
    Field::OneOff,
    Field::Yearly,
    Field::PersonDays,
    Field::Lessons,
];

/// The page at `/loesungen/{slug}`.
#[component]
pub fn SolutionDetail() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let solution = detail(&context.db, &context.actor, context.viewpoint, &slug).await?;
        let interest = crate::interest::invite(&context, &slug).await?;
        let sheet = &solution.sheet;
        let sample = solution.record.sample || solution.adopters.iter().any(|adopter| adopter.used.sample);
        let title = sheet.name().to_owned();
        let groups = Group::ALL.iter().map(|group| section(sheet, *group)).collect_view();
        let content = view! {
            {head(&context, &solution)}
            <div class="with-side">
                <div class="stack-large">
                    {gallery(&solution.record.slug, &solution.pictures)}
                    {gone(&solution.removed)}
                    {groups}
                    {uses::uses(&context, &solution)}
                    {origin(&context, &solution)}
                    {unsaid(&solution)}
                </div>
                <aside class="side" aria-label="So bekommen Sie es">
                    {get_it(&context, &solution)}
                    {interest}
                    {desk::desk(&context, &solution)}
                </aside>
            </div>
            {structured(&context, &solution)}
        };
        let crumbs = vec![(context.link(paths::SOLUTIONS), "Lösungen".to_owned())];
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

fn head(context: &PageContext, solution: &Detail) -> AnyView {
    let sheet = &solution.sheet;
    let chip = |field: Field| sheet.get(field).map(|value| ui::chip(field.shown(value)));
    let since =
        sheet.day(Field::TransferableSince).map(|day| ui::chip(format!("übertragbar seit {}", text::month(day))));
    let outside = solution.record.outside().then(|| match sheet.get(Field::Outside) {
        Some(from) => ui::chip(format!("außerhalb des Programms: {from}")),
        None => ui::chip("außerhalb des Programms"),
    });
    // the radar knows what everybody can take over
    let fits = (solution.gate.published.is_some() && solution.state != State::Retired).then(|| {
        let ours = context.link(paths::with_query(paths::MUNICIPALITIES, &[("loesung", &solution.record.slug)]));
        let all = context.link(paths::solution_fits(&solution.record.slug));
        view! { <a href=ours>"Passt das zu uns?"</a>" · "<a href=all>"Zu wem es passt"</a>" · " }
    });
    let compare = context.link(paths::with_query(paths::COMPARE, &[("l", &solution.record.slug)]));
    view! {
        <h1 class="kern-heading-x-large title">{sheet.name().to_owned()}</h1>
        <p class="lead">{sheet.text(Field::Benefit).to_owned()}</p>
        <div class="chips-line">
            {chip(Field::Kind)}{chip(Field::Licence)}{chip(Field::Pillar)}{chip(Field::Maturity)}{since}{outside}
            {solution.record.sample.then(ui::sample_badge)}
        </div>
        {freshness(context, solution)}
        <p class="no-print">{fits}<a href=compare>"Mit anderen vergleichen"</a></p>
    }
    .into_any()
}

/// How fresh the sheet is, and what that means.
fn freshness(context: &PageContext, solution: &Detail) -> AnyView {
    let day = context.viewpoint.as_of;
    let (tone, words) = match (solution.state, solution.gate.confirmed_on) {
        (State::Retired, _) => {
            let since = solution.gate.retired_on.map(text::day).unwrap_or_default();
            ("warn", format!("Diese Lösung wird seit {since} nicht mehr angeboten."))
        }
        (State::Draft | State::InReview, _) => ("info", format!("{}: noch nicht öffentlich.", solution.state.label())),
        (State::Published, Some(on)) => ("good", format!("Angaben bestätigt am {}.", text::day(on))),
        (_, Some(on)) => {
            let months = months_between(on, day);
            (
                "warn",
                format!(
                    "Angaben zuletzt bestätigt am {} – das ist {months} Monate her. Bitte nachfragen.",
                    text::day(on)
                ),
            )
        }
        (_, None) => (
            "warn",
            "Der Anbieter hat diese Angaben noch nie bestätigt; sie stammen aus Veröffentlichungen.".to_owned(),
        ),
    };
    status::line(tone, &words)
}

fn months_between(from: chrono::NaiveDate, to: chrono::NaiveDate) -> i32 {
    use chrono::Datelike;
    let months = (to.year() - from.year()) * 12 + i32::try_from(to.month()).unwrap_or(0)
        - i32::try_from(from.month()).unwrap_or(0);
    if to.day() < from.day() { months - 1 } else { months }
}

fn section(sheet: &Sheet, group: Group) -> AnyView {
    let items: Vec<(String, AnyView)> = Field::ALL
        .iter()
        .copied()
        .filter(|field| field.group() == group && !ELSEWHERE.contains(field))
        .filter(|field| sheet.get(*field).is_some() || ASKED.contains(field))
        .map(|field| (field.label().to_owned(), value(sheet, field)))
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby=group.anchor()>
            {ui::section_head(group.anchor(), group.label(), None)}
            {facts::facts(items)}
        </section>
    }
    .into_any()
}

fn origin(context: &PageContext, solution: &Detail) -> AnyView {
    let projects = solution
        .projects
        .iter()
        .map(|(number, title)| {
            let href = context.link(paths::project(number));
            view! { <li><a href=href>{title.clone()}</a></li> }
        })
        .collect_view();
    let projects = match solution.projects.is_empty() {
        true => money::unknown(),
        false => view! { <ul class="plain">{projects}</ul> }.into_any(),
    };
    let region = solution.region.clone().map(|(slug, name)| {
        let href = context.link(paths::region(&slug));
        view! { <a href=href>{name}</a> }.into_any()
    });
    let mut items = match solution.record.outside() {
        true => {
            let outside = solution.sheet.get(Field::Outside).unwrap_or("unbekannt");
            let said = format!("{outside} – nicht aus dem Programm, zählt in keiner Zahl");
            vec![("Herkunft".to_owned(), said.into_any())]
        }
        false => vec![("Region".to_owned(), region.unwrap_or_else(money::unknown)), ("Projekte".to_owned(), projects)],
    };
    items.push((Field::Source.label().to_owned(), value(&solution.sheet, Field::Source)));
    items.push(("Angaben gültig seit".to_owned(), text::day(solution.valid_on).into_any()));
    view! {
        <section aria-labelledby="herkunft">
            {ui::section_head("herkunft", "Woher es kommt", None)}
            {facts::facts(items)}
        </section>
    }
    .into_any()
}

/// What a reader may miss, said as a list and not as a score.
fn unsaid(solution: &Detail) -> AnyView {
    if solution.unsaid.is_empty() {
        return ().into_any();
    }
    let words: Vec<String> = solution.unsaid.iter().map(|field| field.label().to_owned()).collect();
    let count = words.len();
    view! {
        <details class="no-print">
            <summary>"Wozu der Steckbrief noch nichts sagt ("{count}" Angaben)"</summary>
            <p class="muted">{words.join(", ")}"."</p>
        </details>
    }
    .into_any()
}

fn get_it(context: &PageContext, solution: &Detail) -> AnyView {
    let sheet = &solution.sheet;
    let software = sheet.kind() == Kind::Software;
    let publiccode = sheet.get(Field::Repository).filter(|_| software).map(|_| {
        view! { <li><a href=paths::publiccode(&solution.record.slug)>"publiccode.yml"</a></li> }
    });
    let ask = context.link(paths::adopt(&solution.record.slug));
    view! {
        <div class="panel panel-strong">
            <h2 class="side-title">"So bekommen Sie es"</h2>
            {facts::facts(
                [Field::Provider, Field::Contact, Field::Licence, Field::Repository, Field::Website]
                    .into_iter()
                    .map(|field| (field.label().to_owned(), value(sheet, field)))
                    .collect(),
            )}
            <ul class="plain no-print">
                <li><a href=ask>"Nutzung melden"</a></li>
                {publiccode}
            </ul>
        </div>
    }
    .into_any()
}

/// What search engines read (schema.org); `<` is written so that no text can end the script.
fn structured(context: &PageContext, solution: &Detail) -> AnyView {
    if solution.gate.published.is_none() {
        return ().into_any();
    }
    let sheet = &solution.sheet;
    let repository = sheet.get(Field::Repository);
    let kind = match sheet.kind() {
        Kind::Software if repository.is_some() => "SoftwareSourceCode",
        Kind::Software => "SoftwareApplication",
        Kind::Data => "Dataset",
        _ => "CreativeWork",
    };
    // read relative to the page's own address
    let images = solution.pictures.iter().map(|picture| {
        serde_json::json!({
            "@type": "ImageObject",
            "contentUrl": paths::solution_picture(&solution.record.slug, &picture.sha256),
            "caption": picture.alternative_text,
            "width": picture.width,
            "height": picture.height,
        })
    });
    let address = format!("{}{}", context.base, paths::solution(&solution.record.slug));
    let mut json = serde_json::json!({
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "name": sheet.name(),
        "description": sheet.text(Field::Benefit),
        "keywords": sheet.all(Field::Themes),
        "license": sheet.get(Field::Licence).map(licence),
        "codeRepository": repository.filter(|_| sheet.kind() == Kind::Software),
        "provider": { "@type": "Organization", "name": sheet.text(Field::Provider) },
        "image": images.collect::<Vec<_>>(),
        "inLanguage": "de",
    });
    if let Some(object) = json.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    let text = json.to_string().replace('<', "\\u003c");
    view! { <script type="application/ld+json" nonce=context.nonce.clone() inner_html=text></script> }.into_any()
}

/// A licence on the SPDX list by its page there; several, or one of somebody's own, by what is written.
fn licence(written: &str) -> serde_json::Value {
    match Licence::parse(written).ok().and_then(|licence| licence.page()) {
        Some(page) => page.into(),
        None => serde_json::json!({ "@type": "CreativeWork", "name": written }),
    }
}
