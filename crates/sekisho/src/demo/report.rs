//! What the demonstration prints: accidents, addresses, accounts; in both languages.

use std::net::SocketAddr;

use super::{
    accidents::Accident,
    house::{ACCOUNTS, Staged},
    said::Said,
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

/// The accidents, and where to look while the demonstration goes on (`stays`).
pub(crate) fn text(staged: &Staged, addresses: &Addresses<'_>, accidents: &[Accident], stays: bool) -> String {
    let mut lines = vec![format!("\n{}", Said::text("demo-table").together())];
    lines.extend(accidents.iter().flat_map(told));
    lines.push(String::new());
    if stays {
        lines.extend(places(staged, addresses));
    }
    let folder = staged.folder().display().to_string();
    let end = if stays { "demo-end" } else { "demo-ended" };
    let end = Said::of(|words| words.with(end, &[("folder", (&folder).into())]));
    lines.extend([end.ja, end.en]);
    lines.join("\n")
}

fn places(staged: &Staged, addresses: &Addresses<'_>) -> Vec<String> {
    let named = |key: &str, value: String| format!("{}: {value}", Said::text(key).together());
    let mut lines = vec![named("demo-console", addresses.console()), named("demo-mailboxes", addresses.mailboxes())];
    if let (Some(submissions), Some(relay)) = (addresses.doors.submissions, addresses.doors.relay) {
        lines.push(named("demo-doors", format!("submissions (TLS) {submissions}, relay {relay}")));
    }
    let config = staged.config.display();
    lines.push(named("demo-configuration", config.to_string()));
    lines.push(named("demo-verify", format!("sekisho --config {config} evidence verify")));
    lines.push(format!("\n{}: {}", Said::text("demo-accounts").together(), staged.password));
    lines.extend(ACCOUNTS.iter().map(|account| format!("  {:<8} {}  {}", account.user, account.name, account.part)));
    lines.push(String::new());
    lines
}

/// Accident, what stopped it, its number in the evidence.
fn told(accident: &Accident) -> Vec<String> {
    let result = Said::text(if accident.stopped { "demo-stopped" } else { "demo-not-stopped" }).together();
    // A number that names, not one that counts.
    let number = accident.evidence.to_string();
    let evidence = Said::of(|words| words.with("demo-evidence", &[("number", (&number).into())])).together();
    let mut lines = vec![format!("\n{:<20}  {result}  {evidence}", accident.id)];
    let seen = accident.sight.as_ref().map(|sight| &sight.said);
    for say in [|said: &Said| said.ja.clone(), |said: &Said| said.en.clone()] {
        lines.push(format!("    {}", say(&accident.what)));
        lines.push(format!("    → {}", say(&accident.by)));
        lines.extend(
            seen.map(say)
                .into_iter()
                .flat_map(|said| said.lines().map(|line| format!("    → {line}")).collect::<Vec<_>>()),
        );
    }
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
