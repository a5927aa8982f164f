//! A practice site with people, and somebody signed in who sends forms to it over plain HTTP.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gvi_app::Door;
use gvi_app::site::Site;
use gvi_domain::{GroupId, Moment};
use gvi_testkit::city::{first_people, seed, site_file};
use gvi_testkit::people::AUTHORITIES;

/// The secret that every form carries back.
const CSRF: &str = "csrf-of-the-test";

/// The moment now.
pub fn now() -> Moment {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Moment::from_seconds(i64::try_from(seconds).unwrap()).unwrap()
}

/// A practice site of so many authorities, the police first, whose police have people. Gives the cookie of Mara, who is signed in.
pub async fn with_mara(folder: &Path, authorities: usize) -> String {
    let databases = AUTHORITIES.iter().take(authorities).map(|known| format!("sqlite:{}.sqlite", known.id)).collect();
    let now = now();
    let site = Site::found(folder, &site_file("practice", databases), seed, now).await.unwrap();
    first_people(&site, "polisen", now).await;
    let threshold = site.threshold(Door::at(now), &"polisen".parse().unwrap()).unwrap();
    let mara = threshold.credentials("mara").await.unwrap().unwrap().account;
    threshold.begin_session(mara, &gvi_app::sign_in::token_hash("token-of-mara"), CSRF, 0).await.unwrap();
    let cookie = "polisen.token-of-mara".to_owned();
    let (ctx, _) = gvi_app::sign_in::resume(&site, Door::at(now), &cookie).await.unwrap().unwrap();
    let purpose = ctx.purposes().await.unwrap()[0].id;
    gvi_app::sign_in::choose_purpose(&ctx, &cookie, purpose).await.unwrap();
    site.close().await;
    cookie
}

/// Somebody at a browser.
#[derive(Clone)]
pub struct Visitor {
    /// Where the server answers.
    pub address: String,
    /// The session.
    pub cookie: String,
}

impl Visitor {
    /// Status and body of a page.
    pub fn get(&self, path: &str) -> io::Result<(u16, String)> {
        self.ask(&format!("GET {path}"), "")
    }

    /// Status and body of the answer to a form.
    pub fn post(&self, path: &str, form: &str) -> io::Result<(u16, String)> {
        self.ask(&format!("POST {path}"), &format!("csrf={CSRF}&{form}"))
    }

    /// Sends the form of a new group.
    pub fn add_group(&self, id: GroupId) -> io::Result<(u16, String)> {
        self.post("/groups/new", &form(id, "Kajen", 0))
    }

    /// Sends the form of a card that was read in a version.
    pub fn edit_group(&self, id: GroupId, version: i64) -> io::Result<(u16, String)> {
        self.post(&format!("/groups/{id}/edit"), &form(id, "Kranen", version))
    }

    fn ask(&self, what: &str, body: &str) -> io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(
            stream,
            "{what} HTTP/1.1\r\nHost: {}\r\nCookie: vv_session={}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
        Ok((status, body.to_owned()))
    }
}

fn form(id: GroupId, name: &str, version: i64) -> String {
    format!("id={id}&name={name}&kind=network&area=Hamnen&size_least=5&size_most=12&note=&version={version}")
}
