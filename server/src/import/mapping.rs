//! Decisions about a file, as the recogniser takes them.
use crate::spreadsheet::{ColumnMapping, Convention, Field, Mapping, Unit};
use entity::import_run::{
    column,
    mapping::{Decisions, LeaveOut},
};

/// The same decisions for the recogniser. Words that it does not know decide nothing.
pub fn mapping(decisions: &Decisions) -> Mapping {
    let rows = decisions.header_rows.iter();
    Mapping {
        columns: decisions
            .columns
            .iter()
            .filter_map(|decision| {
                Some(ColumnMapping {
                    sheet: decision.sheet.clone(),
                    column: column::number_of(&decision.column)?,
                    header_row: decision.header_row,
                    field: match decision.field.as_deref() {
                        Some(key) => Some(Field::from_key(key)?),
                        None => None,
                    },
                    unit: decision.unit.as_deref().and_then(Unit::from_key),
                    convention: decision.convention.as_deref().and_then(Convention::from_key),
                })
            })
            .collect(),
        header_rows: rows
            .flat_map(|(sheet, rows)| rows.tables().into_iter().map(|rows| (sheet.clone(), rows)))
            .collect(),
        left_out: decisions
            .leave_out
            .iter()
            .map(|left| match left {
                LeaveOut::Sheet(sheet) => (sheet.clone(), 0),
                LeaveOut::Table { sheet, header_row } => (sheet.clone(), *header_row),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_choose_from_exactly_what_the_recogniser_knows() {
        for field in Field::all() {
            let meaning = column::meaning_of(field.key()).unwrap_or_else(|| panic!("{} cannot be chosen", field.key()));
            assert_eq!((meaning.label, meaning.kind), (field.label(), field.kind().key()), "{}", field.key());
            for unit in Unit::ALL {
                let offered = column::units(meaning.kind).iter().any(|(key, _)| *key == unit.key());
                assert_eq!(offered, unit.suits(field.kind()), "{} in {}", field.key(), unit.key());
            }
            for convention in Convention::ALL {
                let offered = column::conventions(meaning.kind).iter().any(|(key, _)| *key == convention.key());
                assert_eq!(offered, convention.suits(field.kind()), "{} in {}", field.key(), convention.key());
            }
        }
        assert_eq!(Field::all().count(), column::MEANINGS.len());
    }
}
