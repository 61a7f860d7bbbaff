//! A campaign at the counter: files in, a shifted list refused with its range, the right one approved by somebody else
//! and released by a third; bounds of uploads; who sees what.

use super::{browser::Page, stage::Stage};

const BOUNDARY: &str = "=_upload";

/// So many persons: number, name, address, telephone.
pub(super) fn master(people: usize) -> String {
    let person = |n: usize| {
        format!("{n:05},会員{n}郎,カイイン{n},member{n}@mail{n}.example.com,090-{:04}-{:04}\n", n % 9_000 + 1_000, n)
    };
    let rows: String = (1..=people).map(person).collect();
    format!("会員番号,氏名,フリガナ,メールアドレス,電話番号\n{rows}")
}

/// The list; from this row on, the address is the one of the row before.
pub(super) fn list(people: usize, slides_from: Option<usize>) -> String {
    let row = |n: usize| {
        let of = if slides_from.is_some_and(|from| n >= from) { n - 1 } else { n };
        format!("{n:05},会員{n}郎,member{of}@mail{of}.example.com\n")
    };
    let rows: String = (1..=people).map(row).collect();
    format!("会員番号,氏名,メールアドレス\n{rows}")
}

/// An upload (RFC 7578).
pub(super) fn upload(files: &[(&str, &str)]) -> String {
    let part = |(name, text): &(&str, &str)| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{text}\r\n"
        )
    };
    format!("{}--{BOUNDARY}--\r\n", files.iter().map(part).collect::<String>())
}

pub(super) fn form_data() -> String {
    format!("multipart/form-data; boundary=\"{BOUNDARY}\"")
}

/// A campaign with its files, tables, columns and letter.
async fn made(stage: &Stage, id: &str, list: &str) -> super::browser::Browser {
    let mut tanaka = stage.browser("tanaka").await;
    let begun = tanaka.post("/campaigns", &[("id", id)]).await;
    assert_eq!((begun.status, begun.header("location")), (303, &*format!("/campaigns/{id}/sources")), "{}", begun.text);
    let path = |end: &str| format!("/campaigns/{id}/{end}");
    let files = upload(&[("list.csv", list), ("master.csv", &master(40))]);
    let put = tanaka.send("POST", &path("parts"), Some(&form_data()), files).await;
    assert_eq!(put.status, 303, "{}", put.text);
    let chosen = tanaka.post(&path("tables"), &[("list", "list.csv"), ("second", ""), ("master", "master.csv")]).await;
    assert_eq!(chosen.status, 303, "{}", chosen.text);
    let guessed = tanaka.get(&path("sources")).await.text;
    for (field, value) in [
        ("column-0", "key"),
        ("column-1", "name"),
        ("column-2", "reading"),
        ("column-3", "mail"),
        ("column-4", "phone"),
    ] {
        let select = &guessed[guessed.find(&format!("id=\"{field}\"")).unwrap()..];
        let option = format!("value=\"{value}\" selected");
        assert!(select[..select.find("</select>").unwrap()].contains(&option), "{field} is not taken for {value}");
    }
    let letter = [
        ("sender", "山吹市役所"),
        ("from", "tanaka@yamabuki.example"),
        ("reply_to", ""),
        ("recipient", "{{ 氏名 }}"),
        ("subject", "{{ 氏名 }} 様 ご予約の確認"),
        ("text", "{{ 氏名 }} 様\r\n\r\nご予約を承りました。会員番号: {{ 会員番号 }}\r\n"),
        ("html", ""),
    ];
    let written = tanaka.post(&path("letter"), &letter).await;
    assert_eq!(written.status, 303, "{}", written.text);
    tanaka
}

/// Checks and waits for the end.
async fn checked(browser: &mut super::browser::Browser, id: &str) -> Page {
    let begun = browser.post(&format!("/campaigns/{id}/check"), &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text);
    for _ in 0..1_800 {
        let page = browser.get(&format!("/campaigns/{id}/checks")).await;
        if page.header("refresh").is_empty() {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the check does not end");
}

#[tokio::test]
async fn a_list_that_slid_is_refused_with_its_rows_and_the_right_one_goes_through_three_people() {
    let stage = Stage::open().await;
    let id = "spring";
    let mut tanaka = made(&stage, id, &list(40, Some(12))).await;
    let page = checked(&mut tanaka, id).await;
    assert!(page.text.contains("このままでは送信できません"), "{}", page.text);
    let differences = tanaka.get(&format!("/campaigns/{id}/differences")).await;
    assert!(differences.text.contains("12〜40行目: 宛先の列が1行後ろ(下)にずれています"), "{}", differences.text);
    assert!(!differences.text.contains("member12@"), "cells are masked");
    let approval = tanaka.get(&format!("/campaigns/{id}/approval")).await;
    assert!(!approval.text.contains("value=\"propose\""), "{}", approval.text);

    let put = tanaka
        .send("POST", &format!("/campaigns/{id}/parts"), Some(&form_data()), upload(&[("list.csv", &list(40, None))]))
        .await;
    assert_eq!(put.status, 303, "{}", put.text);
    assert!(tanaka.get(&format!("/campaigns/{id}/checks")).await.text.contains("資料か文面が変わりました"));
    let page = checked(&mut tanaka, id).await;
    assert!(page.text.contains("40 通を送信できます"), "{}", page.text);
    let letter = tanaka.get(&format!("/campaigns/{id}/letters/7")).await;
    assert!(letter.text.contains("会員7郎 様") && letter.text.contains("member7@mail7.example.com"), "{}", letter.text);

    let approval = tanaka.get(&format!("/campaigns/{id}/approval")).await;
    let root = approval.field("root");
    let act = |action: &'static str, root: &str| [("action", action.to_owned()), ("root", root.to_owned())];
    let path = format!("/campaigns/{id}/act");
    let post = async |browser: &mut super::browser::Browser, action: &'static str, root: &str| {
        let fields = act(action, root);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&path, &fields).await
    };
    assert_eq!(post(&mut tanaka, "propose", &"0".repeat(64)).await.status, 409, "another root");
    assert_eq!(post(&mut tanaka, "propose", &root).await.status, 303);
    assert_eq!(post(&mut tanaka, "approve", &root).await.status, 409, "their own");
    let mut mori = stage.browser("mori").await;
    assert_eq!(mori.get(&format!("/campaigns/{id}/approval")).await.status, 404);
    let mut suzuki = stage.browser("suzuki").await;
    let shown = suzuki.get(&format!("/campaigns/{id}/approval")).await;
    assert_eq!(shown.field("root"), root);
    assert_eq!(post(&mut suzuki, "approve", &root).await.status, 303);
    let own = post(&mut suzuki, "release", &root).await;
    assert_eq!((own.status, own.text.contains("自分が承認したものは開始できません")), (409, true), "{}", own.text);
    let mut kato = stage.browser("kato").await;
    let done = post(&mut kato, "release", &root).await;
    assert_eq!((done.status, done.header("location")), (303, &*format!("/campaigns/{id}/progress")), "{}", done.text);
    let stopped = post(&mut mori, "stop", "").await;
    assert!(stopped.status == 303 || stopped.status == 404, "{}", stopped.text);
    let progress = tanaka.get(&format!("/campaigns/{id}/progress")).await;
    assert!(progress.text.contains("承認に回した") && progress.text.contains("送信開始"), "{}", progress.text);
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_where_it_was_typed() {
    let stage = Stage::open().await;
    let mut tanaka = made(&stage, "bad-input", &list(40, None)).await;
    for id in ["", "Big", "bad-input", "a b", &"x".repeat(41)] {
        let refused = tanaka.post("/campaigns", &[("id", id)]).await;
        assert_eq!((refused.status, refused.text.contains("この名前は使えません")), (422, true), "{id}");
    }
    let path = |end: &str| format!("/campaigns/bad-input/{end}");
    let letter = |from: &'static str, subject: &'static str| {
        [
            ("sender", ""),
            ("from", from),
            ("reply_to", ""),
            ("recipient", ""),
            ("subject", subject),
            ("text", "typed text"),
            ("html", ""),
        ]
    };
    for (from, subject, why) in
        [("no address", "s", "差出人のアドレスが正しくありません"), ("t@yamabuki.example", " ", "件名がありません")]
    {
        let refused = tanaka.post(&path("letter"), &letter(from, subject)).await;
        assert_eq!(
            (refused.status, refused.text.contains(why), refused.text.contains("typed text")),
            (422, true, true),
            "{}",
            refused.text
        );
    }
    let ragged = upload(&[("list.csv", "会員番号,氏名,メールアドレス\n00001,会員1郎\n")]);
    assert_eq!(tanaka.send("POST", &path("parts"), Some(&form_data()), ragged).await.status, 303);
    let page = checked(&mut tanaka, "bad-input").await;
    assert!(page.text.contains("メールを作れません") && page.text.contains("list.csv:2"), "{}", page.text);

    let broken = tanaka.post(&path("plan"), &[("plan", "id = ")]).await;
    assert_eq!(broken.status, 303, "a plan that is not one yet can be put down: {}", broken.text);
    let page = tanaka.get(&path("sources")).await;
    assert!(page.text.contains("campaign.toml:1:"), "{}", page.text);
    for (user, why) in [("nobody", "アカウントはありません")] {
        let refused = tanaka.post(&path("makers"), &[("user", user)]).await;
        assert_eq!((refused.status, refused.text.contains(why)), (422, true), "{}", refused.text);
    }
}

#[tokio::test]
async fn uploads_are_bounded_and_only_for_who_may_put_something_in() {
    let stage = Stage::open().await;
    let mut tanaka = made(&stage, "bounds", &list(40, None)).await;
    let path = "/campaigns/bounds/parts";
    let many: Vec<(String, String)> = (0..101).map(|n| (format!("f{n}.csv"), "a\n1\n".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for (body, status) in [
        (upload(&many), 413),
        (upload(&[]), 422),
        (upload(&[("", "x")]), 422),
        ("no multipart at all".to_owned(), 400),
        (upload(&[("..", "x")]), 422),
        (upload(&[("a.csv", "x")]).replace(&format!("--{BOUNDARY}--"), ""), 400),
    ] {
        let answer = tanaka.send("POST", path, Some(&form_data()), body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let mut mori = stage.browser("mori").await;
    assert_eq!(mori.send("POST", path, Some(&form_data()), upload(&[("a.csv", "x")])).await.status, 404);
    let mut audit = stage.browser("audit").await;
    assert_eq!(audit.get("/campaigns/bounds/differences").await.status, 200);
    assert_eq!(audit.send("POST", path, Some(&form_data()), upload(&[("a.csv", "x")])).await.status, 403);
    assert_eq!(audit.get("/campaigns/bounds/letters/1").await.status, 403, "an auditor reads no letters");
    let mut foreign = tanaka.at_site("cross-site");
    assert_eq!(foreign.send("POST", path, Some(&form_data()), upload(&[("a.csv", "x")])).await.status, 403);
}
