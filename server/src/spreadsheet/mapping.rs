//! What a person decided about the tables of a workbook; it counts more than what would be recognised.
use super::field::{Convention, Field, Unit};

/// What a person decided about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMapping {
    /// Name of the sheet.
    pub sheet: String,
    /// Column from 0.
    pub column: u32,
    /// Last header row of the table it is about, from 1; `None`: of every table of the sheet that has no decision of
    /// its own for this column.
    pub header_row: Option<u32>,
    /// Its meaning; `None`: it has none. No other column of the table then gets this meaning by itself.
    pub field: Option<Field>,
    /// Its unit, where it is not what the file says. A unit that does not suit the field's kind counts for nothing.
    pub unit: Option<Unit>,
    /// How its amounts or days are written, where it is not what the cells say. One that does not suit the field's
    /// kind counts for nothing.
    pub convention: Option<Convention>,
}

/// Decisions that override what the recogniser would find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Meanings, units and conventions of columns.
    pub columns: Vec<ColumnMapping>,
    /// Header rows of a table by sheet name, one entry per table: a sheet that is named has these tables and no others.
    pub header_rows: Vec<(String, Vec<u32>)>,
    /// Tables nobody wants: sheet name and last header row; row 0 stands for every table of the sheet.
    pub left_out: Vec<(String, u32)>,
}

impl Mapping {
    /// The decision about a column: one about this very table before one about the sheet.
    pub(super) fn column(&self, sheet: &str, header_row: u32, column: u32) -> Option<&ColumnMapping> {
        let about = |wanted: Option<u32>| {
            self.columns
                .iter()
                .find(|mapping| mapping.sheet == sheet && mapping.column == column && mapping.header_row == wanted)
        };
        about(Some(header_row)).or_else(|| about(None))
    }

    /// The header rows of each table of a sheet, top to bottom; `None` where nobody decided.
    pub(super) fn header_rows(&self, sheet: &str) -> Option<Vec<Vec<u32>>> {
        let mut tables: Vec<Vec<u32>> =
            self.header_rows.iter().filter(|(name, _)| name == sheet).map(|(_, rows)| rows.clone()).collect();
        for rows in &mut tables {
            rows.sort_unstable();
            rows.dedup();
        }
        tables.sort_unstable();
        tables.dedup();
        (!tables.is_empty()).then_some(tables)
    }

    /// Whether a table is left out.
    pub(super) fn leaves_out(&self, sheet: &str, header_row: u32) -> bool {
        self.left_out.iter().any(|(name, row)| name == sheet && (*row == header_row || *row == 0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Limits, Read, Table, understand};
    use super::*;
    use entity::money::Cents;

    const LISTS: &str = "Az.;Projekt;Zuwendung in T€;Beginn\n\
        A-1;Eins;1.200;01/02/2020\n\
        A-2;Zwei;300;03/04/2020\n\
        \n\
        Aktenzeichen;Titel;Landesmittel in T€;Start\n\
        B-1;Drei;5,250;05/06/2021\n\
        B-2;Vier;700;06/07/2021\n";

    fn tables(mapping: &Mapping) -> Vec<Table> {
        understand("liste.csv", LISTS.as_bytes(), &Limits::default(), mapping).expect("readable").tables
    }

    fn decision(column: u32, field: Option<Field>) -> ColumnMapping {
        ColumnMapping { sheet: "liste".into(), column, header_row: None, field, unit: None, convention: None }
    }

    fn sums(tables: &[Table], key: &str) -> Vec<Option<Cents>> {
        tables.iter().map(|table| table.sums.get(key).copied()).collect()
    }

    #[test]
    fn field_and_unit_are_overruled() {
        let total = ColumnMapping { unit: Some(Unit::Eur), ..decision(2, Some(Field::TotalCost)) };
        let found = tables(&Mapping { columns: vec![total], ..Mapping::default() });
        assert_eq!(sums(&found, "total_cost"), [Some(Cents(150_000)), Some(Cents(70_525))]);
        assert_eq!(sums(&found, "state_grant"), [None, None]);
        let none = tables(&Mapping { columns: vec![decision(2, None)], ..Mapping::default() });
        assert_eq!((none[0].columns[2].field, none[0].columns[2].kind), (None, Kind::Money));
    }

    #[test]
    fn a_meaning_given_to_a_column_is_taken_from_the_others() {
        let found = tables(&Mapping { columns: vec![decision(0, Some(Field::Title))], ..Mapping::default() });
        let fields: Vec<Option<Field>> = found[0].columns.iter().map(|column| column.field).collect();
        assert_eq!(fields, [Some(Field::Title), None, Some(Field::StateGrant), Some(Field::StartDate)]);
    }

    #[test]
    fn the_way_of_writing_is_overruled_for_one_table_only() {
        let english = ColumnMapping {
            header_row: Some(5),
            convention: Some(Convention::English),
            ..decision(2, Some(Field::StateGrant))
        };
        let month = ColumnMapping { convention: Some(Convention::MonthFirst), ..decision(3, Some(Field::StartDate)) };
        let found = tables(&Mapping { columns: vec![english, month], ..Mapping::default() });
        assert_eq!(sums(&found, "state_grant"), [Some(Cents(150_000_000)), Some(Cents(595_000_000))]);
        let conventions: Vec<_> = found.iter().map(|table| table.columns[2].convention).collect();
        assert_eq!(conventions, [Some(Convention::German), Some(Convention::English)]);
        for (table, day) in found.iter().zip(["2020-01-02", "2021-05-06"]) {
            assert_eq!(table.columns[3].convention, Some(Convention::MonthFirst));
            assert!(matches!(
                table.reading(&table.records[0], Field::StartDate).map(|reading| &reading.value),
                Some(Read::Date { day: read, exact: true }) if read.to_string() == day
            ));
        }
    }

    #[test]
    fn what_does_not_suit_the_field_counts_for_nothing() {
        let odd = ColumnMapping {
            unit: Some(Unit::Percent),
            convention: Some(Convention::MonthFirst),
            ..decision(2, Some(Field::StateGrant))
        };
        let found = tables(&Mapping { columns: vec![odd], ..Mapping::default() });
        assert_eq!(found[0].columns[2].unit, Some(Unit::Teur));
        assert_eq!(found[0].columns[2].convention, Some(Convention::German));
    }

    #[test]
    fn header_rows_are_given_and_tables_left_out() {
        let one = Mapping { header_rows: vec![("liste".into(), vec![1])], ..Mapping::default() };
        let found = tables(&one);
        assert_eq!(found.iter().map(|table| table.header_rows.clone()).collect::<Vec<_>>(), [vec![1]]);
        assert!(found[0].last_row > 5, "no heading ends the table");
        let two = Mapping {
            header_rows: vec![("liste".into(), vec![5]), ("liste".into(), vec![1])],
            left_out: vec![("liste".into(), 5)],
            ..Mapping::default()
        };
        let found = tables(&two);
        assert_eq!(found.iter().map(|table| table.header_rows.clone()).collect::<Vec<_>>(), [vec![1]]);
        assert_eq!(found[0].last_row, 3, "a table that is left out still ends the one above");
        assert!(tables(&Mapping { left_out: vec![("liste".into(), 0)], ..Mapping::default() }).is_empty());
    }
}
