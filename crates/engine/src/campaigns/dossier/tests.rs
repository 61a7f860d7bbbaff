use super::*;

fn dossier(parts: &[(&str, &str)]) -> Dossier {
    let mut dossier = Dossier::new();
    for (name, text) in parts {
        dossier.put(PartName::parse(name).unwrap(), text.as_bytes()).unwrap();
    }
    dossier
}

#[test]
fn no_name_leads_out_of_the_dossier() {
    let long = "a".repeat(201);
    let bad = ["", ".", "..", "../a", "/etc/passwd", "a/../b", "a/b/c", "a\\b", "a\nb", " a", "a ", ".hidden", "a/.b"];
    for name in bad.into_iter().chain([long.as_str(), "a//b", "a/", "house:crm", "C:\\a"]) {
        assert!(PartName::parse(name).is_err(), "{name:?}");
    }
    for name in ["campaign.toml", "files/券 1.pdf", "名簿.csv", "a..b", "-x"] {
        assert_eq!(PartName::parse(name).unwrap().as_str(), name);
    }
    assert_eq!(PartName::parse("files/a.pdf").unwrap().inside("files"), Some("a.pdf"));
    assert_eq!(PartName::parse("files.pdf").unwrap().inside("files"), None);
}

#[test]
fn what_was_packed_comes_back_and_only_that() {
    let taken = dossier(&[("campaign.toml", "id"), ("list.csv", "a,b\n1,2\n"), ("files/x.txt", "")]);
    let (packed, index) = (taken.pack(), taken.index());
    let back = Dossier::unpack(&packed, &index).unwrap();
    assert_eq!((back.index(), back.digest()), (index.clone(), taken.digest()));
    for (parts, replaced) in [
        (vec![("campaign.toml", "id"), ("list.csv", "a,b\n1,3\n"), ("files/x.txt", "")], "list.csv"),
        (vec![("campaign.toml", "id"), ("files/x.txt", "")], "list.csv"),
        (vec![("campaign.toml", "id"), ("list.csv", "a,b\n1,2\n"), ("files/x.txt", ""), ("z", "")], "z"),
    ] {
        let other = dossier(&parts);
        assert_ne!(other.digest(), taken.digest());
        let error = Dossier::unpack(&other.pack(), &index).unwrap_err();
        assert!(matches!(&error, DossierError::Replaced { file } if file == replaced), "{error}");
    }
}

#[test]
fn damaged_bytes_are_an_error_wherever_they_are_cut() {
    let taken = dossier(&[("campaign.toml", "id"), ("list.csv", "a,b\n1,2\n")]);
    let (packed, index) = (taken.pack(), taken.index());
    for end in 0..packed.len() {
        assert!(Dossier::unpack(&packed[..end], &index).is_err(), "{end}");
    }
    for at in 0..packed.len() {
        let mut changed = packed.clone();
        changed[at] ^= 0x41;
        assert!(Dossier::unpack(&changed, &index).is_err(), "{at}");
    }
}

#[test]
fn a_text_that_is_none_is_named_with_its_line() {
    let mut dossier = dossier(&[]);
    let name = PartName::parse("letter.txt").unwrap();
    dossier.put(name.clone(), &b"one\ntwo \xff\n"[..]).unwrap();
    let error = dossier.text(&name).unwrap_err();
    assert_eq!(error.to_string(), "letter.txt:2 is not UTF-8");
}
