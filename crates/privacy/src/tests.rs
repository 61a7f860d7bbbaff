use super::*;

#[test]
fn addresses_and_telephones_of_a_list_are_persons() {
    let text = "氏名,メール,電話\n山田太郎,taro@example.co.jp,090-1234-5678\n鈴木花子,hanako@example.jp,03(1234)5678\n";
    let rows: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let found = survey(&Source { text, tables: &[&rows] });
    assert_eq!(found.persons, Persons { lower: 2, upper: 2 });
    assert_eq!(found.kinds.get(&Kind::Email), Some(&2));
    assert_eq!(found.kinds.get(&Kind::Phone), Some(&2));
    assert!(found.addresses.contains("taro@example.co.jp"));
}

#[test]
fn a_masked_text_has_nothing_to_find() {
    let text = "ご連絡は 山田(TEL:03-1234-5678、携帯 +81 90 1234 5678、yamada@example.co.jp)まで。";
    let masked = mask(text);
    assert_eq!(masked.chars().count(), text.chars().count());
    assert!(survey(&Source { text: &masked, tables: &[] }).finds.is_empty());
}
