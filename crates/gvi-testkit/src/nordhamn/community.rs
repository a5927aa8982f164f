//! The voice of the community in Nordhamn: three speakers, two networks, what they took part in, and the event that the association was told of.

use gvi_app::community;
use gvi_domain::community::{TypedSpeaker, Vetting};
use gvi_domain::{EngagementId, NetworkId, SpeakerId};
use jiff::Span;

use super::calendar::Calendar;
use super::diary::Diary;

/// A speaker: name, voice, days ago, the police's answer, and engagements as days ago and title.
struct Speaker {
    name: &'static str,
    voice: &'static str,
    added: i64,
    vetted: Option<Vetting>,
    prepared: bool,
    engagements: &'static [(i64, &'static str)],
}

const SPEAKERS: &[Speaker] = &[
    Speaker {
        name: "Rosmarie Ahlin",
        voice: "grief",
        added: 210,
        vetted: Some(Vetting::Yes),
        prepared: true,
        engagements: &[(130, "Stormöte i juli"), (40, "Kväll med föräldrar i Östra hamnen")],
    },
    Speaker {
        name: "Isak Tornell",
        voice: "regret",
        added: 95,
        vetted: Some(Vetting::Yes),
        prepared: true,
        engagements: &[(38, "Stormöte i oktober")],
    },
    Speaker { name: "Åsa Melander", voice: "faith", added: 12, vetted: None, prepared: false, engagements: &[] },
];

const NETWORKS: &[(&str, &str, &[i64])] =
    &[("Hamnkyrkans församling", "faith", &[150, 80, 22]), ("Nattvandrarna i Nordhamn", "parents", &[160, 104])];

/// Writes speakers and networks into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary) {
    let mut chance = calendar.chance("community");
    for (place, (name, voice, meetings)) in NETWORKS.iter().enumerate() {
        let id: NetworkId = chance.id();
        diary.at(calendar.days_ago(220, 10, 20), format!("network {place}"), move |teller, at| {
            Box::pin(async move { community::add_network(&teller.acts("leila", at).await, id, name, voice).await.map(|_| ()) })
        });
        for days in *meetings {
            diary.at(calendar.days_ago(*days, 20, 30), format!("network {place} meets"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("leila", at).await;
                    let version = community::network_card(&ctx, id).await?.network.version;
                    community::network_met(&ctx, id, &at.date(ctx.zone()).to_string(), version).await
                })
            });
        }
    }
    for (place, speaker) in SPEAKERS.iter().enumerate() {
        let id: SpeakerId = chance.id();
        diary.at(calendar.days_ago(speaker.added, 15, 10), format!("speaker {place}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("leila", at).await;
                let today = at.date(ctx.zone());
                let until = today.saturating_add(Span::new().months(12)).to_string();
                let typed = TypedSpeaker {
                    name: speaker.name,
                    voice: speaker.voice,
                    contact: "Ring först, helst på kvällen",
                    network: "",
                    needs_protection: place == 1,
                    consented_on: &today.to_string(),
                    until: &until,
                };
                community::add(&ctx, id, typed).await?;
                community::vet(&ctx, id, Vetting::Asked, 1).await
            })
        });
        if let Some(answer) = speaker.vetted {
            diary.at(calendar.days_ago(speaker.added - 4, 11, 5), format!("speaker {place} is vetted"), move |teller, at| {
                Box::pin(async move { community::vet(&teller.acts("leila", at).await, id, answer, 2).await })
            });
        }
        if speaker.prepared {
            diary.at(calendar.days_ago(speaker.added - 9, 17, 40), format!("speaker {place} is prepared"), move |teller, at| {
                Box::pin(async move { community::prepare(&teller.acts("leila", at).await, id, 3).await })
            });
        }
        for (days, event) in speaker.engagements {
            let engagement: EngagementId = chance.id();
            diary.at(calendar.days_ago(days + 14, 9, 55), format!("speaker {place} is engaged"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("leila", at).await;
                    let on = at.plus_days(14).date(ctx.zone()).to_string();
                    community::engage(&ctx, id, engagement, &on, event).await
                })
            });
            diary.at(calendar.days_ago(days - 1, 13, 15), format!("speaker {place} is talked to afterwards"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("leila", at).await;
                    community::after(&ctx, id, engagement, false).await?;
                    community::after(&ctx, id, engagement, true).await
                })
            });
        }
    }
}
