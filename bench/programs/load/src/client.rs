//! One connection: greets, sends letters one after the other, and with pipelining where the server offers it (as MTAs
//! do: MAIL, RCPT and DATA in one go).

use std::{
    cell::RefCell,
    io,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Barrier,
    time::{sleep, timeout},
};

use crate::{
    Arguments,
    letters::{Letter, Letters},
    tally::Tally,
};

/// Longest wait for a reply.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest wait for all connections to be greeted, before the time starts.
const GREETED: Duration = Duration::from_secs(30);
/// After a connection that failed, or a 4xx.
const PAUSE: Duration = Duration::from_millis(100);

type Shared = Rc<RefCell<Tally>>;

struct Connection {
    lines: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    pipelining: bool,
    line: Vec<u8>,
}

/// Connects, waits for the others, and sends until there is nothing left to send.
pub async fn run(arguments: Rc<Arguments>, letters: Rc<Letters>, tally: Shared, start: Rc<Barrier>) {
    let mut connection = connect(&arguments, &tally, GREETED).await;
    start.wait().await;
    tally.borrow_mut().start();
    while let Some(mut open) = connection {
        if open.send(&letters, &tally).await.is_ok() || tally.borrow().over() {
            return;
        }
        drop(open);
        connection = connect(&arguments, &tally, arguments.patience()).await;
    }
}

/// Tries for so long.
async fn connect(arguments: &Arguments, tally: &Shared, patience: Duration) -> Option<Connection> {
    let since = Instant::now();
    loop {
        match Connection::open(arguments).await {
            Ok(connection) => {
                tally.borrow_mut().connected();
                return Some(connection);
            }
            Err(_) => tally.borrow_mut().failed(),
        }
        if tally.borrow().over() || since.elapsed() >= patience {
            return None;
        }
        sleep(PAUSE).await;
    }
}

impl Connection {
    async fn open(arguments: &Arguments) -> io::Result<Self> {
        let stream = TcpStream::connect(arguments.target).await?;
        stream.set_nodelay(true)?;
        let (read, write) = stream.into_split();
        let mut connection = Self { lines: BufReader::new(read), write, pipelining: false, line: Vec::new() };
        connection.expect(2).await?;
        connection.write.write_all(b"EHLO load.house.example\r\n").await?;
        connection.expect(2).await?;
        Ok(connection)
    }

    /// An error when the connection broke and others may be tried.
    async fn send(&mut self, letters: &Letters, tally: &Shared) -> io::Result<()> {
        loop {
            let Some(number) = tally.borrow_mut().next() else { break };
            let start = Instant::now();
            let sent = self.letter(&letters.letter(number)).await;
            match sent {
                Ok(250) => tally.borrow_mut().accepted(number, start.elapsed()),
                Ok(code) => {
                    tally.borrow_mut().refused(code);
                    sleep(PAUSE).await;
                }
                Err(Failed { in_doubt, source }) => {
                    if in_doubt {
                        tally.borrow_mut().doubtful(number);
                    }
                    return Err(source);
                }
            }
        }
        // The letters are answered: how the connection ends does not matter.
        let _ = self.write.write_all(b"QUIT\r\n").await;
        let _ = self.reply().await;
        Ok(())
    }

    /// The code that ended the transaction.
    async fn letter(&mut self, letter: &Letter<'_>) -> Result<u16, Failed> {
        let code = self.envelope(letter).await.map_err(Failed::before)?;
        if code != 354 {
            self.write.write_all(b"RSET\r\n").await.map_err(Failed::before)?;
            self.reply().await.map_err(Failed::before)?;
            return Ok(code);
        }
        let mut text = Vec::with_capacity(letter.head.len() + letter.body.len());
        text.extend_from_slice(letter.head.as_bytes());
        text.extend_from_slice(letter.body);
        self.write.write_all(&text).await.map_err(Failed::after)?;
        let code = self.reply().await.map_err(Failed::after)?;
        if code == 421 { Err(Failed::before(io::ErrorKind::ConnectionReset.into())) } else { Ok(code) }
    }

    /// MAIL, RCPT, DATA: 354, or the first reply that was no yes.
    async fn envelope(&mut self, letter: &Letter<'_>) -> io::Result<u16> {
        let mut commands = vec![format!("MAIL FROM:<{}>\r\n", letter.from)];
        commands.extend(letter.to.iter().map(|to| format!("RCPT TO:<{to}>\r\n")));
        commands.push("DATA\r\n".to_owned());
        if !self.pipelining {
            let mut last = 0;
            for command in &commands {
                self.write.write_all(command.as_bytes()).await?;
                last = self.reply().await?;
                if last >= 400 {
                    break;
                }
            }
            return Ok(last);
        }
        self.write.write_all(commands.concat().as_bytes()).await?;
        let mut first_no = None;
        let mut last = 0;
        for _ in &commands {
            last = self.reply().await?;
            if last >= 400 {
                first_no.get_or_insert(last);
            }
        }
        if last == 354 && first_no.is_some() {
            // DATA was taken although a recipient was not: nothing is sent.
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(first_no.unwrap_or(last))
    }

    async fn expect(&mut self, class: u16) -> io::Result<()> {
        if self.reply().await? / 100 == class { Ok(()) } else { Err(io::ErrorKind::ConnectionRefused.into()) }
    }

    /// Reads one reply; remembers whether it offers PIPELINING.
    async fn reply(&mut self) -> io::Result<u16> {
        loop {
            self.line.clear();
            let read = self.lines.read_until(b'\n', &mut self.line);
            let count = timeout(PATIENCE, read).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let line = self.line.as_slice();
            self.pipelining |= line.get(4..14).is_some_and(|word| word.eq_ignore_ascii_case(b"PIPELINING"));
            if line.get(3) != Some(&b'-') {
                let code = line.get(..3).and_then(|code| std::str::from_utf8(code).ok());
                return code.and_then(|code| code.parse().ok()).ok_or_else(|| io::ErrorKind::InvalidData.into());
            }
        }
    }
}

/// A connection that broke, and whether the letter may have been taken.
struct Failed {
    in_doubt: bool,
    source: io::Error,
}

impl Failed {
    const fn before(source: io::Error) -> Self {
        Self { in_doubt: false, source }
    }

    const fn after(source: io::Error) -> Self {
        Self { in_doubt: true, source }
    }
}
