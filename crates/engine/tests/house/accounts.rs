//! Signing in: lockout, second factors, sessions, and what ends them.

use std::{collections::BTreeSet, time::Duration};

use sekisho_engine::{
    admin::{NewUser, UserChange},
    desk::{DeskError, Language, SignInError, SignedIn, Viewer},
};
use sekisho_model::{UserId, hold::Means};
use sekisho_smtp::server::{Handler as _, SignInRefused};

use crate::stage::{HOURS, MINUTES, Stage, session};

const PASSWORD: &str = "correct horse battery";

fn stage() -> Stage {
    let stage = Stage::new();
    let new = NewUser {
        user: UserId::new("hana"),
        name: "Hana".to_owned(),
        addresses: vec!["hana@house.example".parse().unwrap()],
        roles: BTreeSet::new(),
        language: Language::En,
        password: PASSWORD.to_owned(),
    };
    stage.run(stage.desk().add_user(new)).unwrap();
    stage
}

fn sign_in(stage: &Stage, password: &str, code: Option<&str>) -> Result<SignedIn, SignInError> {
    stage.run(stage.desk().sign_in("hana", password, code))
}

fn viewer(stage: &Stage, signed_in: &SignedIn) -> Viewer {
    stage.run(stage.desk().viewer(&signed_in.token)).unwrap()
}

fn is_open(stage: &Stage, signed_in: &SignedIn) -> bool {
    stage.run(stage.desk().viewer(&signed_in.token)).is_some()
}

fn smtp(stage: &Stage, password: &str) -> Result<UserId, SignInRefused> {
    let gate = stage.gate();
    stage.run(async { gate.sign_in(&session(None), "hana", password.to_owned().into()).await })
}

#[test]
fn ten_failures_lock_for_a_quarter_of_an_hour() {
    let stage = stage();
    for _ in 0..9 {
        assert!(matches!(sign_in(&stage, "wrong password", None), Err(SignInError::Wrong)));
    }
    // In a row means in a row.
    assert_eq!(sign_in(&stage, PASSWORD, None).unwrap().user.as_str(), "hana");
    for _ in 0..10 {
        assert!(matches!(sign_in(&stage, "wrong password", None), Err(SignInError::Wrong)));
    }
    assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::Locked { .. })));
    assert_eq!(smtp(&stage, PASSWORD), Err(SignInRefused::Locked));
    let gate = stage.gate();
    assert!(stage.run(async { gate.scram_keys("hana").await }).is_none(), "no way around it");
    stage.clock.advance(15 * MINUTES);
    assert!(sign_in(&stage, PASSWORD, None).is_ok());
    assert!(matches!(stage.run(stage.desk().sign_in("nobody-here", PASSWORD, None)), Err(SignInError::Wrong)));
}

#[test]
fn failures_at_the_same_time_all_count() {
    let stage = stage();
    let desk = stage.desk();
    let tries = (0..12).map(|number| {
        let desk = desk.clone();
        async move { desk.sign_in("hana", &format!("wrong password {number}"), None).await }
    });
    let results = stage.run(futures_util::future::join_all(tries));
    assert!(results.iter().all(Result::is_err));
    let user = stage.run(stage.house().store().user(UserId::new("hana"))).unwrap().unwrap();
    assert!(user.failures >= 10 && user.locked_until.is_some(), "{} failures", user.failures);
    assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::Locked { .. })));
}

#[test]
fn a_mail_program_that_signs_in_ends_the_row() {
    let stage = stage();
    for _ in 0..9 {
        assert_eq!(smtp(&stage, "wrong password"), Err(SignInRefused::Wrong));
    }
    assert_eq!(smtp(&stage, PASSWORD).unwrap().as_str(), "hana");
    assert_eq!(smtp(&stage, "wrong password"), Err(SignInRefused::Wrong));
    assert!(smtp(&stage, PASSWORD).is_ok());
}

#[test]
fn a_failed_proof_counts_like_a_wrong_password() {
    let stage = stage();
    let end = |login: &str, proved: bool| {
        let gate = stage.gate();
        stage.run(async { gate.scram_ended(&session(None), login, proved).await })
    };
    for _ in 0..9 {
        assert_eq!(end("hana", false), Err(SignInRefused::Wrong));
    }
    assert_eq!(end("hana", true).unwrap().as_str(), "hana");
    for number in 0..10 {
        // In turn: both ways count in one row.
        let refused = if number % 2 == 0 { end("hana", false) } else { smtp(&stage, "wrong password") };
        assert_eq!(refused, Err(SignInRefused::Wrong), "{number}: a right proof has ended the row before");
    }
    assert_eq!(end("hana", true), Err(SignInRefused::Locked), "also who began before the lock");
    assert_eq!(smtp(&stage, PASSWORD), Err(SignInRefused::Locked));
    assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::Locked { .. })));
    stage.clock.advance(15 * MINUTES);
    assert!(end("hana", true).is_ok());
    assert_eq!(end("nobody-here", false), Err(SignInRefused::Wrong));
    stage.change_account("hana", |user| user.disabled = true);
    assert_eq!(end("hana", true), Err(SignInRefused::Wrong), "closed while the exchange went on");
}

fn code(stage: &Stage, secret: &str) -> String {
    let secret = totp_rs::Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    totp.generate(stage.clock.now().as_second().unsigned_abs())
}

#[test]
fn a_code_of_the_second_factor_works_once() {
    let stage = stage();
    let first = sign_in(&stage, PASSWORD, None).unwrap();
    let other = sign_in(&stage, PASSWORD, None).unwrap();
    let desk = stage.desk();
    let factor = stage.run(desk.start_second_factor(&viewer(&stage, &first))).unwrap();
    assert!(sign_in(&stage, PASSWORD, None).is_ok(), "not before it is confirmed");
    let wrong = stage.run(desk.confirm_second_factor(&viewer(&stage, &first), "000000"));
    assert!(matches!(wrong, Err(DeskError::Input { field: "code", .. })) || code(&stage, &factor.secret) == "000000");
    let confirmed = code(&stage, &factor.secret);
    stage.run(desk.confirm_second_factor(&viewer(&stage, &first), &confirmed)).unwrap();
    assert!(is_open(&stage, &first) && !is_open(&stage, &other), "sessions without it end");

    assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::NeedsCode)));
    assert!(matches!(sign_in(&stage, PASSWORD, Some(&confirmed)), Err(SignInError::Wrong)), "used already");
    stage.clock.advance(Duration::from_secs(60));
    let fresh = code(&stage, &factor.secret);
    let signed_in = sign_in(&stage, PASSWORD, Some(&fresh)).unwrap();
    assert_eq!(signed_in.means, Means::SecondFactor);
    assert!(matches!(sign_in(&stage, PASSWORD, Some(&fresh)), Err(SignInError::Wrong)), "replayed");

    // The password does not buy tries at the code.
    for _ in 0..9 {
        assert!(smtp(&stage, PASSWORD).is_ok());
        assert!(matches!(sign_in(&stage, PASSWORD, Some("123")), Err(SignInError::Wrong)));
    }
    assert!(matches!(sign_in(&stage, PASSWORD, Some("123")), Err(SignInError::Locked { .. })));
}

#[test]
fn a_second_factor_is_switched_off_by_who_has_it() {
    let stage = stage();
    let first = sign_in(&stage, PASSWORD, None).unwrap();
    let desk = stage.desk();
    let remove =
        |password: &str, code: &str| stage.run(desk.remove_second_factor(&viewer(&stage, &first), password, code));
    remove(PASSWORD, "").unwrap();
    let factor = stage.run(desk.start_second_factor(&viewer(&stage, &first))).unwrap();
    let used = code(&stage, &factor.secret);
    stage.run(desk.confirm_second_factor(&viewer(&stage, &first), &used)).unwrap();
    stage.clock.advance(Duration::from_secs(60));
    let fresh = code(&stage, &factor.secret);
    let other = sign_in(&stage, PASSWORD, Some(&fresh)).unwrap();
    for (password, code, field) in
        [("wrong", used.as_str(), "password"), (PASSWORD, &fresh, "code"), (PASSWORD, "", "code")]
    {
        let refused = remove(password, code);
        assert!(
            matches!(&refused, Err(DeskError::Input { field: known, .. }) if *known == field),
            "{field}: {refused:?}"
        );
        assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::NeedsCode)), "still on");
    }
    stage.clock.advance(Duration::from_secs(60));
    remove(PASSWORD, &code(&stage, &factor.secret)).unwrap();
    assert!(sign_in(&stage, PASSWORD, None).is_ok());
    assert!(is_open(&stage, &first) && !is_open(&stage, &other), "other sessions end");
}

#[test]
fn sessions_end_by_idleness_and_by_age() {
    let stage = stage();
    let idle = sign_in(&stage, PASSWORD, None).unwrap();
    stage.clock.advance(59 * MINUTES);
    assert!(is_open(&stage, &idle));
    stage.clock.advance(59 * MINUTES);
    assert!(is_open(&stage, &idle), "it was used an hour ago");
    stage.clock.advance(61 * MINUTES);
    assert!(!is_open(&stage, &idle));

    let busy = sign_in(&stage, PASSWORD, None).unwrap();
    for _ in 0..23 {
        stage.clock.advance(30 * MINUTES);
        assert!(is_open(&stage, &busy));
    }
    stage.clock.advance(30 * MINUTES + Duration::from_secs(1));
    assert!(!is_open(&stage, &busy), "a working day is over");
    assert!(
        stage.run(stage.desk().viewer("")).is_none() && stage.run(stage.desk().viewer(&"x".repeat(9_999))).is_none()
    );

    let out = sign_in(&stage, PASSWORD, None).unwrap();
    stage.run(stage.desk().sign_out(&viewer(&stage, &out)));
    assert!(!is_open(&stage, &out));
    assert_eq!(12 * HOURS, 24 * 30 * MINUTES);
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let stage = stage();
    let (here, there) = (sign_in(&stage, PASSWORD, None).unwrap(), sign_in(&stage, PASSWORD, None).unwrap());
    let desk = stage.desk();
    let change = |old: &str, new: &str| stage.run(desk.set_password(&viewer(&stage, &here), old, new));
    assert!(matches!(change("wrong password", "a brand new password"), Err(DeskError::Input { field: "old", .. })));
    assert!(matches!(change(PASSWORD, "short"), Err(DeskError::Input { field: "new", .. })));
    change(PASSWORD, "a brand new password").unwrap();
    assert!(is_open(&stage, &here) && !is_open(&stage, &there));
    assert!(matches!(sign_in(&stage, PASSWORD, None), Err(SignInError::Wrong)), "not remembered either");
    let again = sign_in(&stage, "a brand new password", None).unwrap();

    stage.run(desk.change_user(&UserId::new("hana"), UserChange::Disable)).unwrap();
    assert!(!is_open(&stage, &here) && !is_open(&stage, &again));
    assert!(matches!(sign_in(&stage, "a brand new password", None), Err(SignInError::Wrong)));
    stage.run(desk.change_user(&UserId::new("hana"), UserChange::Enable)).unwrap();
    assert!(sign_in(&stage, "a brand new password", None).is_ok());
}
