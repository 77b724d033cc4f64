//! `publiccode.yml`: how public administrations describe software they publish. openCode reads version 0.4 from the root
//! of a repository. The standard: <https://yml.publiccode.tools>, versions 0.2 to 0.7.
//!
//! [`write()`] makes such a file out of [`Facts`], [`check`] holds any file against the standard of the version it
//! declares, [`read()`] proposes facts from a file somebody brought. All three are pure; nothing is ever fetched.
//!
//! The standard wants people as contacts. We write and propose role mailboxes instead: people change, and their names are
//! nobody's business.
mod emit;
mod facts;
mod leaf;
mod read;
mod rules;
mod schema;
mod sheet;
mod tree;
mod values;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use facts::{
    Contact, Contractor, Dependencies, Dependency, DevelopmentStatus, Facts, MaintenanceType, Organisation,
    SoftwareType,
};
pub use read::{Proposed, read};
pub use rules::check;
pub use sheet::{facts_of, propose};
pub use tree::{DEPTH, MAX_BYTES, NODES};
pub use words::{categories, scopes};
pub use write::write;

use serde::Serialize;

/// More findings than this are not told one by one.
pub const FINDINGS: usize = 200;

/// A version of the standard we can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(non_camel_case_types, reason = "the standard's own names of its versions")]
pub enum Version {
    /// What openCode asks for.
    #[default]
    V0_4,
    /// Knows who funds and which organisation publishes; categories are optional.
    V0_5,
    /// Knows which standards and regulations are supported (0.6 changed nothing).
    V0_7,
}

impl Version {
    /// Every version we can write, oldest first.
    pub const ALL: [Self; 3] = [Self::V0_4, Self::V0_5, Self::V0_7];

    /// As in the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::V0_4 => "0.4",
            Self::V0_5 => "0.5",
            Self::V0_7 => "0.7",
        }
    }

    /// The version with this number.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.key() == key)
    }

    /// The number behind `0.`: what the rules compare.
    fn minor(self) -> u8 {
        match self {
            Self::V0_4 => 4,
            Self::V0_5 => 5,
            Self::V0_7 => 7,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Such a file is not valid.
    Error,
    /// Valid, but unknown, outdated or against advice.
    Warning,
}

/// One thing that is wrong or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where in the file, such as `description.de.longDescription` or `maintenance.contacts[0].email`; empty for the
    /// file as a whole.
    pub path: String,
    /// The line, counted from 1; none where the text has no line yet.
    pub line: Option<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// A German sentence for people: what is wrong and what to do.
    pub message: String,
}

impl Finding {
    fn error(path: impl Into<String>, line: impl Into<Option<usize>>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: line.into(), severity: Severity::Error, message: message.into() }
    }

    fn warning(path: impl Into<String>, line: impl Into<Option<usize>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, line, message) }
    }

    /// Whether the file is not valid because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A word of the file as it can stand in a sentence: short, on one line, nothing invisible.
fn shown(text: &str) -> String {
    let mut out: String =
        text.chars().take(60).map(|c| if values::hidden(c) || c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}
