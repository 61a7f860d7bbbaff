//! Any letter under a plan: there is an outcome that is fit for the wire, the same twice, in which no reader sees a Bcc
//! or another recipient, or there is an error. Parts mean the same to reading and to transforms.
#![no_main]

mod caught;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sekisho_content::{
    Limits,
    difference::difference,
    mail::Role,
    read,
    transform::{Keys, TransformError, files, prepare},
};
use sekisho_model::{Address, Envelope, PartPath, Plan, ReversePath, Step};

static PARCEL: LazyLock<Envelope> = LazyLock::new(|| {
    let address = |text: &str| Address::parse(text).expect("an address");
    Envelope::plain(ReversePath::Address(address("s@house.example")), vec![address("only@one.example")])
});

fuzz_target!(init: caught::panics_of("/mail-parser-"), |bytes: &[u8]| {
    let limits = Limits { documents: false, ..Limits::default() };
    let source = read(bytes, &limits);
    let limited = source.defects.iter().any(|defect| defect.code == "limit-reached");
    let in_tree = source.parts.iter().filter(|part| part.inside.is_none() && part.role != Role::Frame);
    let paths: Vec<PartPath> = in_tree.clone().map(|part| part.path.clone()).collect();
    for part in in_tree.filter(|_| !limited).take(20) {
        match files(bytes, std::slice::from_ref(&part.path)) {
            Ok(files) => assert_eq!((&files[0].mime, files[0].bytes.len()), (&part.mime, part.size)),
            Err(error) => assert!(matches!(error, TransformError::Encoding | TransformError::Structure), "{error}"),
        }
    }
    let taken: Vec<PartPath> = paths.into_iter().skip(1).step_by(2).take(3).collect();
    let url = "https://house.example/l/1".to_owned();
    let plans = [
        vec![Step::DropBcc, Step::Trace { field: "Received: by house.example".to_owned() }],
        vec![Step::DropBcc, Step::Individualise, Step::Footer { text: "社外秘\n--b\n①".to_owned() }],
        vec![Step::DropBcc, Step::Link { parts: taken, text: format!("see {url}"), url }],
    ];
    for steps in plans {
        let individual = steps.contains(&Step::Individualise);
        let plan = Plan { seed: [7; 32], steps };
        let Ok(prepared) = prepare(bytes, &PARCEL, &plan, &Keys::new()) else { continue };
        let Some((envelope, made)) = prepared.mail(0) else { panic!("prepared, and no mail") };
        assert_eq!(envelope, *PARCEL);
        for line in made.split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r\n").unwrap_or(line);
            assert!(line.len() <= 998 && !line.contains(&b'\r') && !line.contains(&b'\n'));
        }
        assert_eq!(
            prepare(bytes, &PARCEL, &plan, &Keys::new()).ok().and_then(|again| again.mail(0)),
            Some((envelope, made.clone()))
        );
        let outgoing = read(&made, &limits);
        assert!(outgoing.bcc.is_empty() && outgoing.field("bcc").is_none());
        if individual {
            let seen = outgoing.to.iter().chain(&outgoing.cc);
            assert!(seen.flat_map(|mailbox| &mailbox.address).all(|address| address.as_str() == "only@one.example"));
        }
        let _ = difference(&source, &outgoing);
    }
});
