use super::*;

/// What an MTA of version 6 offers.
const ALL: &[u8] = b"\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff";
/// What an MTA of version 2 offers.
const OLD: &[u8] = b"\0\0\0\x02\0\0\0\x3f\0\0\0\x7f";

fn session() -> Session {
    Session::new(Bounds { octets: 200, recipients: 2, qualify: None }, "192.0.2.9".to_owned())
}

/// Runs packets; `Err` is the first violation.
fn run(session: &mut Session, packets: &[(u8, &[u8])]) -> Result<Vec<Reaction>, Violation> {
    packets.iter().map(|(command, data)| session.on_packet(*command, data)).collect()
}

fn mail(reactions: &[Reaction]) -> &MilterMail {
    match reactions.last() {
        Some(Reaction::Judge(mail)) => mail,
        other => panic!("no mail: {other:?}"),
    }
}

const LETTER: &[(u8, &[u8])] = &[
    (b'D', b"Cj\0mx.example.jp\0"),
    (b'C', b"pc.example.jp\x006\x04\xd2IPv6:2001:db8::1\0"),
    (b'H', b"pc\0"),
    (b'D', b"Mi\0Q1\0{auth_authen}\0taro\0"),
    (b'M', b"<a@x.jp>\0BODY=8BITMIME\0RET=HDRS\0"),
    (b'R', b"<b@y.jp>\0NOTIFY=NEVER\0"),
    (b'L', b"From\0 a@x.jp\0"),
    (b'L', b"Subject\0\tone\n two\0"),
    (b'N', b""),
    (b'B', b"Hello\r\n"),
    (b'B', b".\r\n"),
    (b'E', b""),
];

#[test]
fn a_mail_is_rebuilt_as_it_was_received() {
    let mut session = session();
    run(&mut session, &[(b'O', ALL)]).unwrap();
    let reactions = run(&mut session, LETTER).unwrap();
    let silent = reactions.iter().filter(|reaction| matches!(reaction, Reaction::Nothing)).count();
    assert_eq!(silent, LETTER.len() - 1);
    let mail = mail(&reactions);
    assert_eq!(mail.bytes, b"From: a@x.jp\r\nSubject:\tone\r\n two\r\n\r\nHello\r\n.\r\n");
    assert_eq!(
        (&*mail.peer, &*mail.peer_name, &*mail.helo, &*mail.mta),
        ("2001:db8::1", "pc.example.jp", "pc", "192.0.2.9")
    );
    assert_eq!((mail.auth_user.as_deref(), mail.queue_id.as_deref()), (Some("taro"), Some("Q1")));
    assert_eq!(mail.macros.get("j").map(String::as_str), Some("mx.example.jp"));
    assert!(mail.envelope.eight_bit && mail.envelope.recipients[0].notify.never);
}

#[test]
fn an_old_mta_gets_a_reply_to_each_step_and_a_space_after_the_colon() {
    let mut session = session();
    let Ok(Reaction::Write(answer)) = session.on_packet(b'O', OLD) else { panic!() };
    assert_eq!(answer, packet(b'O', b"\0\0\0\x02\0\0\0\x01\0\0\0\0"));
    let packets: Vec<_> = LETTER.iter().copied().filter(|(command, _)| !b"L".contains(command)).collect();
    let reactions = run(&mut session, &packets).unwrap();
    let told =
        reactions.iter().filter(|reaction| matches!(reaction, Reaction::Write(octets) if octets[4] == b'c')).count();
    assert_eq!(told, packets.len() - 3);
    let mut session = self::session();
    let reactions =
        run(&mut session, &[(b'O', OLD), (b'M', b"<>\0"), (b'R', b"<b@y.jp>\0"), (b'L', b"A\0b\0"), (b'E', b"")]);
    assert_eq!(mail(&reactions.unwrap()).bytes, b"A: b\r\n\r\n");
}

#[test]
fn the_negotiation_takes_what_is_offered_and_no_more() {
    for (offer, answer) in [
        (ALL, &b"\0\0\0\x06\0\0\0\x01\0\x1f\xf3\x80"[..]),
        (b"\0\0\0\x09\x10\0\0\0\x30\0\0\0extra", b"\0\0\0\x06\0\0\0\0\0\0\0\0"),
    ] {
        let Ok(Reaction::Write(got)) = session().on_packet(b'O', offer) else { panic!() };
        assert_eq!(got, packet(b'O', answer));
    }
    for packets in [&[(b'O', &b"\0\0\0\x01\0\0\0\0\0\0\0\0"[..])][..], &[(b'H', b"pc\0")], &[(b'O', ALL), (b'O', ALL)]]
    {
        assert_eq!(run(&mut session(), packets).unwrap_err(), Violation::Negotiation);
    }
}

#[test]
fn commands_out_of_order_are_violations() {
    for packets in [
        &[(b'R', &b"<b@y.jp>\0"[..])][..],
        &[(b'E', b"")],
        &[(b'L', b"A\0b\0")],
        &[(b'M', b"<>\0"), (b'N', b""), (b'L', b"A\0b\0")],
        &[(b'M', b"<>\0"), (b'C', b"h\0U")],
        &[(b'M', b"<>\0"), (b'A', b""), (b'B', b"x")],
        &[(b'M', b"<>\0"), (b'K', b""), (b'B', b"x")],
    ] {
        let mut session = session();
        run(&mut session, &[(b'O', ALL)]).unwrap();
        assert_eq!(run(&mut session, packets).unwrap_err(), Violation::Order, "{packets:?}");
    }
    let mut session = session();
    run(&mut session, &[(b'O', ALL)]).unwrap();
    let many: Vec<u8> =
        [b"M".to_vec()].into_iter().chain((0..200).map(|n| format!("m{n}\0x\0").into_bytes())).flatten().collect();
    assert_eq!(session.on_packet(b'D', &many).unwrap_err(), Violation::Macros);
}

#[test]
fn what_is_out_of_bounds_is_read_to_its_end_and_refused() {
    let start: &[(u8, &[u8])] = &[(b'O', ALL), (b'M', b"<a@x.jp>\0"), (b'R', b"<b@y.jp>\0")];
    for (packets, code) in [
        (vec![(b'B', &[b'x'; 150][..]), (b'B', &[b'x'; 150][..]), (b'B', b"x"), (b'E', b"")], "552 5.3.4"),
        (vec![(b'L', &[&[b'A'; 250][..], b"\0x\0"].concat()[..]), (b'E', b"")], "552 5.3.4"),
        (vec![(b'M', b"<a@x.jp>\0SIZE=1000\0"), (b'R', b"<b@y.jp>\0"), (b'E', b"")], "552 5.3.4"),
        (vec![(b'R', b"<c@y.jp>\0"), (b'R', b"<d@y.jp>\0"), (b'B', b"x"), (b'E', b"")], "452 4.5.3"),
        (vec![(b'R', b"<nodomain>\0"), (b'E', b"")], "553 5.1.3"),
        (vec![(b'M', b"<nodomain>\0"), (b'R', b"<b@y.jp>\0"), (b'E', b"")], "553 5.1.3"),
        (vec![(b'M', b"<a@x.jp>\0"), (b'E', b"")], "451 4.5.0"),
    ] {
        let mut session = session();
        run(&mut session, start).unwrap();
        let reactions = run(&mut session, &packets).unwrap();
        let Some(Reaction::Write(octets)) = reactions.last() else { panic!("{code}") };
        assert_eq!(octets[4], b'y');
        assert!(octets[5..].starts_with(code.as_bytes()), "{code} {octets:?}");
        assert!(!session.has_mail());
    }
}

#[test]
fn mails_on_one_connection_do_not_mix() {
    let mut session = session();
    run(&mut session, &[(b'O', ALL)]).unwrap();
    run(&mut session, LETTER).unwrap();
    let second: &[(u8, &[u8])] = &[
        (b'D', b"Mi\0Q2\0"),
        (b'M', b"<c@x.jp>\0"),
        (b'R', b"<never@y.jp>\0"),
        (b'A', b""),
        (b'M', b"<c@x.jp>\0"),
        (b'R', b"<d@y.jp>\0"),
        (b'E', b"late chunk"),
    ];
    let reactions = run(&mut session, second).unwrap();
    let second = mail(&reactions);
    assert_eq!(
        (second.bytes.as_slice(), second.auth_user.as_deref(), second.queue_id.as_deref()),
        (&b"\r\nlate chunk"[..], None, None)
    );
    assert_eq!(second.envelope.recipients.len(), 1);
    assert_eq!((&*second.peer, second.macros.len()), ("2001:db8::1", 1));
    let reactions =
        run(&mut session, &[(b'K', b""), (b'M', b"<c@x.jp>\0"), (b'R', b"<d@y.jp>\0"), (b'E', b"")]).unwrap();
    assert_eq!((&*mail(&reactions).peer, &*mail(&reactions).helo, mail(&reactions).macros.len()), ("", "", 0));
}
