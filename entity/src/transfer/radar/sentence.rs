//! Why something fits or does not, as German sentences. They speak of the municipality in the third person: the same
//! sentence is read by the municipality, by the provider and by the public.
use super::systems::Have;
use crate::{
    money::Cents,
    municipality::{kind::Kind, size::SizeClass},
    solution::Maturity,
};
use chrono::NaiveDate;
use std::fmt;

/// How near another municipality is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Near {
    /// In the same Kreis.
    Kreis,
    /// In the same Regierungsbezirk.
    Bezirk,
    /// Elsewhere in Nordrhein-Westfalen.
    Land,
}

impl Near {
    /// Where that is, in German.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Kreis => "im selben Kreis",
            Self::Bezirk => "im selben Regierungsbezirk",
            Self::Land => "in Nordrhein-Westfalen",
        }
    }
}

/// Why points were given or not; its text is one or more whole German sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because<'a> {
    /// How many people live there is not known.
    PopulationUnknown,
    /// Nobody says in which size it is proven.
    ProvenUnknown,
    /// The nearest class in which it is proven.
    Proven {
        /// That class.
        nearest: SizeClass,
        /// How many classes away it is.
        distance: usize,
    },
    /// Nobody says for whom it is meant.
    AudienceUnknown,
    /// It is meant for this kind of body.
    MeantFor(Kind),
    /// It is meant for others.
    NotMeantFor(Kind),
    /// Nobody says what it needs.
    NeedsUnknown,
    /// It needs nothing.
    NothingRequired,
    /// What there is of what it needs.
    Required(Have),
    /// Nobody says what helps.
    HelpersUnknown,
    /// Nothing more helps.
    NothingHelps,
    /// What there is of what helps.
    Useful(Have),
    /// Its themes are not known.
    ThemesUnknown,
    /// The municipality's priorities are not known.
    PrioritiesUnknown,
    /// This priority is one of its themes.
    ThemeWanted(&'a str),
    /// None of its themes is a priority.
    NoThemeWanted,
    /// Who runs it.
    Users {
        /// The nearest one that confirmed it.
        confirmed: Option<(Near, &'a str)>,
        /// A nearer one that did not.
        said: Option<(Near, &'a str)>,
    },
    /// Nobody says which IT providers run it.
    ProvidersUnknown,
    /// The municipality's IT provider is not known.
    ItProviderUnknown,
    /// Its IT provider runs it.
    ItProviderRuns(&'a str),
    /// Its IT provider does not run it.
    ItProviderRunsUnknown(&'a str),
    /// How far it is.
    Maturity(Maturity),
    /// What it costs is not known.
    CostUnknown,
    /// How many share the cost is not known.
    CostPerHeadUnknown,
    /// What it costs.
    Cost {
        /// A year and inhabitant, rounded up.
        per_head: Cents,
        /// Once.
        one_off: Option<Cents>,
    },
    /// The licence is not known.
    LicenceUnknown,
    /// The licence is open.
    LicenceOpen,
    /// The licence is not open.
    LicenceClosed,
    /// Nobody confirmed the sheet.
    NeverConfirmed,
    /// When it was confirmed last.
    Confirmed(NaiveDate),
}

impl fmt::Display for Because<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::PopulationUnknown => f.write_str("Die Einwohnerzahl ist nicht bekannt."),
            Self::ProvenUnknown => f.write_str("In wie großen Kommunen die Lösung erprobt ist, ist nicht bekannt."),
            Self::Proven { nearest, distance } => {
                let size = nearest.label();
                match distance {
                    0 => write!(f, "Erprobt in Kommunen dieser Größe ({size})."),
                    1 => write!(f, "Erprobt in der nächsten Größenklasse ({size})."),
                    2 => write!(f, "Erprobt zwei Größenklassen entfernt ({size})."),
                    _ => write!(f, "Nur in Kommunen ganz anderer Größe erprobt ({size})."),
                }
            }
            Self::AudienceUnknown => {
                f.write_str("Für welche Art von Kommune die Lösung gedacht ist, ist nicht bekannt.")
            }
            Self::MeantFor(kind) => write!(f, "Gedacht für {}.", kind.plural()),
            Self::NotMeantFor(kind) => write!(f, "Nicht gedacht für {}.", kind.plural()),
            Self::NeedsUnknown => f.write_str("Welche Systeme die Lösung braucht, ist nicht bekannt."),
            Self::NothingRequired => f.write_str("Die Lösung setzt keine anderen Systeme voraus."),
            Self::Required(have) => {
                let missing = if have.no.len() == 1 { "Voraussetzung fehlt" } else { "Voraussetzungen fehlen" };
                systems(f, have, "Vorhanden", missing)
            }
            Self::HelpersUnknown => f.write_str("Welche Systeme nützlich wären, ist nicht bekannt."),
            Self::NothingHelps => f.write_str("Weitere Systeme braucht es nicht."),
            Self::Useful(have) => systems(f, have, "Nützlich und vorhanden", "Nützlich, aber nicht vorhanden"),
            Self::ThemesUnknown => f.write_str("Die Themen der Lösung sind nicht bekannt."),
            Self::PrioritiesUnknown => f.write_str("Die Schwerpunkte der Kommune sind nicht bekannt."),
            Self::ThemeWanted(theme) => write!(f, "Gehört zum Schwerpunkt „{theme}“."),
            Self::NoThemeWanted => f.write_str("Gehört zu keinem Schwerpunkt der Kommune."),
            Self::Users { confirmed, said } => {
                match confirmed {
                    Some((near, name)) => write!(f, "Produktiv {}: {name}.", near.label())?,
                    None => f.write_str("Keine Kommune hat bestätigt, dass sie die Lösung produktiv einsetzt.")?,
                }
                match said {
                    Some((near, name)) => write!(f, " Noch nicht bestätigt: {name} ({}).", near.label()),
                    None => Ok(()),
                }
            }
            Self::ProvidersUnknown => f.write_str("Bei welchen IT-Dienstleistern die Lösung läuft, ist nicht bekannt."),
            Self::ItProviderUnknown => f.write_str("Der IT-Dienstleister der Kommune ist nicht bekannt."),
            Self::ItProviderRuns(name) => write!(f, "Läuft schon beim IT-Dienstleister {name}."),
            Self::ItProviderRunsUnknown(name) => {
                write!(f, "Ob die Lösung schon beim IT-Dienstleister {name} läuft, ist nicht bekannt.")
            }
            Self::Maturity(maturity) => f.write_str(match maturity {
                Maturity::Idea => "Bisher eine Idee.",
                Maturity::Pilot => "Erprobt, aber noch nicht im Einsatz.",
                Maturity::Productive => "Im Einsatz, aber noch nicht zur Übernahme vorbereitet.",
                Maturity::Transferable => "Im Einsatz und zur Übernahme bereit.",
                Maturity::Retired => "Wird nicht mehr angeboten.",
            }),
            Self::CostUnknown => f.write_str("Die laufenden Kosten sind nicht bekannt."),
            Self::CostPerHeadUnknown => {
                f.write_str("Die laufenden Kosten je Einwohnerin oder Einwohner sind nicht bekannt.")
            }
            Self::Cost { per_head, one_off } => {
                match per_head {
                    Cents::ZERO => f.write_str("Keine laufenden Kosten.")?,
                    cents => write!(f, "Höchstens {cents} im Jahr je Einwohnerin oder Einwohner.")?,
                }
                match one_off {
                    Some(cents) => write!(f, " Dazu einmalig {cents}."),
                    None => Ok(()),
                }
            }
            Self::LicenceUnknown => f.write_str("Die Lizenz ist nicht bekannt."),
            Self::LicenceOpen => f.write_str("Die Lizenz ist offen."),
            Self::LicenceClosed => f.write_str("Die Lizenz ist nicht offen."),
            Self::NeverConfirmed => f.write_str("Ob die Angaben noch stimmen, hat bisher niemand bestätigt."),
            Self::Confirmed(day) => write!(f, "Angaben zuletzt bestätigt am {}.", day.format("%d.%m.%Y")),
        }
    }
}

fn systems(f: &mut fmt::Formatter<'_>, have: Have, yes: &str, no: &str) -> fmt::Result {
    let lists = [(no, have.no), ("Nicht bekannt, ob vorhanden", have.unknown), (yes, have.yes)];
    let mut blank = "";
    for (words, systems) in lists.into_iter().filter(|(_, systems)| !systems.is_empty()) {
        write!(f, "{blank}{words}: {}.", systems.names())?;
        blank = " ";
    }
    Ok(())
}
