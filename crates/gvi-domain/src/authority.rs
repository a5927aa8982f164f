//! Authorities are rows of a configured kind: no authority is named in code. Which kinds exist is data of the jurisdiction.

use std::fmt;
use std::str::FromStr;

macro_rules! short_codes {
    ($($(#[$doc:meta])* $name:ident, $longest:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl FromStr for $name {
            type Err = NotACodeWord;
            fn from_str(text: &str) -> Result<Self, NotACodeWord> {
                let fits = !text.is_empty() && text.len() <= $longest
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
                if fits { Ok(Self(text.to_owned())) } else { Err(NotACodeWord(text.chars().take(60).collect())) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0) }
        }
    )*};
}

/// The text is empty, too long, or holds other signs than letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a code word: {0:?}")]
pub struct NotACodeWord(pub String);

short_codes! {
    /// One authority at a site, for example `polis-nordhamn`. It names the compartment, its folder and its log.
    AuthorityId, 40;
    /// The kind of an authority in the jurisdiction's catalogue, for example `POL` or `SOC`.
    KindCode, 12;
    /// A role inside an authority, for example `analyst`. What a role may do stands in the policies.
    RoleCode, 40;
}
