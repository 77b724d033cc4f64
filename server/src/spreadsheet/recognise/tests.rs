//! Small lists, each with one habit, read as a whole.
use super::super::table::SkipReason;
use super::super::{Field, Kind, Limits, Mapping, Read, understand};
use super::*;
use entity::money::Cents;

fn tables(csv: &str) -> Vec<Table> {
    let understood = understand("liste.csv", csv.as_bytes(), &Limits::default(), &Mapping::default());
    understood.map(|understood| understood.tables).unwrap_or_default()
}

const LIST: &str = "Projekte der Regionen\nStand: 15.07.2020;;;\nAlle Beträge in TEUR\n\n\
    Az.;Projekt;Zuwendung;Beginn\n\
    Region Nord;;;\n\
    A-1;Eins;1.200;01.02.2020\n\
    A-2;Zwei;rund 300;Ende 2020\n\
    Summe Nord;;1.501;\n\
    Region Süd;;;\n\
    A-3;Drei;n.n.;31.06.2022\n\
    Summe Süd;;0;\n\
    Gesamtsumme;;1.500;\n";

#[test]
fn groups_totals_and_units_are_understood() {
    let tables = tables(LIST);
    let table = &tables[0];
    assert_eq!((table.header_rows.as_slice(), table.first_row, table.last_row), (&[5][..], 7, 11));
    assert_eq!(table.sums.get("state_grant"), Some(&Cents(150_000_000)));
    let group = table.records[2].group.as_ref().expect("a group");
    assert_eq!((group.text.as_str(), group.cell.as_str()), ("Region Süd", "liste!A10"));
    assert_eq!(table.as_of.as_ref().map(|(day, _)| day.to_string()).as_deref(), Some("2020-07-15"));
    let codes: Vec<(&str, u32)> = table.findings.iter().map(|finding| (finding.code, finding.row)).collect();
    for expected in
        [("amount.rounded", 8), ("date.vague", 8), ("total.mismatch", 9), ("amount.unknown", 11), ("date.invalid", 11)]
    {
        assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
    }
    assert_eq!(codes.len(), 5, "{codes:?}");
}

#[test]
fn three_places_in_euros_are_never_guessed() {
    let found = tables("Projekt;Zuwendung in €\nEins;1.250,50\nZwei;412,000\nDrei;7.000\n");
    assert_eq!(found[0].sums.get("state_grant"), Some(&Cents(825_050)));
    assert_eq!((found[0].findings[0].code, found[0].findings[0].row), ("amount.ambiguous", 3));
}

#[test]
fn rates_between_nought_and_one_are_fractions_in_either_way_of_writing() {
    for rates in [["0,5", "0,85", "1"], ["0.5", "0.85", "1"]] {
        let [a, b, c] = rates;
        let found = tables(&format!("Projekt;Fördersatz\nEins;{a}\nZwei;{b}\nDrei;{c}\n"));
        assert_eq!(found[0].columns[1].unit, Some(Unit::Fraction), "{rates:?}");
        let rate = found[0].reading(&found[0].records[1], Field::FundingRate).map(|reading| reading.value.clone());
        assert_eq!(rate, Some(Read::Percent(entity::money::Rate(8_500))), "{rates:?}");
    }
}

#[test]
fn a_second_column_of_a_field_keeps_its_kind() {
    let found = tables("Projekt;Ist;Ist-Ausgaben\nEins;9.500;0\nZwei;5.000;0\n");
    let columns: Vec<_> = found[0].columns.iter().map(|column| (column.field, column.kind)).collect();
    assert!(columns[1..].iter().all(|(_, kind)| *kind == Kind::Money), "{columns:?}");
    assert_eq!(columns[1..].iter().filter(|(field, _)| *field == Some(Field::Spent)).count(), 1);
}

#[test]
fn a_part_is_not_the_whole() {
    let fields = |heads: &str| {
        let found = tables(&format!("Projekt;{heads}\nEins;9.500,50;10,00\nZwei;5.000,00;0,50\n"));
        found[0].columns.iter().map(|column| (column.field, column.kind)).collect::<Vec<_>>()[1..].to_vec()
    };
    for heads in ["Ist 2021;Ist 2022", "Abruf Q1;Abruf Q2", "1. Auszahlung;2. Auszahlung", "Bedarf Mai;Bedarf Juni"] {
        assert_eq!(fields(heads), [(None, Kind::Money); 2], "{heads}");
    }
    assert_eq!(fields("Abruf 2021;Abruf gesamt")[1].0, Some(Field::Requested));
    assert_eq!(fields("Ist 2021;Zuwendung")[0].0, Some(Field::Spent));
}

#[test]
fn money_that_flows_over_years_is_a_years_amount_and_each_year_has_one() {
    let years = |csv: &str| tables(csv)[0].columns.iter().map(|column| column.year).collect::<Vec<_>>();
    let rows = "Eins;90;60;20;10\nZwei;70;70;30;40\n";
    for above in ["Mittelabfluss", "Einzahlungen im Haushalt", "Auszahlungen", "Aufteilung auf Haushaltsjahre"] {
        let csv = format!("Alle Beträge in TEUR\n\nProjekt;Zuwendung;{above};;\n;;2021;2022;2023\n{rows}");
        assert_eq!(years(&csv), [None, None, Some(2021), Some(2022), Some(2023)], "{above}");
    }
    let soll = years(&format!("Projekt;2021;;2022;\n;Soll;Ist;Soll;Ist\n{rows}"));
    assert_eq!(soll, [None, Some(2021), None, Some(2022), None]);
    let twice = years(&format!("Projekt;Auszahlung 2021;Auszahlung 2022;Mittel 2021;Mittel 2022\n{rows}"));
    assert_eq!(twice, [None, None, None, Some(2021), Some(2022)], "what is planned comes first");
    assert_eq!(years(&format!("Projekt;Teilnehmende;;;\n;2021;2022;2023;2024\n{rows}"))[1], None);
}

#[test]
fn several_givers_are_other_public_money_together() {
    let sum = |heads: &str| {
        let found = tables(&format!("Projekt;Zuwendung;{heads}\nEins;9,50;100,00;20,00\nZwei;5,00;50,00;10,00\n"));
        found[0].sums.get("other_public").copied()
    };
    assert_eq!(sum("EFRE;Bund"), Some(Cents(18_000)));
    assert_eq!(sum("EU-Mittel;davon EFRE"), Some(Cents(15_000)), "a part of the other is not counted twice");
}

#[test]
fn years_may_stand_below_any_words_that_do_not_say_what_else_the_amounts_are() {
    let years = |above: &str| {
        let found =
            tables(&format!("Projekt;{above};;Rest\n;2022;2023;\nEins;9.500,50;10,00;1\nZwei;5.000,00;0,50;2\n"));
        found[0].columns.iter().map(|column| column.field).collect::<Vec<_>>()[1..3].to_vec()
    };
    for above in ["Mittel", "davon Kassenraten", "Förderung p. a."] {
        assert_eq!(years(above), [Some(Field::YearAmount); 2], "{above}");
    }
    assert_eq!(years("ausgezahlt"), [Some(Field::PaidOut); 2]);
    let paid = |heads: &str| {
        let rows = "Eins;9,50;100,00;20,00\nZwei;5,00;50,00;10,00\n";
        let found = tables(&format!("Projekt;{heads}\n{rows}"));
        found[0].columns[1..].iter().map(|column| (column.field, column.year)).collect::<Vec<_>>()
    };
    let [a, b] = [2021, 2022].map(|year| (Some(Field::PaidOut), Some(year)));
    assert_eq!(paid("Zuwendung;Auszahlungsstand (ausgezahlt);\n;;2021;2022"), [(Some(Field::StateGrant), None), a, b]);
    // beside the whole its parts are not counted again
    let whole = (Some(Field::PaidOut), None);
    assert_eq!(paid("ausgezahlt;davon ausgezahlt;\n;;2021;2022")[0], whole);
    assert_eq!(paid("ausgezahlt;davon ausgezahlt;\n;;2021;2022")[1..], [(None, None); 2]);
    let found = tables("Projekt;Zuwendung;davon 2021;davon 2022\nEins;30;10;20\nZwei;50;20;30\n");
    assert_eq!(found[0].columns[2].year, Some(2021));
}

#[test]
fn a_span_beside_years_belongs_to_the_heading_and_a_share_is_no_amount() {
    let found =
        tables("Maßnahme;Zuwendung;;verausgabt;;Rest\n;in €;in %;bis 2020;2021;\nEins;90;60;1;2;3\nZwei;70;70;4;5;6\n");
    assert_eq!((found[0].header_rows.as_slice(), found[0].records.len()), (&[1, 2][..], 2));
    assert_eq!(found[0].columns[1].field, Some(Field::StateGrant));
    assert_eq!((found[0].columns[2].field, found[0].columns[2].kind), (Some(Field::FundingRate), Kind::Percent));
    let found = tables("Maßnahme;Auszahlung in %;Zuwendung in %\nEins;90;1.250,00\nZwei;70;9.000,00\n");
    let columns: Vec<_> = found[0].columns.iter().map(|column| (column.field, column.kind)).collect();
    assert_eq!(columns[1..], [(None, Kind::Percent), (Some(Field::StateGrant), Kind::Money)]);
    let found = tables("Projekt;Zeitraum;Status\nEins;2021–2023;läuft\nZwei;2022–2024;läuft\n");
    assert_eq!((found[0].header_rows.as_slice(), found[0].records.len()), (&[1][..], 2));
}

#[test]
fn units_stand_below_headings_beside_years_in_notes_and_in_names() {
    let unit = |csv: &str| {
        let found = tables(csv);
        let records = found.first().map_or(0, |table| table.records.len());
        (records, found.first().and_then(|table| table.columns.last()).and_then(|column| column.unit))
    };
    let rows = "Eins;1.250;300\nZwei;480;200\n";
    for heads in [
        "Projekt;Gesamtausgaben;Zuwendung\n;1.000 €;1.000 €\n",
        "Projekt;Gesamtausgaben in Tsd.€;Zuwendung in Tsd.€\n",
        "Zuwendungen in T€, Stand: 05.12.2019\n\nProjekt;Gesamtausgaben;Zuwendung\n",
        "Projekt;2023 T€;2024 T€\n",
        "Projekt;Zuwendung (T€);davon 2023\n",
    ] {
        assert_eq!(unit(&format!("{heads}{rows}")), (2, Some(Unit::Teur)), "{heads}");
    }
    let heads = "Projekt;Gesamtausgaben;Zuwendung\n";
    assert_eq!(unit(&format!("{heads}{rows}\nAlle Angaben in TEUR\n")), (2, Some(Unit::Teur)));
    assert_eq!(unit(&format!("{heads}{rows}\nSumme in TEUR\n")).1, None);
}

#[test]
fn merged_cells_carry_a_heading_over_a_row_with_a_day_in_it() {
    let page = "<table><tr><th rowspan=2>Projekt</th><th colspan=2>ausgezahlt (€)</th></tr>\
        <tr><th>bis 31.12.2022</th><th>danach</th></tr>\
        <tr><td>Eins</td><td>100,00</td><td>5,00</td></tr><tr><td>Zwei</td><td>30,00</td><td>6,00</td></tr></table>";
    let found = tables(page);
    assert_eq!((found[0].header_rows.as_slice(), found[0].records.len()), (&[1, 2][..], 2));
}

#[test]
fn a_column_that_lost_its_field_does_not_take_a_far_fetched_one() {
    let found = tables("Projekt;Zuwendung lt. Bescheid;endgültige Zuwendung\nEins;9,50;9,00\nZwei;5,00;4,50\n");
    let fields: Vec<_> = found[0].columns.iter().map(|column| column.field).collect();
    assert!(fields.contains(&Some(Field::StateGrant)) && !fields.contains(&Some(Field::OtherPublic)), "{fields:?}");
}

#[test]
fn tables_stand_side_by_side_below_their_titles() {
    let found = tables(
        "Bewilligungen 2020;;;;Bewilligungen 2021;;\nProjekt;Ort;Zuwendung;;Projekt;Ort;Zuwendung\n\
        Eins;Hamm;9,50;;Drei;Lünen;8,50\nZwei;Herne;5,00;;Vier;Witten;4,00\n;;;;Fünf;Hagen;1,00\n",
    );
    let sums: Vec<_> = found.iter().map(|table| table.sums.get("state_grant").copied()).collect();
    assert_eq!(sums, [Some(Cents(1_450)), Some(Cents(1_350))]);
}

#[test]
fn a_group_of_one_record_has_a_sum_and_a_group_begins_like_the_one_before() {
    let found = tables(
        "Ort;Projekt;Zuwendung\nHamm;Eins;9,50\nHamm Ergebnis;;9,50\nHerne;Zwei;5,00\n;Drei;2,00\n\
        Herne Ergebnis;;7,00\nGesamtergebnis;;16,50\n",
    );
    assert_eq!(found[0].records.len(), 3);
    let found = tables(
        "Projekt;Ort;Zuwendung\nLinie 1 – Bau;;\nEins;Hamm;9,50\nZwei;Herne;5,00\nLinie 2 – Personal;;\n\
        Drei;Hagen;2,00\n",
    );
    let groups = found[0].skipped.iter().map(|skipped| (skipped.row, skipped.reason)).collect::<Vec<_>>();
    assert_eq!(groups, [(2, SkipReason::Group), (5, SkipReason::Group)]);
}

#[test]
fn a_month_begins_a_group_and_columns_are_numbered_again_below_a_repeated_heading() {
    let skipped = |csv: &str| {
        let found = tables(csv);
        let skipped: Vec<_> = found[0].skipped.iter().map(|skipped| (skipped.row, skipped.reason)).collect();
        (found[0].records.len(), skipped)
    };
    assert_eq!(
        skipped(
            "Nr;Kennzeichen;Empfänger;Abrufbetrag in Euro\nJanuar 2024;;;\n1;A-1;Hamm;9,50\n2;A-2;Herne;5,00\n\
            ;;Summe Januar 2024;14,50\nFebruar 2024;;;\n3;A-3;Hagen;2,00\n4;A-4;Unna;3,00\n",
        ),
        (4, vec![(2, SkipReason::Group), (5, SkipReason::Total), (6, SkipReason::Group)])
    );
    let again = SkipReason::RepeatedHeader;
    assert_eq!(
        skipped(
            "Nr;Projekt;Ort;Zuwendung\n1;2;3;4\n1;Eins;Hamm;9,50\n2;Zwei;Herne;5,00\nNr;Projekt;Ort;Zuwendung\n\
            1;2;3;4\n3;Drei;Hagen;2,00\n",
        ),
        (3, vec![(2, again), (5, again), (6, again)])
    );
}

#[test]
fn a_word_may_be_broken_over_the_rows_of_a_heading() {
    let found = tables(
        "Projekt;Gesamt-;förder-;Landes-\n;kosten;fähige;mittel\n;;Kosten;\nEins;9,50;7,00;5,00\nZwei;8,50;6,00;4,00\n",
    );
    let fields: Vec<_> = found[0].columns.iter().map(|column| column.field).collect();
    assert_eq!(fields[1..], [Some(Field::TotalCost), Some(Field::EligibleCost), Some(Field::StateGrant)]);
    let found = tables("Förderliste;;\n;abgerechnete;\nProjekt;Ausgaben;Zuwendung\nEins;9,50;7,00\nZwei;8,50;6,00\n");
    assert_eq!((found[0].header_rows.as_slice(), found[0].columns[1].field), (&[2, 3][..], Some(Field::Spent)));
}

#[test]
fn prose_is_no_table() {
    assert!(tables("Das Programm fördert Projekte.\nEs stehen 91 Mio. Euro bereit.\n").is_empty());
}

#[test]
fn a_merged_region_is_filled_down_but_amounts_are_not() {
    let page = "<table><tr><th>Region</th><th>Projekt</th><th>Zuwendung in €</th></tr>\
        <tr><td rowspan=2>Nord</td><td>Eins</td><td rowspan=2>100,00</td></tr><tr><td>Zwei</td></tr></table>";
    let tables = tables(page);
    let table = &tables[0];
    assert_eq!(table.records.len(), 2);
    let region = table.reading(&table.records[1], Field::Region).expect("filled down");
    assert_eq!((&region.value, region.row), (&Read::Text("Nord".into()), 2));
    assert_eq!(table.sums.get("state_grant"), Some(&Cents(10_000)));
}

#[test]
fn the_same_heading_below_another_unit_opens_a_table() {
    let part = |title: &str, amount: &str| {
        format!("{title};;\n\nNr.;Projekt;Zuwendung\n1;Eins;{amount}\n2;Zwei;{amount}\n;Summe;\n\n")
    };
    let sums = |csv: &str| -> Vec<Option<Cents>> {
        tables(csv).iter().map(|table| table.sums.get("state_grant").copied()).collect()
    };
    let [teur, eur, meur] =
        [part("1. Zentren (in T€)", "44"), part("2. Orte (in €)", "100,50"), part("3. Höfe (in Mio. €)", "0,5")];
    assert_eq!(
        sums(&format!("{teur}{eur}{meur}")),
        [Some(Cents(8_800_000)), Some(Cents(20_100)), Some(Cents(100_000_000))]
    );
    // another part in the same unit, and the title of the page again, go on
    assert_eq!(sums(&format!("{teur}{teur}")), [Some(Cents(17_600_000))]);
    let page = "Nr.;Projekt;Zuwendung\n1;Eins;4\n2;Zwei;5\n";
    assert_eq!(sums(&format!("Liste (in €);;\n{page}Liste (in €);;\n{page}")), [Some(Cents(1_800))]);
}

#[test]
fn what_says_a_field_more_plainly_has_it() {
    let fields = |heading: &str| -> Vec<Option<Field>> {
        let rows = "A-1;morgen;später;eins\nA-2;bald;nie;zwei\nA-3;heute;offen;drei\n";
        tables(&format!("Az.;{heading}\n{rows}"))[0].columns[1..].iter().map(|column| column.field).collect()
    };
    let [title, remark, status] = [Field::Title, Field::Remark, Field::Status].map(Some);
    assert_eq!(fields("Nächste Schritte;Kommentar;Projekt"), [None, remark, title]);
    assert_eq!(fields("Nächste Schritte;Ort der Lagerung;Projekt"), [remark, None, title]);
    assert_eq!(fields("Ampel;Projektstatus;Projekt"), [None, status, title]);
    // "Thema" is the title beside the name of a joint project that few have
    assert_eq!(fields("Verbundprojekt;Thema;Ampel"), [None, title, status]);
}

#[test]
fn bare_numbers_below_a_day_are_days() {
    let found = tables("Projekt;Beginn;Zahl\nEins;43922;43922\nZwei;44651;44651\n");
    let start = found[0].reading(&found[0].records[0], Field::StartDate).expect("a day");
    let day = chrono::NaiveDate::from_ymd_opt(2020, 4, 1).expect("a day");
    assert_eq!((&start.value, start.rule), (&Read::Date { day, exact: true }, "date.serial"));
    assert_eq!((found[0].columns[1].kind, found[0].columns[2].kind), (Kind::Date, Kind::Integer));
}
