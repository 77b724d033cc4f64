//! Pictures of a solution. The sheet names them in its field `pictures`, so that they come in versions, go through the gate
//! and are seen from any viewpoint as everything else it says. Their bytes are files that never change.
pub mod change;
pub mod find;
pub mod record;
pub mod removal;

use crate::refusal::FieldError;

/// Pictures in a sheet.
pub const MOST: usize = 6;
/// Characters of an alternative text.
pub const TEXT: u16 = 300;

/// A picture as a sheet names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Which one: the hash of its bytes.
    pub sha256: String,
    /// What is seen on it, for those who do not see it; one line, at most [`TEXT`] characters.
    pub alternative_text: String,
}

impl Picture {
    /// Reads the stored writing: the hash, a blank, the text.
    #[must_use]
    pub fn stored(value: &str) -> Option<Self> {
        let (sha256, text) = value.split_once(' ')?;
        (is_hash(sha256) && !text.is_empty())
            .then(|| Self { sha256: sha256.to_owned(), alternative_text: text.to_owned() })
    }

    /// The writing to store.
    #[must_use]
    pub fn to_store(&self) -> String {
        format!("{} {}", self.sha256, self.alternative_text)
    }
}

/// Whether a text can be the hash of a picture.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// An alternative text that was typed into a field, in one line.
///
/// # Errors
/// It says nothing, is too long, or holds signs that are no text.
pub fn alternative_text(field: &'static str, typed: &str) -> Result<String, FieldError> {
    if typed.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(FieldError::new(field, "format", "Der Text enthält ein unzulässiges Zeichen."));
    }
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => {
            let message = "Bitte beschreiben Sie in einem Satz, was auf dem Bild zu sehen ist. Wer es nicht sehen kann, bekommt diesen Satz.";
            Err(FieldError::new(field, "required", message))
        }
        length if length > usize::from(TEXT) => {
            let message = format!("Das sind {length} Zeichen. Bitte auf höchstens {TEXT} Zeichen kürzen.");
            Err(FieldError::new(field, "too_long", message))
        }
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_stored_in_one_line_and_comes_back() {
        let text = alternative_text("text", "  Eine Karte\r\nmit \"Kitas\" ").expect("a text");
        assert_eq!(text, "Eine Karte mit \"Kitas\"");
        let picture = Picture { sha256: "0a".repeat(32), alternative_text: text };
        assert_eq!(Picture::stored(&picture.to_store()), Some(picture));
        for value in ["", "x y", &"0a".repeat(32), &format!("{} ", "0a".repeat(32)), &format!("{} x", "0A".repeat(32))]
        {
            assert_eq!(Picture::stored(value), None, "{value}");
        }
    }

    #[test]
    fn what_says_nothing_is_no_alternative_text() {
        for (typed, code) in
            [("", "required"), (" \n\u{a0}\t", "required"), ("a\u{0}b", "format"), ("a\u{1b}b", "format")]
        {
            assert_eq!(alternative_text("text", typed).expect_err(typed).code, code);
        }
        assert!(alternative_text("text", &"ü".repeat(300)).is_ok());
        assert_eq!(alternative_text("text", &"ü".repeat(301)).expect_err("too long").code, "too_long");
    }
}
