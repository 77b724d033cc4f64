//! One small file of every kind the reader knows, made by hand or by the generator of lists.
use crate::sheets::{empty_workbook, encrypted, line, list, zip_bomb};
use rust_xlsxwriter::{Color, Format, Formula, Workbook};
use std::fmt::Write as _;

/// Name and content of each.
#[must_use]
pub fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    let lines = || {
        vec![
            line("34.02.01-0001/19", "Serviceportal für Bürgerinnen & Bürger", 120_000.5).in_region("Aachen"),
            line("34.02.01-0002/19", "Digitale Bauakte", 80_000.0).in_region("Aachen").private(5_000.0),
            line("34.02.01-0003/20", "Smart Mobility", 1_250_000.0).in_region("Soest").in_state("bewilligt"),
        ]
    };
    let list = |stand: &str| list(stand, lines());
    vec![
        ("liste.xlsx", list("15.07.2020").xlsx()),
        ("gruppen.xlsx", list("01.12.2020").with_groups().in_thousands().xlsx()),
        ("jahre.xlsx", {
            let lines = lines().into_iter().map(|line| line.planned(2020, 10_000.0).planned(2021, 20_000.0)).collect();
            crate::sheets::list("01.12.2020", lines).xlsx()
        }),
        ("eigenheiten.xlsx", peculiar()),
        ("liste.csv", list("15.07.2020").csv()),
        (
            "sep.csv",
            b"sep=|\nAz.|Projekt|Zuwendung\nA-1|Eins|1.200,50\nA-2|\"Zwei \"\"b\"\"\nneu\"|rund 300\n".to_vec(),
        ),
        (
            "utf16.txt",
            utf16("Az.\tProjekt\tZuwendung in T€\tLaufzeit\r\nA-1\tEins\t1.200\t01.02.2020 – 31.06.2022\r\n"),
        ),
        ("export.xls", HTML.as_bytes().to_vec()),
        ("liste.ods", ods()),
        ("leer.xlsx", empty_workbook()),
        ("kennwort.xlsx", encrypted()),
        ("bombe.xlsx", zip_bomb("xl/worksheets/sheet1.xml", 4, 1_000)),
        ("leer.csv", b" \r\n\r\n".to_vec()),
        ("bild.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
    ]
}

/// Merged cells, hidden rows and columns, formulas, errors, dates, a second sheet that is hidden.
fn peculiar() -> Vec<u8> {
    let mut book = Workbook::new();
    let (money, day) = (Format::new().set_num_format("#,##0.00 \"T€\""), Format::new().set_num_format("dd.mm.yyyy"));
    let sheet = book.add_worksheet();
    sheet.set_name("Übersicht").expect("a name");
    let heads = ["Region", "Az.", "Projekt", "Zuwendung", "Beginn", "Förderquote", "Bemerkung"];
    for (column, head) in (0u16..).zip(heads) {
        sheet.write(2, column, head).expect("a cell");
    }
    sheet.merge_range(3, 0, 5, 0, "Ostwestfalen-Lippe", &Format::new().set_font_color(Color::Red)).expect("merged");
    for row in 3u32..8 {
        sheet.write(row, 1, format!("A-{row}")).expect("a cell");
        sheet.write(row, 2, format!("Projekt {row}\nzweite Zeile")).expect("a cell");
        sheet.write_with_format(row, 3, f64::from(row) * 12.5, &money).expect("a cell");
        sheet.write_with_format(row, 4, 44_000.0 + f64::from(row), &day).expect("a cell");
        sheet.write(row, 5, 0.8).expect("a cell");
    }
    sheet.write(7, 6, "=1+1").expect("a cell");
    sheet.write_formula(8, 3, Formula::new("=SUM(D4:D8)").set_result("275")).expect("a cell");
    sheet.write_formula(6, 6, Formula::new("=#REF!").set_result("#REF!")).expect("a cell");
    sheet.write(8, 1, "Summe").expect("a cell");
    sheet.set_row_hidden(5).expect("hidden");
    sheet.set_column_hidden(5).expect("hidden");
    let second = book.add_worksheet();
    second.set_hidden(true);
    second.write(0, 0, "Legende").expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

const HTML: &str = "<html><meta charset=utf-8><style>td{color:red}</style><table border=1><tr><th>Region<th>Projekt<th>\
    Zuwendung in &euro;</tr><!-- Liste --><tr><td rowspan=2>Nord</td><td>Eins<br>neu</td><td colspan=2>1.200,50</td></tr>\
    <tr><td>Zwei &amp; drei</td><td>n.&nbsp;n.</td></tr></table></html>";

/// A spreadsheet of OpenDocument as a program writes it: repeated rows and cells, a merged and a hidden row.
fn ods() -> Vec<u8> {
    let mut rows = String::new();
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let heads: String = ["Az.", "Projekt", "Zuwendung", "Beginn"].into_iter().map(cell).collect();
    let _ = write!(rows, "<table:table-row>{heads}</table:table-row>");
    for number in 1..4 {
        let hidden = if number == 2 { " table:visibility=\"collapse\"" } else { "" };
        let _ = write!(
            rows,
            "<table:table-row{hidden}>{}{}<table:table-cell office:value-type=\"currency\" office:currency=\"EUR\" \
             office:value=\"{number}200.5\"><text:p>{number}.200,50 €</text:p></table:table-cell><table:table-cell \
             office:value-type=\"date\" office:date-value=\"2020-0{number}-01\"/></table:table-row>",
            cell(&format!("A-{number}")),
            cell("Projekt<text:s text:c=\"2\"/>eins"),
        );
    }
    rows += "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell \
             table:number-columns-repeated=\"1020\"/></table:table-row>";
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table \
         table:name=\"Liste\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    crate::sheets::stored(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}
