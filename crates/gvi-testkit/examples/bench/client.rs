//! The smallest client that measures honestly: one connection a user, kept open, no compression, every byte read.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One user's connection.
pub struct Client {
    stream: TcpStream,
    host: String,
    cookie: String,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// From the first byte sent to the last byte read.
    pub took: Duration,
}

impl Client {
    /// Connects.
    pub async fn connect(host: &str, cookie: &str) -> Self {
        let stream = TcpStream::connect(host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, host: host.to_owned(), cookie: cookie.to_owned(), buffer: Vec::new() }
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: vv_session={}\r\naccept-language: sv\r\n\r\n", self.host, self.cookie);
        self.exchange(head.into_bytes()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &str) -> Reply {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: vv_session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.host,
            self.cookie,
            form.len()
        );
        self.exchange(head.into_bytes()).await
    }

    async fn exchange(&mut self, request: Vec<u8>) -> Reply {
        let begun = Instant::now();
        self.stream.write_all(&request).await.unwrap();
        self.buffer.clear();
        let head_end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let length: Option<usize> =
            head.lines().find_map(|line| line.strip_prefix("content-length:")).and_then(|length| length.trim().parse().ok());
        let chunked = head.contains("transfer-encoding: chunked");
        loop {
            let body = &self.buffer[head_end..];
            let whole = if chunked { body.ends_with(b"0\r\n\r\n") } else { body.len() >= length.unwrap_or(0) };
            if whole {
                break;
            }
            self.more().await;
        }
        Reply { status, body: self.buffer[head_end..].to_vec(), took: begun.elapsed() }
    }

    async fn more(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
    }
}
