//! How much each criterion of the radar counts: read from a viewpoint, and changed by those who manage rules.
pub mod record;

use super::radar::weight::{Criterion, Weights};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::Db,
    permission::Action,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

/// Characters of a reason.
pub const REASON: u16 = 1_000;

/// What counts from a viewpoint.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The points.
    pub weights: Weights,
    /// The rows that were entered and count, in their order; a criterion without one counts its built-in points.
    pub rows: Vec<record::Model>,
}

impl Standing {
    /// The row that a criterion's points come from; none where they are built in.
    #[must_use]
    pub fn row(&self, criterion: Criterion) -> Option<&record::Model> {
        self.rows.iter().rev().find(|row| row.criterion == criterion.key())
    }
}

/// What counts from a viewpoint. A row that no longer fits the criteria is passed over.
///
/// # Errors
/// The driver's error.
pub async fn standing(connection: &impl ConnectionTrait, view: Viewpoint) -> Result<Standing, DbErr> {
    use record::Column;
    let rows = record::Entity::find()
        .filter(Column::ValidFrom.lte(view.as_of))
        .filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
        .order_by_asc(Column::ValidFrom)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let mut weights = Weights::default();
    for row in &rows {
        let entered = Criterion::from_key(&row.criterion).zip(u16::try_from(row.points).ok());
        if let Some((criterion, points)) = entered {
            weights = weights.with(criterion, points).unwrap_or(weights);
        }
    }
    Ok(Standing { weights, rows })
}

/// The number of the newest row, whatever the viewpoint; 0 before the first.
///
/// # Errors
/// The driver's error.
pub async fn newest(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let row = record::Entity::find().order_by_desc(record::Column::Id).one(connection).await?;
    Ok(row.map_or(0, |row| row.id))
}

/// Weights with who may change them, for the page that administers them.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What counts.
    pub standing: Standing,
    /// The newest row, whatever the viewpoint.
    pub newest: i64,
    /// Whether the actor may change them.
    pub editable: bool,
}

/// Weights for the page that administers them.
///
/// # Errors
/// Refused for those who may neither see checks somewhere nor manage rules.
pub async fn overview(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Overview, Refusal> {
    let editable = actor.can(Action::ManageRules, &Place::default());
    if !editable && !actor.may_somewhere(Action::SeeChecks) {
        actor.may(Action::SeeChecks, &Place::default())?;
    }
    let connection = db.read();
    Ok(Overview { standing: standing(connection, view).await?, newest: newest(connection).await?, editable })
}

/// Points that were typed.
#[derive(Debug, Clone)]
pub struct Change {
    /// The newest row that the person saw, 0 for none; another one in the meantime is [`Refusal::Stale`].
    pub seen: i64,
    /// What was typed, by criterion; criteria that are not there stay as they are.
    pub typed: Vec<(Criterion, String)>,
    /// Why; 3 to [`REASON`] characters.
    pub reason: String,
}

/// Lets other points count from today; gives how many criteria changed.
///
/// # Errors
/// Forbidden, stale, or field by field what is wrong.
pub async fn change(db: &Db, actor: &Actor, now: Now, command: Change) -> Result<usize, Refusal> {
    let mut write = db.write(now, actor).await?;
    actor.may(Action::ManageRules, &Place::default())?;
    let before = standing(write.tx(), Viewpoint::now(&now)).await?.weights;
    let (wanted, reason) = checked(before, &command)?;
    if newest(write.tx()).await? != command.seen {
        return Err(Refusal::Stale);
    }
    let changed: Vec<Criterion> =
        Criterion::ALL.into_iter().filter(|criterion| before.of(*criterion) != wanted.of(*criterion)).collect();
    if changed.is_empty() {
        return Ok(0);
    }
    let mut detail = serde_json::Map::new();
    for criterion in &changed {
        let points = wanted.of(*criterion);
        detail.insert(criterion.key().into(), serde_json::json!([before.of(*criterion), points]));
        let row = record::Model {
            id: 0,
            criterion: criterion.key().into(),
            points: points.into(),
            valid_from: now.today,
            recorded_at: now.instant,
            recorded_by: actor.account_id,
            reason: reason.clone(),
            audit_id: write.audit.id,
        };
        let model = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
        let id = record::Entity::insert(model).exec(write.tx()).await?.last_insert_id;
        write.audit.cover_row(Covered::RadarWeight, id, row.line());
    }
    let entry = audit::Entry {
        action: "radar.weights",
        subject: "radar_weight",
        subject_id: String::new(),
        detail: serde_json::json!({"valid_from": now.today, "changed": detail}),
        reason: Some(reason),
    };
    write.commit(entry).await?;
    Ok(changed.len())
}

fn checked(before: Weights, command: &Change) -> Result<(Weights, String), Refusal> {
    let mut errors = Vec::new();
    let mut wanted = before;
    for (criterion, typed) in &command.typed {
        let whole = typed.trim().parse::<u16>().ok().and_then(|points| wanted.with(*criterion, points).ok());
        match whole {
            Some(weights) => wanted = weights,
            None => {
                let message = format!("Bitte eine ganze Zahl von 0 bis {} angeben.", Weights::MOST);
                errors.push(FieldError::new(criterion.key(), "range", message));
            }
        }
    }
    let reason = command.reason.trim();
    let length = reason.chars().count();
    if length < 3 {
        errors.push(FieldError::new("reason", "required", "Bitte in einem Satz begründen, warum sich das ändert."));
    } else if length > usize::from(REASON) {
        errors.push(FieldError::new("reason", "too_long", format!("Bitte auf höchstens {REASON} Zeichen kürzen.")));
    } else if reason.contains('\0') {
        errors.push(FieldError::new("reason", "characters", "Der Text enthält ein unzulässiges Zeichen."));
    }
    if errors.is_empty() && wanted.total() == 0 {
        let message = "Mindestens ein Kriterium muss Punkte haben, sonst passt alles gleich.";
        errors.push(FieldError::new(Criterion::Size.key(), "range", message));
    }
    if errors.is_empty() { Ok((wanted, reason.to_owned())) } else { Err(Refusal::Invalid(errors)) }
}
