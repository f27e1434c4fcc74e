//! Catalogs and mappings: valid by NIST's schemas, complete, and put together as the format asks.

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use checklist::{Publication, compare};
use common::{day, library};
use jsonschema::Validator;
use office::{Format, files, mapping};
use serde_json::Value;

fn documents() -> BTreeMap<String, Value> {
    let files = files(&library(), Format::Oscal, day()).expect("files");
    files.into_iter().map(|file| (file.name, serde_json::from_slice(&file.bytes).expect("JSON"))).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Every control of a catalog, in order.
fn controls(catalog: &Value) -> Vec<&Value> {
    let forms = list(&catalog["catalog"]["groups"]).iter();
    forms.flat_map(|form| list(&form["groups"])).flat_map(|section| list(&section["controls"])).collect()
}

/// A schema of the folder `oscal/`, which says where they come from.
fn validator(model: &str) -> Validator {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/oscal/oscal_{model}_schema.json"));
    let schema: Value = serde_json::from_slice(&fs::read(file).expect("the schema")).expect("JSON");
    let id = format!("http://csrc.nist.gov/ns/oscal/1.2.1/oscal-{model}-schema.json");
    assert_eq!(schema["$id"], id);
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

#[test]
fn every_file_is_valid_by_the_schemas_of_nist() {
    let validators = ["catalog", "mapping"].map(|model| (format!("-{model}.json"), validator(model)));
    let documents = documents();
    for (name, document) in &documents {
        let (_, validator) = validators.iter().find(|(end, _)| name.ends_with(end)).expect("a schema");
        let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
    assert_eq!(documents.len(), 6);
}

#[test]
fn the_schemas_of_nist_refuse_what_is_wrong() {
    let documents = documents();
    let refuses = |name: &str, place: &str, wrong: Value| {
        let model = if name.contains("catalog") { "catalog" } else { "mapping" };
        let mut document = documents[name].clone();
        *document.pointer_mut(place).expect("a place") = wrong;
        assert!(!validator(model).is_valid(&document), "{name} {place}");
    };
    let catalog = "r7-oscal-catalog.json";
    refuses(catalog, "/catalog/uuid", "r7".into());
    refuses(catalog, "/catalog/metadata/last-modified", "2026-11-22".into());
    refuses(catalog, "/catalog/groups/0/id", "1 医療".into());
    refuses(catalog, "/catalog/groups/0/groups", Value::Array(Vec::new()));
    refuses(catalog, "/catalog/groups/0/groups/0/controls/0/props/0/value", " ".into());
    let mapping = "r6-r7-oscal-mapping.json";
    refuses(mapping, "/mapping-collection/provenance/method", "guessed".into());
    refuses(mapping, "/mapping-collection/mappings/0/maps/0/sources/0/type", "row".into());
    refuses(mapping, "/mapping-collection/mappings/0/maps", Value::Array(Vec::new()));
}

#[test]
fn a_catalog_has_every_row_once() {
    let (library, documents) = (library(), documents());
    for edition in library.editions.iter().filter(|it| it.publication == Publication::Published) {
        let catalog = &documents[&format!("{}-oscal-catalog.json", edition.id)];
        let controls: BTreeMap<_, _> =
            controls(catalog).into_iter().map(|control| (text(&control["id"]), control)).collect();
        let n_rows: usize = edition.forms.iter().map(|form| form.rows.len()).sum();
        assert_eq!(controls.len(), n_rows, "{}", edition.id);
        for form in &edition.forms {
            for row in &form.rows {
                let control = controls[format!("{}-{}-{}", form.id, row.lineage, row.target).as_str()];
                assert_eq!(control["parts"][0]["prose"], row.text);
                let property = |name: &str| {
                    let property = list(&control["props"]).iter().find(|property| property["name"] == name);
                    property.map(|property| text(&property["value"]))
                };
                assert_eq!(property("number").unwrap_or_default(), row.number);
                assert_eq!(property("lineage"), Some(row.lineage.as_str()));
            }
        }
    }
}

#[test]
fn a_mapping_points_into_its_catalogs_and_leaves_nothing_out() {
    let (library, documents) = (library(), documents());
    let ids = |name: &Value| -> BTreeSet<String> {
        controls(&documents[text(name)]).iter().map(|control| text(&control["id"]).to_owned()).collect()
    };
    let mut n_mappings = 0;
    for (name, document) in documents.iter().filter(|(name, _)| name.ends_with("mapping.json")) {
        let [mut sources, mut targets] = [BTreeSet::new(), BTreeSet::new()];
        let mappings = list(&document["mapping-collection"]["mappings"]);
        for mapping in mappings {
            n_mappings += 1;
            let add = |to: &mut BTreeSet<String>, items: &Value, gap: &Value| {
                to.extend(list(items).iter().map(|item| text(&item["id-ref"]).to_owned()));
                let gaps = list(&gap["unmapped-controls"]).iter().flat_map(|it| list(&it["with-ids"]));
                to.extend(gaps.map(|id| text(id).to_owned()));
            };
            for map in list(&mapping["maps"]) {
                add(&mut sources, &map["sources"], &mapping["source-gap-summary"]);
                add(&mut targets, &map["targets"], &mapping["target-gap-summary"]);
            }
        }
        assert_eq!(sources, ids(&mappings[0]["source-resource"]["href"]), "{name}");
        assert_eq!(targets, ids(&mappings[0]["target-resource"]["href"]), "{name}");
    }
    assert_eq!(n_mappings, 9);

    let [r6, r7] = ["r6", "r7"].map(|id| library.edition(id).expect("an edition"));
    let file = mapping(&compare(&library, r6, r7), day()).expect("a mapping");
    let document: Value = serde_json::from_slice(&file.bytes).expect("JSON");
    let medical = &document["mapping-collection"]["mappings"][0];
    let begun: Vec<_> =
        list(&medical["target-gap-summary"]["unmapped-controls"][0]["with-ids"]).iter().map(text).collect();
    assert_eq!(begun.len(), 5, "{begun:?}");
}

#[test]
fn identifiers_are_fixed_and_of_the_right_shape() {
    let documents = documents();
    let mut uuids = BTreeSet::new();
    for (name, document) in &documents {
        visit(document, &mut |key, value| match (key, value) {
            ("uuid", Value::String(uuid)) => {
                assert_eq!(uuid.len(), 36);
                assert_eq!(uuid.as_bytes()[14], b'5', "{uuid} is made from a name");
                assert!(uuids.insert(uuid.clone()), "{uuid} is there twice");
            }
            ("id" | "name" | "class" | "relationship", Value::String(token)) => {
                assert!(is_token(token), "{name}: {token}");
            }
            ("value" | "id-ref" | "version", Value::String(text)) => {
                assert!(!text.is_empty() && text.trim() == text, "{name}: {text:?}");
            }
            ("title", Value::String(title)) => assert!(!title.is_empty() && !title.contains('\n')),
            (_, Value::Array(items)) => assert!(!items.is_empty(), "{name}: {key} is empty"),
            _ => {}
        });
        let root = document.get("catalog").unwrap_or(&document["mapping-collection"]);
        assert_eq!(root["metadata"]["oscal-version"], "1.2.1");
        assert_eq!(root["metadata"]["last-modified"], "2026-11-22T00:00:00+09:00");
    }
    assert_eq!(documents["r7-oscal-catalog.json"]["catalog"]["uuid"], "8c12c635-c0e2-5f61-b959-3031ea42f87e");
}

fn visit(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                see(key, value);
                visit(value, see);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        _ => {}
    }
}

/// A letter or `_`, then letters, digits, `.`, `-` and `_`.
fn is_token(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && chars.all(|char| char.is_alphanumeric() || ".-_".contains(char))
}
