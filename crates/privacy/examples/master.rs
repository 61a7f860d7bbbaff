//! Measures the master of persons at a size (a million rows unless an argument says another number): time to build it
//! from rows in memory, its size in memory and stored, time to open what is stored, time of a question. Processor time;
//! resident memory by `/proc/self/status` (Linux). Measures only; asserts nothing.
#![expect(clippy::disallowed_methods, reason = "an example may read the clock and a file")]

use std::{hint::black_box, time::Instant};

use sekisho_privacy::{
    Source,
    master::{Builder, Field, Index, Row},
    survey,
};

const KEY: [u8; 32] = [7; 32];
const SURNAMES: &str =
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水";
const GIVEN: &str = "花子 太郎 一郎 健太 美咲 翔太 愛 誠 由美 大介 陽菜 蓮 結衣 大翔 さくら 悠真 葵 陽向 凛 湊";
const QUESTIONS: u32 = 200_000;
const TEXTS: u32 = 1_000;

fn main() {
    let rows: u32 = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let before = memory("VmRSS");
    let (spent, started) = (processor(), Instant::now());
    let mut builder = Builder::new(&KEY, rows);
    let mut row = Row::default();
    for number in 0..rows {
        row.clear();
        fill(&mut row, number);
        if builder.add(&row).is_err() {
            break;
        }
    }
    let index = builder.finish();
    println!(
        "build     {:>8.2} s processor, {:.2} s, {} rows",
        processor() - spent,
        started.elapsed().as_secs_f64(),
        index.len()
    );
    println!(
        "memory    {:>8} MB more than before, {} MB at most",
        memory("VmRSS").saturating_sub(before),
        memory("VmHWM")
    );
    let bytes = index.to_bytes();
    println!("stored    {:>8} MB", bytes.len() >> 20);
    let spent = processor();
    let opened = Index::from_bytes(&bytes, &KEY);
    println!(
        "open      {:>8.2} s processor, {}",
        processor() - spent,
        if opened.is_some() { "the same index" } else { "nothing" }
    );
    drop((opened, bytes));
    println!("resident  {:>8} MB with the index alone", memory("VmRSS"));
    ask("address", |number| index.of_address(&address(number)).len());
    ask("name", |number| index.of_name(&name(number)).len());
    ask("nobody", |number| index.of_address(&address(number.wrapping_add(rows))).len());
    let texts: Vec<String> = (0..TEXTS).map(|text| line(text.wrapping_mul(2_654_435) % 1_000_000)).collect();
    let found: Vec<_> = texts.iter().map(|text| survey(&Source { text, tables: &[] }).finds).collect();
    ask("a line", |number| {
        let at = number as usize % texts.len();
        texts.get(at).zip(found.get(at)).map_or(0, |(text, finds)| index.named(text, finds).len())
    });
}

/// A line of a letter with a name, an address and a telephone number.
fn line(number: u32) -> String {
    format!("{} 様 {} TEL {}", name(number), address(number), phone(number))
}

fn ask(what: &str, question: impl Fn(u32) -> usize) {
    let spent = processor();
    // A multiplicative walk: no two neighbours of the index in a row.
    let found: usize = (0..QUESTIONS).map(|step| black_box(question(step.wrapping_mul(2_654_435) % 1_000_000))).sum();
    println!("{what:<9} {:>8.2} us a question, {found} found", (processor() - spent) * 1e6 / f64::from(QUESTIONS));
}

fn fill(row: &mut Row, number: u32) {
    row.take(Field::Id, &format!("C-{number:07}"));
    row.take(Field::Name, &name(number));
    row.take(Field::Mail, &address(number));
    row.take(Field::Phone, &phone(number));
}

/// A name that about as many share as in life: 400 pairs for one in ten, the rest with a third character.
fn name(number: u32) -> String {
    let pick = |list: &'static str, at: u32| list.split(' ').nth(at as usize % 20).unwrap_or_default();
    let rare = char::from_u32(0x4E00 + number / 400 % 20_000).filter(|_| !number.is_multiple_of(10));
    format!("{} {}{}", pick(SURNAMES, number), pick(GIVEN, number / 20), rare.map_or(String::new(), String::from))
}

fn address(number: u32) -> String {
    format!("customer{number}@people{}.example", number % 500)
}

fn phone(number: u32) -> String {
    format!("090-{:04}-{:04}", number / 10_000, number % 10_000)
}

/// Seconds of processor time of this process (utime and stime of `/proc/self/stat`, in hundredths).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or("").split(' ').skip(12).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Megabytes.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) >> 10
}
