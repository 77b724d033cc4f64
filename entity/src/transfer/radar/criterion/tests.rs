//! Every criterion at its borders.
use super::*;
use crate::{
    municipality::system::System,
    transfer::{Known, Source},
};
use std::collections::BTreeMap;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn parts(finding: &Finding) -> (u32, u32, u32) {
    assert!(finding.got <= finding.could && finding.could <= finding.of && finding.of > 0, "{finding:?}");
    (finding.got, finding.could, finding.of)
}

#[track_caller]
fn is(finding: Finding, expected: (u32, u32, u32), sentence: &str) {
    assert_eq!((parts(&finding), finding.because.to_string().replace('\u{a0}', " ").as_str()), (expected, sentence));
}

const UNKNOWN: (u32, u32, u32) = (0, 4, 4);

fn have(known: &[(System, bool)]) -> Have {
    let known_since = |value| Known { value, since: day(2025, 1, 1), source: Source::Own };
    Have::of(&known.iter().map(|(system, value)| (*system, known_since(*value))).collect::<BTreeMap<_, _>>())
}

fn set(systems: &[System]) -> Option<Systems> {
    Some(systems.iter().copied().collect())
}

fn folded(words: &[&str]) -> Vec<Folded> {
    words.iter().filter_map(|word| Folded::of(word)).collect()
}

#[test]
fn the_same_size_counts_full_the_next_half() {
    use SizeClass::*;
    let proven = BTreeSet::from([Below60k]);
    is(size(Some(Below60k), &proven), (4, 4, 4), "Erprobt in Kommunen dieser Größe (25.000 bis unter 60.000).");
    for town in [Below25k, Below100k] {
        is(size(Some(town), &proven), (2, 2, 4), "Erprobt in der nächsten Größenklasse (25.000 bis unter 60.000).");
    }
    for town in [Below10k, Below500k] {
        is(size(Some(town), &proven), (1, 1, 4), "Erprobt zwei Größenklassen entfernt (25.000 bis unter 60.000).");
    }
    let far = "Nur in Kommunen ganz anderer Größe erprobt (25.000 bis unter 60.000).";
    is(size(Some(From500k), &proven), (0, 0, 4), far);
    // the nearest of several counts; of two equally near ones the smaller is named
    let several = BTreeSet::from([Below10k, Below60k, From500k]);
    is(size(Some(Below25k), &several), (2, 2, 4), "Erprobt in der nächsten Größenklasse (unter 10.000).");
    is(size(None, &proven), UNKNOWN, "Die Einwohnerzahl ist nicht bekannt.");
    let silent = "In wie großen Kommunen die Lösung erprobt ist, ist nicht bekannt.";
    is(size(Some(Below60k), &BTreeSet::new()), UNKNOWN, silent);
    // the borders of the classes themselves
    for (people, quarters) in [(24_999, 2), (25_000, 4), (59_999, 4), (60_000, 2), (99_999, 2), (100_000, 1)] {
        assert_eq!(size(Some(SizeClass::of(people)), &proven).got, quarters, "{people}");
    }
}

#[test]
fn kinds_it_is_meant_for() {
    let meant = BTreeSet::from([Kind::City, Kind::District]);
    is(super::kind(Kind::City, &meant), (4, 4, 4), "Gedacht für kreisfreie Städte.");
    is(super::kind(Kind::Member, &meant), (0, 0, 4), "Nicht gedacht für kreisangehörige Städte und Gemeinden.");
    let silent = "Für welche Art von Kommune die Lösung gedacht ist, ist nicht bekannt.";
    is(super::kind(Kind::Member, &BTreeSet::new()), UNKNOWN, silent);
}

#[test]
fn required_systems_count_by_share_and_are_named() {
    let must = set(&[System::Portal, System::Payment, System::Gis]);
    let with = |known: &[(System, bool)], expected, sentence| {
        is(required(have(known), must), expected, sentence);
    };
    let (portal, payment, gis) = ((System::Portal, true), (System::Payment, true), (System::Gis, true));
    with(&[portal, payment, gis], (3, 3, 3), "Vorhanden: Serviceportal, E-Payment, Geoinformationssystem (GIS).");
    with(
        &[portal, (System::Payment, false), gis],
        (2, 2, 3),
        "Voraussetzung fehlt: E-Payment. Vorhanden: Serviceportal, Geoinformationssystem (GIS).",
    );
    with(
        &[(System::Portal, false), (System::Payment, false), (System::Gis, false)],
        (0, 0, 3),
        "Voraussetzungen fehlen: Serviceportal, E-Payment, Geoinformationssystem (GIS).",
    );
    with(
        &[portal, (System::Payment, false)],
        (1, 2, 3),
        "Voraussetzung fehlt: E-Payment. Nicht bekannt, ob vorhanden: Geoinformationssystem (GIS). \
         Vorhanden: Serviceportal.",
    );
    with(&[], (0, 3, 3), "Nicht bekannt, ob vorhanden: Serviceportal, E-Payment, Geoinformationssystem (GIS).");
    is(required(have(&[]), None), UNKNOWN, "Welche Systeme die Lösung braucht, ist nicht bekannt.");
    is(required(have(&[]), set(&[])), (4, 4, 4), "Die Lösung setzt keine anderen Systeme voraus.");
}

#[test]
fn useful_systems_count_by_share() {
    let helps = set(&[System::App, System::Gis]);
    is(
        useful(have(&[(System::Portal, false), (System::App, true)]), helps),
        (1, 2, 2),
        "Nicht bekannt, ob vorhanden: Geoinformationssystem (GIS). Nützlich und vorhanden: Kommunale App.",
    );
    let missing = "Nützlich, aber nicht vorhanden: Geoinformationssystem (GIS), Kommunale App.";
    is(useful(have(&[(System::App, false), (System::Gis, false)]), helps), (0, 0, 2), missing);
    is(useful(have(&[]), set(&[])), (4, 4, 4), "Weitere Systeme braucht es nicht.");
    is(useful(have(&[]), None), UNKNOWN, "Welche Systeme nützlich wären, ist nicht bekannt.");
}

#[test]
fn one_theme_among_the_priorities_is_enough() {
    let themes = folded(&["Bürgerservice", "mobilita\u{308}t"]);
    let wanted = |words: &[&'static str]| {
        priorities(&words.iter().map(|word| (Folded::of(word).unwrap(), *word)).collect::<Vec<_>>(), &themes)
    };
    is(wanted(&["Umwelt", "MOBILITÄT"]), (4, 4, 4), "Gehört zum Schwerpunkt „MOBILITÄT“.");
    is(wanted(&["Umwelt"]), (0, 0, 4), "Gehört zu keinem Schwerpunkt der Kommune.");
    is(wanted(&[]), UNKNOWN, "Die Schwerpunkte der Kommune sind nicht bekannt.");
    let umwelt = [(Folded::of("Umwelt").unwrap(), "Umwelt")];
    is(priorities(&umwelt, &[]), UNKNOWN, "Die Themen der Lösung sind nicht bekannt.");
}

#[test]
fn the_nearest_confirmed_user_counts() {
    let at = |near| Some((near, "Büren"));
    for (near, got, sentence) in [
        (Near::Kreis, 4, "Produktiv im selben Kreis: Büren."),
        (Near::Bezirk, 2, "Produktiv im selben Regierungsbezirk: Büren."),
        (Near::Land, 1, "Produktiv in Nordrhein-Westfalen: Büren."),
    ] {
        is(neighbours(at(near), at(near)), (got, got, 4), sentence);
    }
    let nobody = "Keine Kommune hat bestätigt, dass sie die Lösung produktiv einsetzt.";
    is(neighbours(None, None), (0, 0, 4), nobody);
    is(
        neighbours(None, at(Near::Bezirk)),
        (0, 2, 4),
        &format!("{nobody} Noch nicht bestätigt: Büren (im selben Regierungsbezirk)."),
    );
    is(
        neighbours(at(Near::Land), Some((Near::Kreis, "Borchen"))),
        (1, 4, 4),
        "Produktiv in Nordrhein-Westfalen: Büren. Noch nicht bestätigt: Borchen (im selben Kreis).",
    );
}

#[test]
fn the_it_provider_runs_it_or_not() {
    let (providers, names) = (folded(&["Rechenzentrum Ost"]), folded(&["RECHENZENTRUM  ost", "RZ Ost"]));
    let town = |place: usize| Some((&names[place], "RZ"));
    is(it_provider(town(0), &providers), (4, 4, 4), "Läuft schon beim IT-Dienstleister RZ.");
    is(
        it_provider(town(1), &providers),
        UNKNOWN,
        "Ob die Lösung schon beim IT-Dienstleister RZ läuft, ist nicht bekannt.",
    );
    is(it_provider(None, &providers), UNKNOWN, "Der IT-Dienstleister der Kommune ist nicht bekannt.");
    let silent = "Bei welchen IT-Dienstleistern die Lösung läuft, ist nicht bekannt.";
    is(it_provider(town(0), &[]), UNKNOWN, silent);
}

#[test]
fn maturity_in_steps() {
    for (step, got) in [
        (Maturity::Idea, 0),
        (Maturity::Pilot, 1),
        (Maturity::Productive, 3),
        (Maturity::Transferable, 4),
        (Maturity::Retired, 0),
    ] {
        let finding = maturity(step);
        assert_eq!(parts(&finding), (got, got, 4));
        assert!(finding.because.to_string().ends_with('.'));
    }
}

#[test]
fn cost_by_classes_of_cents_a_year_and_inhabitant() {
    let of = |cents, people| parts(&cost(Some(Cents(cents)), None, Some(people)));
    for (cents, quarters) in [
        (0, 4),
        (1, 4),
        (10_000, 4),
        (10_001, 3),
        (50_000, 3),
        (50_001, 2),
        (100_000, 2),
        (100_001, 1),
        (200_000, 1),
        (200_001, 0),
        (i64::MAX, 0),
    ] {
        assert_eq!(of(cents, 1_000), (quarters, quarters, 4), "{cents}");
    }
    let shown = "Höchstens 0,06 € im Jahr je Einwohnerin oder Einwohner. Dazu einmalig 12.000,00 €.";
    is(cost(Some(Cents(5_001)), Some(Cents(1_200_000)), Some(1_000)), (4, 4, 4), shown);
    // free is free, whoever shares it; nothing once is not worth a sentence
    is(cost(Some(Cents::ZERO), Some(Cents::ZERO), None), (4, 4, 4), "Keine laufenden Kosten.");
    is(cost(None, Some(Cents(1)), Some(1_000)), UNKNOWN, "Die laufenden Kosten sind nicht bekannt.");
    is(cost(Some(Cents(-1)), None, Some(1_000)), UNKNOWN, "Die laufenden Kosten sind nicht bekannt.");
    let alone = "Die laufenden Kosten je Einwohnerin oder Einwohner sind nicht bekannt.";
    is(cost(Some(Cents(1)), None, None), UNKNOWN, alone);
    is(cost(Some(Cents(1)), None, Some(0)), UNKNOWN, alone);
    assert_eq!(of(i64::MAX, u32::MAX), (0, 0, 4));
    assert_eq!(of(1, u32::MAX), (4, 4, 4));
}

#[test]
fn licence_open_or_not() {
    is(licence(Some(true)), (4, 4, 4), "Die Lizenz ist offen.");
    is(licence(Some(false)), (0, 0, 4), "Die Lizenz ist nicht offen.");
    is(licence(None), UNKNOWN, "Die Lizenz ist nicht bekannt.");
}

#[test]
fn freshness_by_months() {
    let confirmed = day(2024, 2, 29);
    for (today, got) in [
        (day(2024, 2, 29), 4),
        (day(2025, 2, 28), 4),
        (day(2025, 3, 1), 2),
        (day(2026, 2, 28), 2),
        (day(2026, 3, 1), 0),
        (NaiveDate::MAX, 0),
    ] {
        is(freshness(Some(confirmed), today), (got, got, 4), "Angaben zuletzt bestätigt am 29.02.2024.");
    }
    let nobody = "Ob die Angaben noch stimmen, hat bisher niemand bestätigt.";
    is(freshness(None, confirmed), UNKNOWN, nobody);
    is(freshness(Some(day(2024, 3, 1)), confirmed), UNKNOWN, nobody);
    assert_eq!(freshness(Some(NaiveDate::MAX), NaiveDate::MAX).got, 4);
}
