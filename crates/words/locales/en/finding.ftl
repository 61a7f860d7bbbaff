### Findings, blind reasons, cause codes, places

## Findings. Attributes are sentences for what is known; .title heads lists of rules

finding-visible-strangers = Outside recipients who have nothing to do with each other can see each other's addresses.
    .count = Outside recipients of { $count } unrelated organisations can see each other's addresses.
    .count-domains = Outside recipients of { $count } unrelated organisations ({ $domains }) can see each other's addresses.
    .title = Strangers see each other
finding-mass-visible = Many outside recipients can see each other's addresses.
    .count = { $count } outside recipients can see each other's addresses.
    .title = Many recipients see each other
finding-first-domain = A recipient's domain has never been written to before.
    .domain = A recipient's domain has never been written to before ({ $domain }).
    .title = First letter to a domain
finding-lookalike-domain = A recipient's domain looks like one you write to, but is another one.
    .domain = The recipient domain { $domain } looks like one you write to, but is another one.
    .domain-like = The recipient domain { $domain } looks like { $like }, which you write to, but is another one.
    .title = Look-alike domain
finding-salutation-mismatch = The name in the salutation is not the recipient's.
    .name = The name in the salutation, "{ $name }", is not the recipient's.
    .name-recipient = The name in the salutation, "{ $name }", does not fit the recipient "{ $recipient }".
    .title = Salutation and recipient differ
finding-company-mismatch = A company named in the text or in a file name is not the recipient's.
    .name = "{ $name }", named in the text or in a file name, is not the recipient's organisation.
    .name-domain = "{ $name }", named in the text or in a file name, is not the recipient's organisation ({ $domain }).
    .title = Company and recipient differ
finding-other-person = A name or other data in it is somebody else's than the recipient's.
    .name = "{ $name }" is not the recipient's name or data, by the master.
    .name-recipient = "{ $name }" is not the name or data of the recipient "{ $recipient }", by the master.
    .title = Somebody else's name or data
finding-burst = An earlier one of many letters of the same shape named somebody else than its recipient, so the following ones are held with it.
    .count = It is letter { $count } of the same shape, and an earlier one named somebody else than its recipient, so this one is held with it.
    .title = After a mixed-up mail merge
finding-reply-adds-outside = A reply or forward adds outside recipients who were not part of the conversation.
    .count = A reply or forward adds { $count ->
        [one] one outside recipient who was
       *[other] { $count } outside recipients who were
    } not part of the conversation.
    .domain = A reply or forward adds an outside recipient ({ $domain }) who was not part of the conversation.
    .count-domain = A reply or forward adds { $count ->
        [one] one outside recipient ({ $domain }) who was
       *[other] { $count } outside recipients ({ $domain } and others) who were
    } not part of the conversation.
    .title = Reply or forward adds outsiders
finding-stale-recipients = An earlier letter is reused and may still have its old recipients.
    .count = An earlier letter is reused and may still have { $count ->
        [one] one old recipient
       *[other] { $count } old recipients
    }.
    .days = A letter of { $days ->
        [one] yesterday
       *[other] { $days } days ago
    } is reused and may still have its old recipients.
    .domain-silent-days = The reused letter may still have an old recipient: nobody has written to { $domain } for { $silent-days ->
        [one] one day
       *[other] { $silent-days } days
    }.
    .title = Old recipients of a reused letter
finding-freemail = A recipient has a free or private mailbox.
    .domain = A recipient has a free or private mailbox ({ $domain }).
    .domain-own = A recipient looks like the sender's own private mailbox ({ $domain }).
    .own = A recipient looks like the sender's own private mailbox.
    .title = Private mailbox
finding-forgotten-attachment = The text speaks of an attachment, but there is none.
    .word = The text says "{ $word }", but nothing is attached.
    .title = Forgotten attachment
finding-blind = A part could not be looked into.
    .reason = A part could not be looked into ({ $reason }).
    .name-reason = "{ $name }" could not be looked into ({ $reason }).
    .title = Blind part
finding-own-recipients-attached = An attachment contains the recipients of this very letter.
    .count = An attachment contains { $count ->
        [one] a recipient
       *[other] { $count } recipients
    } of this very letter.
    .title = List of recipients attached
finding-personal-data = It contains personal data.
    .count = It contains personal data of { $count ->
        [one] one person
       *[other] { $count } persons
    }.
    .title = Personal data
finding-hidden-data = What is not seen when a file is opened contains personal data.
    .count = What is not seen when a file is opened contains personal data of { $count ->
        [one] one person
       *[other] { $count } persons
    }.
    .title = Hidden personal data
finding-quoted-data = The quoted thread contains personal data.
    .count = The quoted thread contains personal data of { $count ->
        [one] one person
       *[other] { $count } persons
    }.
    .title = Personal data in the quoted thread
finding-special-care-data = It contains special-care personal data.
    .count = It contains special-care personal data of { $count ->
        [one] one person
       *[other] { $count } persons
    }.
    .title = Special-care personal data
finding-unprotected-attachment = An attachment with personal data is not protected.
    .name = The attachment "{ $name }" has personal data and is not protected.
    .title = Unprotected attachment
finding-defect = The letter is malformed: recipients may see different contents, depending on their mail program.
    .reason = The letter is malformed ({ $reason }): recipients may see different contents, depending on their mail program.
    .title = Malformed letter
finding-list-has-outsider = A mailing list among the recipients has outside members.
    .count = A mailing list among the recipients has { $count ->
        [one] one outside member
       *[other] { $count } outside members
    }.
    .count-members = Of the { $members } members of a mailing list among the recipients, { $count ->
        [one] one is
       *[other] { $count } are
    } outside.
    .title = Outsiders on a mailing list
finding-unknown-list = A recipient looks like a mailing list of this organisation and is not known here.
    .title = Unknown mailing list
finding-hidden-external = An outside recipient is in no header field (Bcc).
    .count = { $count ->
        [one] One outside recipient is
       *[other] { $count } outside recipients are
    } in no header field (Bcc).
    .title = Outside Bcc recipient
finding-external = It goes to an outside recipient.
    .count = It goes to { $count ->
        [one] one outside recipient
       *[other] { $count } outside recipients
    }.
    .title = Outside recipient
finding-rule = A rule of the administrator applies.
    .rule = The administrator's rule "{ $rule }" applies.
    .message = { $message }
    .title = Rule of the administrator
finding-detector-failed = A check could not be finished, so a person has to look.
    .reason = A check could not be finished, so a person has to look ({ $reason }).
    .title = Failed check

## Why a part could not be looked into

blind-encrypted = it is encrypted
blind-encrypted-mail = the mail itself is encrypted
blind-charset = its character set is unknown or does not fit
blind-limit = it is larger or more complex than what is checked
blind-no-reader = nothing here can read this format
blind-unknown-format = its format is not known
blind-damaged = it is damaged
blind-reader-failed = reading it failed
blind-image = it is an image, whose text cannot be read
blind-unexpandable = the recipients of a mailing list cannot be told

## Why a check was not finished

failure-transform-signed = it is signed or encrypted and cannot be changed, for example protected
failure-transform-charset = its character set cannot be read without doubt, so it cannot be changed, for example protected
failure-transform-line = a line is too long, so it cannot be changed, for example protected
failure-transform-size = it is too large to be changed, for example protected
failure-transform-structure = its structure does not let it be changed, for example protected
failure-found-again = the database was lost and rebuilt, so it is not known whether the letter was sent before
failure-out-of-turn = letters of the same mail merge that came before it were still being checked, so they could not be compared
failure-panic = an unexpected error happened while checking
failure-time = checking took too long
failure-limit = a limit of checking was reached
failure-expression = the expression of a rule could not be evaluated

## Cause codes (docs/causes.md)

cause-r1 = R1 auto-complete, same name
cause-r2 = R2 typo, look-alike or lapsed domain
cause-r3 = R3 reply-all or forward with an old outside party
cause-r4 = R4 reused mail with old recipients
cause-r5 = R5 inside/outside mix-up, private mailbox
cause-b1 = B1 To or Cc instead of Bcc
cause-b2 = B2 old Bcc
cause-a1 = A1 wrong file, file of another customer
cause-a2 = A2 extra data (hidden sheet, tracked changes, quoted thread)
cause-a3 = A3 list attached, too many persons
cause-a4 = A4 unprotected, or the password to the same wrong party
cause-m1 = M1 row shift, wrong column
cause-m2 = M2 duplicate, or a test on the real list
cause-l1 = L1 wrong members of a list, leavers
cause-l2 = L2 auto-forward, loops
cause-s1 = S1 subcontractor on our behalf
cause-s2 = S2 program or system setting
cause-h1 = H1 rule bypassed, intent

## Where something was found

place-envelope = recipients (envelope)
place-letter = the letter as a whole
place-header = header field { $name }
place-part = part { $part }
    .inside = part { $part }, "{ $inside }"
