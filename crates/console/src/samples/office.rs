//! What administrators and officers look at: the policy, accounts, mailing lists.

use sekisho_engine::desk::*;
use sekisho_model::{Digest, GroupId, UserId};

use super::{at, findings, parcel_id, public};

pub(crate) fn policy() -> PolicyPage {
    let rule = |id: &str, description: &str, mode: &str, built_in: bool, hits: u64| RuleView {
        id: id.to_owned(),
        description: description.to_owned(),
        mode: mode.to_owned(),
        built_in,
        hits,
    };
    PolicyPage {
        digest: Digest::of(b"policy"),
        source: "[[rule]]\nid = \"no-payroll\"\ndescription = \"給与明細は外に出さない\"\nmode = \"enforce\"\n"
            .to_owned(),
        rules: vec![
            rule("personal-data", "", "enforce", true, 14),
            rule("first-domain", "", "ask", true, 120),
            rule("mass-visible", "", "enforce", true, 2),
            rule("no-payroll", "給与明細は外に出さない", "observe", false, 0),
        ],
    }
}

pub(crate) fn tried() -> Tried {
    Tried {
        digest: Digest::of(b"tried"),
        letters: 3_210,
        skipped: 4,
        held_before: 9,
        held_after: 14,
        rows: vec![TriedRow {
            letter: parcel_id(0).letter,
            at: at(0),
            sender: "tanaka@city.example.jp".to_owned(),
            subject: "給与明細".to_owned(),
            before: "pass".to_owned(),
            after: "hold".to_owned(),
            findings: public(&findings())[5..].to_vec(),
        }],
    }
}

pub(crate) fn accounts() -> Vec<AccountRow> {
    let account = |user: &str, name: &str, roles: &[Role]| AccountRow {
        user: UserId::new(user),
        name: name.to_owned(),
        addresses: vec![format!("{user}@city.example.jp")],
        roles: roles.iter().copied().collect(),
        groups: Vec::new(),
        invited: false,
        disabled: false,
        has_second_factor: true,
        locked_until: None,
        own: false,
    };
    vec![
        AccountRow { own: true, ..account("tanaka", "田中 恵子", &[Role::Admin]) },
        AccountRow {
            groups: vec![GroupId::new("個人情報管理者")],
            locked_until: Some(at(15)),
            ..account("yamada", "山田 太一", &[Role::Officer, Role::Auditor])
        },
        AccountRow { invited: true, has_second_factor: false, ..account("mori", "<script>alert(1)</script>", &[]) },
        AccountRow { disabled: true, ..account("kubo", "久保 明", &[]) },
    ]
}

pub(crate) fn lists() -> Vec<ListView> {
    let member = |address: &str, name: Option<&str>, side: MemberSide| MemberView {
        address: address.to_owned(),
        name: name.map(str::to_owned),
        side,
    };
    let inside = (0..12).map(|n| member(&format!("kakari{n}@city.example.jp"), Some("係員"), MemberSide::Inside));
    let mut members = vec![
        member("ren.sato@partner.example.net", None, MemberSide::Outside),
        member("kikaku@city.example.jp", None, MemberSide::List),
    ];
    members.extend(inside);
    let whole = ListView {
        address: "soumu-all@city.example.jp".to_owned(),
        owners: vec![UserId::new("yamada"), UserId::new("tanaka")],
        members,
        entries: 520,
        reached: 533,
        outside: 1,
        whole: true,
    };
    let broken = ListView {
        address: "old@city.example.jp".to_owned(),
        owners: Vec::new(),
        members: vec![member("nobody@city.example.jp", None, MemberSide::Inside)],
        entries: 1,
        reached: 0,
        outside: 0,
        whole: false,
    };
    vec![whole, broken]
}
