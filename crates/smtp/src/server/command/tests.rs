use sekisho_model::envelope::{Notify, Ret};

use super::*;
use crate::server::Forwarded;

fn code(reply: &Reply) -> String {
    format!("{} {}", reply.code(), reply.enhanced())
}

#[test]
fn lines_become_commands_or_say_what_is_wrong() {
    use Command::*;
    for (line, expected) in [
        (&b"ehlo pc"[..], Ok(Ehlo("pc"))),
        (b"HELO [192.0.2.1] ", Ok(Helo("[192.0.2.1]"))),
        (b"MAIL FROM:<a@x.jp> SIZE=1", Ok(Mail("<a@x.jp> SIZE=1"))),
        (b"mail from: <a@x.jp>", Ok(Mail("<a@x.jp>"))),
        (b"rcpt To:<a@x.jp>", Ok(Rcpt("<a@x.jp>"))),
        (b"DATA", Ok(Data)),
        (b"DATA ", Ok(Data)),
        (b"BDAT 10", Ok(Bdat { size: 10, last: false })),
        (b"bdat 0 last", Ok(Bdat { size: 0, last: true })),
        (b"RSET", Ok(Rset)),
        (b"NOOP whatever", Ok(Noop)),
        (b"AUTH PLAIN =", Ok(Auth { mechanism: "PLAIN", initial: Some("=") })),
        (b"AUTH LOGIN", Ok(Auth { mechanism: "LOGIN", initial: None })),
        (b"STARTTLS", Ok(StartTls)),
        (b"XFORWARD NAME=x", Ok(XForward("NAME=x"))),
        (b"", Err("500 5.5.1")),
        (b"EHLO", Err("501 5.5.4")),
        (b"DATA now", Err("501 5.5.4")),
        (b"STARTTLS now", Err("501 5.5.4")),
        (b"MAIL", Err("501 5.5.2")),
        (b"MAIL TO:<a@x.jp>", Err("501 5.5.2")),
        (b"MAIL FR\xc3\xa4:", Err("501 5.5.2")),
        (b"AUTH", Err("501 5.5.4")),
        (b"AUTH PLAIN a b", Err("501 5.5.4")),
        (b"EXPN all", Err("502 5.5.1")),
        (b"VERYLONGCOMMAND", Err("500 5.5.1")),
        (b"NO\xffOP", Err("500 5.5.2")),
        (b"NOOP \0", Err("500 5.5.2")),
        (b"NOOP\rMAIL FROM:<>", Err("500 5.5.2")),
        (b"BDAT", Err("! 501 5.5.4")),
        (b"BDAT x", Err("! 501 5.5.4")),
        (b"BDAT +1", Err("! 501 5.5.4")),
        (b"BDAT -1", Err("! 501 5.5.4")),
        (b"BDAT 99999999999999999999", Err("! 501 5.5.4")),
        (b"BDAT 1 FIRST", Err("! 501 5.5.4")),
        (b"GET / HTTP/1.1", Err("! 554 5.5.0")),
        (b"post /", Err("! 554 5.5.0")),
        (b"Host: mail", Err("! 554 5.5.0")),
        (b"PRI * HTTP/2.0", Err("! 554 5.5.0")),
    ] {
        let got = Command::parse(line).map_err(|mistake| match mistake {
            Mistake::Said(reply) => code(&reply),
            Mistake::Fatal(reply) => format!("! {}", code(&reply)),
        });
        assert_eq!(got, expected.map_err(str::to_owned), "{}", String::from_utf8_lossy(line));
    }
}

#[test]
fn paths_keep_quotes_and_literals_and_lose_routes() {
    for (text, utf8, expected) in [
        ("<a@x.jp>", false, Ok("a@x.jp")),
        ("<\"a b\"@x.jp>", false, Ok("\"a b\"@x.jp")),
        ("<\"a>b\\\"c@d\"@x.jp>", false, Ok("\"a>b\\\"c@d\"@x.jp")),
        ("<a..b.@docomo.ne.jp>", false, Ok("a..b.@docomo.ne.jp")),
        ("<a@[192.0.2.1]>", false, Ok("a@[192.0.2.1]")),
        ("<a@[IPv6:2001:db8::1]>", false, Ok("a@[IPv6:2001:db8::1]")),
        ("<@r.jp,@s.jp:a@x.jp>", false, Ok("a@x.jp")),
        ("<PostMaster>", false, Ok("PostMaster@gate.example")),
        ("<太郎@例え.jp>", true, Ok("太郎@例え.jp")),
        ("<太郎@例え.jp>", false, Err("553 5.6.7")),
        ("<a@例え.jp>", false, Err("553 5.6.7")),
        ("<>", false, Err("553 5.1.3")),
        ("<root>", false, Err("553 5.1.3")),
        ("<@>", false, Err("553 5.1.3")),
        ("<@r.jp>", false, Err("553 5.1.3")),
        ("<r.jp:a@x.jp>", false, Err("553 5.1.3")),
        ("<a b@x.jp>", false, Err("553 5.1.3")),
        ("<a@x_.jp@>", false, Err("553 5.1.3")),
        ("<a@[192.0.2.999]>", false, Err("553 5.1.3")),
        ("a@x.jp", false, Err("501 5.5.2")),
        ("<a@x.jp", false, Err("501 5.5.2")),
        ("<\"a@x.jp>", false, Err("501 5.5.2")),
        ("<a@x.jp>>", false, Err("501 5.5.2")),
        ("<a@x.jp>NOTIFY=NEVER", false, Err("501 5.5.2")),
    ] {
        let got = rcpt(text, "gate.example", utf8);
        let got = got.map(|rcpt| rcpt.recipient.address.to_string()).map_err(|reply| code(&reply));
        assert_eq!(got, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }
    assert_eq!(mail("<>").unwrap().path, sekisho_model::ReversePath::Null);
    let long = format!("<{}@x.jp>", "a".repeat(65));
    assert_eq!(mail(&long).unwrap_err().code(), 553);
}

#[test]
fn parameters_are_understood_or_refused() {
    let all = "<a@x.jp> SIZE=12 body=8bitmime SMTPUTF8 RET=hdrs ENVID=Q+2B1 REQUIRETLS AUTH=<>";
    let said = mail(all).unwrap();
    assert!(said.smtputf8 && said.require_tls && said.extended);
    assert_eq!((said.size, said.body, said.ret), (Some(12), Some(Body::EightBit), Some(Ret::Hdrs)));
    assert_eq!(said.envid.as_deref(), Some("Q+2B1"));
    assert_eq!(mail("<> SIZE=99999999999999999999").unwrap().size, Some(u64::MAX));
    assert!(!mail("<>").unwrap().extended);
    let long_envid = format!("ENVID={}", "a".repeat(101));
    for (parameter, expected) in [
        ("SIZE", "501 5.5.4"),
        ("SIZE=-1", "501 5.5.4"),
        ("SIZE=1 SIZE=1", "501 5.5.4"),
        ("BODY=BINARYMIME", "504 5.5.4"),
        ("BODY", "504 5.5.4"),
        ("RET=ALL", "501 5.5.4"),
        ("ENVID=a+b", "501 5.5.4"),
        ("ENVID=a+0D+0A", "501 5.5.4"),
        (&long_envid, "501 5.5.4"),
        ("SMTPUTF8=1", "501 5.5.4"),
        ("REQUIRETLS REQUIRETLS", "501 5.5.4"),
        ("AUTH", "501 5.5.4"),
        ("X=1", "555 5.5.4"),
        ("SIZE=", "555 5.5.4"),
        ("RET=FULL=1", "555 5.5.4"),
        ("BY=100;R", "555 5.5.4"),
    ] {
        assert_eq!(code(&mail(&format!("<a@x.jp> {parameter}")).unwrap_err()), expected, "{parameter}");
    }
    let said = rcpt("<b@x.jp> NOTIFY=success,DELAY ORCPT=rfc822;b+2Bc@x.jp", "g", false).unwrap();
    assert_eq!(said.recipient.notify, Notify { success: true, delay: true, ..Notify::default() });
    assert_eq!(said.recipient.orcpt.as_deref(), Some("rfc822;b+2Bc@x.jp"));
    assert!(rcpt("<b@x.jp> ORCPT=utf-8;太郎@x.jp", "g", true).is_ok());
    // As Postfix 3.7 says it.
    assert!(rcpt("<花子@x.jp> ORCPT=utf-8;+E8+8A+B1+E5+AD+90@x.jp NOTIFY=FAILURE", "g", true).is_ok());
    for parameter in [
        "NOTIFY=NEVER,SUCCESS",
        "NOTIFY=",
        "NOTIFY=,",
        "NOTIFY",
        "NOTIFY=DELAY NOTIFY=DELAY",
        "ORCPT=b@x.jp",
        "ORCPT=rfc822;",
        "ORCPT=;b",
        "ORCPT=rfc822;a+0Ab",
        "ORCPT=rfc822;a+7Fb",
        "ORCPT=rfc822;a=b",
        "ORCPT=rfc822;太郎@x.jp",
        "ORCPT=utf-8;太郎@x.jp",
        "SIZE=1",
    ] {
        assert!(rcpt(&format!("<b@x.jp> {parameter}"), "g", false).is_err(), "{parameter}");
    }
}

#[test]
fn attributes_are_decoded_and_unknown_values_are_none() {
    let got = proxied("NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::1 HELO=pc+20x login=taro PROTO=ESMTP").unwrap();
    assert_eq!(got.addr, Some("2001:db8::1".parse().unwrap()));
    assert_eq!((got.helo.as_deref(), got.login), (Some("pc x"), Some(Some("taro".to_owned()))));
    assert_eq!(proxied("LOGIN=[unavailable]").unwrap().login, Some(None));
    assert_eq!(proxied("NAME=x").unwrap(), Proxied::default());
    let mut known = Forwarded::default();
    forwarded("NAME=pc77 ADDR=192.0.2.77 PORT=4711", &mut known).unwrap();
    forwarded("IDENT=Q1 SOURCE=REMOTE PROTO=ESMTP HELO=[TEMPUNAVAIL]", &mut known).unwrap();
    assert_eq!((known.name.as_deref(), known.port, known.ident.as_deref()), (Some("pc77"), Some(4711), Some("Q1")));
    assert_eq!(known.helo, None);
    let before = known.clone();
    for text in ["", "NAME", "X=1", "ADDR=x", "PORT=70000", "NAME=a+0D+0A", "NAME=+zz", "NAME=+2", "NAME=ok ADDR=x"] {
        assert!(forwarded(text, &mut known).is_err(), "{text}");
        assert_eq!(known, before, "{text}");
    }
}
