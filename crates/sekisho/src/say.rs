//! What commands say on standard output.
//!
//! A reader that has seen enough (`sekisho mail list | head`) ends the command quietly, as it ends any other tool. By
//! then nothing is left undone: a command acts first and speaks afterwards. Any other error ends it with status 1.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, Write as _},
};

/// Says one line; the words of `println!`.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::line(format_args!($($words)*)) };
}

/// Writes one line, or ends the process when nobody reads any more.
pub(crate) fn line(text: Arguments<'_>) {
    let Err(error) = write(&mut io::stdout().lock(), text) else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    // Standard error may be gone, too.
    let _ = writeln!(io::stderr(), "standard output cannot be written: {error}");
    std::process::exit(1);
}

fn write(to: &mut impl io::Write, text: Arguments<'_>) -> io::Result<()> {
    to.write_fmt(text)?;
    to.write_all(b"\n")
}
