//! Whom the police are proposed to ask to a call-in: every group first, then those tied to most others, and nothing that is not for them.

use gvi_app::call_ins::suggestion::{Suggested, Suggestion, Wishes};
use gvi_app::log::{self, LogFilter, Turn};
use gvi_app::{Ctx, guests, incident_persons, memberships, persons};
use gvi_domain::incident::{NewSuspect, Suspicion};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{Code, IncidentId, MembershipId, PersonId, SuspectId, Words};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::call_ins::{code_of, proposes, told};
use crate::measures::reported;
use crate::memberships::{an_active_group, approval, approval_of_a_child, listed, proposal};
use crate::persons::a_person;

/// An incident with these suspects, named by Mara; gives the parts of the suspects too.
async fn incident_of(city: &City, suspects: &[PersonId]) -> (IncidentId, Vec<SuspectId>) {
    let incident = reported(city).await;
    let mara = city.acts("mara").await;
    let mut parts = Vec::new();
    for person in suspects {
        let code = persons::card(&mara, *person).await.unwrap().person.code.to_string();
        let (id, note) = (SuspectId::new(), Words::stored(String::new()));
        let new = NewSuspect { id, incident, person: None, suspicion: Suspicion::Suspected, group: None, note };
        incident_persons::name_suspect(&mara, new, &code).await.unwrap();
        parts.push(id);
    }
    (incident, parts)
}

async fn with_seats(ctx: &Ctx, code: Code, seats: usize, less_likely: &[MembershipId]) -> Suggestion {
    let wishes = Wishes { seats: Some(seats), less_likely: less_likely.to_vec() };
    guests::proposal_form(ctx, code, &wishes).await.unwrap().suggestion
}

fn those(suggestion: &Suggestion) -> Vec<MembershipId> {
    suggestion.guests.iter().map(|guest| guest.membership).collect()
}

#[tokio::test]
async fn seats_go_to_every_group_first_and_then_to_those_tied_to_most_others() {
    on_both_databases(async |city| {
        let (kajen, torget) = (an_active_group(&city, "Kajen").await, an_active_group(&city, "Torget").await);
        let (adam, of_adam) = listed(&city, "Adam Ek", kajen).await;
        let (bo, of_bo) = listed(&city, "Bo Falk", kajen).await;
        let (carl, of_carl) = listed(&city, "Carl Gran", kajen).await;
        let (dan, _) = listed(&city, "Dan Hall", kajen).await;
        let (_, of_ture) = listed(&city, "Ture Holm", torget).await;
        // A child is neither asked nor counted, whoever stands beside.
        let mara = city.acts("mara").await;
        let child = persons::add(&mara, a_person("Egil Is", Born::On(date(2010, 3, 1)))).await.unwrap();
        let of_child = memberships::propose(&mara, proposal(child, kajen)).await.unwrap();
        memberships::approve(&city.acts("lova").await, of_child, 1, approval_of_a_child()).await.unwrap();
        let (first, parts) = incident_of(&city, &[adam, bo, carl]).await;
        let (incident, _) = incident_of(&city, &[bo, dan, dan]).await;
        incident_of(&city, &[adam, child]).await;
        let (_, code) = told(&city, 30, &[code_of(&city, kajen).await, code_of(&city, torget).await]).await;

        let two = with_seats(&mara, code, 2, &[]).await;
        let expected = [
            Suggested { membership: of_bo, stands_for: vec![kajen], tied_to: 3, only_there: false, instead: vec![] },
            Suggested { membership: of_ture, stands_for: vec![torget], tied_to: 0, only_there: true, instead: vec![] },
        ];
        assert_eq!(two.guests, expected, "Bo stands in an incident with each of the others of Kajen");
        let reached = two.reached.unwrap();
        assert_eq!((reached.seats, reached.members, reached.of, reached.is_proven), (2, 5, 5, true));
        let one = with_seats(&mara, code, 1, &[]).await;
        assert_eq!((those(&one), one.without_seat), (vec![of_bo], vec![torget]));
        assert_eq!(with_seats(&mara, code, 60, &[]).await.guests.len(), 5, "a seat for everybody who can be asked");

        // Who is thought to come less likely gives way where somebody else reaches more, in this proposal alone.
        let without_bo = those(&with_seats(&mara, code, 2, &[of_bo]).await);
        assert!(without_bo[0] == of_adam || without_bo[0] == of_carl, "{without_bo:?}");
        assert_eq!(those(&with_seats(&mara, code, 2, &[]).await), [of_bo, of_ture]);

        // Those on the list keep their seats, also where fewer are wanted.
        proposes(&mara, code, of_bo).await.unwrap();
        assert_eq!(those(&with_seats(&mara, code, 2, &[]).await), [of_ture]);
        assert!(with_seats(&mara, code, 1, &[]).await.guests.is_empty());

        // Whoever is cleared is tied to nobody by that incident.
        incident_persons::set_suspicion(&mara, first, parts[1], Suspicion::Cleared).await.unwrap();
        assert_eq!(with_seats(&mara, code, 2, &[]).await.reached.unwrap().members, 3, "Bo, Dan and Ture");

        // Nothing was read of incidents for the fewest, and each incident that tied somebody stands in the log.
        let rut = city.acts("rut").await;
        let filter = LogFilter { deed: "list_incidents".into(), actor: mara.actor().account.clone(), ..LogFilter::default() };
        let entries = async || log::page(&rut, &filter, "", Turn::Newest).await.unwrap().entries.lines;
        let subjects: Vec<String> = entries().await.iter().filter_map(|line| line.entry.subject.clone().value().flatten()).collect();
        assert!(subjects.contains(&incident.to_string()), "{subjects:?}");
        let before = entries().await[0].entry.seq;
        guests::proposal_form(&mara, code, &Wishes::default()).await.unwrap();
        assert_eq!(entries().await[0].entry.seq, before);
    })
    .await;
}

#[tokio::test]
async fn somebody_hidden_changes_no_proposal_for_whoever_may_not_know_of_them() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (adam, of_adam) = listed(&city, "Adam Ek", kajen).await;
        let (bo, of_bo) = listed(&city, "Bo Falk", kajen).await;
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["arvid".into()], ..a_person("Dold Granskog", Born::Year(1998)) };
        let hidden = persons::add(&mara, hidden).await.unwrap();
        let of_hidden = memberships::propose(&mara, proposal(hidden, kajen)).await.unwrap();
        memberships::approve(&city.acts("arvid").await, of_hidden, 1, approval()).await.unwrap();
        let (_, code) = told(&city, 30, &[code_of(&city, kajen).await]).await;
        let viggo = city.acts("viggo").await;
        let before = with_seats(&viggo, code, 1, &[]).await;
        incident_of(&city, &[hidden, adam]).await;
        incident_of(&city, &[hidden, bo]).await;
        let for_mara = with_seats(&mara, code, 1, &[]).await;
        assert_eq!((those(&for_mara), for_mara.guests[0].tied_to), (vec![of_hidden], 2));
        assert_eq!(for_mara.reached.unwrap().members, 3);
        assert_eq!(with_seats(&viggo, code, 1, &[]).await, before, "for Viggo nothing has changed");
        assert_eq!(before.reached.map(|reached| (reached.members, reached.of)), Some((1, 2)));
        proposes(&mara, code, of_hidden).await.unwrap();
        assert_eq!(with_seats(&viggo, code, 1, &[of_hidden]).await, before, "and neither when the seat is taken by somebody hidden");
        assert!(those(&before) == [of_adam] || those(&before) == [of_bo]);
        // Who may not propose is not proposed anybody to.
        for user in ["nils", "greta", "tom", "sofia", "olle"] {
            let ctx = city.acts(user).await;
            let wishes = Wishes { seats: Some(3), ..Wishes::default() };
            assert!(guests::proposal_form(&ctx, code, &wishes).await.is_err(), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_proposal_names_the_fewest_who_reach_every_group_and_who_could_come_instead() {
    on_both_databases(async |city| {
        let (kajen, torget) = (an_active_group(&city, "Kajen").await, an_active_group(&city, "Torget").await);
        let (_, one) = listed(&city, "Otto Rask", kajen).await;
        let (_, other) = listed(&city, "Vera Lind", kajen).await;
        let (_, third) = listed(&city, "Ture Holm", torget).await;
        let codes = [code_of(&city, kajen).await, code_of(&city, torget).await];
        let (_, code) = told(&city, 30, &codes).await;
        let mara = city.acts("mara").await;
        let suggested = async || guests::proposal_form(&mara, code, &Wishes::default()).await.unwrap().suggestion;
        let first = suggested().await;
        assert_eq!(first.guests.len(), 2, "one for each group: {first:?}");
        let of_kajen = first.guests.iter().find(|guest| guest.stands_for == [kajen]).unwrap();
        assert!(of_kajen.membership == one && of_kajen.instead == [other] || of_kajen.membership == other && of_kajen.instead == [one]);
        proposes(&mara, code, other).await.unwrap();
        let then = suggested().await;
        assert_eq!(then.guests.iter().map(|guest| (guest.membership, guest.instead.len())).collect::<Vec<_>>(), [(third, 0)]);
        let asked = proposes(&mara, code, third).await.unwrap();
        assert!(suggested().await.guests.is_empty(), "every group has somebody");
        guests::withdraw(&mara, asked, "Har flyttat och kommer inte.", 1).await.unwrap();
        let left = suggested().await;
        assert_eq!((left.guests.len(), left.out_of_reach), (0, vec![torget]), "nobody else of the group can be asked");
    })
    .await;
}
