//! Makes what a test needs, through the operations that people use.
//!
//! ```ignore
//! let number = a_project().in_region("aachen").titled("Bürgerportal").granted("1.234,56").build(&app).await;
//! ```
use crate::app::{TestApp, operator};
use chrono::NaiveDate;
use entity::{
    actor::{Actor, Grant},
    audit,
    ledger::{self, Kind, Source},
    money::Cents,
    origin,
    permission::Role,
    precision::Precision,
    programme,
    project::{
        self,
        change::{New, Statement},
        field::Field,
        lifecycle::Lifecycle,
    },
    region,
};
use std::sync::atomic::{AtomicU32, Ordering};

/// A project that is to be made.
#[derive(Debug, Clone)]
pub struct AProject {
    number: String,
    title: String,
    region: Option<String>,
    state: Lifecycle,
    valid_on: NaiveDate,
    fields: Vec<(Field, String)>,
    money: Vec<(Kind, Source, Cents, Option<i32>)>,
}

/// A project with sensible values: running, in no region, without money.
#[must_use]
pub fn a_project() -> AProject {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    AProject {
        number: format!("TEST-{number:04}"),
        title: format!("Projekt Nummer {number}"),
        region: None,
        state: Lifecycle::Running,
        valid_on: day("2019-01-01"),
        fields: Vec::new(),
        money: Vec::new(),
    }
}

/// A day in ISO writing.
#[must_use]
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

/// An amount in German writing.
#[must_use]
pub fn euros(text: &str) -> Cents {
    Cents::parse_german(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

impl AProject {
    /// With this number.
    #[must_use]
    pub fn numbered(mut self, number: &str) -> Self {
        self.number = number.into();
        self
    }

    /// With this title.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.title = title.into();
        self
    }

    /// In this region.
    #[must_use]
    pub fn in_region(mut self, slug: &str) -> Self {
        self.region = Some(slug.into());
        self
    }

    /// In this state.
    #[must_use]
    pub fn in_state(mut self, state: Lifecycle) -> Self {
        self.state = state;
        self
    }

    /// Valid from this day.
    #[must_use]
    pub fn since(mut self, text: &str) -> Self {
        self.valid_on = day(text);
        self
    }

    /// With this value of a field.
    #[must_use]
    pub fn with(mut self, field: Field, value: &str) -> Self {
        self.fields.push((field, value.into()));
        self
    }

    /// With so much granted programme money.
    #[must_use]
    pub fn granted(self, amount: &str) -> Self {
        self.money(Kind::Granted, Source::Programme, amount, None)
    }

    /// With so much paid programme money.
    #[must_use]
    pub fn paid(self, amount: &str) -> Self {
        self.money(Kind::Paid, Source::Programme, amount, None)
    }

    /// With money of any kind.
    #[must_use]
    pub fn money(mut self, kind: Kind, source: Source, amount: &str, year: Option<i32>) -> Self {
        self.money.push((kind, source, euros(amount), year));
        self
    }

    /// Makes it; gives its number.
    pub async fn build(self, app: &TestApp) -> String {
        self.build_in(&app.db, app.now()).await
    }

    /// Makes it in a database; gives its number.
    pub async fn build_in(self, db: &entity::db::Db, now: entity::clock::Now) -> String {
        let programme = programme::find::by_slug(db, programme::DMR_NRW).await.expect("the frame");
        let regions = region::find::all(db.read()).await.expect("the frame");
        let region_id = self.region.map(|slug| {
            let found = regions.iter().find(|region| region.slug == slug);
            found.unwrap_or_else(|| panic!("there is no region {slug}")).id
        });
        let authority_id = region::find::authority_of(db.read(), region_id).await.expect("the frame");
        let mut write = db.write(now, &operator()).await.expect("a write");
        let origin_id = origin::published(&write, "Test").await.expect("an origin");
        let new = New {
            programme_id: programme.record.id,
            number: self.number.clone(),
            title: self.title,
            region_id,
            authority_id,
            ..New::default()
        };
        let mut project = project::change::create(&mut write, new, self.valid_on, origin_id).await.expect("a project");
        let state = (Field::Lifecycle, self.state.key().to_owned());
        for (field, value) in std::iter::once(state).chain(self.fields) {
            let statement = Statement::new(field, Some(value), self.valid_on, origin_id);
            project::change::state(&mut write, &mut project, statement).await.expect("a statement");
        }
        let entries = self
            .money
            .into_iter()
            .map(|(kind, source, cents, year)| ledger::change::New {
                programme_id: project.programme_id,
                project_id: Some(project.id),
                region_id,
                authority_id,
                case_id: None,
                kind,
                source,
                cents,
                precision: Precision::Cent,
                value_date: self.valid_on,
                year,
                stems_from: None,
                reference: None,
                origin_id,
                reverses: None,
                sample: false,
            })
            .collect();
        project::change::save(&write, project).await.expect("a project");
        ledger::change::insert(&mut write, entries).await.expect("entries");
        let entry = audit::Entry {
            action: "test.project",
            subject: "project",
            subject_id: self.number.clone(),
            detail: serde_json::json!({}),
            reason: None,
        };
        write.commit(entry).await.expect("kept");
        self.number
    }
}

/// Somebody with a role and no account, for operations that are called directly.
#[must_use]
pub fn somebody(role: Role, scope: Option<&str>) -> Actor {
    let mut actor = Actor::person(0, role.label().into(), vec![Grant { role, scope: scope.map(str::to_owned) }]);
    // no row of the account table: what it writes has no author's key
    actor.account_id = None;
    actor
}
