//! `cargo xtask dist`: one file to install, assets included.
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{assets, say, shell};

/// What the file may need of the machine it runs on: glibc and the compiler's own helper library.
const ALLOWED: [&str; 8] =
    ["linux-vdso", "linux-gate", "ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "libgcc_s.so"];

/// Builds `target/dist/leitstand`, and looks whether it stands on its own.
pub fn dist() -> Result<ExitCode> {
    assets::site()?;
    say::step("leitstand for release (the first time up to 15 minutes)", || {
        shell::run(shell::cargo().args(["build", "--locked", "--release"]).args([
            "--package",
            "server",
            "--bin",
            "leitstand",
        ]))
    })?;
    let folder = shell::target().join("dist");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("leitstand");
    // a running program cannot be written over, but it can be replaced
    let _ = std::fs::remove_file(&file);
    std::fs::copy(shell::target().join("release/leitstand"), &file)?;

    let needs = shell::output(shell::command("ldd").arg(&file))?;
    let foreign: Vec<&str> =
        needs.lines().map(str::trim).filter(|line| !ALLOWED.iter().any(|allowed| line.contains(allowed))).collect();
    if !foreign.is_empty() {
        bail!("needs more than glibc: {}", foreign.join("; "));
    }
    let bytes = std::fs::metadata(&file)?.len();
    println!("{} ({:.1} MB)", file.display(), bytes as f64 / 1e6);
    if let Some(version) = newest_glibc(&file) {
        println!("runs with glibc {version} or newer, and needs nothing beside it");
    }
    Ok(ExitCode::SUCCESS)
}

/// The newest glibc version among the symbols the file asks for, as binutils shows them; none without binutils.
fn newest_glibc(file: &std::path::Path) -> Option<String> {
    let symbols = shell::output(shell::command("objdump").arg("-T").arg(file)).ok()?;
    let newest = symbols
        .split("GLIBC_")
        .skip(1)
        .filter_map(|text| {
            let version: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            version.split('.').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<u32>>>()
        })
        .max()?;
    Some(newest.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
}
