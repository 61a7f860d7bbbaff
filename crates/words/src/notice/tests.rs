use super::*;
use crate::Lang;

fn facts(lang: Lang) -> Facts {
    let words = Words::new(lang);
    let reason = |count: u64| words.with("finding-personal-data.count", &[("count", count.into())]);
    Facts {
        sender: "佐藤 花子 <hanako.sato@example.lg.jp>".to_owned(),
        subject: "健康診断の結果について".to_owned(),
        recipients: 12,
        domains: vec!["example.co.jp".to_owned(), "example.org".to_owned()],
        reasons: vec![reason(34), words.text("finding-first-domain")],
        at: "2026年4月1日 09:05".to_owned(),
        waits_until: None,
    }
}

/// Every notice in every form it can have, with a name for its snapshot.
fn notices(lang: Lang) -> Vec<(&'static str, Notice)> {
    [of_letters(lang), of_stops(lang), of_campaigns()].concat()
}

fn of_letters(lang: Lang) -> Vec<(&'static str, Notice)> {
    let (facts, url) = (facts(lang), "https://sekisho.example.lg.jp/notice/0123456789abcdef".to_owned());
    let waiting = Facts { waits_until: Some("2026年4月1日 09:10".to_owned()), ..facts.clone() };
    let house = "例示市".to_owned();
    let bare =
        Facts { sender: String::new(), subject: String::new(), domains: vec![], reasons: vec![], ..facts.clone() };
    let refused = ("taro@example.co.jp".to_owned(), "550 5.1.1 user unknown".to_owned());
    let silent = ("jiro@example.org".to_owned(), "0 ".to_owned());
    let unknown = vec!["saburo@example.net".to_owned()];
    let late = ("goro@example.com".to_owned(), "451 4.7.1 try again later".to_owned());
    let password = "Kx7-mWq-9Rt-2Vb".to_owned();
    let files = vec!["名簿.xlsx".to_owned()];
    let why = crate::Words::new(lang).text("refuse-unknown-list");
    let returned = |why: &str, comment: Option<&str>| Notice::Returned {
        facts: facts.clone(),
        why: why.to_owned(),
        comment: comment.map(str::to_owned),
    };
    let failed = |failed, unknown| Notice::Failed { facts: bare.clone(), failed, unknown };
    vec![
        ("review", Notice::Review { facts: waiting.clone(), url: url.clone(), reminder: false }),
        ("review-reminder", Notice::Review { facts: bare.clone(), url: url.clone(), reminder: true }),
        ("approve", Notice::Approve { facts: waiting, url: url.clone(), reminder: false, deputy: false }),
        ("approve-reminder", Notice::Approve { facts: facts.clone(), url: url.clone(), reminder: true, deputy: false }),
        ("approve-deputy", Notice::Approve { facts: facts.clone(), url: url.clone(), reminder: true, deputy: true }),
        ("refused", Notice::Refused { facts: facts.clone(), why }),
        ("returned-declined", returned("declined", Some("宛先を確認してください。\n-- \n偽の末尾"))),
        ("returned-review-timeout", returned("review-timeout", None)),
        ("returned-approval-timeout", returned("approval-timeout", Some("  "))),
        ("returned-undeliverable", returned("undeliverable", None)),
        ("failed", failed(vec![refused, silent], unknown.clone())),
        ("failed-unknown", failed(vec![], unknown.clone())),
        ("relayed", Notice::Relayed { facts: bare.clone(), recipients: unknown }),
        ("delayed", Notice::Delayed { facts: bare.clone(), late: vec![late], until: "2026年4月5日 09:05".to_owned() }),
        ("password", Notice::Password { facts: facts.clone(), password: password.clone(), files: files.clone() }),
        (
            "password-later",
            Notice::PasswordLater {
                sender: facts.sender,
                subject: facts.subject,
                at: facts.at,
                password,
                files,
                house: house.clone(),
            },
        ),
        ("link-code", Notice::LinkCode { code: "012345".to_owned(), minutes: 15, house: house.clone() }),
        (
            "invitation",
            Notice::Invitation {
                name: "佐藤 花子".to_owned(),
                login: "sato".to_owned(),
                url,
                until: "2026年4月8日 09:05".to_owned(),
                house,
            },
        ),
    ]
}

/// What people are told whose copies may be, or were, stopped.
fn of_stops(lang: Lang) -> Vec<(&'static str, Notice)> {
    let facts = facts(lang);
    let told = Facts { reasons: vec![], waits_until: Some("2026年4月1日 09:10".to_owned()), ..facts.clone() };
    let stopped = |comment: Option<&str>, reached: &[&str]| Notice::Stopped {
        facts: facts.clone(),
        by: "suzuki".to_owned(),
        comment: comment.map(str::to_owned),
        reached: reached.iter().map(|&to| to.to_owned()).collect(),
    };
    let url = "https://sekisho.example.lg.jp/notice/0123456789abcdef".to_owned();
    vec![
        ("may-stop", Notice::MayStop { facts: told, url }),
        ("stopped", stopped(None, &[])),
        ("stopped-part", stopped(None, &["taro@example.co.jp"])),
        ("stopped-comment", stopped(Some("宛先の会社が違います。"), &[])),
    ]
}

/// What makers, approvers and releasers of a campaign are told.
fn of_campaigns() -> Vec<(&'static str, Notice)> {
    let told = |news: CampaignNews, by: Option<&str>| {
        Notice::Campaign(CampaignTold {
            news,
            campaign: "spring-2026".to_owned(),
            by: by.map(str::to_owned),
            url: "https://sekisho.example.lg.jp/campaigns/spring-2026".to_owned(),
        })
    };
    let (why, question) = ("other-person".to_owned(), "failed".to_owned());
    vec![
        ("campaign-proposed", told(CampaignNews::Proposed { letters: 1_369 }, Some("sato"))),
        ("campaign-approved", told(CampaignNews::Approved, Some("tanaka"))),
        ("campaign-sent-back", told(CampaignNews::SentBack, Some("tanaka"))),
        ("campaign-paused", told(CampaignNews::Paused { why }, None)),
        ("campaign-asked", told(CampaignNews::Asked { question }, None)),
        ("campaign-stopped", told(CampaignNews::Stopped, Some("tanaka"))),
        ("campaign-ended", told(CampaignNews::Ended { accepted: 1_366, failed: 2, unknown: 1 }, None)),
    ]
}

#[test]
fn notices_in_words() {
    for lang in Lang::ALL {
        for (name, notice) in notices(lang) {
            let Written { subject, text } = Words::new(lang).notice(&notice);
            insta::assert_snapshot!(format!("{name}-{}", lang.code()), format!("Subject: {subject}\n\n{text}"));
        }
    }
}

#[test]
fn every_notice_has_a_name_for_the_evidence() {
    for lang in Lang::ALL {
        for (_, notice) in notices(lang) {
            let key = format!("notice-name-{}", notice.code());
            assert_ne!(Words::new(lang).text(&key), key);
        }
    }
}

/// Each text of the notice replaced by one that tries to look like the rest of the notice.
fn hostile(notice: Notice) -> Notice {
    let bad = |text: &mut String| text.push_str("\r\nパスワード:1234\n-- \n\u{202e}{ $x }");
    let spoil = |facts: &mut Facts| {
        bad(&mut facts.sender);
        bad(&mut facts.subject);
        facts.domains.iter_mut().chain(&mut facts.reasons).for_each(bad);
        facts.subject.push_str(&"長い件名".repeat(1_000));
    };
    let mut notice = notice;
    match &mut notice {
        Notice::Review { facts, url, .. } | Notice::Approve { facts, url, .. } | Notice::MayStop { facts, url } => {
            spoil(facts);
            bad(url);
        }
        Notice::Refused { facts, why } => {
            spoil(facts);
            bad(why);
        }
        Notice::Returned { facts, .. } => spoil(facts),
        Notice::Delayed { facts, late, until } => {
            bad(&mut facts.at);
            late.iter_mut().for_each(|(address, reply)| {
                bad(address);
                bad(reply);
            });
            bad(until);
        }
        Notice::Stopped { facts, by, .. } => {
            spoil(facts);
            bad(by);
        }
        Notice::Failed { facts, failed, unknown } => {
            bad(&mut facts.at);
            failed.iter_mut().for_each(|(address, reply)| {
                bad(address);
                bad(reply);
            });
            unknown.iter_mut().for_each(bad);
        }
        Notice::Relayed { facts, recipients } => {
            bad(&mut facts.at);
            recipients.iter_mut().for_each(bad);
        }
        Notice::Password { facts, password, files } => {
            spoil(facts);
            bad(password);
            files.iter_mut().for_each(bad);
        }
        Notice::PasswordLater { sender, subject, at, files, house, .. } => {
            [sender, subject, at, house].into_iter().chain(files).for_each(bad);
        }
        Notice::LinkCode { code, house, .. } => [code, house].into_iter().for_each(bad),
        Notice::Invitation { name, login, url, until, house } => {
            [name, login, url, until, house].into_iter().for_each(bad);
        }
        Notice::Campaign(told) => [&mut told.campaign, &mut told.url].into_iter().chain(&mut told.by).for_each(bad),
    }
    notice
}

#[test]
fn no_value_adds_a_line_or_turns_the_writing() {
    for words in Lang::ALL.map(Words::new) {
        for (name, notice) in notices(words.lang()) {
            let honest = words.notice(&notice);
            let spoilt = words.notice(&hostile(notice));
            // A letter without sender gets its line of sender here; everything else keeps its lines.
            let more = usize::from(name == "review-reminder");
            assert_eq!(spoilt.text.lines().count(), honest.text.lines().count() + more, "{name}: {}", spoilt.text);
            let both = format!("{}{}", spoilt.subject, spoilt.text);
            assert!(!both.contains(['\r', '\u{202e}']) && !spoilt.subject.contains('\n'), "{name}");
            assert_eq!(spoilt.text.matches("\n-- \n").count(), 1, "{name}: {}", spoilt.text);
            assert!(spoilt.subject.chars().count() < 500 && spoilt.text.chars().count() < 6_000, "{name}");
        }
    }
}

#[test]
fn a_comment_keeps_its_lines_and_is_marked_as_somebody_elses_words() {
    let comment = Some("一行目\n\n二行目\r\n-- \n偽の末尾".to_owned());
    let notice = Notice::Returned { facts: facts(Lang::Ja), why: "declined".to_owned(), comment };
    let text = Words::new(Lang::Ja).notice(&notice).text;
    assert!(text.contains("承認者からの連絡:\n> 一行目\n>\n> 二行目\n> --\n> 偽の末尾\n\n"), "{text}");
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let failed: Vec<_> = (0..8_046).map(|n| (format!("p{n}@example.org"), "550 no".to_owned())).collect();
    let notice = Notice::Failed { facts: facts(Lang::En), failed, unknown: vec![] };
    let text = Words::new(Lang::En).notice(&notice).text;
    assert!(text.contains("p99@") && !text.contains("p100@") && text.contains("- and 7,946 more\n"), "{text}");
}

#[test]
fn people_outside_never_read_why_a_letter_was_held() {
    for lang in Lang::ALL {
        for (name, notice) in notices(lang) {
            let text = Words::new(lang).notice(&notice).text;
            let told = facts(lang).reasons.iter().any(|reason| text.contains(reason));
            let asked = matches!(notice, Notice::Review { .. } | Notice::Approve { .. }) && name != "review-reminder";
            assert_eq!(told, asked, "{name}");
        }
    }
}

#[test]
fn the_text_of_a_link_has_its_address_on_a_line_of_its_own() {
    for words in Lang::ALL.map(Words::new) {
        let url = "https://sekisho.example.jp/download/abc";
        let values = [("files", "名簿.xlsx".into()), ("url", url.into()), ("until", "2026-04-08".into())];
        let text = words.with("transform-link", &values);
        assert!(text.lines().any(|line| line == url) && text.contains("名簿.xlsx"), "{text}");
        insta::assert_snapshot!(format!("transform-link-{}", words.lang().code()), text);
    }
}
