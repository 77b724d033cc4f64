//! Statements about many projects, recorded together in few statements to the database; one statement is a batch of
//! one.
use super::{
    change::{self, Statement},
    fact, record,
};
use crate::{
    db::{Write, bulk},
    refusal::Refusal,
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, IntoActiveModel};

/// The statement that holds today about a field, before another comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holding {
    /// Its key.
    pub(crate) id: i64,
    /// From which day it holds.
    pub(crate) valid_on: NaiveDate,
}

/// A statement after some day, as far as it matters what undone imports left there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct After {
    /// The statement.
    pub(crate) holding: Holding,
    /// Whether it takes another back.
    pub(crate) takes_back: bool,
}

/// What undone imports left after a day, until somebody really stated something: what holds on the day holds there,
/// too, and has to be said again when it changes. The statements are in the order of their days and keys.
pub(crate) fn traces(after: &[After]) -> Vec<Holding> {
    let mut traces = Vec::new();
    // of those on one day the last holds
    for day in after.chunk_by(|a, b| a.holding.valid_on == b.holding.valid_on) {
        match day.last() {
            Some(last) if last.takes_back => traces.push(last.holding),
            _ => break,
        }
    }
    traces
}

/// Statements on their way into the table, in their order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    facts: Vec<fact::Model>,
}

impl Batch {
    /// Adds a statement and carries it into the project's projection, unless a later one already holds.
    ///
    /// # Errors
    /// A value that the field does not take.
    pub(crate) fn state(
        &mut self,
        write: &Write,
        project: &mut record::Model,
        current: Option<Holding>,
        statement: Statement,
    ) -> Result<(), Refusal> {
        change::check(statement.field, statement.value.as_deref()).map_err(|error| Refusal::Invalid(vec![error]))?;
        let replaces = current.filter(|old| old.valid_on == statement.valid_on).map(|old| old.id);
        if statement.valid_on <= write.now.today && current.is_none_or(|old| old.valid_on <= statement.valid_on) {
            change::project_value(project, statement.field, statement.value.clone());
        }
        self.push(write, project.id, replaces, false, statement);
        Ok(())
    }

    /// Adds a statement that takes another back: what it says may be nothing, even for a title. The projection is the
    /// caller's.
    pub(crate) fn take_back(&mut self, write: &Write, project_id: i64, taken_back: i64, statement: Statement) {
        self.push(write, project_id, Some(taken_back), true, statement);
    }

    fn push(
        &mut self,
        write: &Write,
        project_id: i64,
        replaces_id: Option<i64>,
        takes_back: bool,
        statement: Statement,
    ) {
        self.facts.push(fact::Model {
            id: 0,
            project_id,
            field: statement.field.key().into(),
            value: statement.value,
            valid_on: statement.valid_on,
            recorded_at: write.now.instant,
            recorded_by: write.actor.account_id,
            reason: statement.reason,
            origin_id: statement.origin_id,
            replaces_id,
            takes_back,
            audit_id: write.audit.id,
        });
    }

    /// Records them.
    ///
    /// # Errors
    /// The driver's error.
    pub(crate) async fn record(self, write: &mut Write) -> Result<(), Refusal> {
        for fact in &self.facts {
            write.audit.cover(&fact.line());
        }
        let rows = self.facts.into_iter().map(|fact| fact::ActiveModel { id: NotSet, ..fact.into_active_model() });
        bulk::insert(write.tx(), rows).await?;
        Ok(())
    }
}
