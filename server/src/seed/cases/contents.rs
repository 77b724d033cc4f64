//! What the decisions of a sample case say.
use super::{
    super::{grants::day, projects},
    Sample,
    amounts::Years,
};
use chrono::{Datelike, Days, NaiveDate};
use entity::{
    grant::{
        Backing, DecisionKind, FinancingType, Regime,
        content::{Content, Tranche},
        rules::budget::backing_of,
    },
    money::{Cents, Rate},
};

/// Of 100 euros of expenditure so many for staff, before and after money was moved to contracts.
const STAFF: [i64; 2] = [60, 50];

/// The day of the extension: a year before the programme ends there is money left.
fn extended_on() -> NaiveDate {
    day(2021, 11, 22)
}

impl Sample<'_> {
    pub(super) fn first(&self) -> Content {
        let years = match self.profile.resized {
            Some((percent, _)) => self.amounts.sized(percent),
            None => self.amounts.granted.clone(),
        };
        let last = years.keys().next_back().copied().unwrap_or_default();
        // money that is not drawn in its years is drawn until the extension
        let until = if last < 2023 { day(last.max(2021), 12, 31) } else { projects::end_of_programme() };
        let regulations = match self.regime() {
            Regime::Vv => "VV zu § 44 LHO, ANBest-P",
            Regime::Vvg => "VVG zu § 44 LHO, ANBest-G",
        };
        Content {
            kind: DecisionKind::Initial,
            dated_on: self.dated_on,
            notified_on: Some(self.dated_on + Days::new(2)),
            waived_on: Some(self.dated_on + Days::new(3)),
            recipient: self.recipient().name.clone(),
            financing: self.profile.financing,
            rate: self.money.rate.map(Rate).filter(|_| self.profile.financing == FinancingType::Share),
            amount: Cents(years.values().sum()),
            rules: format!("{regulations} (Beispieldaten)"),
            drawable: (self.dated_on, until),
            work: (self.dated_on, until),
            bound_until: Some(day(2028, 12, 31)),
            conditions: Some(
                "Die Ergebnisse sind als standardisierte, lizenzfreie Komponenten zur Übertragbarkeit bereitzustellen."
                    .into(),
            ),
            reason: Some("Beispieldaten: Eigenanteil und Anteile Dritter schriftlich zugesagt.".into()),
            tranches: tranches(&years, &[], self.dated_on.year()),
            plan: self.amounts.plan(&years, STAFF[0]),
        }
    }

    /// What was amended, the oldest first.
    pub(super) fn amendments(&self) -> Vec<Content> {
        let mut last = self.first();
        let mut found = Vec::new();
        if let Some((percent, dated_on)) = self.profile.resized {
            let kind = if percent < 100 { DecisionKind::Increase } else { DecisionKind::Reduction };
            let reason = match kind {
                DecisionKind::Increase => "Das Vorhaben wird größer als zuerst beantragt. (Beispieldaten)",
                _ => "Eine Ausschreibung war günstiger als geplant. (Beispieldaten)",
            };
            let years = self.amounts.granted.clone();
            last = Content {
                amount: Cents(self.amounts.grant()),
                tranches: tranches(&years, &last.tranches, dated_on.year()),
                plan: self.amounts.plan(&years, STAFF[0]),
                ..amended(&last, kind, dated_on, reason)
            };
            found.push(last.clone());
        }
        let years = self.amounts.needed();
        let until = if self.profile.long { day(2027, 6, 30) } else { day(2023, 12, 31) };
        let reason = "Lieferungen verzögern sich; mehr Geld wird nicht gebraucht. (Beispieldaten)";
        last = Content {
            drawable: (last.drawable.0, until),
            work: (last.work.0, until),
            tranches: tranches(&years, &last.tranches, extended_on().year()),
            plan: self.amounts.plan(&years, STAFF[0]),
            ..amended(&last, DecisionKind::Extension, extended_on(), reason)
        };
        found.push(last.clone());
        if let Some(name) = self.profile.successor {
            let reason = "Der Zuwendungsempfänger hat seine Rechtsform geändert. (Beispieldaten)";
            last = Content {
                recipient: name.into(),
                ..amended(&last, DecisionKind::RecipientChange, day(2022, 3, 1), reason)
            };
            found.push(last.clone());
        }
        if self.profile.items_shifted {
            let reason = "Eine Stelle blieb unbesetzt; die Arbeit wird vergeben. (Beispieldaten)";
            last = Content {
                plan: self.amounts.plan(&years, STAFF[1]),
                ..amended(&last, DecisionKind::ItemShift, day(2022, 5, 10), reason)
            };
            found.push(last);
        }
        found
    }

    /// Of 100 euros of expenditure so many for staff, as planned on a day.
    pub(super) fn staff(&self, on: NaiveDate) -> i64 {
        STAFF[usize::from(self.profile.items_shifted && on >= day(2022, 5, 10))]
    }
}

fn amended(last: &Content, kind: DecisionKind, dated_on: NaiveDate, reason: &str) -> Content {
    Content {
        kind,
        dated_on,
        notified_on: Some(dated_on + Days::new(2)),
        waived_on: None,
        reason: Some(reason.into()),
        ..last.clone()
    }
}

/// Years by what backs them: what was bound stays bound, what is more is of the budget of the decision's year.
fn tranches(years: &Years, former: &[Tranche], decided: i32) -> Vec<Tranche> {
    let mut found = Vec::new();
    for (year, cents) in years {
        let own = backing_of(*year, decided);
        let bound = former.iter().filter(|one| one.year == *year && one.backing != own);
        let kept = bound.map(|one| one.cents.0).sum::<i64>().min(*cents);
        let parts = [(Backing::Commitment, kept), (own, cents - kept)];
        let parts = parts.into_iter().filter(|(_, cents)| *cents > 0);
        found.extend(parts.map(|(backing, cents)| Tranche { year: *year, backing, cents: Cents(cents) }));
    }
    found
}
