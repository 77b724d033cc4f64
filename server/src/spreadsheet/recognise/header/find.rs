//! Where headings stand on a sheet: rows of known words, or of words over numbers.
use super::super::super::Field;
use super::super::super::dates::{Order, TypedDay, typed_day};
use super::super::super::limits::{Exceeded, Watch};
use super::super::super::terms;
use super::super::super::workbook::{Cell, Row, Sheet, Value};
use super::super::body::names_total;
use super::super::look::{Look, Merges, is_year, look};
use super::{Header, Looked, SAMPLE, build, with_columns};
use std::collections::{HashMap, HashSet};

/// All headings of a sheet, top to bottom, left to right.
pub(in super::super) fn find(sheet: &Sheet, merges: &Merges<'_>, watch: &Watch) -> Result<Vec<Header>, Exceeded> {
    let looked = Looked::at(sheet, watch)?;
    let mut headers: Vec<Header> = Vec::new();
    let mut taken: HashSet<u32> = HashSet::new();
    let mut known: HashMap<&str, bool> = HashMap::new();
    for (position, row) in sheet.rows.iter().enumerate() {
        watch.step()?;
        if taken.contains(&row.number) || !is_candidate(row, &looked.looks[position], &mut known) {
            continue;
        }
        let side_by_side = runs(row, merges);
        // "Bewilligungen 2020" and "Bewilligungen 2021" are titles of two tables whose headings stand below
        let below = sheet.rows.get(position + 1).filter(|below| below.number == row.number + 1);
        if let ([_], Some(below)) = (side_by_side.as_slice(), below)
            && row.cells.len() > 1
            && row.cells.len() == runs(below, merges).len()
            && is_candidate(below, &looked.looks[position + 1], &mut known)
        {
            continue;
        }
        for run in side_by_side {
            let Some(header) = build(&looked, merges, position, run, watch)? else { continue };
            // the heading again, at the top of a printed page, opens no new table
            let again = headers
                .iter()
                .rev()
                .find(|above| above.overlaps(&header))
                .is_some_and(|above| above.is_again(sheet, row));
            if !again {
                taken.extend(&header.rows);
                headers.push(header);
            }
        }
    }
    // where nothing is known, the first row of words has the first claim
    let mut anywhere = headers.is_empty();
    let mut unknown: Vec<Header> = Vec::new();
    for position in 0..sheet.rows.len() {
        watch.step()?;
        let row = sheet.rows[position].number;
        if taken.contains(&row)
            || !(anywhere || begins(sheet, position))
            || !is_words(&sheet.rows[position], &looked.looks[position])
        {
            continue;
        }
        let found = words_over_numbers(sheet, position, anywhere);
        anywhere = false;
        let Some((first, last)) = found else { continue };
        let header = with_columns(sheet, merges, vec![row], first, last, watch)?;
        let above = headers.iter().chain(&unknown).filter(|above| above.last_row() < row);
        let above = above.filter(|above| above.overlaps(&header)).max_by_key(|above| above.last_row());
        if above.is_none_or(|above| !above.is_again(sheet, &sheet.rows[position])) {
            unknown.push(header);
        }
    }
    headers.extend(unknown);
    headers.sort_by_key(|header| (header.first_row(), header.first_column()));
    Ok(headers)
}

/// A row with several known headings and nothing that is data. Texts occur again and again and are looked up once.
fn is_candidate<'a>(row: &'a Row, looks: &[Look], known: &mut HashMap<&'a str, bool>) -> bool {
    if row.cells.len() < 2
        || row.cells.iter().any(|cell| matches!(cell.value, Value::Date(_) | Value::Error(_) | Value::Uncached))
    {
        return false;
    }
    // "Förderkennzeichen: DMR-7" is a line of a form
    if row.cells.len() == 2 && row.cells[0].text().is_some_and(|text| text.trim_end().ends_with(':')) {
        return false;
    }
    let span = |cell: &Cell, look: Look| look.is_data() && cell.text().is_some_and(is_span);
    if row.cells.iter().zip(looks).any(|(cell, look)| look.is_data() && !span(cell, *look)) {
        return false;
    }
    let years = row.cells.iter().zip(looks).filter(|(cell, look)| **look == Look::Year || span(cell, **look)).count();
    let texts = || row.cells.iter().filter_map(Cell::text);
    let is_known = |text: &&'a str| *known.entry(text).or_insert_with(|| terms::known(text) || yearly(text));
    let known = texts().filter(is_known).count();
    let unknown = texts().count() - known.min(texts().count());
    (known >= 2 && known * 3 >= unknown + known) || (known >= 1 && years >= 2 && unknown <= 2)
}

/// "1. Quartal 2022", "ab 2025", "2021–2023", "2024 €": a span that headings name, with its year, and never to the day.
pub(super) fn is_span(text: &str) -> bool {
    // "2024 €", "2024 in TEUR"
    if text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_digit())
        && terms::year_in(text).is_some_and(|(_, words)| words.is_empty())
        && terms::unit_in(text).is_some()
    {
        return true;
    }
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let years = digits.iter().filter(|digits| digits.parse::<f64>().is_ok_and(is_year)).count();
    let words = text.chars().filter(|c| c.is_alphabetic()).count();
    let day = matches!(typed_day(text, Order::DayFirst), TypedDay::Day(_) | TypedDay::Impossible);
    let short = text.chars().count() <= 40 && digits.len() <= 2;
    short && !day && years > 0 && (words > 0 || years == 2) && !text.contains(['€', '%'])
}

fn yearly(text: &str) -> bool {
    text.len() < 60 && terms::year_in(text).is_some_and(|(_, others)| terms::names_years(&others))
}

/// Runs of heading cells; a gap separates two tables when each side names projects of its own.
fn runs(row: &Row, merges: &Merges<'_>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for cell in &row.cells {
        let end = merges.at(row.number, cell.column).map_or(cell.column, |area| area.last_column.max(cell.column));
        match runs.last_mut() {
            Some((_, last)) if cell.column <= *last + 1 => *last = end.max(*last),
            _ => runs.push((cell.column, end)),
        }
    }
    let fields = |(first, last): (u32, u32)| -> Vec<Option<Field>> {
        row.cells
            .iter()
            .filter(|cell| (first..=last).contains(&cell.column))
            .filter_map(Cell::text)
            .filter_map(|text| terms::meanings(&[text]).into_iter().next())
            .filter(|meaning| meaning.score >= terms::THRESHOLD)
            .map(|meaning| meaning.field)
            .filter(Option::is_some)
            .collect()
    };
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for run in runs {
        if let Some(before) = joined.last_mut() {
            let (left, right) = (fields(*before), fields(run));
            let twice = right.len() >= 2 && left.len() >= 2 && right.iter().any(|field| left.contains(field));
            if !twice {
                before.1 = run.1;
                continue;
            }
        }
        joined.push(run);
    }
    joined
}
/// At least three words side by side, all of them short.
fn is_words(row: &Row, looks: &[Look]) -> bool {
    row.cells.len() >= 3
        && row.cells.windows(2).all(|pair| pair[0].column + 1 == pair[1].column)
        && row.cells.iter().zip(looks).all(|(cell, look)| *look == Look::Words && cell.raw().chars().count() <= 120)
}

/// Whether something new begins with a row: it stands below a gap, a lone title or a sum.
fn begins(sheet: &Sheet, position: usize) -> bool {
    let above = position.checked_sub(1).and_then(|above| sheet.rows.get(above));
    above.is_none_or(|above| {
        let sum = || above.cells.iter().filter_map(Cell::text).any(names_total);
        above.number + 1 < sheet.rows[position].number || above.cells.len() == 1 || sum()
    })
}

/// First and last column of a row of words, where at least two columns below it hold numbers. Where it is the only one
/// that can be a heading, one column is enough, and rows below a gap count as well.
fn words_over_numbers(sheet: &Sheet, position: usize, only: bool) -> Option<(u32, u32)> {
    let row = &sheet.rows[position];
    let mut before = row.number;
    let below: Vec<&Row> = sheet.rows[position + 1..]
        .iter()
        .take(SAMPLE)
        .take_while(|below| {
            let joined = only || below.number == before + 1;
            before = below.number;
            joined
        })
        .collect();
    let filled = below.iter().filter(|below| below.cells.len() * 2 >= row.cells.len()).count();
    let numbers = row.cells.iter().filter(|heading| {
        let values = below.iter().filter_map(|row| row.cell(heading.column));
        let (all, amounts) =
            values.fold((0, 0), |(all, amounts), cell| (all + 1, amounts + usize::from(look(cell).is_data())));
        all >= 2 && amounts * 5 >= all * 4
    });
    let enough = numbers.count() >= if only { 1 } else { 2 };
    (enough && filled >= 2 && filled * 3 >= below.len() * 2)
        .then_some((row.cells.first()?.column, row.cells.last()?.column))
}
