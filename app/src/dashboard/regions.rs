//! A region as a card: its money, its projects by stage.
use crate::{
    context::PageContext,
    paths, text,
    ui::{chart::stages, money},
};
use entity::figures::find::RegionLine;
use leptos::prelude::*;

/// The card of a region.
pub fn region_card(context: &PageContext, region: &RegionLine) -> AnyView {
    let href = context.link(paths::region(&region.slug));
    let total: u64 = region.stages.values().sum();
    let granted = match &region.granted {
        Some(figure) => money::millions(context, &figure.id.to_string(), figure.cents),
        None => money::unknown(),
    };
    let slug = region.slug.clone();
    let viewpoint = context.clone();
    view! {
        <article class="kern-card region-card">
            <div class="kern-card__container">
                <h3 class="kern-title"><a href=href>{region.name.clone()}</a></h3>
                <p class="big">{granted}<span class="big-word">"bewilligt"</span></p>
                <p class="count-line">{text::count(i64::try_from(total).unwrap_or(0), "Projekt", "Projekte")}</p>
                {stages::bar(&region.stages)}
                {stages::list(&region.stages, move |stage| {
                    viewpoint.link(paths::projects_where(&[("region", &slug), ("phase", stage.key())]))
                })}
            </div>
        </article>
    }
    .into_any()
}
