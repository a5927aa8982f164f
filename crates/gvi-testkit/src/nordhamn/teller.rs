//! The teller of the history: lets a worker sign in at a past moment and do a deed, in the compartment where they work.

use std::collections::HashMap;

use gvi_app::{AppError, Ctx, Door, Site};
use gvi_domain::{AccountId, AuthorityId, Date, GroupId, IncidentId, Moment, PurposeId};

use crate::people::worker;

/// Seconds for which a session is used again; a session without a request ends after half an hour.
const SESSION_USED_SECONDS: i64 = 25 * 60;

/// Tells what was done, by whom and when.
pub struct Teller {
    site: Site,
    now: Moment,
    known: HashMap<&'static str, Known>,
    tokens: u64,
    members: HashMap<GroupId, Vec<(String, String, Date)>>,
    gone_through: Vec<(Moment, IncidentId)>,
}

/// What the teller remembers of a worker.
struct Known {
    authority: AuthorityId,
    account: AccountId,
    purpose: Option<PurposeId>,
    session: Option<(String, Moment)>,
}

impl Teller {
    /// A teller for a city that was just founded and in which nothing happens after `now`.
    pub fn new(site: Site, now: Moment) -> Self {
        Self { site, now, known: HashMap::new(), tokens: 0, members: HashMap::new(), gone_through: Vec::new() }
    }

    /// The site, when everything is told.
    pub fn into_site(self) -> Site {
        self.site
    }

    /// The site.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// A worker signed in at a past moment with their purpose chosen, ready for deeds.
    pub async fn acts(&mut self, user: &'static str, at: Moment) -> Ctx {
        assert!(at <= self.now, "{user} acts at {at}, which has not come");
        if !self.known.contains_key(user) {
            let known = self.know(user, at).await;
            self.known.insert(user, known);
        }
        self.tokens += 1;
        let token = format!("told-{}", self.tokens);
        let known = self.known.get_mut(user).unwrap();
        if let Some((cookie, last)) = &mut known.session
            && (0..SESSION_USED_SECONDS).contains(&at.seconds_since(*last))
        {
            *last = at;
            if let Some((ctx, _)) = gvi_app::sign_in::resume(&self.site, Door::at(at), cookie).await.unwrap() {
                return ctx;
            }
        }
        let cookie = format!("{}.{token}", known.authority);
        let threshold = self.site.threshold(Door::at(at), &known.authority).unwrap();
        threshold.begin_session(known.account, &gvi_app::sign_in::token_hash(&token), "told", 0).await.unwrap();
        let (ctx, _) = gvi_app::sign_in::resume(&self.site, Door::at(at), &cookie).await.unwrap().expect("a live session");
        let purpose = match known.purpose {
            Some(purpose) => purpose,
            None => ctx.purposes().await.unwrap().first().expect("an active purpose").id,
        };
        gvi_app::sign_in::choose_purpose(&ctx, &cookie, purpose).await.unwrap();
        known.purpose = Some(purpose);
        known.session = Some((cookie.clone(), at));
        gvi_app::sign_in::resume(&self.site, Door::at(at), &cookie).await.unwrap().expect("a live session").0
    }

    /// Remembers that this week's review goes through an incident.
    pub fn goes_through(&mut self, incident: IncidentId, at: Moment) {
        self.gone_through.push((at, incident));
    }

    /// The incidents of this week's review.
    pub fn gone_through(&self, now: Moment) -> Vec<IncidentId> {
        let this_week = |(at, _): &&(Moment, IncidentId)| now.seconds_since(*at) < 24 * 3600;
        self.gone_through.iter().rev().take_while(this_week).map(|(_, incident)| *incident).collect()
    }

    /// Remembers that a person is a member of a group, under the code and name that others will speak of.
    pub fn remember(&mut self, group: GroupId, code: String, name: String, born: Date) {
        self.members.entry(group).or_default().push((code, name, born));
    }

    /// The code of a remembered member of a group.
    pub fn code_of(&self, group: GroupId, place: usize) -> Result<String, AppError> {
        self.member(group, place).map(|(code, ..)| code.clone())
    }

    /// The name and the day of birth of a remembered member of a group.
    pub fn person_of(&self, group: GroupId, place: usize) -> Result<(String, Date), AppError> {
        self.member(group, place).map(|(_, name, born)| (name.clone(), *born))
    }

    /// Somebody whose own page could not be told is not there for the others either.
    fn member(&self, group: GroupId, place: usize) -> Result<&(String, String, Date), AppError> {
        self.members.get(&group).and_then(|members| members.get(place)).ok_or(AppError::NotFound)
    }

    async fn know(&self, user: &'static str, at: Moment) -> Known {
        let authority: AuthorityId = worker(user).authority.parse().unwrap();
        let threshold = self.site.threshold(Door::at(at), &authority).unwrap();
        let account = threshold.credentials(user).await.unwrap().expect("an account").account;
        Known { authority, account, purpose: None, session: None }
    }
}
