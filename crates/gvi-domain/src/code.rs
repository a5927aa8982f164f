//! Codes that people say aloud: `K7MQ-2X`. Random, never running numbers, because a gap in a series tells that something is hidden.

use std::fmt;
use std::str::FromStr;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use uuid::Uuid;

/// Letters and digits that are not mistaken for each other over a phone or in bad handwriting (no 0 O 1 I L 5 S 8 B U V).
const ALPHABET: &[u8; 25] = b"2346790ACDEFGHJKMNPQRTWXY";
const LENGTH: usize = 5;

/// A random code of five signs and a check sign, written `XXXX-XC`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code([u8; LENGTH]);

/// The text is not a code, or a sign was misheard: the check sign does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a code: {0:?}")]
pub struct NotACode(pub String);

impl Code {
    /// A fresh random code.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self::from_rng(&mut rand::rng())
    }

    /// The code of a record: drawn from its id, so that the same record has the same code wherever it is told again. `turn` counts up
    /// while the drawn code is taken by another record.
    pub fn of(id: Uuid, turn: u64) -> Self {
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(id.as_bytes());
        seed[16..24].copy_from_slice(&turn.to_be_bytes());
        Self::from_rng(&mut StdRng::from_seed(seed))
    }

    /// A code drawn from a given source of randomness, so that the invented city is the same every time.
    pub fn from_rng(rng: &mut impl rand::Rng) -> Self {
        Self(std::array::from_fn(|_| ALPHABET[rng.random_range(0..ALPHABET.len())]))
    }

    fn check_sign(signs: &[u8; LENGTH]) -> u8 {
        // Weighted sum modulo 25, with weights that share no factor with 25: one wrong sign or two neighbours swapped always change it.
        let sum: usize = signs.iter().zip([1, 2, 3, 4, 6]).map(|(sign, weight)| weight * Self::place(*sign).unwrap_or(0)).sum();
        ALPHABET[sum % ALPHABET.len()]
    }

    fn place(sign: u8) -> Option<usize> {
        ALPHABET.iter().position(|known| *known == sign)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e] = self.0.map(char::from);
        write!(f, "{a}{b}{c}{d}-{e}{}", char::from(Self::check_sign(&self.0)))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let wrong = || NotACode(text.chars().take(20).collect());
        let signs: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase()).collect();
        let (body, check) = signs.split_last_chunk::<1>().map(|(body, [check])| (body, *check)).ok_or_else(wrong)?;
        let body: [u8; LENGTH] = body.try_into().map_err(|_| wrong())?;
        if body.iter().all(|sign| Self::place(*sign).is_some()) && Self::check_sign(&body) == check { Ok(Self(body)) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_survives_being_said_in_small_letters(seed in any::<u64>()) {
            use rand::SeedableRng;
            let code = Code::from_rng(&mut rand::rngs::StdRng::seed_from_u64(seed));
            prop_assert_eq!(code.to_string().to_lowercase().parse::<Code>().unwrap(), code);
        }

        #[test]
        fn one_misheard_sign_is_always_found(seed in any::<u64>(), at in 0_usize..5, other in 0_usize..25) {
            use rand::SeedableRng;
            let code = Code::from_rng(&mut rand::rngs::StdRng::seed_from_u64(seed));
            let mut text: Vec<u8> = code.to_string().bytes().filter(|byte| *byte != b'-').collect();
            prop_assume!(text[at] != ALPHABET[other]);
            text[at] = ALPHABET[other];
            prop_assert!(String::from_utf8(text).unwrap().parse::<Code>().is_err());
        }
    }
}
