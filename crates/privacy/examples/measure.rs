//! Measures the survey on generated parts: first use (the word automaton is built), a body of 20 KB, a table of 7,500
//! rows. Prints one line per measurement with the median of several runs in microseconds of processor time (on Linux;
//! elapsed time elsewhere), which other work on the machine disturbs less. Measures only; asserts
//! nothing. With `@FILE` as argument it prints what is found in that text instead; any
//! other argument picks the measurements whose name contains it.
#![expect(clippy::disallowed_methods, reason = "an example may read the clock and a file")]

use std::{sync::OnceLock, time::Instant};

use sekisho_privacy::{Source, survey};

const BODY: &str = "株式会社サンプル 営業部 高橋様\n\nいつもお世話になっております。先日の会議の議事録をお送りします。\n\
    納期は2024年6月30日、数量は1,200個、単価は3,450円(税込3,795円)です。型番 AB-1234-5678、伝票番号 1234-5678-9012 をご確認ください。\n\
    ご不明な点がございましたら、下記までご連絡ください。今後ともよろしくお願い申し上げます。資料は共有フォルダに置きました。\n\
    来週の定例会議は東京本社の第3会議室で10時から開催します。議題は新製品の価格と在庫、四半期の売上見込みです。\n\
    --\n山田太郎 <taro.yamada@example.co.jp>\n〒150-0041 東京都渋谷区神南1-2-3\nTEL 03-1234-5678 FAX 03-1234-5679\n\n";
const SURNAMES: &[&str] = &["山田", "佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "中村", "小林", "加藤"];
const GIVEN: &[&str] = &["太郎", "花子", "一郎", "健太", "美咲", "翔太", "愛", "誠", "由美", "大介"];

fn main() {
    let only = std::env::args().nth(1).unwrap_or_default();
    if let Some(path) = only.strip_prefix('@') {
        return show(path);
    }
    let started = now();
    let first = survey(&Source { text: "氏名: 山田太郎", tables: &[] });
    println!("first use      {:>8} us, {} finds", now().saturating_sub(started), first.finds.len());
    let body = BODY.repeat(20_480 / BODY.len() + 1);
    let run = |name: &str, text: &str, tables: &[&[Vec<String>]]| {
        if name.contains(&only) {
            measure(name, text, tables);
        }
    };
    run("body 20 KB", &body, &[]);
    let rows = rows(7_500);
    let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    run("csv as text", &text, &[]);
    run("csv as table", &text, &[&rows]);
}

/// Microseconds of processor time of this thread, else of elapsed time.
fn now() -> u128 {
    static START: OnceLock<Instant> = OnceLock::new();
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = spent.and_then(|text| text.split(' ').next()?.parse::<u128>().ok());
    nanos.unwrap_or_else(|| START.get_or_init(Instant::now).elapsed().as_nanos()) / 1_000
}

fn measure(name: &str, text: &str, tables: &[&[Vec<String>]]) {
    let mut times: Vec<u128> = Vec::new();
    let mut persons = (0, 0);
    let rounds = (2_000_000 / text.len().max(1)).clamp(3, 200);
    for _ in 0..15 {
        let started = now();
        for _ in 0..rounds {
            let found = survey(&Source { text, tables });
            persons = (found.persons.lower, found.persons.upper);
        }
        times.push(now().saturating_sub(started) / rounds as u128);
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or(0);
    println!("{name:<14} {median:>8} us, {} bytes, {} to {} persons", text.len(), persons.0, persons.1);
}

fn rows(count: usize) -> Vec<Vec<String>> {
    let pick = |list: &[&str], at: usize| list.get(at % list.len()).copied().unwrap_or_default().to_owned();
    let header = ["会員番号", "氏名", "郵便番号", "住所", "電話番号", "メールアドレス"].map(str::to_owned).to_vec();
    let row = |n: usize| {
        vec![
            format!("{n:06}"),
            format!("{} {}", pick(SURNAMES, n), pick(GIVEN, n / 10)),
            "150-0041".to_owned(),
            format!("東京都渋谷区神南{}-{}-{}", n % 3 + 1, n % 17 + 1, n % 11 + 1),
            format!("090-{:04}-{:04}", n % 10_000, n * 7 % 10_000),
            format!("user{n}@example.co.jp"),
        ]
    };
    std::iter::once(header).chain((1..=count).map(row)).collect()
}

fn show(path: &str) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let found = survey(&Source { text: &text, tables: &[] });
    let chars: Vec<char> = text.chars().collect();
    for find in &found.finds {
        let value: String = chars.get(find.start..find.end).unwrap_or_default().iter().collect();
        println!("{}\t{}\t{}\t{value}", find.kind.code(), find.confidence, find.why);
    }
    println!("{found:?}");
}
