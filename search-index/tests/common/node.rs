//! The engine of the browser, run in Node.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::queries::Query;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node").join(name)
}

/// Runs a script of `tests/node/` and gives what it prints.
///
/// # Panics
///
/// When Node is missing, and when the script fails.
pub(crate) fn run(script_name: &str, input: &[u8]) -> Vec<u8> {
    let started =
        Command::new("node").arg(script(script_name)).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut node = started.unwrap_or_else(|error| {
        panic!("`node` does not start ({error}): install Node 20 or newer, or run ./tests/run, which does")
    });
    node.stdin.take().expect("its input").write_all(input).expect("node reads its input");
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "{script_name} fails: see above");
    output.stdout
}

/// What the reader answers, with the given changes to its text, each (from, to).
pub(crate) fn answers(folder: &Path, queries: &[Query], changes: &[(&str, &str)]) -> Vec<Value> {
    let input = json!({ "folder": folder, "queries": queries, "changes": changes });
    let output = run("oracle.js", input.to_string().as_bytes());
    serde_json::from_slice(&output).expect("a list of answers")
}
