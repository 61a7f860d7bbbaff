-- All times are integers: milliseconds since 1970, UTC. All digests are blobs of 32 bytes.
-- Letters are named by their 26 characters, which sort by time of acceptance.

-- Where start-up begins to read the spool log. One row.
create table spool (
    one integer primary key check (one = 1),
    segment integer not null,
    byte integer not null
) strict;

-- Letters per segment whose key is not destroyed; 0: the segment can be recycled.
create table spool_segment (
    segment integer primary key,
    living integer not null
) strict;

create table letter (
    number integer primary key,
    id text not null unique,
    at integer not null,
    origin text not null,
    submitter text,
    mail_from text not null,
    header_from text not null,
    subject text not null,
    message_id text not null,
    size integer not null,
    location blob not null,
    source blob not null,
    recipients integer not null,
    shredded_at integer
) strict;

create table parcel (
    row integer primary key,
    letter text not null,
    number integer not null,
    version integer not null,
    state text not null,
    verdict text not null,
    findings blob not null,
    circle text not null,
    plan blob not null,
    seal blob not null,
    envelope text not null,
    policy blob not null,
    held_since integer,
    due_at integer,
    reminders integer not null,
    updated_at integer not null,
    unique (letter, number)
) strict;
create index parcel_due on parcel (due_at) where due_at is not null;
create index parcel_open on parcel (state, letter, number)
    where state in ('held', 'ready', 'sending', 'refused', 'altered');

-- Who sees which parcel in which tray. "team" is the approving group, '' for other roles.
create table parcel_person (
    person text not null,
    role text not null,
    letter text not null,
    number integer not null,
    team text not null,
    primary key (person, role, letter, number, team)
) strict, without rowid;
create index parcel_person_parcel on parcel_person (letter, number);

create table recipient (
    letter text not null,
    parcel integer not null,
    number integer not null,
    address text not null,
    domain text not null,
    status text not null,
    attempts integer not null,
    next_at integer,
    code integer not null,
    reply text not null,
    upstream text not null,
    updated_at integer not null,
    primary key (letter, parcel, number)
) strict, without rowid;
create index recipient_trouble on recipient (status, letter) where status in ('refused', 'deferred', 'unknown', 'returned');

-- The evidence chain. Only ever appended to. code, letter and parcel repeat what stands in event, for finding it.
create table event (
    seq integer primary key,
    at integer not null,
    code text not null,
    letter text,
    parcel integer,
    event text not null,
    personal blob,
    previous blob not null,
    hash blob not null
) strict;
create index event_letter on event (letter, seq) where letter is not null;
create index event_code on event (code, seq);

-- Personal payloads, sealed: salt and JSON text. A missing row was erased.
create table event_personal (
    seq integer primary key,
    sealed blob not null
) strict;

create table account (
    id text primary key,
    version integer not null,
    name text not null,
    password text,
    scram blob,
    totp blob,
    roles text not null,
    language text not null,
    disabled integer not null,
    failures integer not null,
    locked_until integer,
    totp_step integer not null,
    created_at integer not null,
    updated_at integer not null
) strict, without rowid;

create table account_address (
    address_key text not null,
    account text not null,
    place integer not null,
    address text not null,
    primary key (address_key, account)
) strict, without rowid;
create index account_address_account on account_address (account, place);

create table session (
    token blob primary key,
    account text not null,
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    means text not null
) strict, without rowid;
create index session_account on session (account);

create table token (
    token blob primary key,
    kind text not null,
    account text,
    letter text,
    parcel integer,
    seal blob,
    link blob,
    recipient integer,
    expires_at integer not null,
    used_at integer
) strict, without rowid;
create index token_parcel on token (letter, parcel) where letter is not null;

create table link (
    link blob primary key,
    letter text not null,
    parcel integer not null,
    recipients text not null,
    created_at integer not null,
    expires_at integer not null,
    locked_at integer,
    opened integer not null
) strict, without rowid;
create index link_parcel on link (letter, parcel);

create table link_file (
    link blob not null,
    number integer not null,
    part text not null,
    name blob not null,
    mime text not null,
    size integer not null,
    primary key (link, number)
) strict, without rowid;

create table link_code (
    link blob not null,
    recipient integer not null,
    code blob not null,
    expires_at integer not null,
    tries integer not null,
    created_at integer not null,
    used_at integer,
    primary key (link, recipient)
) strict, without rowid;

create table link_access (
    row integer primary key,
    link blob not null,
    recipient integer not null,
    at integer not null
) strict;
create index link_access_link on link_access (link, row);

create table mailing_list (
    address_key text primary key,
    address text not null,
    name text not null,
    owners text not null,
    attested_at integer,
    updated_at integer not null
) strict, without rowid;

create table list_member (
    list text not null,
    address_key text not null,
    address text not null,
    added_by text,
    added_at integer not null,
    approved_by text,
    primary key (list, address_key)
) strict, without rowid;

create table domain_seen (
    domain text primary key,
    first_at integer not null,
    last_at integer not null,
    letters integer not null
) strict, without rowid;

create table known_name (
    address_key text not null,
    name text not null,
    last_at integer not null,
    primary key (address_key, name)
) strict, without rowid;

create table thread (
    message_id blob primary key,
    participants text not null,
    at integer not null
) strict, without rowid;

create table setting (
    key text primary key,
    value text not null
) strict, without rowid;

-- Search: one token per pair of characters of the normalised subject and addresses, written as a hexadecimal number.
-- Filled behind the commits; search_state says how far.
create virtual table letter_search using fts5 (
    pairs,
    content = '',
    contentless_delete = 1,
    detail = 'none',
    tokenize = 'ascii'
);
create table search_state (
    one integer primary key check (one = 1),
    upto integer not null
) strict;
insert into search_state (one, upto) values (1, 0);
