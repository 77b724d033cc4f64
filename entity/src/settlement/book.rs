//! What settlement does to the ledger.
use crate::{
    grant::standing::Standing,
    ledger::{Kind, Source, change::New},
    money::Cents,
    precision::Precision,
};
use chrono::NaiveDate;

/// What an entry of a case says beside the case itself.
pub(super) struct Booked {
    pub(super) kind: Kind,
    pub(super) source: Source,
    pub(super) cents: Cents,
    pub(super) on: NaiveDate,
    pub(super) year: i32,
    pub(super) reference: Option<String>,
    pub(super) origin_id: i64,
}

/// An entry of a case, in its region and for its authority.
pub(super) fn entry(standing: &Standing, booked: Booked) -> New {
    New {
        programme_id: standing.project.programme_id,
        project_id: Some(standing.project.id),
        region_id: standing.case.region_id,
        authority_id: Some(standing.case.authority_id),
        case_id: Some(standing.case.id),
        kind: booked.kind,
        source: booked.source,
        cents: booked.cents,
        precision: Precision::Cent,
        value_date: booked.on,
        year: Some(booked.year),
        stems_from: None,
        reference: booked.reference.or_else(|| Some(standing.case.reference.clone())),
        origin_id: booked.origin_id,
        reverses: None,
        sample: standing.case.sample,
    }
}

/// Whose money a case grants.
pub(super) fn source(standing: &Standing) -> Source {
    Source::from_key(&standing.case.source).unwrap_or(Source::Programme)
}
