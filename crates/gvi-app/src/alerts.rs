//! The alert: what happened, told to every other authority at once and without persons.
//!
//! An alert is a disclosure of a group-level incident card (row M2 of the sharing matrix) by harm test. The text of the harm test is
//! filled in beforehand and confirmed by whoever sends it, because at 21:42 nobody writes an essay, and because an alert that nobody
//! thought about is not one that the law allows. What is pushed to anybody's screen says only that there is something to read.

use gvi_domain::disclosure::Addressee;
use gvi_domain::{DisclosureId, EnvelopeId, IncidentId, Occurred};
use gvi_exchange::Act;
use gvi_secrecy::Class;
use gvi_secrecy::catalogue::Catalogue;
use gvi_secrecy::deeds::AlertIncident;
use gvi_secrecy::disclosure::assess;
use gvi_store::neighbours;
use gvi_store::tx::Note;
use gvi_store::{Ctx, disclosures, incidents};

use crate::disclosures::{Decided, Preview, authorities, first_reason, record, send, snapshot};
use crate::draft::{Draft, Offered, SnapshotKind, Source, USUAL_DAYS, frame};
use crate::error::AppError;

/// The row of the sharing matrix that an alert travels in.
const CATEGORY: &str = "M2";

/// What is confirmed when an alert is sent.
#[derive(Debug, Clone)]
pub struct Alert {
    /// The id that the form minted: the same form sent twice is one alert.
    pub id: DisclosureId,
    /// The legal basis of the own authority.
    pub legal_basis: String,
    /// Why nobody is harmed; also why it is needed and no more than this.
    pub harm: String,
    /// Nobody can be recognised in it.
    pub nobody_recognised: bool,
}

/// Shows what the others would see, and every reason why not.
pub async fn preview(ctx: &Ctx, incident: IncidentId, alert: &Alert) -> Result<Preview, AppError> {
    Ok(run(ctx, incident, alert, false).await?.0)
}

/// Alerts the other authorities. The incident's clock stops in the same transaction.
pub async fn alert(ctx: &Ctx, incident: IncidentId, alert: &Alert) -> Result<Decided, AppError> {
    match run(ctx, incident, alert, true).await? {
        (_, true) => Ok(Decided::Sent(alert.id)),
        (preview, false) => Ok(Decided::Refused(Box::new(preview))),
    }
}

async fn run(ctx: &Ctx, incident: IncidentId, alert: &Alert, sends: bool) -> Result<(Preview, bool), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AlertIncident>(incident).await?;
    let seen = incidents::incident(&mut tx, &permit).await?.open(&permit);
    let neighbours = neighbours::all(&mut tx, &permit).await?;
    let catalogue = Catalogue::se();
    let today = ctx.now().date(ctx.zone());
    let field = |key: &str, content: &str, value: Option<String>| {
        value.map(|value| Offered { key: key.to_owned(), content: content.into(), class: Class::Coordination, value })
    };
    let when = seen.occurred.value().map(|occurred| told(ctx, occurred));
    let offered: Vec<Offered> = [
        field("incident-kind", "incident", seen.kind.value().map(|kind| kind.name().to_owned())),
        field("incident-when", "time", when),
        field("incident-place", "place", seen.place.value()),
        field("incident-code", "code-name", Some(seen.code.to_string())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let row = catalogue.category(&CATEGORY.into());
    let mut draft = Draft::new(alert.id, SnapshotKind::IncidentCard, CATEGORY, Source::Incident(incident));
    draft.chosen = offered.iter().map(|field| field.key.clone()).collect();
    draft.recipients = neighbours
        .iter()
        .filter(|known| row.is_some_and(|row| row.path(&ctx.plate().kind, &known.kind).is_some()))
        .map(|known| Addressee::function(known.authority.clone(), "coordinator"))
        .collect();
    draft.purposes = ["prevent-detect-crime".into()].into();
    draft.legal_basis = Some(alert.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(Into::into);
    draft.by_harm_test(ctx, &alert.harm, alert.nobody_recognised);
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(USUAL_DAYS)));
    let framed = frame(ctx, &draft, &offered, &seen.code.to_string(), Some(seen.code), None, &neighbours);
    let assessment = assess(catalogue, &framed.proposal);
    let allowed = assessment.allowed();
    if let (true, true, Some(as_of), Some(ends_on)) = (sends, allowed, draft.as_of, draft.ends_on) {
        let envelope = EnvelopeId::new();
        let snapshot = snapshot(&draft, &framed, &assessment, None, as_of, ends_on);
        let new = record(ctx, &draft, &framed, &snapshot, envelope);
        if disclosures::alert(&mut tx, &permit, &new).await? {
            send(ctx, &mut tx, &permit, envelope, &draft.recipients, Act::Disclose(snapshot)).await?;
            incidents::alerted(&mut tx, &permit).await?;
        }
        let tested = draft.harm_tests.iter().map(|test| format!("HARM-TEST({})", test.provision.as_str())).collect();
        tx.annotate(&permit, Note { grounds: tested, recipients: authorities(&draft.recipients) });
    } else if sends {
        tx.came_to_nothing(&permit, first_reason(&assessment));
    }
    tx.commit().await?;
    Ok((Preview::of(&framed, assessment, neighbours, offered), sends && allowed))
}

/// A time as well as it is known, at the site, in figures that need no translation.
fn told(ctx: &Ctx, occurred: Occurred) -> String {
    let at = |moment: gvi_domain::Moment| moment.timestamp().to_zoned(ctx.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string();
    match occurred {
        Occurred::At(moment) => at(moment),
        Occurred::On(day) => day.to_string(),
        Occurred::Between(from, to) => format!("{} – {}", at(from), at(to)),
    }
}
