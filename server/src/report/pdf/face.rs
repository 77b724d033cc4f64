//! The letters: Noto Sans in two weights (SIL Open Font License 1.1, see app/public/licences), with Latin, Greek and Cyrillic.
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use std::{collections::HashMap, sync::LazyLock};

static REGULAR: &[u8] = include_bytes!("../../../data/fonts/NotoSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../data/fonts/NotoSans-Bold.ttf");

/// What stands for a sign that the font does not have.
const REPLACEMENT: char = '?';

/// A font with what is needed to set a line.
pub struct Face {
    /// The font.
    pub font: Font,
    /// Glyph and width in ems of each character.
    glyphs: HashMap<char, (u32, f32)>,
}

/// The two weights.
pub struct Faces {
    /// For what is read.
    pub regular: Face,
    /// For headings.
    pub bold: Face,
}

impl Faces {
    /// One of the weights.
    pub fn of(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

/// The fonts of the program, read once.
pub fn faces() -> Option<&'static Faces> {
    static FACES: LazyLock<Option<Faces>> =
        LazyLock::new(|| Some(Faces { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? }));
    FACES.as_ref()
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let ems = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyphs = font.charmap().mappings().filter_map(|(code, glyph)| {
            Some((char::from_u32(code)?, (glyph.to_u32(), widths.advance_width(glyph)? / ems)))
        });
        Some(Self { glyphs: glyphs.collect(), font: Font::new(bytes.into(), 0)? })
    }

    /// The text as this font can show it, in one line: blanks for what breaks lines, a question mark for what it lacks.
    pub fn drawable(&self, text: &str) -> String {
        text.chars()
            .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'))
            .map(|c| match c {
                // this font has no minus sign
                '−' => '–',
                c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => ' ',
                c if self.glyphs.contains_key(&c) => c,
                _ => REPLACEMENT,
            })
            .collect()
    }

    /// How wide a character is, in points.
    pub fn advance(&self, c: char, size: f32) -> f32 {
        self.glyphs.get(&c).map_or(0.0, |(_, width)| width * size)
    }

    /// How wide a text is, in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c, size)).sum()
    }

    /// The glyphs of a text.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, c): (usize, char)| {
            let (id, width) = *self.glyphs.get(&c)?;
            Some(KrillaGlyph::new(GlyphId::new(id), width, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
        };
        text.char_indices().filter_map(glyph).collect()
    }

    /// A text in lines of at most a width; a line that goes on ends in a blank, so that its words stay apart when heard.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let text = self.drawable(text);
        // widths are sums: what was measured in another order fits too
        let width = width + 0.1;
        let blank = self.advance(' ', size);
        let mut lines: Vec<String> = Vec::new();
        let (mut line, mut used) = (String::new(), 0.0);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let wide = self.width(word, size);
            if !line.is_empty() && used + blank + wide > width {
                line.push(' ');
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += blank;
            }
            for c in word.chars() {
                let wide = self.advance(c, size);
                // only a word that is longer than a line gets here with a full one
                if used + wide > width && !line.is_empty() && !line.ends_with(' ') {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += wide;
            }
        }
        lines.push(line);
        lines
    }
}
