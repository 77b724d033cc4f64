//! The states of a project and the moves between them: two of the four independent axes (the delivery phase and the
//! money are kept elsewhere). Pure: a test prints the moves into docs/lifecycle.md.
use crate::permission::Action;
use serde::{Deserialize, Serialize};

/// Where a project stands between idea and closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Idee.
    Idea,
    /// Vorgeprüft by the Projektbüro.
    Prechecked,
    /// Regional priorisiert.
    Prioritised,
    /// Ausgewählt by the ministry.
    Selected,
    /// Antrag eingegangen.
    Applied,
    /// In Prüfung.
    InReview,
    /// Nachforderung to the application.
    InfoRequested,
    /// Bewilligt.
    Granted,
    /// Bestandskräftig.
    Final,
    /// In Umsetzung.
    Running,
    /// Pausiert.
    Paused,
    /// Maßnahme beendet.
    Ended,
    /// Verwendungsnachweis vorgelegt.
    ProofSubmitted,
    /// Verwendungsnachweis in Prüfung.
    ProofInReview,
    /// Nachforderung to the proof.
    ProofInfoRequested,
    /// Verwendungsnachweis geprüft.
    ProofChecked,
    /// Abgeschlossen.
    Closed,
    /// Zurückgestellt.
    Deferred,
    /// Abgelehnt.
    Rejected,
    /// Zurückgezogen.
    Withdrawn,
    /// Abgebrochen after the grant; still needs a proof.
    Aborted,
    /// Widerrufen; still needs settlement.
    Revoked,
    /// Not known.
    Unknown,
}

/// The five groups that lists and the overview count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Idea to application.
    Planning,
    /// Granted and running.
    Running,
    /// Ended, being settled.
    Settlement,
    /// Done.
    Closed,
    /// Left the programme before its end.
    Stopped,
    /// Not known.
    Unknown,
}

/// Whether others can take over what came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// Not known.
    Unknown,
    /// Nicht übertragbar.
    None,
    /// Geplant.
    Planned,
    /// Übertragbar.
    Ready,
    /// In Nachnutzung.
    Reused,
    /// Abgekündigt.
    Retired,
}

impl Lifecycle {
    /// Every state, in the order of the lifecycle.
    pub const ALL: [Self; 23] = [
        Self::Idea,
        Self::Prechecked,
        Self::Prioritised,
        Self::Selected,
        Self::Applied,
        Self::InReview,
        Self::InfoRequested,
        Self::Granted,
        Self::Final,
        Self::Running,
        Self::Paused,
        Self::Ended,
        Self::ProofSubmitted,
        Self::ProofInReview,
        Self::ProofInfoRequested,
        Self::ProofChecked,
        Self::Closed,
        Self::Deferred,
        Self::Rejected,
        Self::Withdrawn,
        Self::Aborted,
        Self::Revoked,
        Self::Unknown,
    ];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Prechecked => "prechecked",
            Self::Prioritised => "prioritised",
            Self::Selected => "selected",
            Self::Applied => "applied",
            Self::InReview => "in_review",
            Self::InfoRequested => "info_requested",
            Self::Granted => "granted",
            Self::Final => "final",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::ProofSubmitted => "proof_submitted",
            Self::ProofInReview => "proof_in_review",
            Self::ProofInfoRequested => "proof_info_requested",
            Self::ProofChecked => "proof_checked",
            Self::Closed => "closed",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Aborted => "aborted",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Idea => "Idee",
            Self::Prechecked => "vorgeprüft",
            Self::Prioritised => "regional priorisiert",
            Self::Selected => "ausgewählt",
            Self::Applied => "Antrag eingegangen",
            Self::InReview => "Antrag in Prüfung",
            Self::InfoRequested => "Nachforderung zum Antrag",
            Self::Granted => "bewilligt",
            Self::Final => "bestandskräftig",
            Self::Running => "in Umsetzung",
            Self::Paused => "pausiert",
            Self::Ended => "Maßnahme beendet",
            Self::ProofSubmitted => "Verwendungsnachweis vorgelegt",
            Self::ProofInReview => "Verwendungsnachweis in Prüfung",
            Self::ProofInfoRequested => "Nachforderung zum Verwendungsnachweis",
            Self::ProofChecked => "Verwendungsnachweis geprüft",
            Self::Closed => "abgeschlossen",
            Self::Deferred => "zurückgestellt",
            Self::Rejected => "abgelehnt",
            Self::Withdrawn => "zurückgezogen",
            Self::Aborted => "abgebrochen",
            Self::Revoked => "widerrufen",
            Self::Unknown => "unbekannt",
        }
    }

    /// The group this state counts in.
    #[must_use]
    pub fn stage(self) -> Stage {
        match self {
            Self::Idea
            | Self::Prechecked
            | Self::Prioritised
            | Self::Selected
            | Self::Applied
            | Self::InReview
            | Self::InfoRequested
            | Self::Deferred => Stage::Planning,
            Self::Granted | Self::Final | Self::Running | Self::Paused => Stage::Running,
            Self::Ended
            | Self::ProofSubmitted
            | Self::ProofInReview
            | Self::ProofInfoRequested
            | Self::ProofChecked => Stage::Settlement,
            Self::Closed => Stage::Closed,
            Self::Rejected | Self::Withdrawn | Self::Aborted | Self::Revoked => Stage::Stopped,
            Self::Unknown => Stage::Unknown,
        }
    }

    /// The states that can follow this one by hand. What is not listed is not allowed; a wrong move is corrected by
    /// a new one with its reason. From [`Self::Unknown`] every state can be set: that is how knowledge arrives.
    #[must_use]
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Idea => &[Self::Prechecked, Self::Deferred, Self::Rejected, Self::Withdrawn],
            Self::Prechecked => &[Self::Prioritised, Self::Deferred, Self::Rejected, Self::Withdrawn],
            Self::Prioritised => &[Self::Selected, Self::Deferred, Self::Rejected, Self::Withdrawn],
            Self::Selected => &[Self::Applied, Self::Withdrawn],
            Self::Applied => &[Self::InReview, Self::Withdrawn],
            Self::InReview => &[Self::InfoRequested, Self::Granted, Self::Rejected, Self::Withdrawn],
            Self::InfoRequested => &[Self::InReview, Self::Rejected, Self::Withdrawn],
            Self::Granted => &[Self::Final, Self::Running, Self::Aborted, Self::Revoked],
            Self::Final => &[Self::Running, Self::Aborted, Self::Revoked],
            Self::Running => &[Self::Paused, Self::Ended, Self::Aborted, Self::Revoked],
            Self::Paused => &[Self::Running, Self::Ended, Self::Aborted, Self::Revoked],
            Self::Ended | Self::Aborted => &[Self::ProofSubmitted, Self::Revoked],
            Self::ProofSubmitted => &[Self::ProofInReview, Self::Revoked],
            Self::ProofInReview => &[Self::ProofInfoRequested, Self::ProofChecked, Self::Revoked],
            Self::ProofInfoRequested => &[Self::ProofInReview, Self::Revoked],
            Self::ProofChecked => &[Self::Closed, Self::Revoked],
            Self::Revoked => &[Self::Closed],
            Self::Deferred => &[Self::Idea, Self::Prechecked, Self::Prioritised, Self::Rejected],
            Self::Closed | Self::Rejected | Self::Withdrawn => &[],
            Self::Unknown => &Self::ALL,
        }
    }

    /// Whether the public may know of a project in this state: from its selection on.
    #[must_use]
    pub fn is_public(self) -> bool {
        !matches!(
            self,
            Self::Idea | Self::Prechecked | Self::Prioritised | Self::Deferred | Self::Rejected | Self::Withdrawn
        )
    }

    /// The action one needs to be allowed for moving into this state: only granting authorities make money binding.
    #[must_use]
    pub fn needs(self) -> Action {
        match self {
            Self::Granted
            | Self::Final
            | Self::ProofChecked
            | Self::ProofInfoRequested
            | Self::Closed
            | Self::Revoked => Action::RecordMoney,
            _ => Action::SetStatus,
        }
    }

    /// The state that a word in a spreadsheet means, if it means one.
    #[must_use]
    pub fn from_words(folded: &str) -> Option<Self> {
        let any = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        let state = match folded {
            "" => return None,
            text if Self::ALL.iter().any(|state| crate::text::fold(state.label()) == text) => {
                return Self::ALL.into_iter().find(|state| crate::text::fold(state.label()) == text);
            }
            _ if any(&["widerruf"]) => Self::Revoked,
            _ if any(&["abgebrochen", "abbruch"]) => Self::Aborted,
            _ if any(&["abgelehnt"]) => Self::Rejected,
            _ if any(&["zurueckgezogen"]) => Self::Withdrawn,
            _ if any(&["zurueckgestellt"]) => Self::Deferred,
            _ if any(&["abgeschlossen", "beendet und geprueft", "abgerechnet"]) => Self::Closed,
            _ if any(&["nachweis geprueft", "vn geprueft"]) => Self::ProofChecked,
            _ if any(&["nachweis in pruefung", "vn in pruefung"]) => Self::ProofInReview,
            _ if any(&["nachweis", "vn vorgelegt"]) => Self::ProofSubmitted,
            _ if any(&["beendet", "ausgelaufen"]) => Self::Ended,
            _ if any(&["pausiert", "ruht"]) => Self::Paused,
            _ if any(&["umsetzung", "laufend", "in arbeit", "gestartet"]) => Self::Running,
            _ if any(&["bestandskraeftig"]) => Self::Final,
            _ if any(&["bewilligt", "bescheid"]) => Self::Granted,
            _ if any(&["nachforderung"]) => Self::InfoRequested,
            _ if any(&["in pruefung", "pruefung"]) => Self::InReview,
            _ if any(&["antrag", "beantragt"]) => Self::Applied,
            _ if any(&["ausgewaehlt"]) => Self::Selected,
            _ if any(&["priorisiert"]) => Self::Prioritised,
            _ if any(&["vorgeprueft"]) => Self::Prechecked,
            _ if any(&["idee"]) => Self::Idea,
            _ => return None,
        };
        Some(state)
    }
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 6] =
        [Self::Planning, Self::Running, Self::Settlement, Self::Closed, Self::Stopped, Self::Unknown];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Planning => "planung",
            Self::Running => "laufend",
            Self::Settlement => "abrechnung",
            Self::Closed => "abgeschlossen",
            Self::Stopped => "beendet",
            Self::Unknown => "unbekannt",
        }
    }

    /// The stage with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Planning => "in Planung",
            Self::Running => "laufend",
            Self::Settlement => "in Abrechnung",
            Self::Closed => "abgeschlossen",
            Self::Stopped => "vorzeitig beendet",
            Self::Unknown => "Status unbekannt",
        }
    }

    /// The states in this stage.
    #[must_use]
    pub fn states(self) -> Vec<Lifecycle> {
        Lifecycle::ALL.into_iter().filter(|state| state.stage() == self).collect()
    }
}

impl Transfer {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Unknown, Self::None, Self::Planned, Self::Ready, Self::Reused, Self::Retired];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::Planned => "planned",
            Self::Ready => "ready",
            Self::Reused => "reused",
            Self::Retired => "retired",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unknown => "unbekannt",
            Self::None => "nicht übertragbar",
            Self::Planned => "Übertragbarkeit geplant",
            Self::Ready => "übertragbar",
            Self::Reused => "in Nachnutzung",
            Self::Retired => "abgekündigt",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_lists_are_understood() {
        for (text, state) in [
            ("in Umsetzung", Some(Lifecycle::Running)),
            ("Antrag in Prüfung", Some(Lifecycle::InReview)),
            ("abgeschlossen", Some(Lifecycle::Closed)),
            ("ausgewählt", Some(Lifecycle::Selected)),
            ("bewilligt am 3.4.", Some(Lifecycle::Granted)),
            ("irgendwas", None),
            ("", None),
        ] {
            assert_eq!(Lifecycle::from_words(&crate::text::fold(text)), state, "{text}");
        }
    }

    #[test]
    fn every_open_state_has_a_way_to_an_end() {
        let ends = [Lifecycle::Closed, Lifecycle::Rejected, Lifecycle::Withdrawn];
        for start in Lifecycle::ALL {
            let mut seen = vec![start];
            let mut at = 0;
            while at < seen.len() {
                for next in seen[at].next() {
                    if !seen.contains(next) {
                        seen.push(*next);
                    }
                }
                at += 1;
            }
            assert!(ends.iter().any(|end| seen.contains(end)), "{start:?} is a dead end");
        }
    }
}
