//! What money is given for, in lists that have no other title.
use super::super::field::{Field, Kind};
use super::super::terms::Voucher;
use super::super::workbook::{Cell, Sheet};
use super::body::Body;
use super::columns::Planned;
use std::collections::HashSet;

/// How sure such a title is.
const SURE: f32 = 0.7;
/// So many records are looked at.
const SAMPLE: usize = 300;

/// Where nothing is a voucher's and nothing else plainly a title, "Verwendungszweck" and "Fördergegenstand" are the title,
/// as long as they hardly ever say the same.
pub(super) fn settle(sheet: &Sheet, body: &Body, plan: &mut [Planned]) {
    let title = |planned: &Planned| planned.column.field == Some(Field::Title);
    if plan.iter().any(|planned| planned.voucher == Voucher::Yes || title(planned) && !planned.aside) {
        return;
    }
    let purpose = |planned: &Planned| {
        planned.voucher == Voucher::Purpose
            && planned.column.kind == Kind::Text
            && differs(sheet, body, planned.column.index)
    };
    let Some(found) = plan.iter().position(purpose) else { return };
    plan.iter_mut().filter(|planned| title(planned)).for_each(|planned| planned.column.field = None);
    plan[found].column.field = Some(Field::Title);
    plan[found].column.confidence = SURE;
}

/// Whether most cells of a column say something else than those before.
fn differs(sheet: &Sheet, body: &Body, column: u32) -> bool {
    let cells = body.records.iter().take(SAMPLE).filter_map(|row| sheet.cell(*row, column));
    let texts: Vec<&str> = cells.filter_map(Cell::text).map(str::trim).collect();
    let distinct: HashSet<&str> = texts.iter().copied().collect();
    distinct.len() * 2 > texts.len()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Limits, Mapping, understand};
    use super::*;

    #[test]
    fn what_money_is_given_for_is_the_title_where_nothing_else_is() {
        let second = |csv: &str| {
            let understood = understand("liste.csv", csv.as_bytes(), &Limits::default(), &Mapping::default());
            let tables = understood.map(|understood| understood.tables).unwrap_or_default();
            tables[0].columns[1].field
        };
        let rows = "A-1;Spielplatz;1,50\nA-2;Radweg;2,50\nA-3;Brücke;3,50\n";
        for purpose in ["Verwendungszweck", "Fördergegenstand", "Thema"] {
            assert_eq!(second(&format!("Az.;{purpose};Zuwendung\n{rows}")), Some(Field::Title), "{purpose}");
        }
        let same = "A-1;Radweg;1,50\nA-2;Radweg;2,50\nA-3;Radweg;3,50\nA-4;Radweg;4,50\n";
        assert_eq!(second(&format!("Az.;Fördergegenstand;Zuwendung\n{same}")), Some(Field::Theme));
        let voucher = "Rechnungsnr.;Verwendungszweck;Rechnungsbetrag\n".to_owned() + rows;
        assert_eq!(second(&voucher), None);
    }
}
