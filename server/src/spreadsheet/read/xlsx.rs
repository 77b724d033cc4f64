//! Office Open XML, read part by part as streams: which parts there are, then [`strings`], [`styles`] and each
//! [`sheet`] in one pass over its XML.
mod sheet;
mod strings;
mod styles;

use super::super::limits::Budget;
use super::super::workbook::{Format, Sheet, Workbook};
use super::ReadError;
use super::container::{Container, Part};
use super::xml::{Broken, Tag, Token, Xml};
use std::collections::HashMap;
use styles::Styles;

impl From<Broken> for ReadError {
    fn from(_: Broken) -> Self {
        Self::corrupt()
    }
}

pub(super) fn read(format: Format, container: &mut Container<'_>, budget: &mut Budget) -> Result<Workbook, ReadError> {
    let parts = Parts::of(container, budget)?;
    let strings = match container.part(&parts.strings, budget)? {
        Some(part) => strings::read(part)?,
        None => Vec::new(),
    };
    let mut styles = match container.part(&parts.styles, budget)? {
        Some(part) => Styles::read(part)?,
        None => Styles::default(),
    };
    let from_1904 = parts.from_1904;
    let mut sheets = Vec::new();
    for Named { name, visible, path } in parts.sheets {
        let Some(part) = container.part(&path, budget)? else { continue };
        let mut sheet = Sheet { name, visible, ..Sheet::default() };
        sheet::SheetReader { strings: &strings, styles: &mut styles, from_1904 }.read(part, &mut sheet)?;
        sheets.push(sheet);
    }
    Ok(Workbook { format, sha256: String::new(), from_1904, number_formats: styles.into_codes(), sheets })
}

/// Which part holds what, from the workbook and its relationships.
struct Parts {
    sheets: Vec<Named>,
    strings: String,
    styles: String,
    from_1904: bool,
}

/// A sheet with cells: a chart or dialog on its own tab has none.
struct Named {
    name: String,
    visible: bool,
    path: String,
}

/// Where a relationship leads.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Parts {
    fn of(container: &mut Container<'_>, budget: &mut Budget) -> Result<Self, ReadError> {
        let root = relations(container, "_rels/.rels", budget)?;
        let book = root
            .into_iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .ok_or_else(ReadError::corrupt)?
            .target;
        let book = book.trim_start_matches('/');
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", book));
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let whole = |target: &str| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{prefix}{}", target.trim_start_matches("./")),
        };
        let relations = relations(container, &format!("{prefix}_rels/{file}.rels"), budget)?;
        let sole = |kind: &str, usual: &str| {
            let relation = relations.iter().find(|relation| relation.kind.ends_with(kind));
            whole(relation.map_or(usual, |relation| &relation.target))
        };
        let mut parts = Self {
            sheets: Vec::new(),
            strings: sole("/sharedStrings", "sharedStrings.xml"),
            styles: sole("/styles", "styles.xml"),
            from_1904: false,
        };
        let worksheets: HashMap<&str, String> = relations
            .iter()
            .filter(|relation| relation.kind.ends_with("/worksheet"))
            .map(|relation| (relation.id.as_str(), whole(&relation.target)))
            .collect();
        let part = container.part(book, budget)?.ok_or_else(ReadError::corrupt)?;
        each_element(part, |tag| match tag.name {
            b"workbookPr" => parts.from_1904 = tag.is_true(b"date1904"),
            b"sheet" => {
                let path = tag.text(b"id").and_then(|id| worksheets.get(id.as_str()));
                if let (Some(path), Some(name)) = (path, tag.text(b"name")) {
                    let visible = !matches!(tag.raw(b"state"), Some(b"hidden" | b"veryHidden"));
                    parts.sheets.push(Named { name, visible, path: path.clone() });
                }
            }
            _ => {}
        })?;
        Ok(parts)
    }
}

fn relations(container: &mut Container<'_>, path: &str, budget: &mut Budget) -> Result<Vec<Relation>, ReadError> {
    let part = container.part(path, budget)?.ok_or_else(ReadError::corrupt)?;
    let mut found = Vec::new();
    each_element(part, |tag| {
        if tag.name == b"Relationship"
            && let (Some(id), Some(kind), Some(target)) = (tag.text(b"Id"), tag.text(b"Type"), tag.text(b"Target"))
        {
            found.push(Relation { id, kind, target });
        }
    })?;
    Ok(found)
}

/// Hands on every element of a part.
fn each_element(part: Part<'_, '_>, mut take: impl FnMut(&Tag<'_>)) -> Result<(), Broken> {
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next()? {
        if let Token::Open(tag) = token {
            take(&tag);
        }
    }
    Ok(())
}
