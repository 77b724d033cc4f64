//! Sample cases: the money of the sample file comes through grant cases: decisions, amendments, calls that are paid year by
//! year, interim proofs with their reviews, and the proof at the end. The sums are those of the file; only how they come
//! about is shown, and that is invented. Of a few projects lists tell the payments.
use super::{
    Report,
    grants::{self, day, person},
    money::{self, FIRST_PAID, Money},
    projects,
    table::Row,
};
use chrono::{Datelike, Days, NaiveDate};
use entity::{
    actor::Actor,
    approval::Verdict,
    authority,
    clock::Now,
    db::Db,
    grant::{
        RecipientKind, Regime, case,
        change::{Decide, Open, Propose, decide, open_case, propose},
        content::Content,
        find,
        memo::{self, Memo, MemoKind},
    },
    ledger::Source,
    refusal::Refusal,
    region,
    settlement::{
        desk,
        draw::{
            self,
            change::{Enter, Reply, enter, reply},
        },
        proof::change::{Submit, submit},
        review::change::check,
    },
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

mod amounts;
mod contents;
mod profile;
mod settled;
#[cfg(test)]
mod tests;

use amounts::Amounts;
use profile::{Profile, Recipient};

pub(super) use profile::listed;

/// Opens the cases and takes them to their proofs, unless they are there.
pub(super) async fn add(db: &Db, now: Now, report: &mut Report) -> Result<(), Refusal> {
    let (rows, money) = (projects::rows()?, money::all()?);
    let samples = samples(&rows, &money)?;
    let Some(first) = samples.first() else { return Ok(()) };
    let there = case::Entity::find().filter(case::Column::Reference.eq(&first.reference)).one(db.read()).await?;
    if there.is_some() {
        return Ok(());
    }
    let regions = region::find::all(db.read()).await?;
    let authorities = authority::all(db.read()).await?;
    let mut opened = Vec::new();
    for sample in &samples {
        let slug = sample.row.text("region");
        let id = regions.iter().find(|region| region.slug == slug).map(|region| region.id);
        let id = region::find::authority_of(db.read(), id).await?;
        let authority = authorities.iter().find(|authority| Some(authority.id) == id).ok_or(Refusal::NotFound)?;
        let one = person(db, &format!("authority-{}", authority.slug)).await?;
        let (Some(one), Some(two)) = (one, person(db, &format!("authority-{slug}")).await?) else { return Ok(()) };
        let desk = Desk { db, now, one, two, number: sample.number };
        let case_id = desk.open(sample, &authority.slug).await?;
        desk.decided(case_id, sample.first()).await?;
        opened.push((sample, desk, case_id));
    }
    // all of that was decided before the first amendment
    for (sample, desk, case_id) in &opened {
        for amendment in sample.amendments() {
            desk.decided(*case_id, amendment).await?;
        }
        if sample.profile.told {
            desk.told(*case_id).await?;
        }
        desk.settled(*case_id, sample).await?;
    }
    report.did(format!(
        "Beispieldaten: {} Zuwendungsfälle mit Bescheiden, Abrufen, Zwischen- und Verwendungsnachweisen angelegt.",
        samples.len()
    ));
    Ok(())
}

/// The cases of all projects but the one that is settled to its end ([`super::settlement`]).
fn samples<'a>(rows: &'a [Row], money: &'a [Money]) -> Result<Vec<Sample<'a>>, Refusal> {
    let mut samples = Vec::new();
    for money in money.iter().filter(|money| money.grant.is_some() && money.number != grants::PROJECT) {
        let row = rows.iter().find(|row| row.text("nr") == money.number).ok_or(Refusal::NotFound)?;
        let dated_on = dated_on(money, row)?;
        let profile = Profile::of(&money.number, row.text("traeger"));
        let weights: Vec<u32> = profile.recipients.iter().map(|recipient| recipient.weight).collect();
        let parts = Amounts::of(money).split(&weights);
        for (at, amounts) in parts.into_iter().enumerate() {
            let profile = profile.clone();
            let reference = format!("34.02.01-{}/{}", money.number, if at == 0 { "B" } else { "C" });
            let number = money.number.as_str();
            samples.push(Sample { number, money, row, profile, at, amounts, dated_on, reference });
        }
    }
    Ok(samples)
}

/// The day of the Bescheid: as published, else shortly before the project begins, else in the first year with money.
fn dated_on(money: &Money, row: &Row) -> Result<NaiveDate, Refusal> {
    let first =
        (FIRST_PAID..).zip(&money.years).find(|(_, cents)| cents.is_some()).map_or(FIRST_PAID, |(year, _)| year);
    if let Some(published) = row.some_day("bescheid")? {
        return Ok(published);
    }
    Ok(match row.some_day("beginn")?.filter(|begin| begin.year() == first) {
        Some(begin) => begin - Days::new(14),
        // the programme began in the summer of 2018
        None if first == FIRST_PAID => day(first, 11, 26),
        None => day(first, 3, 12),
    })
}

/// A case as it is to come about.
struct Sample<'a> {
    number: &'a str,
    money: &'a Money,
    row: &'a Row,
    profile: Profile,
    /// Which of the project's recipients.
    at: usize,
    amounts: Amounts,
    dated_on: NaiveDate,
    reference: String,
}

impl Sample<'_> {
    fn recipient(&self) -> &Recipient {
        &self.profile.recipients[self.at]
    }

    /// Outside municipalities the other regulations hold.
    fn regime(&self) -> Regime {
        if self.recipient().kind == RecipientKind::Municipality { Regime::Vvg } else { Regime::Vv }
    }
}

/// Two people of an authority, at a project.
struct Desk<'a> {
    db: &'a Db,
    now: Now,
    one: Actor,
    two: Actor,
    number: &'a str,
}

impl Desk<'_> {
    /// The state of the project's cases.
    async fn cases(&self) -> Result<i32, Refusal> {
        Ok(find::of_project(self.db, &self.one, Viewpoint::now(&self.now), self.number).await?.version)
    }

    /// The state of the project's settlement.
    async fn settlement(&self) -> Result<i32, Refusal> {
        Ok(desk::of_project(self.db, &self.one, Viewpoint::now(&self.now), self.number).await?.version)
    }

    async fn open(&self, sample: &Sample<'_>, authority: &str) -> Result<i64, Refusal> {
        let open = Open {
            number: self.number.into(),
            version: self.cases().await?,
            reference: sample.reference.clone(),
            recipient: sample.recipient().name.clone(),
            recipient_kind: sample.recipient().kind,
            authority: authority.into(),
            region: Some(sample.row.text("region").into()),
            regime: sample.regime(),
            source: Source::Programme,
            sample: true,
        };
        open_case(self.db, &self.one, self.now, open).await
    }

    /// Proposes a version and approves it as the second person.
    async fn decided(&self, case_id: i64, content: Content) -> Result<(), Refusal> {
        let version = self.cases().await?;
        let decision_id = propose(self.db, &self.one, self.now, Propose { case_id, version, content }).await?;
        let command = Decide { decision_id, version: None, verdict: Verdict::Approved, reason: None };
        decide(self.db, &self.two, self.now, command).await
    }

    /// Notes on the file that the audit court got each version.
    async fn told(&self, case_id: i64) -> Result<(), Refusal> {
        let found = memo::find::of_case(self.db, &self.one, Viewpoint::now(&self.now), case_id).await?;
        for (version, (decision_id, number, dated_on)) in (found.version..).zip(found.versions) {
            let memo = Memo {
                kind: MemoKind::CourtTold,
                decision_id: Some(decision_id),
                dated_on: dated_on + Days::new(21),
                holds_from: None,
                basis: None,
                other_aid: None,
                reference: format!("Mitteilung an den Landesrechnungshof, Fassung {number} (Beispieldaten)"),
            };
            memo::change::record(self.db, &self.one, self.now, memo::change::Record { case_id, version, memo }).await?;
        }
        Ok(())
    }

    /// Calls with their payments, interim proofs with their reviews, and the proof at the end.
    async fn settled(&self, case_id: i64, sample: &Sample<'_>) -> Result<(), Refusal> {
        let mut version = self.settlement().await?;
        for (call, dated_on, paid) in sample.calls() {
            let short = paid < call.amount;
            let draw_id = enter(self.db, &self.one, self.now, Enter { case_id, version, call }).await?;
            let reason = short.then(|| "Der Rest wird nicht mehr gebraucht. (Beispieldaten)".to_owned());
            let verdict = draw::Verdict::Paid;
            let answer = Reply { draw_id, version: None, verdict, dated_on, amount: Some(paid), reason };
            reply(self.db, &self.two, self.now, answer).await?;
            // the call, its answer, and an entry for each
            version += 4;
        }
        for (statement, note) in sample.interim() {
            let version = self.settlement().await?;
            let proof_id = submit(self.db, &self.one, self.now, Submit { case_id, version, statement }).await?;
            if let Some(note) = note {
                check(self.db, &self.two, self.now, note.of(proof_id)).await?;
            }
        }
        if let Some(statement) = sample.statement() {
            let version = self.settlement().await?;
            submit(self.db, &self.one, self.now, Submit { case_id, version, statement }).await?;
        }
        Ok(())
    }
}
