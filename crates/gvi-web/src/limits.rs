//! A brake on guessing: from one address only so many sign-ins may fail in a while, whichever accounts they name.
//!
//! The lock of a single account stands in the compartment and holds whatever happens here; this brake only keeps somebody from
//! trying one password on everybody. It is kept in memory, because forgetting it at a restart does no harm.
//!
//! What this file deliberately does not do: believe what a stranger says about where a request comes from. Only the proxy on this
//! machine is believed, and of what it passes on only the last address, which is the one that it saw itself.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gvi_domain::Moment;

use crate::desk::Clock;
use crate::problem::Problem;

/// Failed sign-ins from one address in [`WINDOW_SECONDS`] after which it has to wait. A whole office can sit behind one address.
pub const FAILURES_PER_ADDRESS_MAX: u32 = 40;
/// How long failures count.
pub const WINDOW_SECONDS: i64 = 10 * 60;
/// Addresses that are remembered; beyond that, those whose time is over are forgotten first.
const ADDRESSES_MAX: usize = 10_000;

/// The failures of each address.
#[derive(Clone)]
pub struct Brake {
    clock: Clock,
    failures: Arc<Mutex<HashMap<IpAddr, Window>>>,
}

#[derive(Clone, Copy)]
struct Window {
    since: Moment,
    count: u32,
}

impl Brake {
    /// A brake that has seen nothing yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, failures: Arc::default() }
    }

    fn holds(&self, address: IpAddr, now: Moment) -> bool {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(&address).is_some_and(|window| window.is_open(now) && window.count >= FAILURES_PER_ADDRESS_MAX)
    }

    fn failed(&self, address: IpAddr, now: Moment) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES_MAX && !failures.contains_key(&address) {
            failures.retain(|_, window| window.is_open(now));
            // Whoever has more addresses than this fills no memory with them; the locks of the accounts hold on.
            if failures.len() >= ADDRESSES_MAX {
                return;
            }
        }
        let window = failures.entry(address).or_insert(Window { since: now, count: 0 });
        if !window.is_open(now) {
            *window = Window { since: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
    }
}

impl Window {
    /// A clock that jumped back closes no window early and keeps none open for ever.
    fn is_open(self, now: Moment) -> bool {
        now.seconds_since(self.since).abs() < WINDOW_SECONDS
    }
}

/// Where a request comes from.
fn address(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    if !peer.is_loopback() {
        return peer;
    }
    let passed_on = request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    passed_on.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}

/// Turns sign-ins away from an address that has failed too often, before any password is looked at.
pub async fn brake(State(brake): State<Brake>, request: Request, next: Next) -> Response {
    if *request.method() != Method::POST || request.uri().path() != "/sign-in" {
        return next.run(request).await;
    }
    let (address, now) = (address(&request), brake.clock.now());
    if brake.holds(address, now) {
        let mut response = Problem::TooMany.into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(WINDOW_SECONDS));
        return response;
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::UNPROCESSABLE_ENTITY {
        brake.failed(address, now);
    }
    response
}
