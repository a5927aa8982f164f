//! Why a snapshot may not leave: a code for machines, and plain words that say what to do.

use std::fmt;

use gvi_domain::authority::KindCode;

use super::consent::ConsentGap;
use crate::catalogue::{Catalogue, Check, ContentCode, GroundId, Interest, ProvisionId, RuleId, Unfit, Words};

/// What the processing lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DpGap {
    /// No purpose is chosen.
    NoPurpose,
    /// A purpose outside the closed list.
    UnknownPurpose(String),
    /// No legal basis of the discloser's own list.
    LegalBasis,
    /// No text on necessity.
    Necessity,
    /// No text on proportionality.
    Proportionality,
    /// The person is not the recipient's client, so that the recipient has no basis.
    NotAClient(KindCode),
    /// No day that the content is true for, or one that lies ahead.
    AsOf,
    /// No source, or not said whether fact or assessment.
    Basis,
    /// No recipient is named.
    NoRecipient,
}

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoKey {
    /// Nothing was chosen.
    NothingChosen,
    /// The catalogue does not know it.
    Unknown(GroundId),
    /// A harm test is recorded for each lock, not chosen as a ground.
    HarmTestAsGround,
    /// A condition is missing.
    Unfit {
        /// The ground.
        ground: GroundId,
        /// The condition.
        why: Unfit,
    },
    /// It holds, but opens none of the locks on this item.
    OpensNothing(GroundId),
    /// The text of a harm test is missing, or no harm test can clear the lock.
    HarmTest(ProvisionId),
}

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OffPath {
    /// No such row in the sharing matrix.
    UnknownCategory,
    /// The discloser does not own such knowledge.
    NotOwner(KindCode),
    /// No way leads there.
    NoPath(KindCode),
    /// It never goes there.
    Never(KindCode),
    /// It never goes to this function.
    NeverFunction(String),
    /// The snapshot comes nearer to a person than the way allows.
    TooNear(KindCode),
    /// This content may not take the way.
    Content(ContentCode),
    /// The lock is open, but by a key that may not be used on this way.
    WrongKey(ProvisionId),
    /// A key is missing that this way always needs.
    NeedsKey(GroundId),
}

/// A reason why a snapshot may not leave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// A lock stays closed.
    Uncovered(ProvisionId),
    /// A chosen ground is said not to open a lock that stays closed.
    GroundExcludes {
        /// The ground.
        ground: GroundId,
        /// The lock.
        provision: ProvisionId,
    },
    /// The person does not fit the ground.
    Subject(GroundId),
    /// The offence does not fit the ground.
    Offence(GroundId),
    /// A committed crime needs one of the grounds written for it.
    Cap(ProvisionId),
    /// More is carried than the ground opens; `None` if nothing, or something unknown, is carried.
    DataLimit(Option<GroundId>),
    /// There is no key.
    NoGround(NoKey),
    /// The consent does not cover this.
    ConsentScope(ConsentGap),
    /// Somebody else is mentioned who has not consented.
    OtherPerson(String),
    /// The processing is not lawful as it stands.
    DpBasis(DpGap),
    /// The recipient has no rule that protects this interest.
    RecipientSecrecy {
        /// The recipient.
        recipient: KindCode,
        /// The interest.
        interest: Interest,
    },
    /// There is no such path.
    Matrix(OffPath),
    /// Not exactly one person.
    OneSubject(usize),
    /// The lock never comes into the house.
    Intake(ProvisionId),
    /// A house rule.
    ProductRule(RuleId),
    /// Written down too late; the hours since it was said.
    Late(i64),
}

impl Refusal {
    /// The code without its particulars, for example `UNCOVERED`.
    pub fn family(&self) -> &'static str {
        match self {
            Self::Uncovered(_) => "UNCOVERED",
            Self::GroundExcludes { .. } => "GROUND_EXCLUDES",
            Self::Subject(_) => "SUBJECT",
            Self::Offence(_) => "OFFENCE",
            Self::Cap(_) => "CAP",
            Self::DataLimit(_) => "DATA_LIMIT",
            Self::NoGround(_) => "NO_GROUND",
            Self::ConsentScope(_) => "CONSENT_SCOPE",
            Self::OtherPerson(_) => "OTHER_PERSON",
            Self::DpBasis(_) => "DP_BASIS",
            Self::RecipientSecrecy { .. } => "RECIPIENT_SECRECY",
            Self::Matrix(_) => "MATRIX",
            Self::OneSubject(_) => "ONE_SUBJECT",
            Self::Intake(_) => "INTAKE",
            Self::ProductRule(_) => "PRODUCT_RULE",
            Self::Late(_) => "LATE",
        }
    }

    /// The code, for example `UNCOVERED(18:2)`.
    pub fn code(&self) -> String {
        match self {
            Self::Uncovered(provision) => format!("UNCOVERED({provision})"),
            other => other.family().to_owned(),
        }
    }

    /// What is wrong and what to do, in plain words.
    pub fn explain(&self, catalogue: &Catalogue) -> Words {
        match self {
            Self::Uncovered(lock) => {
                let what = catalogue.provision(lock).map_or_else(|| Words::new("", ""), |lock| lock.words());
                Words::new(
                    format!(
                        "{lock} är fortfarande stängd. {} Välj en grund som öppnar den, eller gör en skadeprövning av just den.",
                        what.sv
                    ),
                    format!("{lock} is still closed. {} Choose a ground that opens it, or do a harm test of that very provision.", what.en),
                )
            }
            Self::GroundExcludes { ground, provision } => Words::new(
                format!("{ground} gäller uttryckligen inte {provision}. Välj en annan grund."),
                format!("{ground} expressly does not apply to {provision}. Choose another ground."),
            ),
            Self::Subject(ground) => {
                let who = catalogue.ground(ground).map_or(String::new(), |ground| ground.subject.who.clone());
                Words::new(
                    format!(
                        "{ground} gäller inte den här personen (ålder på beslutsdagen eller behov). Kontrollera åldern eller välj en annan grund."
                    ),
                    format!(
                        "{ground} is not for this person (age on the day of the decision, or need; meant is: {who}). Check the age or choose another ground."
                    ),
                )
            }
            Self::Offence(ground) => Words::new(
                format!(
                    "{ground} gäller inte den här sortens brott. Kontrollera om det är en risk eller ett begånget brott, och lägsta straffet."
                ),
                format!(
                    "{ground} is not for this kind of offence. Check whether it is a risk or a committed crime, and the minimum penalty."
                ),
            ),
            // The law's own words for the cap stand in the jurisdiction's rules.
            Self::Cap(lock) => {
                let rule = catalogue.product_rules.iter().find(|rule| rule.check == Some(Check::Cap));
                rule.map_or_else(|| Words::new(lock.to_string(), lock.to_string()), |rule| rule.words())
            }
            Self::DataLimit(Some(ground)) => Words::new(
                format!("{ground} öppnar mindre än det du vill lämna. Ta bort resten eller välj en grund för den."),
                format!("{ground} opens less than you want to give. Leave the rest out, or choose a ground for it."),
            ),
            Self::DataLimit(None) => Words::new("Ange vad som lämnas, ur listan.", "Say what is given, from the list."),
            Self::NoGround(why) => no_key(catalogue, why),
            Self::ConsentScope(gap) => consent(*gap),
            Self::OtherPerson(_) => Words::new(
                "En annan person nämns som inte har sagt ja. Ta bort det som rör den personen, eller be om samtycke.",
                "Another person is mentioned who has not said yes. Leave out what concerns that person, or ask for consent.",
            ),
            Self::DpBasis(gap) => processing(gap),
            Self::RecipientSecrecy { recipient, interest } => {
                let (sv, en) = match interest {
                    Interest::Public => ("verksamheten", "the operation"),
                    Interest::Individual => ("den enskilde", "the individual"),
                };
                Words::new(
                    format!(
                        "Hos mottagaren ({recipient}) finns ingen bekräftad sekretess som skyddar {sv}. Lämna på gruppnivå, eller låt juristen bekräfta enhetens regel först."
                    ),
                    format!(
                        "At the recipient ({recipient}) no confirmed secrecy protects {en}. Give it at group level, or have the lawyer confirm the unit's rule first."
                    ),
                )
            }
            Self::Matrix(why) => off_path(catalogue, why),
            Self::OneSubject(count) => Words::new(
                format!("Ett beslut gäller en person; här är det {count}. Gör ett beslut för varje person."),
                format!("One decision is about one person; here it is {count}. Make one decision for each person."),
            ),
            Self::Intake(lock) => {
                let section = catalogue.provision(lock).map_or("", |lock| lock.section.as_str());
                Words::new(
                    format!("Uppgifter under {lock} ({section}) får aldrig finnas här. Ta bort dem."),
                    format!("Data under {lock} ({section}) may never be here. Take it out."),
                )
            }
            Self::ProductRule(rule) => {
                catalogue.product_rule(rule).map_or_else(|| Words::new(rule.as_str(), rule.as_str()), |rule| rule.words())
            }
            Self::Late(hours) => Words::new(
                format!("Det sades för {hours} timmar sedan. Skriv varför det dröjde och meddela dataskyddsombudet."),
                format!("It was said {hours} hours ago. Write why it took so long and tell the data protection officer."),
            ),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

fn no_key(catalogue: &Catalogue, why: &NoKey) -> Words {
    match why {
        NoKey::NothingChosen => Words::new(
            "Ingen grund är vald. Välj en grund eller gör en skadeprövning.",
            "No ground is chosen. Choose one, or do a harm test.",
        ),
        NoKey::Unknown(ground) => Words::new(
            format!("\"{ground}\" är ingen grund i katalogen. Den kan högst vara ett stödjande skäl. Välj en grund ur listan."),
            format!("\"{ground}\" is not a ground in the catalogue. At most it is a supporting reason. Choose one from the list."),
        ),
        NoKey::HarmTestAsGround => {
            Words::new("Skriv skadeprövningen för varje bestämmelse för sig.", "Write the harm test for each provision by itself.")
        }
        NoKey::OpensNothing(ground) => Words::new(
            format!("{ground} öppnar ingenting på den här uppgiften. Ta bort den."),
            format!("{ground} opens nothing on this item. Take it away."),
        ),
        NoKey::HarmTest(lock) => Words::new(
            format!("Skadeprövningen av {lock} håller inte: skriv varför ingen skadas. Vissa bestämmelser kan inte prövas alls."),
            format!("The harm test of {lock} does not hold: write why nobody is harmed. Some provisions cannot be tested at all."),
        ),
        NoKey::Unfit { ground, why } => {
            let (sv, en) = match why {
                Unfit::Disabled => {
                    ("är avstängd tills juristen har skrivit villkoren", "is switched off until the lawyer has written its conditions")
                }
                Unfit::NotInForce => ("gällde inte på beslutsdagen", "was not in force on the day of the decision"),
                Unfit::Discloser => ("får inte användas av er", "may not be used by you"),
                Unfit::Recipient => ("gäller inte mot den mottagaren", "is not for that recipient"),
                Unfit::Purpose => ("gäller inte för det ändamålet", "is not for that purpose"),
                Unfit::Subject => ("gäller inte den här personen", "is not for this person"),
                Unfit::Offence => ("gäller inte den här sortens brott", "is not for this kind of offence"),
                Unfit::Trigger => (
                    "beror på vem som tog initiativet: kontrollera om ni blev tillfrågade",
                    "depends on who started: check whether you were asked",
                ),
                Unfit::DataLimit => ("öppnar mindre än det du vill lämna", "opens less than you want to give"),
                Unfit::Consent => ("kräver ett samtycke som omfattar detta", "needs a consent that covers this"),
                Unfit::Restriction => ("kräver ett skrivet förbehåll", "needs a written restriction"),
                Unfit::HarmNotCleared => ("kräver en skadeprövning", "needs a harm test"),
                Unfit::Balance => ("kräver att du skriver din avvägning", "needs your written balancing"),
            };
            let question = catalogue.ground(ground).map_or_else(|| Words::new("", ""), |ground| ground.balance_question());
            if *why == Unfit::Balance {
                Words::new(format!("{ground} {sv}. {}", question.sv), format!("{ground} {en}. {}", question.en))
            } else {
                Words::new(format!("{ground} {sv}. Välj en annan grund."), format!("{ground} {en}. Choose another ground."))
            }
        }
    }
}

fn consent(gap: ConsentGap) -> Words {
    let (sv, en) = match gap {
        ConsentGap::Missing => (
            "Det finns inget samtycke från personen. Be om ett, eller välj en annan grund.",
            "There is no consent by the person. Ask for one, or choose another ground.",
        ),
        ConsentGap::Discloser => (
            "Samtycket gavs till en annan myndighet. Er myndighet måste fråga själv.",
            "The consent was given to another authority. Yours must ask for itself.",
        ),
        ConsentGap::Recipient => (
            "Samtycket nämner inte mottagaren. Fråga personen om just den.",
            "The consent does not name the recipient. Ask the person about that one.",
        ),
        ConsentGap::Class => (
            "Samtycket omfattar inte den här sortens uppgift. Fråga personen.",
            "The consent does not cover this kind of data. Ask the person.",
        ),
        ConsentGap::Purpose => {
            ("Samtycket gavs för ett annat ändamål. Fråga personen.", "The consent was given for another purpose. Ask the person.")
        }
        ConsentGap::Expired => ("Samtycket gäller inte den dagen. Fråga igen.", "The consent does not hold on that day. Ask again."),
        ConsentGap::Withdrawn => (
            "Samtycket är återkallat. Uppgiften får inte lämnas på den grunden.",
            "The consent was taken back. The item may not be given on that ground.",
        ),
        ConsentGap::GuardianAlone => (
            "Vårdnadshavaren har svarat ensam för ett äldre barn. Skriv varför barnets eget ord inte behövdes.",
            "The guardian answered alone for an older child. Write why the child's own word was not needed.",
        ),
        ConsentGap::GuardianNotTold => (
            "Barnet har svarat utan att en vårdnadshavare vet om det. Det räcker bara för ett äldre barn, med mognaden beskriven och juristens godkännande.",
            "The child answered without a guardian knowing. That is enough only for an older child, with the maturity described and the lawyer's approval.",
        ),
        ConsentGap::WrongGiver => (
            "Fel person har svarat. Vuxna samtycker själva; för ett barn svarar vårdnadshavaren, ensam eller med barnet.",
            "The wrong person answered. Adults consent for themselves; for a child the guardian answers, alone or with the child.",
        ),
    };
    Words::new(sv, en)
}

fn processing(gap: &DpGap) -> Words {
    let (sv, en) = match gap {
        DpGap::NoPurpose => ("Välj ett ändamål.", "Choose a purpose."),
        DpGap::UnknownPurpose(_) => {
            ("Ändamålet finns inte i listan. Välj ett som finns.", "The purpose is not in the list. Choose one that is.")
        }
        DpGap::LegalBasis => ("Välj en rättslig grund ur er myndighets lista.", "Choose a legal basis from your authority's list."),
        DpGap::Necessity => ("Skriv varför uppgiften behövs.", "Write why the item is needed."),
        DpGap::Proportionality => (
            "Skriv varför det står i proportion och varför mindre inte räcker.",
            "Write why it is in proportion and why less would not do.",
        ),
        DpGap::NotAClient(_) => (
            "Personen är inte mottagarens klient. Mottagaren får då inte behandla uppgiften.",
            "The person is not the recipient's client. The recipient may then not process the item.",
        ),
        DpGap::AsOf => {
            ("Ange vilken dag uppgiften gäller för; den kan inte ligga framåt.", "Say which day the item is true for; it cannot lie ahead.")
        }
        DpGap::Basis => {
            ("Ange källa, och om det är fakta eller en bedömning.", "Say the source, and whether it is a fact or an assessment.")
        }
        DpGap::NoRecipient => ("Ange en namngiven mottagare.", "Name a recipient."),
    };
    Words::new(sv, en)
}

fn off_path(catalogue: &Catalogue, why: &OffPath) -> Words {
    let kind = |code: &KindCode| catalogue.kind(code).map_or_else(|| Words::new(code.as_str(), code.as_str()), |kind| kind.words());
    match why {
        OffPath::UnknownCategory => {
            Words::new("Uppgiftsslaget finns inte. Välj ett ur listan.", "There is no such category. Choose one from the list.")
        }
        OffPath::NotOwner(code) => {
            let name = kind(code);
            Words::new(format!("{} äger inte sådana uppgifter.", name.sv), format!("{}: does not own such data.", name.en))
        }
        OffPath::NoPath(code) => {
            let name = kind(code);
            Words::new(
                format!("Sådana uppgifter lämnas inte till: {}. Lämna på gruppnivå eller inte alls.", name.sv),
                format!("Such data does not go to: {}. Give it at group level, or not at all.", name.en),
            )
        }
        OffPath::Never(code) => {
            let name = kind(code);
            Words::new(format!("Sådana uppgifter lämnas aldrig till: {}.", name.sv), format!("Such data never goes to: {}.", name.en))
        }
        OffPath::NeverFunction(function) => Words::new(
            format!("Sådana uppgifter lämnas aldrig till den funktionen ({function}): stöd och påtryckning hålls isär."),
            format!("Such data never goes to that function ({function}): help and pressure stay apart."),
        ),
        OffPath::TooNear(code) => {
            let name = kind(code);
            Words::new(
                format!("Det här pekar ut en person; {} får bara uppgifter på gruppnivå. Ta bort personen.", name.sv),
                format!("This points at a person; {} may receive group level only. Take the person out.", name.en),
            )
        }
        OffPath::Content(content) => {
            let name = catalogue.content(content).map_or_else(|| Words::new(content.as_str(), content.as_str()), |content| content.words());
            Words::new(
                format!("\"{}\" får inte följa med den här vägen. Ta bort det.", name.sv),
                format!("\"{}\" may not go along this way. Leave it out.", name.en),
            )
        }
        OffPath::WrongKey(lock) => Words::new(
            format!(
                "{lock} är öppnad med en grund som inte används för de här uppgifterna till den mottagaren. Välj en av grunderna i listan."
            ),
            format!("{lock} is opened by a ground that is not used for such data to that recipient. Choose one of those listed."),
        ),
        OffPath::NeedsKey(ground) => Words::new(format!("Den här vägen kräver också {ground}."), format!("This way also needs {ground}.")),
    }
}
