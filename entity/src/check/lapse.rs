//! R19: what lapses at the end of a budget year, and what has lapsed (§ 45 LHO).
use super::{
    ceiling::{available, in_year},
    facts::{Facts, minus, shown, sum},
    finding::Finding,
    found::{Found, Owner},
};
use crate::{
    budget_year::rules::{Means, year_end},
    figures::id::FigureId,
    ledger::Kind,
    money::Cents,
    parameter::Key,
};
use chrono::{Datelike, NaiveDate};

/// R19.
pub(super) fn lapse(facts: &Facts, out: &mut Vec<Found>) {
    of_this_year(facts, out);
    of_years_before(facts, out);
}

/// Money of the year that is granted and not paid, and what is left of the appropriation.
fn of_this_year(facts: &Facts, out: &mut Vec<Found>) {
    let year = facts.day.year();
    let quarter = i64::from(facts.day.month0() / 3 + 1);
    let (Some(last), from) = (NaiveDate::from_ymd_opt(year, 12, 31), facts.parameter(Key::LapseQuarter)) else {
        return;
    };
    if quarter < from {
        return;
    }
    let kept = NaiveDate::from_ymd_opt(
        year.saturating_add(i32::try_from(facts.parameter(Key::CarryOverYears)).unwrap_or(0)),
        12,
        31,
    );
    let rest = kept.map(|day| format!(" Als Ausgaberest bliebe es längstens bis {} verfügbar.", shown(day)));
    for project in facts.projects.values() {
        let Some(granted) = project.this_year.get(&Kind::Granted).copied() else { continue };
        let paid = project.this_year.get(&Kind::Paid).copied().unwrap_or_default();
        let open = minus(granted, paid);
        if open > Cents::ZERO {
            let id = |kind| FigureId { project: Some(project.id), ..in_year(kind, year) };
            let message = format!(
                "Für {year} sind {} bewilligt und {paid} ausgezahlt: {open} verfallen am Jahresende, wenn nichts geschieht.",
                granted
            );
            let mut found = Found::at(project, Finding::warns("R19", "", message), Owner::Authority)
                .figure(id(Kind::Granted), granted)
                .worth(open)
                .in_year(year)
                .by(facts, Key::LapseQuarter)
                .until(facts, last);
            if paid != Cents::ZERO {
                found = found.figure(id(Kind::Paid), paid);
            }
            out.push(found);
        }
    }
    let paid = facts.paid_by_year.get(&year).copied().unwrap_or_default();
    if let Some(available) = available(facts, year)
        && available > paid
    {
        let open = minus(available, paid);
        let message = format!(
            "Haushaltsjahr {year}: Von {available} sind {paid} ausgezahlt, {open} sind übrig.{}",
            rest.unwrap_or_default()
        );
        let found = Found::whole(Finding::informs("R19", "appropriation", message), Owner::Ministry);
        let found = read(facts, found, year).worth(open).in_year(year).by(facts, Key::CarryOverYears);
        out.push(found.until(facts, last));
    }
}

/// What a finding about a year read of its budget.
fn read(facts: &Facts, mut found: Found, year: i32) -> Found {
    for kind in [Kind::Appropriation, Kind::CarryOver, Kind::Blocked] {
        if let Some(cents) = facts.framed(kind, |framed| framed.year == Some(year)) {
            found = found.figure(in_year(kind, year), cents);
        }
    }
    match facts.paid_by_year.get(&year) {
        Some(paid) => found.figure(in_year(Kind::Paid, year), *paid),
        None => found,
    }
}

/// What lapsed at the end of years gone by: neither paid nor carried over. Of a year without any payment recorded in it
/// nothing can be said.
fn of_years_before(facts: &Facts, out: &mut Vec<Found>) {
    for (year, paid) in facts.paid_by_year.range(..facts.day.year()) {
        let of = |kind| facts.framed(kind, |framed| framed.year == Some(*year)).unwrap_or_default();
        let end = NaiveDate::from_ymd_opt(*year, 12, 31).unwrap_or(facts.day);
        let years_on = i32::try_from(facts.parameters.on(Key::CarryOverYears, end)).unwrap_or(0);
        let means = Means {
            appropriation: of(Kind::Appropriation),
            carried: facts.carried.get(year).cloned().unwrap_or_default(),
            blocked: of(Kind::Blocked),
            paid: *paid,
        };
        if means.appropriation == Cents::ZERO && means.carried.is_empty() {
            continue;
        }
        let Ok(end) = year_end(*year, &means, years_on) else { continue };
        // what is left of a year lives on as far as it was carried into a later one
        let kept = end.left.iter().map(|left| {
            let later = facts.carried.range(year + 1..).flat_map(|(_, carried)| carried);
            let carried = sum(later.filter(|(from, _)| *from == left.stems_from).map(|(_, cents)| *cents));
            left.cents.min(carried)
        });
        let lapsed = minus(end.unspent.max(Cents::ZERO), sum(kept));
        if lapsed > Cents::ZERO {
            let message = format!(
                "Haushaltsjahr {year}: {lapsed} sind verfallen. Verfügbar waren {}, ausgezahlt sind {paid}; als Ausgaberest übertragen wurde der übrige Teil nicht.",
                end.available
            );
            let found = Found::whole(Finding::informs("R19", "lapsed", message), Owner::Ministry);
            out.push(read(facts, found, *year).worth(lapsed).in_year(*year).by(facts, Key::CarryOverYears));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::{Sample, rules};

    #[test]
    fn what_lapses_is_shown_in_the_last_quarter_only() {
        let sample = Sample::new().project(|p| p.this_year(Kind::Granted, 100).this_year(Kind::Paid, 99));
        assert_eq!(sample.clone().on("2026-09-30").run("R19"), 0);
        let found = sample.clone().on("2026-10-01").found("R19");
        assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(1)), Some(2026)));
        let third = rules(&[(Key::LapseQuarter, 3)]);
        assert_eq!(sample.on("2026-09-30").with(third).run("R19"), 1, "the quarter is a value of the rules");
    }

    #[test]
    fn what_is_left_of_the_appropriation_is_said() {
        let sample = Sample::new().frame(Kind::Appropriation, Some(2026), 500).on("2026-12-01");
        let found = sample.found("R19");
        assert!(found[0].finding.message.contains("31.12.2028"), "{}", found[0].finding.message);
        assert_eq!(sample.on("2027-12-01").run("R19"), 0);
    }

    #[test]
    fn what_was_neither_paid_nor_carried_over_has_lapsed() {
        let mut sample = Sample::new().frame(Kind::Appropriation, Some(2020), 1_000);
        assert_eq!(sample.run("R19"), 0, "no payment of 2020 is known");
        sample.facts.paid_by_year.insert(2020, Cents(700));
        let found = sample.found("R19");
        assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(300)), Some(2020)));
        // a part was carried over
        sample.facts.carried.insert(2021, vec![(2020, Cents(100)), (2019, Cents(150))]);
        assert_eq!(sample.found("R19")[0].amount, Some(Cents(200)));
        sample.facts.carried.insert(2022, vec![(2020, Cents(250))]);
        assert_eq!(sample.run("R19"), 0, "more cannot be carried over than was left");
        // an old rest that nobody spent
        sample.facts.paid_by_year.insert(2021, Cents(20));
        let found = sample.found("R19");
        assert_eq!((found.len(), found[0].amount, found[0].year), (1, Some(Cents(130)), Some(2021)));
    }
}
