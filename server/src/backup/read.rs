//! Restoring a backup into an empty database, in one transaction.
use super::{BackupError, FILES, FORMAT, MANIFEST, Manifest, Table, tables::every_table};
use entity::{audit, db::Db, import_run::file, project};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, QueryFilter, QuerySelect, Set, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};
use zip::ZipArchive;

/// No line of a table is longer.
const LONGEST_LINE: u64 = 64 << 20;
/// Values in one statement; SQLite takes 32,766.
const VALUES: usize = 16_000;

/// A backup that is there and complete; its content is checked while it is restored.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    manifest: Manifest,
}

impl Archive {
    /// Opens a backup and looks at its manifest.
    ///
    /// # Errors
    /// The file cannot be read, is no backup, or was made by another version.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|error| BackupError::File(path.display().to_string(), error))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| {
            BackupError::Broken(format!("{} ist kein vollständiges Archiv ({error})", path.display()))
        })?;
        let manifest = zip.by_name(MANIFEST).map_err(|_| BackupError::Broken(format!("{MANIFEST} fehlt")))?;
        let manifest: Manifest = serde_json::from_reader(manifest.take(LONGEST_LINE))
            .map_err(|error| BackupError::Broken(format!("{MANIFEST}: {error}")))?;
        if manifest.format != FORMAT {
            let what = format!("Form {} statt {FORMAT}", manifest.format);
            return Err(BackupError::OtherVersion(what, manifest.program));
        }
        let ours: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        if ours != manifest.migrations {
            let newest = |names: &[String]| names.last().cloned().unwrap_or_default();
            let what = format!("Tabellen bis {} statt {}", newest(&manifest.migrations), newest(&ours));
            return Err(BackupError::OtherVersion(what, manifest.program));
        }
        Ok(Self { zip, manifest })
    }
}

/// Restores everything, keeping all keys; the audit chain must hold in the end, otherwise nothing is kept. Gives the
/// number of rows.
///
/// # Errors
/// The database is not empty or refuses, or the backup was changed.
pub async fn restore(db: &Db, mut archive: Archive) -> Result<u64, BackupError> {
    let tx = db
        .housekeeping()
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    macro_rules! must_be_empty {
        (head, $($module:ident)::+) => {};
        ($kind:ident, $($module:ident)::+) => { empty::<$($module)::+::Entity>(&tx).await? };
    }
    every_table!(must_be_empty);

    let mut rows = 0;
    macro_rules! load {
        (head, $($module:ident)::+) => { rows += head(&mut archive, &tx).await? };
        (file, $($module:ident)::+) => { rows += files(&mut archive, &tx).await? };
        (project, $($module:ident)::+) => { rows += projects(&mut archive, &tx).await? };
        (plain, $($module:ident)::+) => {
            rows += plain::<$($module)::+::Entity, $($module)::+::ActiveModel>(&mut archive, &tx).await?
        };
    }
    every_table!(load);

    if let Some(fault) = audit::verify(&tx).await?.fault {
        return Err(BackupError::Tampered(fault));
    }
    if db.is_postgres() {
        macro_rules! reset {
            ($kind:ident, $($module:ident)::+) => { sequence::<$($module)::+::Entity>(&tx).await? };
        }
        every_table!(reset);
    }
    tx.commit().await?;
    Ok(rows)
}

async fn empty<E: EntityTrait>(tx: &DatabaseTransaction) -> Result<(), BackupError>
where
    E::Model: Send,
{
    match E::find().limit(1).one(tx).await? {
        None => Ok(()),
        Some(_) => Err(BackupError::NotEmpty(E::default().table_name().to_owned())),
    }
}

/// Reads the rows of a table in portions and hands them on; counts and checks them against the manifest.
async fn each<M: DeserializeOwned>(
    archive: &mut Archive,
    name: &str,
    portion: usize,
    mut take: impl AsyncFnMut(Vec<M>) -> Result<(), BackupError>,
) -> Result<u64, BackupError> {
    let broken = |what: String| BackupError::Broken(format!("{name}.jsonl: {what}"));
    let expected = archive.manifest.tables.iter().find(|table| table.name == name).cloned();
    let expected = expected.ok_or_else(|| broken("steht nicht im Verzeichnis".into()))?;
    let file = archive.zip.by_name(&format!("{name}.jsonl")).map_err(|_| broken("fehlt".into()))?;
    let mut reader = BufReader::new(file);
    let (mut digest, mut rows, mut line) = (Sha256::new(), 0, Vec::new());
    let mut waiting = Vec::new();
    loop {
        line.clear();
        let read = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read > 0 {
            digest.update(&line);
            rows += 1;
            waiting.push(serde_json::from_slice(&line).map_err(|error| broken(format!("Zeile {rows}: {error}")))?);
        }
        if waiting.len() >= portion || (read == 0 && !waiting.is_empty()) {
            take(std::mem::take(&mut waiting)).await?;
        }
        if read == 0 {
            break;
        }
    }
    let found = Table { name: name.into(), rows, sha256: entity::audit::hex(&digest.finalize()) };
    if found == expected {
        Ok(rows)
    } else {
        Err(BackupError::Tampered(format!("{name}.jsonl passt nicht zum Verzeichnis")))
    }
}

async fn plain<E, A>(archive: &mut Archive, tx: &DatabaseTransaction) -> Result<u64, BackupError>
where
    E: EntityTrait,
    E::Model: DeserializeOwned + IntoActiveModel<A> + Send,
    A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    let name = E::default().table_name().to_owned();
    each(archive, &name, VALUES / E::Column::iter().count(), async |rows: Vec<E::Model>| {
        E::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model)).exec_without_returning(tx).await?;
        Ok(())
    })
    .await
}

/// The one row that is always there.
async fn head(archive: &mut Archive, tx: &DatabaseTransaction) -> Result<u64, BackupError> {
    each(archive, "audit_head", 1, async |rows: Vec<audit::head::Model>| {
        for row in rows {
            audit::head::Entity::update_many()
                .set(audit::head::ActiveModel {
                    audit_id: Set(row.audit_id),
                    hash: Set(row.hash),
                    ..Default::default()
                })
                .exec(tx)
                .await?;
        }
        Ok(())
    })
    .await
}

/// Uploaded files: the rows, each with its bytes, which must be those of its key.
async fn files(archive: &mut Archive, tx: &DatabaseTransaction) -> Result<u64, BackupError> {
    let mut list = Vec::new();
    let rows = each(archive, "file", 100, async |rows: Vec<file::Model>| {
        list.extend(rows);
        Ok(())
    })
    .await?;
    for mut row in list {
        let missing = || BackupError::Broken(format!("die Datei {} fehlt", row.sha256));
        let size = u64::try_from(row.size).map_err(|_| missing())?;
        let entry = archive.zip.by_name(&format!("{FILES}/{}", row.sha256)).map_err(|_| missing())?;
        let mut content = Vec::new();
        entry.take(size + 1).read_to_end(&mut content)?;
        if entity::audit::hex(&Sha256::digest(&content)) != row.sha256 {
            return Err(BackupError::Tampered(format!("die Datei {}", row.sha256)));
        }
        row.content = content;
        file::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(rows)
}

/// A project may be part of one with a higher number: parents are set when all are there.
async fn projects(archive: &mut Archive, tx: &DatabaseTransaction) -> Result<u64, BackupError> {
    use project::record::{ActiveModel, Column, Entity, Model};
    let mut parents = Vec::new();
    let rows = each(archive, "project", VALUES / Column::iter().count(), async |rows: Vec<Model>| {
        parents.extend(rows.iter().filter_map(|row| Some((row.id, row.parent_id?))));
        let rows = rows.into_iter().map(|row| Model { parent_id: None, ..row }.into_active_model());
        Entity::insert_many(rows).exec_without_returning(tx).await?;
        Ok(())
    })
    .await?;
    for (id, parent) in parents {
        Entity::update_many()
            .set(ActiveModel { parent_id: Set(Some(parent)), ..Default::default() })
            .filter(Column::Id.eq(id))
            .exec(tx)
            .await?;
    }
    Ok(rows)
}

/// The next row gets a key after the restored ones (PostgreSQL; SQLite sees to it itself).
async fn sequence<E: EntityTrait>(tx: &DatabaseTransaction) -> Result<(), BackupError> {
    let table = E::default().table_name().to_owned();
    // names of ours, never from outside
    let sql = format!(
        "select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table} \
         where pg_get_serial_sequence('{table}', 'id') is not null having max(id) is not null"
    );
    if E::Column::iter().any(|column| sea_orm::IdenStatic::as_str(&column) == "id") {
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}
