//! The workbooks that the demo imports: a list as ministries keep them, and a later list of payments. The same data
//! make the same bytes.
use super::{
    cases,
    money::{self, FIRST_PAID, Flow, Money, YEARS},
    projects,
    table::{self, Row},
};
use chrono::NaiveDate;
use entity::{money::Cents, project::lifecycle::Lifecycle, refusal::Refusal};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
    utility::row_col_to_cell,
};

const REGIONS: &str = include_str!("../../data/regions.csv");
const NOTE: &str = "Beispieldaten: Beträge erfunden, soweit nicht veröffentlicht";
/// Our own numbers are no Förderkennzeichen, and importing must not make them one: the heading is not one that lists
/// use for those, and the importer finds the projects by their titles.
const OWN_NUMBER: &str = "Projekt-Nr.";
/// First and last column with amounts that are summed up, the rate left out.
const FIRST_AMOUNT: u16 = 10;
const RATE: u16 = 12;
const LAST_AMOUNT: u16 = 22;
/// The column behind the amounts.
const REMARK: u16 = 23;

fn fault(error: XlsxError) -> Refusal {
    Refusal::rule("seed.workbook", format!("Die Arbeitsmappe der Beispieldaten ließ sich nicht schreiben: {error}"))
}

struct Formats {
    title: Format,
    note: Format,
    head: Format,
    group: Format,
    sum: Format,
    money: Format,
    rate: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let grey = Color::RGB(0x00E7_E6E6);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            note: Format::new().set_italic(),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_border(FormatBorder::Thin)
                .set_background_color(grey),
            group: Format::new().set_bold(),
            sum: Format::new().set_bold().set_num_format("#,##0.00").set_border_top(FormatBorder::Thin),
            money: Format::new().set_num_format("#,##0.00"),
            rate: Format::new().set_num_format("0.00%"),
            day: Format::new().set_num_format("dd.mm.yyyy"),
        }
    }
}

/// A cell's number: spreadsheets know no other numbers than these; two places are exact well beyond our sums.
fn euros(cents: Cents) -> f64 {
    cents.plain().parse().unwrap_or(0.0)
}

/// The list of all projects, Stand 30.06.2020: two header rows, a group and a subtotal for each region.
///
/// # Errors
/// A rule's refusal, which means that a data file is wrong.
pub fn demo_workbook() -> Result<Vec<u8>, Refusal> {
    let (projects, money) = (projects::rows()?, money::all()?);
    let regions = table::rows("regions.csv", REGIONS)?;
    let mut book = book().map_err(fault)?;
    let sheet = book.add_worksheet();
    list(sheet, &regions, &projects, &money).map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

/// The days for which there is a workbook of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payments {
    /// The end of a year, 2019 to 2022.
    YearEnd(i32),
    /// 30.06.2023, the end of the programme.
    June,
    /// 31.12.2023.
    December,
}

impl Payments {
    /// Every one, in their order.
    pub const ALL: [Self; 6] = [
        Self::YearEnd(2019),
        Self::YearEnd(2020),
        Self::YearEnd(2021),
        Self::YearEnd(2022),
        Self::June,
        Self::December,
    ];

    /// The last year with payments.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::YearEnd(year) => year,
            Self::June | Self::December => 2023,
        }
    }

    /// The day up to which it tells.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        let (month, day) = if self == Self::June { (6, 30) } else { (12, 31) };
        NaiveDate::from_ymd_opt(self.year(), month, day).unwrap_or_default()
    }
}

/// The payments up to a day of the projects whose payments lists tell.
///
/// # Errors
/// A rule's refusal, which means that a data file is wrong.
pub fn demo_payments_workbook(up_to: Payments) -> Result<Vec<u8>, Refusal> {
    let (projects, money) = (projects::rows()?, money::all()?);
    let mut book = book().map_err(fault)?;
    let sheet = book.add_worksheet();
    payments(sheet, &projects, &money, up_to).map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

fn book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 1, 15)?;
    book.set_properties(&DocProperties::new().set_title(NOTE).set_creation_datetime(&made));
    Ok(book)
}

fn top(sheet: &mut Worksheet, formats: &Formats, title: &str, stand: &str) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    sheet.write_string_with_format(1, 0, NOTE, &formats.note)?;
    sheet.write_string(2, 0, stand)?;
    sheet.write_string(3, 0, "Beträge in EUR")?;
    Ok(())
}

fn list(sheet: &mut Worksheet, regions: &[Row], projects: &[Row], money: &[Money]) -> Result<(), XlsxError> {
    let formats = Formats::new();
    sheet.set_name("Projektliste")?;
    top(sheet, &formats, "Digitale Modellregionen NRW: Übersicht der Projekte", "Stand: 30.06.2020")?;
    headings(sheet, &formats)?;
    let mut row = 7;
    let mut all = vec![Cents::ZERO; usize::from(LAST_AMOUNT) + 1];
    let mut subtotals = Vec::new();
    let mut position = 0u32;
    for region in regions {
        sheet.write_string_with_format(row, 0, region.text("name"), &formats.group)?;
        row += 1;
        let first = row;
        let mut sums = vec![Cents::ZERO; usize::from(LAST_AMOUNT) + 1];
        for project in projects.iter().filter(|project| project.text("region") == region.text("slug")) {
            let Some(money) = money.iter().find(|money| money.number == project.text("nr")) else { continue };
            position += 1;
            sheet.write_number(row, 0, position)?;
            record(sheet, &formats, row, project, money)?;
            add(&mut sums, project, money);
            row += 1;
        }
        for (whole, sum) in all.iter_mut().zip(&sums) {
            *whole = whole.checked_add(*sum).unwrap_or(*whole);
        }
        sheet.write_string_with_format(row, 0, format!("Zwischensumme {}", region.text("name")), &formats.group)?;
        for column in amounts() {
            let span = format!("=SUM({}:{})", row_col_to_cell(first, column), row_col_to_cell(row - 1, column));
            total(sheet, &formats, row, column, &span, sums[usize::from(column)])?;
        }
        subtotals.push(row);
        row += 2;
    }
    sheet.write_string_with_format(row, 0, "Insgesamt", &formats.group)?;
    for column in amounts() {
        let cells: Vec<String> = subtotals.iter().map(|row| row_col_to_cell(*row, column)).collect();
        total(sheet, &formats, row, column, &format!("={}", cells.join("+")), all[usize::from(column)])?;
    }
    Ok(())
}

/// The columns that are summed up.
fn amounts() -> impl Iterator<Item = u16> {
    (FIRST_AMOUNT..=LAST_AMOUNT).filter(|column| *column != RATE)
}

fn total(
    sheet: &mut Worksheet,
    formats: &Formats,
    row: u32,
    column: u16,
    formula: &str,
    result: Cents,
) -> Result<(), XlsxError> {
    // the stored result is what a reader sees that does not calculate
    let formula = Formula::new(formula).set_result(result.plain());
    sheet.write_formula_with_format(row, column, formula, &formats.sum)?;
    Ok(())
}

fn headings(sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
    const SINGLE: [(u16, &str, f64); 15] = [
        (0, "lfd. Nr.", 8.0),
        (1, OWN_NUMBER, 11.0),
        (2, "Projekttitel", 44.0),
        (3, "Zuwendungsempfänger", 30.0),
        (4, "Partner", 30.0),
        (5, "Themenfeld", 20.0),
        (6, "Status", 20.0),
        (9, "Bescheid vom", 12.0),
        (10, "Gesamtausgaben", 16.0),
        (11, "zuwendungsfähige Ausgaben", 16.0),
        (12, "Förderquote", 10.0),
        (13, "Zuwendung Land", 16.0),
        (14, "Eigenanteil", 16.0),
        (15, "private Mittel", 16.0),
        (16, "sonstige öffentliche Mittel", 16.0),
    ];
    for (column, text, width) in SINGLE {
        sheet.merge_range(5, column, 6, column, text, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(5, REMARK, 6, REMARK, "Bemerkung", &formats.head)?;
    sheet.set_column_width(REMARK, 60)?;
    sheet.merge_range(5, 7, 5, 8, "Laufzeit", &formats.head)?;
    sheet.write_string_with_format(6, 7, "von", &formats.head)?;
    sheet.write_string_with_format(6, 8, "bis", &formats.head)?;
    sheet.merge_range(5, 17, 5, 22, "Mittel (Land)", &formats.head)?;
    for (column, year) in (17u16..).zip(YEARS) {
        sheet.write_string_with_format(6, column, year, &formats.head)?;
        sheet.set_column_width(column, 14)?;
    }
    sheet.set_freeze_panes(7, 3)?;
    Ok(())
}

fn record(sheet: &mut Worksheet, formats: &Formats, row: u32, project: &Row, money: &Money) -> Result<(), XlsxError> {
    let status = if project.text("belegt").is_empty() && project.text("ende").is_empty() {
        ""
    } else {
        Lifecycle::Ended.label()
    };
    let remark = [project.text("bemerkung"), &money.remark].join(" ");
    for (column, text) in [
        (1, project.text("nr")),
        (2, project.text("titel")),
        (3, project.text("traeger")),
        (4, project.text("partner")),
        (5, project.text("themenfeld")),
        (6, status),
        (REMARK, remark.trim()),
    ] {
        if !text.is_empty() {
            sheet.write_string(row, column, text)?;
        }
    }
    for (column, name) in [(7, "beginn"), (8, "ende"), (9, "bescheid")] {
        if let Ok(Some(day)) = project.some_day(name) {
            let day = ExcelDateTime::parse_from_str(&day.to_string())?;
            sheet.write_datetime_with_format(row, column, &day, &formats.day)?;
        }
    }
    if let Some(rate) = money.rate {
        sheet.write_number_with_format(row, RATE, f64::from(rate) / 10_000.0, &formats.rate)?;
    }
    for (column, cents) in cells(project, money) {
        if let Some(cents) = cents {
            sheet.write_number_with_format(row, column, euros(cents), &formats.money)?;
        }
    }
    Ok(())
}

/// The amounts of a row with their columns.
fn cells(project: &Row, money: &Money) -> Vec<(u16, Option<Cents>)> {
    // a published sum that is only known roughly keeps its precision: the list says nothing in its place
    let rough = !project.text("gesamt").trim_start_matches('>').is_empty() && project.text("genauigkeit") != "cent";
    let mut cells = vec![
        (10, money.total.filter(|_| !rough)),
        (11, money.eligible),
        (13, money.grant),
        (14, money.own),
        (15, money.private),
        (16, money.other),
    ];
    cells.extend((17u16..).zip(money.years.iter().copied()));
    cells
}

fn add(sums: &mut [Cents], project: &Row, money: &Money) {
    for (column, cents) in cells(project, money) {
        let sum = &mut sums[usize::from(column)];
        *sum = sum.checked_add(cents.unwrap_or_default()).unwrap_or(*sum);
    }
}

/// One header row above the years: what was requested, what was paid in which year, what is proven.
fn payments(sheet: &mut Worksheet, projects: &[Row], money: &[Money], up_to: Payments) -> Result<(), XlsxError> {
    let formats = Formats::new();
    sheet.set_name("Auszahlungen")?;
    let stand = format!("Stand: {}", up_to.day().format("%d.%m.%Y"));
    top(sheet, &formats, "Digitale Modellregionen NRW: Stand der Auszahlungen", &stand)?;
    let years: Vec<i32> = (FIRST_PAID..=up_to.year()).collect();
    let proven = 3 + u16::try_from(years.len()).unwrap_or(0);
    for (column, head, width) in [
        (0, OWN_NUMBER, 12),
        (1, "Projekttitel", 44),
        (2, "Mittelabruf", 16),
        (proven, "Ist-Ausgaben (nachgewiesen)", 18),
    ] {
        sheet.merge_range(5, column, 6, column, head, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    match proven {
        4 => sheet.write_string_with_format(5, 3, "ausgezahlt", &formats.head)?,
        after => sheet.merge_range(5, 3, 5, after - 1, "ausgezahlt", &formats.head)?,
    };
    for (column, year) in (3u16..).zip(&years) {
        sheet.write_string_with_format(6, column, year.to_string(), &formats.head)?;
        sheet.set_column_width(column, 16)?;
    }
    let mut row = 7;
    let mut sums = vec![Cents::ZERO; usize::from(proven) - 1];
    for money in money.iter().filter(|money| cases::listed(&money.number)) {
        let Some(project) = projects.iter().find(|project| project.text("nr") == money.number) else { continue };
        sheet.write_string(row, 0, project.text("nr"))?;
        sheet.write_string(row, 1, project.text("titel"))?;
        let Flow { requested, spent, .. } = money.flow(up_to);
        let paid = money.paid_in(up_to).into_iter().map(|(_, cents)| Some(cents));
        for ((column, sum), cents) in (2u16..).zip(&mut sums).zip([requested].into_iter().chain(paid).chain([spent])) {
            let Some(cents) = cents else { continue };
            sheet.write_number_with_format(row, column, euros(cents), &formats.money)?;
            *sum = sum.checked_add(cents).unwrap_or(*sum);
        }
        row += 1;
    }
    sheet.write_string_with_format(row, 0, "Insgesamt", &formats.group)?;
    for (column, sum) in (2u16..).zip(sums) {
        let span = format!("=SUM({}:{})", row_col_to_cell(7, column), row_col_to_cell(row - 1, column));
        total(sheet, &formats, row, column, &span, sum)?;
    }
    sheet.set_freeze_panes(7, 2)?;
    Ok(())
}
