//! Files of reports whatever stands in them: the same bytes for the same report, no text that breaks one, long tables cut
//! on paper.
use app::reports::document::{Cell, Document, Table, numbers, words};
use entity::money::Cents;
use server::report::Kind;

const ALL: [Kind; 3] = [Kind::Pdf, Kind::Xlsx, Kind::Csv];

/// A report with a table of so many rows, each beginning with a text.
fn document(rows: usize, text: &str) -> Document {
    let row = |at: usize| {
        let cents = Cents(i64::try_from(at).expect("few") * 100 - 5_000);
        vec![Cell::text(format!("{text} {at}")), Cell::exact(cents), Cell::Empty, Cell::Unknown]
    };
    let columns = vec![words("Name"), numbers("Betrag in Euro"), words("Nichts"), words("Unbekannt")];
    let rows = (0..rows).map(row).collect();
    let table = Table { id: "t", title: "Tabelle".into(), columns, rows, note: Some("Eine Anmerkung.".into()) };
    Document {
        file: "Probe".into(),
        title: "Probe – ein Bericht".into(),
        sentences: vec!["Ein Satz mit „Zeichen“, 1.234,56 €.".into(), text.into()],
        tables: vec![table.clone()],
        flat: table,
        as_of: "31.12.2020".into(),
        known_at: "2021-01-15T12:00:00Z".parse().expect("an instant"),
        sample: true,
    }
}

fn written(kind: Kind, document: &Document) -> Vec<u8> {
    kind.write(document).unwrap_or_else(|error| panic!("{kind:?}: {error}"))
}

/// How many pages a PDF says it has.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let (_, after) = text.split_once("<xmpTPg:NPages>").expect("it says how many");
    after.split('<').next().and_then(|count| count.parse().ok()).expect("a number")
}

#[test]
fn the_same_report_has_the_same_bytes() {
    for kind in ALL {
        let first = written(kind, &document(300, "Projekt"));
        assert_eq!(first, written(kind, &document(300, "Projekt")), "{kind:?}");
        assert_ne!(first, written(kind, &document(300, "Projekte")), "{kind:?}");
    }
}

#[test]
fn no_text_breaks_a_file() {
    let long = "x".repeat(40_000);
    for text in ["", "\u{0}\t\r\n", "𝔘🦀漢\u{fffe}\u{202e}", "<b>=1+1</b>", "ﬁ−–\u{ad}\u{200b}\u{e000}", long.as_str()]
    {
        for kind in ALL {
            assert!(!written(kind, &document(3, text)).is_empty(), "{kind:?}");
        }
        assert!(written(Kind::Pdf, &document(3, text)).starts_with(b"%PDF-1.7"), "{text}");
    }
    let mut nothing = document(0, "");
    nothing.sentences.clear();
    nothing.tables.clear();
    nothing.flat.columns.clear();
    for kind in ALL {
        let _ = written(kind, &nothing);
    }
}

#[test]
fn paper_is_tagged_and_says_its_language() {
    let pdf = written(Kind::Pdf, &document(3, "Zeile"));
    let text = String::from_utf8_lossy(&pdf);
    for part in ["/StructTreeRoot", "/MarkInfo", "/Lang", "<pdfuaid:part>1<", "/DisplayDocTitle true"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn very_long_tables_are_cut_on_paper_only() {
    let count = |rows: usize| pages(&written(Kind::Pdf, &document(rows, "Zeile")));
    let (some, most, more) = (count(300), count(2_001), count(6_000));
    assert!(some > 3 && some < most, "{some}, {most}");
    assert_eq!(most, more, "2.000 rows are printed");
    let csv = written(Kind::Csv, &document(6_000, "Zeile"));
    assert!(String::from_utf8_lossy(&csv).contains("Zeile 5999"));
}
