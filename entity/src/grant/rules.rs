//! What is checked of a version before it is proposed, and again when it is approved. Pure: facts in, findings out.
use super::{
    Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime, Side,
    content::{Content, sum},
    financing::{self, Computed, Costs, Financing},
};
use crate::{
    check::finding::{Finding, Severity},
    ledger::Source,
    money::{Cents, Rate},
    parameter::{Key, Set},
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

mod amendment;
pub mod budget;

pub use budget::YearMeans;

/// Values of the rules with their legal sources; [`Limits::on`] takes what holds on a day from the parameters of
/// the programme were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Maximum rate for municipalities (Richtlinie digitale Modellregionen).
    pub rate_municipality: Rate,
    /// Maximum rate for charities (Richtlinie).
    pub rate_charity: Rate,
    /// Maximum rate for research (Richtlinie).
    pub rate_research: Rate,
    /// Maximum rate for companies (Richtlinie).
    pub rate_company: Rate,
    /// Maximum rate for everybody else (Richtlinie).
    pub rate_other: Rate,
    /// Grants up to this are too small outside municipalities (VV Nr. 1.1 to § 44 LHO).
    pub small: Cents,
    /// Grants up to this are too small for municipalities (VVG Nr. 1.1; [OWN]).
    pub small_municipal: Cents,
    /// Above this the Landesrechnungshof gets the decision (VV Nr. 4.4, VVG Nr. 4.2).
    pub audit_office: Cents,
    /// By so much an item of the plan may be exceeded (ANBest-P Nr. 1.2).
    pub item_overrun: Rate,
}

impl Limits {
    /// The values that hold on a day.
    #[must_use]
    pub fn on(set: &Set, day: NaiveDate) -> Self {
        let rate = |key| Rate(i32::try_from(set.on(key, day)).unwrap_or(i32::MAX));
        let cents = |key| Cents(set.on(key, day));
        Self {
            rate_municipality: rate(Key::MaxRateMunicipality),
            rate_charity: rate(Key::MaxRateCharity),
            rate_research: rate(Key::MaxRateResearch),
            rate_company: rate(Key::MaxRateCompany),
            rate_other: rate(Key::MaxRateOther),
            small: cents(Key::BagatelleVv),
            small_municipal: cents(Key::BagatelleVvg),
            audit_office: cents(Key::LrhThreshold),
            item_overrun: rate(Key::ItemOverrun),
        }
    }
}

/// What the rules look at.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The version.
    pub content: Content,
    /// What the recipient is.
    pub recipient_kind: RecipientKind,
    /// The regulations.
    pub regime: Regime,
    /// Whose money.
    pub source: Source,
    /// The approved version that it amends; none for the first.
    pub former: Option<Content>,
    /// Programmmittel, none where nothing is recorded.
    pub ceiling: Option<Cents>,
    /// Programme money granted now, in all projects.
    pub granted_before: Cents,
    /// The same once this version holds.
    pub granted_after: Cents,
    /// Budget years whose Ansatz, Reste or commitments are recorded, by what backs the money; of others nothing is known.
    pub years: BTreeMap<(i32, Backing), YearMeans>,
    /// Co-funding that is contracted, received or proven, by item of the plan: the largest of the three.
    pub secured: BTreeMap<Item, Cents>,
    /// Today.
    pub today: NaiveDate,
    /// Values of the rules.
    pub limits: Limits,
}

/// Everything the rules find, the worst first.
#[must_use]
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    budget::ceiling(facts, &mut findings);
    budget::years(facts, &mut findings);
    budget::backing(facts, &mut findings);
    plan(facts, &mut findings);
    grant(facts, &mut findings);
    rate(facts, &mut findings);
    small(facts, &mut findings);
    secured(facts, &mut findings);
    duties(facts, &mut findings);
    dates(facts, &mut findings);
    amendment::check(facts, &mut findings);
    let warned = findings.iter().any(|finding| finding.severity == Severity::Warns);
    if warned && facts.content.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        let message = "Zu den Warnungen fehlt eine Begründung. Bitte im Feld „Begründung“ einen Satz dazu schreiben.";
        findings.push(Finding::blocks("reason", "reason", message));
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// R3: both sides of the plan are equal, in each year and in total; the grant is the same in decision, years and plan.
fn plan(facts: &Facts, findings: &mut Vec<Finding>) {
    let content = &facts.content;
    let revoked = content.kind == DecisionKind::Revocation && content.amount == Cents::ZERO;
    if content.plan.is_empty() && !revoked {
        let message = "R3: Der Finanzierungsplan fehlt. Bitte Ausgaben und Finanzierung je Haushaltsjahr eintragen.";
        findings.push(Finding::blocks("R3", "plan", message));
    }
    let plan_years: BTreeSet<i32> = content.plan.iter().map(|line| line.year).collect();
    for year in plan_years {
        let (out, into) = (content.side_in(Side::Expenditure, year), content.side_in(Side::Financing, year));
        if out != into {
            let message = format!(
                "R3: Im Haushaltsjahr {year} stehen {out} Ausgaben {into} Finanzierung gegenüber, Unterschied {}. Beide \
                 Seiten müssen gleich sein.",
                Cents(out.0.saturating_sub(into.0).saturating_abs())
            );
            findings.push(Finding::blocks("R3", "plan", message));
        }
    }
    let tranches = sum(content.tranches.iter().map(|tranche| tranche.cents));
    if tranches != content.amount {
        let message = format!(
            "R3: Die Jahresbeträge ergeben {tranches}, bewilligt werden {}. Beides muss gleich sein.",
            content.amount
        );
        findings.push(Finding::blocks("R3", "years", message));
    }
    let planned = content.planned(Item::Grant);
    if planned != content.amount {
        let message = format!(
            "R3: Im Finanzierungsplan steht eine Zuwendung von {planned}, bewilligt werden {}. Beides muss gleich sein.",
            content.amount
        );
        findings.push(Finding::blocks("R3", "plan", message));
    }
    if tranches != content.amount || planned != content.amount {
        return;
    }
    let tranches = content.by_year();
    let years: BTreeSet<i32> = content.plan.iter().map(|line| line.year).chain(tranches.keys().copied()).collect();
    for year in years {
        let bound = tranches.get(&year).copied().unwrap_or_default();
        let lines = content.plan.iter().filter(|line| line.year == year && line.item == Item::Grant);
        let planned = sum(lines.map(|line| line.cents));
        if planned != bound {
            let message = format!(
                "R3: Für {year} werden {bound} bewilligt, im Finanzierungsplan steht eine Zuwendung von {planned}. Beides muss \
                 gleich sein."
            );
            findings.push(Finding::blocks("R3", "years", message));
        }
    }
}

/// The grant that plan and type of financing lead to, with its calculation; none where that cannot be computed.
#[must_use]
pub fn computed(content: &Content) -> Option<Computed> {
    financing::planned(terms(content)?, costs(content)).ok()
}

/// The type of financing with what the decision fixes; none for a share without rate.
#[must_use]
pub fn terms(content: &Content) -> Option<Financing> {
    let cap = content.amount;
    Some(match content.financing {
        FinancingType::Share => Financing::Share { rate: content.rate?, cap },
        FinancingType::Gap => Financing::Gap { cap },
        FinancingType::Fixed => Financing::Fixed { amount: cap },
        FinancingType::Full => Financing::Full { cap },
    })
}

/// What a plan says about eligible costs and other money. Expenditure that is not eligible is paid from own money first.
#[must_use]
pub fn costs(content: &Content) -> Costs {
    let eligible = content.eligible();
    let beyond = Cents(content.total().0.saturating_sub(eligible.0));
    let own = content.planned(Item::OwnShare);
    let other = sum(content
        .side(Side::Financing)
        .filter(|line| !matches!(line.item, Item::Grant | Item::OwnShare))
        .map(|line| line.cents));
    let rest = Cents(beyond.0.saturating_sub(own.0)).max(Cents::ZERO);
    Costs {
        eligible,
        own: Cents(own.0.saturating_sub(beyond.0)).max(Cents::ZERO),
        other: Cents(other.0.saturating_sub(rest.0)).max(Cents::ZERO),
    }
}

/// R4: not more than type of financing and rate allow, to the cent; shares are rounded half up (kaufmännisch).
fn grant(facts: &Facts, findings: &mut Vec<Finding>) {
    let content = &facts.content;
    match (content.financing, content.rate) {
        (FinancingType::Share, None) => {
            let message = "R4: Bei Anteilfinanzierung bitte den Fördersatz angeben.";
            findings.push(Finding::blocks("R4", "rate", message));
            return;
        }
        (FinancingType::Share, Some(_)) | (_, None) => {}
        (financing, Some(_)) => {
            let message = format!(
                "R4: Einen Fördersatz gibt es nur bei Anteilfinanzierung, nicht bei {}. Bitte das Feld leeren.",
                financing.label()
            );
            findings.push(Finding::blocks("R4", "rate", message));
        }
    }
    let Some(computed) = computed(content) else { return };
    if content.amount > computed.grant {
        let eligible = content.eligible();
        let how = match content.rate {
            Some(rate) => format!("{rate} von {eligible} zuwendungsfähigen Ausgaben"),
            None => format!("{} bei {eligible} zuwendungsfähigen Ausgaben", content.financing.label()),
        };
        findings.push(Finding::blocks(
            "R4",
            "amount",
            format!(
                "R4: Höchstens {} sind möglich ({how}, kaufmännisch gerundet), bewilligt würden {}.",
                computed.grant, content.amount
            ),
        ));
    }
}

/// R5: the rate stays within what the Richtlinie has for the recipient.
fn rate(facts: &Facts, findings: &mut Vec<Finding>) {
    let most = match facts.recipient_kind {
        RecipientKind::Municipality => facts.limits.rate_municipality,
        RecipientKind::Charity => facts.limits.rate_charity,
        RecipientKind::Research => facts.limits.rate_research,
        RecipientKind::Company => facts.limits.rate_company,
        RecipientKind::Other => facts.limits.rate_other,
    };
    let rate = match facts.content.financing {
        FinancingType::Share => facts.content.rate,
        _ => facts.content.amount.of(facts.content.eligible()),
    };
    if let Some(rate) = rate.filter(|rate| *rate > most) {
        let message = format!(
            "R5: {rate} liegen über dem Höchstsatz von {most} für „{}“ (Richtlinie digitale Modellregionen). Das geht nur \
             mit Begründung.",
            facts.recipient_kind.label()
        );
        findings.push(Finding::warns("R5", "rate", message));
    }
}

/// R6: the grant is worth the work it makes.
fn small(facts: &Facts, findings: &mut Vec<Finding>) {
    let (small, source) = match facts.regime {
        Regime::Vv => (facts.limits.small, "VV Nr. 1.1 zu § 44 LHO"),
        Regime::Vvg => (facts.limits.small_municipal, "VVG Nr. 1.1 zu § 44 LHO"),
    };
    // what was granted once may be reduced below
    if facts.content.kind == DecisionKind::Initial && facts.content.amount <= small {
        let message = format!(
            "R6: {} liegen nicht über der Bagatellgrenze von {small} ({source}). Das geht nur mit Begründung.",
            facts.content.amount
        );
        findings.push(Finding::warns("R6", "amount", message));
    }
}

/// R7: every other source of the plan is secured.
fn secured(facts: &Facts, findings: &mut Vec<Finding>) {
    for item in Item::ALL.iter().copied().filter(|item| item.cofunding().is_some()) {
        let planned = facts.content.planned(item);
        let secured = facts.secured.get(&item).copied().unwrap_or_default();
        if planned > secured {
            let message = format!(
                "R7: {}: {planned} geplant, {secured} belegt (VV Nr. 1.2: Die Gesamtfinanzierung muss gesichert sein).",
                item.label()
            );
            findings.push(Finding::informs("R7", "plan", message));
        }
    }
}

/// R10 and R12: who has to be told, and what the conditions must say.
fn duties(facts: &Facts, findings: &mut Vec<Finding>) {
    if facts.former.is_some() {
        let message = "R10: Jede Änderung wird dem Landesrechnungshof mitgeteilt, unabhängig vom Betrag (VV Nr. 4.4).";
        findings.push(Finding::informs("R10", "", message));
    } else if facts.content.amount > facts.limits.audit_office {
        let message = format!(
            "R10: {} liegen über {}: Bescheid und Antrag gehen an den Landesrechnungshof (VV Nr. 4.4).",
            facts.content.amount, facts.limits.audit_office
        );
        findings.push(Finding::informs("R10", "", message));
    }
    let conditions = facts.content.conditions.as_deref().unwrap_or("").to_lowercase();
    let spoken_of = ["transfer", "übertrag", "nachnutz", "lizenz"].iter().any(|word| conditions.contains(word));
    if !spoken_of && facts.content.kind != DecisionKind::Revocation {
        let message = "R12: Die Nebenbestimmungen sagen nichts zur Übertragbarkeit der Ergebnisse (Richtlinie: standardisierte, \
                       lizenzfreie Komponenten).";
        findings.push(Finding::informs("R12", "conditions", message));
    }
}

/// R21: dates nest.
fn dates(facts: &Facts, findings: &mut Vec<Finding>) {
    let content = &facts.content;
    let shown = |day: NaiveDate| day.format("%d.%m.%Y").to_string();
    let mut blocks = |field, message: String| findings.push(Finding::blocks("R21", field, message));
    if content.dated_on > facts.today {
        blocks(
            "dated_on",
            format!("R21: Der {} liegt in der Zukunft. Bitte das Datum des Bescheids prüfen.", shown(content.dated_on)),
        );
    }
    for (field, name, day) in [
        ("notified_on", "Die Bekanntgabe", content.notified_on),
        ("waived_on", "Der Rechtsbehelfsverzicht", content.waived_on),
    ] {
        if let Some(day) = day.filter(|day| *day < content.dated_on || *day > facts.today) {
            let message = format!(
                "R21: {name} am {} liegt nicht zwischen dem Datum des Bescheids ({}) und heute.",
                shown(day),
                shown(content.dated_on)
            );
            blocks(field, message);
        }
    }
    for (field, name, (from, to)) in [
        ("drawable_to", "Der Bewilligungszeitraum", content.drawable),
        ("work_to", "Der Durchführungszeitraum", content.work),
    ] {
        if to < from {
            blocks(field, format!("R21: {name} endet am {}, vor seinem Beginn am {}.", shown(to), shown(from)));
        }
    }
    for year in content.by_year().into_keys() {
        if !(content.drawable.0.year()..=content.drawable.1.year()).contains(&year) {
            let message = format!(
                "R21: Für {year} ist Geld vorgesehen, der Bewilligungszeitraum geht vom {} bis {}.",
                shown(content.drawable.0),
                shown(content.drawable.1)
            );
            blocks("years", message);
        }
    }
    if content.work.0 < content.drawable.0 || content.work.1 > content.drawable.1 {
        let message = format!(
            "R21: Der Durchführungszeitraum ({} bis {}) liegt nicht im Bewilligungszeitraum ({} bis {}).",
            shown(content.work.0),
            shown(content.work.1),
            shown(content.drawable.0),
            shown(content.drawable.1)
        );
        findings.push(Finding::warns("R21", "work_to", message));
    }
    if content.bound_until.is_some_and(|until| until < content.work.1) {
        let message = "R21: Die Zweckbindung endet vor dem Durchführungszeitraum.";
        findings.push(Finding::warns("R21", "bound_until", message));
    }
}

/// An item of a plan that more was spent on than the plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overrun {
    /// The item.
    pub item: Item,
    /// By the plan, over all years.
    pub planned: Cents,
    /// Spent.
    pub spent: Cents,
    /// What the plan and the overrun allow together.
    pub allowed: Cents,
}

/// R14: single items may be exceeded by a share if that is made up elsewhere (ANBest-P Nr. 1.2): the items that are not.
#[must_use]
pub fn overruns(plan: &Content, spent: &BTreeMap<Item, Cents>, limits: &Limits) -> Vec<Overrun> {
    spent
        .iter()
        .filter(|(item, _)| item.side() == Side::Expenditure)
        .filter_map(|(item, spent)| {
            let planned = plan.planned(*item);
            let allowed = sum([planned, planned.share(limits.item_overrun).unwrap_or_default()]);
            (*spent > allowed).then_some(Overrun { item: *item, planned, spent: *spent, allowed })
        })
        .collect()
}

#[cfg(test)]
mod tests;
