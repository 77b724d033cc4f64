//! Where each Kreis and each kreisfreie Stadt stands in the maps of tiles: west on the left, north above, neighbours
//! mostly side by side, each Regierungsbezirk in one piece.

/// One tile: which Kreis it is, and its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The first five digits of the AGS.
    pub kreis_ags: &'static str,
    /// The letters of its vehicle registration plates (the common ones, where there are several), at most three.
    pub short: &'static str,
    /// The column, from 0 on the left, below [`COLUMNS`].
    pub column: u8,
    /// The row, from 0 at the top, below [`ROWS`].
    pub row: u8,
}

/// How many columns the grid has.
pub const COLUMNS: u8 = 9;

/// How many rows the grid has.
pub const ROWS: u8 = 8;

const fn at(kreis_ags: &'static str, short: &'static str, column: u8, row: u8) -> Place {
    Place { kreis_ags, short, column, row }
}

/// Every place, row by row: the order in which they are read and reached by keyboard.
pub const TILES: [Place; 53] = [
    at("05566", "ST", 3, 0),
    at("05770", "MI", 7, 0),
    at("05554", "BOR", 2, 1),
    at("05558", "COE", 3, 1),
    at("05515", "MS", 4, 1),
    at("05570", "WAF", 5, 1),
    at("05754", "GT", 6, 1),
    at("05758", "HF", 7, 1),
    at("05154", "KLE", 0, 2),
    at("05170", "WES", 1, 2),
    at("05512", "BOT", 2, 2),
    at("05562", "RE", 3, 2),
    at("05916", "HER", 4, 2),
    at("05978", "UN", 5, 2),
    at("05915", "HAM", 6, 2),
    at("05711", "BI", 7, 2),
    at("05766", "LIP", 8, 2),
    at("05166", "VIE", 0, 3),
    at("05112", "DU", 1, 3),
    at("05119", "OB", 2, 3),
    at("05513", "GE", 3, 3),
    at("05911", "BO", 4, 3),
    at("05913", "DO", 5, 3),
    at("05974", "SO", 6, 3),
    at("05774", "PB", 7, 3),
    at("05762", "HX", 8, 3),
    at("05116", "MG", 0, 4),
    at("05114", "KR", 1, 4),
    at("05117", "MH", 2, 4),
    at("05113", "E", 3, 4),
    at("05954", "EN", 4, 4),
    at("05914", "HA", 5, 4),
    at("05962", "MK", 6, 4),
    at("05958", "HSK", 7, 4),
    at("05370", "HS", 0, 5),
    at("05162", "NE", 1, 5),
    at("05111", "D", 2, 5),
    at("05158", "ME", 3, 5),
    at("05124", "W", 4, 5),
    at("05120", "RS", 5, 5),
    at("05966", "OE", 6, 5),
    at("05970", "SI", 7, 5),
    at("05334", "AC", 0, 6),
    at("05358", "DN", 1, 6),
    at("05362", "BM", 2, 6),
    at("05316", "LEV", 3, 6),
    at("05122", "SG", 4, 6),
    at("05378", "GL", 5, 6),
    at("05374", "GM", 6, 6),
    at("05366", "EU", 2, 7),
    at("05315", "K", 3, 7),
    at("05314", "BN", 4, 7),
    at("05382", "SU", 5, 7),
];

/// The names of the Regierungsbezirke, each where the grid leaves room beside it: column and row of the cell, and
/// whether the name ends there instead of beginning.
pub const BEZIRKE: [(&str, u8, u8, bool); 5] = [
    ("Münster", 2, 0, true),
    ("Detmold", 6, 0, true),
    ("Düsseldorf", 0, 1, false),
    ("Arnsberg", 7, 6, false),
    ("Köln", 1, 7, true),
];

impl Place {
    /// The digit of the AGS that stands for the Regierungsbezirk: 1 Düsseldorf, 3 Köln, 5 Münster, 7 Detmold,
    /// 9 Arnsberg.
    #[must_use]
    pub fn bezirk(&self) -> Option<u8> {
        self.kreis_ags.as_bytes().get(2).copied()
    }

    /// The place of a Kreis by the first five digits of an AGS.
    #[must_use]
    pub fn of(kreis_ags: &str) -> Option<Self> {
        TILES.into_iter().find(|place| place.kreis_ags == kreis_ags)
    }

    /// What stands on a cell.
    fn on(column: u8, row: u8) -> Option<Self> {
        TILES.into_iter().find(|place| (place.column, place.row) == (column, row))
    }
}

/// The sides between two tiles of different Regierungsbezirke: the cell, and whether the side is its right one
/// (otherwise its lower one).
pub fn borders() -> impl Iterator<Item = (u8, u8, bool)> {
    TILES.into_iter().flat_map(|place| {
        [(1, 0, true), (0, 1, false)].into_iter().filter_map(move |(right, down, vertical)| {
            let other = Place::on(place.column + right, place.row + down)?;
            (other.bezirk() != place.bezirk()).then_some((place.column, place.row, vertical))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Kreis and Regierungsbezirk of every municipality, from the list that the program begins with.
    fn listed() -> BTreeMap<&'static str, &'static str> {
        include_str!("../../../../server/data/municipalities.csv")
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<_> = line.split(';').collect();
                (cells[4], cells[3])
            })
            .collect()
    }

    #[test]
    fn every_kreis_has_one_cell_of_its_own() {
        let placed: BTreeSet<_> = TILES.iter().map(|place| place.kreis_ags).collect();
        assert_eq!(placed, listed().into_keys().collect(), "the Kreise of the list, no other");
        let cells: BTreeSet<_> = TILES.iter().map(|place| (place.column, place.row)).collect();
        assert_eq!(cells.len(), 53);
        let shorts: BTreeSet<_> = TILES.iter().map(|place| place.short).collect();
        assert_eq!(shorts.len(), 53);
        assert!(TILES.iter().all(|place| place.column < COLUMNS && place.row < ROWS && place.short.len() <= 3));
        assert!(TILES.is_sorted_by_key(|place| (place.row, place.column)));
    }

    #[test]
    fn bezirke_are_those_of_the_list_and_in_one_piece() {
        let listed = listed();
        let mut names: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut cells: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for place in TILES {
            names.entry(place.bezirk().unwrap()).or_default().insert(listed[place.kreis_ags]);
            cells.entry(place.bezirk().unwrap()).or_default().insert((place.column, place.row));
        }
        assert_eq!(names.len(), 5);
        assert!(names.values().all(|names| names.len() == 1), "a digit stands for one Regierungsbezirk");
        for (bezirk, mut rest) in cells {
            let mut open = vec![rest.pop_first().unwrap()];
            while let Some((column, row)) = open.pop() {
                let sides = [
                    (column + 1, row),
                    (column.wrapping_sub(1), row),
                    (column, row + 1),
                    (column, row.wrapping_sub(1)),
                ];
                open.extend(sides.into_iter().filter(|side| rest.remove(side)));
            }
            assert!(rest.is_empty(), "{bezirk} is torn: {rest:?}");
        }
    }

    #[test]
    fn a_border_lies_between_two_bezirke_only() {
        let borders: Vec<_> = borders().collect();
        assert!(borders.contains(&(6, 3, true)), "Soest and Paderborn");
        assert!(borders.contains(&(3, 6, true)), "Leverkusen and Solingen");
        assert!(!borders.contains(&(4, 3, true)), "Bochum and Dortmund");
        assert!(!borders.contains(&(7, 5, true)), "nothing lies east of Siegen-Wittgenstein");
    }

    #[test]
    fn names_of_bezirke_stand_on_free_cells() {
        let listed: BTreeSet<_> = listed().into_values().collect();
        assert_eq!(BEZIRKE.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>(), listed);
        assert!(BEZIRKE.iter().all(|(_, column, row, _)| Place::on(*column, *row).is_none()));
    }
}
