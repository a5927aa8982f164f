//! The five authorities of Nordhamn and who works in them. All invented.

/// An authority of the invented city.
pub struct Authority {
    /// Its id.
    pub id: &'static str,
    /// Its kind.
    pub kind: &'static str,
    /// Its name in Swedish.
    pub sv: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Code, Swedish, English and legal basis of its purpose.
    pub purpose: (&'static str, &'static str, &'static str, &'static str),
}

/// Somebody who works in Nordhamn.
pub struct Worker {
    /// User name, also the name tests call them by.
    pub user: &'static str,
    /// Name.
    pub name: &'static str,
    /// Id of the authority.
    pub authority: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Roles.
    pub roles: &'static [&'static str],
}

/// The authorities.
pub const AUTHORITIES: &[Authority] = &[
    Authority {
        id: "polisen",
        kind: "POL",
        sv: "Polisen Nordhamn",
        en: "Nordhamn Police",
        purpose: ("gvi-prevent", "Förebygga skjutningar i Nordhamn", "Prevent shootings in Nordhamn", "PBDL-2-1"),
    },
    Authority {
        id: "frivarden",
        kind: "KV",
        sv: "Frivården Nordhamn",
        en: "Nordhamn Probation",
        purpose: ("gvi-supervise", "Övervakning i gruppvåldsintervention", "Supervision in group violence intervention", "KBDL-2-1"),
    },
    Authority {
        id: "socialtjansten",
        kind: "SOC",
        sv: "Socialtjänsten Nordhamn",
        en: "Nordhamn Social Services",
        purpose: ("gvi-help", "Hjälp till den som vill lämna", "Help for those who want out", "SoLPuL-6"),
    },
    Authority {
        id: "kommunen",
        kind: "MUN",
        sv: "Nordhamns kommun",
        en: "Nordhamn Municipality",
        purpose: ("gvi-coordinate", "Samordna gruppvåldsintervention", "Coordinate group violence intervention", "2023-196"),
    },
    Authority {
        id: "tryggare",
        kind: "CIV",
        sv: "Tryggare Nordhamn",
        en: "Safer Nordhamn",
        purpose: ("gvi-voice", "Samhällets röst", "The voice of the community", "agreement"),
    },
];

/// The workers. House rule of the invented city: each first name is used once.
pub const WORKERS: &[Worker] = &[
    Worker { user: "mara", name: "Mara Lindqvist", authority: "polisen", unit: "underrattelse", roles: &["analyst"] },
    Worker { user: "nils", name: "Nils Åkerblad", authority: "polisen", unit: "vakthavande", roles: &["duty_officer"] },
    Worker { user: "greta", name: "Greta Öhman", authority: "polisen", unit: "ledning", roles: &["chief"] },
    Worker { user: "pia", name: "Pia Sandell", authority: "polisen", unit: "samverkan", roles: &["coordinator"] },
    Worker { user: "arvid", name: "Arvid Brolin", authority: "polisen", unit: "utredning", roles: &["approver"] },
    // Of the same unit as the analyst, and one who holds both ends of a proposal: so that the rule of two can be tried.
    Worker { user: "ylva", name: "Ylva Tornberg", authority: "polisen", unit: "underrattelse", roles: &["approver"] },
    Worker { user: "viggo", name: "Viggo Ahlmark", authority: "polisen", unit: "span", roles: &["analyst", "approver"] },
    Worker { user: "lova", name: "Lova Edin", authority: "polisen", unit: "juridik", roles: &["lawyer"] },
    Worker { user: "rut", name: "Rut Ekengren", authority: "polisen", unit: "granskning", roles: &["auditor"] },
    Worker { user: "dag", name: "Dag Viklund", authority: "polisen", unit: "dataskydd", roles: &["dpo"] },
    Worker { user: "ada", name: "Ada Rosenlund", authority: "polisen", unit: "it", roles: &["admin"] },
    Worker { user: "tom", name: "Tom Ferm", authority: "frivarden", unit: "team-1", roles: &["officer"] },
    Worker { user: "karin", name: "Karin Ståhl", authority: "frivarden", unit: "samverkan", roles: &["coordinator"] },
    Worker { user: "siv", name: "Siv Malm", authority: "frivarden", unit: "granskning", roles: &["auditor"] },
    Worker { user: "ines", name: "Ines Dahlgren", authority: "socialtjansten", unit: "avhopparteam", roles: &["handler"] },
    Worker { user: "jon", name: "Jon Hedin", authority: "socialtjansten", unit: "avhopparteam", roles: &["handler"] },
    Worker { user: "sofia", name: "Sofia Ängström", authority: "socialtjansten", unit: "samverkan", roles: &["coordinator"] },
    Worker { user: "moa", name: "Moa Rydell", authority: "socialtjansten", unit: "mottagning", roles: &["intake"] },
    Worker { user: "ulf", name: "Ulf Tengvall", authority: "socialtjansten", unit: "granskning", roles: &["auditor"] },
    Worker { user: "olle", name: "Olle Fridh", authority: "kommunen", unit: "trygghet", roles: &["coordinator"] },
    Worker { user: "leila", name: "Leila Norén", authority: "kommunen", unit: "trygghet", roles: &["liaison"] },
    Worker { user: "bo", name: "Bo Hallin", authority: "kommunen", unit: "granskning", roles: &["auditor"] },
    Worker { user: "elsa", name: "Elsa Wiberg", authority: "tryggare", unit: "foreningen", roles: &["partner"] },
];

/// The worker with this user name.
///
/// # Panics
/// If there is none: a mistake in a test.
pub fn worker(user: &str) -> &'static Worker {
    WORKERS.iter().find(|worker| worker.user == user).unwrap_or_else(|| panic!("nobody in Nordhamn is called {user}"))
}
