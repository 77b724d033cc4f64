//! `cargo xtask dist`: one file to install, assets included.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{assets, say, shell};

/// What the file may need of the machine it runs on: glibc and the compiler's own helper library.
const ALLOWED: [&str; 8] =
    ["linux-vdso", "linux-gate", "ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "libgcc_s.so"];

/// Builds the program for release, with the assets in it.
pub fn release() -> Result<PathBuf> {
    assets::site()?;
    say::step("leitstand for release (the first time up to 15 minutes)", || {
        shell::run(shell::cargo().args(["build", "--locked", "--release"]).args([
            "--package",
            "server",
            "--bin",
            "leitstand",
        ]))
    })?;
    Ok(shell::target().join("release/leitstand"))
}

/// Builds `target/dist/leitstand`, and looks whether it stands on its own.
pub fn dist() -> Result<ExitCode> {
    let program = release()?;
    let folder = shell::target().join("dist");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("leitstand");
    // a running program cannot be written over, but it can be replaced
    let _ = std::fs::remove_file(&file);
    std::fs::copy(program, &file)?;

    let needs = shell::output(shell::command("ldd").arg(&file))?;
    let foreign = foreign(&needs);
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

/// The libraries in what `ldd` prints that a machine with glibc need not have.
fn foreign(needs: &str) -> Vec<&str> {
    needs.lines().map(str::trim).filter(|line| !ALLOWED.iter().any(|allowed| line.contains(allowed))).collect()
}

/// The newest glibc version among the symbols the file asks for, as binutils shows them; none without binutils.
fn newest_glibc(file: &Path) -> Option<String> {
    newest_version(&shell::output(shell::command("objdump").arg("-T").arg(file)).ok()?)
}

fn newest_version(symbols: &str) -> Option<String> {
    let numbers = |text: &str| {
        let version: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        version.split('.').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<u32>>>()
    };
    let newest = symbols.split("GLIBC_").skip(1).filter_map(numbers).max()?;
    Some(newest.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_beyond_glibc_are_named() {
        let own = "\tlinux-vdso.so.1 (0x00007f)\n\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x1)\n\
                   \tlibgcc_s.so.1 => /lib/libgcc_s.so.1 (0x1)\n\t/lib64/ld-linux-x86-64.so.2 (0x1)";
        assert_eq!(foreign(own), Vec::<&str>::new());
        assert_eq!(foreign("\tlibssl.so.3 => /lib/libssl.so.3 (0x1)").len(), 1);
    }

    #[test]
    fn the_newest_glibc_is_found_by_number() {
        let symbols = "(GLIBC_2.9) a\n(GLIBC_2.34) b\n(GLIBC_2.2.5) c\n(GLIBC_PRIVATE) d";
        assert_eq!(newest_version(symbols).as_deref(), Some("2.34"));
    }
}
