//! The identifier of a figure: kind and source, then what it is narrowed to. `granted.programme.region-aachen`.
use crate::ledger::{Kind, Source};
use std::{fmt, str::FromStr};

/// Which figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FigureId {
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// Slug of the region it is narrowed to.
    pub region: Option<String>,
    /// Budget year it is narrowed to.
    pub year: Option<i32>,
    /// Key of the project it is narrowed to.
    pub project: Option<i64>,
}

impl FigureId {
    /// The figure of a kind and source for the whole programme.
    #[must_use]
    pub fn of(kind: Kind, source: Source) -> Self {
        Self { kind, source, region: None, year: None, project: None }
    }

    /// What the figure is, in words without its scope: "bewilligt, Landesmittel des Programms".
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}, {}", self.kind.label(), self.source.label())
    }
}

impl fmt::Display for FigureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.key(), self.source.key())?;
        if let Some(region) = &self.region {
            write!(f, ".region-{region}")?;
        }
        if let Some(year) = self.year {
            write!(f, ".year-{year}")?;
        }
        if let Some(project) = self.project {
            write!(f, ".project-{project}")?;
        }
        Ok(())
    }
}

/// The text names no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFigure;

impl FromStr for FigureId {
    type Err = NoFigure;

    fn from_str(text: &str) -> Result<Self, NoFigure> {
        let mut parts = text.split('.');
        let kind = parts.next().and_then(Kind::from_key).ok_or(NoFigure)?;
        let source = parts.next().and_then(Source::from_key).ok_or(NoFigure)?;
        let mut id = Self::of(kind, source);
        for part in parts {
            match part.split_once('-') {
                Some(("region", slug)) if id.region.is_none() && !slug.is_empty() => id.region = Some(slug.into()),
                Some(("year", year)) if id.year.is_none() => id.year = Some(year.parse().map_err(|_| NoFigure)?),
                Some(("project", key)) if id.project.is_none() => id.project = Some(key.parse().map_err(|_| NoFigure)?),
                _ => return Err(NoFigure),
            }
        }
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_round_trip() {
        for text in [
            "granted.programme",
            "cofunding_pledged.private_cash.region-bergisches-staedtedreieck",
            "paid.programme.region-aachen.year-2020.project-7",
        ] {
            assert_eq!(text.parse::<FigureId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "granted",
            "granted.nothing",
            "granted.programme.region-",
            "paid.programme.year-x",
            "paid.programme.year-1.year-2",
        ] {
            assert_eq!(text.parse::<FigureId>(), Err(NoFigure), "{text}");
        }
    }
}
