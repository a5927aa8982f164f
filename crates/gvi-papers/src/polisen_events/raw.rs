//! The outer shape of the feed: a list of events whose fields may be anything.
//!
//! Every event is read loosely, so that one event of the wrong shape is a problem with that event and not the end of the file.
//! Unknown fields are skipped without being kept in memory.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::PapersError;
use crate::gate::{Gate, Window};

/// Bytes of one event. A real one has some hundreds.
const EVENT_BYTES_MAX: u64 = 256 * 1024;
/// The reader takes this much from the file at a time, so it may be this far ahead of the event it is working on.
const BUFFER: usize = 64 * 1024;

/// A field as it stands in the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Loose {
    #[default]
    Absent,
    Text(String),
    Number(i64),
    /// Null, a truth value, a fraction, a list or an object where a text or a number belongs.
    Misshapen,
}

/// An event as it stands in the file. `not_an_event` is set when the list holds something else than an object.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct LooseEvent {
    pub(super) not_an_event: bool,
    pub(super) id: Loose,
    pub(super) datetime: Loose,
    pub(super) name: Loose,
    pub(super) summary: Loose,
    pub(super) url: Loose,
    pub(super) kind: Loose,
    pub(super) place_name: Loose,
    pub(super) gps: Loose,
}

/// Reads the list and hands every event on as soon as it is complete, counted from 1.
pub(super) fn each_event<R: Read>(
    mut gate: Gate<'_, R>,
    events_max: usize,
    mut take: impl FnMut(usize, LooseEvent),
) -> Result<(), PapersError> {
    let mut complete = 0;
    let mut too_many = false;
    let window = gate.window();
    window.allow_more(EVENT_BYTES_MAX + BUFFER as u64);
    let result = {
        let mut reader = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, &mut gate));
        let list = EventList { complete: &mut complete, too_many: &mut too_many, events_max, window: &window, take: &mut take };
        list.deserialize(&mut reader).and_then(|()| reader.end())
    };
    if let Some(refusal) = gate.take_refusal() {
        return Err(refusal);
    }
    if gate.overrun() && gate.first_mark == Some(b'[') {
        return Err(PapersError::EventTooLong { event: complete + 1, limit: EVENT_BYTES_MAX });
    }
    if too_many {
        return Err(PapersError::TooMany { what: "events", limit: events_max as u64 });
    }
    match gate.first_mark {
        None => return Err(PapersError::Empty),
        Some(b'[') => {}
        Some(b'<') => {
            let found = "'<', like a web page".to_owned();
            return Err(PapersError::NotAList { found, remedy: "fetch the address of the feed itself" });
        }
        Some(b'{') => {
            let found = "'{', like one single object".to_owned();
            return Err(PapersError::NotAList { found, remedy: "the answer is perhaps an error message; fetch it again" });
        }
        Some(other) => {
            let found = format!("'{}'", char::from(other).escape_default());
            return Err(PapersError::NotAList { found, remedy: "check that it is the right file" });
        }
    }
    let Err(error) = result else { return Ok(()) };
    let event = complete + 1;
    match error.classify() {
        serde_json::error::Category::Eof => Err(PapersError::CutFeed { event, bytes: gate.position() }),
        serde_json::error::Category::Io => Err(PapersError::Read(error.into())),
        serde_json::error::Category::Syntax | serde_json::error::Category::Data => {
            Err(PapersError::NotJson { event, line: error.line(), column: error.column(), cause: cause_of(&error) })
        }
    }
}

/// The reader's words without its own "at line 1 column 2", which our message already says.
fn cause_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

struct EventList<'a, F> {
    complete: &'a mut usize,
    too_many: &'a mut bool,
    events_max: usize,
    window: &'a Window,
    take: &'a mut F,
}

impl<'de, F: FnMut(usize, LooseEvent)> DeserializeSeed<'de> for EventList<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(usize, LooseEvent)> Visitor<'de> for EventList<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(event) = list.next_element::<LooseEvent>()? {
            if *self.complete == self.events_max {
                *self.too_many = true;
                return Err(serde::de::Error::custom("too many events"));
            }
            *self.complete += 1;
            self.window.allow_more(EVENT_BYTES_MAX);
            (self.take)(*self.complete, event);
        }
        Ok(())
    }
}

/// Builds the visits that both loose shapes answer alike: a value of the wrong shape is noted, not an error.
macro_rules! misshapen {
    ($value:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct AnyField;
        impl<'de> Visitor<'de> for AnyField {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field")
            }
            fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Loose, E> {
                Ok(Loose::Text(text))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose::Number(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
                Ok(i64::try_from(number).map_or(Loose::Misshapen, Loose::Number))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose::Misshapen)
            }
            misshapen!(Loose::Misshapen);
        }
        reader.deserialize_any(AnyField)
    }
}

impl<'de> Deserialize<'de> for LooseEvent {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct AnyEvent;
        impl<'de> Visitor<'de> for AnyEvent {
            type Value = LooseEvent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LooseEvent, A::Error> {
                let mut event = LooseEvent::default();
                while let Some(field) = map.next_key::<String>()? {
                    match field.as_str() {
                        "id" => event.id = map.next_value()?,
                        "datetime" => event.datetime = map.next_value()?,
                        "name" => event.name = map.next_value()?,
                        "summary" => event.summary = map.next_value()?,
                        "url" => event.url = map.next_value()?,
                        "type" => event.kind = map.next_value()?,
                        "location" => {
                            let place: LoosePlace = map.next_value()?;
                            event.place_name = place.name;
                            event.gps = place.gps;
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(event)
            }
            fn visit_str<E>(self, _: &str) -> Result<LooseEvent, E> {
                Ok(not_an_event())
            }
            fn visit_i64<E>(self, _: i64) -> Result<LooseEvent, E> {
                Ok(not_an_event())
            }
            fn visit_u64<E>(self, _: u64) -> Result<LooseEvent, E> {
                Ok(not_an_event())
            }
            misshapen!(not_an_event());
        }
        reader.deserialize_any(AnyEvent)
    }
}

fn not_an_event() -> LooseEvent {
    LooseEvent { not_an_event: true, ..LooseEvent::default() }
}

#[derive(Default)]
struct LoosePlace {
    name: Loose,
    gps: Loose,
}

impl<'de> Deserialize<'de> for LoosePlace {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct AnyPlace;
        impl<'de> Visitor<'de> for AnyPlace {
            type Value = LoosePlace;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a place")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LoosePlace, A::Error> {
                let mut place = LoosePlace::default();
                while let Some(field) = map.next_key::<String>()? {
                    match field.as_str() {
                        "name" => place.name = map.next_value()?,
                        "gps" => place.gps = map.next_value()?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(place)
            }
            fn visit_str<E>(self, _: &str) -> Result<LoosePlace, E> {
                Ok(LoosePlace::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<LoosePlace, E> {
                Ok(LoosePlace::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<LoosePlace, E> {
                Ok(LoosePlace::default())
            }
            misshapen!(LoosePlace::default());
        }
        reader.deserialize_any(AnyPlace)
    }
}
