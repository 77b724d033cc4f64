//! YAML that every parser, also one of YAML 1.1, reads as the texts that went in: texts are always quoted, or literal
//! blocks where that is easier to read. The same values give the same bytes.
use std::fmt::Write as _;

/// A value to write.
#[derive(Debug, Clone)]
pub(super) enum Yaml {
    Text(String),
    Bool(bool),
    Texts(Vec<String>),
    Map(Map),
    Maps(Vec<Map>),
}

/// Keys with their values; keys are the standard's words, letters only.
pub(super) type Map = Vec<(&'static str, Yaml)>;

/// A mapping as a document.
pub(super) fn document(entries: &[(&'static str, Yaml)]) -> String {
    let mut out = String::new();
    map(&mut out, entries, 0);
    out
}

fn map(out: &mut String, entries: &[(&'static str, Yaml)], indent: usize) {
    for (at, (key, value)) in entries.iter().enumerate() {
        // the first key of a mapping in a list stands behind the dash
        if at > 0 || !out.ends_with("- ") {
            pad(out, indent);
        }
        out.push_str(key);
        out.push(':');
        match value {
            Yaml::Text(text) => {
                out.push(' ');
                scalar(out, text, indent + 2);
            }
            Yaml::Bool(value) => out.push_str(if *value { " true\n" } else { " false\n" }),
            Yaml::Map(inner) if inner.is_empty() => out.push_str(" {}\n"),
            Yaml::Map(inner) => {
                out.push('\n');
                map(out, inner, indent + 2);
            }
            Yaml::Texts(items) if items.is_empty() => out.push_str(" []\n"),
            Yaml::Maps(items) if items.is_empty() => out.push_str(" []\n"),
            Yaml::Texts(items) => {
                out.push('\n');
                for item in items {
                    dash(out, indent);
                    scalar(out, item, indent + 4);
                }
            }
            Yaml::Maps(items) => {
                out.push('\n');
                for item in items {
                    dash(out, indent);
                    map(out, item, indent + 4);
                }
            }
        }
    }
}

fn dash(out: &mut String, indent: usize) {
    pad(out, indent + 2);
    out.push_str("- ");
}

fn scalar(out: &mut String, text: &str, indent: usize) {
    if !is_block(text) {
        quoted(out, text);
        out.push('\n');
        return;
    }
    out.push_str("|-\n");
    for line in text.split('\n') {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Whether a text of several lines comes back unchanged from a literal block: nothing to escape, no blanks or empty lines
/// at either end (they would set the indentation or be dropped), no line of blanks.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && text.split('\n').all(|line| line.is_empty() || !line.ends_with(char::is_whitespace))
        && text.chars().all(|c| c == '\n' || !needs_escape(c))
}

/// A double-quoted text.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                let code = u32::from(c);
                // writing to a text cannot fail
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Not printable in YAML, a line break for some parsers, or invisible for the reader.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{10ffff}')
}
