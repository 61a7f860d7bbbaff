use sekisho_model::ReversePath;

use super::*;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn envelope(from: &str, to: &[&str]) -> Envelope {
    let from = if from.is_empty() { ReversePath::Null } else { ReversePath::Address(address(from)) };
    Envelope::plain(from, to.iter().map(|to| address(to)).collect())
}

fn everything() -> Offer {
    Offer {
        pipelining: true,
        eight_bit: true,
        smtputf8: true,
        dsn: true,
        starttls: false,
        require_tls: true,
        size: Some(1000),
        auth: vec![],
        xforward: ["NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"].map(str::to_owned).to_vec(),
    }
}

/// All lines, or the enhanced code of the refusal in place of the whole or of one line.
fn lines(envelope: &Envelope, bytes: &[u8], offer: &Offer) -> String {
    let code = |outcome: Outcome| outcome.reply().enhanced.clone().unwrap().to_string();
    match Order::new(envelope, &Content::check(bytes).unwrap(), offer, true, None) {
        Err(outcome) => code(outcome),
        Ok(order) => {
            let rcpt = order.recipients.into_iter().map(|line| line.unwrap_or_else(code));
            [order.mail].into_iter().chain(rcpt).collect::<Vec<_>>().join("|")
        }
    }
}

#[test]
fn the_lines_say_what_the_server_understands_and_no_more() {
    let ascii = &b"A: b\r\n\r\nx\r\n"[..];
    let utf8_header = "A: 語\r\n\r\nx\r\n".as_bytes();
    let eight_bit = "A: b\r\n\r\n語\r\n".as_bytes();
    let nothing = Offer::default();
    let without = |change: fn(&mut Offer)| {
        let mut offer = everything();
        change(&mut offer);
        offer
    };
    for (from, to, bytes, offer, expected) in [
        ("a@x.jp", vec!["b@y.jp"], ascii, nothing.clone(), "MAIL FROM:<a@x.jp>|RCPT TO:<b@y.jp>"),
        ("", vec!["b@y.jp"], ascii, everything(), "MAIL FROM:<> SIZE=11|RCPT TO:<b@y.jp>"),
        ("a@x.jp", vec!["b@例え.jp"], ascii, everything(), "MAIL FROM:<a@x.jp> SIZE=11|RCPT TO:<b@xn--r8jz45g.jp>"),
        (
            "a@x.jp",
            vec!["太郎@例え.jp"],
            ascii,
            everything(),
            "MAIL FROM:<a@x.jp> SIZE=11 SMTPUTF8|RCPT TO:<太郎@例え.jp>",
        ),
        ("a@x.jp", vec!["太郎@例え.jp", "b@y.jp"], ascii, nothing.clone(), "MAIL FROM:<a@x.jp>|5.6.7|RCPT TO:<b@y.jp>"),
        ("太郎@x.jp", vec!["b@y.jp"], ascii, nothing.clone(), "5.6.7"),
        ("a@x.jp", vec!["b@y.jp"], utf8_header, without(|offer| offer.smtputf8 = false), "5.6.7"),
        (
            "a@x.jp",
            vec!["b@y.jp"],
            utf8_header,
            everything(),
            "MAIL FROM:<a@x.jp> SIZE=13 BODY=8BITMIME SMTPUTF8|RCPT TO:<b@y.jp>",
        ),
        (
            "a@x.jp",
            vec!["b@y.jp"],
            eight_bit,
            everything(),
            "MAIL FROM:<a@x.jp> SIZE=13 BODY=8BITMIME|RCPT TO:<b@y.jp>",
        ),
        ("a@x.jp", vec!["b@y.jp"], eight_bit, nothing.clone(), "5.6.3"),
        ("a@x.jp", vec!["b@y.jp"], ascii, without(|offer| offer.size = Some(10)), "5.3.4"),
        (
            "a@x.jp",
            vec!["b@y.jp"],
            ascii,
            without(|offer| offer.size = Some(0)),
            "MAIL FROM:<a@x.jp> SIZE=11|RCPT TO:<b@y.jp>",
        ),
        (
            "\"a b\"@x.jp",
            vec!["foo..@docomo.ne.jp"],
            ascii,
            nothing,
            "MAIL FROM:<\"a b\"@x.jp>|RCPT TO:<foo..@docomo.ne.jp>",
        ),
    ] {
        assert_eq!(lines(&envelope(from, &to), bytes, &offer), expected);
    }
}

#[test]
fn dsn_wishes_are_passed_on_or_reported_as_dropped() {
    let mut asks = envelope("a@x.jp", &["b@y.jp"]);
    asks.ret = Some(Ret::Hdrs);
    asks.envid = Some("id+2B1".into());
    asks.recipients[0].notify = Notify { success: true, failure: true, ..Notify::default() };
    asks.recipients[0].orcpt = Some("rfc822;b@y.jp".into());
    let said = lines(&asks, b"\r\n", &everything());
    assert_eq!(
        said,
        "MAIL FROM:<a@x.jp> SIZE=2 RET=HDRS ENVID=id+2B1|RCPT TO:<b@y.jp> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@y.jp"
    );
    let order = Order::new(&asks, &Content::check(b"\r\n").unwrap(), &Offer::default(), true, None).unwrap();
    assert_eq!((order.dsn, &*order.mail), (DsnHandling::Dropped, "MAIL FROM:<a@x.jp>"));
    // A value that would break out of the line is dropped, not sent.
    asks.envid = Some("x\r\nRCPT TO:<evil@z.jp>".into());
    asks.recipients[0].orcpt = Some("rfc822;b y".into());
    assert!(!lines(&asks, b"\r\n", &everything()).contains(['\r', '\n']));
    assert!(!lines(&asks, b"\r\n", &everything()).contains("ORCPT"));
}

#[test]
fn requiretls_needs_a_verified_line_and_the_offer() {
    let mut asks = envelope("a@x.jp", &["b@y.jp"]);
    asks.require_tls = true;
    let content = Content::check(b"\r\n").unwrap();
    for (offered, secure, expected) in [(true, true, true), (true, false, false), (false, true, false)] {
        let offer = Offer { require_tls: offered, ..Offer::default() };
        let order = Order::new(&asks, &content, &offer, secure, None);
        assert_eq!(order.is_ok(), expected);
        match order {
            Ok(order) => assert_eq!(order.mail, "MAIL FROM:<a@x.jp> REQUIRETLS"),
            Err(outcome) => assert_eq!(outcome.reply().enhanced.as_deref(), Some("5.7.30")),
        }
    }
}

#[test]
fn xforward_is_encoded_and_cut_into_lines() {
    let from = XForward {
        name: Some("pc 1.example.jp\r\nRCPT TO:<evil@z.jp>".into()),
        addr: Some("2001:db8::1".parse().unwrap()),
        helo: Some("あ".repeat(200)),
        ..XForward::default()
    };
    let lines = xforward_lines(&from, &everything().xforward);
    assert!(lines.iter().all(|line| line.len() <= 512 && line.bytes().all(|byte| (32..127).contains(&byte))));
    assert!(lines[0].starts_with("XFORWARD NAME=pc+201.example.jp+0D+0ARCPT"), "{lines:?}");
    assert!(lines[0].contains(" ADDR=IPv6:2001:db8::1 PORT=[UNAVAILABLE]"), "{lines:?}");
    assert_eq!(xforward_lines(&from, &["ADDR".to_owned()]), ["XFORWARD ADDR=IPv6:2001:db8::1"]);
    assert!(xforward_lines(&from, &[]).is_empty());
}
