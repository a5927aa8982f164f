//! The status line: what one authority tells another about its own measure towards somebody, in answer to what it received. Active or
//! closed, and no more; it is a disclosure like any other, with its own ground, and may be refused like any other.

use gvi_domain::disclosure::Addressee;
use gvi_domain::{DisclosureId, EnvelopeId};
use gvi_secrecy::catalogue::{BasisCode, PurposeCode, Trigger};
use gvi_secrecy::deeds::ReadReceived;
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, HarmTest};
use gvi_store::snapshot::label;
use gvi_store::{Ctx, received};

use crate::disclosures::{Decided, decide};
use crate::draft::{Draft, DraftSubject, SnapshotKind, Source, USUAL_DAYS};
use crate::error::AppError;

/// What is told, and on which grounds.
#[derive(Debug, Clone)]
pub struct StatusLine {
    /// The id that the form minted: the same form sent twice is one decision.
    pub id: DisclosureId,
    /// The status as a message key, for example `active`.
    pub status: String,
    /// The legal basis of the own authority.
    pub legal_basis: BasisCode,
    /// The ground with its balancing text.
    pub grounds: Vec<ChosenGround>,
    /// Harm tests, provision by provision.
    pub harm_tests: Vec<HarmTest>,
    /// Why it is needed and in proportion; may be empty where a law orders it.
    pub reasons: String,
    /// The item is commonly available at the own authority.
    pub commonly_available: bool,
    /// The person is a client of the recipient.
    pub client_of_recipient: bool,
}

/// Sends a status line in answer to a received snapshot, to the authority that sent it. Every obstacle comes back in
/// [`Decided::Refused`], and nothing is saved then.
pub async fn send_status_line(ctx: &Ctx, in_reply_to: EnvelopeId, line: &StatusLine) -> Result<Decided, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadReceived>(in_reply_to).await?;
    let asked = received::received(&mut tx, &permit).await?.open(&permit);
    tx.commit().await?;
    let about = label(&asked.about_coordination, &asked.about_identity, &asked.about_support).ok_or(AppError::NotFound)?;
    // Each authority tells of its own measures in its own row of the sharing matrix.
    let (category, content) = match ctx.plate().kind.as_str() {
        "SOC" => ("M8", "support-contact"),
        "POL" => ("M14", "plan-of-action"),
        _ => ("M6", "supervision-status"),
    };
    let today = ctx.now().date(ctx.zone());
    let mut draft = Draft::new(line.id, SnapshotKind::StatusLine, category, Source::Typed);
    draft.typed = vec![(content.into(), line.status.clone())];
    draft.subject = Some(DraftSubject { label: about, client_of_recipient: line.client_of_recipient, ..DraftSubject::default() });
    let answer_to = asked.answer_to.value().filter(|user| !user.is_empty());
    draft.recipients = vec![Addressee { handler: answer_to, ..Addressee::function(asked.from_authority, "analyst") }];
    draft.purposes = asked.purposes.split(' ').filter(|purpose| !purpose.is_empty()).map(PurposeCode::from).collect();
    draft.legal_basis = Some(line.legal_basis.clone());
    draft.grounds.clone_from(&line.grounds);
    draft.harm_tests.clone_from(&line.harm_tests);
    draft.necessity.clone_from(&line.reasons);
    draft.proportionality.clone_from(&line.reasons);
    // The snapshot that is answered is the request; it stands in both logs.
    draft.trigger = Trigger::OnRequest;
    draft.commonly_available = line.commonly_available;
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: ctx.plate().name_sv.clone(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(USUAL_DAYS)));
    draft.in_reply_to = Some(in_reply_to);
    decide(ctx, &draft).await
}
