### Events of the evidence. The attribute .told is a sentence with who and how

event-accepted = Accepted
    .told = The letter was accepted ({ $count ->
        [one] one recipient
       *[other] { $count } recipients
    }).
event-decided = Judged
    .told = Verdict: { $verdict } ({ $count ->
        [one] one recipient
       *[other] { $count } recipients
    }, { $findings ->
        [one] one finding
       *[other] { $findings } findings
    }).
event-stuck = Could not be processed, held
    .told = It could not be processed and waits for a person (stage: { $stage }).
event-waited = Wait ended
    .told = The wait is over.
event-reviewed = Self-reviewed
    .told = { $by } reviewed it ({ $means }).
event-approved = Approved
    .told = { $by } approved it for "{ $group }" as { $capacity } ({ $means }).
event-thawed = Thawed
    .told = { $by } thawed it (incident { $incident }).
event-released = Released
    .told = Every need was met; it may leave.
event-discarded = Discarded
    .told = { $by } stopped and discarded it.
event-stopped-inside = Stopped by a recipient inside
    .told = { $by }, a recipient inside, stopped the copies to outside ({ $means }).
event-returned = Returned to sender
    .told = It went back to its sender ({ $reason }).
    .refused = It was refused and went back to its sender. Reason: { $reason }
event-edited = Recipients changed
    .told = { $by } changed the recipients; earlier reviews and approvals are void.
event-altered = Altered
    .told = The stored contents do not fit the seal; it is held.
event-delivered = Delivery attempt
    .told = Recipient { $number }: { $outcome } (reply code { $code }, route { $upstream }).
event-notified = Notice sent
    .told = { $to } was told ({ $notice }).
event-revealed = Masked data shown
    .told = { $by } looked at the masked data of finding { $number }.
event-viewed = Outgoing mail looked at
    .told = { $by } looked at what will leave.
event-link-made = Download link made
    .told = A download link was made for an attachment.
event-link-code-sent = Code sent
    .told = A one-time code for the download was sent to the recipient's mailbox.
event-link-opened = Downloaded
    .told = Recipient { $number } downloaded a file.
event-link-refused = Download refused
    .told = A download was refused: a wrong code, or somebody who is no recipient.
event-link-locked = Download link locked
    .told = The download link was locked (by: { $by }).
event-signed-in = Signed in
    .told = { $user } signed in ({ $means }).
event-sign-in-failed = Sign-in failed
    .told = A sign-in as { $user } failed.
event-signed-out = Signed out
    .told = { $user } signed out.
event-user-changed = Account changed
    .told = The account { $user } was changed ({ $change }, by: { $by }).
event-list-changed = Mailing list changed
    .told = The mailing list { $list } was changed ({ $change }, by: { $by }).
event-policy-loaded = Policy put in force
    .told = A policy was put in force (by: { $by }).
event-policy-tried = Policy tried
    .told = { $by } tried a policy on { $letters ->
        [one] one past letter
       *[other] { $letters } past letters
    } ({ $held } held or refused).
event-started = Started
    .told = Sekisho { $version } started.
event-shredded = Key destroyed
    .told = The key of the letter was destroyed; its contents cannot be read any more.
event-spool-damaged = Spool not as it was left
    .told = At the start the spool was not as it was left (unreadable letters: { $unreadable }, damaged stretches: { $damaged }, newest part lost: { $lost }, database rebuilt: { $rebuilt }).
event-milter-answered = Answered to the mail server
    .told = A letter that stays with the mail server was judged: { $verdict } ({ $count ->
        [one] one recipient
       *[other] { $count } recipients
    }, { $findings ->
        [one] one finding
       *[other] { $findings } findings
    }).
event-campaign-acted = Campaign
    .told = Campaign { $campaign }: { $act } (by: { $by }).
event-campaign-row-moved = Row of a campaign
    .told = Campaign { $campaign }, row { $row }: { $step } (by: { $by }).

## Words within events

event-nobody = the system

event-yes = yes
event-no = no

stage-judge = judging
stage-read = reading it back

user-change-added = added
user-change-password = password set
user-change-password-reset = password reset
user-change-disabled = disabled
user-change-enabled = enabled
user-change-roles = roles changed
user-change-addresses = addresses changed
user-change-language = language changed
user-change-second-factor = second factor set up
user-change-second-factor-reset = second factor reset

list-change-added = added
list-change-removed = removed
list-change-members = members changed
list-change-owners = owners changed

campaign-act-made = files taken in
campaign-act-checked = every letter made and read back ({ $ready } of { $rows } ready)
campaign-act-tried = test letters sent to the test addresses ({ $rows })
campaign-act-proposed = laid before approvers ({ $rows ->
        [one] one row
       *[other] { $rows } rows
    })
campaign-act-approved = approved
campaign-act-released = released
campaign-act-part-opened = part { $number } ({ $purpose }) opened with { $rows ->
        [one] one row
       *[other] { $rows } rows
    }
campaign-act-paused = paused: { $why }
campaign-act-resumed = resumed
campaign-act-stopped = stopped; what has not left is withdrawn
campaign-act-complained = a complaint came in
campaign-act-complained-row = a complaint about row { $row } came in
campaign-act-looked-letter = a letter was looked at: row { $row }
campaign-act-looked-rows = all rows with their addresses were taken out
campaign-act-looked-differences = the differences of the lists were taken out
campaign-act-ended = every row has come to an end
campaign-act-forgotten = files, texts and replies destroyed

campaign-part-purpose-canary = canary
campaign-part-purpose-rest = rest
campaign-part-purpose-resend = once more

campaign-pause-person = a person wants it
campaign-pause-other-person = a letter names another person than its recipient
campaign-pause-altered = what is stored is not what was approved
campaign-pause-refused = a rule refused a letter
campaign-pause-found-again = letters were found that the ledger does not know
campaign-pause-restored = the database was restored from a backup; nobody knows what has left since

campaign-step-claim = claimed
campaign-step-give-back = given back
campaign-step-hand-over = being handed over
campaign-step-put-off = put off by the next hop
campaign-step-accept = taken by the next hop
campaign-step-fail = failed
campaign-step-lose = nobody knows whether it arrived
campaign-step-withdraw = withdrawn
campaign-step-settle-accepted = settled: it arrived
campaign-step-settle-failed = settled: it did not arrive
campaign-step-resend = to be sent once more
