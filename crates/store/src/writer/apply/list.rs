//! Mailing lists and their members.

use sekisho_model::Address;

use super::Tx;
use crate::{
    Change, CommitError, ListMember, MailingList,
    private::{At, Kind, json_text},
    row::millis,
    writer::failure::{Failure, sql},
};

impl Tx<'_> {
    pub(super) async fn apply_list(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::PutList(list) => self.put_list(list).await,
            Change::RemoveList { list } => self.remove_list(list).await,
            Change::PutMember(member) => self.put_member(member).await,
            Change::RemoveMember { list, address } => self.remove_member(list, address).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    async fn put_list(&mut self, list: &MailingList) -> Result<(), Failure> {
        let statement = sqlx::query(
            "insert into mailing_list (address_key, address, name, owners, attested_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (address_key) do update set address = excluded.address, \
             name = excluded.name, owners = excluded.owners, attested_at = excluded.attested_at, \
             updated_at = excluded.updated_at",
        )
        .bind(list.address.key())
        .bind(list.address.as_str().to_owned())
        .bind(list.name.clone())
        .bind(json_text(&list.owners)?)
        .bind(list.attested_at.map(millis))
        .bind(millis(list.updated_at));
        self.run("put a list", statement).await?;
        Ok(())
    }

    async fn remove_list(&mut self, list: &Address) -> Result<(), Failure> {
        let members = sqlx::query("delete from list_member where list = $1").bind(list.key());
        self.run("remove members", members).await?;
        let statement = sqlx::query("delete from mailing_list where address_key = $1").bind(list.key());
        self.effects.erased = true;
        self.must("remove a list", statement, CommitError::Missing("list")).await
    }

    async fn put_member(&mut self, member: &ListMember) -> Result<(), Failure> {
        let list = member.list.key();
        let query = sqlx::query_scalar("select 1 from mailing_list where address_key = $1").bind(list.clone());
        let found: Option<i64> = query.fetch_optional(&mut *self.connection).await.map_err(sql("find a list"))?;
        if found.is_none() {
            return Err(CommitError::Missing("list").into());
        }
        let mark = self.private.mark(Kind::Member, &member.address.key());
        let private = self.private.seal_json(At::Member(&list, &mark), &member.address)?;
        let statement = sqlx::query(
            "insert into list_member (list, member_mark, private, added_by, added_at, approved_by) \
             values ($1, $2, $3, $4, $5, $6) on conflict (list, member_mark) do update set \
             private = excluded.private, added_by = excluded.added_by, added_at = excluded.added_at, \
             approved_by = excluded.approved_by",
        )
        .bind(list)
        .bind(mark)
        .bind(private)
        .bind(member.added_by.as_ref().map(|user| user.as_str().to_owned()))
        .bind(millis(member.added_at))
        .bind(member.approved_by.as_ref().map(|user| user.as_str().to_owned()));
        self.run("put a member", statement).await?;
        Ok(())
    }

    async fn remove_member(&mut self, list: &Address, address: &Address) -> Result<(), Failure> {
        let mark = self.private.mark(Kind::Member, &address.key());
        let statement = sqlx::query("delete from list_member where list = $1 and member_mark = $2");
        let statement = statement.bind(list.key()).bind(mark);
        self.effects.erased = true;
        self.must("remove a member", statement, CommitError::Missing("member")).await
    }
}
