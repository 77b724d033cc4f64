//! What a person decided about the tables and columns of a file; it counts more than what the reader would find.
use super::column;
use crate::refusal::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Decisions about the tables and columns of a file, as they are stored with its run and as the JSON interface takes
/// them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Header rows, from 1, by sheet: a sheet that is named has these tables and no others.
    #[serde(default)]
    pub header_rows: BTreeMap<String, HeaderRows>,
    /// Sheets and tables that nobody wants.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    /// What columns mean.
    #[serde(default)]
    pub columns: Vec<ColumnDecision>,
    /// The name of the saved mapping that these come from, where nobody decided anything else since.
    #[serde(default)]
    pub profile: Option<String>,
}

/// The header rows of a sheet's only table, or of each of its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HeaderRows {
    /// Of its only table.
    One(Vec<u32>),
    /// Of each of its tables.
    Many(Vec<Vec<u32>>),
}

impl HeaderRows {
    /// The header rows of each table.
    #[must_use]
    pub fn tables(&self) -> Vec<Vec<u32>> {
        match self {
            Self::One(rows) => vec![rows.clone()],
            Self::Many(tables) => tables.clone(),
        }
    }
}

/// What is not to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LeaveOut {
    /// A whole sheet.
    Sheet(String),
    /// One table of a sheet, named by its last header row.
    Table {
        /// The sheet.
        sheet: String,
        /// The last row of its heading, from 1.
        header_row: u32,
    },
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDecision {
    /// The sheet.
    pub sheet: String,
    /// Letters of the column.
    pub column: String,
    /// The last header row of the table it is about; none for every table of the sheet.
    #[serde(default)]
    pub header_row: Option<u32>,
    /// The field's word; none for a column that is not taken over.
    #[serde(default)]
    pub field: Option<String>,
    /// The unit's word, where it is not what the file says.
    #[serde(default)]
    pub unit: Option<String>,
    /// The word of the way of writing, where it is not what the cells say.
    #[serde(default)]
    pub convention: Option<String>,
}

impl ColumnDecision {
    /// Whether it is about this column of a table.
    #[must_use]
    pub fn is_about(&self, sheet: &str, header_row: Option<u32>, column: &str) -> bool {
        self.sheet == sheet && self.column == column && (self.header_row.is_none() || self.header_row == header_row)
    }
}

/// So many decisions about columns are far more than a workbook of people has.
const MOST_COLUMNS: usize = 2_000;
const MOST_TABLES: usize = 200;
const LONGEST_NAME: usize = 255;
const MOST_HEADER_ROWS: usize = 10;
const LAST_ROW: u32 = 1_048_576;

impl Decisions {
    /// As stored with a run. Never `{}`: that is a run about which nobody decided.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Decisions as a program or a person writes them down; the sentence says what is wrong.
    ///
    /// # Errors
    /// A German sentence for a text that is no such JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| {
            format!(
                "Die Zuordnung ist kein JSON der erwarteten Form (Zeile {}, Spalte {}).",
                error.line(),
                error.column()
            )
        };
        // a list would be taken for the fields in their order
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(wrong)?;
        let decisions: Self = serde_json::from_value(object.into()).map_err(|error| {
            let said: String = error.to_string().chars().filter(|c| !c.is_control()).take(120).collect();
            format!("Die Zuordnung hat nicht die erwartete Form: {said}.")
        })?;
        // which saved mapping it comes from is not for others to say
        Ok(Self { profile: None, ..decisions })
    }

    /// What is stored with a run; none where nobody decided.
    #[must_use]
    pub fn of(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok().filter(|_| stored.trim() != "{}")
    }

    /// The decision about a column, if there is one.
    #[must_use]
    pub fn column(&self, sheet: &str, header_row: Option<u32>, column: &str) -> Option<&ColumnDecision> {
        let about = || self.columns.iter().filter(|decision| decision.is_about(sheet, header_row, column));
        // one about this very table before one about the sheet
        about().find(|decision| decision.header_row.is_some()).or_else(|| about().next())
    }

    /// Whether a whole sheet is left out.
    #[must_use]
    pub fn leaves_out(&self, sheet: &str) -> bool {
        self.leave_out.iter().any(|left| matches!(left, LeaveOut::Sheet(name) if name == sheet))
    }

    /// What is wrong with them; nothing where they can be followed.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let sheets = self.header_rows.keys().chain(self.leave_out.iter().map(|left| match left {
            LeaveOut::Sheet(sheet) | LeaveOut::Table { sheet, .. } => sheet,
        }));
        let mut names = sheets.chain(self.columns.iter().map(|decision| &decision.sheet));
        if names.any(|name| name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\0')) {
            errors.push(FieldError::new("columns", "sheet", "Den Namen eines Blattes gibt es so nicht."));
        }
        let tables = self.header_rows.values().flat_map(HeaderRows::tables);
        let good_rows = |rows: Vec<u32>| {
            (1..=MOST_HEADER_ROWS).contains(&rows.len()) && rows.iter().all(|row| (1..=LAST_ROW).contains(row))
        };
        if self.header_rows.len() > MOST_TABLES || !tables.into_iter().all(good_rows) {
            let message = "Kopfzeilen sind die Nummern von einer bis zehn Zeilen, zum Beispiel 7 oder 7, 8.";
            errors.push(FieldError::new("header_rows", "rows", message));
        }
        if self.leave_out.len() > MOST_TABLES {
            errors.push(FieldError::new("leave_out", "too_many", "So viele Tabellen hat keine Datei."));
        }
        if self.columns.len() > MOST_COLUMNS {
            errors.push(FieldError::new("columns", "too_many", "So viele Spalten hat keine Liste."));
        }
        errors.extend(self.columns.iter().take(MOST_COLUMNS).filter_map(wrong));
        errors.extend(self.twice());
        errors.truncate(20);
        errors
    }

    /// A field that two columns of one table are said to have.
    fn twice(&self) -> Option<FieldError> {
        let mut seen = BTreeMap::new();
        self.columns.iter().take(MOST_COLUMNS).find_map(|decision| {
            // years are told apart by their headings
            let field = decision.field.as_deref().filter(|field| *field != "year_amount")?;
            let first = seen.insert((&decision.sheet, decision.header_row, field), &decision.column)?;
            let label = column::meaning_of(field).map_or(field, |meaning| meaning.label);
            let message = format!(
                "Spalte {first} und Spalte {}: Beide sollen „{label}“ sein. Bitte nur eine so zuordnen.",
                decision.column
            );
            Some(FieldError::new("columns", "twice", message))
        })
    }
}

/// What is wrong with the decision about a column.
fn wrong(decision: &ColumnDecision) -> Option<FieldError> {
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(40).collect::<String>();
    let error = |code, what: String| {
        Some(FieldError::new("columns", code, format!("Spalte {}: {what}", short(&decision.column))))
    };
    if column::number_of(&decision.column).is_none() {
        return error("column", "Eine solche Spalte gibt es nicht.".into());
    }
    if let Some(field) = decision.field.as_deref().filter(|field| column::meaning_of(field).is_none()) {
        return error("field", format!("Das Feld „{}“ gibt es nicht. Bitte ein Feld der Liste wählen.", short(field)));
    }
    if let Some(unit) = decision.unit.as_deref().filter(|unit| !column::is_unit(unit)) {
        return error("unit", format!("Die Einheit „{}“ gibt es nicht. Bitte eine der Liste wählen.", short(unit)));
    }
    if let Some(way) = decision.convention.as_deref().filter(|way| !column::is_convention(way)) {
        return error(
            "convention",
            format!("Die Schreibweise „{}“ gibt es nicht. Bitte eine der Liste wählen.", short(way)),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(column: &str, field: Option<&str>) -> ColumnDecision {
        ColumnDecision {
            sheet: "Liste".into(),
            column: column.into(),
            header_row: None,
            field: field.map(str::to_owned),
            unit: None,
            convention: None,
        }
    }

    #[test]
    fn the_words_of_the_interface_are_read() {
        let text = r#"{"header_rows": {"Liste": [7, 8], "Zwei": [[1], [20]]}, "leave_out": ["Alt", {"sheet": "Liste", "header_row": 40}],
            "columns": [{"sheet": "Liste", "column": "F", "field": "state_grant", "unit": "TEUR", "convention": "english"}]}"#;
        let read: Decisions = serde_json::from_str(text).expect("decisions");
        assert_eq!(read.errors(), []);
        assert_eq!(Decisions::of(&read.stored()).as_ref(), Some(&read));
        assert_eq!(Decisions::of("{}"), None);
        assert_eq!(Decisions::of(&Decisions::default().stored()), Some(Decisions::default()));
        assert!(read.leaves_out("Alt") && !read.leaves_out("Liste"));
        assert!(serde_json::from_str::<Decisions>(r#"{"colums": []}"#).is_err());
    }

    #[test]
    fn nonsense_is_named() {
        let of = |columns: Vec<ColumnDecision>| Decisions { columns, ..Decisions::default() };
        let codes = |decisions: Decisions| decisions.errors().iter().map(|error| error.code).collect::<Vec<_>>();
        assert_eq!(codes(of(vec![decision("F", Some("geld"))])), ["field"]);
        assert_eq!(codes(of(vec![decision("1", None)])), ["column"]);
        assert_eq!(codes(of(vec![ColumnDecision { unit: Some("DM".into()), ..decision("F", None) }])), ["unit"]);
        assert_eq!(codes(of(vec![decision("F", Some("title")), decision("G", Some("title"))])), ["twice"]);
        assert_eq!(codes(of(vec![decision("F", Some("year_amount")), decision("G", Some("year_amount"))])), [""; 0]);
        for rows in [vec![], vec![0], vec![2_000_000], vec![1; 11]] {
            let header_rows = BTreeMap::from([("Liste".to_owned(), HeaderRows::One(rows))]);
            assert_eq!(codes(Decisions { header_rows, ..Decisions::default() }), ["rows"]);
        }
        let many = vec![decision("A", None); MOST_COLUMNS + 1];
        assert_eq!(codes(of(many)), ["too_many"]);
    }
}
