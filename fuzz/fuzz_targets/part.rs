//! Any bytes as one part of an otherwise whole workbook; the first byte chooses which.
#![no_main]
libfuzzer_sys::fuzz_target!(
    init: fuzz::tolerate_calamine(),
    |bytes: &[u8]| {
        let Some((choice, content)) = bytes.split_first() else { return };
        let part = fuzz::PARTS[usize::from(*choice) % fuzz::PARTS.len()];
        fuzz::try_out(&fuzz::workbook_around(part, content));
    }
);
