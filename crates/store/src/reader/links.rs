//! Download links.

use sekisho_model::{Digest, ParcelId};

use super::Reader;
use crate::{Link, LinkAccess, LinkCode, StoreError, rows::link};

impl Reader {
    /// A link by the digest of its secret.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn link(&self, link: Digest) -> Result<Option<Link>, StoreError> {
        let query = sqlx::query(
            "select l.*, p.letter as p_letter, p.number as p_number from link l \
             cross join parcel p on p.row = l.parcel where l.link = $1",
        );
        let row = self.row("read a link", query.bind(link.as_bytes().to_vec())).await?;
        row.map(|row| link::link(&row, self.private())).transpose()
    }

    /// The links of a parcel, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn links_of(&self, parcel: ParcelId) -> Result<Vec<Link>, StoreError> {
        let query = sqlx::query(
            "select l.*, p.letter as p_letter, p.number as p_number from parcel p \
             cross join link l on l.parcel = p.row where p.letter = $1 and p.number = $2 \
             order by l.created_at, l.link",
        );
        let query = query.bind(parcel.letter.to_string()).bind(i64::from(parcel.number));
        let rows = self.rows("read links", query).await?;
        rows.iter().map(|row| link::link(row, self.private())).collect()
    }

    /// The one-time code of a recipient, also when it was used.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn link_code(&self, link: Digest, recipient: u32) -> Result<Option<LinkCode>, StoreError> {
        let query = sqlx::query("select * from link_code where link = $1 and recipient = $2");
        let query = query.bind(link.as_bytes().to_vec()).bind(i64::from(recipient));
        self.row("read a code", query).await?.map(|row| link::code(&row)).transpose()
    }

    /// Who fetched files of a link, in order.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn link_accesses(&self, link: Digest) -> Result<Vec<LinkAccess>, StoreError> {
        let query = sqlx::query("select * from link_access where link = $1 order by row");
        let rows = self.rows("read who opened a link", query.bind(link.as_bytes().to_vec())).await?;
        rows.iter().map(link::access).collect()
    }
}
