### Campaigns (`sekisho campaign`). Of the values, count, rows, made, row, cells, columns, limit, number, line, place, persons, searched, short and unreadable are numbers

## What was made
campaign-made = { $made } of { $rows } letters made and read back
campaign-master = Master: { $persons } persons, { $searched } values searched for, { $short } too short to be searched, { $unreadable } not readable
campaign-errors = Letters that cannot be made:
campaign-left-out = Get nothing: { $rows } { $rows ->
        [one] row
       *[other] rows
    }
campaign-rows = rows { $rows }
campaign-rows-more = rows { $rows } and { $count } more
campaign-column = column { $column }
campaign-sample = Look at these letters first (sekisho campaign show … --row N):
campaign-ready = Nothing forbids sending. { $rows } letters are ready.
campaign-open = Not ready: { $kinds }

## What a finding means for sending
campaign-grade-forbids = stops
campaign-grade-leaves-out = left out
campaign-grade-asks = asks

## Findings
campaign-finding = { $grade }  { $finding }: { $count }
campaign-finding-foreign-value = Data of another person of the master stands in the letter
campaign-finding-not-own-address = The address is not the person's in the master
campaign-finding-not-in-master = The person is not in the master
campaign-finding-unresolved = A merge field that nobody filled
campaign-finding-broken-value = A cell holds an error or a word for nothing (#N/A, null)
campaign-finding-garbled = Garbled characters
campaign-finding-altered = What was read back is not what was written
campaign-finding-not-made = The letter cannot be made
campaign-finding-suppressed = Opted out, bounced or blocked address
campaign-finding-no-mail = The domain takes no mail
campaign-finding-duplicate-recipient = An earlier row has the same address
campaign-finding-empty-value = A column that the letter shows is empty
campaign-finding-unknown-value = A telephone number, address or number that the master does not know of this person
campaign-finding-odd-character = A character that not everybody sees alike (gaiji, control character)
campaign-finding-blind-file = An attachment that could not be looked into
campaign-finding-person-in-template = A person of the master stands in the template, and so in every letter
campaign-finding-no-master = There is no master of its own; a shifted list is not seen

## Why a letter is in the sample
campaign-sample-finding = { $finding }
campaign-sample-rare-branch = few rows get this text
campaign-sample-files = other attachments
campaign-sample-rare-character = rare characters
campaign-sample-longest = longest
campaign-sample-shortest = shortest
campaign-sample-edge = first or last row
campaign-sample-spread = from the rest of the list

## Errors
campaign-error-head = The campaign cannot be checked.
campaign-error-at-row = row { $row }
campaign-error-at-spot = { $part } of the template, line { $line }, character { $place }
campaign-part-subject = subject
campaign-part-name = name
campaign-part-text = text
campaign-part-html = HTML
campaign-error-near = Did you mean "{ $near }"?
campaign-error-no-column = There is no column "{ $name }".
campaign-error-two-columns = Two columns are named "{ $name }".
campaign-error-ragged = Row { $row } has { $cells } cells, but there are { $columns } columns.
campaign-error-no-key = Row { $row }: the key column "{ $column }" is empty.
campaign-error-address = Row { $row }: column "{ $column }" is not a mail address ({ $what }).
campaign-error-order = Row { $row } stands after a row with the same or a higher number.
campaign-error-value = Row { $row }: column "{ $column }" has a value that is too long or no text.
campaign-error-too-many = More than { $limit } { $what }.
campaign-error-nobody = The list has no rows.
campaign-error-two-persons = Person { $number } of the master has the key of an earlier person.
campaign-error-undefined = There is no column "{ $name }".
campaign-error-header = Row { $row }: column "{ $column }" has a line end or control character and would stand in a header field.
campaign-error-no-file = Row { $row }: column "{ $column }" names a file that is not there.
campaign-error-no-fixed-file = The file for every letter, "{ $name }", is not there.
campaign-error-file-name = The file name "{ $name }" is taken or not usable.
campaign-error-page = The page for ending the mailings must be an https address of at most 200 printable ASCII characters.
campaign-error-template-unclosed = A tag is opened and not closed.
campaign-error-template-tag = Only if, elif, else and endif are possible.
campaign-error-template-is = "is" is not possible; compare with == or use the value alone.
campaign-error-template-computed = Only a column can be written, as it stands or through filters: nothing is computed.
campaign-error-template-filter = There is no filter "{ $name }".
campaign-error-template-length = Longer than 1 MiB, or not text.
campaign-error-template-line = Must be one line without control characters.
campaign-error-template-script = A mail must not have a script.
campaign-error-template-expression = The expression cannot be worked out ({ $what }).
campaign-error-no-row = There is no row { $row }.

## A new campaign
campaign-new-made = Made { $files }
campaign-new-next = Next: put your list and master beside it, edit { $file }, then: sekisho campaign plan { $file }

## Lists compared
campaign-compared-second = The list against the second list:
campaign-compared-master = The list against the master:
campaign-same-author = the two lists were not made by two people

## Errors of the dossier: what is wrong, and what to do
campaign-dossier-name = "{ $name }" is not the name of a file beside campaign.toml
campaign-dossier-help-name = put the file into the same folder and write its name alone, without a path
campaign-dossier-large = { $bytes } bytes; at most { $limit } are taken
campaign-dossier-help-large = make it smaller, or split the campaign
campaign-dossier-many = more than { $limit } files
campaign-dossier-help-many = leave out files that no letter needs, or split the campaign
campaign-dossier-whole = more than { $limit } bytes in all
campaign-dossier-help-whole = leave out files that no letter needs, or split the campaign
campaign-dossier-missing = the file is not there
campaign-dossier-help-missing = add { $file }, or mend its name in campaign.toml
campaign-dossier-text = not UTF-8
campaign-dossier-help-text = save the file again as UTF-8
campaign-dossier-query = it asks a database
campaign-dossier-help-query = queries stand in the server's own configuration: name a source there ([[campaigns.source]]) and write source = "house:NAME"
campaign-dossier-no-source = the house has no source "{ $name }"
campaign-dossier-help-no-source = there are: { $known }
campaign-dossier-replaced = it is not what was taken into the house
campaign-dossier-help-replaced = somebody changed the stored files: nothing is sent. Submit the campaign again and have it approved again
campaign-dossier-damaged = the stored files cannot be read
campaign-dossier-help-damaged = nothing is sent. Submit the campaign again and have it approved again
campaign-dossier-io = the file cannot be read: { $why }
campaign-dossier-help-io = check its name and permissions; links and pipes are not taken
campaign-dossier-plan = { $what }
campaign-dossier-help-plan = docs/campaign.md has every key
campaign-dossier-secret = not 64 hexadecimal digits
campaign-dossier-help-secret = "sekisho campaign new" makes such a file
campaign-dossier-sender = the sender { $address } is not in a domain of this house
campaign-dossier-help-sender = set sender.from to an address in one of the domains of house.domains
campaign-dossier-test-address = test address number { $number } stands in the list
campaign-dossier-help-test-address = a real recipient would get a made-up letter: take it out of sending.test_to
campaign-dossier-domain = not a domain
campaign-dossier-help-domain = one domain a line, like example.jp
campaign-dossier-address = not a mail address
campaign-dossier-help-address = an address that cannot be read would be written to: mend it

campaign-trial-mark = [TEST]

## Campaigns in the house
campaign-now = Campaign { $id }: { $stand }
campaign-stand-draft = draft
campaign-stand-checking = being checked
campaign-stand-open = not ready: something is in the way
campaign-stand-ready = ready to be laid before approvers
campaign-stand-proposed = waits for approval
campaign-stand-approved = approved, waits for its release
campaign-stand-running = letters leave
campaign-stand-paused = paused
campaign-stand-stopped = stopped
campaign-stand-done = done
campaign-stand-forgotten = files destroyed
campaign-state-pending = waiting
campaign-state-claimed = on its way
campaign-state-handed = being handed over
campaign-state-accepted = accepted
campaign-state-failed = failed
campaign-state-unknown = unknown
campaign-state-withdrawn = withdrawn
campaign-row-row = row
campaign-row-address = address
campaign-row-state = state
campaign-row-part = part
campaign-row-letter = letter
campaign-row-reply = reply
campaign-row-at = changed
campaign-status-root = Root { $root }, { $rows } letters
campaign-status-rows = { $state }: { $rows }
campaign-tried = { $rows } test letters are on their way to the test addresses
campaign-settled = Row { $row } is settled
campaign-settled-all = { $rows } rows are settled
certificate-written = { $file } is written
campaign-written = { $file } is written; it has personal data
campaign-submit-changed = Not as they were: { $files }
campaign-submit-voided = It was before approvers: what was approved is void.
campaign-submit-next = Next, somebody else: sekisho campaign approve { $id } --root { $root } --as NAME
campaign-changed = Something has changed meanwhile: look at "sekisho campaign status" and try again.
campaign-rejected-own = Nobody approves what they had a hand in, or releases what they approved.
campaign-rejected-stale = The campaign is not the one that was shown: look at its status, and name its root.
campaign-rejected-not-allowed = This person may not do this.
campaign-rejected-twice = This person has already approved it.
campaign-rejected-not-now = This cannot be done now: look at the status of the campaign.

## The certificate
certificate-title = Certificate of reconciliation
certificate-campaign-head = Campaign
certificate-house = House
certificate-campaign = Campaign
certificate-root = Root
certificate-rows = Rows
certificate-letters = Letters
certificate-checked-at = Checked
certificate-at = Certificate made
certificate-number = { $count }
certificate-people-head = People
certificate-part-in-it = Part
certificate-who = Who
certificate-when = When
certificate-how-proved = Proof
certificate-list-by = Built the list
certificate-content-by = Wrote the content
certificate-approved-by = Approved
certificate-released-by = Released
certificate-not-approved = Nobody has approved it yet.
certificate-means-password = password
certificate-means-second-factor = second factor
certificate-means-notice-token = invitation
certificate-means-command-line = command line of the server
certificate-event = event { $seq }
certificate-lists-head = Lists
certificate-file = File
certificate-made-by = Made by
certificate-methods = Two independent methods counted every class and came to the same; no row was lost or doubled on the way.
certificate-class = Class
certificate-count = Count
certificate-open = open
certificate-no-shift = No shift of rows.
certificate-waived = Answered for
certificate-reason = Reason
certificate-waived-by = By
certificate-letters-head = Letters
certificate-letters-how = Every letter was made and read back from its bytes. Every personal value in it was compared with the master.
certificate-no-findings = Nothing was found.
certificate-finding = Finding
certificate-parts-head = Files
certificate-taken-by = Taken in
certificate-signature = Signature
certificate-evidence = Evidence
certificate-key = Public key
certificate-how = Signed with Ed25519: the values, which are attached as JSON, and every byte of this file. Check it with: sekisho campaign certificate verify FILE --key KEY
certificate-intact = Intact: nothing of this certificate was changed.
certificate-key-known = It was signed by the key that was named.
certificate-key-other = It was signed by ANOTHER key: { $key }
certificate-key-unknown = It was signed by { $key }. Ask the house whether that is its key, and name it with --key.
certificate-broken-values = BROKEN: the values were changed, or somebody else signed them.
certificate-broken-pages = BROKEN: the pages were changed.
certificate-none = This is not a certificate.
