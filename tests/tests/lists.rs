//! Lists as they circulate, each with one habit that a reader stumbles over.
use server::spreadsheet::{Field, Limits, Lists, Mapping, SkipReason, Table, understand};

fn tables(text: &str) -> Vec<Table> {
    understand("liste.csv", text.as_bytes(), &Limits::default(), &Mapping::default()).expect("readable").tables
}

fn only(text: &str) -> Table {
    let mut tables = tables(text);
    assert_eq!(tables.len(), 1, "{text}");
    tables.remove(0)
}

fn sum(table: &Table, key: &str) -> Option<String> {
    table.sums.get(key).map(|cents| cents.plain())
}

fn rows(table: &Table) -> Vec<u32> {
    table.records.iter().map(|record| record.row).collect()
}

fn codes(table: &Table) -> Vec<&str> {
    table.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn sums_stand_below_their_rows_under_any_name() {
    let table = only(
        "Ausgaben;2020;2021;Gesamt\nPersonal;81.000;15.000;96.000\nSachmittel;30.000;55.000;85.000\n\
         Reisen;1.000;2.000;3.000\nAusgaben gesamt;112.000;72.000;184.000\n",
    );
    assert_eq!((rows(&table), sum(&table, "year_amount.2020").as_deref()), (vec![2, 3, 4], Some("112000.00")));
    assert!(codes(&table).is_empty(), "{:?}", table.findings);
}

#[test]
fn sums_stand_above_their_rows() {
    let table = only(
        "Bezirk / Kommune;zuwendungsfähige Kosten;Zuweisung\nRegierungsbezirk Köln;30.000;12.000\n\
         Alsdorf;10.000;4.000\nBrühl;20.000;8.000\nRegierungsbezirk Arnsberg;70.000;28.000\n\
         Ahlen;40.000;16.000\nHerne;30.000;12.000\nLand;100.000;40.000\n",
    );
    assert_eq!((rows(&table), sum(&table, "state_grant").as_deref()), (vec![3, 4, 6, 7], Some("40000.00")));
    assert!(codes(&table).is_empty(), "each sum agrees with the rows below it: {:?}", table.findings);
}

#[test]
fn a_sum_that_is_none_stays_a_record() {
    let table = only("Projekt;Zuwendung;Eigenanteil\nEins;1.000;100\nZwei;2.000;200\nDrei gesamt;3.000;301\n");
    assert_eq!(rows(&table), [2, 3, 4]);
}

#[test]
fn a_block_of_other_rows_has_a_heading_of_its_own() {
    let found = tables(
        "1. Einnahmen;;;\nArt;lt. Plan €;lt. Abrechnung €;\nEigenmittel;10.000;9.000;\nZuwendung;20.000;20.000;\n\
         Summe Einnahmen;30.000;29.000;\n;;;\n2. Ausgaben;;;\nGliederung;lt. Plan €;lt. Abrechnung €;davon zuwendungsfähig €\n\
         Personal;5.000;5.500;5.000\nGeräte;7.000;6.500;6.000\nSumme Ausgaben;12.000;12.000;11.000\n",
    );
    let heads: Vec<&[u32]> = found.iter().map(|table| table.header_rows.as_slice()).collect();
    assert_eq!(heads, [[2], [8]]);
    assert_eq!((rows(&found[0]), rows(&found[1])), (vec![3, 4], vec![9, 10]));
    assert_eq!(sum(&found[1], "eligible_cost").as_deref(), Some("11000.00"));
}

#[test]
fn amounts_in_another_currency_are_no_euros() {
    let table = only("Gesuchsnummer;Projekttitel;Gesamtkosten CHF\nG-1;Eins;1'200.00\nG-2;Zwei;800.00\n");
    assert!(table.sums.is_empty() && table.columns[2].field.is_none(), "{:?}", table.columns);
    assert!(codes(&table).contains(&"column.currency"), "{:?}", table.findings);
    let euros = only("Projekt;Zuwendung in EUR\nEins;100\nZwei;200\n");
    assert_eq!(sum(&euros, "state_grant").as_deref(), Some("300.00"));
}

#[test]
fn the_row_that_counts_the_columns_is_no_record() {
    let table = only("lfd. Nr.;Vorhaben;Zuwendung\n(1);(2);(3)\n1;Eins;10\n2;Zwei;20\n");
    assert_eq!((rows(&table), sum(&table, "state_grant").as_deref()), (vec![3, 4], Some("30.00")));
    assert_eq!(table.skipped[0].reason, SkipReason::RepeatedHeader);
}

#[test]
fn spans_of_time_do_not_hide_a_heading() {
    let table = only("Projekt;Zuwendung;1. Quartal 2022;ab 2023\nEins;1.000;100;900\nZwei;2.000;200;1.800\n");
    assert_eq!((table.header_rows.as_slice(), sum(&table, "state_grant").as_deref()), (&[1][..], Some("3000.00")));
}

#[test]
fn brackets_say_which_of_two_amounts() {
    let table =
        only("Vorhaben;Zuwendung (bewilligt);Zuwendung (abgerufen)\nEins;1.000,00;250,00\nZwei;2.000,00;0,00\n");
    assert_eq!(sum(&table, "state_grant").as_deref(), Some("3000.00"));
    assert_eq!(sum(&table, "requested").as_deref(), Some("250.00"));
}

#[test]
fn the_land_is_a_country_or_a_payer_as_its_cells_say() {
    let country = only("Vorhaben;Zuwendung;Land\nEins;10;Deutschland\nZwei;20;Deutschland\n");
    assert_eq!((country.columns[2].field, sum(&country, "state_grant").as_deref()), (None, Some("30.00")));
    let payer = only("Vorhaben;Bund;Land;Gemeinde\nEins;10;5;1\nZwei;20;6;2\n");
    let fields: Vec<Option<Field>> = payer.columns[1..].iter().map(|column| column.field).collect();
    assert_eq!(fields, [Some(Field::OtherPublic), Some(Field::StateGrant), Some(Field::OwnShare)]);
}

#[test]
fn a_caption_that_ends_with_a_unit_holds_for_the_table() {
    let table = only("Ausgaben des Landes 2022 in Mio. Euro;\nProjekt;Zuwendung\nEins;1,250\nZwei;0,500\n");
    assert_eq!(sum(&table, "state_grant").as_deref(), Some("1750000.00"));
}

#[test]
fn a_portal_protects_its_texts_as_formulas() {
    let table = only(
        "=\"FKZ\";=\"Thema\";=\"Fördersumme in EUR\"\n=\"01IS1\";=\"A; B\";=\"1.200,50\"\n=\"01IS2\";=\"C\";=\"2\"\n",
    );
    assert_eq!((table.records.len(), sum(&table, "state_grant").as_deref()), (2, Some("1202.50")));
}

#[test]
fn vouchers_and_draws_are_told_from_projects() {
    let vouchers = only(
        "FKZ;Beleg-Nr.;Rechnungsdatum;Zahlungsempfänger;Betrag;davon zuwendungsfähig\n\
         A-1;17;01.02.2022;Firma;100,00;80,00\nA-1;18;02.02.2022;Firma;200,00;200,00\n",
    );
    assert_eq!((vouchers.lists, codes(&vouchers).len()), (Lists::Vouchers, 0));
    let draws = only("Az.;Abruf-Nr.;angefordert\nA-1;1;100,00\nA-2;1;50,00\nA-1;2;200,00\n");
    assert_eq!((draws.lists, codes(&draws).len()), (Lists::Draws, 0));
    let once = only("Az.;angefordert;Verwendungszweck\nA-1;100,00;x\nA-2;50,00;y\n");
    assert_eq!(once.lists, Lists::Projects);
    let purposes = only("Zuschussempfänger;Verwendungszweck;Zuschuss\nVerein A;Miete;100,00\nVerein B;Fest;50,00\n");
    assert_eq!((purposes.lists, purposes.columns[2].field), (Lists::Projects, Some(Field::StateGrant)));
}

/// The time for a list made of heading words alone grows with its length, not with its square.
#[test]
fn heading_words_alone_do_not_use_up_the_time() {
    let text =
        "Projekt;Zuwendung;Beginn;Ende;Status\nKommune;Vorhaben;Gesamtkosten;Laufzeit;Fördersatz\n".repeat(2_000);
    let begin = std::time::Instant::now();
    let limits = Limits { seconds: 50, ..Limits::default() };
    let read = understand("worte.csv", text.as_bytes(), &limits, &Mapping::default());
    assert!(read.is_ok(), "{:?}", read.err().map(|not| not.error.message));
    println!("4,000 rows of heading words: {:?}", begin.elapsed());
}
