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
