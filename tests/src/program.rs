//! The program itself, for tests that start it as an operator does.
use crate::db;
use std::{path::PathBuf, process::Command, sync::OnceLock};

/// The program beside this test. Cargo builds programs for tests of their own package only, so it is asked here, with
/// the features of the whole suite: what is built already stays as it is.
#[must_use]
pub fn program() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            if let Some(cargo) = std::env::var_os("CARGO") {
                let built = Command::new(cargo)
                    .args(["build", "--quiet", "--locked", "--workspace", "--bin", "leitstand"])
                    .args(["--features", "tests/browser,tests/postgres,xtask/bindgen"])
                    .current_dir(db::project())
                    .status();
                assert!(built.is_ok_and(|status| status.success()), "the program cannot be built");
            }
            let path = db::target().join(format!("leitstand{}", std::env::consts::EXE_SUFFIX));
            assert!(path.exists(), "{} is not there: cargo build", path.display());
            path
        })
        .clone()
}
