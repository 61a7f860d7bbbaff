//! Who writes to whom: invented people of invented companies, in domains that cannot exist (RFC 2606).

/// Family names with their reading.
const FAMILIES: [(&str, &str); 40] = [
    ("佐藤", "sato"),
    ("鈴木", "suzuki"),
    ("高橋", "takahashi"),
    ("田中", "tanaka"),
    ("伊藤", "ito"),
    ("渡辺", "watanabe"),
    ("山本", "yamamoto"),
    ("中村", "nakamura"),
    ("小林", "kobayashi"),
    ("加藤", "kato"),
    ("吉田", "yoshida"),
    ("山田", "yamada"),
    ("佐々木", "sasaki"),
    ("山口", "yamaguchi"),
    ("松本", "matsumoto"),
    ("井上", "inoue"),
    ("木村", "kimura"),
    ("林", "hayashi"),
    ("斎藤", "saito"),
    ("清水", "shimizu"),
    ("山崎", "yamazaki"),
    ("森", "mori"),
    ("池田", "ikeda"),
    ("橋本", "hashimoto"),
    ("阿部", "abe"),
    ("石川", "ishikawa"),
    ("山下", "yamashita"),
    ("中島", "nakajima"),
    ("石井", "ishii"),
    ("小川", "ogawa"),
    ("前田", "maeda"),
    ("岡田", "okada"),
    ("長谷川", "hasegawa"),
    ("藤田", "fujita"),
    ("後藤", "goto"),
    ("近藤", "kondo"),
    ("村上", "murakami"),
    ("遠藤", "endo"),
    ("青木", "aoki"),
    ("坂本", "sakamoto"),
];
/// Names of companies, first part with its reading. No two of them are a slip apart: they would be held as look-alikes.
const PLACES: [(&str, &str); 20] = [
    ("みなと", "minato"),
    ("東町", "higashimachi"),
    ("北陽", "hokuyo"),
    ("西浜", "nishihama"),
    ("南星", "nansei"),
    ("大和川", "yamatogawa"),
    ("富士見", "fujimi"),
    ("桜井", "sakurai"),
    ("若葉", "wakaba"),
    ("光丘", "hikarigaoka"),
    ("朝日台", "asahidai"),
    ("青葉通", "aobadori"),
    ("緑川", "midorikawa"),
    ("白鳥", "shiratori"),
    ("金沢町", "kanazawamachi"),
    ("浪速橋", "naniwabashi"),
    ("筑紫", "tsukushi"),
    ("瀬戸内", "setouchi"),
    ("信濃路", "shinanoji"),
    ("出雲崎", "izumosaki"),
];
/// Second part.
const TRADES: [(&str, &str); 8] = [
    ("商事", "shoji"),
    ("工業", "kogyo"),
    ("電機", "denki"),
    ("印刷", "insatsu"),
    ("物流", "butsuryu"),
    ("食品", "shokuhin"),
    ("建設", "kensetsu"),
    ("システム", "system"),
];
const SECTIONS: [&str; 6] = ["営業部", "購買部", "総務部", "企画課", "品質保証部", "情報システム部"];

/// A person with a mailbox.
#[derive(Clone)]
pub struct Person {
    pub family: &'static str,
    pub company: String,
    pub section: &'static str,
    pub address: String,
}

/// Number of different people outside.
pub const OUTSIDE: usize = 480;
/// Number of different people inside.
pub const INSIDE: usize = 24;

/// Somebody outside; two or three per company.
pub fn outside(number: usize) -> Person {
    let number = number % OUTSIDE;
    let company = number % (PLACES.len() * TRADES.len());
    let (place, trade) = (PLACES[company % PLACES.len()], TRADES[company / PLACES.len()]);
    let (family, reading) = FAMILIES[(number * 7 + company) % FAMILIES.len()];
    Person {
        family,
        company: format!("株式会社{}{}", place.0, trade.0),
        section: SECTIONS[number % SECTIONS.len()],
        address: format!("{reading}@{}-{}.example", place.1, trade.1),
    }
}

/// Somebody of the house.
pub fn inside(number: usize) -> Person {
    let number = number % INSIDE;
    let (family, reading) = FAMILIES[(number * 11 + 3) % FAMILIES.len()];
    Person {
        family,
        company: "関所製作所".to_owned(),
        section: SECTIONS[number % SECTIONS.len()],
        address: format!("{reading}@house.example"),
    }
}
