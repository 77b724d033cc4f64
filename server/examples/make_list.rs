//! Writes a list of projects as Excel writes it, to measure imports: `make_list FILE ROWS [MORE]`, eleven columns;
//! with so many euros more in each total.
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

const HEADS: [&str; 11] = [
    "Förderkennzeichen",
    "Region",
    "Titel des Vorhabens",
    "Zuwendungsempfänger",
    "Status",
    "Laufzeit von",
    "Laufzeit bis",
    "Gesamtausgaben",
    "zuwendungsfähige Ausgaben",
    "Zuwendung Land",
    "Eigenanteil",
];
const REGIONS: [&str; 5] = ["Aachen", "Ostwestfalen-Lippe", "Südwestfalen", "Emscher-Lippe", "Köln"];
const STATES: [&str; 3] = ["bewilligt", "in Umsetzung", "abgeschlossen"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, rows, more) = match arguments.as_slice() {
        [file, rows] => (file, rows, 0),
        [file, rows, more] => (file, rows, more.parse()?),
        _ => return Err("make_list FILE ROWS [MORE]".into()),
    };
    list(file, rows.parse()?, more)?;
    Ok(())
}

fn list(file: &str, rows: u32, more: i64) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let (money, day) = (Format::new().set_num_format("#,##0.00"), Format::new().set_num_format("dd.mm.yyyy"));
    let sheet = book.add_worksheet().set_name("Projektliste")?;
    for (column, head) in (0u16..).zip(HEADS) {
        sheet.write(0, column, head)?;
    }
    for number in 1..=rows {
        sheet.write(number, 0, format!("34.02.01-{number:05}/{}", 17 + number % 6))?;
        sheet.write(number, 1, REGIONS[number as usize % REGIONS.len()])?;
        sheet.write(number, 2, format!("Digitale Plattform {number} für Kommunen, Betriebe und Bürgerschaft"))?;
        sheet.write(number, 3, format!("Stadt Musterort {}", number % 400))?;
        sheet.write(number, 4, STATES[number as usize % STATES.len()])?;
        let month = u8::try_from(1 + number % 12).unwrap_or(1);
        sheet.write_with_format(number, 5, ExcelDateTime::from_ymd(2019, month, 1)?, &day)?;
        sheet.write_with_format(number, 6, ExcelDateTime::from_ymd(2022, month, 28)?, &day)?;
        // whole cents: total, eligible part of it, and the eligible part shared out 80 to 20
        let total = 10_000_000 + 1_337 * i64::from(number) + 100 * more;
        let eligible = total / 100 * 95;
        for (column, cents) in (7u16..).zip([total, eligible, eligible / 5 * 4, eligible / 5]) {
            sheet.write_with_format(number, column, cents as f64 / 100.0, &money)?;
        }
    }
    book.save(file)
}
