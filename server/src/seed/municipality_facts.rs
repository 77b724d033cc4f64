//! What is publicly known about municipalities: how many people live there, and who runs their computers.
use super::{Report, actor, table};
use entity::{
    audit::Entry,
    clock::Now,
    db::Db,
    municipality::{
        change::{New, insert_public},
        profile::Key,
    },
    refusal::Refusal,
};

const FACTS: &str = include_str!("../../data/municipality_facts.csv");

/// Writes the public facts that are not there yet, in one write.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let facts: Vec<New> = table::rows("municipality_facts.csv", FACTS)?
        .iter()
        .map(|row| {
            let key = Key::from_key(row.text("merkmal")).ok_or_else(|| row.broken("dieses Merkmal gibt es nicht"))?;
            Ok(New {
                ags: row.text("ags").into(),
                key,
                value: key.read(row.text("wert")).map_err(|why| row.broken(&why))?,
                valid_on: row.day("gilt_ab")?,
                source: row.some("quelle"),
            })
        })
        .collect::<Result<_, Refusal>>()?;
    let mut write = db.write(now, &actor()).await?;
    let count = insert_public(&mut write, facts).await?;
    if count == 0 {
        return Ok(());
    }
    let entry = Entry {
        action: "seed.municipality_facts",
        subject: "municipality_fact",
        subject_id: String::new(),
        detail: serde_json::json!({"added": count}),
        reason: None,
    };
    write.commit(entry).await?;
    report.did(format!("Kommunen: {count} öffentliche Angaben mit ihrer Quelle eingetragen."));
    Ok(())
}
