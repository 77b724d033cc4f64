//! Parameters as their page shows them: what holds, what held, who recorded it.
use super::{Key, Mode, Set, record};
use crate::{
    account,
    actor::{Actor, Place},
    db::Db,
    permission::Action,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A row of a parameter's history.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The row.
    pub row: record::Model,
    /// How it is meant.
    pub mode: Mode,
    /// Who recorded it; none for the program itself.
    pub by: Option<String>,
}

/// All parameters.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The values, as known at the viewpoint.
    pub set: Set,
    /// Every row by key, newest first.
    pub history: HashMap<Key, Vec<Recorded>>,
    /// Whether the actor may change values.
    pub editable: bool,
}

/// All parameters with their history.
///
/// # Errors
/// Refused for those who may neither read checks everywhere nor manage rules.
pub async fn overview(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Overview, Refusal> {
    let editable = actor.can(Action::ManageRules, &Place::default());
    if !editable && !actor.may_somewhere(Action::SeeChecks) {
        actor.may(Action::SeeChecks, &Place::default())?;
    }
    let mut query = record::Entity::find().order_by_asc(record::Column::Id);
    if let Some(known) = view.known_at {
        query = query.filter(record::Column::RecordedAt.lte(known));
    }
    let rows = query.all(db.read()).await?;
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.recorded_by).collect();
    let names: HashMap<i64, String> = account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(ids))
        .all(db.read())
        .await?
        .into_iter()
        .map(|account| (account.id, account.display_name))
        .collect();
    let set = Set::from_rows(rows.clone());
    let mut history: HashMap<Key, Vec<Recorded>> = HashMap::new();
    for row in rows.into_iter().rev() {
        if let (Some(key), Some(mode)) = (Key::from_key(&row.key), Mode::from_key(&row.mode)) {
            let by = row.recorded_by.and_then(|id| names.get(&id).cloned());
            history.entry(key).or_default().push(Recorded { row, mode, by });
        }
    }
    Ok(Overview { set, history, editable })
}
