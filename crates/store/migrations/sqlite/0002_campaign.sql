-- Campaigns: what they are, which part of them has which row, and where every row stands.

create table campaign (
    number integer primary key,
    id text not null unique,
    version integer not null,
    state text not null,
    -- What was approved or is to be.
    root blob,
    -- What the engine keeps of it. Sealed; gone once it is forgotten.
    private blob,
    created_at integer not null,
    updated_at integer not null,
    forgotten_at integer,
    check ((private is null) = (forgotten_at is not null))
) strict;
create index campaign_state on campaign (state, number);

-- Files beside the database, in the folder "campaigns": sealed, each with a key of its own that lies here.
create table campaign_file (
    campaign integer not null references campaign (number),
    kind text not null,
    -- Digest of the sealed bytes: the name of the file.
    file blob not null,
    -- Its key, sealed.
    private blob not null,
    primary key (campaign, kind)
) strict, without rowid;
create index campaign_file_name on campaign_file (file);

-- Canary, rest, resends.
create table campaign_part (
    campaign integer not null references campaign (number),
    number integer not null,
    purpose text not null,
    root blob not null,
    rows integer not null,
    opened_at integer not null,
    primary key (campaign, number)
) strict, without rowid;

-- The ledger. One row per recipient over all parts: nobody stands in it twice. "fence" grows with every step: whoever
-- holds an old one is not heard. The letter is known here before it is in the spool.
create table campaign_row (
    campaign integer not null references campaign (number),
    row integer not null,
    -- 0: no part has it yet.
    part integer not null,
    state text not null,
    fence integer not null,
    letter text,
    lease_until integer,
    code integer not null,
    -- Reply text, sealed; null: none.
    reply blob,
    handed_at integer,
    updated_at integer not null,
    primary key (campaign, row)
) strict, without rowid;
create index campaign_row_state on campaign_row (campaign, state, row);
create index campaign_row_part on campaign_row (campaign, part, state, row);
create unique index campaign_row_letter on campaign_row (letter) where letter is not null;

-- Rows per part and state, and when the last of a part was handed over: kept by the triggers below.
create table campaign_count (
    campaign integer not null references campaign (number),
    part integer not null,
    state text not null,
    rows integer not null check (rows >= 0),
    primary key (campaign, part, state)
) strict, without rowid;
create trigger campaign_row_comes after insert on campaign_row begin
    insert into campaign_count (campaign, part, state, rows) values (new.campaign, new.part, new.state, 1)
    on conflict (campaign, part, state) do update set rows = rows + 1;
end;
create trigger campaign_row_moves after update of state, part on campaign_row
when old.state <> new.state or old.part <> new.part begin
    update campaign_count set rows = rows - 1
    where campaign = old.campaign and part = old.part and state = old.state;
    insert into campaign_count (campaign, part, state, rows) values (new.campaign, new.part, new.state, 1)
    on conflict (campaign, part, state) do update set rows = rows + 1;
end;
create trigger campaign_row_stays before delete on campaign_row begin
    select raise(abort, 'the ledger of a campaign is never shortened');
end;

-- The campaign an event is an act of, for finding it.
alter table event add column campaign text;
create index event_campaign on event (campaign, seq) where campaign is not null;
