//! Sending by e-mail: the one sentence that something waits, to whoever asked for it. What it says stands in the locales, whom it is for is a deed;
//! here it is handed to the mail server, and never in clear to another machine.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_app::Site;
use gvi_app::mail::{self, MailFile, MailTls};
use gvi_app::site::SiteFile;
use gvi_domain::{EnvelopeId, Moment};
use gvi_web::text::{Lang, Tr};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::serve::now;
use crate::{Ending, check_config};

/// The longest that a mail server is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends one message, to see that a site's mail server takes it.
#[derive(Args)]
pub struct Mail {
    /// The site's folder.
    #[arg(long)]
    folder: PathBuf,
    /// The address that it is sent to.
    #[arg(long)]
    to: String,
    /// The language of the message.
    #[arg(long, default_value = "sv")]
    language: String,
}

impl Mail {
    /// Sends it, and says so.
    pub async fn run(self) -> anyhow::Result<Ending> {
        let file = SiteFile::read(&self.folder)?;
        let faults = file.faults();
        if !faults.is_empty() {
            check_config::say(&faults.into_iter().map(gvi_app::production::Gap::Closed).collect::<Vec<_>>());
            return Ok(Ending::Refused);
        }
        let (Some(mail), Some(address)) = (&file.mail, &file.address) else {
            bail!("site.toml has no [mail] and no address: nothing is sent")
        };
        let sender = Sender::of(mail, address, &self.folder)?;
        sender.send(&self.to, &self.language, now()).await?;
        println!("The mail server has taken the message to {}.", self.to);
        Ok(Ending::Done)
    }
}

/// Hands messages to the mail server of a site.
pub struct Sender {
    way: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    address: String,
}

impl Sender {
    /// The sender of a site, if the site sends anything.
    pub fn of_site(site: &Site) -> anyhow::Result<Option<Self>> {
        match (site.mail(), site.address()) {
            (Some(mail), Some(address)) => Self::of(mail, address, site.folder()).map(Some),
            _ => Ok(None),
        }
    }

    /// A sender as the file says. Nothing is sent yet, and no server is asked.
    pub fn of(mail: &MailFile, address: &str, folder: &Path) -> anyhow::Result<Self> {
        let mut way = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host).port(mail.port).timeout(Some(PATIENCE));
        way = match mail.tls {
            MailTls::None => way.tls(Tls::None),
            MailTls::Required => way.tls(Tls::Wrapper(tls(mail, folder)?)),
            // Never without: a server that does not offer it is told nothing.
            MailTls::Starttls => way.tls(Tls::Required(tls(mail, folder)?)),
        };
        let password =
            mail.password(folder).map_err(|reason| anyhow::anyhow!("the password of the mail server cannot be read: {reason}"))?;
        if let (Some(user), Some(password)) = (&mail.user, password) {
            way = way.credentials(Credentials::new(user.clone(), password));
        }
        let from: Address = mail.from.parse().context("the address that mail comes from")?;
        Ok(Self { way: way.build(), from: Mailbox::new(Some("Vapenvila".to_owned()), from), address: address.to_owned() })
    }

    /// Sends the one message that there is. The reason of a failure never holds the address that it was for.
    pub async fn send(&self, to: &str, language: &str, at: Moment) -> anyhow::Result<()> {
        let tr = Tr::new(Lang::from_code(language).unwrap_or_default());
        let to: Address = to.parse().context("not an address")?;
        let id = format!("<{}@{}>", EnvelopeId::new(), self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(at.seconds().unsigned_abs()))
            .message_id(Some(id))
            .subject(tr.t("mail-subject"))
            // Answers by machines go nowhere, and are not sent.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(tr.args("mail-body", &[("address", self.address.as_str())]))
            .context("the message could not be written")?;
        self.way.send(message).await.context("the mail server did not take the message")?;
        Ok(())
    }
}

fn tls(mail: &MailFile, folder: &Path) -> anyhow::Result<TlsParameters> {
    let mut parameters = TlsParameters::builder(mail.host.clone());
    if let Some(file) = &mail.ca_file {
        let path = folder.join(file);
        let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&text).with_context(|| path.display().to_string())?);
    }
    parameters.build().context("TLS to the mail server")
}

/// One round through all compartments, one after the other. A message that fails is traced without its address and waits for the next round.
pub async fn tell_everywhere(site: &Site, sender: &Sender, now: Moment) -> anyhow::Result<()> {
    let mut failures = 0_usize;
    for ctx in site.houses(now) {
        for waiting in mail::take_due(&ctx).await? {
            match sender.send(&waiting.address, &waiting.language, now).await {
                Ok(()) => mail::arrived(&ctx, &waiting).await?,
                Err(error) => {
                    mail::failed(&ctx, &waiting).await?;
                    if failures == 0 {
                        tracing::error!(error = format!("{error:#}"), "e-mail was not sent and will be tried again");
                    }
                    failures += 1;
                }
            }
        }
    }
    if failures > 1 {
        tracing::error!(failures, "messages were not sent in this round");
    }
    Ok(())
}
