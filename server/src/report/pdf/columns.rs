//! How wide the columns of a table are, and how large its letters.
use super::face::Faces;
use app::reports::document::Table;

/// Sizes of letters, the largest that fits is taken.
const SIZES: [f32; 6] = [8.0, 7.5, 7.0, 6.5, 6.0, 5.5];
/// Beyond this a text is rather broken than a column widened.
const WIDEST_TEXT: f32 = 320.0;
/// Below this a text is not broken for room.
const NARROWEST_TEXT: f32 = 70.0;
/// Left and right of what stands in a cell, together.
pub const GAP: f32 = 8.0;

/// Widths of the columns with their gaps, and the size of the letters.
pub struct Columns {
    /// Widths in points.
    pub widths: Vec<f32>,
    /// The size of the letters in points.
    pub size: f32,
}

/// Columns for a table whose cells say these words, in a room.
pub fn columns(table: &Table, cells: &[Vec<String>], room: f32, faces: &Faces) -> Columns {
    for size in SIZES {
        let (least, natural) = wanted(table, cells, size, faces);
        let (narrow, wide): (f32, f32) = (least.iter().sum(), natural.iter().sum());
        if wide <= room {
            return Columns { widths: natural, size };
        }
        if narrow <= room {
            let share = (room - narrow) / (wide - narrow);
            let widths = least.iter().zip(&natural).map(|(least, natural)| least + (natural - least) * share);
            return Columns { widths: widths.collect(), size };
        }
    }
    // too much for one page: what is left over is broken
    let size = SIZES[SIZES.len() - 1];
    let (least, _) = wanted(table, cells, size, faces);
    let all: f32 = least.iter().sum();
    Columns { widths: least.iter().map(|width| width * room / all).collect(), size }
}

/// The least and the natural width of each column.
fn wanted(table: &Table, cells: &[Vec<String>], size: f32, faces: &Faces) -> (Vec<f32>, Vec<f32>) {
    let longest_word = |text: &str, bold: bool| {
        let words = text.split(' ').map(|word| faces.of(bold).width(word, size));
        words.fold(0.0, f32::max)
    };
    let columns = table.columns.iter().enumerate().map(|(at, column)| {
        let texts = || cells.iter().filter_map(move |row| row.get(at));
        let head = longest_word(&column.label, true);
        let widest = texts().map(|text| faces.regular.width(text, size)).fold(0.0, f32::max);
        match column.numeric {
            // a number is never broken
            true => (head.max(widest) + GAP, head.max(widest) + GAP),
            false => {
                let word = texts().map(|text| longest_word(text, false)).fold(0.0, f32::max).min(NARROWEST_TEXT);
                let natural = widest.min(WIDEST_TEXT).max(head);
                (word.max(head.min(NARROWEST_TEXT)).min(natural) + GAP, natural + GAP)
            }
        }
    });
    columns.unzip()
}
