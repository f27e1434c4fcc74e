//! JSON Schemas of the data files, for editors that complete and check YAML while one types.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::read::{
    AppendicesShape, ContactsShape, EditionShape, FormShape, GlossaryShape, GuidelineShape, LineagesShape,
    RegulationShape, VocabularyShape,
};

/// The schema of each kind of data file, by the name of its file in `checklists/schema/`.
///
/// They say which keys and words there are; what only several files together can show (an id that
/// does not exist) is checked by [`Library::load`](crate::Library::load).
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("vocabulary.json", schema::<VocabularyShape>()),
        ("lineages.json", schema::<LineagesShape>()),
        ("edition.json", schema::<EditionShape>()),
        ("form.json", schema::<FormShape>()),
        ("guideline.json", schema::<GuidelineShape>()),
        ("glossary.json", schema::<GlossaryShape>()),
        ("regulation.json", schema::<RegulationShape>()),
        ("appendices.json", schema::<AppendicesShape>()),
        ("contacts.json", schema::<ContactsShape>()),
    ]
}

/// Draft 7 is what the YAML extensions of editors read.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    tidy(&mut schema);
    schema
}

/// A key is left out, never null; names of Rust types and number formats help nobody.
fn tidy(schema: &mut Value) {
    if let Value::Object(object) = schema {
        object.remove("format");
        object.remove("title");
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = &types[..] {
                object["type"] = only.clone();
            }
        }
        if let Some(Value::Array(words)) = object.get_mut("enum") {
            words.retain(|word| !word.is_null());
        }
        if let Some(Value::Array(mut choices)) = object.remove("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
            if let Some(Value::Object(only)) = choices.pop() {
                only.into_iter().for_each(|(key, value)| {
                    object.entry(key).or_insert(value);
                });
            }
        }
    }
    match schema {
        Value::Object(object) => object.iter_mut().for_each(|(key, value)| match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(tidy),
            (_, value) => tidy(value),
        }),
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, env, fs, path::Path};

    use super::*;
    use crate::{Edition, Library, Report, codes, library::Known, read, read::Reader, yaml};

    const UPDATE: &str = "JISSEN_UPDATE=1 cargo test -p checklist schema";

    #[test]
    fn schema_is_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/checklists/schema");
        let is_update = env::var_os("JISSEN_UPDATE").is_some();
        let mut names = BTreeSet::new();
        for (name, schema) in schemas() {
            let path = folder.join(name);
            let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            if is_update {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, &expected).unwrap();
            }
            let actual = fs::read_to_string(&path).unwrap_or_default();
            assert!(actual == expected, "{name} is not current; run: {UPDATE}");
            names.insert(name.to_owned());
        }
        let entries =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(entries.collect::<BTreeSet<_>>(), names, "files that no schema makes");
    }

    /// Editors find the schema in the first line of a file.
    #[test]
    fn every_file_of_the_guide_names_its_schema() {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book");
        let checklists = walkdir::WalkDir::new(book.join("checklists")).into_iter();
        let files = checklists.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
        let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        let others = [
            "guideline.yaml",
            "glossary.yaml",
            "contacts.yaml",
            "regulation/regulation.yaml",
            "regulation/appendices.yaml",
        ];
        for path in files.chain(others.map(|name| book.join(name))) {
            let text = fs::read_to_string(&path).unwrap();
            let first = text.lines().next().unwrap_or_default();
            let schema = first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_default();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let own = schemas().iter().map(|(name, _)| *name).find(|name| *name == format!("{stem}.json"));
            let schema = path.parent().unwrap().join(schema);
            assert!(
                schema.is_file() && schema.ends_with(own.unwrap_or("form.json")),
                "{}: {first}",
                path.display()
            );
        }
    }

    /// Each reader and its schema know the same keys and demand the same ones.
    #[test]
    fn readers_and_schemas_know_the_same_keys() {
        for (name, schema) in schemas() {
            agree(name, &schema, &mut Vec::new());
        }
    }

    /// Compares one mapping of a schema with what its reader says of it, then the mappings inside.
    fn agree(name: &str, schema: &Value, way: &mut Vec<String>) {
        let Some(properties) = schema["properties"].as_object() else { return };
        let known: BTreeSet<_> = properties.keys().cloned().collect();
        let required: BTreeSet<_> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|key| key.as_str().unwrap().to_owned())
            .collect();
        let empty = reading(name, way, "{}");
        assert_eq!(
            words(&empty, &codes::MISSING_KEY, "` がありません"),
            always_required(name, way, required),
            "{name} {way:?}"
        );
        let strange = reading(name, way, "{no-such-key: 1}");
        assert_eq!(known_keys(&strange), known, "{name} {way:?}");
        for (key, property) in properties {
            way.push(key.clone());
            agree(name, &property["items"], way);
            way.pop();
        }
    }

    /// What only a published edition must have is optional in the schema.
    fn always_required(name: &str, way: &[String], mut required: BTreeSet<String>) -> BTreeSet<String> {
        if name == "edition.json" && way.is_empty() {
            required.extend(["numbering", "sections", "forms"].map(str::to_owned));
        }
        required
    }

    /// Reads a file in which `inner` stands at the end of a way through lists.
    fn reading(name: &str, way: &[String], inner: &str) -> Report {
        let text = way.iter().rev().fold(inner.to_owned(), |inner, key| format!("{{{key}: [{inner}]}}"));
        let mut report = Report::default();
        let file = Path::new(name);
        let root = yaml::parse(file, text.as_bytes(), &mut report).unwrap();
        let mut reader = Reader { file, report: &mut report };
        let known = Known::default();
        match name {
            "vocabulary.json" => drop(read::vocabulary(&mut reader, &root)),
            "lineages.json" => drop(read::lineages(&mut reader, &root, &known)),
            "edition.json" => drop(read::edition(&mut reader, &root, "r7", &known)),
            "form.json" => drop(read::form(&mut reader, &root, &any_edition(), &known)),
            "guideline.json" => drop(read::guidelines(&mut reader, &root)),
            "glossary.json" => drop(read::glossary(&mut reader, &root)),
            "regulation.json" => drop(read::regulation(&mut reader, &root, &known)),
            "appendices.json" => drop(read::appendices(&mut reader, &root, &known)),
            "contacts.json" => drop(read::contacts(&mut reader, &root)),
            _ => panic!("no reader for {name}"),
        }
        let depth = way.len();
        let is_inner = |bytes: &std::ops::Range<usize>| text[..bytes.start].matches('{').count() >= depth;
        report.diagnostics.retain(|diagnostic| is_inner(&diagnostic.span.bytes));
        report
    }

    fn any_edition() -> Edition {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book");
        Library::load(&book).unwrap().0.current_edition().unwrap().clone()
    }

    fn words(report: &Report, code: &crate::Code, end: &str) -> BTreeSet<String> {
        let of_code = report.diagnostics.iter().filter(|diagnostic| diagnostic.code == code);
        of_code.map(|it| it.message.trim_start_matches('`').trim_end_matches(end).to_owned()).collect()
    }

    fn known_keys(report: &Report) -> BTreeSet<String> {
        let unknown =
            report.diagnostics.iter().find(|diagnostic| diagnostic.code == &codes::UNKNOWN_KEY).unwrap();
        let (_, keys) = unknown.help.as_ref().unwrap().split_once("使えるキー: ").unwrap();
        keys.split('、').map(str::to_owned).collect()
    }
}
