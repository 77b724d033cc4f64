//! Just enough XML to read the parts of a workbook as streams: elements, attributes, text. Nothing is expanded but the
//! five entities every document has and character numbers, so a document can only be as large as it is written.
use std::borrow::Cow;
use std::io::Read;

/// How much is read at once.
const CHUNK: usize = 64 << 10;
/// A tag or a text that is longer is malice: spreadsheet programs end a text after 32,767 signs.
const LONGEST: usize = 8 << 20;

/// The document is no XML, ends too early or cannot be read on.
#[derive(Debug)]
pub(super) struct Broken;

/// What stands next in a document.
#[derive(Debug)]
pub(super) enum Token<'x> {
    /// `<name …>` or `<name …/>`
    Open(Tag<'x>),
    /// `</name>`, without the prefix.
    Close(&'x [u8]),
    /// Text as written, entities included.
    Text(&'x [u8]),
    /// Text in which nothing is an entity.
    Verbatim(&'x [u8]),
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'x> {
    /// Its name without the prefix.
    pub(super) name: &'x [u8],
    /// It has no content and no end of its own.
    pub(super) empty: bool,
    attributes: &'x [u8],
}

/// A document that is read from its beginning.
pub(super) struct Xml<R> {
    source: R,
    buffer: Vec<u8>,
    /// Where in the buffer the next token begins.
    at: usize,
    ended: bool,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, buffer: Vec::with_capacity(2 * CHUNK), at: 0, ended: false }
    }

    /// Where the document comes from.
    pub(super) fn source(&mut self) -> &mut R {
        &mut self.source
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'_>>, Broken> {
        loop {
            if self.at == self.buffer.len() && !self.more()? {
                return Ok(None);
            }
            if self.buffer[self.at] != b'<' {
                let end = self.find(b"<", 0)?.unwrap_or(self.buffer.len() - self.at);
                let start = self.at;
                self.at += end;
                return Ok(Some(Token::Text(&self.buffer[start..start + end])));
            }
            match self.peek(1)? {
                b'/' => {
                    let end = self.find(b">", 2)?.ok_or(Broken)?;
                    let start = self.at;
                    self.at += end + 1;
                    return Ok(Some(Token::Close(local(self.buffer[start + 2..start + end].trim_ascii_end()))));
                }
                b'?' => {
                    let end = self.find(b"?>", 2)?.ok_or(Broken)?;
                    self.at += end + 2;
                }
                b'!' => {
                    if let Some(length) = self.declaration()? {
                        let end = self.at - b"]]>".len();
                        return Ok(Some(Token::Verbatim(&self.buffer[end - length..end])));
                    }
                }
                _ => {
                    let end = self.tag_end()?;
                    let start = self.at;
                    self.at += end + 1;
                    return Ok(Some(Token::Open(tag(&self.buffer[start + 1..start + end]))));
                }
            }
        }
    }

    /// Passes over a comment or a document type; the length of a verbatim text.
    fn declaration(&mut self) -> Result<Option<usize>, Broken> {
        while self.buffer.len() - self.at < 9 && self.more()? {}
        let rest = &self.buffer[self.at..];
        if rest.starts_with(b"<![CDATA[") {
            let end = self.find(b"]]>", 9)?.ok_or(Broken)?;
            self.at += end + 3;
            return Ok(Some(end - 9));
        }
        if rest.starts_with(b"<!--") {
            let end = self.find(b"-->", 4)?.ok_or(Broken)?;
            self.at += end + 3;
            return Ok(None);
        }
        // a document type may hold declarations of its own in brackets
        let mut depth = 0usize;
        let mut offset = 0;
        loop {
            match self.peek(offset)? {
                b'<' => depth += 1,
                b'>' if depth <= 1 => break,
                b'>' => depth -= 1,
                _ => {}
            }
            offset += 1;
        }
        self.at += offset + 1;
        Ok(None)
    }

    /// Reads on; what was not yet taken stays. False at the end.
    fn more(&mut self) -> Result<bool, Broken> {
        if self.ended {
            return Ok(false);
        }
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let have = self.buffer.len();
        if have > LONGEST {
            return Err(Broken);
        }
        self.buffer.resize(have + CHUNK, 0);
        let count = self.source.read(&mut self.buffer[have..]).map_err(|_| Broken)?;
        self.buffer.truncate(have + count);
        self.ended = count == 0;
        Ok(count > 0)
    }

    fn peek(&mut self, offset: usize) -> Result<u8, Broken> {
        while self.buffer.len() - self.at <= offset {
            if !self.more()? {
                return Err(Broken);
            }
        }
        Ok(self.buffer[self.at + offset])
    }

    /// Where some signs stand, counted from the token's beginning.
    fn find(&mut self, wanted: &[u8], mut from: usize) -> Result<Option<usize>, Broken> {
        loop {
            let rest = &self.buffer[self.at..];
            let found = match wanted {
                [one] => rest.get(from..).and_then(|rest| rest.iter().position(|byte| byte == one)),
                _ => rest.get(from..).and_then(|rest| rest.windows(wanted.len()).position(|some| some == wanted)),
            };
            if let Some(found) = found {
                return Ok(Some(from + found));
            }
            from = from.max((rest.len() + 1).saturating_sub(wanted.len()));
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// Where the tag ends; `>` may stand in an attribute.
    fn tag_end(&mut self) -> Result<usize, Broken> {
        let mut offset = 1;
        let mut quote = 0u8;
        loop {
            for byte in &self.buffer[self.at + offset..] {
                match byte {
                    b'>' if quote == 0 => return Ok(offset),
                    b'"' | b'\'' if quote == 0 => quote = *byte,
                    byte if *byte == quote => quote = 0,
                    _ => {}
                }
                offset += 1;
            }
            if !self.more()? {
                return Err(Broken);
            }
        }
    }
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// What stands between `<` and `>`.
fn tag(inner: &[u8]) -> Tag<'_> {
    let (inner, empty) = match inner.strip_suffix(b"/") {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
    Tag { name: local(&inner[..end]), empty, attributes: &inner[end..] }
}

impl<'x> Tag<'x> {
    /// Every attribute: its name without the prefix, and its value as written.
    pub(super) fn attributes(&self) -> Attributes<'x> {
        Attributes { rest: self.attributes }
    }

    /// The value of an attribute as written: for numbers, references and words of the format.
    pub(super) fn raw(&self, name: &[u8]) -> Option<&'x [u8]> {
        self.attributes().find(|(have, _)| *have == name).map(|(_, value)| value)
    }

    /// The value of an attribute as text.
    pub(super) fn text(&self, name: &[u8]) -> Option<String> {
        self.raw(name).map(|value| {
            let mut out = String::new();
            push_text(value, &mut out);
            out
        })
    }

    /// A number in an attribute.
    pub(super) fn number(&self, name: &[u8]) -> Option<u32> {
        std::str::from_utf8(self.raw(name)?).ok()?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn is_true(&self, name: &[u8]) -> bool {
        self.raw(name).is_some_and(|value| value == b"1" || value == b"true")
    }
}

/// Goes through the attributes of a tag.
pub(super) struct Attributes<'x> {
    rest: &'x [u8],
}

impl<'x> Iterator for Attributes<'x> {
    type Item = (&'x [u8], &'x [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = self.rest.iter().position(|byte| *byte == b'=')?;
        let name = local(self.rest[..equals].trim_ascii());
        let value = self.rest[equals + 1..].trim_ascii_start();
        let (quote, value) = value.split_first()?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let end = value.iter().position(|byte| byte == quote)?;
        self.rest = &value[end + 1..];
        Some((name, &value[..end]))
    }
}

/// Appends text as a program shows it: entities resolved, one line break for each way of writing it.
pub(super) fn push_text(raw: &[u8], out: &mut String) {
    let text: Cow<'_, str> = String::from_utf8_lossy(raw);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '\r']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\r') {
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        // the longest name that is resolved is a number of seven digits
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let Some((sign, end)) = end.and_then(|end| Some((entity(&rest[1..end])?, end))) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        out.push(sign);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            code.ok().filter(|code| *code != 0).and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a byte at a time, so that every token crosses a border.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn tokens(source: impl Read) -> Result<Vec<String>, Broken> {
        let mut xml = Xml::new(source);
        let mut out = Vec::new();
        while let Some(token) = xml.next()? {
            out.push(match token {
                Token::Open(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes()
                        .map(|(name, value)| {
                            format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
                        })
                        .collect();
                    let end = if tag.empty { "/" } else { "" };
                    format!("<{}{end} {}", String::from_utf8_lossy(tag.name), attributes.join(" "))
                }
                Token::Close(name) => format!(">{}", String::from_utf8_lossy(name)),
                Token::Text(text) => {
                    let mut out = String::new();
                    push_text(text, &mut out);
                    out
                }
                Token::Verbatim(text) => String::from_utf8_lossy(text).into_owned(),
            });
        }
        Ok(out)
    }

    const DOCUMENT: &[u8] = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"bomb\">]><!-- <c> -->\
        <x:a r:id = \"1>2\" s='3'><b/>&lt;&#228;&b;\r\n<![CDATA[<&amp;>]]></x:a >";

    #[test]
    fn elements_attributes_and_text_are_told_apart() {
        let wanted = ["<a id=1>2 s=3", "<b/ ", "<ä&b;\n", "<&amp;>", ">a"];
        assert_eq!(tokens(DOCUMENT).expect("good"), wanted);
    }

    #[test]
    fn borders_of_what_is_read_at_once_do_not_matter() {
        let slow = tokens(Slow(DOCUMENT)).expect("good");
        assert_eq!(slow.concat(), tokens(DOCUMENT).expect("good").concat());
    }

    #[test]
    fn what_is_cut_off_is_broken() {
        for text in ["<a", "<a b=\"c>", "</a", "<!-- a", "<![CDATA[ a ]]", "<?a", "<!DOCTYPE [<!ENTITY>", "<"] {
            assert!(tokens(text.as_bytes()).is_err(), "{text}");
        }
    }
}
