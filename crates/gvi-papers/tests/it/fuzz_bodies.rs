//! The fuzz targets' bodies, run on bytes that are nearly right: those find more than pure noise does.

use gvi_papers::fuzz_bodies;
use proptest::prelude::*;

use crate::feed;
use crate::incident_table::{HEADER, VICTIMS};

/// A good paper with some bytes changed, some cut out and the end perhaps missing.
fn nearly(paper: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    (changes, any::<prop::sample::Index>(), 0..3u8).prop_map(move |(changes, cut, how)| {
        let mut bytes = paper.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        match how {
            0 => bytes.truncate(cut.index(bytes.len())),
            1 => drop(bytes.remove(cut.index(bytes.len()))),
            _ => {}
        }
        bytes
    })
}

fn feed_paper() -> Vec<u8> {
    let one = |id| {
        feed::event(id, "2024-05-02 10:00:00 +02:00", "31 mars 02.30, Mord/dråp, försök, Nordhamn", "Mord/dråp, försök", "/2024/mars/31/")
    };
    feed::list(&[one(1), one(2), one(1)]).into_bytes()
}

fn table_paper() -> Vec<u8> {
    b"nr,when,what,dead,lat,lon,where\nA,2024-06-03 21:40,shooting,1,60.1,18.2,Quay\nB,2024-06-03 22:40,knife,0,60.1,18.2,Quay\nA,2024-10-27 02:30,shooting,0,,,Quay\n".to_vec()
}

fn mapping_and_table() -> Vec<u8> {
    let rows = "1,A-1,2024-06-03,21:40,Shots,no,60.10,18.20,3,near the quay,\n2,A-1,03.06.2024,,Shots,yes,,,3,,\n";
    format!("{VICTIMS}\0{HEADER}{rows}").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_feed_makes_the_reader_panic(bytes in prop_oneof![nearly(feed_paper()), prop::collection::vec(any::<u8>(), 0..300)]) {
        fuzz_bodies::feed(&bytes);
    }

    #[test]
    fn no_table_and_no_mapping_makes_the_reader_panic(
        bytes in prop_oneof![nearly(table_paper()), nearly(mapping_and_table()), prop::collection::vec(any::<u8>(), 0..300)]
    ) {
        fuzz_bodies::csv_mapping(&bytes);
    }

    #[test]
    fn no_headline_makes_the_reader_panic(name in "\\PC{0,60}", kind in "\\PC{0,20}", published in "[0-9 :+-]{0,30}", path in "[/0-9a-z]{0,30}") {
        let event = serde_json::json!({"id": 1, "datetime": published, "name": name, "type": kind, "url": path});
        fuzz_bodies::feed(serde_json::Value::Array(vec![event]).to_string().as_bytes());
    }
}

#[test]
fn the_papers_that_the_fuzzing_starts_from_are_good() {
    fuzz_bodies::feed(&feed_paper());
    fuzz_bodies::csv_mapping(&table_paper());
    fuzz_bodies::csv_mapping(&mapping_and_table());
}
