//! Rows as CSV and JSON, read back and compared with the data.

mod common;

use checklist::Named;
use common::{forms, library};
use office::{Format, files, items_csv, items_json};
use serde_json::Value;

#[test]
fn every_row_is_a_record_in_printed_order() {
    let library = library();
    for (edition, form) in forms(&library) {
        let file = items_csv(&library, edition, form);
        let text = String::from_utf8(file.bytes).expect("UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        assert_eq!(text.matches("\r\n").count(), 1 + form.rows.len(), "{}: line ends", file.name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records: Vec<_> = reader.records().map(|record| record.expect("a record")).collect();
        assert_eq!(records.len(), form.rows.len());
        for (record, row) in records.iter().zip(&form.rows) {
            assert_eq!([&record[3], &record[5], &record[7]], [&row.number, &row.lineage, &row.text]);
            assert_eq!(&record[8], row.note.as_deref().unwrap_or_default());
            assert_eq!(&record[15], row.sources.join("\n"));
        }
    }
}

#[test]
fn programs_read_every_field() {
    let library = library();
    for (edition, form) in forms(&library) {
        let sheet: Value = serde_json::from_slice(&items_json(&library, edition, form).bytes).expect("JSON");
        assert_eq!(sheet["edition"]["id"], edition.id);
        assert_eq!(sheet["form"]["vendor"], form.vendor);
        let rows = sheet["rows"].as_array().expect("a list");
        assert_eq!(rows.len(), form.rows.len());
        for (value, row) in rows.iter().zip(&form.rows) {
            assert_eq!(value["lineage"], row.lineage);
            assert_eq!(value["number"], row.number);
            assert_eq!(value["text"], row.text);
            assert_eq!(value["note"], Value::from(row.note.clone()));
            assert_eq!(value["target"], row.target);
            assert_eq!(value["certainty"], row.certainty.name());
            assert_eq!(value["guideline"].as_array().map(Vec::len), Some(row.guideline.len()));
        }
    }
}

#[test]
fn names_are_unlike() {
    let library = library();
    let mut names: Vec<_> = [Format::Csv, Format::Json]
        .into_iter()
        .flat_map(|format| files(&library, format, None).expect("files"))
        .map(|file| file.name)
        .collect();
    let n_files = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), n_files), (18, 18));
}
