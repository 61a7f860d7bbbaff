use super::*;

fn contacts() -> Contacts {
    let keys = ["taro@gmail.com".to_owned()].into();
    let domains = ["example.co.jp".to_owned(), "partner.example".to_owned()].into();
    Contacts::new(keys, domains, ["山田 太郎", "Mary Brown"].into_iter())
}

#[test]
fn a_signature_is_taken_out_whole() {
    let body = "本文\n\n----------\n株式会社例示 山田\nTEL: 03-1234-5678 / FAX：０３−１２３４−５６７９\nyamada@example.co.jp\n";
    let plain = contacts().without(body);
    assert!(!plain.contains("1234") && !plain.contains('@') && !plain.contains("５６７９"), "{plain}");
    assert_eq!(plain.chars().count(), body.chars().count());
    assert_eq!(plain.lines().count(), body.lines().count());
}

#[test]
fn other_people_stay() {
    let body = "顧客 090-1111-2222\nhanako@customer.example\n\n山田\ntaro@gmail.com 03-1234-5678\n";
    let plain = contacts().without(body);
    assert!(plain.contains("090-1111-2222") && plain.contains("hanako@customer.example"), "{plain}");
    assert!(!plain.contains("taro@gmail.com") && !plain.contains("03-1234-5678"), "{plain}");
    let sentence = "佐藤様(090-1111-2222)の件は taro@gmail.com までお願いします。\n";
    assert!(contacts().without(sentence).contains("090-1111-2222"));
    let mixed = "佐藤 hanako@customer.example\n山田 taro@gmail.com\n090-1111-2222";
    assert!(contacts().without(mixed).contains("090-1111-2222"));
}

#[test]
fn names_of_correspondents_are_taken_out_in_all_their_writings() {
    let plain = contacts().without("山田様、山田太郎、Mary and Ms Brown\n佐藤様");
    assert_eq!(plain, "**様、****、**** and Ms *****\n佐藤様");
}

#[test]
fn a_staff_list_is_a_list() {
    let list: String = (0..30).map(|number| format!("staff{number}@example.co.jp\n")).collect();
    assert_eq!(contacts().without(&list), list);
    let rows: Vec<Vec<String>> = (0..30).map(|number| vec![format!("staff{number}@example.co.jp")]).collect();
    assert_eq!(contacts().without_cells(&rows), None);
}

#[test]
fn a_number_of_a_signature_is_known_on_a_letterhead() {
    let mut contacts = contacts();
    contacts.learn("山田\n03-1234-5678\nyamada@example.co.jp");
    let letterhead = contacts.without("請求書\nTEL (03)1234-5678\n担当 鈴木\n\n佐藤 090-1111-2222");
    assert_eq!(letterhead, "***\n*****************\n*****\n\n佐藤 090-1111-2222");
    let cells = vec![vec!["TEL 03-1234-5678".to_owned(), "x".to_owned()]];
    assert_eq!(contacts.without_cells(&cells), Some(vec![vec![String::new(), "x".to_owned()]]));
}
