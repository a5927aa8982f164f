//! Unambiguous bytes: every text has its length in front, every list its count, every choice its tag. Two different entries
//! can never have the same bytes, and the bytes can be read back.

use crate::LedgerError;

#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    fn count(&mut self, n: usize) {
        // Cannot fail: no field of an entry comes near four gigabytes; what people type is limited long before it gets here.
        let n = u32::try_from(n).expect("a field shorter than four gigabytes");
        self.0.extend_from_slice(&n.to_be_bytes());
    }

    pub fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    pub fn u64(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_be_bytes());
    }

    pub fn i64(&mut self, n: i64) {
        self.0.extend_from_slice(&n.to_be_bytes());
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub fn list(&mut self, texts: &[String]) {
        self.count(texts.len());
        for text in texts {
            self.text(text);
        }
    }

    pub fn maybe(&mut self, text: Option<&str>) {
        match text {
            None => self.tag(0),
            Some(text) => {
                self.tag(1);
                self.text(text);
            }
        }
    }
}

/// Reads the bytes back, remembering where it stands so that an error can say so.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn wrong<T>(&self, problem: &'static str) -> Result<T, LedgerError> {
        Err(LedgerError::Entry { at: self.at, problem })
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], LedgerError> {
        match self.bytes[self.at..].get(..n) {
            None => self.wrong("cut off"),
            Some(taken) => {
                self.at += n;
                Ok(taken)
            }
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LedgerError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn tag(&mut self) -> Result<u8, LedgerError> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u64(&mut self) -> Result<u64, LedgerError> {
        self.array().map(u64::from_be_bytes)
    }

    pub fn i64(&mut self) -> Result<i64, LedgerError> {
        self.array().map(i64::from_be_bytes)
    }

    pub fn text(&mut self) -> Result<&'a str, LedgerError> {
        let length = self.array().map(u32::from_be_bytes)? as usize;
        let start = self.at;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map_err(|_| LedgerError::Entry { at: start, problem: "not UTF-8" })
    }

    pub fn string(&mut self) -> Result<String, LedgerError> {
        self.text().map(str::to_owned)
    }

    pub fn list(&mut self) -> Result<Vec<String>, LedgerError> {
        let count = self.array().map(u32::from_be_bytes)? as usize;
        // Every item takes at least its four bytes of length; a larger count is a lie and must not reserve memory.
        if count > (self.bytes.len() - self.at) / 4 {
            return self.wrong("a list longer than the bytes");
        }
        (0..count).map(|_| self.string()).collect()
    }

    pub fn maybe(&mut self) -> Result<Option<String>, LedgerError> {
        match self.tag()? {
            0 => Ok(None),
            1 => self.string().map(Some),
            _ => self.wrong("neither absent nor present"),
        }
    }

    pub fn end(&self) -> Result<(), LedgerError> {
        if self.at == self.bytes.len() { Ok(()) } else { self.wrong("bytes left over") }
    }
}
