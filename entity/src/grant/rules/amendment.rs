//! What each kind of amendment changes of the version before it (Änderungsbescheid), and what it leaves as it is.
use super::Facts;
use crate::{
    check::finding::Finding,
    grant::{DecisionKind, Item, Side, content::Content},
    money::Cents,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

const RULE: &str = "amendment";

/// A part of a decision that a kind of amendment may change, or not. Wording, days and reasons are each version's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Grant and total expenditure.
    Total,
    /// What is granted and planned in which year.
    Years,
    /// What is planned for which item, over all years.
    Items,
    /// Bewilligungs- and Durchführungszeitraum.
    Periods,
    /// The end of the Zweckbindung.
    Binding,
    /// The funding rate.
    Rate,
    /// The recipient.
    Recipient,
}

/// What a kind of amendment may change.
fn changes(kind: DecisionKind) -> &'static [Part] {
    use Part::{Binding, Items, Periods, Rate, Recipient, Total, Years};
    match kind {
        DecisionKind::Initial => &[Total, Years, Items, Periods, Binding, Rate, Recipient],
        DecisionKind::Extension => &[Years, Periods, Binding],
        DecisionKind::YearShift => &[Years],
        DecisionKind::ItemShift => &[Items],
        DecisionKind::Increase
        | DecisionKind::Reduction
        | DecisionKind::PartialRevocation
        | DecisionKind::Revocation => &[Total, Years, Items, Periods, Binding, Rate],
        DecisionKind::RecipientChange => &[Recipient],
    }
}

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
            shown(new.dated_on),
            shown(old.dated_on)
        );
        blocks("dated_on", message);
    }
    if new.financing != old.financing {
        let message = format!(
            "Kein Änderungsbescheid ändert die Finanzierungsart: Sie bleibt {}, nicht {}.",
            old.financing.label(),
            new.financing.label()
        );
        blocks("financing", message);
    }
    let may = changes(new.kind);
    let all = [Part::Recipient, Part::Total, Part::Years, Part::Items, Part::Periods, Part::Binding, Part::Rate];
    for part in all.into_iter().filter(|part| !may.contains(part)) {
        let Some((field, message)) = changed(part, old, new) else { continue };
        blocks(field, message);
        // what is wrong in total is wrong in years and items as well
        if part == Part::Total {
            return;
        }
    }
    if let Some((field, message)) = missing(old, new) {
        blocks(field, message);
    }
}

/// What a version changes of a part that stays as it is.
fn changed(part: Part, old: &Content, new: &Content) -> Option<(&'static str, String)> {
    let what = new.kind.label();
    match part {
        Part::Recipient => (new.recipient.trim() != old.recipient.trim()).then(|| {
            let message = format!(
                "Der Zuwendungsempfänger ist „{}“. Ein anderer braucht die Art „Empfängerwechsel“.",
                old.recipient
            );
            ("recipient", message)
        }),
        Part::Total if new.amount != old.amount => {
            let message = format!("„{what}“ lässt die Summe, wie sie ist: {}, nicht {}.", old.amount, new.amount);
            Some(("amount", message))
        }
        Part::Total => (new.total() != old.total()).then(|| {
            let (old, new) = (old.total(), new.total());
            ("plan", format!("„{what}“ lässt die Gesamtausgaben im Plan, wie sie sind: {old}, nicht {new}."))
        }),
        Part::Years => {
            let granted = first_other(&old.by_year(), &new.by_year());
            let planned = || first_other(&spent_by_year(old), &spent_by_year(new));
            match granted {
                Some((year, old, new)) => {
                    let message =
                        format!("„{what}“ verschiebt nichts zwischen Jahren: {year} bleiben {old} bewilligt, nicht {new}.");
                    Some(("years", message))
                }
                None => planned().map(|(year, old, new)| {
                    let message =
                        format!("„{what}“ verschiebt nichts zwischen Jahren: {year} bleiben {old} Ausgaben geplant, nicht {new}.");
                    ("plan", message)
                }),
            }
        }
        Part::Items => first_other(&by_item(old), &by_item(new)).map(|((item, eligible), old, new)| {
            let name = match (item.side(), eligible) {
                (Side::Expenditure, false) => format!("{} (nicht zuwendungsfähig)", item.label()),
                _ => item.label().to_owned(),
            };
            let message =
                format!("„{what}“ widmet nichts um: Für „{name}“ bleiben über alle Jahre {old}, nicht {new}.");
            ("plan", message)
        }),
        Part::Periods => {
            let periods = [
                ("drawable_to", "Der Bewilligungszeitraum", old.drawable, new.drawable),
                ("work_to", "Der Durchführungszeitraum", old.work, new.work),
            ];
            let other = periods.into_iter().find(|(_, _, old, new)| old != new);
            other.map(|(field, name, (from, to), _)| {
                let message = format!(
                    "„{what}“ ändert keinen Zeitraum: {name} bleibt vom {} bis {}. Für mehr Zeit bitte „{}“ wählen.",
                    shown(from),
                    shown(to),
                    DecisionKind::Extension.label()
                );
                (field, message)
            })
        }
        Part::Binding => (new.bound_until != old.bound_until).then(|| {
            let until = old.bound_until.map_or_else(|| "ohne Ende".to_owned(), |day| format!("bis {}", shown(day)));
            ("bound_until", format!("„{what}“ ändert die Zweckbindung nicht: Sie bleibt {until}."))
        }),
        Part::Rate => (new.rate != old.rate).then(|| {
            let rate = old.rate.map_or_else(|| "ohne".to_owned(), |rate| format!("bei {rate}"));
            ("rate", format!("„{what}“ ändert den Fördersatz nicht: Er bleibt {rate}."))
        }),
    }
}

/// What a kind of amendment is there for, where a version does not do it.
fn missing(old: &Content, new: &Content) -> Option<(&'static str, String)> {
    let (what, before, after) = (new.kind.label(), old.amount, new.amount);
    match new.kind {
        DecisionKind::Initial => None,
        DecisionKind::Extension => {
            let periods = [
                ("drawable_to", "Der Bewilligungszeitraum", old.drawable, new.drawable),
                ("work_to", "Der Durchführungszeitraum", old.work, new.work),
            ];
            let shorter = periods.iter().find(|(_, _, old, new)| new.0 != old.0 || new.1 < old.1);
            if let Some((field, name, (from, to), _)) = shorter {
                let message = format!(
                    "„{what}“ verlängert: {name} beginnt weiter am {} und endet nicht vor dem {}.",
                    shown(*from),
                    shown(*to)
                );
                return Some((field, message));
            }
            (new.work.1 == old.work.1 && new.drawable.1 == old.drawable.1).then(|| {
                let message =
                    format!("„{what}“: Weder Durchführungs- noch Bewilligungszeitraum enden später als bisher.");
                ("work_to", message)
            })
        }
        DecisionKind::YearShift => (new.by_year() == old.by_year())
            .then(|| ("years", format!("„{what}“: Kein Jahresbetrag ist anders als bisher."))),
        DecisionKind::ItemShift => (by_item(new) == by_item(old))
            .then(|| ("plan", format!("„{what}“: Kein Ansatz des Plans ist über alle Jahre anders als bisher."))),
        DecisionKind::Increase => (after <= before).then(|| {
            let message = format!("„{what}“ erhöht den Betrag: Bisher sind {before} bewilligt, neu wären es {after}.");
            ("amount", message)
        }),
        DecisionKind::Reduction | DecisionKind::PartialRevocation => match () {
            () if after >= before => {
                let message =
                    format!("„{what}“ senkt den Betrag: Bisher sind {before} bewilligt, neu wären es {after}.");
                Some(("amount", message))
            }
            () if after == Cents::ZERO => {
                let message = format!("„{what}“ lässt etwas übrig. Für 0 € bitte die Art „Widerruf“ wählen.");
                Some(("amount", message))
            }
            () => None,
        },
        DecisionKind::RecipientChange => (new.recipient.trim() == old.recipient.trim())
            .then(|| ("recipient", format!("„{what}“: Der Zuwendungsempfänger ist noch „{}“.", old.recipient))),
        DecisionKind::Revocation => (after != Cents::ZERO).then(|| {
            let message = format!(
                "„{what}“ setzt den Betrag auf 0 €, nicht auf {after}. Für weniger bitte „Teilwiderruf“ wählen."
            );
            ("amount", message)
        }),
    }
}

fn shown(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// Expenditure of the plan by year.
fn spent_by_year(content: &Content) -> BTreeMap<i32, Cents> {
    let years: BTreeSet<i32> = content.plan.iter().map(|line| line.year).collect();
    years.into_iter().map(|year| (year, content.side_in(Side::Expenditure, year))).collect()
}

/// The plan by item and whether it is eligible, over all years.
fn by_item(content: &Content) -> BTreeMap<(Item, bool), Cents> {
    let mut items: BTreeMap<(Item, bool), Cents> = BTreeMap::new();
    for line in content.plan.iter().filter(|line| line.cents != Cents::ZERO) {
        let item = items.entry((line.item, line.eligible)).or_default();
        *item = crate::grant::content::sum([*item, line.cents]);
    }
    items
}

/// The first key whose amounts differ, with both.
fn first_other<K: Ord + Copy>(old: &BTreeMap<K, Cents>, new: &BTreeMap<K, Cents>) -> Option<(K, Cents, Cents)> {
    let keys: BTreeSet<K> = old.keys().chain(new.keys()).copied().collect();
    let of = |amounts: &BTreeMap<K, Cents>, key: K| amounts.get(&key).copied().unwrap_or_default();
    keys.into_iter().map(|key| (key, of(old, key), of(new, key))).find(|(_, old, new)| old != new)
}
