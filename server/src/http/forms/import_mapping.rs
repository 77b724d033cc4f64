//! Forms about how a file is read: its headings and tables, its columns, and mappings saved under a name.
use crate::{
    http::{fields::Fields, pages::Page, routes::Routes},
    import::reread,
};
use app::{paths, text, ui::money};
use axum::{extract::Path, response::Response};
use entity::{
    import_run::{
        Summary, TableRead, Target, column,
        decide::decided,
        find::{Detail, detail},
        mapping::{ColumnDecision, Decisions, HeaderRows, LeaveOut},
        profile,
    },
    money::Cents,
    refusal::Refusal,
};

/// The forms about how a file is read.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/importe/{id}/datei", tables)
        .form("/importe/{id}/spalten", columns)
        .form("/importe/{id}/profil", save)
        .form("/importe/{id}/profil/loeschen", delete)
}

/// Says where headings are, and which tables nobody wants.
async fn tables(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = read_tables(&page, id, &fields).await;
    answer(&page, &paths::import_step(id, "datei"), &fields, done).await
}

async fn read_tables(page: &Page, id: i64, fields: &Fields) -> Result<String, Refusal> {
    let open = Open::of(page, id, fields).await?;
    let decisions = with_tables(&open.run.summary, open.decisions.clone(), fields)?;
    open.read_again(page, decisions).await
}

/// Says what columns mean, column by column or by a saved mapping.
async fn columns(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = read_columns(&page, id, &fields).await;
    answer(&page, &paths::import_step(id, "spalten"), &fields, done).await
}

async fn read_columns(page: &Page, id: i64, fields: &Fields) -> Result<String, Refusal> {
    let open = Open::of(page, id, fields).await?;
    let decisions = match fields.optional("profil") {
        Some(profile) => by_profile(page, id, profile).await?,
        None => with_columns(&open.run.summary, open.decisions.clone(), fields),
    };
    open.read_again(page, decisions).await
}

async fn by_profile(page: &Page, id: i64, profile: &str) -> Result<Decisions, Refusal> {
    let profile: i64 = profile.parse().map_err(|_| Refusal::NotFound)?;
    profile::decisions_of(&page.state.db, &page.who.actor, id, profile).await
}

/// Saves the decisions under a name.
async fn save(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let name = fields.get("name");
    let saved = profile::save(&page.state.db, &page.who.actor, page.who.now, id, version(&fields), name).await;
    let done = saved.map(|()| format!("Zuordnung „{name}“ gemerkt."));
    answer(&page, &paths::import_step(id, "spalten"), &fields, done).await
}

/// Deletes a saved mapping.
async fn delete(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = match fields.get("profil").parse() {
        Ok(profile) => profile::delete(&page.state.db, &page.who.actor, page.who.now, id, profile).await,
        Err(_) => Err(Refusal::NotFound),
    };
    let done =
        done.map(|()| "Die Zuordnung ist gelöscht. Importe, die sie benutzt haben, bleiben, wie sie sind.".into());
    answer(&page, &paths::import_step(id, "spalten"), &fields, done).await
}

async fn answer(page: &Page, address: &str, fields: &Fields, done: Result<String, Refusal>) -> Response {
    match done {
        Ok(notice) => page.done(address, &notice),
        Err(refusal) => page.refuse(refusal, address, fields).await,
    }
}

/// A form without version is refused as stale, not waved through.
fn version(fields: &Fields) -> Option<i32> {
    Some(fields.get("version").parse().unwrap_or(-1))
}

/// A run that somebody decides about.
struct Open {
    run: Detail,
    decisions: Decisions,
}

impl Open {
    /// A run about which the one who asks may decide, as the form knew it.
    async fn of(page: &Page, id: i64, fields: &Fields) -> Result<Self, Refusal> {
        let (db, actor) = (&page.state.db, &page.who.actor);
        let run = detail(db, actor, id).await?;
        let known = decided(db, actor, id).await?;
        known.may_decide?;
        if version(fields) != Some(run.version) {
            return Err(Refusal::Stale);
        }
        Ok(Self { run, decisions: known.decisions.unwrap_or_default() })
    }

    /// Reads the file with other decisions and says what came of it.
    async fn read_again(self, page: &Page, decisions: Decisions) -> Result<String, Refusal> {
        let (state, actor) = (&page.state, &page.who.actor);
        let id = self.run.line.id;
        let again = (id, Some(self.run.version));
        if !reread(&state.db, &state.clock, actor, &state.config.reading(), again, decisions).await? {
            state.wake.notify_one();
            return Ok("Die Datei wird mit der neuen Zuordnung gelesen.".into());
        }
        let run = detail(&state.db, actor, id).await?;
        Ok(format!("Neu gelesen: {}.", said(&self.run.summary, &run.summary)))
    }
}

/// From here on a sum is said in millions.
const MILLION: u64 = 100_000_000;

/// How many projects there are, and what they sum up to; beside it what it was before, where that was something else.
fn said(before: &Summary, after: &Summary) -> String {
    let records = |summary: &Summary| -> i64 {
        i64::try_from(summary.tables.iter().map(|table| table.records).sum::<usize>()).unwrap_or(i64::MAX)
    };
    let sum = |summary: &Summary, key: &str| summary.tables.iter().find_map(|table| table.sum(key));
    let was = |changed: bool, old: String| if changed { format!(" (bisher {old})") } else { String::new() };
    let (old, new) = (records(before), records(after));
    let mut parts = vec![format!("{}{}", text::count(new, "Projekt", "Projekte"), was(old != new, text::number(old)))];
    // the sums that changed, or else the grant's
    let keys = |summary: &Summary| -> Vec<String> {
        summary.tables.iter().flat_map(|table| table.sums.iter().map(|(key, _)| key.clone())).collect()
    };
    let mut all = keys(after);
    all.extend(keys(before));
    let mut seen = std::collections::HashSet::new();
    all.retain(|key| seen.insert(key.clone()));
    let changed: Vec<&String> = all.iter().filter(|key| sum(before, key) != sum(after, key)).collect();
    let shown: Vec<&String> = match changed.is_empty() {
        true => all.iter().filter(|key| *key == "state_grant").collect(),
        false => changed.into_iter().take(3).collect(),
    };
    parts.extend(shown.into_iter().map(|key| {
        let label = Target::from_key(key).map_or_else(|| key.clone(), Target::label);
        let amount = |cents: Option<Cents>| match cents {
            Some(cents) if cents.0.unsigned_abs() >= MILLION => money::short(cents),
            Some(cents) => cents.to_string(),
            None => "keine".to_owned(),
        };
        let (old, new) = (sum(before, key), sum(after, key));
        format!("Summe {label} {}{}", amount(new), was(old != new, amount(old)))
    }));
    parts.join(", ")
}

/// The choices of the form of columns, over the decisions so far.
fn with_columns(summary: &Summary, mut decisions: Decisions, fields: &Fields) -> Decisions {
    let mut changed = false;
    let typed = fields.values();
    for (index, table) in summary.tables.iter().enumerate() {
        for read in &table.columns {
            let key = format!("{index}.{}", read.letter);
            let chosen = |what: &str| typed.get(&format!("{what}.{key}")).map(|word| word.trim().to_owned());
            let Some(field) = chosen("feld") else { continue };
            let before = decisions.column(&table.sheet, table.header_row(), &read.letter).cloned();
            if field.is_empty() {
                changed |= before.is_some();
                decisions.columns.retain(|other| !other.is_about(&table.sheet, table.header_row(), &read.letter));
                continue;
            }
            let field = Some(field).filter(|field| field != app::imports::LEFT_OUT);
            let kind = field.as_deref().and_then(column::meaning_of).map_or(read.kind.as_str(), |meaning| meaning.kind);
            // what stands as it was shown is no decision, nor is what says nothing about the field
            let other = |what: &str, shown: &Option<String>| {
                chosen(what).filter(|word| !word.is_empty() && Some(word) != shown.as_ref())
            };
            let suits = |words: &[(&str, &str)], word: &String| words.iter().any(|(key, _)| key == word);
            let unit =
                other("einheit", &read.unit).filter(|unit| !column::is_unit(unit) || suits(column::units(kind), unit));
            let convention = other("schreibung", &read.convention)
                .filter(|way| !column::is_convention(way) || suits(column::conventions(kind), way));
            if field == read.field && unit.is_none() && convention.is_none() {
                continue;
            }
            changed = true;
            let decision = ColumnDecision {
                sheet: table.sheet.clone(),
                column: read.letter.clone(),
                header_row: table.header_row(),
                field,
                unit: unit.or_else(|| before.as_ref().and_then(|before| before.unit.clone())),
                convention: convention.or_else(|| before.as_ref().and_then(|before| before.convention.clone())),
            };
            decide(&mut decisions, decision);
        }
    }
    if changed {
        decisions.profile = None;
    }
    decisions
}

/// The newest decision counts: a field that an older one gave to another column of the table is taken from it.
fn decide(decisions: &mut Decisions, decision: ColumnDecision) {
    let same_table = |other: &ColumnDecision| {
        other.sheet == decision.sheet && (other.header_row.is_none() || other.header_row == decision.header_row)
    };
    decisions.columns.retain(|other| {
        let twice =
            other.field.is_some() && other.field == decision.field && decision.field.as_deref() != Some("year_amount");
        !(same_table(other) && (other.column == decision.column || twice))
    });
    decisions.columns.push(decision);
}

/// The answers of the form of tables, over the decisions so far.
fn with_tables(summary: &Summary, mut decisions: Decisions, fields: &Fields) -> Result<Decisions, Refusal> {
    let mut heads: Vec<Option<Vec<u32>>> = Vec::new();
    for index in 0..summary.tables.len() {
        heads.push(rows(fields.get(&format!("kopf.{index}")))?);
    }
    let mut sheets: Vec<&str> = summary.tables.iter().map(|table| table.sheet.as_str()).collect();
    sheets.dedup();
    for sheet in sheets {
        head_of_sheet(&mut decisions, summary, sheet, &heads);
    }
    let dropped = |index: &usize| !fields.get(&format!("dabei.{index}")).is_empty();
    let mut index = 0;
    decisions.leave_out.retain(|_| {
        index += 1;
        !dropped(&(index - 1))
    });
    for (index, table) in summary.tables.iter().enumerate() {
        if !fields.get(&format!("weglassen.{index}")).is_empty() {
            let head = heads.get(index).and_then(|rows| rows.as_ref()?.last().copied());
            decisions.leave_out.push(left(summary, table, head.or(table.header_row())));
        }
    }
    if let (Some(sheet), Some(rows)) = (fields.optional("blatt"), rows(fields.get("kopf.neu"))?) {
        decisions.header_rows.insert(sheet.to_owned(), HeaderRows::One(rows));
        decisions.leave_out.retain(|left| !matches!(left, LeaveOut::Sheet(name) if name == sheet));
    }
    decisions.profile = None;
    Ok(decisions)
}

/// A sheet with one table is left out as a whole, so that a saved mapping can say it of the next file.
fn left(summary: &Summary, table: &TableRead, head: Option<u32>) -> LeaveOut {
    let alone = summary.tables.iter().filter(|other| other.sheet == table.sheet).count() == 1;
    match head.filter(|_| !alone) {
        Some(header_row) => LeaveOut::Table { sheet: table.sheet.clone(), header_row },
        None => LeaveOut::Sheet(table.sheet.clone()),
    }
}

/// Takes over what was said about the headings of a sheet; where all fields are empty, they are found again.
fn head_of_sheet(decisions: &mut Decisions, summary: &Summary, sheet: &str, heads: &[Option<Vec<u32>>]) {
    let own = || summary.tables.iter().zip(heads).filter(|(table, _)| table.sheet == sheet);
    if own().all(|(_, rows)| rows.is_none()) {
        decisions.header_rows.remove(sheet);
        return;
    }
    if own().all(|(table, rows)| rows.as_ref().is_none_or(|rows| *rows == table.header_rows)) {
        return;
    }
    let tables = own().map(|(table, rows)| rows.clone().unwrap_or_else(|| table.header_rows.clone())).collect();
    decisions.header_rows.insert(sheet.to_owned(), HeaderRows::Many(tables));
    // decisions about columns go with their table
    for (table, rows) in own() {
        let (before, after) = (table.header_row(), rows.as_ref().and_then(|rows| rows.last().copied()));
        if after.is_some() {
            let moved =
                decisions.columns.iter_mut().filter(|column| column.sheet == sheet && column.header_row == before);
            moved.for_each(|column| column.header_row = after);
        }
    }
}

/// Rows as people write them: `7`, `7, 8`, `7–8`; none for an empty field.
fn rows(text: &str) -> Result<Option<Vec<u32>>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let short: String = text.chars().take(40).collect();
        let message = format!("„{short}“ sind keine Zeilen. Bitte Nummern angeben, zum Beispiel 7 oder 7–8.");
        Refusal::field("header_rows", "rows", message)
    };
    let mut rows = Vec::new();
    for part in text.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|row| (1..=1_048_576).contains(row));
        match part.split_once(['-', '–']) {
            Some((first, last)) => {
                let (first, last) = (number(first).ok_or_else(wrong)?, number(last).ok_or_else(wrong)?);
                if last < first || last - first >= 10 {
                    return Err(wrong());
                }
                rows.extend(first..=last);
            }
            None => rows.push(number(part).ok_or_else(wrong)?),
        }
    }
    rows.sort_unstable();
    rows.dedup();
    if rows.is_empty() || rows.len() > 10 { Err(wrong()) } else { Ok(Some(rows)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_people_write_them() {
        for (text, expected) in [("7", vec![7]), ("7, 8", vec![7, 8]), ("7–8", vec![7, 8]), ("9;7-8", vec![7, 8, 9])]
        {
            assert_eq!(rows(text).expect("rows"), Some(expected), "{text}");
        }
        assert_eq!(rows("").expect("nothing"), None);
        for bad in ["0", "sieben", "7–", "8-7", "1-4000000000", "-1", "99999999999", "1 2 3 4 5 6 7 8 9 10 11", ","] {
            assert!(rows(bad).is_err(), "{bad}");
        }
    }
}
