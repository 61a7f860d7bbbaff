//! Mailing lists.

use sekisho_model::Address;

use super::Reader;
use crate::{ListMember, MailingList, StoreError, rows::list};

impl Reader {
    /// All mailing lists by address.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn lists(&self) -> Result<Vec<MailingList>, StoreError> {
        let rows = self.rows("read lists", sqlx::query("select * from mailing_list order by address_key")).await?;
        rows.iter().map(list::list).collect()
    }

    /// One list.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn list(&self, address: Address) -> Result<Option<MailingList>, StoreError> {
        let query = sqlx::query("select * from mailing_list where address_key = $1").bind(address.key());
        self.row("read a list", query).await?.map(|row| list::list(&row)).transpose()
    }

    /// Its members by address.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn members(&self, list: Address) -> Result<Vec<ListMember>, StoreError> {
        let query = sqlx::query("select * from list_member where list = $1").bind(list.key());
        let rows = self.rows("read members", query).await?;
        let address = match self.list(list.clone()).await? {
            Some(known) => known.address,
            None => list,
        };
        let members = rows.iter().map(|row| list::member(row, &address, self.private()));
        let mut members = members.collect::<Result<Vec<_>, _>>()?;
        members.sort_by_cached_key(|member| member.address.key());
        Ok(members)
    }
}
