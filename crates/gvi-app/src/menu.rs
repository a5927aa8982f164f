//! The menu: which pages a person may see, asked of the policies and of nothing else.

use gvi_domain::Whole;
use gvi_secrecy::Deed;
use gvi_secrecy::deeds::{
    CountHelpCalls, ListAccounts, ListBatches, ListCallIns, ListConsents, ListDisclosures, ListEvaluations, ListFocus, ListGroups,
    ListGuests, ListIncidents, ListLevers, ListMemberships, ListMessages, ListNotifications, ListOffers, ListPersons, ListReceived,
    ListReviews, ListSpeakers, ListSummons, ListSupport, ListTasks, ListWordings, ReadSettings,
};
use gvi_secrecy::deeds::{ReadLog, ReadMeasures, ReadScorecard};
use gvi_store::Ctx;

/// An entry of the menu: a path and the key of its label.
pub struct MenuEntry {
    /// Where it leads.
    pub path: &'static str,
    /// Message key.
    pub label: &'static str,
}

/// The entries in the order of the work.
pub fn entries(ctx: &Ctx) -> Vec<MenuEntry> {
    let mut entries = vec![MenuEntry { path: "/", label: "menu-day" }];
    let mut add = |allowed: bool, path, label| {
        if allowed {
            entries.push(MenuEntry { path, label });
        }
    };
    add(may::<ListIncidents>(ctx), "/incidents", "menu-incidents");
    add(may::<ListTasks>(ctx), "/tasks", "menu-tasks");
    add(may::<ListGroups>(ctx), "/groups", "menu-groups");
    add(may::<ListPersons>(ctx), "/persons", "menu-persons");
    add(may::<ListMemberships>(ctx), "/memberships/review", "menu-memberships");
    add(may::<ListReviews>(ctx), "/reviews", "menu-reviews");
    add(may::<ListMessages>(ctx), "/messages", "menu-messages");
    add(may::<ListCallIns>(ctx), "/call-ins", "menu-call-ins");
    add(may::<ListGuests>(ctx), "/guests", "menu-guests");
    add(may::<ListSummons>(ctx), "/summons", "menu-summons");
    add(may::<ListNotifications>(ctx), "/notifications", "menu-notifications");
    add(may::<ListWordings>(ctx), "/wordings", "menu-wordings");
    add(may::<ListFocus>(ctx), "/focus", "menu-focus");
    add(may::<ListLevers>(ctx), "/levers", "menu-levers");
    add(may::<ListOffers>(ctx), "/offers", "menu-offers");
    add(may::<CountHelpCalls>(ctx), "/help-calls", "menu-help-calls");
    add(may::<ListSupport>(ctx), "/support", "menu-support");
    add(may::<ListSpeakers>(ctx), "/speakers", "menu-speakers");
    add(may::<ListReceived>(ctx), "/received", "menu-received");
    add(may::<ListDisclosures>(ctx), "/disclosures", "menu-disclosures");
    add(may::<ListConsents>(ctx), "/consents", "menu-consents");
    add(may::<ListBatches>(ctx), "/imports", "menu-imports");
    add(may::<ReadSettings>(ctx), "/settings/clocks", "menu-settings");
    add(may::<ListAccounts>(ctx), "/accounts", "menu-accounts");
    add(may::<ReadScorecard>(ctx), "/scorecard", "menu-scorecard");
    add(may::<ReadMeasures>(ctx), "/measures", "menu-measures");
    add(may::<ListEvaluations>(ctx), "/evaluations", "menu-evaluations");
    add(may::<ReadLog>(ctx), "/log", "menu-log");
    add(crate::search::is_for(ctx), "/search", "menu-search");
    add(crate::concerns::may_report(ctx), "/concern", "menu-concern");
    entries
}

fn may<D: Deed<Id = Whole>>(ctx: &Ctx) -> bool {
    ctx.would::<D>()
}
