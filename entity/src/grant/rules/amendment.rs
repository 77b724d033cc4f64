//! What each kind of amendment may change of the version before it (domain: Änderungsbescheid), and what not.
use super::Facts;
use crate::{check::finding::Finding, grant::DecisionKind, money::Cents};

const RULE: &str = "amendment";

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    let new = &facts.content;
    let mut blocks = |field, message: String| findings.push(Finding::blocks(RULE, field, message));
    let Some(old) = &facts.former else {
        if new.kind != DecisionKind::Initial {
            blocks(
                "kind",
                format!("Der erste Bescheid eines Falls ist ein Zuwendungsbescheid, nicht „{}“.", new.kind.label()),
            );
        }
        if new.amount == Cents::ZERO {
            blocks("amount", "Ein Zuwendungsbescheid über 0 € bewilligt nichts. Bitte den Betrag angeben.".into());
        }
        return;
    };
    if new.kind == DecisionKind::Initial {
        blocks("kind", "Diesen Fall gibt es schon mit Zuwendungsbescheid. Bitte die Art der Änderung wählen.".into());
        return;
    }
    if new.dated_on < old.dated_on {
        let message = format!(
            "Die Änderung ist auf den {} datiert, der Bescheid, den sie ändert, auf den {}.",
            new.dated_on.format("%d.%m.%Y"),
            old.dated_on.format("%d.%m.%Y")
        );
        blocks("dated_on", message);
    }
    if new.kind != DecisionKind::RecipientChange && new.recipient.trim() != old.recipient.trim() {
        let message =
            format!("Der Zuwendungsempfänger ist „{}“. Ein anderer braucht die Art „Empfängerwechsel“.", old.recipient);
        blocks("recipient", message);
    }
    let (before, after) = (old.amount, new.amount);
    let same_money = || (after == before && new.by_year() == old.by_year()).then_some(());
    let what = new.kind.label();
    match new.kind {
        DecisionKind::Initial => {}
        DecisionKind::Extension => {
            if same_money().is_none() {
                blocks(
                    "amount",
                    format!("„{what}“ ändert kein Geld: Betrag ({before}) und Jahresbeträge bleiben, wie sie sind."),
                );
            }
            if new.work.1 <= old.work.1 && new.drawable.1 <= old.drawable.1 {
                blocks(
                    "work_to",
                    format!("„{what}“: Weder Durchführungs- noch Bewilligungszeitraum enden später als bisher."),
                );
            }
        }
        DecisionKind::YearShift => {
            if after != before {
                blocks("amount", format!("„{what}“ lässt die Summe, wie sie ist: {before}, nicht {after}."));
            } else if new.by_year() == old.by_year() {
                blocks("years", format!("„{what}“: Kein Jahresbetrag ist anders als bisher."));
            }
        }
        DecisionKind::ItemShift => {
            if after != before {
                blocks("amount", format!("„{what}“ lässt die Summe, wie sie ist: {before}, nicht {after}."));
            }
        }
        DecisionKind::Increase => {
            if after <= before {
                blocks(
                    "amount",
                    format!("„{what}“ erhöht den Betrag: Bisher sind {before} bewilligt, neu wären es {after}."),
                );
            }
        }
        DecisionKind::Reduction | DecisionKind::PartialRevocation => {
            if after >= before {
                blocks(
                    "amount",
                    format!("„{what}“ senkt den Betrag: Bisher sind {before} bewilligt, neu wären es {after}."),
                );
            } else if new.kind == DecisionKind::PartialRevocation && after == Cents::ZERO {
                blocks("amount", format!("„{what}“ lässt etwas übrig. Für 0 € bitte die Art „Widerruf“ wählen."));
            }
        }
        DecisionKind::RecipientChange => {
            if new.recipient.trim() == old.recipient.trim() {
                blocks("recipient", format!("„{what}“: Der Zuwendungsempfänger ist noch „{}“.", old.recipient));
            }
            if same_money().is_none() {
                blocks(
                    "amount",
                    format!("„{what}“ ändert kein Geld: Betrag ({before}) und Jahresbeträge bleiben, wie sie sind."),
                );
            }
        }
        DecisionKind::Revocation => {
            if after != Cents::ZERO {
                blocks(
                    "amount",
                    format!(
                        "„{what}“ setzt den Betrag auf 0 €, nicht auf {after}. Für weniger bitte „Teilwiderruf“ wählen."
                    ),
                );
            }
        }
    }
}
