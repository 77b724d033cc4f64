//! Writing a backup from one snapshot.
use super::{BackupError, FILES, FORMAT, MANIFEST, Manifest, Table, tables::every_table};
use entity::{clock::Now, db::Db, import_run::file};
use futures::TryStreamExt;
use migration::{Migrator, MigratorTrait};
use sea_orm::{DatabaseTransaction, EntityName, EntityTrait, Iterable, PrimaryKeyToColumn, QueryOrder};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    ffi::OsString,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

type Zip = ZipWriter<BufWriter<File>>;

/// Writes everything to a file, which appears only when it is complete. Gives the number of rows.
///
/// # Errors
/// Disk or database.
pub async fn write(db: &Db, now: Now, path: &Path) -> Result<u64, BackupError> {
    let mut name = OsString::from(path);
    name.push(".tmp");
    let temporary = Path::new(&name);
    let outcome = write_to(db, now, temporary).await;
    let outcome =
        outcome.and_then(|rows| std::fs::rename(temporary, path).map(|()| rows).map_err(|e| in_file(path, e)));
    if outcome.is_err() {
        let _ = std::fs::remove_file(temporary);
    }
    outcome
}

async fn write_to(db: &Db, now: Now, path: &Path) -> Result<u64, BackupError> {
    let mut zip = ZipWriter::new(BufWriter::new(create(path).map_err(|error| in_file(path, error))?));
    let snapshot = db.snapshot().await?;
    let applied = Migrator::get_applied_migrations_read_only(&snapshot).await?;
    let mut tables = Vec::new();
    macro_rules! dump {
        (file, $($module:ident)::+) => { tables.push(files(&mut zip, &snapshot).await?) };
        ($kind:ident, $($module:ident)::+) => {
            tables.push(table::<$($module)::+::Entity>(&mut zip, &snapshot).await?)
        };
    }
    every_table!(dump);
    snapshot.rollback().await?;

    let rows = tables.iter().map(|table| table.rows).sum();
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        created_at: now.instant,
        migrations: applied.iter().map(|migration| migration.name().to_owned()).collect(),
        tables,
    };
    zip.start_file(MANIFEST, options())?;
    serde_json::to_writer_pretty(&mut zip, &manifest).map_err(std::io::Error::from)?;
    let file = zip.finish()?.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok(rows)
}

/// Only the operator reads it: it holds hashes of passwords.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn table<E>(zip: &mut Zip, snapshot: &DatabaseTransaction) -> Result<Table, BackupError>
where
    E: EntityTrait,
    E::Model: Serialize + Send,
{
    let name = E::default().table_name().to_owned();
    zip.start_file(format!("{name}.jsonl"), options())?;
    let mut rows = in_order::<E>().stream(snapshot).await?;
    let mut lines = Lines::default();
    while let Some(row) = rows.try_next().await? {
        lines.write(zip, &row)?;
    }
    Ok(lines.table(name))
}

/// The rows without their bytes, which follow as files of their own, one at a time in memory.
async fn files(zip: &mut Zip, snapshot: &DatabaseTransaction) -> Result<Table, BackupError> {
    let name = file::Entity.table_name().to_owned();
    zip.start_file(format!("{name}.jsonl"), options())?;
    let mut lines = Lines::default();
    let mut keys = Vec::new();
    let mut rows = in_order::<file::Entity>().stream(snapshot).await?;
    while let Some(row) = rows.try_next().await? {
        keys.push(row.sha256.clone());
        lines.write(zip, &file::Model { content: Vec::new(), ..row })?;
    }
    drop(rows);
    for key in keys {
        let row = file::Entity::find_by_id(key.clone()).one(snapshot).await?;
        let Some(row) = row else { return Err(BackupError::Broken(format!("die Datei {key} fehlt"))) };
        zip.start_file(format!("{FILES}/{key}"), options())?;
        zip.write_all(&row.content)?;
    }
    Ok(lines.table(name))
}

fn in_order<E: EntityTrait>() -> sea_orm::Select<E> {
    E::PrimaryKey::iter().fold(E::find(), |query, key| query.order_by_asc(key.into_column()))
}

#[derive(Default)]
struct Lines {
    digest: Sha256,
    rows: u64,
    line: Vec<u8>,
}

impl Lines {
    fn write(&mut self, zip: &mut Zip, row: &impl Serialize) -> Result<(), BackupError> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, row).map_err(std::io::Error::from)?;
        self.line.push(b'\n');
        self.digest.update(&self.line);
        self.rows += 1;
        zip.write_all(&self.line)?;
        Ok(())
    }

    fn table(self, name: String) -> Table {
        Table { name, rows: self.rows, sha256: entity::audit::hex(&self.digest.finalize()) }
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true)
}

fn in_file(path: &Path, error: std::io::Error) -> BackupError {
    BackupError::File(path.display().to_string(), error)
}
