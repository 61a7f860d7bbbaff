### Needs, refusals, verdicts, states

need-wait = Waiting until { $until } (can be stopped)
need-self-review = Self-review
need-approval = Supervisor approval ({ $group }, { $count ->
    [one] one person
   *[other] { $count } people
})
need-thaw = Thaw of incident { $incident }

refuse-too-many-persons = Personal data of { $count ->
    [one] one person
   *[other] { $count } persons
} may not go to several outside recipients. Send it only to who needs it, or take the personal data out.
refuse-own-recipients-attached = An attachment contains { $count ->
    [one] a recipient
   *[other] { $count } recipients
} of this very letter. A list of recipients may not be attached to a bulk letter. Remove the attachment.
refuse-unknown-list = A recipient looks like a mailing list of this organisation and is not known here. Check the address.
refuse-unsendable = It cannot be written as a mail that other servers take. Write it anew in your mail program.
refuse-found-again = It is a notice from before the database was rebuilt, and no longer true. What is needed is sent anew.
refuse-campaign-stopped = Its campaign was stopped; it is not sent.
refuse-campaign-unknown = The ledger of its campaign does not know it, so it may have been sent before. It is not sent again.
refuse-rule = The administrator's rule "{ $rule }" does not let it leave.
refuse-other = A rule does not let it leave.

rejection-own = Nobody approves their own letter, nor a letter they have self-reviewed.
rejection-stale = The letter or its recipients have changed since they were shown. Load the page and look again.
rejection-too-early = The wait is not over yet.
rejection-not-needed = Nothing asks for this now. It may have been done already.
rejection-not-allowed = You may not do this.
rejection-twice = You have already approved. Somebody else has to approve, too.

verdict-pass = pass
verdict-hold = hold
verdict-refuse = refuse

state-held = Held
state-ready = Released, to be sent
state-sending = Sending
state-done = Ended
state-sent = Sent
state-partly-sent = Partly sent
state-refused = Refused, returned
state-returned = Returned to sender
state-discarded = Discarded
state-altered = Altered, held

status-pending = Not sent yet
    .explained = It has not been sent yet.
status-accepted = Sent
    .explained = The other server has taken it.
status-refused = Refused
    .explained = The other server has refused it. It is not tried again.
status-deferred = To be tried again
    .explained = The other server cannot take it right now. It is tried again by itself.
status-unknown = Unknown
    .explained = The connection was lost just after the letter was handed over, so nobody knows whether it arrived. It is not sent again by itself, so that nobody gets it twice.
status-returned = Returned
    .explained = It was not sent and went back to its sender.

returned-refused = a rule does not let it leave
returned-declined = an approver sent it back
returned-review-timeout = nobody reviewed it in time
returned-approval-timeout = nobody approved it in time
returned-undeliverable = it could not be sent by any route
returned-altered = its stored data was found changed

capacity-approver = approver
capacity-deputy = deputy (in place of { $of })

means-password = password
means-second-factor = password and second factor
means-notice-token = personal link in a notice
means-command-line = command line on the server

mode-observe = observe
mode-ask = ask
mode-enforce = enforce

step-drop-bcc = Bcc field removed
step-individualise = One mail per recipient
step-to-bcc = Bcc conversion
step-strip = Attachment taken out
step-footer = Text added below
step-zip = Attachment encrypted (AES-256 zip)
step-link = Attachment replaced by a download link
step-trace = Trace added (Received)
step-dkim = DKIM signature

change-field-added = Header field added
change-field-removed = Header field removed
change-field-changed = Header field changed
change-part-added = Attachment added
change-part-removed = Attachment removed
change-part-changed = Attachment changed
change-line-added = Line of the text added
change-line-removed = Line of the text removed

explain-yes = yes
explain-no = no
explain-parcel = Recipient group { $number } ({ $count ->
        [one] one recipient
       *[other] { $count } recipients
    }): { $verdict }
explain-needs = needed: { $need }
explain-because = because: { $reason }
explain-step = done to it: { $step }
