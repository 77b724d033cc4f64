//! A picture of a solution can be removed for good: its bytes go, and a fact says when and why. So a picture no longer has to
//! have a file.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match dialect::is_postgres(manager) {
            true => {
                dialect::run(manager, "alter table solution_picture drop constraint solution_picture_sha256_fkey;")
                    .await?
            }
            false => anew(manager, "", "").await?,
        }
        dialect::run(manager, REMOVALS).await?;
        dialect::append_only(manager, "solution_picture_removal").await?;
        dialect::never_emptied(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "drop table solution_picture_removal;").await?;
        match dialect::is_postgres(manager) {
            // pictures without bytes stay: facts are not deleted
            true => {
                let back = "alter table solution_picture add constraint solution_picture_sha256_fkey \
                    foreign key (sha256) references file(sha256) not valid;";
                dialect::run(manager, back).await
            }
            false => anew(manager, " references file(sha256)", " where sha256 in (select sha256 from file)").await,
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// SQLite takes a foreign key from a table by making it anew. Its triggers go with the old one and come back.
async fn anew(manager: &SchemaManager<'_>, reference: &str, those: &str) -> Result<(), DbErr> {
    let sql = PICTURES.replace("{reference}", reference).replace("{those}", those);
    dialect::run(manager, &sql).await?;
    dialect::append_only(manager, "solution_picture").await
}

const PICTURES: &str = r#"
alter table solution_picture rename to solution_picture_before;
create table solution_picture (
  id {id},
  solution_id bigint not null references solution(id),
  sha256 text not null{reference},
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  width {int} not null check (width > 0),
  height {int} not null check (height > 0),
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (solution_id, sha256)
);
insert into solution_picture (id, solution_id, sha256, media_type, width, height, recorded_at, recorded_by, audit_id)
  select id, solution_id, sha256, media_type, width, height, recorded_at, recorded_by, audit_id
  from solution_picture_before{those} order by id;
drop table solution_picture_before;
create index solution_picture_audit on solution_picture (audit_id);
"#;

const REMOVALS: &str = r#"
create table solution_picture_removal (
  id {id},
  solution_id bigint not null,
  sha256 text not null,
  reason text not null,
  recorded_at {instant} not null,
  recorded_by bigint references account(id),
  audit_id bigint not null,
  unique (solution_id, sha256),
  foreign key (solution_id, sha256) references solution_picture (solution_id, sha256)
);
create index solution_picture_removal_hash on solution_picture_removal (sha256);
create index solution_picture_removal_audit on solution_picture_removal (audit_id);
"#;
