//! The delivery client against a real Postfix.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

#[path = "support/mail.rs"]
mod mail;
#[path = "support/ports.rs"]
mod ports;
#[path = "support/postfix.rs"]
mod postfix;

use mail::{codes, envelope, outgoing};
use postfix::Postfix;
use sekisho_model::envelope::Notify;
use sekisho_smtp::client::{DsnHandling, Pool, TlsPolicy, Upstream, XForward};

const RULES: &str = "\
smtpd_recipient_restrictions = check_recipient_access inline:{{later@postfix.example=450 4.2.1 Later}, {never@postfix.example=550 5.1.1 No such user}}, permit_mynetworks, reject
smtpd_authorized_xforward_hosts = 127.0.0.0/8
message_size_limit = 20000
";

fn pool(postfix: &Postfix) -> Pool {
    let upstream = Upstream {
        helo: "gate.sekisho.example".to_owned(),
        xforward: true,
        ..Upstream::new("postfix", "127.0.0.1", postfix.port, TlsPolicy::Never)
    };
    Pool::new(vec![upstream]).unwrap()
}

#[tokio::test]
async fn postfix_takes_what_we_send_and_delivers_the_same_bytes() {
    let Some(postfix) = Postfix::start(RULES) else { return };
    let pool = pool(&postfix);

    let body = b"Subject: one\r\n\r\n.\r\n..two\r\n. three\r\nlast\r\n";
    let sent = pool.send("postfix", outgoing(envelope(&["a@postfix.example"]), body), None).await;
    assert_eq!(codes(&sent.outcomes), "A250", "{sent:?}");
    assert_eq!(sent.dsn, DsnHandling::NotAsked);
    let mail = postfix.mails(1).remove(0);
    // Postfix adds fields of its own above and below ours.
    assert!(mail.contains("\nSubject: one\n") && mail.ends_with("\n\n.\n..two\n. three\nlast\n"), "{mail}");

    let three = envelope(&["later@postfix.example", "b@postfix.example", "never@postfix.example"]);
    let sent = pool.send("postfix", outgoing(three, b"Subject: two\r\n\r\n\r\n"), None).await;
    assert_eq!(codes(&sent.outcomes), "D450 A250 R550");
    assert_eq!(sent.outcomes[2].reply().enhanced.as_deref(), Some("5.1.1"));

    let none = envelope(&["later@postfix.example", "never@postfix.example"]);
    let sent = pool.send("postfix", outgoing(none, b"Subject: none\r\n\r\n\r\n"), None).await;
    assert_eq!(codes(&sent.outcomes), "D450 R550");

    let mut asks = envelope(&["c@postfix.example"]);
    asks.recipients[0].notify = Notify { never: true, ..Notify::default() };
    asks.recipients[0].orcpt = Some("rfc822;c@postfix.example".into());
    asks.envid = Some("E1".into());
    let from = XForward { addr: Some("192.0.2.77".parse().unwrap()), name: Some("pc77".into()), ..XForward::default() };
    let sent = pool.send("postfix", outgoing(asks, b"Subject: three\r\n\r\n\r\n"), Some(&from)).await;
    assert_eq!((codes(&sent.outcomes).as_str(), sent.dsn), ("A250", DsnHandling::Passed));

    let large = [b"Subject: four\r\n\r\n".as_slice(), &b"0123456789\r\n".repeat(3000)].concat();
    let sent = pool.send("postfix", outgoing(envelope(&["d@postfix.example"]), &large), None).await;
    assert_eq!(codes(&sent.outcomes), "R554");
    assert_eq!(sent.outcomes[0].reply().enhanced.as_deref(), Some("5.3.4"));

    let sent =
        pool.send("postfix", outgoing(envelope(&["太郎@postfix.example"]), b"Subject: five\r\n\r\n\r\n"), None).await;
    assert_eq!(codes(&sent.outcomes), "A250", "{sent:?}");

    assert_eq!(postfix.mails(4).len(), 4);
    // After its good-bye a connection has no more to say: what is not in the log by then did not happen.
    pool.close_idle().await;
    let log = postfix.logged(|log| log.matches(": disconnect from").count() >= 2);
    assert!(log.contains("client=pc77[192.0.2.77]"), "{log}");
    // One connection carried everything, and nothing had to be reset but the transaction nobody was left in.
    assert_eq!(log.matches(": connect from").count(), 2, "the probe and the pool\n{log}");
    assert!(!log.contains("improper command pipelining") && !log.contains("too many errors"), "{log}");
}

#[tokio::test]
async fn many_mails_at_once_share_few_connections() {
    let Some(postfix) = Postfix::start("smtpd_client_connection_rate_limit = 0\n") else { return };
    let mut upstream = Upstream::new("postfix", "127.0.0.1", postfix.port, TlsPolicy::Never);
    upstream.limits.connections = 3;
    upstream.limits.mails_per_connection = 20;
    let pool = Pool::new(vec![upstream]).unwrap();
    let mut work = tokio::task::JoinSet::new();
    for number in 0..100 {
        let pool = pool.clone();
        work.spawn(async move {
            let body = format!("Subject: {number}\r\n\r\nbody {number}\r\n");
            codes(
                &pool.send("postfix", outgoing(envelope(&["a@postfix.example"]), body.as_bytes()), None).await.outcomes,
            )
        });
    }
    let results = work.join_all().await;
    assert!(results.iter().all(|codes| codes == "A250"), "{results:?}");
    let mails = postfix.mails(100);
    for number in 0..100 {
        assert_eq!(mails.iter().filter(|mail| mail.contains(&format!("\nbody {number}\n"))).count(), 1);
    }
    // Who carried a mail was logged before it was delivered.
    let log = postfix.logged(|log| log.matches("status=sent").count() >= 100);
    let connections = log.matches(": connect from").count() - 1;
    assert!((3..=8).contains(&connections), "{connections} connections");
}
