//! What the desk is told about the guide's own editions, and that answers carry over by it.
//!
//! `SNAPSHOTS=overwrite` writes it where the tests of the desk find it: `desk/tests/fixtures/desk-data.js`.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use checklist::Library;
use preprocessors::desk_data;
use serde_json::Value;

fn script() -> String {
    let (library, _) = Library::load("../book".as_ref()).expect("the guide's data");
    desk_data(&library, "jissen")
}

fn data(script: &str) -> Value {
    let json = script.strip_prefix("jissenDeskData(").and_then(|rest| rest.strip_suffix(");\n"));
    serde_json::from_str(json.expect("one call")).expect("JSON")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is a list"))
}

#[test]
fn every_change_names_rows_that_exist() {
    let data = data(&script());
    let rows = |edition: &Value, form: &Value| -> BTreeSet<String> {
        let edition =
            list(&data, "editions").iter().find(|other| other["id"] == *edition).expect("an edition");
        let form = list(edition, "forms").iter().find(|other| other["id"] == *form);
        let rows = form.map_or(&[][..], |form| list(form, "rows"));
        rows.iter().map(|row| row["key"].as_str().expect("a key").to_owned()).collect()
    };
    for change in list(&data, "changes") {
        let mut new = rows(&change["newer"], &change["newerForm"]);
        let old = rows(&change["older"], &change["olderForm"]);
        for item in list(change, "items") {
            assert!(list(item, "old").iter().all(|key| old.contains(key.as_str().unwrap())), "{item}");
            assert!(list(item, "new").iter().all(|key| new.remove(key.as_str().unwrap())), "{item}");
        }
        assert!(new.is_empty(), "every row of the newer form has one change: {new:?}");
    }
}

#[test]
fn keys_of_rows_are_unique_on_a_form() {
    for edition in list(&data(&script()), "editions") {
        for form in list(edition, "forms") {
            let keys: BTreeSet<_> = list(form, "rows").iter().map(|row| row["key"].to_string()).collect();
            assert_eq!(keys.len(), list(form, "rows").len(), "{} {}", edition["id"], form["id"]);
            let is_plain =
                |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "-\"".contains(char);
            assert!(keys.iter().all(|key| key.chars().all(is_plain)), "a file can hold them: {keys:?}");
        }
    }
}

#[test]
fn a_library_without_editions_gives_empty_lists() {
    let data = data(&desk_data(&Library::default(), "empty"));
    assert_eq!(data["current"], "");
    assert!(list(&data, "editions").is_empty() && list(&data, "changes").is_empty());
}

#[test]
fn the_answers_of_r6_carry_over_to_r7() {
    let script = script();
    let tests = Path::new("../desk/tests");
    if std::env::var_os("SNAPSHOTS").is_some_and(|how| how == "overwrite") {
        fs::write(tests.join("fixtures/desk-data.js"), &script).expect("the fixture is written");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk-data.js");
    fs::write(&file, script).expect("the script is written");
    let output = Command::new("node").arg(tests.join("node/editions.js")).arg(&file).output();
    let output = output.unwrap_or_else(|error| panic!("`node` does not start ({error}): run ./tests/run"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
