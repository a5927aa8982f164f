//! Mappings: what is refused before the first row is read, and that the ones we ship can be used.

use gvi_papers::incident_table::Mapping;

use crate::incident_table::VICTIMS;

#[test]
fn a_mapping_that_cannot_work_is_refused_with_the_rule_that_is_wrong() {
    for (from, to, part) in [
        ("name =", "nmae =", "unknown field `nmae`"),
        ("leave_out", "leaveout", "unknown field `leaveout`"),
        ("[time]\n", "[time]\ntmie = 1\n", "unknown field `tmie`"),
        ("Europe/Stockholm", "Europe/Nordhamn", "no time zone"),
        ("\"%Y-%m-%d\", ", "\"%Y-%m\", ", "does not give a full day"),
        ("[\"%H:%M\"]", "[\"%Y\"]", "does not give a time of day"),
        ("[\"%H:%M\"]", "[\"%I:%M\"]", "time.time"),
        ("[\"%H:%M\"]", "[]", "formats is empty"),
        ("\"%d.%m.%Y\"", "\"%d.%m.%!\"", "time.date"),
        ("Shots = \"shooting\"", "Shots = \"party\"", "party"),
        ("column = \"What\", values = { Shots = \"shooting\", Bomb = \"explosion\" }", "column = \"What\"", "kind: give either"),
        ("no = [\"no\"]", "no = [\"yes\"]", "in yes and in no"),
        ("each_row_is = \"victim\"", "each_row_is = \"incident\"", "fatal is for tables of victims"),
        ("each_row_is = \"victim\"", "each_row_is = \"rumour\"", "rumour"),
        ("longitude = \"East\", ", "", "belong together"),
        ("[\"x\", \"X\"]", "[]", "has no values"),
        ("column = \"Case\"", "column = \" \"", "empty name"),
        ("[time]\n", "[merge]\nhours = -1\n[time]\n", "merge: hours"),
        ("[time]\n", "[merge]\nmetres = nan\n[time]\n", "merge: hours"),
        ("[time]\n", "[file]\ndelimiter = \"å\"\n[time]\n", "file.delimiter"),
        ("[time]\n", "[file]\nencoding = \"ebcdic\"\n[time]\n", "ebcdic"),
        ("[time]\n", "[file]\nheader_row = 0\n[time]\n", "counted from 1"),
        ("date = {", "datetime = {", "time: give either"),
    ] {
        assert!(VICTIMS.contains(from), "{from}");
        let error = Mapping::parse(&VICTIMS.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(part), "{from} -> {to}: expected {part:?} in {error:?}");
    }
}

#[test]
fn the_mappings_that_we_ship_can_be_used_and_join_as_they_say() {
    let read = |name: &str| {
        let path = format!("{}/../../mappings/{name}", env!("CARGO_MANIFEST_DIR"));
        Mapping::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let philadelphia = read("philadelphia.toml").merge_rule().unwrap();
    assert_eq!(
        (philadelphia.hours, philadelphia.metres, philadelphia.across_numbers, philadelphia.by_place_text),
        (4.0, 400.0, true, false)
    );
    assert!(!read("boston.toml").merge_rule().unwrap().across_numbers);
    assert_eq!(read("boston-shots-fired.toml").merge_rule(), None, "a table of incidents is joined by number only");
}
