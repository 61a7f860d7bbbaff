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
