//! One SMTP session: says yes to everything. Letters are looked at only for their number.
//!
//! It speaks as much SMTP as the clients of the benchmarks need: EHLO with PIPELINING, 8BITMIME, SMTPUTF8 and SIZE,
//! MAIL, RCPT, DATA, RSET, NOOP, QUIT.

use std::{io, time::Duration};

use memchr::memmem;
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Shared;

const END: &[u8] = b"\r\n.\r\n";
const HELLO: &[u8] = b"250-sink.example\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n";
/// What stands before the number in a Message-ID; `load` writes it.
const MARK: &[u8] = b"<load.";

/// Runs a session to its end, however it ends.
pub async fn run(mut stream: TcpStream, ledger: Shared) {
    ledger.borrow_mut().open();
    // A client that hangs up, or is killed, is an ordinary end here.
    let _ = converse(&mut stream, &ledger).await;
    ledger.borrow_mut().close();
}

async fn converse(stream: &mut TcpStream, ledger: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(b"220 sink.example ESMTP\r\n").await?;
    let (mut buffer, mut replies) = (Vec::with_capacity(64 * 1024), Vec::new());
    loop {
        let used = match commands(&buffer, &mut replies) {
            Step::More(used) => used,
            Step::Letter(used) => {
                buffer.drain(..used);
                flush(stream, &mut replies).await?;
                letter(stream, &mut buffer, ledger).await?;
                continue;
            }
            Step::Quit => return flush(stream, &mut replies).await,
        };
        buffer.drain(..used);
        flush(stream, &mut replies).await?;
        fill(stream, &mut buffer).await?;
    }
}

enum Step {
    /// Octets used; more are needed.
    More(usize),
    /// Octets used; a letter follows.
    Letter(usize),
    Quit,
}

/// Answers all whole commands in the buffer, up to DATA.
fn commands(buffer: &[u8], replies: &mut Vec<u8>) -> Step {
    let mut used = 0;
    while let Some(end) = memchr::memchr(b'\n', &buffer[used..]) {
        let line = &buffer[used..used + end];
        used += end + 1;
        let verb: Vec<u8> = line.iter().take(4).map(u8::to_ascii_uppercase).collect();
        match verb.as_slice() {
            b"EHLO" => replies.extend_from_slice(HELLO),
            b"DATA" => {
                replies.extend_from_slice(b"354 go on\r\n");
                return Step::Letter(used);
            }
            b"QUIT" => {
                replies.extend_from_slice(b"221 bye\r\n");
                return Step::Quit;
            }
            _ => replies.extend_from_slice(b"250 ok\r\n"),
        }
    }
    Step::More(used)
}

/// Reads a letter, counts it, answers.
async fn letter(stream: &mut TcpStream, buffer: &mut Vec<u8>, ledger: &Shared) -> io::Result<()> {
    let mut looked = 0;
    let end = loop {
        if let Some(at) = memmem::find(&buffer[looked..], END) {
            break looked + at;
        }
        looked = buffer.len().saturating_sub(END.len());
        fill(stream, buffer).await?;
    };
    let number = number(&buffer[..end]);
    buffer.drain(..end + END.len());
    ledger.borrow_mut().letter(number, end);
    let latency = ledger.borrow().latency;
    if latency > 0 {
        ledger.borrow_mut().unanswered(1);
        tokio::time::sleep(Duration::from_millis(latency)).await;
        ledger.borrow_mut().unanswered(-1);
    }
    stream.write_all(b"250 taken\r\n").await
}

/// Run and number, from the first `<load.RUN.NUMBER@...>`: in `Message-ID`, or where a campaign writes it.
fn number(letter: &[u8]) -> Option<(u64, u64)> {
    let rest = &letter[memmem::find(letter, MARK)? + MARK.len()..];
    let text = std::str::from_utf8(rest.get(..memchr::memchr(b'@', rest)?)?).ok()?;
    let (run, number) = text.split_once('.')?;
    Some((run.parse().ok()?, number.parse().ok()?))
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    // Acknowledged at once: a client that leaves Nagle's algorithm on would wait 40 ms for a delayed one, twice a letter,
    // which says nothing about a server whose next hop is not on the loopback. The system forgets it, hence each time.
    SockRef::from(&*stream).set_tcp_quickack(true)?;
    match stream.read_buf(buffer).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

async fn flush(stream: &mut TcpStream, replies: &mut Vec<u8>) -> io::Result<()> {
    if !replies.is_empty() {
        stream.write_all(replies).await?;
        replies.clear();
    }
    Ok(())
}
