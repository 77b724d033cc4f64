//! What a mapping looks like from outside; [`entity::import_run::mapping::Decisions`] reads it.
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What the tables and columns of a file mean.
#[derive(Debug, ToSchema)]
#[schema(example = json!({
    "header_rows": {"Projektliste": [7, 8]},
    "leave_out": ["Altbestand"],
    "columns": [{"sheet": "Projektliste", "column": "F", "field": "state_grant", "unit": "TEUR", "convention": "german"}]
}))]
pub struct Mapping {
    /// Header rows from 1 by sheet, of its only table; a list of such lists where a sheet has several. A sheet that
    /// is named has these tables and no others.
    pub header_rows: Option<BTreeMap<String, Vec<u32>>>,
    /// Sheets that are not read; `{"sheet": "Liste", "header_row": 40}` names one table by its last header row.
    pub leave_out: Option<Vec<String>>,
    /// What columns mean.
    pub columns: Option<Vec<MappingColumn>>,
}

/// What a column means.
#[derive(Debug, ToSchema)]
pub struct MappingColumn {
    /// The sheet.
    pub sheet: String,
    /// Letters of the column.
    #[schema(example = "F")]
    pub column: String,
    /// The last header row of its table; every table of the sheet unless given.
    pub header_row: Option<u32>,
    /// The field, such as `state_grant`; none for a column that is not taken over.
    pub field: Option<String>,
    /// `EUR`, `TEUR`, `MEUR`, `percent` or `fraction`, where it is not what the file says.
    pub unit: Option<String>,
    /// `german`, `english`, `day_first` or `month_first`, where it is not what the cells say.
    pub convention: Option<String>,
}
