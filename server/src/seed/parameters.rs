//! The values that the rules begin with, each with its source; what was not compared with a text says so.
use super::{Report, actor, table};
use entity::{
    audit::Entry,
    clock::Now,
    db::Db,
    parameter::{Key, Mode, change, record},
    refusal::Refusal,
};
use sea_orm::EntityTrait;
use std::collections::HashSet;

const PARAMETERS: &str = include_str!("../../data/parameters.csv");

/// Writes the values of keys that have none yet: what people entered or withdrew is never overruled.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let mut write = db.write(now, &actor()).await?;
    let there: HashSet<String> = record::Entity::find().all(write.tx()).await?.into_iter().map(|row| row.key).collect();
    let mut count = 0;
    for row in table::rows("parameters.csv", PARAMETERS)? {
        let key = Key::from_key(row.text("schluessel")).ok_or_else(|| row.broken("diesen Schlüssel gibt es nicht"))?;
        if there.contains(key.key()) {
            continue;
        }
        let model = record::Model {
            id: 0,
            key: key.key().into(),
            value: key.parse(row.text("wert")).map_err(|why| row.broken(&why))?,
            valid_on: row.day("gilt_ab")?,
            mode: Mode::Active.key().into(),
            source: row.text("quelle").into(),
            verified: row.yes("geprueft"),
            recorded_at: now.instant,
            recorded_by: None,
            audit_id: 0,
        };
        change::insert(&mut write, model).await?;
        count += 1;
    }
    if count == 0 {
        return Ok(());
    }
    let entry = Entry {
        action: "seed.parameters",
        subject: "parameter",
        subject_id: String::new(),
        detail: serde_json::json!({"values": count}),
        reason: None,
    };
    write.commit(entry).await?;
    report.did(format!("Regeln: {count} Werte mit ihrer Quelle eingetragen."));
    Ok(())
}
