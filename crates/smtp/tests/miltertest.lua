-- A conversation with the milter as an MTA of the reference implementation has it.
-- Called with -D port=N; stops with an error where an answer is not the expected one.

-- The tool ends at an error, but says nothing.
local function fail(what)
    mt.echo(what)
    error(what)
end

local function must(problem, what)
    if problem ~= nil then fail(what .. ": " .. problem) end
end

local function reply_is(connection, expected, what)
    local got = mt.getreply(connection)
    if got ~= expected then fail(what .. ": reply " .. tostring(got) .. " instead of " .. tostring(expected)) end
end

local function connect(version, actions, steps)
    -- However busy the machine is.
    mt.set_timeout(180)
    local connection = mt.connect("inet:" .. port .. "@127.0.0.1", 40, 0.05)
    if connection == nil then fail("no connection") end
    must(mt.negotiate(connection, version, actions, steps), "negotiate")
    must(mt.macro(connection, SMFIC_CONNECT, "j", "mta.example"), "macro")
    must(mt.conninfo(connection, "client.example", "192.0.2.5"), "conninfo")
    must(mt.helo(connection, "client"), "helo")
    return connection
end

local function mail(connection, subject)
    must(mt.macro(connection, SMFIC_MAIL, "i", "ID-" .. subject, "{auth_authen}", "taro"), "macro")
    must(mt.mailfrom(connection, "<a@sekisho.example>", "BODY=8BITMIME"), "mailfrom")
    must(mt.rcptto(connection, "<b@postfix.example>"), "rcptto")
    must(mt.rcptto(connection, "<c@postfix.example>"), "rcptto")
    must(mt.header(connection, "From", "a@sekisho.example"), "header")
    must(mt.header(connection, "Subject", subject), "header")
    must(mt.eoh(connection), "eoh")
    must(mt.bodystring(connection, "Hello\r\n"), "body")
    must(mt.bodystring(connection, "again\r\n"), "body")
    must(mt.eom(connection), "eom")
end

-- Everything is offered, then the least an MTA can offer (version 2).
for _, offer in ipairs({ { 6, 0x1ff, 0x1fffff }, { 2, 0x3f, 0x7f } }) do
    local connection = connect(offer[1], offer[2], offer[3])
    if mt.test_action(connection, SMFIF_CHGBODY) then fail("asks for more than it needs") end

    mail(connection, "pass")
    reply_is(connection, SMFIR_ACCEPT, "pass")

    mail(connection, "mark")
    reply_is(connection, SMFIR_ACCEPT, "mark")
    if not mt.eom_check(connection, MT_HDRADD, "X-Sekisho") then fail("mark: no field") end

    mail(connection, "refuse")
    reply_is(connection, SMFIR_REPLYCODE, "refuse")
    if not mt.eom_check(connection, MT_SMTPREPLY, "550", "5.7.1", "Not this way, 100 %% sure") then fail("refuse: another reply") end

    mail(connection, "later")
    reply_is(connection, SMFIR_REPLYCODE, "later")
    if not mt.eom_check(connection, MT_SMTPREPLY, "451", "4.7.1", "Not now") then fail("later: another reply") end

    -- A mail that is given up leaves nothing behind.
    must(mt.mailfrom(connection, "<gone@sekisho.example>"), "mailfrom")
    must(mt.rcptto(connection, "<gone@postfix.example>"), "rcptto")
    must(mt.abort(connection), "abort")

    mail(connection, "take")
    reply_is(connection, SMFIR_DISCARD, "take")

    mail(connection, "panic")
    reply_is(connection, SMFIR_TEMPFAIL, "panic")

    mt.disconnect(connection)
end
