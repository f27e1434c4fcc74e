//! Holds what this crate makes of a text and what `runtime/query.js` makes of it together: both read
//! `tests/vectors/analyzer.json`. `SNAPSHOTS=overwrite` writes it anew from the texts in it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::analyzer::{flat, fold, runs, tokens};
use crate::key::{key, okurigana};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Vector {
    text: String,
    runs: Vec<String>,
    tokens: Vec<String>,
    flat: String,
    key: String,
    okurigana: Option<String>,
}

impl Vector {
    fn of(text: &str) -> Vector {
        let folded = fold(text);
        Vector {
            text: text.to_owned(),
            runs: runs(&folded).map(|run| run.text.to_owned()).collect(),
            tokens: runs(&folded)
                .flat_map(|run| tokens(&run).map(str::to_owned).collect::<Vec<_>>())
                .collect(),
            flat: flat(text),
            key: key(&folded),
            okurigana: okurigana(&folded),
        }
    }
}

#[test]
fn texts_are_cut_as_the_vectors_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/analyzer.json");
    let read = || serde_json::from_slice::<Vec<Vector>>(&std::fs::read(&path).unwrap()).unwrap();
    let found: Vec<Vector> = read().iter().map(|vector| Vector::of(&vector.text)).collect();
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        let lines: Vec<String> = found.iter().map(|vector| serde_json::to_string(vector).unwrap()).collect();
        std::fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
    }
    assert_eq!(found, read());
}
