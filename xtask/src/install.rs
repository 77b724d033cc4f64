//! What must be on the machine, and how it gets there.
//!
//! npm packages come by the lock file. Debian packages come by apt when we are root on Debian; otherwise one line
//! names them. A package is looked for by the file we need of it, so that other distributions and own builds do as well.
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{say, shell};

/// Something from the system that a part of the build or of the suite needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tool {
    /// A compiler for WebAssembly with the source of its standard library.
    WasmCompiler,
    /// A PostgreSQL server, and the program that starts a throw-away one.
    Postgres,
    /// A browser, and the program that drives it.
    Browser,
}

impl Tool {
    /// The Debian 12 packages that bring it.
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Tool::WasmCompiler => &["rustc-web", "cargo-web", "rust-web-src"],
            Tool::Postgres => &["postgresql-15", "postgresql-common"],
            Tool::Browser => &["chromium", "chromium-driver"],
        }
    }

    fn present(self) -> bool {
        match self {
            Tool::WasmCompiler => WasmCompiler::find().is_some(),
            Tool::Postgres => shell::find("pg_virtualenv").is_some() && postgres_server(),
            Tool::Browser => chromium().is_some() && chromedriver().is_some(),
        }
    }
}

/// Makes a tool available, or says in one line what is missing.
pub fn need(tool: Tool) -> Result<()> {
    if tool.present() {
        return Ok(());
    }
    if tool == Tool::WasmCompiler && WasmCompiler::by_rustup() {
        return Ok(());
    }
    let packages = tool.packages().join(" ");
    if !(is_root() && Path::new("/etc/debian_version").exists()) {
        bail!("missing on this machine; as root: apt-get install {packages}");
    }
    apt(tool.packages())?;
    if !tool.present() {
        bail!("apt-get install {packages} worked, but what is needed of it is not there");
    }
    Ok(())
}

/// Everything that `run`, `test` and `dist` would fetch.
pub fn everything() -> Result<()> {
    npm()?;
    for tool in [Tool::WasmCompiler, Tool::Postgres, Tool::Browser] {
        need(tool)?;
        say::note(&format!("{tool:?}: there"));
    }
    Ok(())
}

fn apt(packages: &[&str]) -> Result<()> {
    say::step(&format!("Debian packages {} (apt-get, a minute or two)", packages.join(" ")), || {
        let mut update = shell::command("apt-get");
        update.args(["update", "--quiet"]);
        if let Err(error) = shell::run(&mut update) {
            say::note(&format!("{error}; trying with the lists that are there"));
        }
        shell::run(
            shell::command("apt-get")
                .args(["install", "--yes", "--quiet", "--no-install-recommends"])
                .args(packages)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    })
}

/// The npm packages of package-lock.json; nothing is done while they are there.
pub fn npm() -> Result<()> {
    let root = shell::root();
    let stamp = root.join("node_modules/.leitstand");
    let wanted = shell::fingerprint(&[root.join("package-lock.json")], &[])?;
    if shell::holds(&stamp, &wanted) {
        return Ok(());
    }
    let version = shell::output(shell::command("node").arg("--version")).unwrap_or_default();
    let major: u32 =
        version.trim_start_matches('v').split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    if major < 20 || shell::find("npm").is_none() {
        bail!("Node 20 or newer with npm is needed; found: \"{version}\"");
    }
    say::step("npm packages by package-lock.json (some seconds)", || {
        shell::run(shell::command("npm").args(["ci", "--no-audit", "--no-fund"]))?;
        std::fs::write(&stamp, &wanted)?;
        Ok(())
    })
}

/// A part of the Rust toolchain that rustup's minimal profile leaves out: `fmt` (rustfmt) or `clippy`.
pub fn need_component(command: &str, component: &str) -> Result<()> {
    let present = || shell::output(shell::cargo().args([command, "--version"])).is_ok();
    if !present() {
        say::note(&format!("rustup component add {component}"));
        let added = shell::run(shell::command("rustup").args(["component", "add", component]));
        if added.is_err() || !present() {
            bail!("missing on this machine: rustup component add {component}");
        }
    }
    Ok(())
}

/// What fuzzing needs beside the toolchain: a nightly compiler, because instrumentation is not stable, and cargo-fuzz.
pub fn need_fuzzer() -> Result<()> {
    let nightly = || shell::output(shell::cargo().args(["+nightly", "--version"])).is_ok();
    if !nightly() {
        say::note("rustup toolchain install nightly");
        let line = ["toolchain", "install", "nightly", "--profile", "minimal"];
        if shell::run(shell::command("rustup").args(line)).is_err() || !nightly() {
            bail!("missing on this machine: rustup toolchain install nightly");
        }
    }
    if shell::output(shell::cargo().args(["fuzz", "--version"])).is_err() {
        say::step("cargo-fuzz (some minutes)", || {
            shell::run(shell::cargo().args(["install", "--locked", "cargo-fuzz"]))
        })?;
    }
    Ok(())
}

/// A compiler that can build for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WasmCompiler {
    /// The one that builds the rest, with the target added by rustup.
    Rustup,
    /// Debian's, which stands beside rustup's and builds the standard library along.
    Debian {
        /// Something that links WebAssembly.
        linker: PathBuf,
    },
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

impl WasmCompiler {
    /// The compiler that is there already.
    pub fn find() -> Option<Self> {
        match std::env::var("LEITSTAND_WASM").as_deref() {
            Ok("rustup") => Self::rustup(),
            Ok("debian") => Self::debian(),
            _ => Self::rustup().or_else(Self::debian),
        }
    }

    fn rustup() -> Option<Self> {
        let folder = shell::output(shell::command("rustc").args([
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ]))
        .ok()?;
        let installed = std::fs::read_dir(folder).ok()?.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        });
        installed.then_some(Self::Rustup)
    }

    fn debian() -> Option<Self> {
        let library = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
        if !library.exists() || !Path::new(DEBIAN_CARGO).exists() {
            return None;
        }
        // "rustc 1.96.0 (…)"; Debian 12's own rustc package has 1.63, which is too old
        let version = shell::output(shell::command(DEBIAN_RUSTC).arg("--version")).ok()?;
        let minor: u32 = version.split(['.', ' ']).nth(2)?.parse().ok()?;
        (minor >= 88).then_some(())?;
        Some(Self::Debian { linker: linker()? })
    }

    /// Asks rustup for the target; quickly gives up where it is not to be had.
    fn by_rustup() -> bool {
        if std::env::var("LEITSTAND_WASM").is_ok_and(|wish| wish == "debian") || shell::find("rustup").is_none() {
            return false;
        }
        println!("→ asking rustup for wasm32-unknown-unknown (a minute at most) …");
        let mut command = shell::command("rustup");
        command.args(["target", "add", "wasm32-unknown-unknown"]).stderr(Stdio::null()).stdout(Stdio::null());
        let start = Instant::now();
        let Ok(mut child) = command.spawn() else {
            return false;
        };
        while start.elapsed() < Duration::from_secs(60) {
            match child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(200)),
                Ok(Some(status)) if status.success() => return Self::rustup().is_some(),
                _ => break,
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        say::note("rustup has none; taking Debian's compiler");
        false
    }

    /// The cargo of this compiler, with its environment set.
    pub fn cargo(&self) -> std::process::Command {
        let mut command = match self {
            Self::Rustup => shell::cargo(),
            Self::Debian { linker } => {
                let mut command = shell::command(DEBIAN_CARGO);
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1") // lets the stable compiler take -Z build-std
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env_remove("LD_LIBRARY_PATH") // where our cargo put the libraries of the other compiler
                    .env_remove("RUSTDOC")
                    .env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        };
        // meant for the server's processor, if they are set at all
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(name);
        }
        command
    }

    /// What `cargo rustc` needs beyond the ordinary.
    pub fn arguments(&self) -> &'static [&'static str] {
        match self {
            Self::Rustup => &[],
            Self::Debian { .. } => &["-Z", "build-std=std,panic_abort"],
        }
    }

    /// A folder of its own for each compiler: neither overwrites the other's work.
    pub fn target_dir(&self) -> PathBuf {
        match self {
            Self::Rustup => shell::target().join("wasm"),
            Self::Debian { .. } => shell::target().join("wasm-debian"),
        }
    }

    /// What to call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rustup => "rustup's compiler",
            Self::Debian { .. } => "Debian's compiler",
        }
    }
}

/// rustup's lld, or one of Debian's.
fn linker() -> Option<PathBuf> {
    let sysroot = shell::output(shell::command("rustc").args(["--print", "sysroot"]));
    let host = std::env::consts::ARCH;
    let own = sysroot
        .ok()
        .map(|sysroot| PathBuf::from(sysroot).join(format!("lib/rustlib/{host}-unknown-linux-gnu/bin/rust-lld")));
    own.filter(|file| file.is_file()).or_else(|| {
        ["wasm-ld", "wasm-ld-22", "wasm-ld-21", "wasm-ld-20", "wasm-ld-19"].into_iter().find_map(shell::find)
    })
}

fn postgres_server() -> bool {
    std::fs::read_dir("/usr/lib/postgresql")
        .is_ok_and(|versions| versions.flatten().any(|version| version.path().join("bin/pg_ctl").is_file()))
}

/// The browser of the browser tests.
pub fn chromium() -> Option<PathBuf> {
    shell::find("chromium").or_else(|| shell::find("chromium-browser"))
}

/// The program that drives it.
pub fn chromedriver() -> Option<PathBuf> {
    shell::find("chromedriver")
}

fn is_root() -> bool {
    shell::output(shell::command("id").arg("-u")).is_ok_and(|id| id == "0")
}
