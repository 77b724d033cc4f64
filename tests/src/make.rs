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
    solution::{
        self,
        sheet::{check::typed, field::Field as SheetField},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
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

/// Books money at a project as it may stand there from elsewhere: a list, an earlier system. By hand only little of it
/// can be entered.
pub async fn booked(app: &TestApp, number: &str, kind: Kind, source: Source, amount: &str, value_date: NaiveDate) {
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let numbered = project::record::Entity::find().filter(project::record::Column::Number.eq(number));
    let project = numbered.one(write.tx()).await.expect("an answer").expect("the project");
    let origin_id = origin::entry(&write).await.expect("an origin");
    let entry = ledger::change::New {
        programme_id: project.programme_id,
        project_id: Some(project.id),
        region_id: project.region_id,
        authority_id: project.authority_id,
        case_id: None,
        kind,
        source,
        cents: euros(amount),
        precision: Precision::Cent,
        value_date,
        year: None,
        stems_from: None,
        reference: None,
        origin_id,
        reverses: None,
        sample: false,
    };
    ledger::change::insert(&mut write, vec![entry]).await.expect("an entry");
    let entry = audit::Entry {
        action: "test.booked",
        subject: "project",
        subject_id: number.into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
}

/// A solution that is to be made.
#[derive(Debug, Clone)]
pub struct ASolution {
    slug: String,
    fields: Vec<(SheetField, String)>,
    projects: Vec<String>,
    provider_ags: Option<String>,
    valid_on: NaiveDate,
    published: bool,
}

/// A published solution with sensible values: software that can be taken over, from no project.
///
/// ```ignore
/// let slug = a_solution().named("Bürgerportal").of_project(&number).build(&app).await;
/// ```
#[must_use]
pub fn a_solution() -> ASolution {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let fields = [
        (SheetField::Name, format!("Lösung Nummer {number}")),
        (SheetField::Benefit, "Spart allen einen Weg.".into()),
        (SheetField::Problem, "Bisher ging es nur auf Papier.".into()),
        (SheetField::Audience, "Bürgerbüros".into()),
        (SheetField::Pillar, "egov".into()),
        (SheetField::Themes, "Bürgerdienste".into()),
        (SheetField::Provider, "Stadt Aachen".into()),
        (SheetField::Contact, "transfer@example.org".into()),
        (SheetField::Kind, "software".into()),
        (SheetField::Licence, "EUPL-1.2".into()),
        (SheetField::Maturity, "transferable".into()),
        (SheetField::Source, "eigene Angaben".into()),
    ];
    ASolution {
        slug: format!("loesung-nummer-{number}"),
        fields: fields.into(),
        projects: Vec::new(),
        provider_ags: None,
        valid_on: day("2024-01-01"),
        published: true,
    }
}

impl ASolution {
    /// With this address word.
    #[must_use]
    pub fn at(mut self, slug: &str) -> Self {
        self.slug = slug.into();
        self
    }

    /// With this name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.with(SheetField::Name, name)
    }

    /// With this in a field of its sheet, as a form would send it; one line each where there can be several.
    #[must_use]
    pub fn with(mut self, field: SheetField, value: &str) -> Self {
        self.fields.retain(|(there, _)| *there != field);
        self.fields.push((field, value.into()));
        self
    }

    /// From this project, and in its region.
    #[must_use]
    pub fn of_project(mut self, number: &str) -> Self {
        self.projects.push(number.into());
        self
    }

    /// Provided by this municipality.
    #[must_use]
    pub fn provided_by(mut self, ags: &str) -> Self {
        self.provider_ags = Some(ags.into());
        self
    }

    /// Valid and published from this day.
    #[must_use]
    pub fn since(mut self, text: &str) -> Self {
        self.valid_on = day(text);
        self
    }

    /// Not published.
    #[must_use]
    pub fn draft(mut self) -> Self {
        self.published = false;
        self
    }

    /// Makes it; gives its address word.
    pub async fn build(self, app: &TestApp) -> String {
        self.build_in(&app.db, app.now()).await
    }

    /// Makes it in a database; gives its address word.
    pub async fn build_in(self, db: &entity::db::Db, now: entity::clock::Now) -> String {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let programme = programme::find::by_slug(db, programme::DMR_NRW).await.expect("the frame");
        let read = |field: SheetField| {
            let said = self.fields.iter().filter(|(there, _)| *there == field);
            said.flat_map(|(_, value)| value.lines()).collect()
        };
        let sheet = typed(read).unwrap_or_else(|errors| panic!("the sheet: {errors:?}"));
        let mut write = db.write(now, &operator()).await.expect("a write");
        let mut projects = Vec::new();
        for number in &self.projects {
            let found = project::record::Entity::find().filter(project::record::Column::Number.eq(number));
            let found = found.one(write.tx()).await.expect("an answer");
            projects.push(found.unwrap_or_else(|| panic!("there is no project {number}")));
        }
        let new = solution::change::New {
            programme_id: sheet.get(SheetField::Outside).is_none().then_some(programme.record.id),
            region_id: projects.first().and_then(|project| project.region_id),
            projects: projects.iter().map(|project| project.id).collect(),
            provider_ags: self.provider_ags,
            slug: Some(self.slug.clone()),
            sheet,
            valid_on: self.valid_on,
            sample: false,
        };
        let (id, slug) = solution::change::insert(&mut write, new).await.expect("a solution");
        if self.published {
            solution::gate::change::publish(&mut write, id, "Test", self.valid_on).await.expect("published");
        }
        let entry = audit::Entry {
            action: "test.solution",
            subject: "solution",
            subject_id: id.to_string(),
            detail: serde_json::json!({}),
            reason: None,
        };
        write.commit(entry).await.expect("kept");
        slug
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
