//! The table of texts that cells refer to, and texts with runs of their own.
use super::super::ReadError;
use super::super::container::Part;
use super::super::xml::{Token, Xml, push_text};

/// Every shared text in order. Readings for Asian scripts (`rPh`) are no part of it.
pub(super) fn read(part: Part<'_, '_>) -> Result<Vec<Box<str>>, ReadError> {
    let mut xml = Xml::new(part);
    let mut strings: Vec<Box<str>> = Vec::new();
    let mut rich = Rich::default();
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name == b"si" => {
                rich.clear();
                if tag.empty {
                    strings.push("".into());
                }
            }
            Token::Close(b"si") => {
                strings.push(rich.text.as_str().into());
                // each text belongs to a cell: more of them than cells may be are refused while they come
                if strings.len().is_multiple_of(4096) {
                    xml.source().get_mut().budget().marks(strings.len())?;
                }
            }
            token => rich.take(&token),
        }
    }
    xml.source().get_mut().budget().marks(strings.len())?;
    Ok(strings)
}

/// A text put together from the runs of `<si>` or `<is>`.
#[derive(Debug, Default)]
pub(super) struct Rich {
    /// The text so far.
    pub(super) text: String,
    run: String,
    inside: bool,
    keep_blanks: bool,
    reading: bool,
}

impl Rich {
    /// Makes ready for another text.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.run.clear();
        (self.inside, self.reading) = (false, false);
    }

    /// Takes what stands inside the element.
    pub(super) fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Open(tag) if tag.name == b"rPh" => self.reading = !tag.empty,
            Token::Close(b"rPh") => self.reading = false,
            Token::Open(tag) if tag.name == b"t" && !tag.empty => {
                self.inside = true;
                self.keep_blanks = tag.raw(b"space") == Some(b"preserve");
                self.run.clear();
            }
            Token::Close(b"t") if std::mem::take(&mut self.inside) && !self.reading => {
                let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
                let run = if self.keep_blanks { self.run.as_str() } else { self.run.trim_matches(blank) };
                push_unescaped(run, &mut self.text);
            }
            Token::Text(text) if self.inside => push_text(text, &mut self.run),
            Token::Verbatim(text) if self.inside => self.run.push_str(&String::from_utf8_lossy(text)),
            _ => {}
        }
    }
}

/// Appends a text whose unusual signs are written as `_x000D_`.
pub(super) fn push_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match escaped(from) {
            Some((sign, length)) => {
                out.push(sign);
                rest = &from[length..];
            }
            None => {
                out.push_str("_x");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
}

/// `_xHHHH_` at the beginning, or two of them for a sign beyond the first plane; the sign and its length.
fn escaped(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.get(2..6).filter(|_| text.starts_with("_x") && text.as_bytes().get(6) == Some(&b'_'))?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let first = unit(text)?;
    let mut units = vec![first];
    units.extend(text.get(7..).and_then(unit).filter(|_| (0xD800..0xDC00).contains(&first)));
    let sign = char::decode_utf16(units.iter().copied()).next()?.ok()?;
    Some((sign, 7 * units.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unusual_signs_are_unescaped() {
        for (text, wanted) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDCF7_!", "\u{1f4f7}!"),
            ("_xD83D_!", "_xD83D_!"),
            ("a_xyz_x", "a_xyz_x"),
        ] {
            let mut out = String::new();
            push_unescaped(text, &mut out);
            assert_eq!(out, wanted, "{text}");
        }
    }

    #[test]
    fn runs_are_joined_without_readings() {
        let mut xml = Xml::new(
            &b"<si><r><t xml:space=\"preserve\">Amt </t></r><r><t> f&#252;r </t></r><rPh><t>x</t></rPh></si>"[..],
        );
        let mut rich = Rich::default();
        while let Some(token) = xml.next().expect("good") {
            rich.take(&token);
        }
        assert_eq!(rich.text, "Amt für");
    }
}
