-- All times are integers: milliseconds since 1970, UTC. All digests are blobs of 32 bytes.
-- Letters are named by their 26 characters, which sort by time of acceptance.
-- A column called "private", and every other one that says so, is sealed with the master keys and bound to its row:
-- subjects, addresses, findings, plans and replies are not readable in this file. Columns of 16 bytes called "…_mark"
-- are keyed marks: equal texts have equal marks, and without the keys nobody can say of which text.

-- Secrets that must outlive a rotation of the master keys, sealed. "marks": the key of all keyed marks.
create table secret (
    name text primary key,
    private blob not null
) strict, without rowid;

-- Where start-up begins to read the spool log. One row.
create table spool (
    one integer primary key check (one = 1),
    segment integer not null,
    byte integer not null
) strict;
insert into spool (one, segment, byte) values (1, 0, 0);

-- Decided letters per segment whose key is not destroyed; 0: the segment can be recycled.
create table spool_segment (
    segment integer primary key,
    living integer not null check (living >= 0)
) strict;

-- Letters that were accepted and could not be read when the log was read again: their segments are never recycled.
create table spool_unreadable (
    id text primary key,
    segment integer not null
) strict, without rowid;

create table letter (
    number integer primary key,
    id text not null unique,
    at integer not null,
    origin text not null,
    submitter text,
    -- Sender, From, subject, Message-ID. Gone with the key of the letter.
    private blob,
    size integer not null,
    location blob not null,
    source blob not null,
    recipients integer not null,
    shredded_at integer,
    check ((private is null) = (shredded_at is not null))
) strict;
create index letter_at on letter (at);
create index letter_living on letter (at) where shredded_at is null;

create table parcel (
    row integer primary key,
    letter text not null references letter (id),
    number integer not null,
    version integer not null,
    state text not null,
    verdict text not null,
    circle text not null,
    -- Sealed; all three gone with the key of the letter.
    findings blob,
    plan blob,
    envelope blob,
    seal blob not null,
    policy blob not null,
    held_since integer,
    due_at integer,
    reminders integer not null,
    updated_at integer not null,
    unique (letter, number),
    check ((findings is null) = (plan is null) and (plan is null) = (envelope is null))
) strict;
create index parcel_due on parcel (due_at) where due_at is not null;
create index parcel_open on parcel (state) where state in ('held', 'ready', 'sending', 'refused', 'altered');

-- Parcels per state.
create table parcel_count (
    state text primary key,
    parcels integer not null check (parcels >= 0)
) strict, without rowid;
insert into parcel_count (state, parcels) values
    ('held', 0), ('ready', 0), ('sending', 0), ('done', 0), ('refused', 0), ('returned', 0), ('discarded', 0),
    ('altered', 0);

-- Who sees which parcel in which tray. "team" is the approving group, '' for other roles.
-- "waiting": 0 when the row stands in no tray of held parcels (not held, or nobody approves what they wrote), 1 for
-- the first row of this person in this role, 2 for the same person in a further team.
create table parcel_person (
    person text not null,
    role text not null,
    parcel integer not null references parcel (row),
    team text not null,
    waiting integer not null,
    primary key (person, role, parcel, team)
) strict, without rowid;
create index parcel_person_parcel on parcel_person (parcel);
create index parcel_person_waiting on parcel_person (person, role, waiting, parcel) where waiting > 0;

-- The address is the recipient of the same number in the envelope of the parcel. "domain" is '' once shredded.
create table recipient (
    parcel integer not null references parcel (row),
    number integer not null,
    domain text not null,
    status text not null,
    attempts integer not null,
    next_at integer,
    code integer not null,
    -- Reply text, sealed; null: none.
    reply blob,
    upstream text not null,
    updated_at integer not null,
    primary key (parcel, number)
) strict, without rowid;
create index recipient_changed on recipient (updated_at);
create index recipient_status on recipient (status, updated_at);
create index recipient_domain on recipient (domain, updated_at);

-- The evidence chain. code, letter and parcel repeat what stands in event, for finding it.
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
create trigger event_stays before update on event begin
    select raise(abort, 'evidence is only ever appended to');
end;
create trigger event_is_kept before delete on event begin
    select raise(abort, 'evidence is only ever appended to');
end;

-- The number and hash of the last event, sealed: a chain that lost its end is found out. One row once there are events.
create table event_head (
    one integer primary key check (one = 1),
    private blob not null
) strict;

-- Personal payloads, sealed: salt and JSON text. A missing row was erased.
create table event_personal (
    seq integer primary key references event (seq),
    private blob not null
) strict;

-- How often a verdict, or a finding (kind or rule), was decided in an hour (since 1970).
create table tally (
    hour integer not null,
    kind text not null check (kind in ('verdict', 'finding')),
    code text not null,
    parcels integer not null,
    primary key (hour, kind, code)
) strict, without rowid;

create table account (
    id text primary key,
    version integer not null,
    name text not null,
    password text,
    -- Both sealed.
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
    account text not null references account (id),
    place integer not null,
    address_key text not null,
    address text not null,
    primary key (account, place)
) strict, without rowid;
create index account_address_key on account_address (address_key);

create table session (
    token blob primary key,
    account text not null references account (id),
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    means text not null
) strict, without rowid;
create index session_account on session (account);
create index session_expiry on session (expires_at);

create table token (
    token blob primary key,
    kind text not null,
    account text,
    parcel integer references parcel (row),
    seal blob,
    link blob,
    recipient integer,
    expires_at integer not null,
    used_at integer,
    check ((link is null) = (recipient is null))
) strict, without rowid;
create index token_parcel on token (parcel) where parcel is not null;
create index token_expiry on token (expires_at);

create table link (
    link blob primary key,
    parcel integer not null references parcel (row),
    -- Files and recipients. Gone with the key of the letter.
    private blob,
    created_at integer not null,
    expires_at integer not null,
    locked_at integer,
    opened integer not null
) strict, without rowid;
create index link_parcel on link (parcel);

create table link_code (
    link blob not null references link (link),
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
    link blob not null references link (link),
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
    list text not null references mailing_list (address_key),
    member_mark blob not null,
    -- Its address.
    private blob not null,
    added_by text,
    added_at integer not null,
    approved_by text,
    primary key (list, member_mark)
) strict, without rowid;

create table domain_seen (
    domain text primary key,
    first_at integer not null,
    last_at integer not null,
    letters integer not null
) strict, without rowid;

create table known_name (
    address_mark blob not null,
    name_mark blob not null,
    -- The name.
    private blob not null,
    last_at integer not null,
    primary key (address_mark, name_mark)
) strict, without rowid;

create table thread (
    message_id blob primary key,
    -- Its participants.
    private blob not null,
    at integer not null
) strict, without rowid;

create table setting (
    key text primary key,
    value text not null
) strict, without rowid;

-- Search: one token per pair of neighbouring characters of subject and addresses, and per character; each a keyed
-- mark. Filled behind the commits; search_state says how far, search_again what has to be read once more.
create virtual table letter_search using fts5 (
    marks,
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
create table search_again (
    number integer primary key references letter (number)
) strict;
