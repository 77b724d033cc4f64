//! The identifier of a figure: kind and source, then what it is narrowed to. `granted.programme.region-aachen`.
use crate::grant::Backing;
use crate::ledger::{Kind, Source};
use crate::text::fold;
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Something that a fact may have, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The region.
    Region,
    /// The granting authority.
    Authority,
    /// The budget year.
    Year,
    /// The project.
    Project,
    /// The project's theme.
    Theme,
    /// What backs what is granted.
    Backing,
}

impl Dimension {
    const ALL: [Self; 6] = [Self::Region, Self::Authority, Self::Year, Self::Project, Self::Theme, Self::Backing];

    fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Authority => "authority",
            Self::Year => "year",
            Self::Project => "project",
            Self::Theme => "theme",
            Self::Backing => "backing",
        }
    }
}

/// A theme as it stands in identifiers: `smarte-mobilitaet`. Spellings of one word are one theme; none when nothing
/// readable is left.
#[must_use]
pub fn theme_word(theme: &str) -> Option<String> {
    let folded = fold(theme);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

/// Which figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FigureId {
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// Slug of the region it is narrowed to.
    pub region: Option<String>,
    /// Slug of the authority it is narrowed to.
    pub authority: Option<String>,
    /// Budget year it is narrowed to.
    pub year: Option<i32>,
    /// Key of the project it is narrowed to.
    pub project: Option<i64>,
    /// Key of the grant case it is narrowed to.
    pub case: Option<i64>,
    /// Theme it is narrowed to, see [`theme_word`].
    pub theme: Option<String>,
    /// What backs it; only of what is granted.
    pub backing: Option<Backing>,
    /// It sums only facts that have none of these.
    pub without: BTreeSet<Dimension>,
}

impl FigureId {
    /// The figure of a kind and source for the whole programme.
    #[must_use]
    pub fn of(kind: Kind, source: Source) -> Self {
        let without = BTreeSet::new();
        Self {
            kind,
            source,
            region: None,
            authority: None,
            year: None,
            project: None,
            case: None,
            theme: None,
            backing: None,
            without,
        }
    }

    /// What the figure is, in words without its scope: "bewilligt, Landesmittel des Programms".
    #[must_use]
    pub fn label(&self) -> String {
        let backing = self.backing.map(|backing| format!(" ({})", backing.label())).unwrap_or_default();
        format!("{}{backing}, {}", self.kind.label(), self.source.label())
    }
}

impl fmt::Display for FigureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.key(), self.source.key())?;
        if let Some(region) = &self.region {
            write!(f, ".region-{region}")?;
        }
        if let Some(authority) = &self.authority {
            write!(f, ".authority-{authority}")?;
        }
        if let Some(year) = self.year {
            write!(f, ".year-{year}")?;
        }
        if let Some(project) = self.project {
            write!(f, ".project-{project}")?;
        }
        if let Some(case) = self.case {
            write!(f, ".case-{case}")?;
        }
        if let Some(theme) = &self.theme {
            write!(f, ".theme-{theme}")?;
        }
        if let Some(backing) = self.backing {
            write!(f, ".backing-{}", backing.key())?;
        }
        for dimension in &self.without {
            write!(f, ".no-{}", dimension.key())?;
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
                Some(("authority", slug)) if id.authority.is_none() && !slug.is_empty() => {
                    id.authority = Some(slug.into());
                }
                Some(("year", year)) if id.year.is_none() => id.year = Some(year.parse().map_err(|_| NoFigure)?),
                Some(("project", key)) if id.project.is_none() => id.project = Some(key.parse().map_err(|_| NoFigure)?),
                Some(("case", key)) if id.case.is_none() => id.case = Some(key.parse().map_err(|_| NoFigure)?),
                Some(("theme", word)) if id.theme.is_none() && theme_word(word).as_deref() == Some(word) => {
                    id.theme = Some(word.into());
                }
                Some(("backing", word)) if id.backing.is_none() && kind == Kind::Granted => {
                    id.backing = Some(Backing::from_key(word).ok_or(NoFigure)?);
                }
                Some(("no", word)) => {
                    let dimension = Dimension::ALL.into_iter().find(|dimension| dimension.key() == word);
                    if !id.without.insert(dimension.ok_or(NoFigure)?) {
                        return Err(NoFigure);
                    }
                }
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
    fn spellings_of_a_theme_are_one_word() {
        assert_eq!(theme_word("Smarte  Mobilität & Verkehr").as_deref(), Some("smarte-mobilitaet-verkehr"));
        assert_eq!(theme_word("smarte mobilitaet/verkehr"), theme_word("Smarte Mobilität & Verkehr"));
        assert_eq!(theme_word("–"), None);
    }

    #[test]
    fn identifiers_round_trip() {
        for text in [
            "granted.programme",
            "cofunding_pledged.private_cash.region-bergisches-staedtedreieck",
            "paid.programme.region-aachen.year-2020.project-7",
            "paid.programme.case-12",
            "allocated.programme.region-aachen.authority-bezreg-koeln.year-2020",
            "planned.own_share.year-2020.theme-smarte-mobilitaet.no-region",
            "granted.programme.authority-bezreg-koeln.year-2021.backing-commitment",
            "granted.programme.no-backing",
            "ceiling.programme.no-region.no-authority.no-year.no-project.no-theme",
        ] {
            assert_eq!(text.parse::<FigureId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "granted",
            "granted.nothing",
            "granted.programme.region-",
            "paid.programme.year-x",
            "paid.programme.case-",
            "paid.programme.year-1.year-2",
            "paid.programme.theme-Verkehr",
            "paid.programme.theme-",
            "paid.programme.no-kind",
            "paid.programme.backing-cash",
            "granted.programme.backing-gold",
            "granted.programme.backing-cash.backing-cash",
            "paid.programme.no-year.no-year",
        ] {
            assert_eq!(text.parse::<FigureId>(), Err(NoFigure), "{text}");
        }
    }
}
