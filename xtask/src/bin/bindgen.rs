//! Turns the compiled browser side into what a browser loads: `xtask-bindgen IN.wasm OUT-DIR`.
//!
//! The library is pinned to the version of `wasm-bindgen` in Cargo.lock, so the two cannot drift apart.
use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir] = arguments.as_slice() else {
        bail!("usage: xtask-bindgen IN.wasm OUT-DIR");
    };
    Bindgen::new()
        .input_path(input)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .out_name("app")
        .generate(out_dir)
        .with_context(|| format!("wasm-bindgen could not read {input}"))
}
