//! What stands between a site and real people. Everything that is missing is said at once, so that nobody mends one thing a day.
//!
//! Law: an impact assessment comes before the processing (BDL 3:7, GDPR 35–36; secrecy.md A5), and the catalogue of grounds is an
//! engineering reading until each authority's own lawyer has approved it.

use std::collections::BTreeMap;
use std::path::Path;

use gvi_domain::{AuthorityId, Date, Moment};
use gvi_secrecy::catalogue::{Catalogue, production_gaps};
use gvi_store::Door;
use serde::Deserialize;

use crate::error::AppError;
use crate::sign_in::DEMO_TOTP_SECRET;
use crate::site::{Site, SiteFile};

/// The file in a site's folder in which the controllers show their impact assessments.
pub const ASSESSMENTS_FILE: &str = "assessments.toml";

/// What `assessments.toml` says. Unknown keys are refused: a misspelt key must not pass for an assessment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessmentsFile {
    #[serde(default)]
    assessment: Vec<Assessment>,
}

/// One controller's impact assessment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assessment {
    /// Id of the authority in `site.toml`.
    authority: String,
    /// The authority's own number of the assessment.
    #[serde(default)]
    id: String,
    /// SHA-256 of the document, so that it is this text that was signed.
    #[serde(default)]
    document_sha256: String,
    /// The data protection officer who has signed.
    #[serde(default)]
    dpo: String,
    /// When.
    #[serde(default)]
    signed_on: String,
    /// Outcome of the prior consultation: `not-needed`, `answered`.
    #[serde(default)]
    consultation: String,
    /// Number of the supervisory authority's answer, or why none was needed.
    #[serde(default)]
    consultation_reference: String,
}

/// One thing that is missing before a site may hold real people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// The file cannot be read.
    #[error("{ASSESSMENTS_FILE}: {0}")]
    Unreadable(String),
    /// No entry for this authority.
    #[error("{0}: no impact assessment in {ASSESSMENTS_FILE}")]
    NoAssessment(String),
    /// The entry stands there twice.
    #[error("{0}: two impact assessments in {ASSESSMENTS_FILE}; keep the one that holds")]
    Twice(String),
    /// A part of the entry is missing or impossible.
    #[error("{authority}: impact assessment: {what}")]
    Assessment {
        /// Whose.
        authority: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The catalogue of grounds.
    #[error("catalogue of grounds: {0}")]
    Catalogue(String),
    /// Accounts of the invented city.
    #[error("{authority}: {count} demo accounts; end them")]
    DemoAccounts {
        /// Where.
        authority: String,
        /// How many.
        count: i64,
    },
    /// The site cannot even be opened.
    #[error("{0}")]
    Closed(String),
}

/// What is missing as far as files tell: the catalogue and the impact assessments. `today` is the day at the site.
pub fn paper_gaps(folder: &Path, file: &SiteFile, today: Date) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = production_gaps(Catalogue::se()).iter().map(|gap| Gap::Catalogue(gap.words().en)).collect();
    let text = std::fs::read_to_string(folder.join(ASSESSMENTS_FILE)).unwrap_or_default();
    match toml::from_str::<AssessmentsFile>(&text) {
        Ok(read) => gaps.extend(assessment_gaps(&read, file, today)),
        Err(error) => gaps.push(Gap::Unreadable(error.message().to_owned())),
    }
    gaps
}

fn assessment_gaps(read: &AssessmentsFile, file: &SiteFile, today: Date) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut of: BTreeMap<&str, Vec<&Assessment>> = BTreeMap::new();
    for assessment in &read.assessment {
        of.entry(&assessment.authority).or_default().push(assessment);
    }
    for authority in &file.authority {
        match of.get(authority.id.as_str()).map(Vec::as_slice) {
            None | Some([]) => gaps.push(Gap::NoAssessment(authority.id.clone())),
            Some([one]) => {
                gaps.extend(faults(one, today).into_iter().map(|what| Gap::Assessment { authority: authority.id.clone(), what }))
            }
            Some(_) => gaps.push(Gap::Twice(authority.id.clone())),
        }
    }
    gaps
}

fn faults(assessment: &Assessment, today: Date) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if assessment.id.trim().is_empty() {
        faults.push("its number is missing (id)");
    }
    let hash = assessment.document_sha256.trim();
    if hash.len() != 64 || !hash.bytes().all(|sign| sign.is_ascii_hexdigit()) {
        faults.push("the hash of the document is missing or not SHA-256 in hexadecimal (document_sha256)");
    }
    if assessment.dpo.trim().is_empty() {
        faults.push("no data protection officer has signed (dpo)");
    }
    match assessment.signed_on.trim().parse::<Date>() {
        Ok(day) if day <= today => {}
        Ok(_) => faults.push("it is signed on a day that has not come (signed_on)"),
        Err(_) => faults.push("the day of signing is missing or not a date (signed_on)"),
    }
    if !matches!(assessment.consultation.trim(), "not-needed" | "answered") {
        faults.push("the outcome of the prior consultation is missing; write \"not-needed\" or \"answered\" (consultation)");
    }
    if assessment.consultation_reference.trim().is_empty() {
        faults.push("the answer's number, or why none was needed, is missing (consultation_reference)");
    }
    faults
}

/// What is missing inside the compartments: accounts that everybody knows the password of.
pub async fn account_gaps(site: &Site, now: Moment) -> Result<Vec<Gap>, AppError> {
    let mut gaps = Vec::new();
    let authorities: Vec<AuthorityId> = site.plates().map(|plate| plate.authority.clone()).collect();
    for authority in authorities {
        let Some(threshold) = site.threshold(Door::at(now), &authority) else { continue };
        let count = threshold.count_demo_accounts(DEMO_TOTP_SECRET).await?;
        if count > 0 {
            gaps.push(Gap::DemoAccounts { authority: authority.to_string(), count });
        }
    }
    Ok(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::AuthorityEntry;

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    fn site() -> SiteFile {
        let entry = |id: &str| AuthorityEntry {
            id: id.into(),
            kind: "POL".into(),
            name_sv: id.into(),
            name_en: id.into(),
            database: String::new(),
        };
        SiteFile {
            name: "Nordhamn".into(),
            time_zone: "Europe/Stockholm".into(),
            jurisdiction: "SE".into(),
            mode: "production".into(),
            address: None,
            authority: vec![entry("polisen"), entry("kommunen")],
            help_line: None,
            mail: None,
        }
    }

    fn gaps(text: &str) -> Vec<Gap> {
        assessment_gaps(&toml::from_str(text).unwrap(), &site(), TODAY)
    }

    const SOUND: &str = r#"
        authority = "polisen"
        id = "A-100-26"
        document_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        dpo = "Dag Viklund"
        signed_on = "2026-09-01"
        consultation = "answered"
        consultation_reference = "T-7-26""#;

    #[test]
    fn every_authority_needs_its_own_assessment() {
        assert_eq!(gaps(""), [Gap::NoAssessment("polisen".into()), Gap::NoAssessment("kommunen".into())]);
        assert_eq!(gaps(&format!("[[assessment]]{SOUND}")), [Gap::NoAssessment("kommunen".into())]);
        let other = SOUND.replace("polisen", "kommunen");
        assert_eq!(gaps(&format!("[[assessment]]{SOUND}\n[[assessment]]{other}")), []);
    }

    #[test]
    fn everything_that_an_assessment_lacks_is_said_at_once() {
        assert_eq!(gaps("[[assessment]]\nauthority = \"polisen\"").len(), 6 + 1);
    }

    #[test]
    fn an_assessment_that_will_be_signed_tomorrow_is_none() {
        let tomorrow = SOUND.replace("2026-09-01", "2026-11-23");
        assert_eq!(gaps(&format!("[[assessment]]{tomorrow}")).len(), 1 + 1);
    }

    #[test]
    fn two_assessments_of_one_authority_do_not_add_up_to_one() {
        assert_eq!(gaps(&format!("[[assessment]]{SOUND}\n[[assessment]]{SOUND}"))[0], Gap::Twice("polisen".into()));
    }
}
