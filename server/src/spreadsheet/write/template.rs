//! Empty lists to fill in, with headings that the importer knows.
use super::{DAY, EURO, PERCENT, TEXT, choice, heading, on_paper, put};
use crate::spreadsheet::workbook::Value;
use rust_xlsxwriter::{Format, FormatAlign, Workbook as Xlsx, Worksheet, XlsxError};
use std::ops::RangeInclusive;

/// So many rows are prepared for entries.
const ROWS: u32 = 500;
/// The row of the headings, from 0: title and day stand above.
const HEAD: u32 = 3;
const HINTS: &str = "Ausfüllhinweise";

/// A list to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// Projektliste.
    Projects,
    /// Finanzierungsplan, a row for each project.
    FinancingPlan,
    /// Mittelabruf, a row for each project.
    Draw,
    /// Belegliste of one project.
    Vouchers,
}

/// How the cells of a column are prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    Text,
    Long,
    Money,
    Rate,
    Day,
    Whole,
    Region,
    Status,
}

type Column = (&'static str, Cells);

impl Template {
    /// Every template.
    pub const ALL: [Self; 4] = [Self::Projects, Self::FinancingPlan, Self::Draw, Self::Vouchers];

    /// The word in addresses, and the file's name without its ending.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Projects => "projektliste",
            Self::FinancingPlan => "finanzierungsplan",
            Self::Draw => "mittelabruf",
            Self::Vouchers => "belegliste",
        }
    }

    /// The template with this word.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.slug() == slug)
    }

    fn title(self) -> &'static str {
        match self {
            Self::Projects => "Projektliste",
            Self::FinancingPlan => "Finanzierungsplan",
            Self::Draw => "Mittelabruf",
            Self::Vouchers => "Belegliste",
        }
    }

    fn columns(self) -> &'static [Column] {
        use Cells::{Day, Long, Money, Rate, Region, Status, Text, Whole};
        match self {
            Self::Projects => &[
                ("lfd. Nr.", Whole),
                ("Förderkennzeichen", Text),
                ("Region", Region),
                ("Projekttitel", Long),
                ("Zuwendungsempfänger", Long),
                ("Partner", Long),
                ("Handlungsfeld", Text),
                ("Status", Status),
                ("Ort", Text),
                ("Gemeindeschlüssel", Text),
                ("Bescheid vom", Day),
                ("Laufzeit von", Day),
                ("Laufzeit bis", Day),
                ("Gesamtausgaben in €", Money),
                ("zuwendungsfähige Ausgaben in €", Money),
                ("Förderquote in %", Rate),
                ("Zuwendung Land in €", Money),
                ("Eigenanteil in €", Money),
                ("private Mittel in €", Money),
                ("sonstige öffentliche Mittel in €", Money),
                ("ausgezahlt in €", Money),
                ("Kurzbeschreibung", Long),
                ("Bemerkung", Long),
            ],
            Self::FinancingPlan => &[
                ("Förderkennzeichen", Text),
                ("Projekttitel", Long),
                ("Gesamtausgaben in €", Money),
                ("zuwendungsfähige Ausgaben in €", Money),
                ("Förderquote in %", Rate),
                ("Zuwendung Land in €", Money),
                ("Eigenanteil in €", Money),
                ("private Mittel in €", Money),
                ("sonstige öffentliche Mittel in €", Money),
            ],
            Self::Draw => &[
                ("Förderkennzeichen", Text),
                ("Projekttitel", Long),
                ("Nr. des Abrufs", Whole),
                ("Abruf vom", Day),
                ("Zuwendung Land in €", Money),
                ("bisher ausgezahlt in €", Money),
                ("bisher verausgabt in €", Money),
                ("Mittelabruf in €", Money),
                ("Bemerkung", Long),
            ],
            Self::Vouchers => &[
                ("lfd. Nr.", Whole),
                ("Belegnummer", Text),
                ("Rechnungsdatum", Day),
                ("Zahlungsdatum", Day),
                ("Zahlungsempfänger", Long),
                ("Gegenstand", Long),
                ("Rechnungsbetrag in €", Money),
                ("tatsächlich gezahlt in €", Money),
                ("zuwendungsfähige Ausgaben in €", Money),
                ("nicht zuwendungsfähige MwSt in €", Money),
                ("Bemerkung", Long),
            ],
        }
    }

    /// What the sheet beside the list says.
    fn hints(self) -> &'static [&'static str] {
        match self {
            Self::Projects => &[
                "Je Projekt eine Zeile. Spalten, die Sie nicht brauchen, lassen Sie leer; ein leeres Feld ändert nichts.",
                "Der Stand oben auf dem Blatt ist der Tag, ab dem die Angaben gelten. Ohne Stand gelten sie ab dem Tag, an dem der Import übernommen wird.",
                "Beträge in vollen Euro und Cent (1.234,56), nicht in T€. Die Förderquote ist der Anteil an den zuwendungsfähigen Ausgaben.",
                "Beträge sagen, wie hoch die Summe am Stand ist, nicht was dazukommt. Unbekannte Beträge lassen Sie leer: 0 heißt null Euro.",
                "Ein Projekt wird an seinem Förderkennzeichen erkannt, ohne Kennzeichen an seinem Titel in der Region.",
            ],
            Self::FinancingPlan => &[
                "Je Projekt eine Zeile mit den Ausgaben und ihrer Finanzierung.",
                "Zuwendung, Eigenanteil, private und sonstige öffentliche Mittel ergeben zusammen die Gesamtausgaben.",
                "In den Spalten der Haushaltsjahre steht, wie viel von den Landesmitteln für das Jahr vorgesehen ist.",
                "Beträge in vollen Euro und Cent (1.234,56), nicht in T€. Ein leeres Feld ändert nichts.",
            ],
            Self::Draw => &[
                "Je Projekt eine Zeile mit dem Stand nach diesem Abruf.",
                "„Mittelabruf“ ist die Summe aller Abrufe des Projekts einschließlich dieses Abrufs, „ausgezahlt“ und „verausgabt“ sind die Summen seit Beginn.",
                "Der Stand oben auf dem Blatt ist der Tag, zu dem die Summen gelten.",
                "Beträge in vollen Euro und Cent (1.234,56), nicht in T€. Ein leeres Feld ändert nichts.",
            ],
            Self::Vouchers => &[
                "Je Beleg eine Zeile, je Projekt eine Datei. Das Förderkennzeichen tragen Sie oben auf dem Blatt ein.",
                "„tatsächlich gezahlt“ ist der Betrag nach Abzug von Skonto. Erstattungen tragen Sie mit Minus ein.",
                "Der Leitstand liest die Liste, rechnet die Summen und nennt, was auffällt. Er bucht keine einzelnen Belege.",
                "Bitte keine Angaben zu Personen wie Gehälter oder Namen von Beschäftigten eintragen.",
            ],
        }
    }
}

/// A list with rows as far as there are some: the template is the list without rows. A row has a value for each
/// column, also for the budget years that the financing plan has at its end. People choose from the words for regions
/// and states; where there are none, they type.
///
/// # Errors
/// What the writer refuses; a fault of ours.
pub fn template(
    template: Template,
    (regions, states): (&[String], &[String]),
    years: RangeInclusive<i32>,
    rows: &[Vec<Option<Value>>],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Xlsx::new();
    let mut columns: Vec<(String, Cells)> =
        template.columns().iter().map(|(title, cells)| ((*title).to_owned(), *cells)).collect();
    if template == Template::FinancingPlan {
        columns.extend(years.map(|year| (format!("Mittel {year} in €"), Cells::Money)));
    }
    let sheet = book.add_worksheet();
    sheet.set_name(template.title())?;
    top(sheet, template)?;
    let lists = hints(regions, states);
    for (column, (title, cells)) in (0u16..).zip(&columns) {
        prepare(sheet, column, title, *cells, &lists)?;
    }
    for (row, values) in (HEAD + 1..).zip(rows) {
        for ((column, value), (_, cells)) in (0u16..).zip(values).zip(&columns) {
            if let Some(value) = value {
                put(sheet, row, column, value, &cells.format())?;
            }
        }
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    on_paper(sheet, columns.iter().map(|(_, cells)| cells.width()).sum(), HEAD, Some((0, 0)))?;
    let notes = book.add_worksheet();
    notes.set_name(HINTS)?;
    notes.set_column_width(0, 110)?;
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let said = std::iter::once(format!("So füllen Sie die Liste „{}“ aus", template.title()))
        .chain(template.hints().iter().map(|hint| (*hint).to_owned()));
    for (row, text) in (0u32..).zip(said) {
        notes.write_string_with_format(row, 0, text, if row == 0 { &bold } else { &wrapped })?;
    }
    for (column, list) in lists.iter().filter_map(|list| Some((list.column, list.texts.as_ref()?))) {
        for (row, text) in (0u32..).zip(list) {
            notes.write_string(row, column, text)?;
        }
        notes.set_column_hidden(column)?;
    }
    book.save_to_buffer()
}

/// The texts of a drop-down, kept in a hidden column of the hints.
struct List {
    cells: Cells,
    column: u16,
    texts: Option<Vec<String>>,
}

fn hints(regions: &[String], states: &[String]) -> [List; 2] {
    let texts = |words: &[String]| (!words.is_empty()).then(|| words.to_vec());
    [
        List { cells: Cells::Region, column: 25, texts: texts(regions) },
        List { cells: Cells::Status, column: 27, texts: texts(states) },
    ]
}

impl Cells {
    fn format(self) -> Format {
        match self {
            Self::Text | Self::Region | Self::Status => Format::new().set_num_format(TEXT),
            Self::Long => Format::new().set_num_format(TEXT).set_text_wrap(),
            Self::Money => Format::new().set_num_format(EURO),
            Self::Rate => Format::new().set_num_format(PERCENT),
            Self::Day => Format::new().set_num_format(DAY),
            Self::Whole => Format::new(),
        }
    }

    fn width(self) -> u32 {
        match self {
            Self::Whole => 8,
            Self::Day | Self::Rate => 13,
            Self::Money => 18,
            Self::Text | Self::Region => 22,
            Self::Status => 28,
            Self::Long => 40,
        }
    }
}

fn top(sheet: &mut Worksheet, template: Template) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, template.title(), &bold)?;
    sheet.write_string(1, 0, "Stand: TT.MM.JJJJ")?;
    if template == Template::Vouchers {
        sheet.write_string(2, 0, "Förderkennzeichen:")?;
    }
    Ok(())
}

fn prepare(sheet: &mut Worksheet, column: u16, title: &str, cells: Cells, lists: &[List]) -> Result<(), XlsxError> {
    sheet.write_string_with_format(HEAD, column, title, &heading())?;
    sheet.set_column_width(column, cells.width())?;
    for row in HEAD + 1..=HEAD + ROWS {
        sheet.write_blank(row, column, &cells.format())?;
    }
    if let Some(list) = lists.iter().find(|list| list.cells == cells)
        && let Some(texts) = &list.texts
    {
        let letters = crate::spreadsheet::column_letters(u32::from(list.column));
        let range = format!("={HINTS}!${letters}$1:${letters}${}", texts.len());
        // a list may say what we do not know: the importer asks then
        let validation = choice(&range, title)?.set_error_style(rust_xlsxwriter::DataValidationErrorStyle::Warning);
        sheet.add_data_validation(HEAD + 1, column, HEAD + ROWS, column, &validation)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::{Limits, Mapping, Severity, Unit, understand};
    use chrono::NaiveDate;

    fn sample(template: Template) -> Vec<Vec<Option<Value>>> {
        let day = |text: &str| Value::Date(text.parse::<NaiveDate>().expect("a day").into());
        let columns = template.columns().len() + if template == Template::FinancingPlan { 3 } else { 0 };
        (0..2u32)
            .map(|row| {
                (0..columns)
                    .map(|column| {
                        let cells = template.columns().get(column).map_or(Cells::Money, |(_, cells)| *cells);
                        Some(match cells {
                            Cells::Whole => Value::Number(f64::from(row + 1)),
                            Cells::Money => Value::Number(f64::from(row + 1) * 1_000.25),
                            Cells::Rate => Value::Number(0.8),
                            Cells::Day => day(["2021-03-01", "2022-12-31"][row as usize]),
                            Cells::Region => Value::Text(["Aachen", "Ostwestfalen-Lippe"][row as usize].into()),
                            Cells::Status => Value::Text("läuft".into()),
                            Cells::Text | Cells::Long => Value::Text(format!("34.02.01-000{row}/20 {column}")),
                        })
                    })
                    .collect()
            })
            .collect()
    }

    fn made(kind: Template, rows: &[Vec<Option<Value>>]) -> Vec<u8> {
        template(kind, (&["Aachen".into(), "Ostwestfalen-Lippe".into()], &["läuft".into()]), 2021..=2023, rows)
            .expect("a workbook")
    }

    #[test]
    fn an_empty_template_holds_no_table() {
        for kind in Template::ALL {
            let read = understand("leer.xlsx", &made(kind, &[]), &Limits::default(), &Mapping::default());
            assert!(read.expect("readable").tables.is_empty(), "{}", kind.slug());
        }
    }

    #[test]
    fn a_filled_template_is_understood_wholly() {
        let fields = |kind: Template| -> Vec<&str> {
            match kind {
                Template::Projects => vec![
                    "-",
                    "project_number",
                    "region",
                    "title",
                    "recipient",
                    "partners",
                    "theme",
                    "status",
                    "place",
                    "municipality_key",
                    "approval_date",
                    "start_date",
                    "end_date",
                    "total_cost",
                    "eligible_cost",
                    "funding_rate",
                    "state_grant",
                    "own_share",
                    "private_cofunding",
                    "other_public",
                    "paid_out",
                    "summary",
                    "remark",
                ],
                Template::FinancingPlan => vec![
                    "project_number",
                    "title",
                    "total_cost",
                    "eligible_cost",
                    "funding_rate",
                    "state_grant",
                    "own_share",
                    "private_cofunding",
                    "other_public",
                    "year_amount",
                    "year_amount",
                    "year_amount",
                ],
                Template::Draw => {
                    vec!["project_number", "title", "-", "-", "state_grant", "paid_out", "spent", "requested", "remark"]
                }
                Template::Vouchers => {
                    vec!["-", "-", "-", "-", "-", "-", "-", "spent", "eligible_cost", "-", "remark"]
                }
            }
        };
        for kind in Template::ALL {
            let file = made(kind, &sample(kind));
            let tables = understand("voll.xlsx", &file, &Limits::default(), &Mapping::default()).expect("read").tables;
            assert_eq!(tables.len(), 1, "{}", kind.slug());
            let table = &tables[0];
            assert_eq!((table.header_rows.as_slice(), table.records.len()), (&[HEAD + 1][..], 2), "{}", kind.slug());
            let found: Vec<&str> =
                table.columns.iter().map(|column| column.field.map_or("-", |field| field.key())).collect();
            assert_eq!(found, fields(kind), "{}", kind.slug());
            for column in table.columns.iter().filter(|column| column.field.is_some_and(|f| f.kind().is_money())) {
                assert_eq!(column.unit, Some(Unit::Eur), "{}: {}", kind.slug(), column.header);
            }
            let errors: Vec<_> = table.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", kind.slug());
        }
    }
}
