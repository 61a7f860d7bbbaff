//! The campaign's file → everything a plan needs: rows, master, template, files, facts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sekisho_campaign::{
    Audience, Job, Master, RowNumber, Sender, Template, Unsubscribe,
    audience::Roles,
    check::{Facts, Waiver},
    file::Files,
    master::{Identity, Known, Provenance},
    template::Source,
};
use sekisho_content::{Limits as Bounds, compose::Correspondent, open_file};
use sekisho_model::{Address, CampaignId, Digest, Domain, Time};
use sekisho_tables::{Declared, Limits, Table, source};

use super::{
    complaint::Wrong,
    file::{self, CampaignFile, MasterList, Suppressed},
};

/// Largest attachment, in bytes.
const LARGEST: u64 = 64 << 20;

/// Everything a plan needs.
pub(super) struct Loaded {
    pub(super) campaign: CampaignId,
    pub(super) audience: Audience,
    pub(super) template: Template,
    pub(super) files: Files,
    pub(super) sender: Sender,
    pub(super) unsubscribe: Option<Unsubscribe>,
    pub(super) date: Time,
    pub(super) master: Master,
    pub(super) facts: Facts,
    pub(super) waivers: Vec<Waiver>,
}

impl Loaded {
    pub(super) fn job(&self) -> Job<'_> {
        Job {
            campaign: &self.campaign,
            audience: &self.audience,
            template: &self.template,
            files: &self.files,
            sender: &self.sender,
            unsubscribe: self.unsubscribe.as_ref(),
            date: self.date,
        }
    }
}

/// Reads the campaign's file and all it names.
pub(super) fn load(path: &Path) -> Result<Loaded, Wrong> {
    let said = file::read(path)?;
    let folder = Folder(path.parent().unwrap_or(Path::new("")).to_owned());
    let audience = folder.audience(&said)?;
    let template = Template::parse(&folder.texts(&said)?, &audience)?;
    Ok(Loaded {
        template,
        files: folder.files(said.files.as_deref())?,
        unsubscribe: folder.unsubscribe(&said)?,
        master: folder.master(&said)?,
        facts: folder.facts(&said)?,
        sender: sender(&said),
        campaign: said.id,
        date: said.date,
        waivers: said.waiver,
        audience,
    })
}

fn sender(said: &CampaignFile) -> Sender {
    let writer = &said.sender;
    Sender {
        from: Correspondent { name: writer.name.clone(), address: writer.from.clone() },
        reply_to: writer.reply_to.clone().map(Correspondent::plain),
        return_path: writer.return_path.clone().unwrap_or_else(|| writer.from.clone()),
    }
}

/// Where the campaign's file lies.
struct Folder(PathBuf);

impl Folder {
    fn table(&self, path: &Path) -> Result<Table, Wrong> {
        Ok(source::open(&self.0.join(path), &Declared::default(), &Limits::default())?.table)
    }

    fn audience(&self, said: &CampaignFile) -> Result<Audience, Wrong> {
        let table = self.table(&said.list.source)?;
        let mut rows = Vec::new();
        table.pass(false, &Limits::default(), |row| {
            let number = u32::try_from(row.number).unwrap_or(u32::MAX);
            rows.push((RowNumber(number), row.cells().map(str::to_owned).collect()));
            Ok(())
        })?;
        let roles = Roles { key: &said.list.key, address: &said.list.address };
        Ok(Audience::new(table.columns().to_vec(), &roles, rows)?)
    }

    fn master(&self, said: &CampaignFile) -> Result<Master, Wrong> {
        let list = &said.master;
        let (source, provenance) = match &list.source {
            Some(source) => (source, Provenance::Independent),
            None => (&said.list.source, Provenance::Audience),
        };
        let table = self.table(source)?;
        let key = table.column(&list.key)?;
        let columns = identities(list)
            .map(|(identity, column)| Ok((identity, table.column(column)?)))
            .collect::<Result<Vec<_>, Wrong>>()?;
        let mut persons: Vec<(String, Vec<(Identity, String)>)> = Vec::new();
        table.pass(false, &Limits::default(), |row| {
            let values = columns.iter().map(|(identity, column)| (*identity, row.cell(*column).to_owned()));
            persons.push((row.cell(key).to_owned(), values.collect()));
            Ok(())
        })?;
        let persons = persons.iter().map(|(key, values)| {
            let values = values.iter().map(|(identity, value)| Known { identity: *identity, value });
            (key.as_str(), values)
        });
        Ok(Master::new(provenance, persons)?)
    }

    fn texts(&self, said: &CampaignFile) -> Result<Source, Wrong> {
        let texts = &said.template;
        let html = texts.html.as_ref().map(|path| file::text(&self.0.join(path))).transpose()?;
        Ok(Source {
            subject: texts.subject.clone(),
            name: texts.name.clone(),
            text: file::text(&self.0.join(&texts.text))?,
            html,
            files: texts.file.clone(),
        })
    }

    /// Every file of the folder, opened once.
    fn files(&self, folder: Option<&Path>) -> Result<Files, Wrong> {
        let mut files = Files::new();
        let Some(folder) = folder.map(|folder| self.0.join(folder)) else { return Ok(files) };
        let failed = |error: std::io::Error| miette::miette!("{} cannot be listed: {error}", folder.display());
        let mut entries = fs::read_dir(&folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries.iter().filter(|entry| entry.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = attachment(&entry.path())?;
            let read = open_file(&bytes, Some(&name), &Bounds::default());
            let mime = read.first().map_or("application/octet-stream", |part| part.mime.as_str());
            files.add(&name, mime, bytes.into(), &read)?;
        }
        Ok(files)
    }

    fn unsubscribe(&self, said: &CampaignFile) -> Result<Option<Unsubscribe>, Wrong> {
        let Some(ending) = &said.unsubscribe else { return Ok(None) };
        let path = self.0.join(&ending.secret);
        let secret: Digest = file::text(&path)?
            .trim()
            .parse()
            .map_err(|_| miette::miette!("{} must have 64 hexadecimal digits", path.display()))?;
        Ok(Some(Unsubscribe::new(&ending.page, secret.as_bytes())?))
    }

    fn facts(&self, said: &CampaignFile) -> Result<Facts, Wrong> {
        let mut facts = Facts::new();
        for list in &said.known.suppressed {
            self.suppress(list, &mut facts)?;
        }
        let Some(path) = &said.known.no_mail else { return Ok(facts) };
        for (line, number) in file::text(&self.0.join(path))?.lines().zip(1..) {
            let wrong = |_| miette::miette!("{}:{number}: not a domain", path.display());
            if !line.trim().is_empty() {
                facts.no_mail(Domain::parse(line.trim()).map_err(wrong)?);
            }
        }
        Ok(facts)
    }

    /// An address that cannot be read would be an address that is not suppressed: an error.
    fn suppress(&self, list: &Suppressed, facts: &mut Facts) -> Result<(), Wrong> {
        let table = self.table(&list.source)?;
        let column = table.column(&list.address)?;
        let mut wrong = None;
        table.pass(false, &Limits::default(), |row| {
            match Address::parse(row.cell(column).trim()) {
                Ok(address) => facts.suppress(&address, list.why),
                Err(_) => wrong = wrong.or(Some(row.line)),
            }
            Ok(())
        })?;
        let name = list.source.display();
        wrong.map_or(Ok(()), |line| Err(miette::miette!("{name}:{line}: not a mail address").into()))
    }
}

fn identities(list: &MasterList) -> impl Iterator<Item = (Identity, &str)> {
    let each = [
        (Identity::Mail, &list.mail),
        (Identity::Phone, &list.phone),
        (Identity::Member, &list.member),
        (Identity::Name, &list.name),
        (Identity::Reading, &list.reading),
    ];
    each.into_iter().flat_map(|(identity, columns)| columns.iter().map(move |column| (identity, column.as_str())))
}

fn attachment(path: &Path) -> Result<Vec<u8>, Wrong> {
    let failed = |error: std::io::Error| miette::miette!("{} cannot be read: {error}", path.display());
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST {
        return Err(miette::miette!("{} has {size} bytes; attachments have at most {LARGEST}", path.display()).into());
    }
    Ok(fs::read(path).map_err(failed)?)
}
