//! Unambiguous bytes: every text has its length in front, every list its count, every choice its tag, and there is one way only
//! to write each envelope. Two different envelopes never have the same bytes, so a signature says exactly one thing.

use crate::error::ExchangeError;

#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    fn count(&mut self, n: usize) {
        // A text or list of four gigabytes cannot be in an envelope: its size is checked when it is sealed.
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&n.to_be_bytes());
    }

    pub fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    pub fn flag(&mut self, flag: bool) {
        self.tag(u8::from(flag));
    }

    pub fn i64(&mut self, n: i64) {
        self.0.extend_from_slice(&n.to_be_bytes());
    }

    pub fn id(&mut self, id: [u8; 16]) {
        self.0.extend_from_slice(&id);
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.count(items.len());
        for item in items {
            write(self, item);
        }
    }

    pub fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }
}

/// Reads the bytes back and remembers where it stands, so that an error can say so.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub const fn wrong(&self, problem: &'static str) -> ExchangeError {
        ExchangeError::Bytes { at: self.at, problem }
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], ExchangeError> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..n)).ok_or_else(|| self.wrong("cut off"))?;
        self.at += n;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ExchangeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn tag(&mut self) -> Result<u8, ExchangeError> {
        self.array::<1>().map(|[tag]| tag)
    }

    pub fn flag(&mut self) -> Result<bool, ExchangeError> {
        match self.tag()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.wrong("neither yes nor no")),
        }
    }

    pub fn i64(&mut self) -> Result<i64, ExchangeError> {
        self.array().map(i64::from_be_bytes)
    }

    pub fn id(&mut self) -> Result<[u8; 16], ExchangeError> {
        self.array()
    }

    fn count(&mut self) -> Result<usize, ExchangeError> {
        self.array().map(u32::from_be_bytes).map(|n| n as usize)
    }

    pub fn text(&mut self, longest: usize) -> Result<String, ExchangeError> {
        let length = self.count()?;
        if length > longest {
            return Err(self.wrong("a text longer than allowed"));
        }
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| self.wrong("not UTF-8"))
    }

    pub fn list<T>(&mut self, most: usize, mut read: impl FnMut(&mut Self) -> Result<T, ExchangeError>) -> Result<Vec<T>, ExchangeError> {
        let count = self.count()?;
        if count > most {
            return Err(self.wrong("a list longer than allowed"));
        }
        (0..count).map(|_| read(self)).collect()
    }

    pub fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ExchangeError>) -> Result<Option<T>, ExchangeError> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    pub fn end(&self) -> Result<(), ExchangeError> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.wrong("bytes left over")) }
    }
}
