//! Download links and their one-time codes.

use sekisho_model::{Digest, ParcelId};

use super::{Tx, access::bytes, pair};
use crate::{
    Change, CommitError, Link, LinkCode,
    private::At,
    row::{millis, signed},
    rows::link::PrivateFields,
    writer::failure::{Failure, sql},
};

impl Tx<'_> {
    pub(super) async fn apply_link(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::AddLink(link) => self.add_link(link).await,
            Change::LockLink { link } => self.lock_link(link).await,
            Change::LockLinksOf { parcel } => self.lock_links_of(*parcel).await,
            Change::PutLinkCode(code) => self.put_code(code).await,
            Change::MissLinkCode { link, recipient } => self.miss_code(link, *recipient).await,
            Change::UseLinkCode { link, recipient, code, max_tries } => {
                self.use_code(link, *recipient, code, *max_tries).await
            }
            Change::OpenLink { link, recipient } => self.open_link(link, *recipient).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    async fn add_link(&mut self, link: &Link) -> Result<(), Failure> {
        let row = self.parcel_row(link.parcel).await?;
        let private = self.private.seal_json(At::Link(&link.link), &PrivateFields::of(link))?;
        let statement = sqlx::query(
            "insert into link (link, parcel, private, created_at, expires_at, locked_at, opened) \
             values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing",
        )
        .bind(bytes(&link.link))
        .bind(row)
        .bind(private)
        .bind(millis(link.created_at))
        .bind(millis(link.expires_at))
        .bind(link.locked_at.map(millis));
        self.must("add a link", statement, CommitError::Exists("link")).await
    }

    async fn lock_link(&mut self, link: &Digest) -> Result<(), Failure> {
        let statement = sqlx::query("update link set locked_at = coalesce(locked_at, $2) where link = $1");
        let statement = statement.bind(bytes(link)).bind(self.now());
        self.must("lock a link", statement, CommitError::Missing("link")).await
    }

    async fn lock_links_of(&mut self, parcel: ParcelId) -> Result<(), Failure> {
        let (letter, number) = pair(parcel);
        let statement = sqlx::query(
            "update link set locked_at = $3 where locked_at is null \
             and parcel = (select row from parcel where letter = $1 and number = $2)",
        );
        let statement = statement.bind(letter).bind(number).bind(self.now());
        self.run("lock links", statement).await?;
        Ok(())
    }

    async fn put_code(&mut self, code: &LinkCode) -> Result<(), Failure> {
        self.known_link(&code.link).await?;
        let statement = sqlx::query(
            "insert into link_code (link, recipient, code, expires_at, tries, created_at) \
             values ($1, $2, $3, $4, 0, $5) on conflict (link, recipient) do update set code = excluded.code, \
             expires_at = excluded.expires_at, tries = 0, created_at = excluded.created_at, used_at = null",
        )
        .bind(bytes(&code.link))
        .bind(i64::from(code.recipient))
        .bind(bytes(&code.code))
        .bind(millis(code.expires_at))
        .bind(millis(code.created_at));
        self.run("put a code", statement).await?;
        Ok(())
    }

    /// No error when there is no code: whoever guesses learns nothing.
    async fn miss_code(&mut self, link: &Digest, recipient: u32) -> Result<(), Failure> {
        let statement = sqlx::query("update link_code set tries = tries + 1 where link = $1 and recipient = $2");
        let statement = statement.bind(bytes(link)).bind(i64::from(recipient));
        self.run("count a wrong code", statement).await?;
        Ok(())
    }

    async fn use_code(&mut self, link: &Digest, recipient: u32, code: &Digest, max_tries: u32) -> Result<(), Failure> {
        let statement = sqlx::query(
            "update link_code set used_at = $5 where link = $1 and recipient = $2 and code = $3 and tries < $4 \
             and used_at is null and expires_at > $5 and exists (select 1 from link where link.link = $1 \
             and locked_at is null and link.expires_at > $5)",
        )
        .bind(bytes(link))
        .bind(i64::from(recipient))
        .bind(bytes(code))
        .bind(i64::from(max_tries))
        .bind(self.now());
        self.must("use a code", statement, CommitError::Spent).await
    }

    async fn open_link(&mut self, link: &Digest, recipient: u32) -> Result<(), Failure> {
        let statement = sqlx::query(
            "update link set opened = opened + 1 where link = $1 and locked_at is null and expires_at > $2",
        );
        let statement = statement.bind(bytes(link)).bind(self.now());
        self.must("open a link", statement, CommitError::Spent).await?;
        let statement = sqlx::query("insert into link_access (link, recipient, at) values ($1, $2, $3)");
        let statement = statement.bind(bytes(link)).bind(signed(u64::from(recipient))).bind(self.now());
        self.run("note who opened a link", statement).await?;
        Ok(())
    }

    async fn known_link(&mut self, link: &Digest) -> Result<(), Failure> {
        let query = sqlx::query_scalar("select 1 from link where link = $1").bind(bytes(link));
        let found: Option<i64> = query.fetch_optional(&mut *self.connection).await.map_err(sql("find a link"))?;
        found.map(|_| ()).ok_or_else(|| CommitError::Missing("link").into())
    }
}
