//! The other way round: which municipalities a solution fits, as a map, a list and a file.
use super::of_hundred;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        kreis_map::{Tile, kreis_map},
        money,
        page::{Page, serve},
        pagination::pagination,
        table,
    },
};
use entity::{
    municipality::kind::Kind,
    refusal::Refusal,
    transfer::{
        Source, Town,
        load::{Radar, radar},
        radar::{Prepared, fits, found::Match},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::collections::BTreeMap;

/// Rows on a page.
const SIZE: usize = 50;
/// From this score on, in thousandths, a solution is said to fit well.
const WELL: u16 = 600;

/// The municipalities a solution can be meant for: no Kreise unless it names them.
#[must_use]
pub fn considered(all: &Radar, offer: &Prepared) -> Vec<Town> {
    let meant_for = &offer.offer().meant_for;
    let is_meant = |town: &&Town| match meant_for.is_empty() {
        true => town.kind != Kind::District,
        false => meant_for.contains(&town.kind),
    };
    all.towns.values().filter(is_meant).cloned().collect()
}

/// The page at `/loesungen/{slug}/kommunen`.
#[component]
pub fn SolutionFits() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let page: usize = query.get("seite").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let kreis = query.get("kreis").filter(|kreis| !kreis.is_empty());
    serve(move |context| async move {
        let (all, weights) = radar(&context.db, context.viewpoint).await?;
        let offer = all.offer(&slug).ok_or(Refusal::NotFound)?;
        let name = offer.offer().name.clone();
        let towns = considered(&all, offer);
        let found = fits(offer, &towns, &weights, context.viewpoint.as_of);
        let well = found.iter().filter(|one| one.score >= WELL).count();
        let well = text::count(i64::try_from(well).unwrap_or(0), "Kommune passt", "Kommunen passt");
        let kreis = kreis.filter(|ags| towns.iter().any(|town| town.kreis_ags == *ags));
        let map = map(&context, &all, &towns, &found, &slug, kreis.as_deref());
        let shown: Vec<&Match> =
            found.iter().filter(|one| kreis.as_ref().is_none_or(|ags| one.town.kreis_ags == *ags)).collect();
        let content = view! {
            <h1 class="kern-heading-x-large">{format!("Zu wem „{name}“ passt")}</h1>
            <p class="lead">
                {format!("Zu {well} diese Lösung nach dem, was bekannt ist, zu mindestens {} von 100 Punkten. Wer sie schon nutzt, selbst anbietet oder sich dagegen entschieden hat, ist nicht dabei.", of_hundred(WELL))}
            </p>
            {map}
            {list(&context, &all, &shown, &slug, kreis.as_deref(), page)}
        };
        let crumbs =
            vec![(context.link(paths::SOLUTIONS), "Lösungen".to_owned()), (context.link(paths::solution(&slug)), name)];
        let sample = all.is_sample(&slug);
        Ok(Page::new("Zu wem es passt", content).section(paths::SOLUTIONS).below(crumbs).sample(sample))
    })
}

fn map(
    context: &PageContext,
    all: &Radar,
    towns: &[Town],
    found: &[Match],
    slug: &str,
    chosen: Option<&str>,
) -> AnyView {
    let mut kreise: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for town in towns {
        kreise.entry(&town.kreis_ags).or_default().1 += 1;
    }
    for one in found.iter().filter(|one| one.score >= WELL) {
        kreise.entry(&one.town.kreis_ags).or_default().0 += 1;
    }
    let tiles = kreise
        .into_iter()
        .map(|(ags, (value, of))| Tile {
            kreis_ags: ags.to_owned(),
            name: kreis_name(all, ags),
            value,
            of,
            href: context.link(format!("{}#liste", paths::with_query(&paths::solution_fits(slug), &[("kreis", ags)]))),
            chosen: chosen == Some(ags),
        })
        .collect();
    let caption = format!("Kommunen, zu denen die Lösung mit mindestens {} von 100 Punkten passt", of_hundred(WELL));
    kreis_map(&caption, tiles, &[], ("Kommune", "Kommunen"))
}

/// The name of a Kreis, or of the kreisfreie Stadt with these five digits.
fn kreis_name(all: &Radar, ags: &str) -> String {
    let inside = all.catalogue.places.values().find(|place| place.kreis_ags == ags);
    inside.map_or_else(|| ags.to_owned(), |place| place.kreis_name.clone())
}

fn list(context: &PageContext, all: &Radar, found: &[&Match], slug: &str, kreis: Option<&str>, page: usize) -> AnyView {
    let pages = found.len().div_ceil(SIZE).max(1);
    let page = page.min(pages);
    let here = paths::solution_fits(slug);
    let kreis_or_none = kreis.unwrap_or_default();
    let numbered = |page: u64| {
        let number = if page > 1 { page.to_string() } else { String::new() };
        context.link(format!("{}#liste", paths::with_query(&here, &[("kreis", kreis_or_none), ("seite", &number)])))
    };
    let rows: Vec<Vec<AnyView>> =
        found.iter().skip((page - 1) * SIZE).take(SIZE).map(|one| row(context, all, one, slug)).collect();
    let heads = vec![
        table::words("Kommune"),
        table::words("Kreis"),
        table::numbers("Wert von 100"),
        table::numbers("möglich"),
        table::numbers("Einwohnerzahl"),
        table::words("Was fehlt"),
        table::words("In der Nähe produktiv"),
    ];
    let body = match rows.is_empty() {
        true => ui::empty(
            "Hier ist keine Kommune übrig",
            "Alle nutzen die Lösung schon oder haben sich dagegen entschieden.",
        ),
        false => table::table("Die passendste zuerst; jede Kommune öffnet ihre Begründung", heads, rows, None),
    };
    let clear = kreis.map(|ags| {
        let href = context.link(here.clone());
        let label = format!("Filter {} entfernen", kreis_name(all, ags));
        view! {
            <ul class="chips" aria-label="Aktive Filter">
                <li><a class="chip chip-active" href=href aria-label=label>{kreis_name(all, ags)}" "<span aria-hidden="true">"×"</span></a></li>
            </ul>
        }
    });
    let file = context.link(paths::with_query(&paths::solution_fits_csv(slug), &[("kreis", kreis_or_none)]));
    view! {
        <section aria-labelledby="liste">
            {ui::section_head("liste", text::count(i64::try_from(found.len()).unwrap_or(i64::MAX), "Kommune", "Kommunen"), None)}
            {clear}
            {body}
            {pagination(page as u64, pages as u64, numbered)}
            <p class="muted small no-print">"Für die Ansprache: "<a href=file>"diese Liste als CSV"</a>"."</p>
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, all: &Radar, one: &Match, slug: &str) -> Vec<AnyView> {
    let page = paths::with_query(&paths::municipality(&one.town.ags), &[("loesung", slug)]);
    let href = context.link(format!("{page}#passung"));
    let people = one.town.population.as_ref().map(|known| {
        let sum = (known.source == Source::Sum).then_some(" (Summe der Städte und Gemeinden)");
        view! { {text::number(known.value.into())}{sum} }.into_any()
    });
    let near: Vec<String> = one.nearby().into_iter().take(3).map(|user| user.name.clone()).collect();
    let dash = |words: String| if words.is_empty() { "–".to_owned() } else { words };
    vec![
        view! { <a class="row-title" href=href>{one.town.name.clone()}</a> }.into_any(),
        kreis_name(all, &one.town.kreis_ags).into_any(),
        of_hundred(one.score).into_any(),
        of_hundred(one.possible).into_any(),
        people.unwrap_or_else(money::unknown),
        dash(one.missing().join(", ")).into_any(),
        dash(near.join(", ")).into_any(),
    ]
}
