use super::*;

fn reply(text: &str) -> Reply {
    let lines: Vec<String> = text.lines().map(|line| line.get(4..).unwrap_or("").to_owned()).collect();
    Reply { code: text[..3].parse().unwrap(), lines }
}

fn upstream(tls: TlsPolicy, login: Option<Cleartext>) -> Upstream {
    let auth = login.map(|cleartext| Login { user: "u".into(), password: Zeroizing::new("p".into()), cleartext });
    Upstream { auth, helo: "gate.example.jp".into(), ..Upstream::new("up", "mx.example.jp", 25, tls) }
}

/// The conversation as text: what we said, `!` for the TLS handshake, then how it ended.
fn talk(upstream: &Upstream, line: Line, replies: &[&str]) -> String {
    let mut handshake = Handshake::new(upstream, line);
    let mut said = String::new();
    let mut step = handshake.start();
    let mut replies = replies.iter();
    loop {
        match step {
            Step::Ready(_) => return said + "ready",
            Step::Secure => {
                said += "!";
                step = handshake.secured();
                continue;
            }
            Step::Write(octets) => said += &String::from_utf8(octets.to_vec()).unwrap().replace("\r\n", "|"),
            Step::Greeting => {}
        }
        let Some(next) = replies.next() else { return said + "waiting" };
        match handshake.on_reply(&reply(next)) {
            Ok(next) => step = next,
            Err(Refusal::Said(reply)) => return format!("{said}said {}", reply.code),
            Err(Refusal::Lacks(_)) => return said + "lacks",
        }
    }
}

#[test]
fn conversations_end_as_the_policy_says() {
    use TlsPolicy as T;
    let tls_and_auth = "250-x\n250-STARTTLS\n250 AUTH PLAIN";
    let ehlo = "EHLO gate.example.jp|";
    for (tls, login, line, replies, expected) in [
        (T::Never, None, Line::Clear, vec!["220 x", "250 x"], "E ready"),
        (T::Never, None, Line::Clear, vec!["220 x", tls_and_auth], "E ready"),
        (T::Never, None, Line::Clear, vec!["554 x"], "said 554"),
        (T::Never, None, Line::Clear, vec!["220 x", "502 x", "250 x"], "E HELO gate.example.jp|ready"),
        (T::Never, None, Line::Clear, vec!["220 x", "421 x"], "E said 421"),
        (T::Opportunistic, None, Line::Clear, vec!["220 x", "250 x"], "E ready"),
        (T::Opportunistic, None, Line::Clear, vec!["220 x", tls_and_auth, "220 x", "250 x"], "E STARTTLS|!E ready"),
        (T::Required, None, Line::Clear, vec!["220 x", "250 x"], "E lacks"),
        (T::Required, None, Line::Clear, vec!["220 x", "502 x", "250 x"], "E HELO gate.example.jp|lacks"),
        (T::Required, None, Line::Clear, vec!["220 x", tls_and_auth, "454 x"], "E STARTTLS|said 454"),
        (T::Implicit, None, Line::Secure, vec!["220 x", "250 x"], "E ready"),
        (
            T::Required,
            Some(Cleartext::Never),
            Line::Clear,
            vec!["220 x", tls_and_auth, "220 x", "250-x\n250 AUTH PLAIN LOGIN", "235 x"],
            "E STARTTLS|!E AUTH PLAIN AHUAcA==|ready",
        ),
        (
            T::Implicit,
            Some(Cleartext::Never),
            Line::Secure,
            vec!["220 x", "250-x\n250 AUTH LOGIN", "334 x", "334 x", "235 x"],
            "E AUTH LOGIN|dQ==|cA==|ready",
        ),
        (
            T::Implicit,
            Some(Cleartext::Never),
            Line::Secure,
            vec!["220 x", "250-x\n250 AUTH PLAIN", "535 x"],
            "E AUTH PLAIN AHUAcA==|said 535",
        ),
        (T::Implicit, Some(Cleartext::Never), Line::Secure, vec!["220 x", "250 x"], "E lacks"),
        (T::Opportunistic, Some(Cleartext::Never), Line::Clear, vec!["220 x", "250-x\n250 AUTH PLAIN"], "E lacks"),
        (T::Opportunistic, Some(Cleartext::OnLoopback), Line::Clear, vec!["220 x", "250-x\n250 AUTH PLAIN"], "E lacks"),
        (
            T::Never,
            Some(Cleartext::OnLoopback),
            Line::ClearLoopback,
            vec!["220 x", "250-x\n250 AUTH PLAIN", "235 x"],
            "E AUTH PLAIN AHUAcA==|ready",
        ),
    ] {
        let case = format!("{tls:?} {login:?} {line:?} {replies:?}");
        assert_eq!(talk(&upstream(tls, login), line, &replies), expected.replace("E ", ehlo), "{case}");
    }
}
