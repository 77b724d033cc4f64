//! The projects a solution came from, version by version of its sheet: facts that are never changed. Until now they held
//! for all versions alike.
use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "solution_project").await?;
        dialect::never_emptied(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// What was linked until now was linked in every version. The audit trail did not cover it: audit row 0.
const UP: &str = r#"
alter table solution_project rename to solution_project_of_all;
create table solution_project (
  id {id},
  solution_id bigint not null,
  version {int} not null,
  project_id bigint not null references project(id),
  audit_id bigint not null,
  unique (solution_id, version, project_id),
  foreign key (solution_id, version) references solution_sheet (solution_id, version)
);
insert into solution_project (solution_id, version, project_id, audit_id)
  select l.solution_id, s.version, l.project_id, 0
  from solution_project_of_all l join solution_sheet s on s.solution_id = l.solution_id
  order by l.id, s.version;
drop table solution_project_of_all;
create index solution_project_project on solution_project (project_id);
create index solution_project_audit on solution_project (audit_id);
"#;

/// What the newest versions say holds for all again.
const DOWN: &str = r#"
alter table solution_project rename to solution_project_by_version;
create table solution_project (
  id {id},
  solution_id bigint not null references solution(id),
  project_id bigint not null references project(id),
  unique (solution_id, project_id)
);
insert into solution_project (solution_id, project_id)
  select l.solution_id, l.project_id
  from solution_project_by_version l join solution s on s.id = l.solution_id and s.version = l.version
  order by l.id;
drop table solution_project_by_version;
"#;
