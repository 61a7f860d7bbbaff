use super::*;

#[test]
fn spellings_of_one_name_meet() {
    for group in [
        &["ohno", "oono", "ono", "Ōno", "オオノ", "おおの"][..],
        &["shimizu", "simizu", "シミズ", "しみず"],
        &["kondo", "kondou", "kondoh", "コンドウ"],
        &["junichi", "jyunichi", "jun'ichi", "ジュンイチ"],
        &["nambu", "nanbu", "ナンブ"],
        &["hattori", "ハットリ"],
        &["mitchi", "micchi", "mitti", "ミッチー"],
        &["Satō", "Sato\u{304}", "サトウ"],
        &["fujii", "huzii", "フジイ"],
        &["tsuji", "tuzi", "ツジ"],
        &["saitoh", "saito", "サイトウ"],
    ] {
        let forms: Vec<String> = group.iter().map(|way| of_kana(way).unwrap_or_else(|| normal(way))).collect();
        assert!(forms.iter().all(|form| form == &forms[0]), "{group:?} {forms:?}");
    }
}

#[test]
fn different_names_stay_apart() {
    let names = ["yamada", "yamamoto", "sato", "sasaki", "suzuki", "ito", "kato", "endo", "ando", "oda", "ota", "ueda"];
    for (at, one) in names.iter().enumerate() {
        for other in names.iter().skip(at + 1) {
            assert_ne!(normal(one), normal(other));
        }
    }
    assert_eq!(of_kana("漢字"), None);
}
