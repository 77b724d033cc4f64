//! What the workbooks of Office Open XML share, in XML or in binary records: which part holds what.
use super::super::limits::Budget;
use super::ReadError;
use super::container::{Container, Part};
use super::xml::{Broken, Tag, Token, Xml};
use std::collections::HashMap;

impl From<Broken> for ReadError {
    fn from(_: Broken) -> Self {
        Self::corrupt()
    }
}

/// Where a relationship leads.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The workbook's part and where its relationships lead.
pub(super) struct Package {
    /// Path of the workbook itself.
    pub(super) book: String,
    prefix: String,
    relations: Vec<Relation>,
}

impl Package {
    pub(super) fn of(container: &mut Container<'_>, budget: &mut Budget) -> Result<Self, ReadError> {
        let root = relations(container, "_rels/.rels", budget)?;
        let book = root.into_iter().find(|relation| relation.kind.ends_with("/officeDocument"));
        let book = book.ok_or_else(ReadError::corrupt)?.target.trim_start_matches('/').to_owned();
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let relations = relations(container, &format!("{prefix}_rels/{file}.rels"), budget)?;
        Ok(Self { prefix, relations, book })
    }

    fn whole(&self, target: &str) -> String {
        match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{}{}", self.prefix, target.trim_start_matches("./")),
        }
    }

    /// Path of the only part of a kind, and what it is usually called.
    pub(super) fn sole(&self, kind: &str, usual: &str) -> String {
        let relation = self.relations.iter().find(|relation| relation.kind.ends_with(kind));
        self.whole(relation.map_or(usual, |relation| &relation.target))
    }

    /// Paths of the sheets with cells, by relationship; a chart or dialog on its own tab has none.
    pub(super) fn worksheets(&self) -> HashMap<&str, String> {
        let sheets = self.relations.iter().filter(|relation| relation.kind.ends_with("/worksheet"));
        sheets.map(|relation| (relation.id.as_str(), self.whole(&relation.target))).collect()
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
pub(super) fn each_element(part: Part<'_, '_>, mut take: impl FnMut(&Tag<'_>)) -> Result<(), Broken> {
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next()? {
        if let Token::Open(tag) = token {
            take(&tag);
        }
    }
    Ok(())
}
