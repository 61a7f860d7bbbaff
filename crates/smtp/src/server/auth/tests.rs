use aws_lc_rs::{digest, hmac, pbkdf2};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;

const MASK: [u8; 32] = [7; 32];

/// The keys of a password (RFC 5802 §3).
fn keys(password: &str, salt: &[u8], iterations: u32) -> ScramKeys {
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations.try_into().unwrap(), salt, password.as_bytes(), &mut salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let client = hmac::sign(&key, b"Client Key");
    let bytes = |tag: &[u8]| tag.try_into().unwrap();
    ScramKeys {
        salt: salt.to_vec(),
        iterations,
        stored_key: bytes(digest::digest(&digest::SHA256, client.as_ref()).as_ref()),
        server_key: bytes(hmac::sign(&key, b"Server Key").as_ref()),
    }
}

/// The client's proof for a message.
fn proof(password: &str, salt: &[u8], iterations: u32, message: &str) -> String {
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations.try_into().unwrap(), salt, password.as_bytes(), &mut salted);
    let client = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &salted), b"Client Key");
    let stored = digest::digest(&digest::SHA256, client.as_ref());
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, stored.as_ref()), message.as_bytes());
    STANDARD.encode(client.as_ref().iter().zip(signature.as_ref()).map(|(a, b)| a ^ b).collect::<Vec<_>>())
}

fn scram(plus: bool, binding: Option<Binding>) -> Exchange {
    Exchange::Scram(Box::new(Scram::new(plus, binding, MASK)))
}

/// Runs an exchange: the challenges, and how it ended.
fn run(exchange: Exchange, keys: Option<ScramKeys>, nonce: &str, responses: &[&str]) -> (Vec<String>, String) {
    let (mut exchange, mut challenges) = (exchange, Vec::new());
    for response in responses {
        let mut turn = exchange.respond(response.as_bytes());
        if let Turn::Keys(scram) = turn {
            assert!(!scram.login().is_empty());
            turn = scram.challenge(keys.clone(), nonce, 4096);
        }
        match turn {
            Turn::Challenge(challenge, next) => {
                challenges.push(String::from_utf8(challenge).unwrap());
                exchange = next;
            }
            Turn::Ended { login, proved: true } => return (challenges, format!("granted {login}")),
            Turn::Ended { login, proved: false } => return (challenges, format!("failed {login}")),
            Turn::Password { login, password } => return (challenges, format!("ask {login} {}", *password)),
            Turn::Refused => return (challenges, "refused".to_owned()),
            Turn::Malformed => return (challenges, "malformed".to_owned()),
            Turn::Keys(_) => panic!("keys twice"),
        }
    }
    (challenges, "waits".to_owned())
}

#[test]
fn scram_follows_the_example_of_rfc_7677() {
    let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
    let (challenges, end) = run(
        scram(false, None),
        Some(keys("pencil", &salt, 4096)),
        "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        &[
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "",
        ],
    );
    assert_eq!(challenges[0], "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assert_eq!(challenges[1], "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assert_eq!(end, "granted user");
}

#[test]
fn a_changed_exchange_fails() {
    let salt = b"0123456789abcdef";
    let right = || Some(keys("pencil", salt, 4096));
    let bound = |binding: &[u8], header: &str| STANDARD.encode([header.as_bytes(), binding].concat());
    let finish = |first: &str, channel: &str, password: &str, nonce: &str| {
        let bare = first.splitn(3, ',').nth(2).unwrap();
        let server_first = format!("r=cnonceSNONCE,s={},i=4096", STANDARD.encode(salt));
        let without = format!("c={channel},r={nonce}");
        let message = format!("{bare},{server_first},{without}");
        format!("{without},p={}", proof(password, salt, 4096, &message))
    };
    let tls = [9; 32];
    let (n, y, p) = ("n,,n=taro,r=cnonce", "y,,n=taro,r=cnonce", "p=tls-exporter,,n=taro,r=cnonce");
    let (of_n, of_y) = (bound(b"", "n,,"), bound(b"", "y,,"));
    let of_p = bound(&tls, "p=tls-exporter,,");
    for (name, plus, binding, keys, first, last, expected) in [
        ("right", false, None, right(), n, finish(n, &of_n, "pencil", "cnonceSNONCE"), "granted taro"),
        ("with binding", true, Some(tls), right(), p, finish(p, &of_p, "pencil", "cnonceSNONCE"), "granted taro"),
        ("could bind", false, None, right(), y, finish(y, &of_y, "pencil", "cnonceSNONCE"), "granted taro"),
        ("wrong password", false, None, right(), n, finish(n, &of_n, "pencils", "cnonceSNONCE"), "failed taro"),
        ("no keys", false, None, None, n, finish(n, &of_n, "pencil", "cnonceSNONCE"), "failed taro"),
        ("nonce", false, None, right(), n, finish(n, &of_n, "pencil", "cnonceOTHER"), "failed taro"),
        ("header", false, None, right(), n, finish(n, &of_y, "pencil", "cnonceSNONCE"), "failed taro"),
        ("other channel", true, Some([8; 32]), right(), p, finish(p, &of_p, "pencil", "cnonceSNONCE"), "failed taro"),
        ("no channel", true, Some(tls), right(), p, finish(p, &bound(b"", p), "pencil", "cnonceSNONCE"), "failed taro"),
        ("taken down", false, Some(tls), right(), y, String::new(), "malformed"),
        ("plus without", true, Some(tls), right(), n, String::new(), "malformed"),
        ("binding without plus", false, Some(tls), right(), p, String::new(), "malformed"),
        ("no proof", false, None, right(), n, "c=biws,r=cnonceSNONCE".to_owned(), "malformed"),
        ("short proof", false, None, right(), n, "c=biws,r=cnonceSNONCE,p=AAAA".to_owned(), "failed taro"),
    ] {
        let (_, end) = run(scram(plus, binding), keys, "SNONCE", &[first, &last, ""]);
        assert_eq!(end, expected, "{name}");
    }
}

#[test]
fn first_messages_are_read_strictly() {
    for (first, fine) in [
        ("n,,n=taro,r=x", true),
        ("n,a=taro,n=taro,r=x", true),
        ("n,,n=ta=2Cr=3Do,r=x,ext=1", true),
        ("n,a=jiro,n=taro,r=x", false),
        ("n,,n=,r=x", false),
        ("n,,n=ta=ro,r=x", false),
        ("n,,n=taro,r=", false),
        ("n,,m=ext,n=taro,r=x", false),
        ("n,,r=x,n=taro", false),
        ("x,,n=taro,r=x", false),
        ("n,n=taro,r=x", false),
        ("", false),
    ] {
        let (challenges, end) = run(scram(false, None), None, "S", &[first]);
        assert_eq!((challenges.len(), &*end), if fine { (1, "waits") } else { (0, "malformed") }, "{first}");
    }
}

#[test]
fn nobody_has_a_salt_that_stays() {
    let salt = |login: &str| run(scram(false, None), None, "S", &[&format!("n,,n={login},r=x")]).0.remove(0);
    assert_eq!(salt("taro"), salt("taro"));
    assert_ne!(salt("taro"), salt("jiro"));
}

#[test]
fn plain_and_login_ask_about_what_they_were_given() {
    let long = format!("\0taro\0{}", "x".repeat(1001));
    for (mechanism, responses, expected) in [
        ("plain", &["\0taro\0secret"][..], "ask taro secret"),
        ("PLAIN", &["taro\0taro\0秘密"], "ask taro 秘密"),
        ("PLAIN", &["jiro\0taro\0secret"], "refused"),
        ("PLAIN", &["\0\0secret"], "malformed"),
        ("PLAIN", &["taro\0secret"], "malformed"),
        ("PLAIN", &["\0taro\0a\0b"], "malformed"),
        ("PLAIN", &[&long], "malformed"),
        ("PLAIN", &[""], "malformed"),
        ("LOGIN", &["taro", "secret"], "ask taro secret"),
        ("LOGIN", &["taro", ""], "refused"),
        ("PLAIN", &["\0taro\0"], "refused"),
        ("LOGIN", &[""], "malformed"),
        ("LOGIN", &["ta\0ro"], "malformed"),
        ("LOGIN", &["taro", "a\0b"], "malformed"),
    ] {
        let exchange = Exchange::of(mechanism, None, None).unwrap();
        assert_eq!(run(exchange, None, "", responses).1, expected, "{mechanism} {responses:?}");
    }
    for (mechanism, binding, mask, offered) in [
        ("CRAM-MD5", None, Some(&MASK), false),
        ("SCRAM-SHA-256", None, Some(&MASK), true),
        ("SCRAM-SHA-256", None, None, false),
        ("SCRAM-SHA-256-PLUS", None, Some(&MASK), false),
        ("SCRAM-SHA-256-PLUS", Some([0; 32]), Some(&MASK), true),
    ] {
        assert_eq!(Exchange::of(mechanism, binding, mask).is_some(), offered, "{mechanism}");
    }
}
