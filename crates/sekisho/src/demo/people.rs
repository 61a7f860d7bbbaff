//! Invented people for the demonstration. Names are combined by number, telephone numbers lie in blocks that are not
//! assigned, every address ends in a domain reserved for examples (RFC 2606). No real person is meant.

/// Common family names with their reading in kana and romaji.
const FAMILY: [(&str, &str, &str); 20] = [
    ("佐藤", "サトウ", "sato"),
    ("鈴木", "スズキ", "suzuki"),
    ("高橋", "タカハシ", "takahashi"),
    ("田中", "タナカ", "tanaka"),
    ("伊藤", "イトウ", "ito"),
    ("渡辺", "ワタナベ", "watanabe"),
    ("山本", "ヤマモト", "yamamoto"),
    ("中村", "ナカムラ", "nakamura"),
    ("小林", "コバヤシ", "kobayashi"),
    ("加藤", "カトウ", "kato"),
    ("吉田", "ヨシダ", "yoshida"),
    ("山田", "ヤマダ", "yamada"),
    ("佐々木", "ササキ", "sasaki"),
    ("山口", "ヤマグチ", "yamaguchi"),
    ("松本", "マツモト", "matsumoto"),
    ("井上", "イノウエ", "inoue"),
    ("木村", "キムラ", "kimura"),
    ("林", "ハヤシ", "hayashi"),
    ("斎藤", "サイトウ", "saito"),
    ("清水", "シミズ", "shimizu"),
];

const GIVEN: [(&str, &str, &str); 20] = [
    ("陽翔", "ハルト", "haruto"),
    ("蓮", "レン", "ren"),
    ("湊", "ミナト", "minato"),
    ("蒼", "アオイ", "aoi"),
    ("結衣", "ユイ", "yui"),
    ("葵", "アオイ", "aoi"),
    ("陽菜", "ヒナ", "hina"),
    ("凛", "リン", "rin"),
    ("健一", "ケンイチ", "kenichi"),
    ("誠", "マコト", "makoto"),
    ("恵子", "ケイコ", "keiko"),
    ("直子", "ナオコ", "naoko"),
    ("翔太", "ショウタ", "shota"),
    ("美咲", "ミサキ", "misaki"),
    ("大輔", "ダイスケ", "daisuke"),
    ("愛", "アイ", "ai"),
    ("拓也", "タクヤ", "takuya"),
    ("優子", "ユウコ", "yuko"),
    ("隆", "タカシ", "takashi"),
    ("真由美", "マユミ", "mayumi"),
];

const PLACES: [(&str, &str); 6] = [
    ("100-0001", "東京都千代田区千代田"),
    ("530-0001", "大阪府大阪市北区梅田"),
    ("060-0001", "北海道札幌市中央区北一条西"),
    ("460-0001", "愛知県名古屋市中区三の丸"),
    ("812-0011", "福岡県福岡市博多区博多駅前"),
    ("980-0021", "宮城県仙台市青葉区中央"),
];

/// Mail providers that do not exist.
const PROVIDERS: [&str; 5] =
    ["mail.example.com", "post.example.net", "home.example.org", "keitai.example.com", "net.example.net"];

/// One invented person.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) mail: String,
    pub(crate) phone: String,
    pub(crate) postal: &'static str,
    pub(crate) address: String,
}

/// The person with this number; the same number is always the same person.
pub(crate) fn person(number: usize) -> Person {
    let pick = |list: &[(&'static str, &'static str, &'static str)], at: usize| {
        list.get(at % list.len()).copied().unwrap_or_default()
    };
    let family = pick(&FAMILY, number);
    let given = pick(&GIVEN, number / FAMILY.len() + number * 7);
    let place = PLACES.get(number % PLACES.len()).copied().unwrap_or_default();
    let provider = PROVIDERS.get(number % PROVIDERS.len()).copied().unwrap_or_default();
    Person {
        name: format!("{} {}", family.0, given.0),
        kana: format!("{} {}", family.1, given.1),
        mail: format!("{}.{}{number}@{provider}", given.2, family.2),
        phone: format!("090-0{:03}-{:04}", number / 10_000 % 1_000, number % 10_000),
        postal: place.0,
        address: format!("{}{}-{}-{}", place.1, number % 9 + 1, number % 30 + 1, number % 12 + 1),
    }
}

/// The first `count` people.
pub(crate) fn people(count: usize) -> Vec<Person> {
    (1..=count).map(person).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn nobody_shares_a_mailbox_or_a_telephone() {
        let people = super::people(8_046);
        assert_eq!(people.iter().map(|person| &person.mail).collect::<BTreeSet<_>>().len(), 8_046);
        assert_eq!(people.iter().map(|person| &person.phone).collect::<BTreeSet<_>>().len(), 8_046);
    }
}
