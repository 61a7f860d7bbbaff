//! How many letters a second are made and re-read, and how large a master of a million persons is:
//! `cargo run --release -p sekisho-campaign --example campaign_speed [LETTERS] [PERSONS] [THREADS]`.

#![expect(clippy::disallowed_methods, reason = "measures")]

use std::{num::NonZeroUsize, time::Instant};

use sekisho_campaign::{
    Audience, CampaignError, Job, Master, RowNumber, Sender, Template,
    audience::Roles,
    check::Facts,
    file::Files,
    master::{Identity, Known, Provenance},
    template::Source,
};
use sekisho_content::compose::Correspondent;
use sekisho_model::{Address, Time};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const KANJI: [char; 40] = [
    '青', '安', '池', '石', '井', '上', '内', '遠', '大', '岡', '小', '加', '金', '菊', '木', '工', '近', '斎', '佐',
    '清', '鈴', '高', '竹', '千', '中', '西', '野', '橋', '林', '平', '福', '藤', '前', '松', '宮', '村', '森', '山',
    '吉', '渡',
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number =
        |at: usize, usual: usize| std::env::args().nth(at).and_then(|text| text.parse::<usize>().ok()).unwrap_or(usual);
    let (letters, persons, threads) = (number(1, 8_046), number(2, 1_000_000), number(3, 1));
    let start = Instant::now();
    let master = master(persons)?;
    let coverage = master.coverage();
    println!("master: {persons} persons, {} values, {:.1} s", coverage.searched, start.elapsed().as_secs_f64());
    let audience = audience(letters)?;
    let template = Template::parse(&source(), &audience)?;
    let sender = Sender {
        from: Correspondent { name: "案内係".to_owned(), address: Address::parse("news@club.example")? },
        reply_to: None,
        return_path: Address::parse("bounce@club.example")?,
    };
    let (campaign, files, facts) = ("speed".parse()?, Files::new(), Facts::new());
    let (audience, template, files, sender) = (&audience, &template, &files, &sender);
    let date = Time::UNIX_EPOCH;
    let job = Job { campaign: &campaign, audience, template, files, sender, unsubscribe: None, date };
    let start = Instant::now();
    let report = job.run(&master, &facts, NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN));
    let seconds = start.elapsed().as_secs_f64();
    let rate = f64::from(report.rows()) / seconds;
    println!("{letters} letters: {seconds:.2} s, {rate:.0} letters/s, {:.0} per thread", rate / threads as f64);
    println!("findings: {:?}", report.counts());
    Ok(())
}

fn cells(n: usize) -> [String; 6] {
    let kanji = |at: usize| KANJI.get(at % KANJI.len()).copied().unwrap_or('山');
    let name = format!("{}{} {}{}郎", kanji(n), kanji(n / 40), kanji(n / 1_600), kanji(n / 64_000));
    [
        format!("M{n:08}"),
        name,
        format!("090-{:04}-{:04}", n / 10_000 % 10_000, n % 10_000),
        format!("fan{n}@customer.example"),
        format!("{}列{}番", n % 40 + 1, n % 30 + 1),
        "お客様感謝デーのお知らせです。".repeat(3),
    ]
}

fn master(persons: usize) -> Result<Master, CampaignError> {
    let all: Vec<[String; 6]> = (0..persons).map(cells).collect();
    let known = all.iter().map(|[key, name, phone, mail, ..]| {
        let values =
            [(Identity::Member, key), (Identity::Name, name), (Identity::Phone, phone), (Identity::Mail, mail)];
        (key.as_str(), values.map(|(identity, value)| Known { identity, value }))
    });
    Master::new(Provenance::Independent, known)
}

fn audience(letters: usize) -> Result<Audience, CampaignError> {
    let columns = ["id", "name", "phone", "mail", "seat", "note"].map(str::to_owned).to_vec();
    let rows = (0..letters).zip(1..).map(|(n, number)| (RowNumber(number), cells(n).to_vec()));
    Audience::new(columns, &Roles { key: "id", address: "mail" }, rows)
}

fn source() -> Source {
    let line = "いつも応援ありがとうございます。開幕戦のご案内をお送りします。\n";
    let text =
        format!("{{{{ name }}}} 様\n\n{}座席: {{{{ seat }}}}\n電話: {{{{ phone }}}}\n{{{{ note }}}}\n", line.repeat(8));
    let html = format!("<p>{{{{ name }}}} 様</p>{}<p>{{{{ seat }}}}</p>", format!("<p>{line}</p>").repeat(8));
    Source {
        subject: "{{ name }} 様 開幕戦のチケット".to_owned(),
        name: Some("{{ name }} 様".to_owned()),
        text,
        html: Some(html),
        files: Vec::new(),
    }
}
