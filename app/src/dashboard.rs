//! The programme at a glance: one sentence, the ladder, private beside state money, the regions, new solutions.
mod cofunding;
mod ladder;
mod regions;
mod sentence;

pub(crate) use cofunding::cofunding;
pub(crate) use ladder::ladder;
pub(crate) use regions::region_card;

use crate::{
    context::PROGRAMME,
    municipalities, paths,
    solutions::card,
    ui::{
        self,
        page::{Page, serve},
        tile_map::tile_map,
    },
};
use entity::{
    figures::find::{Scope, overview},
    solution::catalogue::load::catalogue,
};
use leptos::prelude::*;

/// The page at `/`.
#[component]
pub fn Dashboard() -> impl IntoView {
    serve(|context| async move {
        let all = overview(&context.db, &context.actor, context.viewpoint, PROGRAMME, &Scope::default()).await?;
        let catalogue = catalogue(&context.db, context.viewpoint).await?;
        let solutions = catalogue.newest(3);
        let cards = all.regions.iter().map(|region| region_card(&context, region)).collect_view();
        let more = (context.link(paths::BUDGET), "Alles zum Haushalt".to_owned());
        let new = match solutions.is_empty() {
            true => ui::empty(
                "Noch keine Lösung veröffentlicht",
                "Hier steht, was andere Kommunen übernehmen können, sobald die Transferstelle es veröffentlicht.",
            ),
            false => solutions.into_iter().map(|solution| card(&context, solution)).collect_view().into_any(),
        };
        let sample = all.sample;
        let content = view! {
            {sentence::sentence(&context, &all)}
            <div class="halves">
                <section aria-labelledby="leiter">
                    {ui::section_head("leiter", "Vom Programm zum anerkannten Euro", Some(more))}
                    {ladder(&context, &all)}
                </section>
                <section aria-labelledby="privat">{cofunding(&context, &all.cofunding)}</section>
            </div>
            <section aria-labelledby="regionen">
                {ui::section_head("regionen", "Die fünf Modellregionen", Some((context.link(paths::REGIONS), "Regionen vergleichen".into())))}
                <div class="cards cards-regions"><div class="map-cell">{tile_map(None)}</div>{cards}</div>
            </section>
            <section aria-labelledby="loesungen">
                {ui::section_head("loesungen", "Was andere Kommunen übernehmen können", Some((context.link(paths::SOLUTIONS), "Alle Lösungen".into())))}
                <form class="filters" method="get" action=paths::SOLUTIONS role="search" aria-label="Lösungen suchen">
                    <div class="filter filter-search">
                        <label for="loesung-suche">"Was sucht Ihre Kommune?"</label>
                        <input id="loesung-suche" type="search" name="q"/>
                    </div>
                    <button type="submit" class="kern-btn kern-btn--secondary filter-go"><span class="kern-label">"Lösungen suchen"</span></button>
                </form>
                <div class="cards">{new}</div>
                {municipalities::search("Was passt zu Ihrer Kommune?", "", None)}
            </section>
        };
        Ok(Page::new("Überblick", content).section(paths::HOME).sample(sample))
    })
}
