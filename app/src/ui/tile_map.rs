//! Nordrhein-Westfalen as tiles, one for each Kreis and kreisfreie Stadt; the model regions stand out.
use super::kreis_map::position::TILES;
use leptos::prelude::*;

/// The model region that a Kreis takes part in, by its slug.
fn region(kreis_ags: &str) -> Option<&'static str> {
    Some(match kreis_ags {
        "05711" | "05774" => "ostwestfalen-lippe",
        "05334" => "aachen",
        "05512" | "05513" | "05562" => "emscher-lippe",
        "05962" | "05974" => "suedwestfalen",
        "05120" | "05122" | "05124" => "bergisches-staedtedreieck",
        _ => return None,
    })
}

/// The map; all five regions, or one.
#[must_use]
pub fn tile_map(only: Option<&str>) -> AnyView {
    let label = match only {
        Some(_) => "Lage der Region in Nordrhein-Westfalen",
        None => {
            "Lage der fünf Modellregionen in Nordrhein-Westfalen: Ostwestfalen-Lippe im Nordosten, Aachen im Westen, Emscher-Lippe im nördlichen Ruhrgebiet, Südwestfalen im Osten, das Bergische Städtedreieck in der Mitte"
        }
    };
    let tiles = TILES
        .into_iter()
        .map(|place| {
            let shown = region(place.kreis_ags).is_some_and(|region| only.is_none_or(|only| only == region));
            let (x, y) = (u32::from(place.column) * 32 + 1, u32::from(place.row) * 32 + 1);
            let class = if shown { "tile tile-on" } else { "tile" };
            view! {
                <rect class=class x=x y=y width="30" height="30" rx="4"/>
                {shown.then(|| view! { <text class="tile-name" x=x + 15 y=y + 19>{place.short}</text> })}
            }
        })
        .collect_view();
    view! { <svg class="tiles" viewBox="0 0 289 257" role="img" aria-label=label focusable="false">{tiles}</svg> }
        .into_any()
}
