//! The server under measure: the real pages in a process of their own, so that its memory is its own, plus the bare pages.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gvi_app::Site;
use gvi_domain::Moment;
use gvi_web::House;
use gvi_web::desk::Clock;
use tokio::net::TcpListener;

use crate::bare;

pub fn now() -> Moment {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Moment::from_seconds(seconds.cast_signed()).unwrap()
}

/// Serves a folder until it is killed.
pub async fn serve(folder: &Path) {
    let site = Arc::new(Site::open(folder, now()).await.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("READY {}", listener.local_addr().unwrap());
    // The house's own rounds go on beside the pages, as they do in real work.
    tokio::spawn(gvi_app::courier::keep_delivering(Arc::clone(&site), now));
    let walked = Arc::clone(&site);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            gvi_app::witness::walk(&walked, now()).await.unwrap();
        }
    });
    let pages = gvi_web::router(House { site, clock: Clock::new(now) });
    let pages = pages.nest("/bare", bare::routes(folder).await);
    axum::serve(listener, pages.into_make_service_with_connect_info::<std::net::SocketAddr>()).await.unwrap();
}

/// A running server process.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub host: String,
}

impl Server {
    /// Starts this very program as a server.
    pub async fn start(folder: &Path) -> Self {
        use std::io::BufRead as _;
        let mut child = Command::new(std::env::current_exe().unwrap()).arg("--serve").arg(folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("READY ").expect("a ready line").to_owned();
        Self { child, host }
    }

    /// The most memory that the process has held, in megabytes (Linux: `VmHWM`).
    pub fn peak_megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1024.0
    }

    /// Stops it.
    pub fn stop(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
