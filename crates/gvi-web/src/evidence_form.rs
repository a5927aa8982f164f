//! The fields of one item of evidence, alone or several of them on a page.

use gvi_domain::evidence::{Bearing, EvidenceKind, NewEvidence};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::{Date, DomainError, EvidenceId, Words};

use crate::form::Choice;
use crate::text::Tr;

/// One item as typed.
#[derive(Debug, Clone, Default)]
pub struct ItemForm {
    /// The id that the form minted.
    pub id: String,
    /// Entry of the closed list.
    pub kind: String,
    /// Its day.
    pub dated: String,
    /// Its source.
    pub source: String,
    /// `yes` or `no`.
    pub conduct: String,
    /// Fact or assessment.
    pub bearing: String,
    /// Grade of the source.
    pub source_grade: String,
    /// Grade of the information.
    pub information_grade: String,
    /// What it shows.
    pub text: String,
}

/// A field with its name, value and choices, ready for the macros.
pub struct ItemField {
    /// Name in the form.
    pub name: String,
    /// As typed.
    pub value: String,
    /// What can be chosen; empty where it is typed.
    pub choices: Vec<Choice>,
}

/// The fields of one item.
pub struct ItemFields {
    /// Which item of the page it is, in words.
    pub title: String,
    /// Whether it may be left empty.
    pub optional: bool,
    /// The minted id.
    pub id: ItemField,
    /// Entry of the closed list.
    pub kind: ItemField,
    /// Its day.
    pub dated: ItemField,
    /// Its source.
    pub source: ItemField,
    /// About conduct.
    pub conduct: ItemField,
    /// Fact or assessment.
    pub bearing: ItemField,
    /// Grade of the source.
    pub source_grade: ItemField,
    /// Grade of the information.
    pub information_grade: ItemField,
    /// What it shows.
    pub text: ItemField,
}

impl ItemForm {
    /// Whether nothing was typed.
    pub fn is_blank(&self) -> bool {
        [&self.kind, &self.dated, &self.source, &self.text].iter().all(|field| field.trim().is_empty())
    }

    /// Reads the fields; says every fault at once, each named by its field alone.
    pub fn read(&self, today: Date) -> Result<NewEvidence, Vec<DomainError>> {
        let mut faults = Vec::new();
        let mut missing = |field| faults.push(DomainError::field(field, "missing"));
        let kind = EvidenceKind::named(&self.kind).or_else(|| {
            missing("kind");
            None
        });
        let conduct = match self.conduct.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                missing("conduct");
                None
            }
        };
        let bearing = Bearing::named(&self.bearing).or_else(|| {
            missing("bearing");
            None
        });
        let source_grade = SourceGrade::named(&self.source_grade).or_else(|| {
            missing("source_grade");
            None
        });
        let information = InformationGrade::named(&self.information_grade).or_else(|| {
            missing("information_grade");
            None
        });
        let dated = self.dated.parse::<Date>().ok();
        if dated.is_none() {
            faults.push(DomainError::field("dated", "not-a-day"));
        }
        let text = Words::read("text", &self.text, 5).map_err(|fault| faults.push(fault)).ok();
        if self.source.trim().is_empty() {
            faults.push(DomainError::field("source", "missing"));
        }
        let (Some(kind), Some(conduct), Some(bearing), Some(source), Some(information), Some(dated), Some(text)) =
            (kind, conduct, bearing, source_grade, information, dated, text)
        else {
            return Err(faults);
        };
        let item = NewEvidence {
            id: self.id.parse().unwrap_or_else(|_| EvidenceId::new()),
            kind,
            dated,
            conduct,
            bearing,
            text,
            source: self.source.trim().to_owned(),
            grade: Grade { source, information },
        };
        for fault in item.faults(today) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(item) } else { Err(faults) }
    }

    /// The fields, named with a prefix so that several items stand on one page.
    pub fn fields(&self, tr: Tr, prefix: &str, nth: usize) -> ItemFields {
        let field =
            |name: &str, value: &str, choices: Vec<Choice>| ItemField { name: format!("{prefix}{name}"), value: value.to_owned(), choices };
        let choices = |names: Vec<&'static str>, stem: &str, chosen: &str| {
            names.into_iter().map(|name| Choice::new(name, tr.t(&format!("{stem}{name}"))).chosen_when(chosen)).collect::<Vec<_>>()
        };
        let id = if self.id.is_empty() { EvidenceId::new().to_string() } else { self.id.clone() };
        ItemFields {
            title: tr.args("membership-evidence-nth", &[("nth", nth.to_string())]),
            optional: nth > 2,
            id: field("id", &id, Vec::new()),
            kind: field("kind", "", choices(EvidenceKind::ALL.iter().map(|kind| kind.name()).collect(), "evidence-kind-", &self.kind)),
            dated: field("dated", &self.dated, Vec::new()),
            source: field("source", &self.source, Vec::new()),
            conduct: field("conduct", "", choices(vec!["yes", "no"], "evidence-", &self.conduct)),
            bearing: field(
                "bearing",
                "",
                choices(Bearing::ALL.iter().map(|bearing| bearing.name()).collect(), "evidence-bearing-", &self.bearing),
            ),
            source_grade: field(
                "source_grade",
                "",
                choices(SourceGrade::ALL.iter().map(|grade| grade.name()).collect(), "grade-source-", &self.source_grade),
            ),
            information_grade: field(
                "information_grade",
                "",
                choices(InformationGrade::ALL.iter().map(|grade| grade.name()).collect(), "grade-information-", &self.information_grade),
            ),
            text: field("text", &self.text, Vec::new()),
        }
    }
}
