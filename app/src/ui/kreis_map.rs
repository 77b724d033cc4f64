//! Nordrhein-Westfalen as tiles, one for each Kreis and kreisfreie Stadt: how many of its municipalities, and what
//! went from where to where. The number in each tile says what its colour says; the page has the table below.
mod arrow;
pub mod position;

use crate::text;
use leptos::prelude::*;
use position::{BEZIRKE, COLUMNS, Place, ROWS, TILES, borders};

/// From one tile to the next, in the drawing's own coordinates.
const PITCH: u32 = 38;
/// The side of a tile.
const SIDE: u32 = 35;
/// The room around the grid.
const EDGE: u32 = 3;

/// What one Kreis or kreisfreie Stadt shows.
pub struct Tile {
    /// The first five digits of the AGS; a tile of an unknown one is not drawn.
    pub kreis_ags: String,
    /// Its full name, for those who do not know the letters.
    pub name: String,
    /// How many of its municipalities.
    pub value: u64,
    /// How many municipalities it has: 1 for a kreisfreie Stadt.
    pub of: u64,
    /// Where it leads.
    pub href: String,
    /// Whether the page is about it.
    pub chosen: bool,
}

/// What went from one Kreis to another.
pub struct Flow {
    /// Where from: the first five digits of the AGS.
    pub from: String,
    /// Where to. A flow within one Kreis, or with an unknown end, is not drawn.
    pub to: String,
    /// How many; a flow of nothing is not drawn.
    pub count: u64,
}

/// Which of the five steps a share takes: 0 for nothing, then up to a quarter, half, three quarters, and above.
#[must_use]
pub fn step(value: u64, of: u64) -> u8 {
    let (value, of) = (u128::from(value), u128::from(of));
    match value * 4 {
        _ if value == 0 || of == 0 => 0,
        quarters if quarters <= of => 1,
        quarters if quarters <= of * 2 => 2,
        quarters if quarters <= of * 3 => 3,
        _ => 4,
    }
}

/// The map. `unit` is the word for what `value` and `of` count, for one and for many. What is not among `tiles` stays
/// blank.
#[must_use]
pub fn kreis_map(caption: &str, tiles: Vec<Tile>, flows: &[Flow], unit: (&str, &str)) -> AnyView {
    let boxes = TILES
        .into_iter()
        .map(|place| match tiles.iter().find(|tile| tile.kreis_ags == place.kreis_ags) {
            Some(tile) => link(place, tile, unit),
            None => blank(place),
        })
        .collect_view();
    let letters = TILES
        .into_iter()
        .map(|place| words(place, tiles.iter().find(|tile| tile.kreis_ags == place.kreis_ags)))
        .collect_view();
    let names = BEZIRKE
        .into_iter()
        .map(|(name, column, row, ends)| {
            let x = left(column) + if ends { SIDE } else { 0 };
            view! { <text class="map-bezirk" text-anchor=if ends { "end" } else { "start" } x=x y=top(row) + 28>{name}</text> }
        })
        .collect_view();
    let arrows = arrows(&tiles, flows, unit);
    let legend = legend(unit, !arrows.is_empty());
    let size = format!("0 0 {} {}", u32::from(COLUMNS) * PITCH + EDGE, u32::from(ROWS) * PITCH + EDGE);
    view! {
        <figure class="map">
            <figcaption class="map-caption">{caption.to_owned()}</figcaption>
            <svg class="map-drawing" viewBox=size role="group" aria-label=format!("Karte: {caption}") focusable="false">
                <g aria-hidden="true">{names}</g>
                {boxes}
                <path class="map-border" d=border() aria-hidden="true"/>
                {arrows}
                <g class="map-words" aria-hidden="true">{letters}</g>
            </svg>
            {legend}
        </figure>
    }
    .into_any()
}

fn left(column: u8) -> u32 {
    u32::from(column) * PITCH + EDGE
}

fn top(row: u8) -> u32 {
    u32::from(row) * PITCH + EDGE
}

/// Where arrows begin and end on a tile: beside the number, where it is free.
fn anchor(place: Place) -> (f64, f64) {
    (f64::from(left(place.column)) + 26.5, f64::from(top(place.row)) + 21.5)
}

/// What a tile says: `Kreis Paderborn (PB): 3 von 10 Kommunen`. The letters are in it, so that who speaks to the
/// browser can name what is seen.
fn label(place: Place, tile: &Tile, unit: (&str, &str)) -> String {
    let word = if tile.of == 1 { unit.0 } else { unit.1 };
    format!("{} ({}): {} von {} {word}", tile.name, place.short, number(tile.value), number(tile.of))
}

fn number(count: u64) -> String {
    text::number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn link(place: Place, tile: &Tile, unit: (&str, &str)) -> AnyView {
    let (x, y, step) = (left(place.column), top(place.row), step(tile.value, tile.of));
    let label = label(place, tile, unit);
    let title = label.clone();
    let class = if tile.chosen { "map-tile map-chosen" } else { "map-tile" };
    view! {
        <a class=format!("{class} map-step-{step}") href=tile.href.clone() aria-label=label aria-current=tile.chosen.then_some("true")>
            <title>{title}</title>
            <rect class="map-box" x=x y=y width=SIDE height=SIDE rx="3"/>
            <rect class="map-ring" x=x + 2 y=y + 2 width=SIDE - 4 height=SIDE - 4 rx="2"/>
        </a>
    }
    .into_any()
}

fn blank(place: Place) -> AnyView {
    let (x, y) = (left(place.column), top(place.row));
    view! { <rect class="map-box map-blank" x=x y=y width=SIDE height=SIDE rx="3" aria-hidden="true"/> }.into_any()
}

/// The letters, the number and the dots of a tile. They lie above the arrows, so that none hides them, and let the
/// pointer through to the link.
fn words(place: Place, tile: Option<&Tile>) -> AnyView {
    let (x, y) = (left(place.column) + 3, top(place.row));
    let class = tile.map_or_else(|| "map-unknown".into(), |tile| format!("map-step-{}", step(tile.value, tile.of)));
    view! {
        <g class=class>
            <text class="map-name" x=x y=y + 13>{place.short}</text>
            {tile.map(|tile| view! {
                <text class="map-number" x=x y=y + 26>{number(tile.value)}</text>
                {dots(f64::from(x) + 2.0, f64::from(y) + 31.0, step(tile.value, tile.of))}
            })}
        </g>
    }
    .into_any()
}

/// As many dots as the step, in a row from the middle of the first.
fn dots(x: f64, y: f64, step: u8) -> AnyView {
    (0..step)
        .map(|dot| {
            let x = x + f64::from(dot) * 5.0;
            view! { <circle class="map-dot" cx=x cy=y r="1.5"/> }
        })
        .collect_view()
        .into_any()
}

/// The line between Regierungsbezirke, in the middle of the gaps.
fn border() -> String {
    borders()
        .map(|(column, row, vertical)| {
            // the gap is three wide, so its middle lies at a half
            let (x, y) = (u32::from(column) * PITCH + 1, u32::from(row) * PITCH + 1);
            if vertical { format!("M{}.5 {y}.5v{PITCH}", x + PITCH) } else { format!("M{x}.5 {}.5h{PITCH}", y + PITCH) }
        })
        .collect()
}

/// The arrows, the thickest below.
fn arrows(tiles: &[Tile], flows: &[Flow], unit: (&str, &str)) -> Vec<AnyView> {
    let most = flows.iter().map(|flow| flow.count).max().unwrap_or(0);
    let mut flows: Vec<&Flow> = flows.iter().filter(|flow| flow.count > 0).collect();
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.count));
    flows
        .into_iter()
        .filter_map(|flow| {
            let (from, to) = (Place::of(&flow.from)?, Place::of(&flow.to)?);
            let arrow = arrow::arrow(anchor(from), anchor(to), flow.count, most)?;
            let name = |place: Place| {
                let known = tiles.iter().find(|tile| tile.kreis_ags == place.kreis_ags);
                known.map_or_else(|| place.short.to_owned(), |tile| tile.name.clone())
            };
            let word = if flow.count == 1 { unit.0 } else { unit.1 };
            let label = format!("Von {} nach {}: {} {word}", name(from), name(to), number(flow.count));
            Some(
                view! {
                    <g class="map-flow" role="img" aria-label=label>
                        <path class="map-halo" d=arrow.line.clone() stroke-width=format!("{:.1}", arrow.width + 2.4)/>
                        <path class="map-halo" d=arrow.head.clone() stroke-width="2.4"/>
                        <path class="map-line" d=arrow.line stroke-width=format!("{:.1}", arrow.width)/>
                        <path class="map-head" d=arrow.head/>
                    </g>
                }
                .into_any(),
            )
        })
        .collect()
}

fn legend(unit: (&str, &str), arrows: bool) -> AnyView {
    let steps = ["keine", "bis 25\u{a0}%", "bis 50\u{a0}%", "bis 75\u{a0}%", "über 75\u{a0}%"]
        .into_iter()
        .zip(0..)
        .map(|(words, step)| {
            view! {
                <li>
                    <svg class=format!("map-key map-step-{step}") viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" focusable="false">
                        <rect class="map-box" x="0.5" y="0.5" width="23" height="15" rx="2"/>{dots(14.5 - 2.5 * f64::from(step), 8.0, step)}
                    </svg>
                    {words}
                </li>
            }
        })
        .collect_view();
    let arrow = arrows.then(|| {
        view! {
            <li>
                <svg class="map-key" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" focusable="false"><path class="map-line" d="M1 8h15" stroke-width="2.5"/><path class="map-head" d="M23 8l-8-4.5v9z"/></svg>
                {format!("von – nach, je breiter, desto mehr {}", unit.1)}
            </li>
        }
    });
    view! {
        <div class="map-legend">
            <p class="small muted">{format!("Die Zahl nennt die {}, Farbe und Punkte ihren Anteil im Kreis.", unit.1)}</p>
            <ul class="legend">
                {steps}
                {arrow}
                <li>
                    <svg class="map-key" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" focusable="false"><path class="map-border" d="M1 8h22"/></svg>
                    "Grenze der Regierungsbezirke"
                </li>
            </ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_change_above_each_quarter() {
        let steps = |of: u64, values: &[u64]| values.iter().map(|value| step(*value, of)).collect::<Vec<_>>();
        assert_eq!(steps(20, &[0, 1, 5, 6, 10, 11, 15, 16, 20, 99]), [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]);
        assert_eq!(steps(1, &[0, 1]), [0, 4]);
        assert_eq!(steps(0, &[0, 3]), [0, 0]);
        assert_eq!(step(u64::MAX, u64::MAX), 4);
    }

    fn drawn(tiles: Vec<Tile>, flows: &[Flow]) -> String {
        Owner::new().with(|| kreis_map("Wer nutzt <was>", tiles, flows, ("Kommune", "Kommunen")).to_html())
    }

    fn tile(kreis_ags: &str, name: &str, value: u64, of: u64) -> Tile {
        let href = format!("/kreise/{kreis_ags}");
        Tile { kreis_ags: kreis_ags.into(), name: name.into(), value, of, href, chosen: kreis_ags == "05774" }
    }

    #[test]
    fn a_tile_is_a_link_that_says_its_share() {
        let html = drawn(vec![tile("05774", "Kreis Paderborn", 3, 10), tile("05711", "Bielefeld", 1, 1)], &[]);
        assert!(html.contains(r#"href="/kreise/05774""#), "{html}");
        assert!(html.contains("Kreis Paderborn (PB): 3 von 10 Kommunen</title>"), "{html}");
        assert!(html.contains("Bielefeld (BI): 1 von 1 Kommune</title>"), "{html}");
        assert_eq!(html.matches("aria-current").count(), 1);
        assert_eq!(html.matches("map-blank").count(), 51, "the others stay blank");
        assert!(html.contains("Wer nutzt &lt;was&gt;") && !html.contains("je breiter, desto mehr"), "{html}");
    }

    #[test]
    fn flows_are_drawn_between_known_kreise_only() {
        let flow = |from: &str, to: &str, count| Flow { from: from.into(), to: to.into(), count };
        let flows = [
            flow("05774", "05766", 2),
            flow("05774", "05774", 9),
            flow("05774", "09999", 1),
            flow("05766", "05774", 0),
        ];
        let html = drawn(vec![tile("05774", "Kreis Paderborn", 3, 10)], &flows);
        assert_eq!(html.matches("map-flow").count(), 1);
        assert!(html.contains("Von Kreis Paderborn nach LIP: 2 Kommunen"), "{html}");
        assert!(html.contains("je breiter, desto mehr Kommunen"));
    }

    /// Writes the map with invented values to the file named by `KREIS_MAP_PREVIEW`, to look at it.
    #[test]
    fn preview() {
        let Ok(path) = std::env::var("KREIS_MAP_PREVIEW") else { return };
        let mut kreise = std::collections::BTreeMap::<&str, (&str, u64)>::new();
        for line in include_str!("../../../server/data/municipalities.csv").lines().skip(1) {
            let cells: Vec<_> = line.split(';').collect();
            if cells[2] != "kreis" {
                kreise.entry(cells[4]).or_insert((cells[5], 0)).1 += 1;
            }
        }
        let tiles = kreise
            .iter()
            .zip(0u64..)
            .map(|((ags, (name, of)), turn)| tile(ags, name, (turn * 7 % 11 * of / 10).min(*of), *of))
            .collect();
        let flow = |from: &str, to: &str, count| Flow { from: from.into(), to: to.into(), count };
        let flows = [
            flow("05774", "05766", 4),
            flow("05774", "05711", 2),
            flow("05774", "05974", 1),
            flow("05334", "05358", 3),
            flow("05334", "05315", 1),
            flow("05962", "05382", 2),
            flow("05513", "05562", 1),
            flow("05711", "05515", 6),
            flow("05766", "05774", 1),
        ];
        std::fs::write(path, drawn(tiles, &flows)).unwrap();
    }
}
