//! The program `leitstand`; everything is in the library, where tests reach it.
use std::process::ExitCode;

/// Two threads hand each row of a database over, and one frees what the other has made: the C library's allocator
/// makes long lists take twice as long. SQLite allocates from it, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
