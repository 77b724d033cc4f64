//! Writes what a run begins with: lists as they circulate, made by the generator of the tests, in every format it knows,
//! and the parts of such workbooks. `cargo run --bin corpus`
#[path = "../../../tests/src/kinds.rs"]
mod kinds;
#[path = "../../../tests/src/sheets.rs"]
#[allow(dead_code, reason = "shared with the tests, which use all of it")]
mod sheets;

extern crate fuzz as entity;

use std::io::Read;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let (files, parts) = (corpus.join("file"), corpus.join("part"));
    std::fs::create_dir_all(&files)?;
    std::fs::create_dir_all(&parts)?;
    for (name, bytes) in kinds::every_kind() {
        std::fs::write(files.join(name), &bytes)?;
        for (choice, part) in (0u8..).zip(fuzz::PARTS) {
            let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else { continue };
            let Ok(mut inside) = zip.by_name(part) else { continue };
            let mut content = vec![choice];
            // a part that claims more than a list of these few rows can hold is a bomb: it stays in its file
            if inside.size() < 100_000 && inside.read_to_end(&mut content).is_ok() {
                std::fs::write(parts.join(format!("{name}-{choice}")), &content)?;
            }
        }
    }
    Ok(())
}
