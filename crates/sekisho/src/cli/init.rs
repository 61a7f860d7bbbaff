//! `init`: a configuration to start from, an empty policy (all defaults), and a key.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sekisho_store::MasterKeys;

/// Makes a configuration, a policy and a key in a folder.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to. Nothing that is there is overwritten.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Own domain of the organisation.
    #[arg(long, default_value = "example.co.jp")]
    domain: String,
    /// Host name of this machine.
    #[arg(long, default_value = "sekisho.example.co.jp")]
    hostname: String,
}

const CONFIG: &str = include_str!("init/sekisho.toml");
const POLICY: &str = include_str!("init/policy.toml");

impl Init {
    pub(crate) fn run(&self) -> miette::Result<ExitCode> {
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| miette::miette!("{} cannot be made: {error}", self.folder.display()))?;
        let config = CONFIG.replace("{domain}", &self.domain).replace("{hostname}", &self.hostname);
        write_new(&self.folder.join("sekisho.toml"), &config)?;
        write_new(&self.folder.join("policy.toml"), POLICY)?;
        let key = self.folder.join("sekisho.key");
        MasterKeys::create(&key).map_err(|error| crate::run::report("the key cannot be made", &error))?;
        say!("made {0}/sekisho.toml, {0}/policy.toml and {0}/sekisho.key", self.folder.display());
        say!("keep a copy of sekisho.key apart from the machine: without it nothing stored can be read");
        say!("next: edit sekisho.toml, then `sekisho config check` and `sekisho user add`");
        Ok(ExitCode::SUCCESS)
    }
}

fn write_new(path: &Path, text: &str) -> miette::Result<()> {
    crate::fresh::write(path, text.as_bytes(), crate::fresh::COMMON).map_err(|error| {
        miette::miette!(help = "nothing is overwritten; choose another folder", "{}: {error}", path.display())
    })
}
