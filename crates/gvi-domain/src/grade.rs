//! Grading of intelligence: how good the source is, how sure the information is. It grades what was said, never a person.

/// How reliable the source has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceGrade {
    /// Always reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Not known.
    E,
}

/// How sure the information is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InformationGrade {
    /// Confirmed by something else.
    One,
    /// Probably true.
    Two,
    /// Possibly true.
    Three,
    /// Doubtful.
    Four,
    /// Cannot be judged.
    Five,
}

names!(SourceGrade { A = "A", B = "B", C = "C", D = "D", E = "E" });
names!(InformationGrade { One = "1", Two = "2", Three = "3", Four = "4", Five = "5" });

/// Both grades together, written `B2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Grade {
    /// The source.
    pub source: SourceGrade,
    /// The information.
    pub information: InformationGrade,
}

impl Grade {
    /// Graded B2 or better: what a listing may stand on (secrecy.md section 6.2).
    pub fn carries_a_listing(self) -> bool {
        self.source <= SourceGrade::B && self.information <= InformationGrade::Two
    }
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.source.name(), self.information.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a1_a2_b1_and_b2_carry_a_listing() {
        let mut carrying = Vec::new();
        for source in SourceGrade::ALL {
            for information in InformationGrade::ALL {
                let grade = Grade { source: *source, information: *information };
                if grade.carries_a_listing() {
                    carrying.push(grade.to_string());
                }
            }
        }
        assert_eq!(carrying, ["A1", "A2", "B1", "B2"]);
    }
}
