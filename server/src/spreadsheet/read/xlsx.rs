//! Office Open XML, read part by part as streams: which parts there are, then [`strings`], [`styles`] and each
//! [`sheet`] in one pass over its XML.
mod sheet;
mod strings;
pub(super) mod styles;

use super::super::limits::Budget;
use super::super::workbook::{Format, Sheet, Workbook};
use super::ReadError;
use super::container::Container;
use super::package::{Package, each_element};
use styles::Styles;

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

impl Parts {
    fn of(container: &mut Container<'_>, budget: &mut Budget) -> Result<Self, ReadError> {
        let package = Package::of(container, budget)?;
        let mut parts = Self {
            sheets: Vec::new(),
            strings: package.sole("/sharedStrings", "sharedStrings.xml"),
            styles: package.sole("/styles", "styles.xml"),
            from_1904: false,
        };
        let worksheets = package.worksheets();
        let part = container.part(&package.book, budget)?.ok_or_else(ReadError::corrupt)?;
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
