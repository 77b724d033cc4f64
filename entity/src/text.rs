//! Texts as both databases compare them: we fold, the database compares bytes (docs/decisions/0006).
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The searchable form of a text: NFC, lower case, ä→ae ö→oe ü→ue ß→ss, other marks stripped, invisible
/// characters dropped, everything between words one blank.
#[must_use]
pub fn fold(text: &str) -> String {
    fold_with(text, |umlaut| match umlaut {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        _ => "ss",
    })
}

/// The sortable form of a text after DIN 5007-1: like [`fold`], but ä sorts as a.
#[must_use]
pub fn sort_key(text: &str) -> String {
    fold_with(text, |umlaut| match umlaut {
        'ä' => "a",
        'ö' => "o",
        'ü' => "u",
        _ => "ss",
    })
}

fn fold_with(text: &str, umlaut: impl Fn(char) -> &'static str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_whitespace() => blank = !out.is_empty(),
            c => {
                // a mark that stands alone is no word: no blank before nothing
                let end = out.len();
                match c {
                    'ä' | 'ö' | 'ü' | 'ß' => out.push_str(umlaut(c)),
                    c => out.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
                }
                if out.len() > end && std::mem::take(&mut blank) {
                    out.insert(end, ' ');
                }
            }
        }
    }
    out
}

/// The same for a text without marks, which most are: nothing to compose, nothing to strip.
fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A `LIKE` pattern that finds a folded word anywhere; `%`, `_` and `\` are taken literally (`ESCAPE '\'`).
#[must_use]
pub fn like_anywhere(word: &str) -> String {
    let mut out = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blank that stands before a word after this text.
    fn gap(text: &str) -> &'static str {
        if !fold(text).is_empty() && text.ends_with(char::is_whitespace) { " " } else { "" }
    }

    #[test]
    fn spellings_of_one_word_meet() {
        assert_eq!(fold("Förderrichtlinie"), fold("fo\u{308}rderrichtlinie"));
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("  Städte\u{ad}Region \n Aachen "), "staedteregion aachen");
        assert_eq!(fold("Café"), "cafe");
        assert_eq!(fold("allein \u{dca}"), "allein", "a mark without a letter is no word");
        // with a mark and without take the same way
        for plain in ["", "  Titel \t\u{b} der\r\nListe ", "A-1/b", "\u{1c}x\u{1f}y\u{0}"] {
            assert_eq!(fold(&format!("{plain}ä")), format!("{}{}ae", fold(plain), gap(plain)), "{plain:?}");
        }
        assert!(sort_key("Äpfel") < sort_key("Zebra"));
        assert_eq!(like_anywhere("50%_a"), "%50\\%\\_a%");
    }
}
