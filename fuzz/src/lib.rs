//! What the fuzz targets share.
//!
//! The reader's modules are compiled in here from their files instead of through the crate `server`: they need no web
//! server and no database, and building those with instrumentation would take longer than most runs. Their paths
//! `entity::…` find the three modules of entity below because this crate goes by that name too.
extern crate self as entity;

#[path = "../../entity/src/money.rs"]
pub mod money;
#[path = "../../entity/src/precision.rs"]
pub mod precision;
#[path = "../../server/src/spreadsheet/mod.rs"]
pub mod spreadsheet;
#[path = "../../entity/src/text.rs"]
pub mod text;

use spreadsheet::{ColumnMapping, Convention, Field, Limits, Mapping, Table, Unit, check, understand};
use std::io::Write;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Seconds in which every file must get its answer: below the timeout of a run.
const SECONDS: u64 = 5;

/// A panic ends the run, except one of calamine's: `understand` catches those, and a damaged file is the answer.
pub fn tolerate_calamine() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("/calamine-")) {
            end(panic);
        }
    }));
}

/// Reads and recognises a file, prints it, and reads it again with decisions that come from its own bytes.
pub fn try_out(bytes: &[u8]) {
    let limits = Limits { seconds: SECONDS, ..Limits::default() };
    let result = understand("datei.xls", bytes, &limits, &Mapping::default());
    std::hint::black_box(check::object("datei.xls", bytes, &result).to_string());
    let Ok(understood) = result else { return };
    let mapping = decisions(&understood.tables, bytes.last().copied().unwrap_or_default());
    drop(understood);
    let again = understand("datei.xls", bytes, &limits, &mapping);
    std::hint::black_box(check::object("datei.xls", bytes, &again).to_string());
}

/// Decisions about the tables that were found, different ones for each `seed`.
fn decisions(tables: &[Table], seed: u8) -> Mapping {
    let seed = usize::from(seed);
    let mut mapping = Mapping::default();
    for (number, table) in tables.iter().take(20).enumerate() {
        let header_row = table.header_rows.last().copied();
        if (seed + number).is_multiple_of(5) {
            mapping.left_out.push((table.sheet.clone(), header_row.unwrap_or_default()));
        }
        if (seed + number).is_multiple_of(3) {
            let rows = table.header_rows.iter().map(|row| row + (seed % 4) as u32).collect();
            mapping.header_rows.push((table.sheet.clone(), rows));
        }
        for column in table.columns.iter().take(40) {
            let pick = seed + number + column.index as usize;
            mapping.columns.push(ColumnMapping {
                sheet: table.sheet.clone(),
                column: column.index,
                header_row: header_row.filter(|_| pick.is_multiple_of(2)),
                field: Field::all().nth(pick % 30),
                unit: Unit::ALL.get(pick % 8).copied(),
                convention: Convention::ALL.get(pick % 6).copied(),
            });
        }
    }
    mapping
}

/// The parts of a workbook that one byte can choose to be replaced.
pub const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "content.xml",
];

/// A workbook that is whole except for one part: a fuzzer that changes single bytes of a zip file rarely gets past its
/// checksums.
pub fn workbook_around(part: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let others: &[(&str, &str)] = if part == "content.xml" { &ODS } else { &XLSX };
    let others = others.iter().filter(|(name, _)| *name != part).map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in others.chain([(part, content)]) {
        if zip.start_file(name, stored).is_err() || zip.write_all(bytes).is_err() {
            return Vec::new();
        }
    }
    zip.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

const ODS: [(&str, &str); 1] = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet")];

const XLSX: [(&str, &str); 7] = [
    (
        "[Content_Types].xml",
        r#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (PARTS[3], r#"<workbook><sheets><sheet name="Liste" sheetId="1" r:id="a"/></sheets></workbook>"#),
    (
        PARTS[4],
        r#"<Relationships><Relationship Id="a" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="c" Type="http://x/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        PARTS[0],
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1"><v>1200.5</v></c><c r="C2" s="2"><v>44000</v></c></row><row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3" s="1"><v>7</v></c><c r="C3" s="2"><v>44100</v></c></row></sheetData></worksheet>"#,
    ),
    (
        PARTS[1],
        "<sst><si><t>Projekt</t></si><si><t>Zuwendung in €</t></si><si><t>Beginn</t></si><si><t>Eins</t></si><si><t>Zwei</t></si></sst>",
    ),
    (
        PARTS[2],
        r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00 &quot;T€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>"##,
    ),
];
