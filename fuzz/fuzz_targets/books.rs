//! Any octets as a workbook, or as parts of one: rows of equal width within limits and warnings, or an error, and the same
//! twice. Panics inside of the library that reads cells are caught, as in the program; those of what reads formats,
//! formulas and hidden rows beside it are findings.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: caught::panics_of("/calamine-"), |data: &[u8]| sekisho_tables::fuzz_book(data));
