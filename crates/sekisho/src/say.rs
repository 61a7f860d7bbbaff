//! What commands say on standard output and standard error.
//!
//! A reader that has seen enough (`sekisho mail list | head`) ends the command quietly, as it ends any other tool. By
//! then nothing is left undone: a command acts first and speaks afterwards. Any other error ends it with status 1.
//! Nobody who listens on standard error is no reason to end: what was to be complained of is in the exit status, too.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind},
};

/// Says one line; the words of `println!`.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::line(format_args!($($words)*)) };
}

/// Says one line on standard error; the words of `eprintln!`, which would panic when nobody reads.
macro_rules! complain {
    ($($words:tt)*) => { $crate::say::complaint(format_args!($($words)*)) };
}

/// Writes one line, or ends the process when nobody reads any more.
pub(crate) fn line(text: Arguments<'_>) {
    written(write(&mut io::stdout().lock(), text));
}

/// Ends the process if standard output could not be written: quietly when nobody reads any more.
pub(crate) fn written(result: io::Result<()>) {
    let Err(error) = result else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    complain!("standard output cannot be written: {error}");
    std::process::exit(1);
}

/// Writes lines; `false` when they did not arrive. For who has something to put away before the end.
pub(crate) fn heard(text: &str) -> bool {
    let Err(error) = write(&mut io::stdout().lock(), format_args!("{text}")) else { return true };
    if error.kind() != ErrorKind::BrokenPipe {
        complain!("standard output cannot be written: {error}");
    }
    false
}

/// Writes one line to standard error.
pub(crate) fn complaint(text: Arguments<'_>) {
    // There is nobody left to tell of a failure.
    let _ = write(&mut io::stderr().lock(), text);
}

fn write(to: &mut impl io::Write, text: Arguments<'_>) -> io::Result<()> {
    to.write_fmt(text)?;
    to.write_all(b"\n")?;
    to.flush()
}
