use proptest::prelude::*;
use sekisho_model::{Address, Envelope, ReversePath};

use super::{super::content::Content, super::offer::Offer, *};

fn order(recipients: usize) -> Order {
    let to = (0..recipients).map(|at| Address::parse(&format!("r{at}@y.jp")).unwrap()).collect();
    let envelope = Envelope::plain(ReversePath::Null, to);
    Order::new(&envelope, &Content::check(b"\r\n").unwrap(), &Offer::default(), false, None).unwrap()
}

fn reply(text: &str) -> Reply {
    Reply { code: text[..3].parse().unwrap(), lines: vec![text.get(4..).unwrap_or("").to_owned()] }
}

fn letter(outcome: &Outcome) -> char {
    match outcome {
        Outcome::Accepted { .. } => 'A',
        Outcome::Refused { .. } => 'R',
        Outcome::Deferred { .. } => 'D',
        Outcome::Unknown { .. } => 'U',
    }
}

/// What was written (one word per write, commands by their first letter), then one letter per recipient, then what
/// the session is good for. `lost` as a reply breaks the connection.
fn talk(recipients: usize, pipelining: bool, reset: bool, replies: &str) -> String {
    talk_with(recipients, pipelining, reset, replies, None)
}

/// The same where a permit is asked for (`?`) and given or not.
fn talk_with(recipients: usize, pipelining: bool, reset: bool, replies: &str, permit: Option<bool>) -> String {
    let order = order(recipients);
    let mut transaction = Transaction::new(&order, pipelining, reset, permit.is_some());
    let mut said = String::new();
    let mut replies = replies.split(',');
    loop {
        match transaction.next_step() {
            Step::Write(octets) => {
                let text = String::from_utf8(octets).unwrap();
                assert!(text.ends_with("\r\n"));
                let initials = text.lines().map(|line| match line {
                    "RSET" => 'r',
                    line => line.chars().next().unwrap(),
                });
                said.extend(initials.chain([' ']));
            }
            Step::Ask => {
                said += "? ";
                if permit == Some(true) { transaction.permitted() } else { transaction.withhold() }
            }
            Step::Content => {
                said += "content ";
                transaction.dot_may_leave();
            }
            Step::Read(_) => match replies.next() {
                None | Some("lost" | "") => transaction.lost("lost"),
                Some(text) => transaction.on_reply(&reply(text)),
            },
            Step::Done => break,
        }
    }
    let session = transaction.session();
    said.extend(transaction.finish().iter().map(letter));
    said + match session {
        Session::Clean => "",
        Session::NeedsReset => " reset",
        Session::Broken => " broken",
    }
}

#[test]
fn no_octet_of_data_leaves_before_its_permit() {
    for (recipients, pipelining, reset, replies, given, expected) in [
        (1, true, false, "250,250,354,250", true, "MR ? D content A"),
        (1, false, false, "250,250,354,250", true, "M R ? D content A"),
        (2, true, true, "250,250,250,550,354,250", true, "rMRR ? D content AR"),
        (1, true, false, "250,250", false, "MR ? D reset"),
        (2, true, false, "250,250,550", false, "MRR ? DR reset"),
        // Nobody is asked about a mail that nobody takes, and nobody is asked twice.
        (1, true, false, "250,550", true, "MR R reset"),
        (1, true, false, "550,503", true, "MR R"),
        (1, true, false, "250,lost", true, "MR D broken"),
        (1, true, false, "250,250,451", true, "MR ? D D reset"),
        (1, true, false, "250,250,354,lost", true, "MR ? D content U broken"),
        (1, true, false, "250,250,354,451", true, "MR ? D content D"),
    ] {
        let said = talk_with(recipients, pipelining, reset, replies, Some(given));
        assert_eq!(said, expected, "{replies} {given}");
    }
}

#[test]
fn every_recipient_gets_the_outcome_that_the_replies_mean() {
    for (recipients, pipelining, reset, replies, expected) in [
        // All is well.
        (1, true, false, "250,250,354,250", "MRD content A"),
        (2, false, false, "250,250,250,354,250", "M R R D content AA"),
        (1, true, true, "250,250,250,354,250", "rMRD content A"),
        (2, true, false, "250,251,252,354,250", "MRRD content AA"),
        // Some recipients fall out.
        (3, true, false, "250,250,450,550,354,250", "MRRRD content ADR"),
        (3, false, false, "250,250,452 4.5.3 too many,550,354,250", "M R R R D content ADR"),
        (2, true, false, "250,250,552,354,250", "MRRD content AD"),
        (2, true, false, "250,250,552 5.2.2 full,354,250", "MRRD content AR"),
        (1, true, false, "250,552,554", "MRD R reset"),
        // Nobody is left: no content, and a lone dot when the server waits for one.
        (2, true, false, "250,550,450,554", "MRRD RD reset"),
        (2, true, false, "250,550,450,354,554", "MRRD . RD reset"),
        (2, true, false, "250,550,450,354,250", "MRRD . RD reset"),
        (2, false, false, "250,550,450", "M R R RD reset"),
        // MAIL is not taken.
        (2, true, false, "550,503,503,503", "MRRD RR"),
        (2, true, false, "450,503,503,503", "MRRD DD"),
        (2, false, false, "550", "M RR"),
        (1, true, false, "530 5.7.0 sign in,503,503", "MRD D"),
        (1, true, false, "550,250,354,250", "MRD . R reset"),
        // DATA is not taken.
        (2, true, false, "250,250,550,451", "MRRD DR reset"),
        (2, true, false, "250,250,250,554", "MRRD RR reset"),
        (1, true, false, "250,250,250", "MRD D broken"),
        // The verdict on the content.
        (2, true, false, "250,250,550,354,451", "MRRD content DR"),
        (2, true, false, "250,250,450,354,554", "MRRD content RD"),
        (1, true, false, "250,250,354,421", "MRD content D broken"),
        (1, true, false, "250,250,354,354", "MRD content U broken"),
        // The connection fails, before and after the dot.
        (2, true, false, "lost", "MRRD DD broken"),
        (2, true, false, "250,550,lost", "MRRD RD broken"),
        (2, true, false, "250,250,550,lost", "MRRD DR broken"),
        (2, true, false, "250,250,550,354,lost", "MRRD content UR broken"),
        (2, true, false, "421", "MRRD DD broken"),
        (2, true, false, "250,250,421", "MRRD DD broken"),
        (2, true, false, "250,550,250,421", "MRRD RD broken"),
        (1, true, true, "500", "rMRD D broken"),
        (0, true, false, "", ""),
    ] {
        let case = format!("{recipients} {pipelining} {replies}");
        assert_eq!(talk(recipients, pipelining, reset, replies), expected, "{case}");
    }
}

#[test]
fn many_recipients_go_out_in_batches_and_data_with_the_last() {
    let replies = |count: usize| format!("250,{}354,250", "250,".repeat(count));
    let batch = "R".repeat(BATCH);
    let accepted = |count: usize| "A".repeat(count);
    assert_eq!(talk(BATCH, true, false, &replies(BATCH)), format!("M{batch}D content {}", accepted(BATCH)));
    assert_eq!(
        talk(BATCH + 1, true, false, &replies(BATCH + 1)),
        format!("M{batch} RD content {}", accepted(BATCH + 1))
    );
    let none = format!("250,{}", "550,".repeat(BATCH + 1)) + "554";
    assert_eq!(talk(BATCH + 1, true, false, &none), format!("M{batch} RD {} reset", "R".repeat(BATCH + 1)));
    let refused = format!("550,{}", "503,".repeat(BATCH));
    assert_eq!(talk(BATCH + 1, true, false, &refused), format!("M{batch} {}", "R".repeat(BATCH + 1)));
}

fn any_reply() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["250", "250", "250", "354", "354", "421", "450", "550", "552", "220", "lost"])
}

proptest! {
    #[test]
    fn nobody_is_accepted_without_content_and_nobody_is_forgotten(
        recipients in 1usize..5,
        pipelining: bool,
        reset: bool,
        replies in prop::collection::vec(any_reply(), 0..12),
    ) {
        let said = talk(recipients, pipelining, reset, &replies.join(","));
        let content = said.contains("content");
        let outcomes = said.trim_end_matches(" reset").trim_end_matches(" broken").rsplit(' ').next().unwrap();
        prop_assert_eq!(outcomes.len(), recipients, "{}", said);
        prop_assert!(content || !outcomes.contains(['A', 'U']), "{}", said);
        // The last reply read is the one to the dot: only a 2yz there accepts.
        prop_assert!(!outcomes.contains('A') || replies.iter().any(|reply| reply.starts_with('2')), "{}", said);
    }
}
