### Words of the pages. Of the values, count is a number. Findings, evidence and holds have catalogues of their own.

## Frame
shell-name = Sekisho
shell-skip = Skip to content
shell-menu = Menu
shell-nav = Main pages
shell-foot = The checkpoint for outgoing mail. Who looked, who decided and what was sent is kept as evidence.

## Navigation
nav-mine = My held letters
nav-approve = To approve
nav-held = All held letters
nav-search = Search
nav-history = My sent letters
nav-campaigns = Campaigns
nav-deliveries = Delivery log
nav-lists = Mailing lists
nav-accounts = Accounts
nav-policy = Policy
nav-evidence = Evidence
nav-account = Account
nav-mis-sent = I mis-sent
nav-sign-out = Sign out

## Sign-in
sign-in-title = Sign in
sign-in-login = User name
sign-in-password = Password
sign-in-next = Next
sign-in-button = Sign in
sign-in-lost = If you forgot your password, ask your administrator.
sign-in-code = Code
sign-in-code-lead = Type the 6-digit code that your authenticator app shows.
sign-in-code-hint = The code changes every 30 seconds and works once.
sign-in-again = Start again
sign-in-wrong = You were not signed in.
sign-in-wrong-do = Check the user name and password, or the code, and try again. After 10 failures in a row the account is locked for 15 minutes.
sign-in-locked = Too many failures: sign-in is locked for a while.
sign-in-locked-do = Try again after { $time }. If this was not you, tell your administrator.
sign-in-expired = Too much time passed: please start again.
sign-in-expired-do = Type your user name and password again.
sign-in-needed = Sign in to see this page.
sign-in-needed-do = You get to the page after it.

## Second factor
second-title = Second factor
second-first = This is your first sign-in. Set up a second factor, so that nobody can approve or send in your name with a leaked password. It takes about a minute.
second-must = Your account needs a second factor. Set it up now; until then nothing else is open to you. It takes about a minute.
second-lead = Register a new authenticator app. The old one stops working when you finish.
second-missing = You have not set up a second factor yet.
second-step-app = Install an authenticator app on your phone (Google Authenticator, Microsoft Authenticator, …).
second-step-scan = Scan this QR code with the app.
second-step-code = The 6-digit code that the app shows
second-qr = QR code for the authenticator app
second-type = If you cannot scan the code
second-confirm = Finish
second-later = Do this later
second-wrong = The code is wrong.
second-wrong-do = Type the code that the app shows right now. If it keeps failing, check the clock of your phone.
second-done = The second factor is set up. From the next sign-in on you need a code.
second-removed = The second factor is off. Your sessions on other devices have ended.

## Account
account-title = Account
account-roles = Roles
account-role-admin = Administrator
account-role-officer = Privacy officer
account-role-auditor = Auditor
account-role-none = Sender
account-means = This sign-in
account-second-on = Set up
account-second-on-text = Each sign-in asks for a code of your authenticator app.
account-second-keeps = Your account must have a second factor, so you cannot switch it off. Without the authenticator app at hand, ask an administrator to reset it.
account-second-again = Register another app
account-second-remove = Switch the second factor off
account-second-remove-text = Afterwards the password alone is enough to sign in. Without the authenticator app at hand, ask an administrator to reset it.
account-second-remove-wrong = The password or the code is wrong. A code works once: wait for a new one and try again.
account-second-remove-sure = Switch it off
account-second-off = Not set up
account-second-off-text = With it, nobody can sign in with a leaked password alone.
account-second-start = Set up the second factor
account-password = Change password
account-old = Current password
account-new = New password
account-new-hint = 12 to 256 characters. A long sentence that you remember is fine.
account-change = Change password
account-old-wrong = The current password is wrong.
account-new-length = Use 12 to 256 characters.
account-changed = Your password was changed. Your sessions elsewhere have ended.

## Keeping accounts
accounts-title = Accounts
accounts-lead = Who can sign in, and with which roles. Who can approve is set by the groups of the configuration file.
accounts-person = Person
accounts-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
accounts-groups = Approves: { $groups }
accounts-active = Active
accounts-invited = Invited (no password yet)
accounts-disabled = Barred
accounts-locked = Locked until { $time }
accounts-own = Your own account is changed on the page "Account"
accounts-change = Change
accounts-set-roles = Set roles
accounts-enable = Open again
accounts-disable = Bar
accounts-invite-again = Send the invitation again
accounts-reset-password = Have a new password set
accounts-reset-second = Switch the second factor off
accounts-changed = The account was changed; its sessions have ended.
accounts-invitation-sent = The invitation was sent. It is good for 7 days.
accounts-add = Add a person
accounts-add-text = An invitation is mailed; the person sets a password at a page that works once.
accounts-user-hint = Letters, digits, and . _ - @, at most 64
accounts-name = Name
accounts-address = Mail address
accounts-address-hint = Invitation and notices go there, and mail from it counts as this person's.
accounts-language = Language of pages and notices
accounts-roles-hint = Who only sends mail needs no role.
accounts-invite = Send the invitation
accounts-bad-user = A login name has letters, digits, and . _ - @, at most 64.
accounts-bad-name = A name is needed, of at most 100 characters.
accounts-bad-address = This is not a mail address.
accounts-known = There is an account of this name.

## Invitations
invitation-title = Set your password
invitation-lead = This is the account of { $name }. Once a password is set, you can sign in.
invitation-button = Set the password
invitation-done = The password is set. Please sign in.

## Mailing lists
lists-title = Mailing lists
lists-lead = Each letter to a list is judged by who gets it; with somebody outside in it, it counts as a letter to outside.
lists-empty = There are no mailing lists.
lists-reach = { $count ->
    [one] reaches one mailbox
   *[other] reaches { $count } mailboxes
}
lists-owners = Owners
lists-no-owner = Nobody answers for it
lists-members = Members, those outside first
lists-list = another list
lists-unexpandable = Not all members of this list can be told.
lists-unexpandable-do = Letters to it wait for a person. It may be too large, or name an address of this organisation that does not exist.
lists-where = Members are changed in the configuration file ([[list]]).

## Lists
tray-mine = My held letters
tray-mine-lead = These letters have not left yet. Check them, then send, fix or stop them.
tray-mine-empty = No letters are held.
tray-approve = To approve
tray-approve-lead = These letters wait for your approval. Look at who, what and why; then approve or send back.
tray-approve-empty = No letters wait for your approval.
tray-held = All held letters
tray-held-lead = Everything that is held in the organisation.
tray-held-empty = No letters are held.
tray-history = My sent letters
tray-history-lead = Your letters so far: sent, returned or stopped.
tray-history-empty = No letters yet.
tray-subject = Subject
tray-no-subject = (no subject)
tray-why = What is odd
tray-nothing-odd = Nothing odd was found
tray-more = and { $count } more
tray-who = From and to
tray-to = { $domains } ({ $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
})
tray-to-inside = { $count ->
    [one] { $count } inside recipient
   *[other] { $count } inside recipients
}
tray-nobody = (system notice)
tray-stand = State
tray-at = Accepted
page-next = Next page
filter-button = Filter
search-title = Search
search-lead = Searches subjects and addresses. With several words, every word must be found.
search-words = Subject, address or domain
search-button = Search
search-empty = Nothing was found. Use fewer or other words.
search-start = Type what to search for.

## Mis-sent
mis-sent-title = I mis-sent
mis-sent-lead = { $count ->
    [one] One of your letters has
   *[other] { $count } of your letters have
} recipients that have not got it yet.
mis-sent-button = { $count ->
    [one] Stop it
   *[other] Stop all { $count }
}
mis-sent-hint = What is stopped reaches nobody else. Passwords that would follow are not sent, and download links are locked. Mend what is needed and send it again.
mis-sent-empty = Nothing can be stopped: everything has been sent.
mis-sent-done = { $count ->
    [one] { $count } letter was stopped.
   *[other] { $count } letters were stopped.
}
mis-sent-part = Some letters could not be stopped. Check the list.
mis-sent-left = Letters that have left
mis-sent-left-text = A letter that has left cannot be taken back. If its attachment was sent as a download link, lock the link on the letter's page. Tell your supervisor and the privacy officer at once.

## Campaigns
campaigns-title = Campaigns
campaigns-lead = One letter to each person of a list. Every letter is made and read back: nothing of another person may stand in it. Somebody else approves before anything leaves.
campaigns-empty = There are no campaigns yet.
campaigns-back = All campaigns
campaigns-back-progress = Back to the progress
campaigns-back-checks = Back to the checks
campaigns-name = Name
campaigns-name-hint = At most 40 of a–z, 0–9 and “-”. A name is never used again.
campaigns-letters = Letters
campaigns-count = { $count ->
    [one] { $count } letter
   *[other] { $count } letters
}
campaigns-of = { $done } of { $all }
campaigns-makers = Made by
campaigns-makers-hint = Whoever has a hand in it cannot approve it. Let somebody else bring the second list.
campaigns-makers-add = Add to the makers
campaigns-new = A new campaign
campaigns-new-text = Choose a name and go on to its files. Nothing is sent yet.
campaigns-new-button = Begin
campaigns-steps = Steps of the campaign
campaigns-step-sources = Sources
campaigns-step-differences = Differences
campaigns-step-template = Template
campaigns-step-checks = Checks
campaigns-step-approval = Approval
campaigns-step-progress = Progress
campaigns-mark-missing = Missing
campaigns-mark-done = Done
campaigns-mark-differs = Differs
campaigns-mark-agrees = Agrees
campaigns-mark-answered = answered for
campaigns-mark-running = Running
campaigns-mark-open = Open
campaigns-mark-waits = Waits
campaigns-mark-paused = Paused
campaigns-stand-draft = Draft
campaigns-stand-checking = Being checked
campaigns-stand-open = Something is open
campaigns-stand-ready = Ready for approval
campaigns-stand-proposed = Waits for approval
campaigns-stand-approved = Waits for release
campaigns-stand-running = Being sent
campaigns-stand-paused = Paused
campaigns-stand-stopped = Stopped
campaigns-stand-done = Done
campaigns-stand-forgotten = Destroyed
campaigns-lead-draft = Put sources and text together, then have it checked.
campaigns-lead-checking = Every letter is being made and read back.
campaigns-lead-open = It cannot be laid before approvers like this. Look at differences and checks, and mend sources or text.
campaigns-lead-ready = Nothing is in the way. Somebody else can approve it now.
campaigns-lead-proposed = It waits for approval. A change of sources or text voids approvals.
campaigns-lead-approved = It is approved. Somebody who did not approve it can release it.
campaigns-lead-running = Letters leave one by one. Anybody may stop it at any time.
campaigns-lead-paused = Nothing leaves until somebody resumes it.
campaigns-lead-stopped = It was stopped. What had not left will not leave.
campaigns-lead-done = Every row has come to an end.
campaigns-lead-forgotten = Its files and texts were destroyed after their time. The evidence remains.
campaigns-changed-since = Sources or text changed since the last check.
campaigns-changed-since-do = What you see below is about what was before. Have it checked again.
campaigns-missing = { $count ->
    [one] { $count } part that the plan names is not there yet.
   *[other] { $count } parts that the plan names are not there yet.
}
campaigns-put = Bring files
campaigns-put-text = List, second list, master, files to attach. A file of the same name is replaced. Only what is taken in here is used; what happens to your file afterwards changes nothing.
campaigns-files = Files (more than one is fine)
campaigns-files-hint = Tables as CSV, TSV, Excel, ODS, Parquet. At most { $limit } each; bring larger ones with sekisho campaign submit.
campaigns-put-button = Bring them
campaigns-no-parts = There are no files yet.
campaigns-parts = Files of this campaign
campaigns-part-name = File
campaigns-part-role = Used as
campaigns-part-size = Size
campaigns-part-by = Brought by
campaigns-part-more = More
campaigns-part-remove = Take it out
campaigns-role-plan = Plan
campaigns-role-list = List (whom it goes to)
campaigns-role-second = Second list (the same, made by somebody else)
campaigns-role-master = Master (who there is)
campaigns-role-known = Gets nothing
campaigns-role-text = Text
campaigns-role-file = Attachment
campaigns-role-secret = Secret for unsubscribing
campaigns-role-unused = Not used
campaigns-tables = Which tables
campaigns-tables-text = Say what each table is. What its columns mean comes next.
campaigns-tables-button = Use these
campaigns-list-hint = One row is one letter.
campaigns-second-hint = Made by somebody else in another way. The two are compared, and a difference stands in the way of an approval.
campaigns-master-hint = Made without the list. Without it a shifted column is not seen.
campaigns-no-second = None
campaigns-no-master = None (only the list itself)
campaigns-columns = What the columns mean
campaigns-columns-text = Guessed from their names. Please correct what is wrong.
campaigns-key = Key column of the list
campaigns-key-hint = The number that leads to the person in the master.
campaigns-address = Address column of the list
campaigns-meanings = Each column of “{ $name }”
campaigns-meanings-hint = Values of these columns are looked for in everybody else's letters.
campaigns-meaning-none = Not searched
campaigns-meaning-key = Key
campaigns-meaning-mail = Mail address
campaigns-meaning-phone = Telephone number
campaigns-meaning-member = Member number
campaigns-meaning-name = Name
campaigns-meaning-reading = Reading
campaigns-columns-button = These are right
campaigns-plan = The plan as text, for experts
campaigns-plan-hint = What no form shows is written here: waivers, attachments, unsubscribing, rates of domains. docs/campaign.md explains the keys.
campaigns-plan-button = Save the plan
campaigns-go-template = On to the template
campaigns-go-checks = On to the checks
campaigns-go-approval = On to the approval
campaigns-running = Being checked
campaigns-fresh = This page loads itself again.
campaigns-stage-waiting = Waits for its turn
campaigns-stage-asking = Sources of the house are asked
campaigns-stage-reading = Files are read
campaigns-stage-comparing = The lists are compared
campaigns-stage-making = Letters are made and read back
campaigns-stage-writing = The result is put together
campaigns-stage-done = Done
campaigns-check-button = Check it (nothing is sent)
campaigns-not-checked = Nothing was checked yet.
campaigns-nothing-compared = There is nothing to compare with: no second list and no master.
campaigns-with-second = List and second list
campaigns-with-master = List and master
campaigns-agree = Everything agrees.
campaigns-disagree = { $count ->
    [one] There is { $count } difference.
   *[other] There are { $count } differences.
}
campaigns-identical = Identical rows
campaigns-differing = Differences
campaigns-wrong-address = Somebody else's address
campaigns-classes = Kinds of differences
campaigns-class = Kind
campaigns-class-open = Open
campaigns-cases = Cases
campaigns-rows-a = List
campaigns-rows-b = The other table
campaigns-changed-columns = Columns that differ
campaigns-changed = { $columns }: { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
campaigns-first = The first differences, masked
campaigns-first-hint = What cells say is masked. The files below have all of it.
campaigns-first-more = There are more; the files below have all.
campaigns-row-a = list, row { $row }
campaigns-row-b = other table, row { $row }
campaigns-report-xlsx = Report of the differences (Excel)
campaigns-report-csv = Report of the differences (CSV)
campaigns-report-hint = These hold unmasked values. Handle them with care.
campaigns-warnings = Look at the files of the lists
campaigns-waivers = Answered for, with a reason
campaigns-void = Void
campaigns-compared = What was compared
campaigns-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
campaigns-author = made by { $name }
campaigns-letter = The letter
campaigns-letter-text = Write the name of a column where its value belongs.
campaigns-fields = Columns:
campaigns-sender = Name of the sender
campaigns-from = Address of the sender
campaigns-reply-to = Replies go to (optional)
campaigns-recipient = Name of the recipient (optional)
campaigns-html = HTML body (optional)
campaigns-letter-button = Save the letter
campaigns-sending = How it leaves
campaigns-canary = Rows that go ahead
campaigns-canary-hint = So many go first, and bounces and complaints are looked at before the rest. 0: none.
campaigns-per-minute = Letters a minute
campaigns-per-minute-hint = Empty: as the house has it.
campaigns-per-minute-domain = Letters a minute to one domain
campaigns-not-before = Not before
campaigns-not-before-hint = Empty: as soon as it is released.
campaigns-hours = Hours of the day
campaigns-hours-hint = Letters leave only in these hours. Empty: at any hour.
campaigns-hours-from = From
campaigns-hours-to = To
campaigns-leaves-from = Not before { $time }
campaigns-leaves-hours = Only from { $from } to { $to }
campaigns-leaves-rate = At most { $count } a minute
campaigns-leaves-rate-domain = At most { $count } a minute to one domain
campaigns-leaves-canary = { $count } go ahead
campaigns-test-to = Where test letters go
campaigns-test-to-hint = One a line; addresses of your own that are not in the list.
campaigns-sending-button = Save
campaigns-look-at = Letter of row { $row }
campaigns-verdict = What the check found
campaigns-not-made = Letters cannot be made.
campaigns-ready = { $count ->
    [one] { $count } letter is ready.
   *[other] { $count } letters are ready.
}
campaigns-open = Nothing can be sent like this.
campaigns-in-the-way = { $what }: { $count }
campaigns-rows-in-list = Rows of the list
campaigns-letters-ready = Ready
campaigns-left-out = Left out
campaigns-left-out-title = Rows that get nothing, and why
campaigns-checked-by = checked for { $user } in { $seconds } s
campaigns-troubles = Letters that cannot be made
campaigns-finding-count = { $count } in { $rows } rows
campaigns-where = Where
campaigns-row = row { $row }
campaigns-person = person { $count } of the master
campaigns-sample = Letters to look at first
campaigns-sample-hint = Chosen by where mistakes are likely. Open them and look.
campaigns-letter-of = Letter of row { $row } of { $all }
campaigns-letter-lead = Exactly as it would leave.
campaigns-no-root = There is nothing to approve yet. Have it checked and mend what is open.
campaigns-what = What is approved
campaigns-approvals = Approvals needed
campaigns-approved-by = Approved by
campaigns-nobody-yet = Nobody yet
campaigns-root = Seal (Merkle root)
campaigns-root-hint = An approval is for exactly these letters. One character more or less in one of them, and it is void.
campaigns-own = You had a hand in it, so you cannot approve it.
campaigns-propose = Lay before approvers
campaigns-withdraw = Take back to change it
campaigns-decline = Send back to its makers
campaigns-approve-effect = After the approval somebody else can release { $count ->
    [one] { $count } letter
   *[other] { $count } letters
}.
campaigns-release = Release
campaigns-release-effect = { $count ->
    [one] { $count } letter begins
   *[other] { $count } letters begin
} to leave.
campaigns-comment = A word about it (optional)
campaigns-stop = Stop it
campaigns-stop-text = What has not left will never leave. What has left cannot be called back. Anybody may stop it.
campaigns-stop-sure = Stop it for good
campaigns-paused = It is paused.
campaigns-opens-at = Nothing leaves before
campaigns-question-by-rule = The rows that went ahead are done. Go on?
campaigns-question-complaint = Somebody complained about a letter that went ahead, or got another person's data.
campaigns-question-unknown = Nobody knows what became of some letters that went ahead.
campaigns-question-failed = More of the letters that went ahead failed than is usual.
campaigns-question-do = Look at the rows, then resume or stop.
campaigns-unknown = { $count ->
    [one] Nobody knows what became of { $count } letter.
   *[other] Nobody knows what became of { $count } letters.
}
campaigns-unknown-do = They are never sent again by themselves, so that nobody gets two. Look into the logs of the next hop.
campaigns-far = How far it is
campaigns-state-pending = Waiting
campaigns-state-claimed = Being prepared
campaigns-state-handed = Being handed over
campaigns-state-accepted = Accepted
campaigns-state-failed = Failed
campaigns-state-unknown = Unknown
campaigns-state-withdrawn = Withdrawn
campaigns-complaints = Complaints
campaigns-rate = { $count } a minute
campaigns-done-at = Done at about
campaigns-rows-all = Row by row
campaigns-export-xlsx = Save the outcome (Excel)
campaigns-export-csv = Save the outcome (CSV)
campaigns-not-released = Nothing was sent yet.
campaigns-starting = The letters are being made ready
campaigns-pause = Pause
campaigns-resume = Resume
campaigns-row-number = Row
campaigns-house = (the house)
campaigns-act-made = Files changed
campaigns-act-checked = Checked
campaigns-act-tried = Test letters sent
campaigns-act-proposed = Laid before approvers
campaigns-act-approved = Approved
campaigns-act-released = Released
campaigns-act-part-opened = A part began to leave
campaigns-act-paused = Paused
campaigns-act-resumed = Resumed
campaigns-act-stopped = Stopped
campaigns-act-complained = A complaint came in
campaigns-act-ended = Every row came to an end
campaigns-act-forgotten = Files destroyed
campaigns-wrong-id = This name cannot be used.
campaigns-wrong-id-do = Take at most 40 of a–z, 0–9 and “-”, and a name that was not used before.
campaigns-wrong-user = There is no account of this login name.
campaigns-wrong-user-do = Check the login name.
campaigns-wrong-from = The address of the sender is not one.
campaigns-wrong-from-do = Enter one mail address.
campaigns-wrong-reply-to = The address for replies is not one.
campaigns-wrong-reply-to-do = Enter one mail address, or leave it empty.
campaigns-wrong-subject = There is no subject.
campaigns-wrong-subject-do = Enter one.
campaigns-wrong-list = No list was chosen.
campaigns-wrong-list-do = Bring the table with whom it goes to, and choose it.
campaigns-wrong-key = No key column of the list was chosen.
campaigns-wrong-key-do = Choose the column that leads to the person in the master.
campaigns-wrong-address-column = No address column of the list was chosen.
campaigns-wrong-address-column-do = Choose the column with the mail address.
campaigns-wrong-test-to = An address for test letters is not one.
campaigns-wrong-test-to-do = One a line, at most 10.
campaigns-wrong-per-minute = The letters a minute are not a number.
campaigns-wrong-per-minute-do = Enter a whole number from 1, or nothing.
campaigns-wrong-canary = The rows that go ahead are not a number.
campaigns-wrong-canary-do = Enter a whole number from 0.
campaigns-wrong-hours = The hours of the day are not two hours.
campaigns-wrong-hours-do = Enter both like 09:00, or neither.
campaigns-wrong-not-before = The instant to leave from is not one.
campaigns-wrong-not-before-do = Enter a day and an hour, or nothing.
campaigns-first-show = Show { $count }
campaigns-trial = Trial letters
campaigns-trial-text = Letters for made-up persons go to the test addresses only. Nobody of the list gets one.
campaigns-trial-button = Send trial letters
campaigns-rest = Let the rest go
campaigns-complaint = Complaints
campaigns-complaint-text = Write down when somebody says that they got another person's data. After the rows that went ahead, the rest then waits for a person.
campaigns-complaint-open = Write one down
campaigns-complaint-row = Row, where it is known
campaigns-complaint-what = What was said
campaigns-complaint-button = Write it down
campaigns-settle = Say what became of it
campaigns-settle-text = Choose what you found out from the next hop's log. Only a row that did not arrive can be sent once more.
campaigns-settle-how = How you found out
campaigns-settle-yes = It arrived
campaigns-settle-no = It did not arrive
campaigns-settle-all = Say what became of all { $count }
campaigns-settle-all-text = Only when the next hop's log says the same of every one of them, as after a restored backup. If there are more or fewer by then, nothing is written.
campaigns-settle-all-yes = All { $count } arrived
campaigns-settle-all-no = None of the { $count } arrived
campaigns-again = Send it once more
campaigns-again-text = Exactly the approved letter is sent again.
campaigns-again-button = Send it once more
campaigns-wrong-rows = This row cannot be sent once more.
campaigns-wrong-rows-do = Rows that were sent, or may have been, are not sent again.
campaigns-wrong-comment = What you wrote is too long.
campaigns-wrong-comment-do = At most 2,000 characters.
campaigns-waive = Answer for it
campaigns-waive-text = You answer for exactly { $count }; one more and it is void. Have it checked again afterwards.
campaigns-waive-reason = Reason; the approver reads it
campaigns-waive-button = I answer for it
campaigns-wrong-own-list = Who made one of the lists does not answer for their differences.
campaigns-wrong-own-list-do = Ask somebody else who has a hand in the campaign.
campaigns-wrong-reason = There is no reason.
campaigns-wrong-reason-do = Write one that the approver understands.
campaigns-wrong-code = Nobody can answer for this.
campaigns-wrong-code-do = Mend sources or text.
campaigns-certificate = Certificate of the reconciliation (PDF)
campaigns-certificate-hint = What was compared, counts, waivers, makers and approvers, signed with the key of the house.
campaigns-refused-own = Nobody approves their own work, and nobody releases what they approved.
campaigns-refused-own-do = Ask somebody else.
campaigns-refused-stale = It has changed since you opened the page.
campaigns-refused-stale-do = Look at it as it is now and decide again.
campaigns-refused-not-allowed = You may not do this.
campaigns-refused-not-allowed-do = If you need to, talk to an administrator.
campaigns-refused-twice = You have approved it already.
campaigns-refused-twice-do = Wait for another approver.
campaigns-refused-not-now = This cannot be done now.
campaigns-refused-not-now-do = Look at where it stands now.

## Letter page
letter-id = Number
letter-accepted = Accepted
letter-until = Waits until { $time }
letter-odd = Check this first
letter-refused = Why it cannot be sent
letter-who = Who
letter-what = What
letter-why = Why it is held
letter-why-refused = Why it was stopped
letter-why-seen = What was found
letter-from = From
letter-from-shown = shown as
letter-to = To
letter-to-count = { $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
}
letter-outside = { $count } outside
letter-outside-many = { $count } or more outside
letter-all-inside = all inside
letter-hidden-count = { $count } Bcc
letter-real = Who really gets it
letter-real-hint = The recipients handed to the server. It goes to exactly these.
letter-shown = What the letter shows
letter-shown-hint = The sender and recipients that its readers see.
letter-nobody = nobody
letter-all-to = Show all
letter-more-people = Show the other { $count }
letter-unlisted = And { $count } more (this page lists up to 500).
letter-inside = Inside
letter-side-outside = Outside
letter-seen-to = To
letter-seen-cc = Cc
letter-seen-hidden = Bcc (not shown)
letter-subject = Subject
letter-body = Text
letter-body-hint = The beginning of the text that will be sent. Addresses and telephone numbers are masked.
letter-no-body = There is no text.
letter-attachments = Attachments ({ $count })
letter-no-attachments = There are no attachments.
letter-no-name = (no name)
file-mail = Mail
file-image = Picture
file-text = Text
file-other = Other file
letter-plan = Done automatically when it is sent
letter-mails = It is sent as { $count } letters, one per recipient. Nobody sees the other recipients.
letter-rule = Rule
letter-reveal = Show what is masked (this is recorded)
letter-marks = Where it stands
letter-revealed = That you looked at this is in the evidence.
letter-nothing-masked = Nothing else is masked
letter-needs = Needed before it is sent
letter-need-open = Open
letter-need-met = Met
letter-need-by = by { $users }
fact-name = Name
fact-recipient = Real recipient
fact-word = Word
fact-message = Message
fact-address = Address
fact-file = File
fact-company = Company
fact-samples = Examples
letter-comment = Message from { $by }
letter-decide = Your decision
letter-own = It waits for an approver. Nobody approves their own letter.
letter-effect = If it is sent, it reaches { $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
}, { $outside } of them outside.
letter-effect-inside = If it is sent, it reaches { $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
}, all inside.
letter-effect-many = If it is sent, it reaches { $count } recipients.
letter-nothing-to-do = There is nothing for you to do now.
letter-bytes = The letter exactly as it will be sent
letter-bytes-text = Shows the outgoing letter without changing one character. That you looked is recorded in the evidence.
letter-bytes-open = Show the outgoing letter
letter-seal = Seal (SHA-256)
letter-seal-text = An approval is valid for this seal only. If one character of the text, one recipient or one step changes, it is void.
letter-seal-all = Seal
letter-seal-source = Letter as accepted
letter-seal-outgoing = Letter as sent
letter-changes = Difference to the letter as accepted
letter-no-changes = None. It is sent as it was accepted.
letter-before = Before
letter-after = After
letter-links = Download links
letter-link-until = Valid until
letter-link-open = Open
letter-link-locked = Locked
letter-link-unopened = Nobody has opened it yet.
letter-link-opened = Fetched by { $address }
letter-link-lock = Lock the link
letter-link-now-locked = The link is locked.
letter-siblings = Other parts of this letter
letter-siblings-text = Its recipients are treated differently.
letter-sibling = Part { $count }
letter-history = History

## Decisions
act-review = I have checked it: send
act-review-then = I have checked it: ask for approval
act-approve = Approve
act-decline = Send back
act-decline-text = It is not sent and goes back to its sender, who learns that you declined it.
act-decline-sure = Send back to the sender
act-comment = Message to the sender (optional)
act-comment-hint = Reasons and what should be changed stand in the notice to the sender.
act-edit = Change recipients
act-stop = Stop it
act-stop-text = The letter is discarded. It reaches nobody and cannot be brought back.
act-stop-sure = Discard
act-recall = Stop what has not arrived yet
act-recall-text = Nobody else gets it. Passwords that would follow are not sent, and download links are locked. Who has it already has it.
act-recall-sure = Stop the rest
act-inside = Stop the copies to outside
act-inside-text = You got this mail, but it has not been sent to its recipients outside yet. Stop it only if something is wrong: it then reaches nobody outside, and its sender is told.
act-inside-sure = Stop the copies to outside
done-review = You have confirmed the letter.
done-approve = You have approved the letter.
done-decline = The letter went back to its sender.
done-stop = The letter was stopped and discarded.
done-stop-part = Nobody else gets the letter. Who has it already stands on the page of the letter.
done-edit = The recipients were changed and the letter was judged again.
done-campaign-waived = Noted. Have it checked again.
done-campaign-tried = Trial letters were sent.
done-campaign-settled = What became of it is written down.
done-campaign-complained = The complaint is written down.
done-campaign-again = It is sent once more.
done-campaign-new = The campaign was begun. Bring its files.
done-campaign-saved = Saved.
done-campaign-checking = The check has begun.
done-campaign-propose = It lies before the approvers.
done-campaign-withdraw = It is back with its makers.
done-campaign-approve = Approved.
done-campaign-release = Letters begin to leave.
done-campaign-pause = Paused.
done-campaign-resume = It goes on.
done-campaign-stop = Stopped.
done-sending = It is being sent.
done-waiting = More is needed before it is sent.
done-close = You can close this page.

## Changing recipients
edit-title = Change recipients
edit-lead = Leave only those ticked who shall get it. The others get nothing.
edit-keep = Current recipients
edit-add = Recipients to add or correct
edit-add-hint = One address per line.
edit-effect = After a change the letter is judged again. Reviews and approvals so far are void.
edit-button = Use these recipients
edit-problem-address = “{ $text }” is not a valid mail address.
edit-problem-none = Nobody would remain. To give it up, use “Stop it”.
edit-problem-many = These are too many recipients.
edit-problem-changed = The letter has changed since you opened this page. Check the current recipients and choose again.

## From a notice
invited-for = Request to { $user }
invited-once = A decision from this page works once.
invited-second-factor = Your account needs a second factor to let this go. From this page you can only stop it or send it back.
invited-sign-in = Sign in and decide
invited-full = Sign in for details

## Outgoing letter
outgoing-title = The letter exactly as it will be sent
outgoing-back = Back to the letter's page
outgoing-lead = These are the very bytes that will be sent. That you looked is recorded in the evidence.
outgoing-number = Recipients of letter { $number } of { $of }
outgoing-previous = Previous
outgoing-next = Next
outgoing-download = Save as a file (.eml)
outgoing-text = As text
outgoing-cut = It is cut here because it is long. Save it as a file to see all of it.
outgoing-html = As it looks
outgoing-html-hint = Pictures and programs from outside are not loaded. Links do not work.
outgoing-raw = As data
outgoing-raw-hint = { $size }, SHA-256 { $digest }
outgoing-raw-show = Show the data

## Delivery log
deliveries-title = Delivery log
deliveries-lead = What became of each recipient.
deliveries-all = All
deliveries-recipient = Recipient
deliveries-status = Outcome
deliveries-reply = Reply of the other server
deliveries-at = Changed
deliveries-attempts = attempt { $count }
deliveries-empty = There are no such deliveries.

## Evidence
evidence-title = Evidence
evidence-lead = What happened, in order; each record is chained to the one before it, so that a change shows.
evidence-verify = Verify the chain
evidence-export = Export (JSON Lines)
evidence-offline = To verify away from the server:
evidence-good = Nothing was changed.
evidence-good-detail = { $count ->
    [one] The { $count } record is sound.
   *[other] All { $count } records are chained from first to last.
}
evidence-broken = The chain breaks at record #{ $seq }.
evidence-broken-detail = The { $count } records before it are sound. Tell the administrator and compare with a backup. Reason: { $why }
evidence-last = Hash of the last record
evidence-code = Kind
evidence-all = All
evidence-event = Event
evidence-at = When
evidence-content = Contents
evidence-json = Record as written
evidence-hash = Hash
evidence-letter = Letter { $id }
evidence-empty = There are no such records.

## Policy
policy-title = Policy
policy-lead = The rules that judge outgoing letters, and how often each was found in the last 30 days.
policy-rules = Rules in force
policy-modes = “Observe” only counts, “ask” asks the sender, “enforce” goes as far as approval or refusal.
policy-rule = Rule
policy-mode = Mode
policy-hits = Found in 30 days
policy-digest = SHA-256 of the policy in force
policy-source = Policy text (TOML)
policy-try = Try on the past
policy-try-text = Judges past letters by a changed policy and shows the difference. The policy in force stays.
policy-days = Period
policy-days-count = Last { $count } days
policy-try-button = Try
policy-tried = Result
policy-tried-sentence = Of { $letters } letters, { $held } would be stopped.
policy-letters = Letters looked at
policy-held-before = Stopped now
policy-held-after = Stopped then
policy-different = Different
policy-skipped = { $count ->
    [one] { $count } letter is past its retention and was left out.
   *[other] { $count } letters are past their retention and were left out.
}
policy-no-difference = No letter would be judged differently.
policy-before-after = Verdict now and then
policy-then = becomes
policy-mistakes = { $count ->
    [one] The policy has { $count } mistake.
   *[other] The policy has { $count } mistakes.
}
policy-mistake-at = Line { $line }, column { $column }:

## Download
download-title = Get your files
download-lead = Files of a letter from { $house }. Only those who got the letter can fetch them.
download-address = Your mail address
download-address-hint = The address that the letter came to. We send a code there.
download-ask = Send me a code
download-sent = If the letter went to this address, a code is on its way. It may take a minute.
download-code = Code
download-code-hint = The 6 digits of the mail. They are valid for 15 minutes.
download-open = Show the files
download-again = Use another address
download-wrong = The code is wrong.
download-wrong-do = Use the code of the latest mail. After 5 failures, ask for a new one.
download-ready = You can fetch the files for 30 minutes.
download-care = The sender can see that you fetched them. If you did not expect this letter, do not fetch them and tell the sender.
download-expired = The files can no longer be fetched.
download-expired-do = If you need them, ask the sender.
download-locked = The sender has withdrawn these files.
download-locked-do = They may have been sent by mistake. If you expected them, ask the sender.

## When something fails
fault-why = Why
fault-remedy = What to do
fault-home = To the first page
fault-not-found = Not found
    .why = There is no such letter, or it is not yours to see.
    .remedy = Check the address. If you should see this letter, ask your administrator.
fault-no-page = There is no such page
    .why = Nothing has this address.
    .remedy = Choose again from the first page.
fault-forbidden = You may not do this
    .why = Your role does not allow it.
    .remedy = If you need it, ask your administrator.
fault-own = Nobody approves their own work
    .why = You made, reviewed or changed this.
    .remedy = Wait for another approver.
fault-stale = It has changed, so the decision is void
    .why = Its text, a recipient or something else of it changed after you looked at it.
    .remedy = Open its page again, check what it is now, and decide then.
fault-too-early = The wait is not over
    .why = Letters to the outside wait a little, so that they can be taken back.
    .remedy = It is sent by itself when the wait is over.
fault-not-needed = This decision is no longer needed
    .why = It was made already, or what it was about was sent, returned or ended.
    .remedy = See its page for where it stands now.
fault-twice = You have approved it already
    .why = Where two approvals are needed, they must come from two people.
    .remedy = Wait for another approver.
fault-conflict = Somebody else was faster
    .why = It changed after you opened the page.
    .remedy = Open its page again.
fault-exists = This exists already
    .why = Something of the same name is already there.
    .remedy = Choose another name, or change the one that is there.
fault-spent = This link no longer works
    .why = It was used, it expired, or the letter or its recipients changed. A decision about what the letter was before is not taken.
    .remedy = Sign in and look at the letter as it is now. If you got a newer notice, use its link.
fault-input = A value was not accepted
    .why = The value of “{ $field }” does not fit.
    .remedy = Go back and check what you typed.
fault-malformed = The request could not be read
    .why = A field is missing or has the wrong form.
    .remedy = Go back and try again.
fault-too-large = That is too much
    .why = It is larger than this page accepts.
    .remedy = Make it shorter and try again.
fault-cross-site = Requests from other sites are not accepted
    .why = The request did not come from a page of this system.
    .remedy = Open the page here again and repeat what you did.
fault-sign-in = Please sign in
    .why = You are not signed in, or your session has ended.
    .remedy = Sign in and repeat what you did.
fault-second-factor = A second factor is needed
    .why = Your account must sign in with a second factor before it may do this.
    .remedy = Sign in in the browser, set the second factor up if it is not, and repeat what you did.
fault-code-needed = A code is needed
    .why = The password is right, and this account has a second factor.
    .remedy = Try again with the code of the authenticator app.
fault-locked = Sign-in is locked for a while
    .why = After too many failures, this account is locked for 15 minutes.
    .remedy = Wait about 15 minutes and try again. If it was not you, tell an administrator.
fault-method = You may not do this
    .why = This address does not take this kind of request.
    .remedy = Choose again from the first page.
fault-timeout = It took too long
    .why = The work did not end in time. The letter stays where it is.
    .remedy = Wait a little, check the state and try again.
fault-unavailable = This is not possible right now
    .why = Something failed inside the system. The letter stays where it is and does not leave.
    .remedy = Wait a little and try again. If it goes on, tell your administrator.

## What to check
advice-visible-strangers = Check whether these recipients, who have nothing to do with each other, may see each other's address.
advice-mass-visible = Check whether the recipients may see each other's address.
advice-first-domain = You write to this domain for the first time. Check its spelling.
advice-lookalike-domain = Check letter by letter that this is the right domain.
advice-salutation-mismatch = Check that the person greeted in the text is the one who gets it.
advice-company-mismatch = Check that text and attachments are meant for this company.
advice-other-person = Check that name and data are those of the real recipient. In a mail merge, think of shifted rows or columns.
advice-burst = Look at the letter that was held first, then check that this one greets the person who gets it.
advice-reply-adds-outside = Check whether the outside party that was added may read the thread so far.
advice-stale-recipients = Check that no recipients of an old letter are left over.
advice-freemail = This is a private mailbox. Check that it should not be a business address.
advice-forgotten-attachment = Check that nothing was meant to be attached.
advice-blind = The inside cannot be looked at. Check it with your own eyes.
advice-own-recipients-attached = Check that the list of recipients is not attached.
advice-personal-data = Check whether this recipient may have the personal data of so many people.
advice-hidden-data = Open hidden sheets and columns, comments and tracked changes, and check whether they may be handed over.
advice-quoted-data = Check whether the new recipient may see the personal data in the quotation.
advice-special-care-data = This is special-care personal data. Check what allows you to hand it over.
advice-unprotected-attachment = The attachment is not protected. Check whether to send a link or an encrypted file.
advice-defect = The letter is malformed. Check what its reader will see.
advice-list-has-outsider = The mailing list has outside members. Check whether they may see this.
advice-unknown-list = Check that this mailing list exists.
advice-hidden-external = Check whether the outside Bcc recipient shall get it.
advice-external = The letter leaves the house. Check the recipients.
advice-rule = A rule applies. Check that the letter fits its purpose.
advice-detector-failed = An automatic check did not finish. Check it with your own eyes.
