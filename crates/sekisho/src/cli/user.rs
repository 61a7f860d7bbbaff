//! `user`: accounts. Passwords are read from standard input, never from the command line.

use std::{collections::BTreeSet, io::Read as _, path::Path, process::ExitCode};

use clap::{Subcommand, ValueEnum};
use sekisho_engine::{
    admin::{NewUser, UserChange},
    desk::{Language, Role},
};
use sekisho_model::{Address, UserId};

use crate::{control::Order, serve::order};

/// Accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Adds an account; the password is read from standard input.
    Add {
        /// Login name.
        user: String,
        /// Display name.
        #[arg(long)]
        name: String,
        /// Mail address; may be given several times, the first gets notices.
        #[arg(long = "address", required = true)]
        addresses: Vec<Address>,
        /// Role beyond the own letters; may be given several times.
        #[arg(long = "role")]
        roles: Vec<RoleName>,
        /// `ja` or `en`.
        #[arg(long, default_value = "ja")]
        language: LanguageName,
    },
    /// Sets a password, read from standard input; all sessions end.
    Password {
        /// Login name.
        user: String,
    },
    /// Bars an account; all sessions end.
    Disable {
        /// Login name.
        user: String,
    },
    /// Opens a barred account.
    Enable {
        /// Login name.
        user: String,
    },
    /// Switches the second factor off (a lost telephone).
    ResetSecondFactor {
        /// Login name.
        user: String,
    },
    /// Lists accounts.
    List,
}

/// A role.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleName {
    Admin,
    Officer,
    Auditor,
}

/// A language.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LanguageName {
    Ja,
    En,
}

impl User {
    pub(crate) async fn run(&self, config: &Path) -> miette::Result<ExitCode> {
        let change = |user: &str, change: UserChange| Order::ChangeUser { user: UserId::new(user), change };
        let wanted = match self {
            Self::List => return list(config).await,
            Self::Add { user, name, addresses, roles, language } => Order::AddUser {
                new: NewUser {
                    user: UserId::new(user.as_str()),
                    name: name.clone(),
                    addresses: addresses.clone(),
                    roles: roles.iter().map(|role| role.checked()).collect::<BTreeSet<_>>(),
                    language: language.checked(),
                    password: password()?,
                },
            },
            Self::Password { user } => change(user, UserChange::Password(password()?)),
            Self::Disable { user } => change(user, UserChange::Disable),
            Self::Enable { user } => change(user, UserChange::Enable),
            Self::ResetSecondFactor { user } => change(user, UserChange::ResetSecondFactor),
        };
        order(config, wanted).await
    }
}

impl RoleName {
    const fn checked(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Officer => Role::Officer,
            Self::Auditor => Role::Auditor,
        }
    }
}

impl LanguageName {
    const fn checked(self) -> Language {
        match self {
            Self::Ja => Language::Ja,
            Self::En => Language::En,
        }
    }
}

/// The first line of standard input.
fn password() -> miette::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .map_err(|error| miette::miette!("the password cannot be read from standard input: {error}"))?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    if line.is_empty() {
        return Err(miette::miette!(help = "for example: sekisho user add … < password-file", "no password was given"));
    }
    Ok(line)
}

async fn list(config: &Path) -> miette::Result<ExitCode> {
    let reader = super::evidence::reader(config).await?;
    let users = reader.users().await.map_err(|error| crate::run::report("accounts cannot be read", &error))?;
    for user in users {
        let addresses: Vec<String> = user.addresses.iter().map(ToString::to_string).collect();
        let roles: Vec<&str> = user.roles.iter().map(String::as_str).collect();
        let state = if user.disabled { "disabled" } else { "active" };
        say!("{}\t{}\t{}\t{}\t{state}", user.id, user.name, addresses.join(","), roles.join(","));
    }
    Ok(ExitCode::SUCCESS)
}
