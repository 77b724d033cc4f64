//! R1: what is granted is there, in all and in each budget year: cash within Ansatz and Reste, commitments within those
//! that fall due in the year. And which of the two a year's money comes from: the year of the decision says it.
use super::Facts;
use crate::{
    check::finding::Finding,
    grant::{Backing, content::Content},
    ledger::Source,
    money::Cents,
};
use chrono::Datelike;

/// What a budget year has of one backing for programme money, and what is granted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearMeans {
    /// Cash: Ansatz and Ausgabereste without what is blocked. Commitments: those that fall due in the year.
    pub available: Cents,
    /// Granted from it now, in all projects.
    pub granted_before: Cents,
    /// The same once this version holds.
    pub granted_after: Cents,
}

/// What is granted in all stays within the Programmmittel.
pub(super) fn ceiling(facts: &Facts, findings: &mut Vec<Finding>) {
    if facts.source != Source::Programme {
        return;
    }
    let Some(ceiling) = facts.ceiling else {
        let message = "R1: Für das Programm sind keine Programmmittel verzeichnet; ob sie reichen, ist nicht geprüft.";
        findings.push(Finding::informs("R1", "amount", message));
        return;
    };
    if facts.granted_after > ceiling && facts.granted_after > facts.granted_before {
        let over = Cents(facts.granted_after.0.saturating_sub(ceiling.0));
        findings.push(Finding::blocks(
            "R1",
            "amount",
            format!(
                "R1: Bewilligt wären dann {} von {ceiling} Programmmitteln, {over} zu viel. Bitte den Betrag senken oder \
                 mit dem Ministerium klären.",
                facts.granted_after
            ),
        ));
    }
}

/// What is granted in a budget year stays within what its backing has, where the year's budget is recorded.
pub(super) fn years(facts: &Facts, findings: &mut Vec<Finding>) {
    for ((year, backing), means) in facts.years.iter().filter(|_| facts.source == Source::Programme) {
        if means.granted_after > means.available && means.granted_after > means.granted_before {
            let message = format!(
                "R1: {} Bitte auf andere Jahre verteilen oder mit dem Ministerium klären.",
                exceeded(*year, *backing, means.granted_after, means.available)
            );
            findings.push(Finding::blocks("R1", "years", message));
        }
    }
}

/// What would be granted in a year from a backing, beside what that has; a sentence.
#[must_use]
pub(crate) fn exceeded(year: i32, backing: Backing, granted: Cents, available: Cents) -> String {
    match backing {
        Backing::Cash => format!(
            "Im Haushaltsjahr {year} wären dann {granted} aus dem Baransatz bewilligt; Ansatz und Reste ohne Sperren sind {available}."
        ),
        Backing::Commitment => format!(
            "Für das Haushaltsjahr {year} wären dann {granted} aus Verpflichtungsermächtigungen gebunden; fällig werden in diesem Jahr {available} davon (§ 38 LHO)."
        ),
    }
}

/// A decision binds cash of its own year and of earlier ones, and commitments of later years. What the version before it
/// bound stays where it is.
pub(super) fn backing(facts: &Facts, findings: &mut Vec<Finding>) {
    let decided = facts.content.dated_on.year();
    for tranche in &facts.content.tranches {
        let bound = facts.former.as_ref().map_or(Cents::ZERO, |former| bound(former, tranche.year, tranche.backing));
        if tranche.cents <= bound || backing_of(tranche.year, decided) == tranche.backing {
            continue;
        }
        let (year, cents) = (tranche.year, tranche.cents);
        let stays = match bound > Cents::ZERO {
            true => format!(" So gebunden sind bisher {bound}; nur das kann so bleiben."),
            false => String::new(),
        };
        let message = match tranche.backing {
            Backing::Cash => format!(
                "R1: Für {year} stehen {cents} als Baransatz, der Bescheid ist von {decided}. Geld späterer Jahre bindet Verpflichtungsermächtigungen (§ 38 LHO).{stays} Bitte dort eintragen."
            ),
            Backing::Commitment => format!(
                "R1: Für {year} stehen {cents} als Verpflichtungsermächtigung, der Bescheid ist von {decided}. Sie binden nur Geld späterer Jahre (§ 38 LHO).{stays} Bitte als Baransatz eintragen."
            ),
        };
        findings.push(Finding::blocks("R1", "years", message));
    }
}

/// What a decision of a year binds in a budget year.
#[must_use]
pub fn backing_of(budget_year: i32, decided: i32) -> Backing {
    if budget_year > decided { Backing::Commitment } else { Backing::Cash }
}

fn bound(content: &Content, year: i32, backing: Backing) -> Cents {
    let same = content.tranches.iter().filter(|one| one.year == year && one.backing == backing);
    crate::grant::content::sum(same.map(|one| one.cents))
}
