//! Sample co-funding: what the list says was promised is secured by contract and received, all of it invented; what
//! is proven the cases say.
//! Of one promise nothing ever came.
use super::{Report, grants, money};
use entity::{
    clock::Now,
    cofunding::{
        self,
        change::{Record, record},
    },
    db::Db,
    ledger::{Kind, Source},
    money::Cents,
    refusal::Refusal,
};
use sea_orm::EntityTrait;

/// The promise that was never kept.
pub(super) const NEVER_KEPT: &str = "DMR-31";

/// Records the steps unless there are some already.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    if cofunding::record::Entity::find().one(db.read()).await?.is_some() {
        return Ok(());
    }
    let Some(ministry) = grants::person(db, "ministry_budget").await? else { return Ok(()) };
    let mut count = 0;
    for money in money::all()?.iter().filter(|money| ![NEVER_KEPT, grants::PROJECT].contains(&money.number.as_str())) {
        let Some(promised) = money.private.filter(|cents| *cents > Cents::ZERO) else { continue };
        // what is proven is what the proofs of the cases say
        for (step, (year, month, day), evidence) in [
            (Kind::CofundingContracted, (2020, 9, 15), "Kooperationsvertrag (erfunden)"),
            (Kind::CofundingReceived, (2022, 11, 30), "Kontoauszug (erfunden)"),
        ] {
            let command = Record {
                number: money.number.clone(),
                source: Source::PrivateCash,
                step,
                cents: promised,
                value_date: grants::day(year, month, day),
                year: Some(year),
                giver: "Beispielunternehmen".into(),
                evidence: evidence.into(),
                reason: None,
                sample: true,
            };
            record(db, &ministry, now, command).await?;
            count += 1;
        }
    }
    report.did(format!("Beispieldaten: {count} Schritte der Kofinanzierung angelegt."));
    Ok(())
}
