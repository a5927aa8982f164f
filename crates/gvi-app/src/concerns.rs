//! Concern for a child: the one report that everybody in every authority can always make, whatever their role, purpose or training.
//!
//! It is a disclosure to the intake of social services on the duty to report. Nothing is weighed: the duty opens every lock, and the
//! rules between authorities are asked all the same, so that what may not go along is told. Who reports inside social services gives
//! their own intake the task.
// Law: SoL 19:1. Whoever works with children in an authority reports concern at once.

use gvi_domain::disclosure::Addressee;
use gvi_domain::task::{NewTask, Owner};
use gvi_domain::text::Words;
use gvi_domain::{Date, DisclosureId, DomainError, EnvelopeId, TaskId, Whole};
use gvi_exchange::Act;
use gvi_secrecy::catalogue::Catalogue;
use gvi_secrecy::deeds::ReportConcern;
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, assess};
use gvi_secrecy::receipts::on_receipt;
use gvi_store::tx::Note;
use gvi_store::{Ctx, accounts, disclosures, neighbours, tasks};

use crate::disclosures::{Decided, Preview, authorities, first_reason, record, send, snapshot};
use crate::draft::{Draft, DraftSubject, SnapshotKind, Source, USUAL_DAYS, frame};
use crate::error::AppError;
use crate::tasks::ends_on;

/// The row of the sharing matrix.
const CATEGORY: &str = "M10";
/// The duty.
const GROUND: &str = "OSL-10-28+SoL-19-1";
/// The kind of authority that receives.
const RECEIVES: &str = "SOC";
/// Fewest signs that say what the concern is.
const WORRY_LEAST: usize = 10;
/// Longest name of a child, and longest way to reach somebody.
const LINE_MAX: usize = 120;

/// What is reported, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedConcern<'t> {
    /// The child: a name, or how it can be found.
    pub child: &'t str,
    /// The day of birth, if it is known.
    pub born: Option<Date>,
    /// About how old, if it is not.
    pub age: Option<u8>,
    /// What the concern is.
    pub worry: &'t str,
    /// How child, guardian or reporter can be reached.
    pub contact: &'t str,
}

/// Whether this person can report here: everybody of an authority. An association calls social services.
pub fn may_report(ctx: &Ctx) -> bool {
    ctx.would::<ReportConcern>()
}

/// Reports. The same form sent twice is one report.
pub async fn report(ctx: &Ctx, id: DisclosureId, typed: TypedConcern<'_>) -> Result<Decided, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReportConcern>(Whole).await?;
    let mut read = gvi_domain::reading::Reading::new();
    let child = read.line("child", typed.child, LINE_MAX);
    let worry = read.words("worry", typed.worry, WORRY_LEAST);
    if typed.contact.chars().count() > LINE_MAX {
        read.fault(DomainError::field("contact", "too-long"));
    }
    if typed.born.is_none() && typed.age.is_none() {
        read.fault(DomainError::field("age", "missing"));
    }
    let (child, worry) = read.finish(|| Some((child?, worry?)))?;
    let today = ctx.now().date(ctx.zone());
    if ctx.plate().kind.as_str() == RECEIVES {
        give_own_intake(ctx, &mut tx, &permit, id, &child, &worry, typed.contact).await?;
        tx.about(&permit, id);
        tx.commit().await?;
        return Ok(Decided::Sent(id));
    }
    let neighbours = neighbours::all(&mut tx, &permit).await?;
    let mut draft = Draft::new(id, SnapshotKind::ChildConcern, CATEGORY, Source::Typed);
    draft.typed = vec![("name".into(), child.clone()), ("child-concern".into(), worry.as_str().to_owned())];
    if !typed.contact.trim().is_empty() {
        draft.typed.push(("contact-details".into(), typed.contact.trim().to_owned()));
    }
    draft.subject = Some(DraftSubject { label: child, born: typed.born, assessed_age: typed.age, ..DraftSubject::default() });
    draft.recipients = neighbours
        .iter()
        .filter(|known| known.kind.as_str() == RECEIVES)
        .map(|known| Addressee::function(known.authority.clone(), "intake"))
        .collect();
    draft.purposes = ["child-protection".into()].into();
    draft.legal_basis = Some(format!("SoL-19-1-{}", ctx.plate().kind).as_str().into());
    // What the duty asks for is what the concern is.
    draft.grounds = vec![ChosenGround { ground: GROUND.into(), balance: worry.as_str().to_owned() }];
    draft.as_of = Some(today);
    let author = accounts::own_user_name(&mut tx, &permit).await?.unwrap_or_default();
    let kind = BasisKind::Assessment { author, confidence: String::new() };
    draft.basis = Some(Basis { kind, source: ctx.plate().name_sv.clone(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(USUAL_DAYS)));
    let framed = frame(ctx, &draft, &[], "", None, None, &neighbours);
    let assessment = assess(Catalogue::se(), &framed.proposal);
    let allowed = assessment.allowed();
    if let (true, Some(as_of), Some(ends_on)) = (allowed, draft.as_of, draft.ends_on) {
        let envelope = EnvelopeId::new();
        let snapshot = snapshot(&draft, &framed, &assessment, None, as_of, ends_on);
        let new = record(ctx, &draft, &framed, &snapshot, envelope);
        if disclosures::report(&mut tx, &permit, &new).await? {
            send(ctx, &mut tx, &permit, envelope, &draft.recipients, Act::Disclose(snapshot)).await?;
        }
    } else {
        tx.came_to_nothing(&permit, first_reason(&assessment));
    }
    tx.about(&permit, id);
    tx.annotate(&permit, Note { grounds: vec![GROUND.to_owned()], recipients: authorities(&draft.recipients) });
    tx.commit().await?;
    if allowed {
        return Ok(Decided::Sent(id));
    }
    Ok(Decided::Refused(Box::new(Preview::of(&framed, assessment, neighbours, Vec::new()))))
}

/// Gives the own intake the task, with what is to be judged in it.
// Law: SoL 14:2. The need of an inquiry is judged at once.
async fn give_own_intake(
    ctx: &Ctx,
    tx: &mut gvi_store::Tx,
    permit: &gvi_secrecy::Permit<ReportConcern>,
    id: DisclosureId,
    child: &str,
    worry: &Words,
    contact: &str,
) -> Result<(), AppError> {
    let due = on_receipt(RECEIVES).ok_or(AppError::NotFound)?;
    let owner = due.function.parse().map(Owner::Function).map_err(|error| AppError::Broken(Box::new(error)))?;
    let text: String = format!("{} {child}: {} {}", due.rule, worry.as_str(), contact.trim()).chars().take(1000).collect();
    let due_on = ctx.now().plus_days(due.days).date(ctx.zone());
    // The id of the form is that of the task, so that the same form sent twice gives one.
    let task = NewTask { id: TaskId::from_uuid(id.uuid()), what: Words::stored(text), owner, due_on, review: None, names_persons: true };
    tasks::add(tx, permit, &task, ends_on(&task)).await?;
    Ok(())
}
