//! The page on which a disclosure is decided: what, to whom, on which grounds, and before anything is saved exactly what the
//! recipient will see and every reason why it may not leave.
//!
//! One page that grows: each press of *continue* shows what follows from what is chosen. Nothing is stored on the way; the draft
//! lives in the form.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use gvi_app::disclosures::{self, Decided, Preview};
use gvi_app::draft::{Beginning, Draft, DraftSubject, Said, SnapshotKind, Source, USUAL_DAYS, beginnings};
use gvi_app::law::{Basis, BasisKind, Catalogue, ChosenGround, HarmTest, Level, Offence, OffenceFacts, Trigger};
use gvi_app::received;
use gvi_domain::disclosure::Addressee;
use gvi_domain::{Date, DisclosureId, GroupId, Moment};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/disclose", get(begin).post(decide))
}

/// What a field is called: the word of the page if there is one, else the catalogue's word for the kind of content.
pub fn field_label(tr: Tr, key: &str) -> String {
    let own = format!("field-{key}");
    if tr.has(&own) {
        return tr.t(&own);
    }
    Catalogue::se().content(&key.into()).map_or_else(|| key.to_owned(), |content| content.words().in_language(tr.lang().code()).to_owned())
}

/// A frozen value as people read it: states and kinds are words of the house, everything else stands as it was written.
pub fn field_value(tr: Tr, key: &str, value: &str) -> String {
    let word = format!("{key}-{value}");
    if tr.has(&word) { tr.t(&word) } else { value.to_owned() }
}

/// What is typed into the page. Lists that belong together (`lock` and `harm`, `weighed` and `balance`, `content` and `words`) come
/// in the same order.
#[derive(Deserialize, Serialize, Default, Clone)]
pub struct DiscloseForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    membership: String,
    #[serde(default)]
    corrects: String,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    reply: String,
    #[serde(default)]
    spoken: String,
    #[serde(default)]
    chosen: Vec<String>,
    #[serde(default)]
    content: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    person: String,
    #[serde(default)]
    born: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    protected: String,
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    function: String,
    #[serde(default)]
    handler: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    ground: Vec<String>,
    #[serde(default)]
    weighed: Vec<String>,
    #[serde(default)]
    balance: Vec<String>,
    #[serde(default)]
    lock: Vec<String>,
    #[serde(default)]
    harm: Vec<String>,
    #[serde(default)]
    asked: String,
    #[serde(default)]
    common: String,
    #[serde(default)]
    offence: String,
    #[serde(default)]
    penalty: String,
    #[serde(default)]
    consent: String,
    #[serde(default)]
    necessity: String,
    #[serde(default)]
    proportionality: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    nature: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    confidence: String,
    #[serde(default)]
    grading: String,
    #[serde(default)]
    disputes: String,
    #[serde(default)]
    conditions: String,
    #[serde(default)]
    recognised: String,
    #[serde(default)]
    lawyer: String,
    #[serde(default)]
    why_not_first: String,
    #[serde(default)]
    said_at: String,
    #[serde(default)]
    late_reason: String,
    #[serde(default)]
    dpo: String,
}

/// Where the form begins: in the address.
#[derive(Deserialize, Default)]
struct Start {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    membership: String,
    #[serde(default)]
    reply: String,
    #[serde(default)]
    corrects: String,
    #[serde(default)]
    spoken: String,
}

#[derive(Template, Serialize)]
#[template(path = "disclose/choose.html")]
struct ChoosePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    beginnings: Vec<BeginningLine>,
}

#[derive(Serialize)]
struct BeginningLine {
    href: String,
    label: String,
    hint: String,
}

#[derive(Template, Serialize)]
#[template(path = "disclose/form.html")]
struct DisclosePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    offered: Vec<Choice>,
    #[serde(skip)]
    recipients: Vec<Choice>,
    #[serde(skip)]
    purposes: Vec<Choice>,
    #[serde(skip)]
    bases: Vec<Choice>,
    #[serde(skip)]
    natures: Vec<Choice>,
    #[serde(skip)]
    offences: Vec<Choice>,
    title: String,
    form: DiscloseForm,
    own_words: Vec<OwnWords>,
    is_person: bool,
    is_known: bool,
    is_spoken: bool,
    needs_check: bool,
    has_recipient: bool,
    locks: Vec<LockLine>,
    grounds: Vec<GroundLine>,
    recipient_names: String,
    preview: Vec<FieldLine>,
    refusals: Vec<RefusalLine>,
    may_leave: bool,
    shows_answer: bool,
}

#[derive(Serialize)]
struct OwnWords {
    content: String,
    label: String,
    words: String,
}

#[derive(Serialize)]
struct LockLine {
    provision: String,
    name: String,
    protects: String,
    harm: String,
    open: bool,
}

#[derive(Serialize)]
struct GroundLine {
    ground: String,
    cite: String,
    question: String,
    when: String,
    balance_question: String,
    balance: String,
    opens: String,
    chosen: bool,
}

/// A frozen field as pages print it.
#[derive(Serialize)]
pub struct FieldLine {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// A reason why something may not leave.
#[derive(Serialize)]
pub struct RefusalLine {
    /// The code, for those who know it.
    pub code: String,
    /// What is wrong and what to do.
    pub text: String,
}

fn begun(desk: &Desk, kind: &str) -> Result<&'static Beginning, Problem> {
    let kind = SnapshotKind::named(kind).ok_or(Problem::NotFound)?;
    // What another authority owns is not there to be told.
    beginnings(&desk.ctx.plate().kind).find(|begin| begin.kind == kind).ok_or(Problem::NotFound)
}

async fn begin(desk: Desk, Query(start): Query<Start>) -> Answer {
    if !disclosures::may_decide(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    if start.kind.is_empty() && start.corrects.is_empty() {
        return choose(&desk);
    }
    let today = desk.now().date(desk.zone());
    let mut form = DiscloseForm {
        id: DisclosureId::new().to_string(),
        kind: start.kind,
        group: start.group,
        membership: start.membership,
        reply: start.reply,
        spoken: start.spoken,
        until: iso_date(today.saturating_add(jiff::Span::new().days(USUAL_DAYS))),
        as_of: iso_date(today),
        nature: "fact".to_owned(),
        function: "coordinator".to_owned(),
        ..DiscloseForm::default()
    };
    if let Ok(envelope) = form.reply.parse() {
        let asked = received::card(&desk.ctx, envelope).await?;
        form.to = vec![asked.received.from_authority.to_string()];
        form.person = asked.label.filter(|_| asked.received.person_level).unwrap_or_default();
        form.handler = asked.received.answer_to.value().unwrap_or_default();
        form.protected = if asked.received.protected { "yes".to_owned() } else { String::new() };
    }
    if !start.corrects.is_empty() {
        form = corrected(&desk, form, &start.corrects).await?;
    }
    show(&desk, form, false, false).await
}

/// The form of a decision whose snapshot is to be put right: filled with what was chosen then, with the values of now.
async fn corrected(desk: &Desk, form: DiscloseForm, id: &str) -> Result<DiscloseForm, Problem> {
    let card = disclosures::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let earlier = card.disclosure;
    let beginning = beginnings(&desk.ctx.plate().kind).find(|begin| begin.kind.name() == earlier.kind).ok_or(Problem::NotFound)?;
    let (own, offered): (Vec<_>, Vec<_>) =
        card.content.fields.into_iter().partition(|(key, _)| beginning.own_words.contains(&key.as_str()));
    let (harm, weighed): (Vec<_>, Vec<_>) = card.content.reasons.into_iter().partition(|(_, provision, _)| !provision.is_empty());
    let text = |shown: gvi_app::Shown<String>| shown.value().unwrap_or_default();
    Ok(DiscloseForm {
        kind: earlier.kind,
        group: if earlier.subject_thing == "group" { earlier.subject_id.clone() } else { String::new() },
        membership: if earlier.subject_thing == "membership" { earlier.subject_id } else { String::new() },
        corrects: earlier.id.to_string(),
        version: earlier.version,
        chosen: offered.into_iter().map(|(key, _)| key).collect(),
        content: own.iter().map(|(key, _)| key.clone()).collect(),
        words: own.into_iter().map(|(_, value)| value).collect(),
        protected: if earlier.protected { "yes".to_owned() } else { String::new() },
        person: earlier.about_identity.value().or(earlier.about_support.value()).unwrap_or_default(),
        to: card.recipients.iter().map(|recipient| recipient.authority.to_string()).collect(),
        function: card.recipients.first().map(|recipient| recipient.function.clone()).unwrap_or_default(),
        handler: card.recipients.first().and_then(|recipient| recipient.handler.clone()).unwrap_or_default(),
        purpose: earlier.purposes.value().and_then(|purposes| purposes.split(' ').next().map(str::to_owned)).unwrap_or_default(),
        legal_basis: earlier.legal_basis.value().unwrap_or_default(),
        lock: harm.iter().map(|(_, provision, _)| provision.clone()).collect(),
        harm: harm.into_iter().map(|(_, _, reasons)| text(reasons)).collect(),
        ground: weighed.iter().map(|(ground, ..)| ground.clone()).collect(),
        weighed: weighed.iter().map(|(ground, ..)| ground.clone()).collect(),
        balance: weighed.into_iter().map(|(_, _, balance)| text(balance)).collect(),
        necessity: earlier.necessity.value().unwrap_or_default(),
        proportionality: earlier.proportionality.value().unwrap_or_default(),
        source: earlier.source.value().unwrap_or_default(),
        conditions: earlier.conditions.value().unwrap_or_default(),
        ..form
    })
}

fn choose(desk: &Desk) -> Answer {
    let tr = desk.tr();
    let line = |begin: &Beginning| {
        let name = begin.kind.name();
        BeginningLine {
            // A group's card is disclosed from the group itself.
            href: if begin.kind == SnapshotKind::GroupCard { "/groups".to_owned() } else { format!("/disclose?kind={name}") },
            label: tr.t(&format!("snapshot-{name}")),
            hint: tr.t(&format!("snapshot-hint-{name}")),
        }
    };
    let page = ChoosePage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/disclosures", tr.t("disclosures-title")), Crumb::here(tr.t("disclose-title"))],
        // A status line answers something received, and begins there.
        beginnings: gvi_app::draft::beginnings_for(&desk.ctx).filter(|begin| begin.kind != SnapshotKind::StatusLine).map(line).collect(),
    };
    desk.page(&page)
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// A moment as a form writes it, at the site.
pub fn moment_at(desk: &Desk, text: &str) -> Option<Moment> {
    let typed: DateTime = text.trim().parse().ok()?;
    Moment::at(typed.date(), typed.hour(), typed.minute(), desk.zone()).ok()
}

fn paired<'f>(keys: &'f [String], texts: &'f [String]) -> impl Iterator<Item = (&'f str, &'f str)> {
    keys.iter().map(String::as_str).zip(texts.iter().map(String::as_str))
}

impl DiscloseForm {
    /// What was typed as a draft. What cannot be read is left out, and the rules then say what is missing.
    fn draft(&self, desk: &Desk, begin: &Beginning) -> Result<Draft, Problem> {
        let id = self.id.parse().map_err(|_| Problem::NotFound)?;
        let source = match (self.group.as_str(), self.membership.as_str()) {
            ("", "") => Source::Typed,
            ("", membership) => Source::Membership(membership.parse().map_err(|_| Problem::NotFound)?),
            (group, _) => Source::Group(group.parse::<GroupId>().map_err(|_| Problem::NotFound)?),
        };
        let mut draft = Draft::new(id, begin.kind, begin.category, source);
        draft.chosen = self.chosen.iter().cloned().collect();
        let ours = |content: &str| begin.own_words.contains(&content);
        draft.typed = paired(&self.content, &self.words)
            .filter(|(content, _)| ours(content))
            .map(|(content, text)| (content.into(), text.to_owned()))
            .collect();
        let row = Catalogue::se().category(&draft.category);
        if row.is_some_and(|row| row.level == Level::Person) {
            draft.subject = Some(DraftSubject {
                label: self.person.trim().to_owned(),
                born: day(&self.born),
                assessed_age: self.age.trim().parse().ok(),
                client_of_recipient: self.client == "yes",
                protected_identity: self.protected == "yes",
                need_of_help: false,
            });
        }
        // One name can be somebody at one authority only; towards several it names nobody.
        let handler = Some(self.handler.trim().to_lowercase()).filter(|handler| !handler.is_empty() && self.to.len() == 1);
        let addressee = |to: &String| {
            Some(Addressee { authority: to.parse().ok()?, function: self.function.trim().to_owned(), handler: handler.clone() })
        };
        draft.recipients = self.to.iter().filter_map(addressee).collect();
        draft.purposes = Some(self.purpose.as_str()).filter(|purpose| !purpose.is_empty()).map(Into::into).into_iter().collect();
        draft.legal_basis = Some(self.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(Into::into);
        let balance = |ground: &str| {
            paired(&self.weighed, &self.balance).find(|(weighed, _)| *weighed == ground).map_or("", |(_, text)| text).to_owned()
        };
        draft.grounds =
            self.ground.iter().map(|ground| ChosenGround { ground: ground.as_str().into(), balance: balance(ground) }).collect();
        draft.harm_tests = paired(&self.lock, &self.harm)
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(lock, text)| HarmTest { provision: lock.into(), reasons: text.to_owned() })
            .collect();
        draft.necessity.clone_from(&self.necessity);
        draft.proportionality.clone_from(&self.proportionality);
        draft.trigger = if self.asked == "yes" { Trigger::OnRequest } else { Trigger::OwnInitiative };
        draft.commonly_available = self.common == "yes";
        if let Some(kind) = Offence::ALL.into_iter().find(|kind| kind.name() == self.offence && *kind != Offence::None) {
            let months = self.penalty.trim().parse().unwrap_or(0);
            draft.offence =
                OffenceFacts { kind, chapter: "BrB-3".to_owned(), min_penalty_months: months, attempt: false, prison_in_scale: true };
        }
        draft.as_of = day(&self.as_of);
        let assessment = BasisKind::Assessment { author: self.author.trim().to_owned(), confidence: self.confidence.trim().to_owned() };
        let kind = if self.nature == "assessment" { assessment } else { BasisKind::Fact };
        let grading = Some(self.grading.trim().to_owned()).filter(|grading| !grading.is_empty());
        // Neither fact nor assessment chosen, or an assessment by nobody, is no basis.
        let told = self.nature == "fact" || (self.nature == "assessment" && !self.author.trim().is_empty());
        draft.basis = told.then(|| Basis { kind, source: self.source.trim().to_owned(), grading });
        draft.disputes.clone_from(&self.disputes);
        draft.conditions.clone_from(&self.conditions);
        draft.ends_on = day(&self.until);
        draft.said =
            moment_at(desk, &self.said_at).map(|at| Said { at, late_reason: self.late_reason.clone(), dpo_told: self.dpo == "yes" });
        draft.consent = self.consent.parse().ok();
        draft.lawyer_approval = Some(self.lawyer.trim().to_owned()).filter(|lawyer| !lawyer.is_empty());
        draft.why_not_first.clone_from(&self.why_not_first);
        draft.reidentification_checked = self.recognised == "yes";
        draft.in_reply_to = self.reply.parse().ok();
        draft.corrects = self.corrects.parse().ok().map(|id| (id, self.version));
        Ok(draft)
    }
}

async fn show(desk: &Desk, form: DiscloseForm, answer: bool, faulty: bool) -> Answer {
    let begin = begun(desk, &form.kind)?;
    let draft = form.draft(desk, begin)?;
    let preview = disclosures::preview(&desk.ctx, &draft).await?;
    let page = page(desk, form, begin, &preview, answer, FormErrors::none());
    if faulty { desk.faulty(&page) } else { desk.page(&page) }
}

async fn decide(Typed { desk, form }: Typed<DiscloseForm>) -> Answer {
    let begin = begun(&desk, &form.kind)?;
    if form.step != "save" {
        return show(&desk, form, true, false).await;
    }
    let draft = form.draft(&desk, begin)?;
    if form.spoken == "yes" && draft.said.is_none() {
        let preview = disclosures::preview(&desk.ctx, &draft).await?;
        let mut errors = FormErrors::none();
        errors.add("said_at", desk.tr().t("fault-missing"));
        return desk.faulty(&page(&desk, form, begin, &preview, true, errors));
    }
    match disclosures::decide(&desk.ctx, &draft).await {
        Ok(Decided::Sent(id)) => {
            desk.site.post_waits();
            desk.done(&format!("/disclosures/{id}"), "disclosure-sent")
        }
        Ok(Decided::Refused(preview)) => desk.faulty(&page(&desk, form, begin, &preview, true, FormErrors::none())),
        Err(gvi_app::AppError::Changed { .. }) => {
            let preview = disclosures::preview(&desk.ctx, &draft).await?;
            let errors = desk.changed();
            desk.conflict(&page(&desk, form, begin, &preview, true, errors))
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let preview = disclosures::preview(&desk.ctx, &draft).await?;
            desk.faulty(&page(&desk, form, begin, &preview, true, errors))
        }
    }
}

/// The reasons why something may not leave, in plain words with what to do.
pub fn refusals(tr: Tr, preview: &Preview) -> Vec<RefusalLine> {
    let catalogue = Catalogue::se();
    let line = |refusal: &gvi_app::disclosures::Refusal| RefusalLine {
        code: refusal.code(),
        text: refusal.explain(catalogue).in_language(tr.lang().code()).to_owned(),
    };
    preview.assessment.refusals.iter().map(line).collect()
}

impl FieldLine {
    /// A field by its key and its value.
    pub fn new(tr: Tr, key: &str, value: &str) -> Self {
        Self { label: field_label(tr, key), value: field_value(tr, key, value) }
    }
}

/// The fields that would leave, as they would be read.
pub fn leaving(tr: Tr, preview: &Preview) -> Vec<FieldLine> {
    preview.fields.iter().map(|field| FieldLine::new(tr, &field.key, &field.value)).collect()
}

/// The legal bases of the own authority, to choose from.
pub fn bases(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let lang = desk.tr().lang().code();
    Catalogue::se()
        .legal_bases_of(&desk.ctx.plate().kind)
        .map(|basis| Choice::new(basis.id.as_str(), basis.words().in_language(lang)).chosen_when(chosen))
        .collect()
}

fn page(desk: &Desk, form: DiscloseForm, begin: &Beginning, preview: &Preview, answer: bool, errors: FormErrors) -> DisclosePage {
    let (tr, catalogue) = (desk.tr(), Catalogue::se());
    let lang = tr.lang().code();
    let kind = &desk.ctx.plate().kind;
    let row = catalogue.category(&begin.category.into());
    // Only those along whose way anything of this kind may go; the rules judge the rest.
    let reachable = |to: &gvi_domain::KindCode| row.is_some_and(|row| row.path(kind, to).is_some());
    let recipients: Vec<Choice> = preview
        .neighbours
        .iter()
        .filter(|known| reachable(&known.kind) || form.to.iter().any(|to| to == known.authority.as_str()))
        .map(|known| Choice::new(known.authority.as_str(), known.name(lang)).chosen_among(&form.to))
        .collect();
    let chosen_names: Vec<String> = recipients.iter().filter(|choice| choice.chosen).map(|choice| choice.label.clone()).collect();
    let text_of = |keys: &[String], texts: &[String], key: &str| {
        paired(keys, texts).find(|(own, _)| *own == key).map_or("", |(_, text)| text).to_owned()
    };
    let locks = preview.locks.iter().map(|lock| LockLine {
        provision: lock.as_str().to_owned(),
        name: lock.to_string(),
        protects: catalogue.provision(lock).map_or_else(String::new, |lock| lock.words().in_language(lang).to_owned()),
        harm: text_of(&form.lock, &form.harm, lock.as_str()),
        open: !preview.assessment.reasons_open(lock).is_empty(),
    });
    let grounds = preview.suggestions.iter().filter(|suggestion| !suggestion.is_harm_test).map(|suggestion| GroundLine {
        ground: suggestion.ground.as_str().to_owned(),
        cite: suggestion.cite.clone(),
        question: suggestion.question.in_language(lang).to_owned(),
        when: suggestion.when.in_language(lang).to_owned(),
        balance_question: suggestion.balance.in_language(lang).to_owned(),
        balance: text_of(&form.weighed, &form.balance, suggestion.ground.as_str()),
        opens: suggestion.opens.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        chosen: form.ground.iter().any(|ground| ground == suggestion.ground.as_str()),
    });
    let is_person = row.is_some_and(|row| row.level == Level::Person);
    // Of a person in the own compartment the record speaks, not what somebody types from memory.
    let own = if form.membership.is_empty() { begin.own_words } else { &[] };
    let own_words = own.iter().map(|content| OwnWords {
        content: (*content).to_owned(),
        label: field_label(tr, content),
        words: text_of(&form.content, &form.words, content),
    });
    let title = tr.args("disclose-what", &[("what", tr.t(&format!("snapshot-{}", begin.kind.name())))]);
    DisclosePage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/disclosures", tr.t("disclosures-title")), Crumb::here(title.clone())],
        errors,
        offered: preview
            .offered
            .iter()
            .map(|field| {
                Choice::new(&field.key, format!("{}: {}", field_label(tr, &field.key), field_value(tr, &field.key, &field.value)))
                    .chosen_among(&form.chosen)
            })
            .collect(),
        has_recipient: !chosen_names.is_empty(),
        recipient_names: chosen_names.join(", "),
        recipients,
        purposes: catalogue
            .purposes
            .iter()
            .map(|purpose| Choice::new(purpose.id.as_str(), purpose.words().in_language(lang)).chosen_when(&form.purpose))
            .collect(),
        bases: bases(desk, &form.legal_basis),
        natures: ["fact", "assessment"]
            .map(|nature| Choice::new(nature, tr.t(&format!("nature-{nature}"))).chosen_when(&form.nature))
            .into(),
        offences: Offence::ALL
            .iter()
            .map(|offence| Choice::new(offence.name(), tr.t(&format!("offence-{}", offence.name()))).chosen_when(&form.offence))
            .collect(),
        title,
        own_words: own_words.collect(),
        is_person,
        is_known: !form.membership.is_empty(),
        is_spoken: form.spoken == "yes",
        needs_check: row.is_some_and(|row| row.reidentification_check),
        locks: locks.collect(),
        grounds: grounds.collect(),
        preview: leaving(tr, preview),
        refusals: if answer { refusals(tr, preview) } else { Vec::new() },
        may_leave: preview.assessment.allowed(),
        shows_answer: answer,
        form,
    }
}
