//! The club: its customers, its master, and a campaign about their tickets.

use std::{num::NonZeroUsize, sync::Arc};

use sekisho_campaign::{
    Audience, Job, Manifest, Master, Report, RowNumber, Sender, Template, Unsubscribe,
    audience::Roles,
    check::{Facts, Waiver},
    file::Files,
    manifest::Makers,
    master::{Identity, Known, Provenance},
    template::{FileChoice, Source},
};
use sekisho_content::{Limits, compose::Correspondent, open_file};
use sekisho_model::{Address, CampaignId, Time, UserId};

const SURNAMES: [(&str, &str); 37] = [
    ("青木", "アオキ"),
    ("安藤", "アンドウ"),
    ("池田", "イケダ"),
    ("石川", "イシカワ"),
    ("井上", "イノウエ"),
    ("上田", "ウエダ"),
    ("内田", "ウチダ"),
    ("遠藤", "エンドウ"),
    ("大野", "オオノ"),
    ("岡田", "オカダ"),
    ("小川", "オガワ"),
    ("加藤", "カトウ"),
    ("金子", "カネコ"),
    ("菊地", "キクチ"),
    ("木村", "キムラ"),
    ("工藤", "クドウ"),
    ("小林", "コバヤシ"),
    ("近藤", "コンドウ"),
    ("斎藤", "サイトウ"),
    ("佐々木", "ササキ"),
    ("清水", "シミズ"),
    ("鈴木", "スズキ"),
    ("高木", "タカギ"),
    ("竹内", "タケウチ"),
    ("千葉", "チバ"),
    ("中村", "ナカムラ"),
    ("西村", "ニシムラ"),
    ("野口", "ノグチ"),
    ("橋本", "ハシモト"),
    ("林田", "ハヤシダ"),
    ("平野", "ヒラノ"),
    ("福田", "フクダ"),
    ("藤井", "フジイ"),
    ("前田", "マエダ"),
    ("松本", "マツモト"),
    ("宮崎", "ミヤザキ"),
    ("渡辺", "ワタナベ"),
];
const GIVEN: [(&str, &str); 37] = [
    ("明美", "アケミ"),
    ("一郎", "イチロウ"),
    ("恵子", "ケイコ"),
    ("和也", "カズヤ"),
    ("香織", "カオリ"),
    ("健一", "ケンイチ"),
    ("幸子", "サチコ"),
    ("浩二", "コウジ"),
    ("翔太", "ショウタ"),
    ("真由美", "マユミ"),
    ("拓也", "タクヤ"),
    ("直樹", "ナオキ"),
    ("智子", "トモコ"),
    ("達也", "タツヤ"),
    ("典子", "ノリコ"),
    ("春菜", "ハルナ"),
    ("久美", "クミ"),
    ("英樹", "ヒデキ"),
    ("裕子", "ユウコ"),
    ("真一", "シンイチ"),
    ("麻衣", "マイ"),
    ("美咲", "ミサキ"),
    ("光男", "ミツオ"),
    ("優奈", "ユウナ"),
    ("由紀", "ユキ"),
    ("陽子", "ヨウコ"),
    ("義男", "ヨシオ"),
    ("良太", "リョウタ"),
    ("玲奈", "レイナ"),
    ("亮介", "リョウスケ"),
    ("若菜", "ワカナ"),
    ("康平", "コウヘイ"),
    ("里美", "サトミ"),
    ("昭雄", "アキオ"),
    ("文子", "フミコ"),
    ("隆志", "タカシ"),
    ("純子", "ジュンコ"),
];

pub(crate) const COLUMNS: [&str; 8] = ["会員番号", "氏名", "フリガナ", "電話", "メール", "座席", "備考", "券"];
pub(crate) const TEXT: &str = "{{ 氏名 }}({{ フリガナ }})様\n\nお電話: {{ 電話 }}\n座席: {{ 座席 }}\n\
                        {% if 備考 %}\n備考: {{ 備考 }}\n{% endif %}\nお問い合わせ: 03-0000-1111\n";

/// The cells of customer `n`, from 1.
pub(crate) fn customer(n: u32) -> [String; 8] {
    let at = n as usize - 1;
    let (surname, given) = (SURNAMES[at / 37 % 37], GIVEN[at % 37]);
    [
        format!("M{n:06}"),
        format!("{} {}", surname.0, given.0),
        format!("{} {}", surname.1, given.1),
        format!("090-{:04}-{:04}", 1000 + n / 7, n),
        format!("fan{n}@customer{}.example", n % 5),
        format!("{}塁側{}列{}番", 1 + n % 3, n / 20 + 1, n % 20 + 1),
        if n % 100 == 7 { "車いす席".to_owned() } else { String::new() },
        String::new(),
    ]
}

pub(crate) fn customers(count: u32) -> Vec<[String; 8]> {
    (1..=count).map(customer).collect()
}

pub(crate) struct Club {
    pub(crate) campaign: CampaignId,
    pub(crate) rows: Vec<[String; 8]>,
    pub(crate) source: Source,
    pub(crate) files: Files,
    pub(crate) master: Master,
    pub(crate) facts: Facts,
}

/// Everything right: the audience is the master's first `count` customers.
pub(crate) fn club(count: u32) -> Club {
    Club {
        campaign: "opening-day".parse().unwrap(),
        rows: customers(count),
        source: Source {
            subject: "{{ 氏名 }} 様 開幕戦のチケット".into(),
            name: Some("{{ 氏名 }} 様".into()),
            text: TEXT.into(),
            html: Some("<p>{{ 氏名 }} 様</p><p>座席: {{ 座席 }}</p>".into()),
            files: Vec::new(),
        },
        files: Files::new(),
        master: master(count.max(50), Provenance::Independent),
        facts: Facts::new(),
    }
}

pub(crate) fn master(count: u32, provenance: Provenance) -> Master {
    let customers = customers(count);
    let persons = customers.iter().map(|[key, name, kana, phone, mail, ..]| {
        let known = [
            (Identity::Member, key),
            (Identity::Name, name),
            (Identity::Reading, kana),
            (Identity::Phone, phone),
            (Identity::Mail, mail),
        ];
        (key.as_str(), known.map(|(identity, value)| Known { identity, value }))
    });
    Master::new(provenance, persons).unwrap()
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::new(name)
}

pub(crate) fn makers() -> Makers {
    Makers { list: user("lister"), content: user("writer") }
}

impl Club {
    pub(crate) fn set(&mut self, row: usize, column: usize, value: &str) {
        value.clone_into(&mut self.rows[row - 1][column]);
    }

    pub(crate) fn attach(&mut self, name: &str, content: &str) {
        let read = open_file(content.as_bytes(), Some(name), &Limits::default());
        self.files.add(name, "text/csv", Arc::from(content.as_bytes()), &read).unwrap();
    }

    pub(crate) fn attach_by_column(&mut self) {
        self.source.files.push(FileChoice::ByColumn { column: "券".into(), optional: true });
    }

    /// Calls with the job, which borrows all the rest.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&Job<'_>) -> R) -> R {
        let rows = self.rows.iter().zip(1..).map(|(row, number)| (RowNumber(number), row.to_vec()));
        let columns = COLUMNS.map(str::to_owned).to_vec();
        let audience = Audience::new(columns, &Roles { key: "会員番号", address: "メール" }, rows).unwrap();
        let template = Template::parse(&self.source, &audience).unwrap();
        let sender = Sender {
            from: Correspondent {
                name: "球団案内係".into(), address: Address::parse("news@club.example").unwrap()
            },
            reply_to: None,
            return_path: Address::parse("bounce@club.example").unwrap(),
        };
        let unsubscribe = Unsubscribe::new("https://mail.club.example/u", &[3; 32]).unwrap();
        act(&Job {
            campaign: &self.campaign,
            audience: &audience,
            template: &template,
            files: &self.files,
            sender: &sender,
            unsubscribe: Some(&unsubscribe),
            date: Time::UNIX_EPOCH,
        })
    }

    pub(crate) fn run(&self) -> Report {
        self.run_by(2)
    }

    pub(crate) fn run_by(&self, threads: usize) -> Report {
        self.with(|job| job.run(&self.master, &self.facts, NonZeroUsize::new(threads).unwrap()))
    }

    pub(crate) fn manifest(&self) -> Manifest {
        let report = self.run();
        let waivers = report.counts().iter().map(|(kind, count)| Waiver {
            kind: *kind,
            count: count.findings,
            rows: [].into(),
            reason: "確認しました".into(),
            by: user("lister"),
        });
        let waivers = waivers.collect();
        Manifest::new(report.settle(waivers).unwrap(), makers(), None)
    }
}
