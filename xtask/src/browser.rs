//! The part of Leitstand that runs in the browser: `app` with the feature `hydrate`, as WebAssembly.
//!
//! cargo → wasm-bindgen (our own `xtask-bindgen`) → wasm-opt (npm's binaryen). The result lies in `target/browser/`
//! until [`crate::assets`] names, compresses and files it.
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::install::{self, Tool, WasmCompiler};
use crate::{say, shell};

/// What wasm-opt may use: what every browser of the last four years understands.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Where `app.js` and `app_bg.wasm` lie.
pub fn folder() -> PathBuf {
    shell::target().join("browser")
}

/// Builds the browser side, unless nothing changed that it is made from.
pub fn build() -> Result<()> {
    install::npm()?;
    install::need(Tool::WasmCompiler)?;
    let compiler = WasmCompiler::find().context("the compiler for the browser side is gone")?;
    let folder = folder();
    let stamp = folder.join("made-from");
    let made_from = made_from(&compiler)?;
    if shell::holds(&stamp, &made_from) {
        say::note("browser side: unchanged");
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    let _ = std::fs::remove_file(&stamp);

    let compiled =
        say::step(&format!("browser side with {} (the first time up to 7 minutes)", compiler.name()), || {
            compile(&compiler)
        })?;
    say::step("wasm-bindgen (building it the first time: a minute)", || bindgen(&compiled))?;
    say::step("wasm-opt", optimise)?;
    std::fs::write(&stamp, made_from)?;
    Ok(())
}

fn made_from(compiler: &WasmCompiler) -> Result<String> {
    let root = shell::root();
    let inputs = [
        "app/src",
        "app/Cargo.toml",
        "entity/src",
        "entity/Cargo.toml",
        "Cargo.toml",
        "Cargo.lock",
        "package-lock.json",
        "xtask/src/browser.rs",
        "xtask/src/bin/bindgen.rs",
    ]
    .map(|path| root.join(path));
    shell::fingerprint(&inputs, &[compiler.name()])
}

fn compile(compiler: &WasmCompiler) -> Result<PathBuf> {
    let target = compiler.target_dir();
    shell::run(
        compiler
            .cargo()
            .args(["rustc", "--locked", "--package", "app", "--lib"])
            .args(["--crate-type", "cdylib"])
            .args(["--target", "wasm32-unknown-unknown"])
            .args(["--no-default-features", "--features", "hydrate"])
            .args(["--profile", "wasm-release"])
            .args(compiler.arguments())
            .arg("--target-dir")
            .arg(&target),
    )?;
    Ok(target.join("wasm32-unknown-unknown/wasm-release/app.wasm"))
}

fn bindgen(compiled: &PathBuf) -> Result<()> {
    shell::run(shell::cargo().args(["build", "--locked", "--bin", "xtask-bindgen"]).args(shell::ONE_SET))?;
    shell::run(shell::command(shell::target().join("debug/xtask-bindgen")).arg(compiled).arg(folder()))
}

fn optimise() -> Result<()> {
    let file = folder().join("app_bg.wasm");
    let before = std::fs::metadata(&file)?.len();
    shell::run(
        shell::command("node")
            .arg("node_modules/binaryen/bin/wasm-opt")
            .arg("-Oz")
            .args(WASM_FEATURES)
            .arg(&file)
            .arg("-o")
            .arg(&file),
    )?;
    let after = std::fs::metadata(&file)?.len();
    say::note(&format!("app_bg.wasm: {} → {}", say::kilobytes(before), say::kilobytes(after)));
    Ok(())
}
