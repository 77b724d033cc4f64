//! Everything a page loads: `target/site/`, with hashed names and compressed beforehand.
//!
//! The work itself is `xtask/assets.mjs`, because the tools it uses (lightningcss, brotli) come with Node.
use std::path::PathBuf;

use anyhow::Result;

use crate::{browser, say, shell};

/// The most that the browser side may weigh gzipped, in bytes.
pub const WASM_LIMIT: u64 = 120_000;

/// The folder that the server embeds or, in a debug build, reads.
///
/// It never follows CARGO_TARGET_DIR, since `server/src/http/assets.rs` names it by its place in the sources.
pub fn folder() -> PathBuf {
    shell::root().join("target/site")
}

/// Builds the browser side and then all assets, unless nothing changed.
pub fn site() -> Result<()> {
    browser::build()?;
    let root = shell::root();
    let inputs = [
        root.join("app/style"),
        root.join("app/public"),
        root.join("package-lock.json"),
        root.join("xtask/assets.mjs"),
        root.join("xtask/start.js"),
        browser::folder().join("app.js"),
        browser::folder().join("app_bg.wasm"),
    ];
    let made_from = shell::fingerprint(&inputs, &[])?;
    let stamp = shell::target().join("browser/site-made-from");
    if shell::holds(&stamp, &made_from) && folder().join("manifest.txt").exists() {
        say::note("assets: unchanged");
        return Ok(());
    }
    say::step("assets: style sheet, fonts, names, compression", || {
        shell::run(shell::command("node").arg("xtask/assets.mjs").arg(browser::folder()).arg(folder()))
    })?;
    std::fs::write(&stamp, made_from)?;
    Ok(())
}

/// How many bytes the WebAssembly has when gzipped, as it goes over the line to a browser without brotli.
pub fn wasm_gzipped() -> Result<u64> {
    let manifest = std::fs::read_to_string(folder().join("manifest.txt"))?;
    let hashed = manifest
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(logical, _)| *logical == "app_bg.wasm")
        .map(|(_, hashed)| hashed)
        .ok_or_else(|| anyhow::anyhow!("target/site has no app_bg.wasm"))?;
    Ok(std::fs::metadata(folder().join(format!("{hashed}.gz")))?.len())
}
