//! What kind of violence a paper speaks of.

use std::fmt;

/// The kinds of incident that papers are sorted into. The order is that of seriousness: when rows of one incident
/// disagree, the earliest name in this list is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentKind {
    /// Somebody was killed (*mord, dråp*).
    Homicide,
    /// An attempt to kill (*försök till mord eller dråp*).
    AttemptedHomicide,
    /// Shots were fired, or are suspected to have been (*skottlossning*).
    Shooting,
    /// A detonation or explosion (*detonation, explosion*).
    Explosion,
    /// Serious assault (*grov misshandel*).
    SeriousAssault,
    /// Robbery (*rån*).
    Robbery,
    /// An offence against the weapons act (*vapenlagen*).
    WeaponOffence,
    /// Anything else: kept, so that a person can look at it, but never counted as one of the above.
    Other,
}

impl IncidentKind {
    /// All kinds, most serious first.
    pub const ALL: [Self; 8] = [
        Self::Homicide,
        Self::AttemptedHomicide,
        Self::Shooting,
        Self::Explosion,
        Self::SeriousAssault,
        Self::Robbery,
        Self::WeaponOffence,
        Self::Other,
    ];

    /// The word used in mappings and in previews.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Homicide => "homicide",
            Self::AttemptedHomicide => "attempted-homicide",
            Self::Shooting => "shooting",
            Self::Explosion => "explosion",
            Self::SeriousAssault => "serious-assault",
            Self::Robbery => "robbery",
            Self::WeaponOffence => "weapon-offence",
            Self::Other => "other",
        }
    }

    /// Sorts a label of the Swedish police feed. The label is a news desk's first word for the event, not a legal classification:
    /// "Smällar" (bangs that somebody heard) and "Mordbrand" (arson) stay `Other`, because neither is by itself a shooting or an explosion.
    #[must_use]
    pub fn from_polisen_label(label: &str) -> Self {
        let label = label.trim().to_lowercase();
        let starts = |beginning: &str| label.starts_with(beginning);
        let attempted = label.contains("försök") || label.contains("förberedelse");
        if starts("mord/dråp") || label == "mord" || label == "dråp" {
            if attempted { Self::AttemptedHomicide } else { Self::Homicide }
        } else if starts("skottlossning") {
            Self::Shooting
        } else if starts("detonation") || starts("explosion") {
            Self::Explosion
        } else if starts("misshandel") && label.contains("grov") {
            Self::SeriousAssault
        } else if label == "rån" || starts("rån ") || starts("rån,") {
            Self::Robbery
        } else if starts("vapenlagen") {
            Self::WeaponOffence
        } else {
            Self::Other
        }
    }
}

impl fmt::Display for IncidentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
