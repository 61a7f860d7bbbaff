//! Packs the dictionaries of `data/` into tables that are looked up where they lie: nothing is parsed or copied at
//! start-up, and the pages of the binary that nobody touches cost no memory. Reads only files of this crate.
#![expect(clippy::disallowed_methods, reason = "a build script reads the crate's own data and writes to OUT_DIR")]
#![expect(clippy::expect_used, clippy::panic, reason = "a damaged dictionary has to stop the build")]

#[path = "src/fingerprint.rs"]
mod fingerprint;
#[path = "src/packed.rs"]
#[expect(dead_code, reason = "the reading half is used by the crate")]
mod packed;

use std::{collections::BTreeMap, env, fs, path::Path};

use packed::{
    CITY_SPACE, GRADE_BITS, LENGTH_BITS, NAME_SPACE, NAME_STOP, TOWN_SPACE, WORD_BITS, city_forms, finish, home,
    one_spelling, other_spelling, pair_slot, roll, tag,
};

fn main() {
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("data");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).to_owned();
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/packed.rs");
    println!("cargo::rerun-if-changed=src/fingerprint.rs");
    let read = |name: &str| fs::read_to_string(data.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let write = |name: &str, bytes: Vec<u8>| fs::write(out.join(name), bytes).expect("OUT_DIR can be written");
    let (names, first) = names(&read("names.tsv"), &[read("not_names.txt"), read("not_persons.txt")]);
    write("names.bin", names);
    write("first.bin", first);
    write("chars.bin", chars(&read("name_chars.tsv")));
    let gazetteer = gazetteer(&read("gazetteer.tsv"));
    let words = words(&[&read("words.tsv"), &read("special_care.tsv")], &gazetteer.cities);
    write("words.bin", words.table);
    write("lengths.bin", words.lengths);
    write("starts.bin", words.starts);
    write("classes.txt", words.classes.join("\n").into_bytes());
    write("postal.bin", gazetteer.postal);
    write("towns.bin", gazetteer.towns);
    write("cities.tsv", gazetteer.cities.into_bytes());
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// Grades per name and the bit set of first characters of Japanese surnames.
fn names(names: &str, not_names: &[String; 2]) -> (Vec<u8>, Vec<u8>) {
    let mut grades: BTreeMap<&str, u32> = BTreeMap::new();
    let mut first = vec![0_u8; 8192];
    for line in lines(names) {
        let (name, code) = line.split_once('\t').expect("name and code");
        let digit = |at: usize| code.as_bytes().get(at).map_or(0, |byte| u32::from(byte - b'0'));
        *grades.entry(name).or_default() |= digit(0) | digit(1) << 2 | digit(2) << 4;
        let lead = name.chars().next().map_or(0, |c| c as usize);
        if digit(0) > 0 && lead < 0x1_0000 {
            *first.get_mut(lead / 8).expect("64 K bits") |= 1 << (lead % 8);
        }
    }
    for word in not_names.iter().flat_map(|list| lines(list)) {
        *grades.entry(word).or_default() |= NAME_STOP;
    }
    let entries = grades.into_iter().map(|(name, grade)| Entry { print: fingerprint::of(NAME_SPACE, name), grade });
    (pack(entries.collect(), 18), first)
}

/// Sorted rows of six bytes: UTF-16 unit, four scores.
fn chars(text: &str) -> Vec<u8> {
    let mut rows: Vec<(u16, Vec<i8>)> = lines(text)
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let unit = u16::try_from(u32::from(fields.next()?.chars().next()?)).ok()?;
            Some((unit, fields.map(|field| field.parse().expect("a score")).collect()))
        })
        .collect();
    rows.sort();
    rows.into_iter()
        .flat_map(|(unit, scores)| unit.to_le_bytes().into_iter().chain(scores.into_iter().map(|score| score as u8)))
        .collect()
}

struct Words {
    table: Vec<u8>,
    lengths: Vec<u8>,
    starts: Vec<u8>,
    classes: Vec<String>,
}

/// Words with the number of their class, per pair of first characters the lengths that occur, and the bit set of first
/// characters.
fn words(files: &[&str; 2], cities: &str) -> Words {
    let mut entries: Vec<(String, String)> = Vec::new();
    for (prefecture, city) in cities.lines().filter_map(|line| line.split_once('\t')) {
        entries.push((prefecture.to_owned(), "prefecture".to_owned()));
        entries.extend(city_forms(city).map(|form| (form.to_owned(), "city".to_owned())));
        entries.extend(city_forms(city).filter_map(other_spelling).map(|form| (form, "city".to_owned())));
    }
    for (class, list) in files[0].lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
    {
        entries.extend(list.split('|').map(|word| (word.to_owned(), class.to_owned())));
    }
    for fields in
        files[1].lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>())
    {
        let [term, kind, _, hint] = fields.as_slice() else { panic!("four fields: {fields:?}") };
        entries.push(((*term).to_owned(), format!("term {kind} {hint}")));
    }
    let closed: Vec<_> = entries.iter().map(|(word, class)| (word.replace(' ', ""), class.clone())).collect();
    entries.extend(closed);
    both(&mut entries);
    let mut classes: Vec<String> = entries.iter().map(|(_, class)| class.clone()).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut known: BTreeMap<String, u8> = BTreeMap::new();
    for (word, class) in entries {
        let number = classes.binary_search(&class).ok().and_then(|at| u8::try_from(at + 1).ok()).expect("few classes");
        known.entry(word.to_ascii_lowercase()).or_insert(number);
    }
    let mut slots = vec![0_u64; 1 << WORD_BITS];
    let mut lengths = vec![0_u64; 1 << LENGTH_BITS];
    let mut starts = vec![0_u8; 8192];
    for (word, class) in known {
        let mut state = 0;
        for c in word.chars() {
            state = roll(state, c);
        }
        let mut at = home(finish(state), WORD_BITS);
        while slots.get(at).is_some_and(|slot| *slot != 0) {
            at = (at + 1) % (1 << WORD_BITS);
        }
        *slots.get_mut(at).expect("in range") = finish(state) << 8 | u64::from(class);
        let len = word.chars().count();
        assert!(len < 64, "too long: {word}");
        let mut chars = word.chars();
        let first = chars.next().expect("not empty");
        let pair = pair_slot(first, chars.next().unwrap_or('\0'));
        *starts.get_mut(first as usize / 8).expect("within the first plane") |= 1 << (first as usize % 8);
        *lengths.get_mut(pair).expect("in range") |= 1 << len;
    }
    Words {
        table: slots.into_iter().flat_map(u64::to_le_bytes).collect(),
        lengths: lengths.into_iter().flat_map(u64::to_le_bytes).collect(),
        starts,
        classes,
    }
}

/// A special-care header that is a term, too (前科), is both: the class of its first entry says so.
fn both(entries: &mut [(String, String)]) {
    let terms: BTreeMap<String, String> = entries
        .iter()
        .filter(|(_, class)| class.starts_with("term "))
        .map(|(word, class)| (word.to_ascii_lowercase(), class.clone()))
        .collect();
    for (word, class) in entries.iter_mut().filter(|(_, class)| class.starts_with("sc:")) {
        if let Some(term) = terms.get(&word.to_ascii_lowercase()) {
            *class = format!("{class} {term}");
        }
    }
}

struct Gazetteer {
    postal: Vec<u8>,
    towns: Vec<u8>,
    cities: String,
}

fn gazetteer(text: &str) -> Gazetteer {
    let (mut prefecture, mut cities, mut count) = ("", String::new(), 0_u16);
    let mut postal: Vec<(u32, u16)> = Vec::new();
    let mut towns: Vec<Entry> = Vec::new();
    for line in lines(text) {
        if let Some(name) = line.strip_prefix('#') {
            prefecture = name;
        } else if let Some(city) = line.strip_prefix('=') {
            cities.push_str(&format!("{prefecture}\t{city}\n"));
            count += 1;
        } else {
            let (code, town) = line.split_at(7);
            postal.push((code.parse().expect("seven digits"), count - 1));
            if !town.is_empty() {
                let print = fingerprint::of(TOWN_SPACE + CITY_SPACE * u64::from(count - 1), &one_spelling(town));
                towns.push(Entry { print, grade: 1 });
            }
        }
    }
    postal.sort_unstable();
    postal.dedup();
    let postal = postal.into_iter().flat_map(|(code, city)| code.to_le_bytes().into_iter().chain(city.to_le_bytes()));
    Gazetteer { postal: postal.collect(), towns: pack(towns, 18), cities }
}

/// One entry to pack.
struct Entry {
    print: u64,
    grade: u32,
}

/// Packs entries into a table of `2^bits` slots.
fn pack(entries: Vec<Entry>, bits: u32) -> Vec<u8> {
    let mut slots = vec![0_u32; 1 << bits];
    for entry in entries {
        let value = tag(entry.print) << GRADE_BITS | entry.grade;
        let mut at = home(entry.print, bits);
        while slots.get(at).is_some_and(|slot| *slot != 0 && *slot >> GRADE_BITS != tag(entry.print)) {
            at = (at + 1) % (1 << bits);
        }
        if let Some(slot) = slots.get_mut(at) {
            *slot |= value;
        }
    }
    slots.into_iter().flat_map(u32::to_le_bytes).collect()
}
