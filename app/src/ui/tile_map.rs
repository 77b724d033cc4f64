//! Nordrhein-Westfalen as tiles, one for each Kreis and kreisfreie Stadt; the model regions stand out.
use leptos::prelude::*;

/// Column, row and short name of each Kreis, and the number of the model region it takes part in.
const TILES: [(u8, u8, &str, u8); 53] = [
    (3, 0, "ST", 0),
    (7, 0, "MI", 0),
    (2, 1, "BOR", 0),
    (3, 1, "COE", 0),
    (4, 1, "MS", 0),
    (5, 1, "WAF", 0),
    (6, 1, "GT", 0),
    (7, 1, "HF", 0),
    (8, 1, "LIP", 0),
    (0, 2, "KLE", 0),
    (1, 2, "WES", 0),
    (2, 2, "BOT", 3),
    (3, 2, "RE", 3),
    (4, 2, "HER", 0),
    (5, 2, "UN", 0),
    (6, 2, "HAM", 0),
    (7, 2, "BI", 1),
    (1, 3, "DU", 0),
    (2, 3, "OB", 0),
    (3, 3, "GE", 3),
    (4, 3, "BO", 0),
    (5, 3, "DO", 0),
    (6, 3, "SO", 4),
    (7, 3, "PB", 1),
    (8, 3, "HX", 0),
    (0, 4, "VIE", 0),
    (1, 4, "KR", 0),
    (2, 4, "MH", 0),
    (3, 4, "E", 0),
    (4, 4, "EN", 0),
    (5, 4, "HA", 0),
    (6, 4, "MK", 4),
    (7, 4, "HSK", 0),
    (0, 5, "MG", 0),
    (1, 5, "NE", 0),
    (2, 5, "D", 0),
    (3, 5, "ME", 0),
    (4, 5, "W", 5),
    (5, 5, "RS", 5),
    (6, 5, "OE", 0),
    (7, 5, "SI", 0),
    (0, 6, "HS", 0),
    (1, 6, "BM", 0),
    (2, 6, "LEV", 0),
    (3, 6, "SG", 5),
    (4, 6, "GL", 0),
    (5, 6, "GM", 0),
    (0, 7, "AC", 2),
    (1, 7, "DN", 0),
    (2, 7, "K", 0),
    (3, 7, "SU", 0),
    (1, 8, "EU", 0),
    (2, 8, "BN", 0),
];

/// The position of a region in [`TILES`] by its slug.
fn number(slug: &str) -> u8 {
    match slug {
        "ostwestfalen-lippe" => 1,
        "aachen" => 2,
        "emscher-lippe" => 3,
        "suedwestfalen" => 4,
        "bergisches-staedtedreieck" => 5,
        _ => 0,
    }
}

/// The map; all five regions, or one.
#[must_use]
pub fn tile_map(only: Option<&str>) -> AnyView {
    let chosen = only.map(number);
    let label = match only {
        Some(_) => "Lage der Region in Nordrhein-Westfalen",
        None => {
            "Lage der fünf Modellregionen in Nordrhein-Westfalen: Ostwestfalen-Lippe im Nordosten, Aachen im Westen, Emscher-Lippe im nördlichen Ruhrgebiet, Südwestfalen im Osten, das Bergische Städtedreieck in der Mitte"
        }
    };
    let tiles = TILES
        .into_iter()
        .map(|(column, row, name, region)| {
            let shown = region != 0 && chosen.is_none_or(|chosen| chosen == region);
            let (x, y) = (u32::from(column) * 32 + 1, u32::from(row) * 32 + 1);
            let class = if shown { "tile tile-on" } else { "tile" };
            view! {
                <rect class=class x=x y=y width="30" height="30" rx="4"/>
                {shown.then(|| view! { <text class="tile-name" x=x + 15 y=y + 19>{name}</text> })}
            }
        })
        .collect_view();
    view! { <svg class="tiles" viewBox="0 0 289 288" role="img" aria-label=label focusable="false">{tiles}</svg> }
        .into_any()
}
