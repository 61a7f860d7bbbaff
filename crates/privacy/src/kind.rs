//! The kinds of personal data and their grades. Codes are stable: rules, evidence and catalogues use them.

/// The eleven kinds of special-care data (要配慮個人情報): six of 個人情報保護法 2条3項, five of 施行令 2条.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecialCare {
    /// 人種: race, ethnic origin.
    Race,
    /// 信条: creed, religion, political conviction.
    Creed,
    /// 社会的身分: social status by birth.
    SocialStatus,
    /// 病歴: having or having had an illness.
    MedicalHistory,
    /// 犯罪の経歴: a conviction.
    CriminalRecord,
    /// 犯罪により害を被った事実: having been the victim of a crime.
    CrimeVictim,
    /// 施行令2条1号: a physical, intellectual or mental disability.
    Disability,
    /// 施行令2条2号: results of a health check.
    HealthCheck,
    /// 施行令2条3号: guidance, treatment, dispensing by a physician or the like.
    Treatment,
    /// 施行令2条4号: arrest, search, detention, prosecution and the like as suspect or accused.
    CriminalProcedure,
    /// 施行令2条5号: procedures of juvenile protection.
    JuvenileProcedure,
}

impl SpecialCare {
    /// All eleven, in the order of the law.
    pub const ALL: [Self; 11] = [
        Self::Race,
        Self::Creed,
        Self::SocialStatus,
        Self::MedicalHistory,
        Self::CriminalRecord,
        Self::CrimeVictim,
        Self::Disability,
        Self::HealthCheck,
        Self::Treatment,
        Self::CriminalProcedure,
        Self::JuvenileProcedure,
    ];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Race => "race",
            Self::Creed => "creed",
            Self::SocialStatus => "social-status",
            Self::MedicalHistory => "medical-history",
            Self::CriminalRecord => "criminal-record",
            Self::CrimeVictim => "crime-victim",
            Self::Disability => "disability",
            Self::HealthCheck => "health-check",
            Self::Treatment => "treatment",
            Self::CriminalProcedure => "criminal-procedure",
            Self::JuvenileProcedure => "juvenile-procedure",
        }
    }
}

/// How much harm the worst item can do, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sensitivity {
    /// No personal data.
    #[default]
    None,
    /// Contact data: name, address, telephone, mail.
    Basic,
    /// Numbers and papers that stand for one person: My Number, passport, licence.
    Identifier,
    /// Money: account, card, login, income.
    Economic,
    /// 要配慮個人情報, linked to a person.
    SpecialCare,
}

impl Sensitivity {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "basic",
            Self::Identifier => "identifier",
            Self::Economic => "economic",
            Self::SpecialCare => "special-care",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $grade:ident;)*) => {
        /// A kind of data.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$doc])* $name,)*
            /// Special-care data of one legal kind, linked to a person.
            SpecialCare(SpecialCare),
        }

        impl Kind {
            /// The kinds without parameter.
            pub const PLAIN: &'static [Self] = &[$(Self::$name,)*];

            /// The kebab-case code; for special-care data the code of its legal kind.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* Self::SpecialCare(kind) => kind.code() }
            }

            /// A number of its own per kind.
            pub(crate) const fn number(self) -> u64 {
                enum Plain { $($name,)* Last }
                match self { $(Self::$name => Plain::$name as u64,)* Self::SpecialCare(kind) => Plain::Last as u64 + kind as u64 }
            }

            /// The grade of one item of this kind when it is linked to a person.
            #[must_use]
            pub const fn grade(self) -> Sensitivity {
                match self { $(Self::$name => Sensitivity::$grade,)* Self::SpecialCare(_) => Sensitivity::SpecialCare }
            }
        }
    };
}

kinds! {
    /// A mail address.
    Email = "email", Basic;
    /// A telephone number.
    Phone = "phone", Basic;
    /// A postal code.
    PostalCode = "postal-code", Basic;
    /// A postal address down to town or block.
    Address = "address", Basic;
    /// A person's name.
    Name = "name", Basic;
    /// A date of birth.
    BirthDate = "birth-date", Basic;
    /// Sex.
    Sex = "sex", Basic;
    /// Individual number (マイナンバー, 12 digits).
    MyNumber = "my-number", Identifier;
    /// Corporate number (法人番号, 13 digits). Not personal.
    CorporateNumber = "corporate-number", None;
    /// Driving licence number.
    DriverLicence = "driver-licence", Identifier;
    /// Passport number or machine-readable zone.
    Passport = "passport", Identifier;
    /// Residence card number (在留カード).
    ResidenceCard = "residence-card", Identifier;
    /// Basic pension number (基礎年金番号).
    Pension = "pension", Identifier;
    /// Health, care or employment insurance number.
    Insurance = "insurance", Identifier;
    /// Bank account.
    BankAccount = "bank-account", Economic;
    /// Payment card number.
    Card = "card", Economic;
    /// Security code or expiry beside a card number, or the secret number of an account.
    CardSecret = "card-secret", Economic;
    /// A user name with its password.
    Login = "login", Economic;
    /// A customer or member number.
    MemberId = "member-id", Basic;
    /// An employee number.
    EmployeeId = "employee-id", Basic;
    /// A company. Not personal.
    Company = "company", None;
    /// A post or title in a company. Not personal by itself.
    Title = "title", None;
    /// United States social security number.
    Ssn = "ssn", Identifier;
    /// International bank account number.
    Iban = "iban", Economic;
    /// United Kingdom national insurance number.
    Nino = "nino", Identifier;
    /// Income, pay, tax.
    Income = "income", Economic;
    /// Assets, balance, debt.
    Assets = "assets", Economic;
    /// What somebody bought.
    Purchase = "purchase", Basic;
}

impl Kind {
    /// Whether an item of this kind is (part of) personal data.
    #[must_use]
    pub fn is_personal(self) -> bool {
        self.grade() > Sensitivity::None
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let plain = Self::PLAIN.iter().copied().find(|kind| kind.code() == code);
        plain.or_else(|| SpecialCare::ALL.into_iter().find(|kind| kind.code() == code).map(Self::SpecialCare))
    }
}
