//! One value that an import would change, with its cell.
use crate::money::Cents;
use sea_orm::{Condition, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One value that an import would change, with its cell.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "import_change")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// The row.
    pub row_id: i64,
    /// The field's key.
    pub field: String,
    /// What stands now (money as plain decimal).
    pub old: Option<String>,
    /// What the cell says; none for an empty one.
    pub new: Option<String>,
    /// For a workbook exported for editing: what the cell said when it was exported.
    pub base: Option<String>,
    /// Why it may not simply be applied, in German.
    pub conflict: Option<String>,
    /// Whose value a person decided for, `list` or `system`; none while the conflict is open.
    pub side: Option<String>,
    /// An empty cell over a value: it counts where blank means clear.
    pub blank: bool,
    /// The new amount, for money.
    pub amount_cents: Option<Cents>,
    /// How exactly it is known, for money.
    pub precision: Option<String>,
    /// Address with sheet, `Projektliste!M17`.
    pub cell: String,
    /// The text of the cell as shown.
    pub raw: String,
    /// The cell's number format.
    pub number_format: Option<String>,
    /// The rule that read it.
    pub rule: String,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The values of some rows. The span of the keys is said beside them: PostgreSQL has no statistics yet of an import that was
/// just read, takes a thousand keys for a third of the table, and would read all of it for each portion.
pub(super) fn of_rows(ids: &[i64]) -> Condition {
    let span = ids.iter().min().zip(ids.iter().max());
    let (first, last) = span.map_or((0, 0), |(first, last)| (*first, *last));
    Condition::all().add(Column::RowId.between(first, last)).add(Column::RowId.is_in(ids.iter().copied()))
}
