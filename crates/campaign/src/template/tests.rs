use super::*;
use crate::audience::{Roles, RowNumber};

fn audience() -> Audience {
    let columns = ["id", "氏名", "E-mail", "points", "note", "seat"].map(str::to_owned).to_vec();
    let rows = [
        ["1", "山田 太郎", "taro@example.jp", "1234567", "", "A<1>"],
        ["2", "佐藤\r\nBcc: x@evil.example", "hanako@example.jp", "９９", "  ", "B&2"],
        ["3", "高橋 {{ note }}", "jiro@example.jp", "many", "見本", "C\"3"],
    ];
    let rows = rows.into_iter().zip(1..).map(|(row, number)| (RowNumber(number), row.map(str::to_owned).to_vec()));
    Audience::new(columns, &Roles { key: "id", address: "E-mail" }, rows).unwrap()
}

fn source(text: &str) -> Source {
    Source { subject: "件名".into(), name: None, text: text.into(), html: None, files: Vec::new() }
}

fn fill(source: &Source, row: u32) -> Result<BTreeMap<Part, Filled>, CampaignError> {
    let audience = audience();
    let template = Template::parse(source, &audience)?;
    Ok(template.fill(audience.row(RowNumber(row)).unwrap())?.into_iter().collect())
}

fn text(template: &str, row: u32) -> String {
    fill(&source(template), row).unwrap().remove(&Part::Text).unwrap().text
}

#[test]
fn values_filters_and_conditions() {
    for (template, row, expected) in [
        ("{{ 氏名 }} 様 <{{ E_mail }}>", 1, "山田 太郎 様 <taro@example.jp>"),
        ("{{ points | comma }}円", 1, "1,234,567円"),
        ("{% if points | number > 100 %}\n多\n{% else %}\n少\n{% endif %}\n終", 1, "多\n終"),
        ("{% if points|number > 100 %}多{% elif points|number == 99 %}中{% endif %}", 2, "中"),
        ("{{ note | default('なし') }}/{{ note }}", 2, "なし/"),
        // A value that looks like a template is only a value.
        ("{{ 氏名 }}", 3, "高橋 {{ note }}"),
        ("{# {{ nothing }} #}{{ seat | lower }}", 1, "a<1>"),
    ] {
        assert_eq!(text(template, row), expected, "{template}");
    }
}

#[test]
fn a_value_never_becomes_markup() {
    let html = Source { html: Some("<a title=\"{{ seat }}\">{{ seat }}</a>".into()), ..source("x") };
    for (row, expected) in [
        (1, "<a title=\"A&lt;1&gt;\">A&lt;1&gt;</a>"),
        (2, "<a title=\"B&amp;2\">B&amp;2</a>"),
        (3, "<a title=\"C&quot;3\">C&quot;3</a>"),
    ] {
        assert_eq!(fill(&html, row).unwrap()[&Part::Html].text, expected);
    }
}

#[test]
fn every_range_knows_its_columns() {
    let filled =
        fill(&source("{{ 氏名 }}様{{ note }}、{{ seat | default(points) }}{{ points }}{% if seat %}席{% endif %}"), 1)
            .unwrap();
    let filled = &filled[&Part::Text];
    let traced: Vec<_> =
        filled.traces.iter().map(|trace| (&filled.text[trace.range.clone()], trace.columns.to_vec())).collect();
    assert_eq!(filled.text, "山田 太郎様、A<1>1234567席");
    assert_eq!(traced, [("山田 太郎", vec![1]), ("A<1>", vec![3, 5]), ("1234567", vec![3])]);
    assert_eq!(filled.empty, [4]);
}

#[test]
fn another_way_through_the_conditions_is_another_branch() {
    let branch =
        |row| fill(&source("{% if note == '見本' %}あ{% endif %}い{{ seat }}"), row).unwrap()[&Part::Text].branch;
    assert_eq!(branch(1), branch(2));
    assert_ne!(branch(1), branch(3));
}

#[test]
fn mistakes_are_named_with_their_place() {
    for (template, message) in [
        ("あ\n い{{ 氏 名 }}", "text of the template, line 2, column 8: syntax error"),
        ("{{ 氏め }}", "text of the template, line 1, column 4: there is no column \"氏め\""),
        (
            "{{ pointz }}",
            "text of the template, line 1, column 4: there is no column \"pointz\"; did you mean \"points\"?",
        ),
        (
            "\n{% if notes %}{% endif %}",
            "text of the template, line 2, column 7: there is no column \"notes\"; did you mean \"note\"?",
        ),
        ("{% for a in b %}{% endfor %}", "text of the template, line 1, column 1: only"),
        ("{{ seat | safe }}", "text of the template, line 1, column 11: there is no filter \"safe\""),
        (
            "{{ seat|uper }}",
            "text of the template, line 1, column 9: there is no filter \"uper\"; did you mean \"upper\"?",
        ),
        ("{% if seat is defined %}{% endif %}", "text of the template, line 1, column 12: `is` is not possible"),
        ("{{ 7 * 7 }}", "text of the template, line 1, column 4: only a column"),
        ("{{ '氏名' }}", "text of the template, line 1, column 4: only a column"),
        ("{{ 氏名[0] }}", "text of the template, line 1, column 6: only a column"),
        ("{{ 氏名 == seat }}", "text of the template, line 1, column 7: only a column"),
        ("{{ seat ~ points }}", "text of the template, line 1, column 9: only a column"),
        ("{{ seat if note }}", "text of the template, line 1, column 9: only a column"),
        ("{{ seat.x }}", "text of the template, line 1, column 8: only a column"),
        ("{{ points|number + 1 }}", "text of the template, line 1, column 18: only a column"),
        ("{% if seat %}", "text of the template, line 1, column"),
    ] {
        let error = fill(&source(template), 1).unwrap_err().to_string();
        assert!(error.starts_with(message), "{template}: {error}");
    }
    let script = Source { html: Some("<p>\n<SCRIPT>".into()), ..source("x") };
    let error = fill(&script, 1).unwrap_err().to_string();
    assert_eq!(error, "html of the template, line 2, column 1: a mail must not have a script");
    let lines = Source { subject: "a\nb".into(), ..source("x") };
    assert!(matches!(fill(&lines, 1), Err(CampaignError::Template { part: "subject", .. })));
}

#[test]
fn a_value_that_does_not_fit_is_an_error_of_its_row_and_is_not_shown() {
    for template in ["{{ points | number }}", "{{ points | comma }}", "{% if points|number // 0 %}{% endif %}"] {
        let error = fill(&source(template), 3).unwrap_err();
        assert!(matches!(error, CampaignError::Render { row: RowNumber(3), part: "text", .. }), "{error:?}");
        assert!(!format!("{error:?}").contains("many"), "{error:?}");
    }
}

#[test]
fn a_template_cannot_run_away() {
    let long = format!("{{% if note{} %}}{{% endif %}}", " ~ seat".repeat(200_000));
    assert!(fill(&source(&long), 1).is_err());
}

#[test]
fn columns_are_named_as_identifiers() {
    for (column, name) in [
        ("E-mail", "E_mail"),
        ("電話番号(自宅)", "電話番号_自宅_"),
        ("2回目", "_2回目"),
        (" 氏名 ", "氏名"),
        ("①②", "__"),
    ] {
        assert_eq!(identifier(column), name);
    }
}

#[test]
fn every_change_of_the_source_changes_the_digest() {
    let audience = audience();
    let digest = |source: &Source| Template::parse(source, &audience).unwrap().digest();
    let plain = source("x");
    let others = [
        Source { subject: "件".into(), ..plain.clone() },
        Source { text: "y".into(), ..plain.clone() },
        Source { name: Some("x".into()), ..plain.clone() },
        Source { html: Some("x".into()), ..plain.clone() },
        Source { files: vec![FileChoice::Same { name: "a".into() }], ..plain.clone() },
        Source { files: vec![FileChoice::ByColumn { column: "seat".into(), optional: false }], ..plain.clone() },
        Source { files: vec![FileChoice::ByColumn { column: "seat".into(), optional: true }], ..plain.clone() },
    ];
    let mut all: Vec<_> = others.iter().chain([&plain]).map(digest).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 8);
}
