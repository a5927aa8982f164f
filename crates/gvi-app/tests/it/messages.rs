use gvi_app::{AppError, Ctx, groups, messages};
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::{Code, DomainError, GroupId, MessageId};
use gvi_testkit::on_both_databases;

use crate::groups::a_group;

fn a_message(group_code: Code, channel: Channel) -> NewMessage {
    NewMessage {
        id: MessageId::new(),
        group_code,
        group: None,
        given_on: "2026-11-20".parse().unwrap(),
        channel,
        wording: None,
        words_version: "2026-2".into(),
        messenger: "kommunpolis".into(),
    }
}

/// The group has heard the message, at a call-in.
pub async fn tell(ctx: &Ctx, group: GroupId) {
    let code = groups::card(ctx, group).await.unwrap().group.code;
    messages::record(ctx, a_message(code, Channel::CallIn)).await.unwrap();
}

#[tokio::test]
async fn a_group_counts_as_told_by_a_call_in_and_not_by_the_press() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = groups::add(&mara, a_group("Kajen")).await.unwrap();
        let code = groups::card(&mara, id).await.unwrap().group.code;
        messages::record(&mara, a_message(code, Channel::Press)).await.unwrap();
        assert_eq!(messages::of_group(&mara, id).await.unwrap().heard, None);
        let told = a_message(code, Channel::CallIn);
        messages::record(&mara, told.clone()).await.unwrap();
        messages::record(&mara, told).await.unwrap();
        let page = messages::of_group(&mara, id).await.unwrap();
        let heard = page.heard.unwrap();
        assert_eq!((heard.channel, heard.times, page.messages.len()), (Channel::CallIn, 1, 2));
    })
    .await;
}

#[tokio::test]
async fn who_maps_groups_cannot_tell_one_that_is_not_there_and_others_know_the_code_alone() {
    on_both_databases(async |city| {
        let (mara, karin) = (city.acts("mara").await, city.acts("karin").await);
        let nowhere = messages::record(&mara, a_message(Code::new(), Channel::Letter)).await;
        assert!(matches!(nowhere, Err(AppError::Faults(faults)) if faults == [DomainError::field("group_code", "group-unknown")]));
        let code = Code::new();
        messages::record(&karin, a_message(code, Channel::ProbationMeeting)).await.unwrap();
        let tom = city.acts("tom").await;
        assert_eq!(messages::list(&tom).await.unwrap().messages.iter().map(|message| message.group_code).collect::<Vec<_>>(), [code]);
        // What probation recorded stays with probation, and a group that is not there answers like one that is hidden.
        assert!(messages::list(&mara).await.unwrap().messages.is_empty());
        assert!(matches!(messages::of_group(&tom, GroupId::new()).await, Err(AppError::NotFound)));
        assert!(matches!(messages::record(&tom, a_message(code, Channel::Letter)).await, Err(AppError::NotFound)));
    })
    .await;
}
