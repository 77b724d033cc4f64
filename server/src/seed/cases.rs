//! Sample cases: for a third of the projects the money of the sample file comes through a grant case instead of lists: a
//! decision, an extension that moves what is not yet drawn, calls that are paid year by year, and the proof at the end. The
//! sums are those of the file; only how they come about is shown, and that is invented.
use super::{
    Report,
    grants::{day, person},
    money::{self, FIRST_PAID, Money},
    projects,
    table::Row,
    workbook::Payments,
};
use chrono::{Datelike, Days, NaiveDate};
use entity::{
    actor::Actor,
    approval::Verdict,
    authority,
    clock::Now,
    db::Db,
    grant::{
        Backing, DecisionKind, FinancingType, Item, RecipientKind, Regime, case,
        change::{Decide, Open, Propose, decide, open_case, propose},
        content::{Content, PlanLine, Tranche},
        rules::budget::backing_of,
    },
    ledger::Source,
    money::{Cents, Rate},
    refusal::Refusal,
    region,
    settlement::{
        desk,
        draw::{
            self, Call,
            change::{Enter, Reply, enter, reply},
        },
        proof::{
            ProofKind, Statement,
            change::{Submit, submit},
        },
    },
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

/// The projects with such a case: of each region some, whose sums are exactly rate times expenditure. The settled case of
/// [`super::settlement`] is another.
const PROJECTS: [&str; 20] = [
    "DMR-01", "DMR-02", "DMR-09", "DMR-12", "DMR-18", "DMR-20", "DMR-22", "DMR-24", "DMR-29", "DMR-30", "DMR-33",
    "DMR-34", "DMR-41", "DMR-46", "DMR-47", "DMR-52", "DMR-54", "DMR-56", "DMR-58", "DMR-60",
];
/// Those of them whose recipient is a university.
const RESEARCH: [&str; 3] = ["DMR-29", "DMR-30", "DMR-52"];

/// Whether a project's money comes through such a case.
pub(super) fn has_one(number: &str) -> bool {
    PROJECTS.contains(&number)
}

/// Opens the cases and takes them to their proofs, unless they are there.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let there = case::Entity::find().filter(case::Column::Reference.eq(reference(PROJECTS[0]))).one(db.read()).await?;
    if there.is_some() {
        return Ok(());
    }
    let (rows, money) = (projects::rows()?, money::all()?);
    let regions = region::find::all(db.read()).await?;
    let authorities = authority::all(db.read()).await?;
    for money in money.iter().filter(|money| has_one(&money.number)) {
        let row = rows.iter().find(|row| row.text("nr") == money.number).ok_or(Refusal::NotFound)?;
        let slug = row.text("region");
        let id = regions.iter().find(|region| region.slug == slug).map(|region| region.id);
        let id = region::find::authority_of(db.read(), id).await?;
        let authority = authorities.iter().find(|authority| Some(authority.id) == id).ok_or(Refusal::NotFound)?;
        let one = person(db, &format!("authority-{}", authority.slug)).await?;
        let (Some(one), Some(two)) = (one, person(db, &format!("authority-{slug}")).await?) else { return Ok(()) };
        let sample = Sample { money, row, dated_on: dated_on(money, row)? };
        sample.add(db, now, [&one, &two], &authority.slug).await?;
    }
    report.did(format!(
        "Beispieldaten: {} Zuwendungsfälle mit Bescheiden, Abrufen und Verwendungsnachweisen angelegt.",
        PROJECTS.len()
    ));
    Ok(())
}

fn reference(number: &str) -> String {
    format!("34.02.01-{number}/B")
}

/// The day of the Bescheid: as published, else shortly before the project begins, else in the first year with money.
fn dated_on(money: &Money, row: &Row) -> Result<NaiveDate, Refusal> {
    let first =
        (FIRST_PAID..).zip(&money.years).find(|(_, cents)| cents.is_some()).map_or(FIRST_PAID, |(year, _)| year);
    if let Some(published) = row.some_day("bescheid")? {
        return Ok(published);
    }
    Ok(match row.some_day("beginn")?.filter(|begin| begin.year() == first) {
        Some(begin) => begin - Days::new(14),
        // the programme began in the summer of 2018
        None if first == FIRST_PAID => day(first, 11, 26),
        None => day(first, 3, 12),
    })
}

/// The day of the extension: a year before the programme ends there is money left.
fn extended_on() -> NaiveDate {
    day(2021, 11, 22)
}

struct Sample<'a> {
    money: &'a Money,
    row: &'a Row,
    dated_on: NaiveDate,
}

impl Sample<'_> {
    async fn add(&self, db: &Db, now: Now, [one, two]: [&Actor; 2], authority: &str) -> Result<(), Refusal> {
        let research = RESEARCH.contains(&self.money.number.as_str());
        let open = Open {
            number: self.money.number.clone(),
            version: 0,
            reference: reference(&self.money.number),
            recipient: self.row.text("traeger").into(),
            recipient_kind: if research { RecipientKind::Research } else { RecipientKind::Municipality },
            authority: authority.into(),
            region: Some(self.row.text("region").into()),
            regime: if research { Regime::Vv } else { Regime::Vvg },
            source: Source::Programme,
            sample: true,
        };
        let case_id = open_case(db, one, now, open).await?;
        // one row more for the case, the version and its approval each
        for (version, content) in [(1, self.first(research)), (3, self.extension(research))] {
            let decision_id = propose(db, one, now, Propose { case_id, version, content }).await?;
            let command = Decide { decision_id, version: None, verdict: Verdict::Approved, reason: None };
            decide(db, two, now, command).await?;
        }
        let mut version = desk::of_project(db, one, Viewpoint::now(&now), &self.money.number).await?.version;
        for (call, paid_on, paid) in self.calls() {
            let short = paid < call.amount;
            let draw_id = enter(db, one, now, Enter { case_id, version, call }).await?;
            let reason = short.then(|| "Der Rest wird nicht mehr gebraucht. (Beispieldaten)".to_owned());
            let verdict = draw::Verdict::Paid;
            let answer = Reply { draw_id, version: None, verdict, dated_on: paid_on, amount: Some(paid), reason };
            reply(db, two, now, answer).await?;
            // the call, its answer, and an entry for each
            version += 4;
        }
        if let Some(statement) = self.statement() {
            submit(db, one, now, Submit { case_id, version, statement }).await?;
        }
        Ok(())
    }

    /// The years of the file.
    fn granted(&self) -> BTreeMap<i32, i64> {
        let years = (FIRST_PAID..).zip(&self.money.years);
        years.filter_map(|(year, cents)| Some((year, cents.as_ref()?.0))).filter(|(_, cents)| *cents > 0).collect()
    }

    /// What is paid in each year; what is left stands in the last one.
    fn needed(&self) -> BTreeMap<i32, i64> {
        let paid = self.money.paid_in(Payments::December);
        let mut years: BTreeMap<i32, i64> = paid.into_iter().map(|(year, cents)| (year, cents.0)).collect();
        let left = self.grant() - years.values().sum::<i64>();
        *years.entry(Payments::December.year()).or_default() += left;
        years.retain(|_, cents| *cents > 0);
        years
    }

    fn grant(&self) -> i64 {
        self.money.grant.map_or(0, |cents| cents.0)
    }

    fn first(&self, research: bool) -> Content {
        let years = self.granted();
        let last = years.keys().next_back().copied().unwrap_or(FIRST_PAID);
        let until = if last < 2023 { day(last, 12, 31) } else { projects::end_of_programme() };
        let decided = self.dated_on.year();
        let tranche = |(year, cents): (&i32, &i64)| Tranche {
            year: *year,
            backing: backing_of(*year, decided),
            cents: Cents(*cents),
        };
        Content {
            kind: DecisionKind::Initial,
            dated_on: self.dated_on,
            notified_on: Some(self.dated_on + Days::new(2)),
            waived_on: Some(self.dated_on + Days::new(3)),
            recipient: self.row.text("traeger").into(),
            financing: FinancingType::Share,
            rate: self.money.rate.map(Rate),
            amount: Cents(self.grant()),
            rules: format!(
                "{} (Beispieldaten)",
                if research { "VV zu § 44 LHO, ANBest-P" } else { "VVG zu § 44 LHO, ANBest-G" }
            ),
            drawable: (self.dated_on, until),
            work: (self.dated_on, until),
            bound_until: Some(day(2028, 12, 31)),
            conditions: Some(
                "Die Ergebnisse sind als standardisierte, lizenzfreie Komponenten zur Übertragbarkeit bereitzustellen."
                    .into(),
            ),
            reason: Some("Beispieldaten: Eigenanteil und Anteile Dritter schriftlich zugesagt.".into()),
            tranches: years.iter().map(tranche).collect(),
            plan: self.plan(&years, self.grant()),
        }
    }

    /// More time and the years as they are needed; what was bound stays bound, what is more binds the budget of 2021.
    fn extension(&self, research: bool) -> Content {
        let (first, years) = (self.first(research), self.needed());
        let mut tranches = Vec::new();
        for (year, cents) in &years {
            let own = backing_of(*year, extended_on().year());
            let bound = first.tranches.iter().find(|one| one.year == *year && one.backing != own);
            let kept = bound.map_or(0, |one| one.cents.0.min(*cents));
            let parts = [(Backing::Commitment, kept), (own, cents - kept)];
            let parts = parts.into_iter().filter(|(_, cents)| *cents > 0);
            tranches.extend(parts.map(|(backing, cents)| Tranche { year: *year, backing, cents: Cents(cents) }));
        }
        let until = day(2023, 12, 31);
        Content {
            kind: DecisionKind::Extension,
            dated_on: extended_on(),
            notified_on: Some(extended_on() + Days::new(2)),
            waived_on: None,
            drawable: (first.drawable.0, until),
            work: (first.work.0, until),
            reason: Some("Lieferungen verzögern sich; mehr Geld wird nicht gebraucht. (Beispieldaten)".into()),
            tranches,
            plan: self.plan(&years, self.grant()),
            ..first
        }
    }

    /// Expenditure and financing by year in the share of the grant, so that each item comes to the same over all years
    /// however they are cut.
    fn plan(&self, years: &BTreeMap<i32, i64>, grant: i64) -> Vec<PlanLine> {
        let whole = i128::from(self.grant().max(1));
        let part = |of: Option<Cents>, until: i64| -> i64 {
            i64::try_from(i128::from(of.unwrap_or_default().0) * i128::from(until) / whole).unwrap_or(0)
        };
        let mut plan = Vec::new();
        let (mut before, mut until) = ([0i64; 3], 0i64);
        for (year, cents) in years {
            until = (until + cents).min(grant);
            let (own, private) = (part(self.money.own, until), part(self.money.private, until));
            let staff = (until + own + private) * 6 / 10;
            let now = [own, private, staff];
            let [own, private, staff] = std::array::from_fn(|at| now[at] - before[at]);
            before = now;
            let line = |item, cents| PlanLine { year: *year, item, eligible: true, cents: Cents(cents) };
            plan.extend([
                line(Item::Staff, staff),
                line(Item::Contracts, cents + own + private - staff),
                line(Item::Grant, *cents),
                line(Item::OwnShare, own),
                line(Item::PrivateCash, private),
            ]);
        }
        plan.retain(|line| line.cents > Cents::ZERO);
        plan
    }

    /// A call each year, two in the last, each with the day and amount of its payment; the last calls for more than is
    /// paid.
    fn calls(&self) -> Vec<(Call, NaiveDate, Cents)> {
        let until = |list: Payments| self.money.flow(list).paid.unwrap_or_default().0;
        let mut parts: Vec<(NaiveDate, i64)> = Vec::new();
        for (year, cents) in self.money.paid_in(Payments::June) {
            let autumn = day(year, 10, 15).max(self.dated_on + Days::new(6));
            parts.push((if year < 2023 { autumn } else { day(2023, 5, 15) }, cents.0));
        }
        parts.push((day(2023, 10, 16), until(Payments::December) - until(Payments::June)));
        parts.retain(|(_, cents)| *cents > 0);
        let unpaid = self.money.flow(Payments::December).requested.unwrap_or_default().0 - until(Payments::December);
        let (last, eligible) = (parts.len().saturating_sub(1), self.money.eligible.unwrap_or_default().0);
        let mut paid = 0i64;
        let mut calls = Vec::new();
        for (at, (requested_on, cents)) in parts.into_iter().enumerate() {
            let spent = i128::from(paid) * i128::from(eligible) / i128::from(self.grant().max(1));
            // rounded up: what is used covers what was paid
            let spent = i64::try_from(spent).unwrap_or(0) + i64::from(paid > 0);
            let call = Call {
                requested_on,
                amount: Cents(cents + if at == last { unpaid.max(0) } else { 0 }),
                needed_until: requested_on + Days::new(55),
                spent_before: Cents(spent),
                own_before: Cents((spent - paid).max(0)),
                budget_year: requested_on.year(),
                reference: Some(format!("Mittelabruf {} (Beispieldaten)", at + 1)),
            };
            calls.push((call, requested_on + Days::new(10), Cents(cents)));
            paid += cents;
        }
        calls
    }

    /// The proof at the end: so much of each year as the file says is proven in all.
    fn statement(&self) -> Option<Statement> {
        let spent = self.money.flow(Payments::December).spent.filter(|cents| *cents > Cents::ZERO)?.0;
        let paid = self.money.paid_in(Payments::December);
        let whole = paid.iter().map(|(_, cents)| cents.0).sum::<i64>().max(1);
        let (mut until, mut before) = (0i64, 0i64);
        let mut years = BTreeMap::new();
        for (year, cents) in paid {
            until += cents.0;
            let now = i64::try_from(i128::from(spent) * i128::from(until) / i128::from(whole)).unwrap_or(0);
            years.insert(year, now - before);
            before = now;
        }
        years.retain(|_, cents| *cents > 0);
        Some(Statement {
            kind: ProofKind::Final,
            budget_year: None,
            covers_to: day(2023, 12, 15),
            received_on: day(2023, 12, 20),
            narrative: true,
            confirmed: true,
            reference: Some("Verwendungsnachweis (Beispieldaten)".into()),
            lines: self.plan(&years, spent),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_tell_the_sums_of_the_file() {
        let (rows, all) = (projects::rows().unwrap(), money::all().unwrap());
        let of_cases: Vec<&Money> = all.iter().filter(|money| has_one(&money.number)).collect();
        assert_eq!(of_cases.len(), PROJECTS.len());
        for money in of_cases {
            let row = rows.iter().find(|row| row.text("nr") == money.number).unwrap();
            let sample = Sample { money, row, dated_on: dated_on(money, row).unwrap() };
            let (first, extension) = (sample.first(false), sample.extension(false));
            for content in [&first, &extension] {
                let bound: i64 = content.tranches.iter().map(|one| one.cents.0).sum();
                assert_eq!(
                    (bound, content.planned(Item::Grant).0),
                    (sample.grant(), sample.grant()),
                    "{}",
                    money.number
                );
                assert_eq!(Some(content.eligible()), money.eligible, "{}", money.number);
            }
            assert_eq!(first.planned(Item::Staff), extension.planned(Item::Staff), "{}", money.number);
            let calls = sample.calls();
            let flow = money.flow(Payments::December);
            assert_eq!(Some(Cents(calls.iter().map(|(.., paid)| paid.0).sum())), flow.paid, "{}", money.number);
            let called = calls.iter().map(|(call, ..)| call.amount.0).sum();
            assert_eq!(Some(Cents(called)), flow.requested, "{}", money.number);
            let proven = sample.statement().unwrap().lines;
            let proven: i64 = proven.iter().filter(|line| line.item == Item::Grant).map(|line| line.cents.0).sum();
            assert_eq!(Some(Cents(proven)), flow.spent, "{}", money.number);
        }
    }
}
