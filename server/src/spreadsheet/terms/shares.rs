//! Headings that name a share of a hundred.
use super::LONGEST_HEADING;
use super::stems::dehyphenated;
use super::units::unit_places;
use entity::text::fold;

/// Whether a heading says that its column holds shares: "Zuwendung in %", "Eigenanteil v. H.", not "Zuwendung (80 %)".
pub(in super::super) fn names_share(text: &str) -> bool {
    if text.len() > LONGEST_HEADING {
        return false;
    }
    let text = dehyphenated(text).replace(['\u{a0}', '\u{202f}', '\n'], " ");
    if !unit_places(&text).is_empty() {
        return false;
    }
    let folded = fold(&text);
    let alone = |place: usize, mark: &str| {
        let before = folded[..place].chars().next_back();
        let after = folded[place + mark.len()..].chars().next();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let figure = folded[..place].trim_end().ends_with(|c: char| c.is_ascii_digit());
        !figure && (mark == "%" || (!word(before) && !word(after)))
    };
    MARKS.iter().any(|mark| folded.match_indices(mark).any(|(place, _)| alone(place, mark)))
}

/// How shares of a hundred are marked.
const MARKS: [&str; 7] = ["%", "prozent", "vh", "v.h.", "v. h.", "v.h", "von hundert"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_in_brackets_is_no_share() {
        for text in ["Zuwendung in %", "Eigenanteil v. H.", "Satz (vH)", "Anteil in Prozent", "%"] {
            assert!(names_share(text), "{text}");
        }
        for text in ["Zuwendung (80 %)", "Zuwendung 90 v. H. in €", "Prozentsatz", "Landesanteil 50 %", "Zuwendung"] {
            assert!(!names_share(text), "{text}");
        }
    }
}
