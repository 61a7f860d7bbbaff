//! Whole pages as text, in both languages: a change of what people see is seen in the review.

use askama::Template;
use sekisho_engine::desk::{
    Badges, CampaignStand, DownloadPage, DownloadState, Language, NoticeKind, NoticePage, Page, Role, Stand, Verified,
};
use sekisho_model::{Digest, UserId};
use sekisho_words::{Lang, Words};

use crate::{
    asset,
    fault::Fault,
    pages::{
        self, accounts::accounts_page, campaigns::steps, download::DownloadView, letter::LetterPage, lists::lists_page,
        log, notice::invitation, outgoing::outgoing_page, policy::policy_view, trays::tray_page,
    },
    samples,
    say::Say,
    seat::Seat,
    shell::Shell,
    view::{self, campaign::Step, letter::Letter},
};

const BOTH: [(Language, &str); 2] = [(Language::Ja, "ja"), (Language::En, "en")];

fn shell(language: Language, path: &str) -> Shell {
    let words = Words::new(if language == Language::Ja { Lang::Ja } else { Lang::En });
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    let viewer = samples::viewer(language, &[Role::Admin]);
    Shell::drawn(Say::new(words, zone), &viewer, Badges { mine: 2, to_approve: 3, held: 17, owns_lists: true }, path)
}

/// Without the digests of style and script, which are not what is looked at.
fn stable(html: String) -> String {
    [&*asset::STYLE, &*asset::SCRIPT, &*asset::ICON]
        .iter()
        .fold(html, |html, asset| html.replace(&asset.path, "(asset)"))
}

fn letter(language: Language, stand: Stand) -> String {
    let s = shell(language, "/letters/01KAZK4Q00SEK1SHE0EXAMP0E1-0");
    let viewer = samples::viewer(language, &[]);
    let letter = Letter::new(&s.say, &samples::parcel(stand), Some(&viewer), None);
    LetterPage { s, letter }.render().unwrap()
}

#[test]
fn letter_pages() {
    for (language, code) in BOTH {
        let stands = [
            (Stand::Held, "held"),
            (Stand::PartlySent, "partly-sent"),
            (Stand::Refused, "refused"),
            (Stand::Returned, "returned"),
        ];
        for (stand, name) in stands {
            insta::assert_snapshot!(format!("letter-{name}-{code}"), stable(letter(language, stand)));
        }
    }
}

#[test]
fn trays() {
    for (language, code) in BOTH {
        let rows = vec![samples::row(Stand::Held), samples::calm_row()];
        let page = Page { rows, next: Some("cursor".to_owned()), total: None };
        let tray = tray_page(shell(language, "/mine"), &page, "tray-mine").render().unwrap();
        insta::assert_snapshot!(format!("tray-mine-{code}"), stable(tray));
    }
}

fn all<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, next: None, total: None }
}

#[test]
fn logs() {
    for (language, code) in BOTH {
        let rows = all(samples::deliveries());
        let page = log::deliveries_page(shell(language, "/deliveries"), rows, "accepted".to_owned(), true);
        insta::assert_snapshot!(format!("deliveries-{code}"), stable(page.render().unwrap()));
        let broken =
            Verified { events: 57, last: Digest::ZERO, broken: Some((58, "its contents were changed".to_owned())) };
        let rows = all(samples::evidence());
        let page = log::evidence_page(shell(language, "/evidence"), rows, String::new(), true, Some(&broken));
        insta::assert_snapshot!(format!("evidence-broken-{code}"), stable(page.render().unwrap()));
    }
}

#[test]
fn an_auditor_gets_no_way_into_letters() {
    let s = shell(Language::Ja, "/deliveries");
    let page = log::deliveries_page(s.clone(), all(samples::deliveries()), String::new(), false).render().unwrap();
    assert!(page.contains("ren.sato@partner.example.net") && !page.contains("href=\"/letters/"));
    let page = log::evidence_page(s, all(samples::evidence()), String::new(), false, None).render().unwrap();
    assert!(page.contains("01KAZK4Q00SEK1SHE0EXAMP0E1-0") && !page.contains("href=\"/letters/"));
}

#[test]
fn policies() {
    for (language, code) in BOTH {
        let policy = samples::policy();
        let mut page = policy_view(shell(language, "/policy"), &policy, true, policy.source.clone(), 30);
        page.tried = Some(view::policy::tried(&page.s.say, &samples::tried()));
        insta::assert_snapshot!(format!("policy-tried-{code}"), stable(page.render().unwrap()));
    }
}

#[test]
fn accounts_and_lists() {
    for (language, code) in BOTH {
        let page = accounts_page(shell(language, "/accounts"), &samples::accounts()).render().unwrap();
        assert!(!page.contains("<script>alert"));
        insta::assert_snapshot!(format!("accounts-{code}"), stable(page));
        let page = lists_page(shell(language, "/lists"), &samples::lists()).render().unwrap();
        insta::assert_snapshot!(format!("lists-{code}"), stable(page));
    }
}

#[tokio::test]
async fn campaigns() {
    let steps = [
        (CampaignStand::Open, Step::Differences, "differences"),
        (CampaignStand::Open, Step::Checks, "checks"),
        (CampaignStand::Paused, Step::Approval, "approval"),
        (CampaignStand::Paused, Step::Progress, "progress"),
    ];
    for (language, code) in BOTH {
        for (stand, step, name) in steps {
            let seat = Seat { viewer: samples::viewer(language, &[]), shell: shell(language, "/") };
            let response = steps::drawn(seat, &samples::campaign::page(stand), step, None).unwrap();
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let page = String::from_utf8(body.to_vec()).unwrap();
            assert!(!page.contains("<script>alert") && !page.contains("<b>問題"), "a text became markup");
            assert!(
                page.find("role=\"table\"").is_none_or(|at| page.find("class=\"numbers\"").unwrap() < at),
                "{name}"
            );
            insta::assert_snapshot!(format!("campaign-{name}-{code}"), stable(page));
        }
    }
}

#[test]
fn outgoing_mails_are_shown_as_text() {
    for (language, code) in BOTH {
        let page = outgoing_page(shell(language, "/"), samples::parcel_id(0), &samples::outgoing()).render().unwrap();
        assert!(!page.contains("<script>") && page.contains("&#60;/pre&#62;&#60;script&#62;alert(1)"));
        insta::assert_snapshot!(format!("outgoing-{code}"), stable(page));
    }
}

#[test]
fn invitations() {
    for (language, code) in BOTH {
        let kinds = [
            (NoticeKind::Review, "review", false),
            (NoticeKind::Approve, "approve", false),
            (NoticeKind::Approve, "approve-signed-in", true),
            (NoticeKind::Stop, "stop", false),
        ];
        for (kind, name, must_sign_in) in kinds {
            let notice = NoticePage {
                user: UserId::new("yamada"),
                language,
                kind,
                must_sign_in,
                page: samples::parcel(Stand::Held),
            };
            let page = invitation(shell(language, "/"), &notice, "TOKEN".to_owned()).render().unwrap();
            assert!(!page.contains("/reveal/"), "who has no session cannot be named as the one who looked");
            insta::assert_snapshot!(format!("invitation-{name}-{code}"), stable(page));
        }
    }
}

#[test]
fn downloads() {
    for (language, code) in BOTH {
        for (state, name) in
            [(DownloadState::Open, "open"), (DownloadState::Locked, "locked"), (DownloadState::Expired, "expired")]
        {
            let page = DownloadPage { state, files: Vec::new(), expires: samples::at(600) };
            let page = DownloadView::new(shell(language, "/"), "TOKEN".to_owned(), &page).render().unwrap();
            insta::assert_snapshot!(format!("download-{name}-{code}"), stable(page));
        }
    }
}

#[tokio::test]
async fn every_fault_says_what_why_and_what_to_do() {
    let all = [
        Fault::NotFound,
        Fault::NoPage,
        Fault::Forbidden,
        Fault::Own,
        Fault::Stale,
        Fault::TooEarly,
        Fault::NotNeeded,
        Fault::Twice,
        Fault::Conflict,
        Fault::Exists,
        Fault::Spent,
        Fault::Input { field: "days" },
        Fault::Malformed,
        Fault::TooLarge,
        Fault::CrossSite,
        Fault::SignIn,
        Fault::CodeNeeded,
        Fault::SecondFactor,
        Fault::Locked,
        Fault::Method,
        Fault::Timeout,
        Fault::Unavailable,
    ];
    for (language, code) in BOTH {
        let mut said = String::new();
        for fault in all {
            let s = shell(language, "/");
            let key = format!("fault-{}", fault.code());
            let (what, why) = (s.t(&key), s.tx(&format!("{key}.why"), "field", fault.field()));
            let remedy = s.t(&format!("{key}.remedy"));
            let response = pages::fault(fault, s).unwrap();
            assert_eq!(response.status(), fault.status());
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let page = String::from_utf8(body.to_vec()).unwrap();
            assert!(page.contains(&what), "{code} {fault:?}");
            said.push_str(&format!("{} {what}\n    {why}\n    {remedy}\n", fault.status().as_u16()));
        }
        insta::assert_snapshot!(format!("faults-{code}"), said);
    }
}

#[test]
fn no_text_of_a_letter_becomes_markup() {
    for (language, _) in BOTH {
        let page = letter(language, Stand::Held);
        assert!(page.contains("&#60;script&#62;alert(1)"), "the subject is not there");
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "a text of the letter became markup");
    }
}

#[test]
fn a_revealed_finding_shows_what_the_page_masks() {
    let s = shell(Language::Ja, "/");
    let (page, all) = (samples::parcel(Stand::Held), samples::findings());
    let masked = LetterPage { letter: Letter::new(&s.say, &page, None, None), s: s.clone() }.render().unwrap();
    let shown = Letter::new(&s.say, &page, None, Some((2, &all[2])));
    let shown = LetterPage { s, letter: shown }.render().unwrap();
    assert!(!masked.contains("鈴木 誠") && shown.contains("鈴木 誠"));
    assert_eq!(shown.matches("/reveal/").count() + 1, masked.matches("/reveal/").count());
}

#[test]
fn cost_and_places_are_told_and_a_place_is_masked_until_revealed() {
    let s = shell(Language::Ja, "/");
    let (page, all) = (samples::parcel(Stand::Held), samples::findings());
    let masked = LetterPage { letter: Letter::new(&s.say, &page, None, None), s: s.clone() }.render().unwrap();
    let shown = Letter::new(&s.say, &page, None, Some((1, &all[1])));
    let shown = LetterPage { s, letter: shown }.render().unwrap();
    for text in [&masked, &shown] {
        assert!(text.contains("1 人あたり 6,000 円、全体で 44,400,000〜45,000,000 円"));
        assert!(text.contains("120〜133 文字目: 電話番号"));
    }
    assert!(!masked.contains("090-1111") && shown.contains("「登録者一覧」の 120〜133 文字目: 電話番号 090-1111-2222"));
}

#[test]
fn the_odd_thing_comes_before_everything_else() {
    let page = letter(Language::Ja, Stand::Held);
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(at("まず確かめてください") < at("id=\"who\""));
    assert!(at("id=\"who\"") < at("id=\"what\"") && at("id=\"what\"") < at("id=\"why\""));
    assert!(at("id=\"why\"") < at("id=\"decide\""), "the decision stands behind the looks");
    assert!(at("hidden@mail.example.com") < at("soumu@city.example.jp"), "outside and hidden recipients come first");
}

#[test]
fn a_crowd_that_is_not_listed_is_counted() {
    let say = shell(Language::En, "/").say;
    let mut page = samples::parcel(Stand::Held);
    page.row.recipients = 8_046;
    let letter = Letter::new(&say, &page, None, None);
    assert_eq!((letter.unlisted, letter.can_edit), (8_042, false));
    assert_eq!(letter.to_count, "8,046 recipients");
    assert_eq!(letter.outside_count, "2 or more outside");
}

#[test]
fn who_approved_already_is_not_asked_again() {
    let say = shell(Language::Ja, "/").say;
    let page = samples::parcel(Stand::Held);
    let mut viewer = samples::viewer(Language::Ja, &[]);
    assert!(Letter::new(&say, &page, Some(&viewer), None).approval_open);
    viewer.user = sekisho_model::UserId::new("yamada");
    assert!(!Letter::new(&say, &page, Some(&viewer), None).approval_open);
}
