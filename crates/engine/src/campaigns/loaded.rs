//! A dossier → everything that letters are made of: rows, master, template, files, facts.
//!
//! Reads the dossier and nothing else: tables lie in files without a name in memory, and errors speak of them by the
//! names of their parts. The same dossier gives the same letters. Documents are opened by whoever calls
//! ([`Opener`]): the service does that in its reading rooms.

use std::{fs::File, io::Write as _, os::fd::AsRawFd as _, path::PathBuf};

use rustix::fs::{MemfdFlags, memfd_create};
use sekisho_campaign::{
    Audience, CampaignError, Job, Master, RowNumber, Sender, Template, Told, Unsubscribe,
    audience::Roles,
    check::Facts,
    file::Files,
    master::{Identity, Known, Provenance},
    template::Source,
};
use sekisho_content::{Part, compose::Correspondent};
use sekisho_model::{Address, Digest, Domain};
use sekisho_tables::{Declared, Limits, Maker, Table, TableError, Warning, source};

use super::{
    MakingError,
    dossier::{Dossier, DossierError, PartName, is_description},
    plan::{self, Plan, Suppressed},
};

/// Largest attachment, in bytes.
const LARGEST: u64 = 64 << 20;

/// Opens a document: name and bytes → what was read in it. Nothing: nobody could look, it is blind.
pub type Opener<'a> = &'a dyn Fn(&str, &[u8]) -> Vec<Part>;

/// Everything that letters are made of.
#[derive(Debug)]
pub struct Loaded {
    /// The plan.
    pub plan: Plan,
    /// The rows.
    pub audience: Audience,
    /// Who there is.
    pub master: Master,
    /// What is known against addresses and domains.
    pub facts: Facts,
    /// What is odd about the list as a table.
    pub(crate) warnings: Vec<Warning>,
    template: Template,
    files: Files,
    sender: Sender,
    unsubscribe: Option<Unsubscribe>,
}

impl Loaded {
    /// Reads the plan and all it names.
    ///
    /// # Errors
    /// [`MakingError`]: the first thing that does not fit, with its place.
    pub fn read(dossier: &Dossier, opener: Opener<'_>) -> Result<Self, MakingError> {
        let plan = Plan::of(dossier)?;
        let parts = Parts { dossier };
        let (audience, warnings) = parts.audience(&plan)?;
        Ok(Self {
            template: Template::parse(&parts.texts(&plan)?, &audience)?,
            files: parts.files(plan.files.as_deref(), opener)?,
            unsubscribe: parts.unsubscribe(&plan)?,
            master: parts.master(&plan)?,
            facts: parts.facts(&plan)?,
            sender: sender(&plan),
            warnings,
            audience,
            plan,
        })
    }

    /// A pure function from a row to its letter.
    #[must_use]
    pub fn job(&self) -> Job<'_> {
        Job {
            campaign: &self.plan.id,
            audience: &self.audience,
            template: &self.template,
            files: &self.files,
            sender: &self.sender,
            unsubscribe: self.unsubscribe.as_ref(),
            date: self.plan.date,
        }
    }

    /// The same for other rows: letters for made-up persons.
    #[must_use]
    pub fn job_for<'a>(&'a self, audience: &'a Audience) -> Job<'a> {
        Job { audience, ..self.job() }
    }

    /// The template.
    #[must_use]
    pub const fn template(&self) -> &Template {
        &self.template
    }
}

/// The row that an error of the list speaks of.
fn row_of(error: &CampaignError) -> Option<u64> {
    error.facts().into_iter().find_map(|(name, fact)| match fact {
        Told::Count(row) if name == "row" => Some(row),
        _ => None,
    })
}

fn sender(plan: &Plan) -> Sender {
    let writer = &plan.sender;
    Sender {
        from: Correspondent { name: writer.name.clone(), address: writer.from.clone() },
        reply_to: writer.reply_to.clone().map(Correspondent::plain),
        return_path: writer.return_path.clone().unwrap_or_else(|| writer.from.clone()),
    }
}

/// A table of a dossier. The rows lie in memory as long as it lives.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) table: Table,
    pub(crate) maker: Maker,
    _rows: File,
}

/// The parts of a dossier as what they are.
pub(crate) struct Parts<'a> {
    pub(crate) dossier: &'a Dossier,
}

impl Parts<'_> {
    /// Opens a table by the name the plan has for it.
    pub(crate) fn sheet(&self, source: &str) -> Result<Sheet, MakingError> {
        let name = plan::table(source)?;
        if !is_description(name.as_str()) {
            return self.rows(&name, &Declared::default(), Maker::default(), None);
        }
        let described = source::describe(name.as_str(), self.dossier.text(&name)?)?;
        let Some(file) = described.file else { return Err(DossierError::Query { file: name.to_string() }.into()) };
        self.rows(&plan::table(&file)?, &described.declared, described.maker, described.query)
    }

    fn rows(
        &self,
        name: &PartName,
        declared: &Declared,
        maker: Maker,
        query: Option<Digest>,
    ) -> Result<Sheet, MakingError> {
        let failed = |source| DossierError::Io { file: name.to_string(), source };
        let bytes = self.dossier.part(name)?;
        let file = memfd_create("sekisho-rows", MemfdFlags::CLOEXEC).map_err(|error| failed(error.into()))?;
        let mut file = File::from(file);
        file.write_all(bytes).map_err(failed)?;
        // A reader opens it anew, from its start, each time.
        let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        let table = Table::open_named(&path, name.as_str(), declared, &Limits::default())?.copied_from(query);
        Ok(Sheet { table, maker, _rows: file })
    }

    fn audience(&self, plan: &Plan) -> Result<(Audience, Vec<Warning>), MakingError> {
        let sheet = self.sheet(&plan.list.source)?;
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        sheet.table.pass(false, &Limits::default(), |row| {
            let number = u32::try_from(row.number).unwrap_or(u32::MAX);
            rows.push((RowNumber(number), row.cells().map(str::to_owned).collect()));
            lines.push(row.line);
            Ok(())
        })?;
        let roles = Roles { key: &plan.list.key, address: &plan.list.address };
        let file = || sheet.table.name().to_owned();
        let audience = Audience::new(sheet.table.columns().to_vec(), &roles, rows).map_err(|error| {
            let row = row_of(&error).and_then(|row| usize::try_from(row).ok()?.checked_sub(1));
            let line = row.and_then(|row| lines.get(row)).copied();
            MakingError::Campaign { file: Some(file()), line, error: Box::new(error) }
        })?;
        Ok((audience, sheet.table.warnings().to_vec()))
    }

    fn master(&self, plan: &Plan) -> Result<Master, MakingError> {
        let list = &plan.master;
        let (source, provenance) = match &list.source {
            Some(source) => (source, Provenance::Independent),
            None => (&plan.list.source, Provenance::Audience),
        };
        let sheet = self.sheet(source)?;
        let key = sheet.table.column(&list.key)?;
        let columns = list
            .identities()
            .map(|(identity, column)| Ok((identity, sheet.table.column(column)?)))
            .collect::<Result<Vec<_>, TableError>>()?;
        let mut persons: Vec<(String, Vec<(Identity, String)>)> = Vec::new();
        sheet.table.pass(false, &Limits::default(), |row| {
            let values = columns.iter().map(|(identity, column)| (*identity, row.cell(*column).to_owned()));
            persons.push((row.cell(key).to_owned(), values.collect()));
            Ok(())
        })?;
        let persons = persons.iter().map(|(key, values)| {
            let values = values.iter().map(|(identity, value)| Known { identity: *identity, value });
            (key.as_str(), values)
        });
        let file = || Some(sheet.table.name().to_owned());
        let wrong = |error| MakingError::Campaign { file: file(), line: None, error: Box::new(error) };
        Master::new(provenance, persons).map_err(wrong)
    }

    fn texts(&self, plan: &Plan) -> Result<Source, MakingError> {
        let texts = &plan.template;
        let text = |name: &String| Ok::<_, MakingError>(self.dossier.text(&PartName::parse(name)?)?.to_owned());
        Ok(Source {
            subject: texts.subject.clone(),
            name: texts.name.clone(),
            text: text(&texts.text)?,
            html: texts.html.as_ref().map(text).transpose()?,
            files: texts.file.clone(),
        })
    }

    /// Every file of the folder, opened once.
    fn files(&self, folder: Option<&str>, opener: Opener<'_>) -> Result<Files, MakingError> {
        let mut files = Files::new();
        let Some(folder) = folder else { return Ok(files) };
        for (name, bytes) in self.dossier.iter() {
            let Some(file) = name.inside(folder) else { continue };
            let size = bytes.len() as u64;
            if size > LARGEST {
                return Err(DossierError::Large { file: name.to_string(), bytes: size, limit: LARGEST }.into());
            }
            let read = opener(file, bytes);
            let mime = read.first().map_or("application/octet-stream", |part| part.mime.as_str());
            files.add(file, mime, std::sync::Arc::clone(bytes), &read)?;
        }
        Ok(files)
    }

    fn unsubscribe(&self, plan: &Plan) -> Result<Option<Unsubscribe>, MakingError> {
        let Some(ending) = &plan.unsubscribe else { return Ok(None) };
        let name = PartName::parse(&ending.secret)?;
        let secret: Result<Digest, _> = self.dossier.text(&name)?.trim().parse();
        let secret = secret.map_err(|_| MakingError::Secret { file: name.to_string() })?;
        Ok(Some(Unsubscribe::new(&ending.page, secret.as_bytes())?))
    }

    fn facts(&self, plan: &Plan) -> Result<Facts, MakingError> {
        let mut facts = Facts::new();
        for list in &plan.known.suppressed {
            self.suppress(list, &mut facts)?;
        }
        let Some(file) = &plan.known.no_mail else { return Ok(facts) };
        for (line, number) in self.dossier.text(&PartName::parse(file)?)?.lines().zip(1..) {
            if !line.trim().is_empty() {
                let wrong = |_| MakingError::Domain { file: file.clone(), line: number };
                facts.no_mail(Domain::parse(line.trim()).map_err(wrong)?);
            }
        }
        Ok(facts)
    }

    /// An address that cannot be read would be an address that is not suppressed: an error.
    fn suppress(&self, list: &Suppressed, facts: &mut Facts) -> Result<(), MakingError> {
        let sheet = self.sheet(&list.source)?;
        let column = sheet.table.column(&list.address)?;
        let mut wrong = None;
        sheet.table.pass(false, &Limits::default(), |row| {
            match Address::parse(row.cell(column).trim()) {
                Ok(address) => facts.suppress(&address, list.why),
                Err(_) => wrong = wrong.or(Some(row.line)),
            }
            Ok(())
        })?;
        let file = sheet.table.name().to_owned();
        wrong.map_or(Ok(()), |line| Err(MakingError::Address { file, line }))
    }
}
