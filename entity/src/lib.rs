//! What there is and what must hold. Table (`record.rs`), words, rules, operations (`change.rs`) and questions
//! (`find.rs`) of one thing live in one folder, so the tree answers "where is …?".
//!
//! Small words every subject uses: [`money`], [`precision`], [`text`], [`clock`], [`viewpoint`].
//! Who acts and may: [`actor`], [`permission`], [`refusal`]. One door to two databases: [`db`]; every write leaves a
//! row in [`audit`], every fact knows its [`origin`].
//!
//! The frame: [`programme`], [`region`], [`municipality`], [`authority`], [`vocabulary`], [`published`] figures.
//! What is steered: the programme's money by [`budget_year`], [`project`], its [`grant`]s with [`approval`] by a second
//! person and their [`settlement`], the [`recovery`] of what was paid too much, the [`ledger`] and the [`figures`] computed
//! from it, [`cofunding`] by others, [`import_run`]; what the [`check`]s find and the
//! [`parameter`]s of their rules.
//! What is passed on: [`solution`], under which [`licence`], found at which [`web_address`]; its [`adoption`], the
//! [`interest`] that municipalities show, and which solution fits whom: [`transfer`]. What is put side by side for reading:
//! [`report`]. Who works here: [`account`], [`session`], [`job`].
pub mod money;
pub mod permission;
pub mod precision;

#[cfg(feature = "db")]
pub mod account;
#[cfg(feature = "db")]
pub mod actor;
#[cfg(feature = "db")]
pub mod adoption;
#[cfg(feature = "db")]
pub mod approval;
#[cfg(feature = "db")]
pub mod audit;
#[cfg(feature = "db")]
pub mod authority;
#[cfg(feature = "db")]
pub mod budget_year;
#[cfg(feature = "db")]
pub mod check;
#[cfg(feature = "db")]
pub mod clock;
#[cfg(feature = "db")]
pub mod cofunding;
#[cfg(feature = "db")]
pub mod db;
#[cfg(feature = "db")]
pub mod figures;
#[cfg(feature = "db")]
pub mod grant;
#[cfg(feature = "db")]
pub mod import_run;
#[cfg(feature = "db")]
pub mod interest;
#[cfg(feature = "db")]
pub mod job;
#[cfg(feature = "db")]
pub mod ledger;
#[cfg(feature = "db")]
pub mod licence;
#[cfg(feature = "db")]
pub mod municipality;
#[cfg(feature = "db")]
pub mod origin;
#[cfg(feature = "db")]
pub mod parameter;
#[cfg(feature = "db")]
pub mod programme;
#[cfg(feature = "db")]
pub mod project;
#[cfg(feature = "db")]
pub mod published;
#[cfg(feature = "db")]
pub mod recovery;
#[cfg(feature = "db")]
pub mod refusal;
#[cfg(feature = "db")]
pub mod region;
#[cfg(feature = "db")]
pub mod report;
#[cfg(feature = "db")]
pub mod session;
#[cfg(feature = "db")]
pub mod settlement;
#[cfg(feature = "db")]
pub mod solution;
#[cfg(feature = "db")]
pub mod text;
#[cfg(feature = "db")]
pub mod transfer;
#[cfg(feature = "db")]
pub mod viewpoint;
#[cfg(feature = "db")]
pub mod vocabulary;
#[cfg(feature = "db")]
pub mod web_address;

mod words;
