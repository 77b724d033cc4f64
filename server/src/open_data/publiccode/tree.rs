//! From bytes to a small tree, refusing what a description never needs and what attacks are made of: anchors and aliases
//! (a few lines that stand for gigabytes), tags, merge keys, several documents, keys twice, great depth or number.
//!
//! The parser hands out events; each is looked at before anything is kept, and the first refusal ends the reading. So
//! time and memory grow with the length of the file, which is bounded.
use super::{Finding, shown, values::hidden};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use std::collections::HashSet;

/// Longer files are refused, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// Lists and mappings within each other.
pub const DEPTH: usize = 16;
/// Values, lists and mappings in all.
pub const NODES: usize = 10_000;

/// A value of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The line, counted from 1.
    pub line: usize,
    pub value: Value,
}

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text; `plain` without quotes, so it may mean a number, true, false or nothing.
    Text {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub key: String,
    pub line: usize,
    pub value: Node,
}

impl Node {
    /// The value of a key; none where there is no such key or this is no mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// The text, unless it stands for nothing.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } if !self.is_nothing() => Some(text),
            _ => None,
        }
    }

    /// Whether it says nothing: empty, `null`, only blanks, an empty list or mapping.
    pub fn is_nothing(&self) -> bool {
        match &self.value {
            Value::Text { text, plain } => {
                text.trim().is_empty() || *plain && matches!(text.as_str(), "~" | "null" | "Null" | "NULL")
            }
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }
}

/// A list or mapping that is still being read.
enum Open {
    List { line: usize, items: Vec<Node> },
    Map { line: usize, entries: Vec<Entry>, seen: HashSet<String>, key: Option<(String, usize)> },
}

/// The file as a tree.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, Finding> {
    let text = text(bytes)?;
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let (mut nodes, mut documents) = (0_usize, 0_usize);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| not_yaml(&error))?;
        let line = span.start.line();
        let done = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return refuse(
                        line,
                        "Die Datei enthält mehrere Dokumente (eine Zeile „---“). Erlaubt ist nur eines.",
                    );
                }
                continue;
            }
            Event::Alias(_) => return refuse(line, ALIAS),
            Event::Scalar(_, _, anchor, tag) | Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                return refuse(line, if anchor == 0 { TAG } else { ALIAS });
            }
            Event::Scalar(text, style, ..) => {
                Node { line, value: Value::Text { text: text.into_owned(), plain: style == ScalarStyle::Plain } }
            }
            Event::SequenceStart(..) => {
                begin(&mut open, Open::List { line, items: Vec::new() }, line)?;
                count(&mut nodes, line)?;
                continue;
            }
            Event::MappingStart(..) => {
                begin(&mut open, Open::Map { line, entries: Vec::new(), seen: HashSet::new(), key: None }, line)?;
                count(&mut nodes, line)?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List { line, items }) => Node { line, value: Value::List(items) },
                Some(Open::Map { line, entries, .. }) => Node { line, value: Value::Map(entries) },
                None => continue,
            },
        };
        if matches!(done.value, Value::Text { .. }) {
            count(&mut nodes, line)?;
        }
        place(&mut open, &mut root, done)?;
    }
    root.ok_or_else(|| Finding::error("", None, "Die Datei ist leer."))
}

const ALIAS: &str = "Die Datei enthält YAML-Anker oder -Verweise (& oder *). Sie werden nicht angenommen; schreiben Sie \
                     die Angaben aus, oder setzen Sie Texte mit diesen Zeichen in Anführungszeichen.";
const TAG: &str = "Die Datei enthält YAML-Typangaben (!). Sie werden nicht angenommen; lassen Sie sie weg, oder setzen Sie \
                   Texte mit Ausrufezeichen am Anfang in Anführungszeichen.";

/// The bytes as text: short enough, UTF-8, no characters that only binary files have.
fn text(bytes: &[u8]) -> Result<&str, Finding> {
    if bytes.len() > MAX_BYTES {
        return Err(Finding::error("", None, format!("Die Datei ist zu groß: höchstens {} KB.", MAX_BYTES / 1024)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        Finding::error("", line, "Die Datei ist kein Text in UTF-8. Bitte speichern Sie sie in dieser Kodierung.")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let bad = |c: &char| matches!(*c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}');
    if let Some(at) = text.chars().position(|c| bad(&c)) {
        let line = 1 + text.chars().take(at).filter(|c| *c == '\n').count();
        return Err(Finding::error("", line, "Die Datei enthält Steuerzeichen und ist wohl keine Textdatei."));
    }
    Ok(text)
}

fn refuse<T>(line: usize, message: impl Into<String>) -> Result<T, Finding> {
    Err(Finding::error("", line, message))
}

fn not_yaml(error: &ScanError) -> Finding {
    let line = error.marker().line();
    if error.info().contains("anchor") || error.info().contains("alias") {
        return Finding::error("", line, ALIAS);
    }
    Finding::error(
        "",
        line,
        "Ab hier ist die Datei kein gültiges YAML. Prüfen Sie Einrückungen (Leerzeichen, keine Tabulatoren), Doppelpunkte \
         und Anführungszeichen in dieser Zeile und davor.",
    )
}

fn count(nodes: &mut usize, line: usize) -> Result<(), Finding> {
    *nodes += 1;
    if *nodes > NODES { refuse(line, format!("Die Datei enthält mehr als {NODES} Angaben.")) } else { Ok(()) }
}

fn begin(open: &mut Vec<Open>, new: Open, line: usize) -> Result<(), Finding> {
    if let Some(Open::Map { key: None, .. }) = open.last() {
        return refuse(line, "Ein Schlüssel ist eine Liste oder Zuordnung. Schlüssel müssen einfache Wörter sein.");
    }
    if open.len() >= DEPTH {
        return refuse(line, format!("Die Angaben sind tiefer als {DEPTH} Ebenen verschachtelt."));
    }
    open.push(new);
    Ok(())
}

/// Puts what was read where it belongs.
fn place(open: &mut [Open], root: &mut Option<Node>, node: Node) -> Result<(), Finding> {
    match open.last_mut() {
        None => *root = Some(node),
        Some(Open::List { items, .. }) => items.push(node),
        Some(Open::Map { entries, seen, key, .. }) => match key.take() {
            Some((key, line)) => entries.push(Entry { key, line, value: node }),
            None => {
                let Value::Text { text, plain } = node.value else { return Ok(()) };
                if plain && text == "<<" {
                    return refuse(
                        node.line,
                        "Die Datei führt Zuordnungen mit „<<“ zusammen. Schreiben Sie die Angaben aus.",
                    );
                }
                if text.chars().any(hidden) {
                    return refuse(node.line, "Ein Schlüssel enthält unsichtbare Zeichen.");
                }
                if !seen.insert(text.clone()) {
                    return refuse(node.line, format!("Der Schlüssel „{}“ steht hier zweimal.", shown(&text)));
                }
                *key = Some((text, node.line));
            }
        },
    }
    Ok(())
}
