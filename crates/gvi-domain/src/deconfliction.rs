//! Deconfliction: before a person is sought out, the other authorities are asked whether it collides with anything of theirs.
//!
//! A person answers, never a search. The answer is one of three words and nothing beside it, because a reason would tell what the
//! other authority knows. Silence is not clearance, however long it lasts.
//!
//! What this room deliberately does not know: who is asked, on which ground, and how the words travel.

use crate::limit::DomainError;

/// What another authority answers. There is no fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clearance {
    /// Nothing of ours stands in the way.
    Clear,
    /// Not now.
    Wait,
    /// Talk to the one who answers before anything is done.
    Contact,
}

names!(Clearance { Clear = "clear", Wait = "wait", Contact = "contact" });

/// How one question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nobody has answered. That is no clearance.
    Silent,
    /// Cleared.
    Clear,
    /// Not now.
    Wait,
    /// They want to be talked to first, and nobody has written down that this was done.
    Contact,
    /// They wanted to be talked to first, and the talk is written down by whoever had it.
    Talked,
}

names!(Standing { Silent = "silent", Clear = "clear", Wait = "wait", Contact = "contact", Talked = "talked" });

impl Standing {
    /// How a question stands, given the latest answer in force and whether a talk is written down. A talk helps only where they asked
    /// for one: neither silence nor "wait" is talked away.
    pub const fn of(answer: Option<Clearance>, talked: bool) -> Self {
        match (answer, talked) {
            (None, _) => Self::Silent,
            (Some(Clearance::Clear), _) => Self::Clear,
            (Some(Clearance::Wait), _) => Self::Wait,
            (Some(Clearance::Contact), false) => Self::Contact,
            (Some(Clearance::Contact), true) => Self::Talked,
        }
    }

    /// Whether this authority stands no longer in the way.
    pub const fn is_cleared(self) -> bool {
        matches!(self, Self::Clear | Self::Talked)
    }
}

/// The questions that stop a contact until somebody has answered each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SafetyQuestion {
    /// Is there a threat now, against the person or against those who go?
    Threat,
    /// Is the person a child, or is a child there?
    Child,
    /// Is the person a victim of something that just happened, or close to one?
    Victim,
    /// Is the person in an exit programme?
    ExitProgramme,
    /// Does it harm an investigation that is under way?
    Investigation,
    /// Does the person have a protected identity?
    ProtectedIdentity,
}

names!(SafetyQuestion {
    Threat = "threat", Child = "child", Victim = "victim", ExitProgramme = "exit-programme", Investigation = "investigation",
    ProtectedIdentity = "protected-identity",
});

/// The answer to such a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SafetyAnswer {
    /// It does not stand in the way.
    Go,
    /// It does. The reason stays with whoever wrote it.
    Stop,
}

names!(SafetyAnswer { Go = "go", Stop = "stop" });

/// Fewest signs of the reason of a stop.
pub const STOP_LEAST: usize = 10;
/// Fewest signs of a note that says what was talked about.
pub const TALK_LEAST: usize = 10;

/// Why a contact may not go ahead; nothing if it may. `answered` holds the answers so far, `asked` how each question to another authority
/// stands.
pub fn gate(answered: &[(SafetyQuestion, SafetyAnswer)], asked: &[Standing]) -> Result<(), DomainError> {
    let answer = |question: &SafetyQuestion| answered.iter().find(|(known, _)| known == question).map(|(_, answer)| *answer);
    if SafetyQuestion::ALL.iter().any(|question| answer(question) == Some(SafetyAnswer::Stop)) {
        return Err(DomainError::Rule { rule: "notification-stopped" });
    }
    if SafetyQuestion::ALL.iter().any(|question| answer(question).is_none()) {
        return Err(DomainError::Rule { rule: "notification-unanswered" });
    }
    if asked.is_empty() {
        return Err(DomainError::Rule { rule: "notification-nobody-asked" });
    }
    if asked.iter().all(|standing| standing.is_cleared()) { Ok(()) } else { Err(DomainError::Rule { rule: "notification-not-cleared" }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_go() -> Vec<(SafetyQuestion, SafetyAnswer)> {
        SafetyQuestion::ALL.iter().map(|question| (*question, SafetyAnswer::Go)).collect()
    }

    #[test]
    fn silence_is_never_clearance_and_no_talk_makes_it_one() {
        for talked in [false, true] {
            assert!(!Standing::of(None, talked).is_cleared());
            assert!(!Standing::of(Some(Clearance::Wait), talked).is_cleared());
            assert_eq!(Standing::of(Some(Clearance::Contact), talked).is_cleared(), talked);
        }
        assert!(gate(&all_go(), &[Standing::Clear, Standing::Silent]).is_err());
        assert_eq!(gate(&all_go(), &[]), Err(DomainError::Rule { rule: "notification-nobody-asked" }));
        assert_eq!(gate(&all_go(), &[Standing::Clear, Standing::Talked]), Ok(()));
    }

    #[test]
    fn one_stop_or_one_question_left_open_is_enough_to_stay_away() {
        for question in SafetyQuestion::ALL {
            let stopped: Vec<_> =
                all_go().into_iter().map(|(known, go)| (known, if known == *question { SafetyAnswer::Stop } else { go })).collect();
            assert_eq!(gate(&stopped, &[Standing::Clear]), Err(DomainError::Rule { rule: "notification-stopped" }), "{question:?}");
            let open: Vec<_> = all_go().into_iter().filter(|(known, _)| known != question).collect();
            assert_eq!(gate(&open, &[Standing::Clear]), Err(DomainError::Rule { rule: "notification-unanswered" }), "{question:?}");
        }
    }

    #[test]
    fn there_are_three_answers_and_no_fourth_can_be_read() {
        assert_eq!(Clearance::ALL.len(), 3);
        for other in ["", "yes", "Clear", "clear ", "known to us since 2019"] {
            assert_eq!(Clearance::named(other), None, "{other}");
        }
    }
}
