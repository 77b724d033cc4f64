//! The steps of co-funding, and when a later one is above an earlier one (R16).
use crate::{
    figures::find::COFUNDING,
    ledger::{Kind, Source},
    money::Cents,
};
use std::collections::BTreeMap;

/// A step that would be above the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    /// The step.
    pub step: Kind,
    /// What it would come to.
    pub cents: Cents,
    /// The nearest earlier step that something is recorded for, and how much; none where nothing is.
    pub before: Option<(Kind, Cents)>,
}

/// Whether co-funding with this source is recorded step by step: everything but the programme's own money.
#[must_use]
pub fn is_cofunding(source: Source) -> bool {
    source != Source::Programme
}

/// Whether a kind is a step of co-funding.
#[must_use]
pub fn is_step(kind: Kind) -> bool {
    COFUNDING.contains(&kind)
}

/// Compares a step with the nearest earlier one after an amount is added to it. What stands is the sums of one source
/// of one project. The recipient secures the own share by the application itself: it needs no earlier step.
#[must_use]
pub fn above(source: Source, stands: &BTreeMap<Kind, Cents>, step: Kind, added: Cents) -> Option<Above> {
    let cents = Cents(stands.get(&step).copied().unwrap_or_default().0.saturating_add(added.0));
    let earlier = COFUNDING.into_iter().take_while(|kind| *kind != step);
    let before = earlier.filter_map(|kind| Some((kind, *stands.get(&kind)?))).last();
    let is_above = match before {
        Some((_, amount)) => cents > amount,
        None => step != Kind::CofundingPledged && source != Source::OwnShare,
    };
    is_above.then_some(Above { step, cents, before })
}

impl Above {
    /// The German sentence: what would be, what stands, what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        let before = match self.before {
            Some((kind, cents)) => format!("{} sind aber nur {cents}", word(kind)),
            None => "zugesagt oder vertraglich gesichert ist aber nichts".to_owned(),
        };
        format!(
            "Damit wären {} {}, {before} (Prüfregel R16). Bitte prüfen Sie Quelle, Stufe und Betrag. Wenn alles stimmt, begründen Sie es hier.",
            self.cents,
            word(self.step)
        )
    }
}

/// A step in a sentence or a column about co-funding.
#[must_use]
pub fn word(kind: Kind) -> &'static str {
    if kind == Kind::CofundingProven { "nachgewiesen" } else { kind.label() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_step_is_measured_by_the_nearest_earlier_one() {
        let stands = BTreeMap::from([
            (Kind::CofundingPledged, Cents(1_000)),
            (Kind::CofundingContracted, Cents(800)),
            (Kind::CofundingReceived, Cents(300)),
        ]);
        let of = |step, added| above(Source::PrivateCash, &stands, step, Cents(added)).map(|above| above.before);
        assert_eq!(of(Kind::CofundingReceived, 500), None);
        assert_eq!(of(Kind::CofundingReceived, 501), Some(Some((Kind::CofundingContracted, Cents(800)))));
        assert_eq!(of(Kind::CofundingContracted, 201), Some(Some((Kind::CofundingPledged, Cents(1_000)))));
        assert_eq!(of(Kind::CofundingPledged, 1_000_000), None, "a promise is measured by nothing");
    }

    #[test]
    fn money_from_nowhere_is_asked_about_but_for_the_own_share() {
        let nothing = BTreeMap::new();
        assert!(above(Source::PrivateCash, &nothing, Kind::CofundingReceived, Cents(1)).is_some());
        assert_eq!(above(Source::OwnShare, &nothing, Kind::CofundingReceived, Cents(1)), None);
        assert_eq!(above(Source::Eu, &nothing, Kind::CofundingPledged, Cents(1)), None);
    }
}
