//! The gate that every text file passes: size, encoding and zero bytes are watched while the bytes stream by.
//!
//! It exists so that a gigabyte of garbage is turned away after its first kilobytes and never stands in memory.
//! It knows nothing about JSON or CSV.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::PapersError;

/// How far the reading has come. `total` is none when the source cannot say how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub done: u64,
    /// Bytes in all.
    pub total: Option<u64>,
}

/// How the bytes of a file stand for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
pub enum Encoding {
    /// The rule of today.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Older Swedish files: ISO 8859-1, and Windows-1252 where that has nothing.
    #[serde(rename = "latin-1")]
    Latin1,
}

/// How far reading may go before the next row or event is complete. Shared with the reader behind the gate, because only that one knows
/// where a row or an event ends.
#[derive(Debug)]
pub(crate) struct Window {
    read: Cell<u64>,
    end: Cell<u64>,
}

impl Window {
    /// Allows reading up to `end` (bytes after the byte order mark) and no further.
    pub(crate) fn allow_until(&self, end: u64) {
        self.end.set(end);
    }

    /// Allows reading this many bytes from here.
    pub(crate) fn allow_more(&self, bytes: u64) {
        self.end.set(self.read.get().saturating_add(bytes));
    }
}

/// Tell the listener about every so many bytes, and no more often.
const PROGRESS_STEP: u64 = 64 * 1024;

pub(crate) struct Gate<'p, R> {
    inner: R,
    head: Vec<u8>,
    encoding: Encoding,
    limit: u64,
    total: Option<u64>,
    window: Rc<Window>,
    skipped: u64,
    carry: Vec<u8>,
    refusal: Option<PapersError>,
    overrun: bool,
    progress: &'p mut dyn FnMut(Progress),
    next_progress: u64,
    pub(crate) first_mark: Option<u8>,
    last_byte: Option<u8>,
    odd_quotes: bool,
    foreign_letters: bool,
    still_utf8: bool,
}

impl<'p, R: Read> Gate<'p, R> {
    /// Opens the gate: looks at the first bytes, refuses UTF-16 and what is known to be too large, and drops a UTF-8 byte order mark.
    pub(crate) fn open(
        mut inner: R,
        total: Option<u64>,
        limit: u64,
        encoding: Encoding,
        progress: &'p mut dyn FnMut(Progress),
    ) -> Result<Self, PapersError> {
        if total.is_some_and(|bytes| bytes > limit) {
            return Err(PapersError::TooLarge { limit });
        }
        let mut head = vec![0; 4];
        let mut filled = 0;
        while filled < head.len() {
            match inner.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(PapersError::Read(error)),
            }
        }
        head.truncate(filled);
        let utf16 = head.starts_with(&[0xff, 0xfe])
            || head.starts_with(&[0xfe, 0xff])
            || matches!(head[..], [0, letter, 0, other] | [letter, 0, other, 0] if letter != 0 && other != 0);
        if utf16 {
            return Err(PapersError::Utf16);
        }
        let mut skipped = 0;
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
            skipped = 3;
        }
        Ok(Self {
            inner,
            head,
            encoding,
            limit,
            total,
            window: Rc::new(Window { read: Cell::new(0), end: Cell::new(u64::MAX) }),
            skipped,
            carry: Vec::new(),
            refusal: None,
            overrun: false,
            progress,
            next_progress: 0,
            first_mark: None,
            last_byte: None,
            odd_quotes: false,
            foreign_letters: false,
            still_utf8: true,
        })
    }

    /// The window of this gate.
    pub(crate) fn window(&self) -> Rc<Window> {
        Rc::clone(&self.window)
    }

    /// Why the gate closed, if it did.
    pub(crate) fn take_refusal(&mut self) -> Option<PapersError> {
        self.refusal.take()
    }

    /// Whether the gate closed because one row or event went on past its window.
    pub(crate) fn overrun(&self) -> bool {
        self.overrun
    }

    /// Bytes read so far, byte order mark included.
    pub(crate) fn position(&self) -> u64 {
        self.window.read.get() + self.skipped
    }

    /// Whether the last byte was a line break.
    pub(crate) fn ends_with_line_break(&self) -> bool {
        matches!(self.last_byte, Some(b'\n' | b'\r'))
    }

    /// Whether an odd number of quotation marks went by: the last quoted field was perhaps never closed.
    pub(crate) fn odd_quotes(&self) -> bool {
        self.odd_quotes
    }

    /// After the last byte: was a file that calls itself Latin-1 in truth UTF-8?
    pub(crate) fn is_utf8_after_all(&self) -> bool {
        self.encoding == Encoding::Latin1 && self.still_utf8 && self.carry.is_empty() && self.foreign_letters
    }

    /// The first byte that no UTF-8 text can hold, with its position from 0. Letters cut by the end of the chunk wait in `carry`.
    fn first_foreign(&mut self, mut bytes: &[u8]) -> Option<(u64, u8)> {
        let mut at = self.window.read.get();
        while !self.carry.is_empty() && !bytes.is_empty() {
            self.carry.push(bytes[0]);
            bytes = &bytes[1..];
            at += 1;
            match std::str::from_utf8(&self.carry) {
                Ok(_) => self.carry.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Some((at - self.carry.len() as u64, self.carry[0])),
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => None,
            Err(error) => {
                let good = error.valid_up_to();
                if error.error_len().is_some() {
                    return Some((at + good as u64, bytes[good]));
                }
                self.carry.extend_from_slice(&bytes[good..]);
                None
            }
        }
    }

    fn inspect(&mut self, bytes: &[u8]) -> Option<PapersError> {
        if let Some(zero) = bytes.iter().position(|&byte| byte == 0) {
            let byte = self.position() + zero as u64 + 1;
            return Some(PapersError::ZeroByte { byte });
        }
        if self.first_mark.is_none() {
            self.first_mark = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
        }
        if bytes.iter().filter(|&&byte| byte == b'"').count() % 2 == 1 {
            self.odd_quotes = !self.odd_quotes;
        }
        self.last_byte = bytes.last().copied().or(self.last_byte);
        if !bytes.is_ascii() || !self.carry.is_empty() {
            self.foreign_letters = true;
            if self.still_utf8
                && let Some((at, culprit)) = self.first_foreign(bytes)
            {
                self.still_utf8 = false;
                if self.encoding == Encoding::Utf8 {
                    let guess = match culprit {
                        0xe5 | 0xe4 | 0xf6 | 0xc5 | 0xc4 | 0xd6 | 0xe9 | 0xfc => {
                            "the file looks like Latin-1 (ISO 8859-1); save it as UTF-8, or set encoding = \"latin-1\" if a mapping is used"
                        }
                        _ => "save the file as UTF-8, or check that it is the right file",
                    };
                    return Some(PapersError::NotUtf8 { byte: at + self.skipped + 1, guess });
                }
            }
        }
        None
    }

    fn refuse(&mut self, why: PapersError) -> io::Error {
        self.refusal = Some(why);
        io::Error::other("the gate is closed")
    }
}

impl<R: Read> Read for Gate<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.refusal.is_some() || self.overrun {
            return Err(io::Error::other("the gate is closed"));
        }
        let count = if self.head.is_empty() {
            self.inner.read(buffer)?
        } else {
            let count = self.head.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.head[..count]);
            self.head.drain(..count);
            count
        };
        if let Some(why) = self.inspect(&buffer[..count]) {
            return Err(self.refuse(why));
        }
        self.window.read.set(self.window.read.get() + count as u64);
        if self.position() > self.limit {
            let limit = self.limit;
            return Err(self.refuse(PapersError::TooLarge { limit }));
        }
        if self.window.read.get() > self.window.end.get() {
            self.overrun = true;
            return Err(io::Error::other("the gate is closed"));
        }
        if self.position() >= self.next_progress || count == 0 {
            self.next_progress = self.position() + PROGRESS_STEP;
            let progress = Progress { done: self.position(), total: self.total };
            (self.progress)(progress);
        }
        Ok(count)
    }
}
