//! The scripts of the desk, run in Node: `tests/node/` holds the cases. And their types, read by TypeScript.

use std::path::Path;
use std::process::Command;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("`node` does not start ({error}): run ./tests/run, which installs it")
    });
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&text));
}

fn run_cases(script_name: &str) {
    run(Command::new("node").arg(Path::new(FOLDER).join("tests/node").join(script_name)));
}

/// A package that `tests/run` installs.
fn installed(file: &str) -> std::path::PathBuf {
    let path = Path::new(FOLDER).join("../tests/node_modules").join(file);
    assert!(path.is_file(), "{file} is not installed: run ./tests/run, or `npm ci --prefix tests`");
    path
}

/// Names of everything TypeScript reads, sorted.
fn scripts() -> Vec<String> {
    let entries = Path::new(FOLDER).join("runtime").read_dir().unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".js") || name.ends_with(".d.ts"));
    names.push("../../site/assets/single-types.d.ts".into());
    names.sort();
    names
}

#[test]
fn the_types_of_the_scripts_hold() {
    let options = "--noEmit --allowJs --checkJs --strict --target es2022 --lib es2022,dom,dom.iterable";
    run(Command::new("node")
        .arg(installed("typescript/bin/tsc"))
        .args(options.split(' '))
        .args(scripts())
        .current_dir(Path::new(FOLDER).join("runtime")));
}

#[test]
fn what_readers_type_is_kept_refused_and_counted() {
    run_cases("editing.js");
}

#[test]
fn answers_of_the_guides_editions_carry_over() {
    run_cases("editions.js");
}

#[test]
fn answers_carry_over_between_random_editions() {
    run_cases("carrying.js");
}

#[test]
fn files_come_back_and_damaged_ones_are_refused() {
    installed("ajv/dist/2020.js");
    run_cases("files.js");
}

#[test]
fn ten_thousand_lives_lose_no_answer() {
    run_cases("life.js");
}

#[test]
fn windows_that_are_closed_full_or_wiped_lose_no_answer() {
    run_cases("keeping.js");
}
