//! Deciding the conflicts of an import.
use super::{expected, shape::written};
use crate::api::{
    body::Body,
    call::{Call, key},
    fault::{Fault, Problem},
};
use axum::{Json, extract::Path};
use entity::{
    import_run::{
        Target,
        conflict::{self, Ruling, Rulings, Side},
        find,
    },
    refusal::Refusal,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is decided about conflicts.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"conflicts": [{"row": 3, "field": "state_grant", "take": "list", "from": "100005.00"}]}))]
pub struct Conflicts {
    /// `"all"` with `take` beside it, or a list of `{"row", "field", "take", "from"}` with `row` and `field` as
    /// `/changes` names them. Where `from` is given and no longer what stands, the answer is 412.
    pub conflicts: Value,
    /// `list` (the list's value is applied like any other) or `system` (what stands stays), for all.
    #[schema(example = "list")]
    pub take: Option<String>,
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConflictsDecided {
    /// Key.
    pub id: i64,
    /// How many values were decided.
    pub decided: usize,
    /// How many values are in conflict and nobody decided about them.
    pub undecided: u64,
}

/// Decide conflicts of an import
///
/// Also about values that somebody changed since the preview. A decision can be changed until the import is applied.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/conflicts",
    operation_id = "decide_import_conflicts",
    tag = "imports",
    params(
        ("id" = i64, Path, description = "Key"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading gave")
    ),
    request_body = Conflicts,
    responses(
        (status = 200, body = ConflictsDecided),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed it since"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn decide(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Json<ConflictsDecided>, Fault> {
    let id = key(&id)?;
    let version = expected(&call, id).await?;
    let take = body.word("take", &Side::ALL, |side| side.key());
    let asked = match (body.take("conflicts"), take) {
        (Some(Value::String(word)), Some(side)) if word == "all" => Some(Asked::All(side)),
        (Some(Value::Array(each)), None) if !each.is_empty() => {
            each.iter().map(one).collect::<Option<Vec<_>>>().map(Asked::Each)
        }
        _ => None,
    };
    if asked.is_none() {
        body.wrong(
            "conflicts",
            "format",
            "conflicts: Bitte \"all\" mit take, oder eine Liste von {row, field, take} ohne take daneben angeben; take ist list oder system.",
        );
    }
    body.finish()?;
    let rulings = match asked {
        Some(Asked::All(side)) => Rulings::All(side),
        Some(Asked::Each(each)) => Rulings::Each(seen(&call, id, each).await?),
        // said above
        None => Rulings::Each(Vec::new()),
    };
    let decided = conflict::decide(call.db(), call.actor(), call.now(), id, version, &rulings).await?;
    let undecided = find::detail(call.db(), call.actor(), id).await?.undecided;
    Ok(Json(ConflictsDecided { id, decided, undecided }))
}

enum Asked {
    All(Side),
    Each(Vec<(Ruling, Option<Value>)>),
}

/// A decision as it was sent, with what stood there for the sender.
fn one(value: &Value) -> Option<(Ruling, Option<Value>)> {
    let fields = value.as_object()?;
    if fields.keys().any(|name| !["row", "field", "take", "from"].contains(&name.as_str())) {
        return None;
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let ruling = Ruling {
        position: i32::try_from(fields.get("row")?.as_i64()?).ok()?,
        target: Target::from_key(text("field")?)?,
        side: Side::from_key(text("take")?)?,
        seen: None,
    };
    Some((ruling, fields.get("from").cloned()))
}

/// The decisions with what stands, where the sender said so and it is still the same.
async fn seen(call: &Call, id: i64, asked: Vec<(Ruling, Option<Value>)>) -> Result<Vec<Ruling>, Fault> {
    if asked.iter().all(|(_, from)| from.is_none()) {
        return Ok(asked.into_iter().map(|(ruling, _)| ruling).collect());
    }
    let changes = find::changes(call.db(), call.actor(), id, 0, u64::MAX).await?;
    let mut rulings = Vec::with_capacity(asked.len());
    for (mut ruling, from) in asked {
        let row = changes.rows.iter().find(|row| row.position == ruling.position);
        let item = row.and_then(|row| row.items.iter().find(|item| item.target == ruling.target));
        if let (Some(item), Some(from)) = (item, from) {
            if written(item.target, item.old.as_deref()) != from {
                return Err(Refusal::Stale.into());
            }
            ruling.seen = Some(item.old.clone());
        }
        rulings.push(ruling);
    }
    Ok(rulings)
}
