//! Compiles the program again when the assets that it embeds have changed.
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // a debug build reads the assets when it runs, and need not be compiled again for them
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=../target/site/manifest.txt");
    }
}
