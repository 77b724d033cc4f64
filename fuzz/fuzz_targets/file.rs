//! Any bytes as a file.
#![no_main]
libfuzzer_sys::fuzz_target!(
    init: fuzz::tolerate_calamine(),
    |bytes: &[u8]| fuzz::try_out(bytes)
);
