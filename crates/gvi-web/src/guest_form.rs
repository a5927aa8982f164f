//! The form by which a guest is proposed, with a proposal of whom to ask: as few as possible, or so many seats as are wanted.
//!
//! What the reader wishes of the proposal stands in the address and is kept nowhere. Reasons are words, and people stand by group and name.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use gvi_app::call_ins::suggestion::{Reached, Suggested, Wishes};
use gvi_app::groups::GroupLabel;
use gvi_app::guests::{self, TypedGuest};
use gvi_app::seen::SeenMembership;
use gvi_domain::guest::read_seats;
use gvi_domain::{Code, GroupId, GuestId, MembershipId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::guests::{KnownView, known_view};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::Tr;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/guests/new", get(new).post(propose))
}

/// What is typed into a proposal. An address holds the same but the id and the reason.
#[derive(Deserialize, Serialize, Default, Clone)]
struct GuestForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    membership: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seats: String,
    /// Listings of those who are less likely to come.
    #[serde(default)]
    less: Vec<String>,
}

impl GuestForm {
    fn wishes(&self) -> Wishes {
        Wishes { seats: read_seats(&self.seats).ok().flatten(), less_likely: self.less.iter().filter_map(|id| id.parse().ok()).collect() }
    }
}

/// The address of the form with a member chosen and the wishes as they are.
#[derive(Serialize)]
struct Address<'a> {
    call_in: String,
    membership: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    seats: &'a str,
    less: Vec<String>,
}

#[derive(Template, Serialize)]
#[template(path = "guests/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    members: Vec<Choice>,
    #[serde(skip)]
    less: Vec<LessLikely>,
    #[serde(skip)]
    suggestion_title: String,
    #[serde(skip)]
    suggestion_lead: String,
    call_in: KnownView,
    suggested: Vec<SuggestedLine>,
    /// What the proposal comes to, in words; nothing where as few as possible were asked for.
    comes_to: Option<String>,
    out_of_reach: Vec<String>,
    without_seat: Vec<String>,
    form: GuestForm,
}

/// The members of a group of whom the reader may say that they are less likely to come.
struct LessLikely {
    group: String,
    /// Whether somebody of it is ticked.
    is_open: bool,
    members: Vec<Choice>,
}

/// Names of others that a proposal shows; all of them stand in the list below it.
const INSTEAD_SHOWN: usize = 4;

/// Somebody who could be asked, and why.
#[derive(Serialize)]
struct SuggestedLine {
    href: String,
    name: String,
    /// Sentences, each without its subject.
    why: Vec<String>,
    /// Who could come instead, the first ones in the order of the list.
    instead: Vec<String>,
    /// How many more there are, in words; empty when these are all.
    more: String,
}

fn comes_to(tr: Tr, reached: Reached) -> String {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let numbers = [("seats", number(reached.seats)), ("members", number(reached.members)), ("of", number(reached.of))];
    let proof = if reached.is_proven { "guest-suggestion-best" } else { "guest-suggestion-not-proven" };
    format!("{} {}", tr.args("guest-suggestion-comes-to", &numbers), tr.t(proof))
}

fn why(tr: Tr, one: &Suggested, groups: &str, with_seats: bool) -> Vec<String> {
    let mut why = Vec::new();
    if !groups.is_empty() {
        let key = if with_seats { "guest-suggestion-only-of" } else { "guest-suggestion-stands-for" };
        why.push(tr.args(key, &[("groups", groups)]));
    }
    if one.tied_to > 0 {
        why.push(tr.count("guest-suggestion-tied", one.tied_to));
    }
    if one.only_there {
        why.push(tr.t("guest-suggestion-only-there"));
    }
    why
}

fn label_of(group: &GroupLabel) -> String {
    group.name.clone().unwrap_or_else(|| group.code.to_string())
}

async fn form_page(desk: &Desk, code: Code, form: GuestForm, errors: FormErrors) -> Result<FormPage, Problem> {
    let wishes = form.wishes();
    let needed = guests::proposal_form(&desk.ctx, code, &wishes).await?;
    let tr = desk.tr();
    let named = |member: &SeenMembership| format!("{} {}", member.person_name.as_value().cloned().unwrap_or_default(), member.person_code);
    let label = |member: &SeenMembership| {
        let group = member.group_name.as_value().cloned().unwrap_or_default();
        let role = member.role.as_value().map(|role| tr.t(&format!("member-role-{}", role.name()))).unwrap_or_default();
        Choice::new(member.id.to_string(), format!("{group}: {} ({role})", named(member))).chosen_when(&form.membership)
    };
    let person = |id: &MembershipId| {
        let member = needed.members.iter().find(|member| member.id == *id)?;
        Some(member.person_name.as_value().cloned().unwrap_or_else(|| member.person_code.to_string()))
    };
    let group = |id: &GroupId| {
        let group = needed.groups.iter().find(|group| group.id == *id)?;
        Some(label_of(group))
    };
    let address = |membership: MembershipId| {
        let less = wishes.less_likely.iter().map(ToString::to_string).collect();
        let address = Address { call_in: code.to_string(), membership: membership.to_string(), seats: form.seats.trim(), less };
        format!("/guests/new?{}", serde_html_form::to_string(address).unwrap_or_default())
    };
    let suggested = |one: &Suggested| {
        let groups = one.stands_for.iter().filter_map(group).collect::<Vec<_>>().join(", ");
        Some(SuggestedLine {
            href: address(one.membership),
            name: person(&one.membership)?,
            why: why(tr, one, &groups, wishes.seats.is_some()),
            instead: one.instead.iter().take(INSTEAD_SHOWN).filter_map(person).collect(),
            more: match one.instead.len().saturating_sub(INSTEAD_SHOWN) {
                0 => String::new(),
                more => tr.count("guest-suggestion-more", more),
            },
        })
    };
    let less_likely = |group: &GroupLabel| {
        let own = needed.members.iter().filter(|member| member.group == group.id);
        let members: Vec<Choice> = own.map(|member| Choice::new(member.id.to_string(), named(member)).chosen_among(&form.less)).collect();
        LessLikely { group: label_of(group), is_open: members.iter().any(|member| member.chosen), members }
    };
    let suggestion = &needed.suggestion;
    let (title, lead, none) = match wishes.seats {
        Some(seats) => (tr.count("guest-suggestion-seats", seats), "guest-suggestion-seats-lead", "guest-suggestion-seats-none"),
        None => (tr.t("guest-suggestion"), "guest-suggestion-lead", "guest-suggestion-none"),
    };
    Ok(FormPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/guests", tr.t("guests-title")),
            Crumb::new(format!("/guests?call_in={code}"), code.to_string()),
            Crumb::here(tr.t("guest-propose")),
        ],
        errors,
        suggestion_title: title,
        suggestion_lead: tr.t(if suggestion.guests.is_empty() { none } else { lead }),
        suggested: suggestion.guests.iter().filter_map(suggested).collect(),
        comes_to: suggestion.reached.map(|reached| comes_to(tr, reached)),
        out_of_reach: suggestion.out_of_reach.iter().filter_map(group).collect(),
        without_seat: suggestion.without_seat.iter().filter_map(group).collect(),
        members: needed.members.iter().map(label).collect(),
        less: needed.groups.iter().map(less_likely).filter(|group| !group.members.is_empty()).collect(),
        call_in: known_view(desk, &needed.call_in),
        form,
    })
}

async fn new(desk: Desk, RawQuery(query): RawQuery) -> Answer {
    let form: GuestForm = serde_html_form::from_str(query.as_deref().unwrap_or_default()).map_err(|_| Problem::Unreadable)?;
    let code: Code = form.call_in.parse().map_err(|_| Problem::NotFound)?;
    let form = GuestForm { id: GuestId::new().to_string(), call_in: code.to_string(), reason: String::new(), ..form };
    match read_seats(&form.seats) {
        Ok(_) => desk.page(&form_page(&desk, code, form, FormErrors::none()).await?),
        Err(faults) => {
            let errors = desk.faults(faults.into())?;
            desk.faulty(&form_page(&desk, code, form, errors).await?)
        }
    }
}

async fn propose(Typed { desk, form }: Typed<GuestForm>) -> Answer {
    let id: GuestId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let call_in: Code = form.call_in.parse().map_err(|_| Problem::NotFound)?;
    let proposed = match form.membership.parse::<MembershipId>() {
        Ok(membership) => guests::propose(&desk.ctx, &TypedGuest { id, call_in, membership, reason: &form.reason }).await,
        Err(_) => Err(gvi_domain::DomainError::field("membership", "missing").into()),
    };
    match proposed {
        Ok(_) => desk.done(&format!("/guests?call_in={call_in}"), "guest-proposed"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, call_in, form, errors).await?)
        }
    }
}
