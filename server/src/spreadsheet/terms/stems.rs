//! A heading as words: stems, their weight, and what is left of it without numbering, marks and units.
use super::super::amount::without_mark;
use super::units::unit_places;
use super::weightless::{SILENT, WEAK};
use entity::text::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Endings are cut, as often as there is one, so that "Begünstigter" and "des Begünstigten", "Beginn" and "Beginns" meet.
pub(super) fn stem(word: &str) -> &str {
    let mut stem = word;
    while let Some(shorter) = ["en", "er", "es", "em", "e", "n", "s"]
        .iter()
        .find_map(|ending| stem.strip_suffix(ending).filter(|stem| stem.len() >= 3))
    {
        stem = shorter;
    }
    stem
}

/// Whether something is the stem of a word; most are not, which its beginning shows without cutting endings.
pub(super) fn is_stem(candidate: &str, word: &str) -> bool {
    word.starts_with(candidate) && stem(word) == candidate
}

/// Stems of the words that say nothing, or little.
static SILENT_STEMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| SILENT.iter().flat_map(|word| [*word, stem(word)]).collect());
static WEAK_STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| WEAK.iter().map(|word| stem(word)).collect());

pub(super) fn weight(stem: &str) -> f32 {
    if stem.bytes().all(|byte| byte.is_ascii_digit()) || SILENT_STEMS.contains(stem) {
        return 0.0;
    }
    let length = stem.len().clamp(2, 14) as f32;
    if WEAK_STEMS.contains(stem) { length * 0.3 } else { length }
}

/// A word of a heading.
pub(super) struct Word {
    pub(super) stem: String,
    /// Written with a point behind it: the beginning of a longer word.
    pub(super) short: bool,
    /// How a later part of the same word begins: "Ges.-Ausg." is "Gesamtausgaben".
    pub(super) later: Option<String>,
    /// Written behind a short word without a blank: perhaps a part of it.
    linked: bool,
    /// How much it says by its place: behind "laut" nothing, behind "nach" or "zum" little.
    place: f32,
}

/// Words behind which a heading says when or by what its amount is: "Ausgezahlter Betrag zum Vorhabenabschluss".
const TAILS: [&str; 13] =
    ["nach", "gem", "gemaess", "zum", "bei", "per", "seit", "vor", "entsprechend", "at", "after", "upon", "following"];
/// What the words of such a tail say about the column.
const TAIL: f32 = 0.25;
/// A heading has a tail where the words before it say this much.
const BODY: f32 = 5.0;

impl Word {
    /// How much it says; what shortens a word that says little says little.
    pub(super) fn weight(&self) -> f32 {
        let weak = || WEAK_STEMS.iter().any(|weak| weak.starts_with(&self.stem));
        let little = self.short && self.later.is_none() && self.stem.len() >= 3 && weak();
        weight(&self.stem) * self.place * if little { 0.3 } else { 1.0 }
    }

    fn of(stem: &str) -> Self {
        Self { stem: stem.to_owned(), short: false, later: None, linked: false, place: 1.0 }
    }

    /// Whether a short word stands for this stem.
    pub(super) fn shortens(&self, wanted: &str) -> bool {
        if let Some(later) = &self.later {
            return wanted.strip_prefix(&self.stem).is_some_and(|rest| rest.contains(later.as_str()));
        }
        self.short && (wanted.starts_with(&self.stem) || (self.stem.len() > wanted.len() && stem(&self.stem) == wanted))
    }
}

/// Longer words are written out where others are cut without a point.
const LONGEST_CUT: usize = 8;

/// The words of a text, left to right; "DatumEntscheid" and "DATUM_ENTSCHEID" are two.
pub(super) fn words(text: &str) -> Vec<Word> {
    let folded = fold(&with_blanks(text));
    let mut out: Vec<Word> = Vec::new();
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '#') {
        let linked = matches!(&rest[..start], "." | ".-") && out.last().is_some_and(|word| word.short);
        let behind = start == 1 && rest.starts_with('_');
        rest = &rest[start..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '#')).unwrap_or(rest.len());
        let word = &rest[..end];
        // the names that databases give their columns cut words as well: "BEWILL_DAT"
        let named = (behind || rest[end..].starts_with('_')) && word.len() <= LONGEST_CUT;
        let short = rest[end..].starts_with('.') || named;
        out.push(match word.strip_suffix("nr").filter(|word| word.len() >= 3) {
            // "Projektnr." is a "Projektnummer"
            Some(word) => Word::of(stem(&format!("{word}nummer"))),
            None => Word { short, linked, ..Word::of(if short && !named { word } else { stem(word) }) },
        });
        rest = &rest[end..];
    }
    // "Zuwendung lt. Bescheid", but not "lt. Bescheid" alone
    if let Some(laut) = out.iter().position(|word| matches!(word.stem.as_str(), "lt" | "laut"))
        && out[..laut].iter().any(|word| word.weight() > 0.0)
    {
        out[laut..].iter_mut().for_each(|word| word.place = 0.0);
    }
    let begins = |word: &Word| TAILS.iter().any(|tail| is_stem(&word.stem, tail));
    if let Some(tail) = out.iter().position(begins)
        && out[..tail].iter().map(Word::weight).fold(0.0, f32::max) >= BODY
    {
        out[tail..].iter_mut().for_each(|word| word.place *= TAIL);
    }
    out
}

/// The same with the parts of abbreviated compounds taken together, where there are any.
pub(super) fn compounds(words: &[Word]) -> Option<Vec<Word>> {
    let mut out: Vec<Word> = Vec::new();
    for word in words {
        match out.last_mut() {
            Some(first) if word.linked && first.stem.len() >= 2 && word.stem.len() >= 2 => {
                first.later.get_or_insert_with(|| word.stem.clone());
            }
            _ => out.push(Word { short: word.short, place: word.place, ..Word::of(&word.stem) }),
        }
    }
    (out.len() < words.len()).then_some(out)
}

/// "DatumEntscheid" and "AKZNummer" in two words, "Co-Finanzierung" in one, and "%" as a word.
fn with_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let (mut before, mut last) = (' ', ' ');
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let begins = last.is_lowercase() || (before.is_uppercase() && last.is_uppercase() && next.is_lowercase());
        let joins = c == '-' && next.is_alphabetic() && ends_with_co(&out);
        (before, last) = if joins { (' ', ' ') } else { (last, c) };
        match c {
            '%' => out.push_str(" Prozent "),
            _ if joins => {}
            _ => {
                if c.is_uppercase() && begins {
                    out.push(' ');
                }
                out.push(c);
            }
        }
    }
    out
}

fn ends_with_co(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.eq_ignore_ascii_case("co") || word.eq_ignore_ascii_case("ko")
}

/// Words broken at the line's end made whole: `zuwendungs-\nfähige`, `Durchführungs-beginn`.
pub(super) fn dehyphenated(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')).collect();
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '-' && out.ends_with(char::is_alphabetic) {
            let rest: String = chars.clone().take_while(|c| c.is_whitespace()).collect();
            let next = chars.clone().nth(rest.chars().count());
            let broken = rest.contains('\n') || rest.is_empty();
            // "Bundes-\nund EU-Mittel" leaves out what comes later
            let word: String = chars.clone().skip(rest.chars().count()).take_while(|c| c.is_alphabetic()).collect();
            let broken = broken && !matches!(word.as_str(), "und" | "oder" | "bzw" | "u" | "o");
            if broken && next.is_some_and(char::is_lowercase) {
                for _ in 0..rest.chars().count() {
                    chars.next();
                }
                continue;
            }
        }
        out.push(c);
    }
    out
}

/// "Antragsteller/in", "Träger*innen", "Empfänger(in)" without the ending that names women.
pub(super) fn without_gender(text: &str) -> String {
    const ENDINGS: [&str; 17] = [
        "/innen", "/-innen", "*innen", ":innen", "_innen", "(innen)", "/in", "/-in", "*in", ":in", "_in", "(in)", "/r",
        "/-r", "*r", ":r", "(r)",
    ];
    let mut out = text.to_owned();
    for ending in ENDINGS {
        let mut from = 0;
        while let Some(place) = out[from..].find(ending).map(|place| from + place) {
            let end = place + ending.len();
            let behind = out[..place].ends_with(char::is_lowercase);
            if behind && !out[end..].starts_with(char::is_alphanumeric) {
                out.replace_range(place..end, "");
                from = place;
            } else {
                from = end;
            }
        }
    }
    out
}

/// A heading without numbering, footnote marks and units.
pub(super) fn plain(text: &str) -> String {
    let whole = without_gender(&dehyphenated(text));
    let blanks = whole.replace(['\u{a0}', '\u{202f}', '\n', '\r', '\t'], " ");
    let mut out = without_mark(&blanks).trim().to_owned();
    let numbering = out.trim_start_matches(|c: char| c.is_ascii_digit());
    if numbering.len() < out.len()
        && let Some(rest) = numbering.strip_prefix(['.', ')'])
    {
        out = rest.trim_start().to_owned();
    }
    for (start, end, _) in unit_places(&out).into_iter().rev() {
        out.replace_range(start..end, " ");
    }
    out
}
