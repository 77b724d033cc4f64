//! What was taken over, counted from a viewpoint. Every figure stands in one registry ([`Figure`]) with its name and
//! its definition, so that page, report and interface say the same, and opens to its cases. Pure: [`count::report`] takes
//! [`facts::Facts`]; [`load::facts`] reads them.
pub mod count;
pub mod facts;
pub mod load;
pub mod months;
pub mod parliament;
pub mod places;
pub mod research;

use crate::{project::lifecycle::Stage, words::words};

words! {
    /// A figure of transfer. The words are part of addresses and of the JSON interface.
    Figure {
        /// All projects.
        Projects => "projects", "Projekte";
        /// Not yet granted.
        Planned => "projects_planned", "Projekte in Planung";
        /// Granted and running.
        Running => "projects_running", "laufende Projekte";
        /// Ended, being settled.
        Settling => "projects_settling", "Projekte in Abrechnung";
        /// Done.
        Closed => "projects_closed", "abgeschlossene Projekte";
        /// Left the programme before its end.
        Stopped => "projects_stopped", "vorzeitig beendete Projekte";
        /// Without a known state.
        Unknown => "projects_unknown", "Projekte mit unbekanntem Stand";
        /// Can be taken over.
        Transferable => "projects_transferable", "übertragbare Projekte";
        /// Taken over by somebody.
        Reused => "projects_reused", "Projekte mit Nachnutzung";
        /// Taken over outside of their regions.
        ReusedElsewhere => "projects_reused_elsewhere", "Projekte mit Nachnutzung außerhalb ihrer Region";
        /// Asked for outside of their regions.
        WantedElsewhere => "projects_wanted_elsewhere", "Projekte mit Interesse außerhalb ihrer Region";
        /// Solutions of the programme.
        Solutions => "solutions", "veröffentlichte Lösungen";
        /// Municipalities that use something.
        Adopters => "municipalities_reusing", "Kommunen mit Nachnutzung";
        /// Kreise that use something.
        Districts => "districts_reusing", "Kreise mit Nachnutzung";
        /// Pairs with any statement.
        Interest => "interest", "Interessenbekundungen";
        /// Pairs that count.
        Adoptions => "adoptions", "Interesse, das zur Übernahme wurde";
        /// The median.
        Months => "months_to_adoption", "Monate bis zur ersten Übernahme";
        /// Distinct OZG services.
        OzgServices => "ozg_services", "OZG-Leistungen";
        /// Solutions with OZG services.
        OzgSolutions => "ozg_solutions", "Lösungen mit OZG-Leistungen";
        /// Projects with such solutions.
        OzgProjects => "projects_ozg", "Projekte mit verzeichnetem Beitrag zum OZG";
        /// Projects that were evaluated.
        Evaluated => "projects_evaluated", "Projekte mit veröffentlichter Evaluation";
    }
}

impl Figure {
    /// What it counts, in one sentence.
    #[must_use]
    pub fn definition(self) -> &'static str {
        match self {
            Self::Projects => {
                "Alle Projekte, die an diesem Tag mindestens ausgewählt waren; Teilprojekte und Projektbüros zählen einzeln."
            }
            Self::Planned => {
                "Projekte, die ausgewählt sind oder einen Antrag gestellt haben, aber noch keinen Bescheid."
            }
            Self::Running => "Projekte mit Bescheid, deren Maßnahme nicht beendet ist.",
            Self::Settling => {
                "Projekte, deren Maßnahme beendet und deren Verwendungsnachweis noch nicht abgeschlossen ist."
            }
            Self::Closed => "Projekte, deren Verwendungsnachweis geprüft und deren Akte geschlossen ist.",
            Self::Stopped => "Projekte, die nach der Auswahl abgebrochen oder widerrufen wurden.",
            Self::Unknown => "Projekte, zu denen an diesem Tag kein Stand verzeichnet ist.",
            Self::Transferable => {
                "Projekte, die als übertragbar oder in Nachnutzung geführt werden oder zu denen eine veröffentlichte Lösung mit der Reife „übertragbar“ gehört."
            }
            Self::Reused => {
                "Projekte, von denen mindestens eine Lösung anderswo produktiv ist und die nutzende Kommune das in den letzten zwölf Monaten selbst bestätigt hat; die anbietende Kommune zählt nicht."
            }
            Self::ReusedElsewhere => {
                "Projekte mit Nachnutzung durch mindestens eine Kommune, die nicht zur Modellregion des Projekts gehört; ohne bekannte Region zählt ein Projekt nicht."
            }
            Self::WantedElsewhere => {
                "Projekte, an deren Lösungen mindestens eine Kommune außerhalb der Modellregion des Projekts interessiert ist, sie prüft, einführt oder nutzt."
            }
            Self::Solutions => {
                "Veröffentlichte Lösungen aus dem Programm; was nicht mehr angeboten wird und was von außerhalb des Programms kommt, zählt nicht."
            }
            Self::Adopters => {
                "Städte und Gemeinden, die mindestens eine Lösung aus dem Programm produktiv nutzen und das in den letzten zwölf Monaten selbst bestätigt haben; für die eigene Lösung zählt die anbietende Kommune nicht."
            }
            Self::Districts => {
                "Kreise, einschließlich der Städteregion Aachen, für die dasselbe gilt wie für Kommunen mit Nachnutzung."
            }
            Self::Interest => {
                "Paare aus Kommune oder Kreis und Lösung, zu denen es mindestens eine Meldung gibt, gleich wie weit sie kam; Anfragen ohne Konto zählen nicht."
            }
            Self::Adoptions => {
                "Interessenbekundungen, aus denen eine Nutzung wurde: Die Lösung ist dort an diesem Tag produktiv, und die Kommune hat das selbst bestätigt; eine Bestätigung gilt zwölf Monate."
            }
            Self::Months => {
                "Median der vollen Monate vom Einsatz zu Hause bis zur ersten von einer anderen Kommune bestätigten produktiven Nutzung, über alle Lösungen, bei denen beide Tage bekannt sind; eine frühere Übernahme zählt als 0."
            }
            Self::OzgServices => "Verschiedene OZG-IDs, die in den Steckbriefen veröffentlichter Lösungen stehen.",
            Self::OzgSolutions => "Veröffentlichte Lösungen, deren Steckbrief mindestens eine OZG-ID nennt.",
            Self::OzgProjects => "Projekte, zu denen mindestens eine veröffentlichte Lösung mit OZG-ID gehört.",
            Self::Evaluated => {
                "Projekte, zu denen mindestens eine veröffentlichte Lösung gehört, deren Steckbrief eine Evaluation nennt."
            }
        }
    }

    /// The figure of the projects in a stage.
    #[must_use]
    pub fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Planning => Self::Planned,
            Stage::Running => Self::Running,
            Stage::Settlement => Self::Settling,
            Stage::Closed => Self::Closed,
            Stage::Stopped => Self::Stopped,
            Stage::Unknown => Self::Unknown,
        }
    }

    /// What it is a share of, where it is one.
    #[must_use]
    pub fn base(self) -> Option<Base> {
        match self {
            Self::Planned
            | Self::Running
            | Self::Settling
            | Self::Closed
            | Self::Stopped
            | Self::Unknown
            | Self::Transferable
            | Self::Reused
            | Self::ReusedElsewhere
            | Self::WantedElsewhere
            | Self::OzgProjects
            | Self::Evaluated => Some(Base::Figure(Self::Projects)),
            Self::OzgSolutions => Some(Base::Figure(Self::Solutions)),
            Self::Adoptions => Some(Base::Figure(Self::Interest)),
            Self::Adopters => Some(Base::Municipalities),
            Self::Districts => Some(Base::Districts),
            Self::Projects | Self::Solutions | Self::Interest | Self::Months | Self::OzgServices => None,
        }
    }
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Another figure.
    Figure(Figure),
    /// All Städte and Gemeinden.
    Municipalities,
    /// All Kreise.
    Districts,
}

#[cfg(test)]
mod tests;
