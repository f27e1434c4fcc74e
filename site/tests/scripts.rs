//! The scripts of pages, of the one file and of the offline copy: their types, read by TypeScript, and the worker, run in Node.

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

fn assert_typed(library: &str, files: &[&str]) {
    let tsc = Path::new(FOLDER).join("../tests/node_modules/typescript/bin/tsc");
    assert!(tsc.is_file(), "TypeScript is not installed: run ./tests/run, or `npm ci --prefix tests`");
    let options = "--noEmit --allowJs --checkJs --strict --target es2022 --lib";
    run(Command::new("node")
        .arg(tsc)
        .args(options.split(' '))
        .arg(library)
        .args(files)
        .current_dir(Path::new(FOLDER).join("assets")));
}

#[test]
fn the_types_of_the_scripts_of_pages_hold() {
    let shapes =
        ["offline-types.d.ts", "../../desk/runtime/page-types.d.ts", "../../desk/runtime/model-types.d.ts"];
    let scripts = ["guide.js", "offline.js", "device.js", "public/notice.js"];
    assert_typed("es2022,dom,dom.iterable", &[&shapes[..], &scripts].concat());
    assert_typed("es2022,dom,dom.iterable", &["single-types.d.ts", "single.js"]);
}

#[test]
fn the_types_of_the_worker_hold() {
    assert_typed("es2022,webworker", &["offline-types.d.ts", "sw.js"]);
}

#[test]
fn the_worker_saves_whole_builds_and_never_mixes_them() {
    run(Command::new("node").arg(Path::new(FOLDER).join("tests/node/worker.js")));
}
