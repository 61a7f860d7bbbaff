### Kinds of personal data that were found, and what a leak would cost

kind-email = mail address
kind-phone = telephone number
kind-postal-code = postal code
kind-address = address
kind-name = name
kind-birth-date = date of birth
kind-sex = sex
kind-my-number = individual number
kind-corporate-number = corporate number
kind-driver-licence = driving licence number
kind-passport = passport number
kind-residence-card = residence card number
kind-pension = pension number
kind-insurance = insurance number
kind-bank-account = bank account
kind-card = card number
kind-card-secret = expiry or secret of a card
kind-login = login
kind-member-id = member number
kind-employee-id = employee number
kind-company = company
kind-title = title
kind-ssn = US social security number
kind-iban = IBAN
kind-nino = UK national insurance number
kind-income = income
kind-assets = assets and debts
kind-purchase = purchases
kind-race = race
kind-creed = creed
kind-social-status = social status
kind-medical-history = illness
kind-criminal-record = criminal record
kind-crime-victim = victim of a crime
kind-disability = disability
kind-health-check = health check
kind-treatment = medical treatment
kind-criminal-procedure = criminal procedure
kind-juvenile-procedure = juvenile procedure

cost = Ceiling of what a leak would cost: { $each } yen per person, { $low } to { $high } yen in all
    .same = Ceiling of what a leak would cost: { $each } yen per person, { $low } yen in all
cost-note = By the JNSA JO model, a ceiling of claims. What is really paid is usually less.

mark = Part { $part }, characters { $start } to { $end }: { $kind } { $text }
    .inside = Part { $part }, "{ $inside }", characters { $start } to { $end }: { $kind } { $text }

## What `sekisho scan` says of a file

scan-file = { $path }: { $lower } to { $upper } persons, { $grade }
    .same = { $path }: { $upper ->
        [one] 1 person
       *[other] { $upper } persons
    }, { $grade }
    .nothing = { $path }: no personal data found
    .unread = { $path }: no personal data found in what could be read
scan-kind = { $count } × { $kind }
scan-blind = not read in full: { $part }: { $why }
scan-hidden = not seen when opened: { $part }: { $what }
scan-find = { $part } { $start }-{ $end } { $kind }: { $text } ({ $confidence }, { $why })
scan-more = { $part }: { $count } more; --json lists all
scan-passed-over = { $path }: not looked at, it is a link or a special file
scan-failed = { $path }: not looked at: { $why }
scan-sum = { $files ->
        [one] 1 file
       *[other] { $files } files
    }, { $unread } not read in full

grade-none = no personal data
grade-basic = basic
grade-identifier = numbers and papers that identify
grade-economic = economic
grade-special-care = special care

hidden-sheet = hidden sheets or slides
hidden-row = hidden rows
hidden-column = hidden columns
hidden-comment = comments
hidden-tracked-change = tracked changes
hidden-pivot-cache = data behind pivot tables
hidden-property = properties
hidden-notes = notes
hidden-text = hidden text
hidden-embedded = embedded files
