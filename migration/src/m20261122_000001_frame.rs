//! The frame of a funding programme: programme, regions, bodies with their keys, vocabularies, published figures.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &str = r#"
create table programme (
  id {id},
  slug text not null unique,
  name text not null,
  legal_basis text not null,
  recorded_at {instant} not null
);
create table programme_period (
  id {id},
  programme_id bigint not null references programme(id),
  version {int} not null,
  starts_on {date} not null,
  ends_on {date} not null check (ends_on >= starts_on),
  basis text not null,
  source text not null,
  valid_on {date} not null,
  recorded_at {instant} not null,
  unique (programme_id, version)
);
create table programme_target (
  id {id},
  programme_id bigint not null references programme(id),
  key text not null,
  label text not null,
  rate {int} not null,
  source text not null,
  valid_on {date} not null,
  recorded_at {instant} not null
);
create table municipality (
  ags text primary key check (length(ags) in (5, 8)),
  name text not null,
  kind text not null check (kind in ('kreisfreie_stadt', 'kreisangehoerige_gemeinde', 'kreis')),
  regierungsbezirk text not null,
  kreis_ags text not null check (length(kreis_ags) = 5),
  kreis_name text not null,
  wikidata text,
  search_text {folded} not null,
  sort_name {folded} not null,
  source text not null,
  valid_on {date} not null,
  recorded_at {instant} not null
);
create index municipality_kreis on municipality (kreis_ags);
create table region (
  id {id},
  programme_id bigint not null references programme(id),
  slug text not null unique,
  name text not null,
  regierungsbezirk text not null,
  position {int} not null,
  recorded_at {instant} not null
);
create table region_alias (
  folded {folded} primary key,
  region_id bigint not null references region(id)
);
create table region_member (
  id {id},
  region_id bigint not null references region(id),
  ags text not null references municipality(ags),
  role text not null check (role in ('lead', 'participant')),
  valid_on {date} not null,
  recorded_at {instant} not null,
  unique (region_id, ags)
);
create table authority (
  id {id},
  slug text not null unique,
  name text not null,
  regierungsbezirk text,
  recorded_at {instant} not null
);
create table term (
  id {id},
  vocabulary text not null check (vocabulary in ('pillar', 'theme', 'theme_group', 'sector_2017', 'area_2017')),
  version {int} not null,
  key text not null,
  label text not null,
  folded {folded} not null,
  position {int} not null,
  source text not null,
  recorded_at {instant} not null,
  unique (vocabulary, version, key)
);
create table term_mapping (
  id {id},
  from_id bigint not null references term(id),
  to_id bigint not null references term(id),
  unique (from_id, to_id)
);
"#;

const DOWN: &str = r#"
drop table term_mapping;
drop table term;
drop table authority;
drop table region_member;
drop table region_alias;
drop table region;
drop table municipality;
drop table programme_target;
drop table programme_period;
drop table programme;
"#;
