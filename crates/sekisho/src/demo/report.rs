//! What the demonstration prints: accidents, addresses, accounts.

use std::net::SocketAddr;

use super::{
    accidents::Accident,
    house::{ACCOUNTS, Staged},
};

/// Where people look.
pub(crate) struct Addresses<'a> {
    pub(crate) console: Option<SocketAddr>,
    pub(crate) mailboxes: SocketAddr,
    pub(crate) doors: &'a crate::serve::Addresses,
}

impl Addresses<'_> {
    fn console(&self) -> String {
        self.console.map_or_else(String::new, |address| format!("http://{address}/"))
    }

    fn mailboxes(&self) -> String {
        format!("http://{}/", self.mailboxes)
    }
}

/// The table and the addresses, for people.
pub(crate) fn text(staged: &Staged, addresses: &Addresses<'_>, accidents: &[Accident]) -> String {
    let mut lines = vec![String::new()];
    lines.push("事故 accident          結果 result   証跡 evidence  止めたもの stopped by".to_owned());
    lines.extend(accidents.iter().flat_map(told));
    lines.push(format!("\n管理画面 console    {}", addresses.console()));
    lines.push(format!("届いたメール mailboxes  {}", addresses.mailboxes()));
    if let (Some(submissions), Some(relay)) = (addresses.doors.submissions, addresses.doors.relay) {
        lines.push(format!("SMTP            submissions (TLS) {submissions}, relay {relay}"));
    }
    let config = staged.config.display();
    lines.push(format!("設定 configuration  {config}"));
    lines.push(format!("証跡の検証 evidence    sekisho --config {config} evidence verify"));
    lines.push(format!("\nアカウント accounts(パスワードは共通 the same password: {})", staged.password));
    lines.extend(ACCOUNTS.iter().map(|account| format!("  {:<8} {}  {}", account.user, account.name, account.part)));
    let folder = staged.folder().display();
    lines.push(format!("\n終了 end: Ctrl-C(フォルダーごと消えます the folder {folder} goes away)"));
    lines.join("\n")
}

fn told(accident: &Accident) -> Vec<String> {
    let result = if accident.stopped { "止めた stopped" } else { "NOT STOPPED" };
    let mut lines = vec![
        format!("{:<20}  {result}  #{:<11}  {}", accident.id, accident.evidence, accident.by),
        format!("{:<20}  ({})", "", accident.what),
    ];
    lines.extend(accident.sight.iter().map(|sight| format!("{:<20}  {sight}", "")));
    lines
}

/// The same as one line of JSON.
pub(crate) fn json(staged: &Staged, addresses: &Addresses<'_>, accidents: &[Accident]) -> String {
    serde_json::json!({
        "console": addresses.console(),
        "mailboxes": addresses.mailboxes(),
        "submissions": addresses.doors.submissions,
        "relay": addresses.doors.relay,
        "config": staged.config,
        "password": staged.password,
        "accidents": accidents,
    })
    .to_string()
}
