//! The types of the browser's scripts hold: TypeScript reads their JSDoc.

use std::path::Path;
use std::process::Command;

#[test]
fn the_types_of_the_scripts_hold() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = crate_folder.join("../tests/node_modules/typescript/bin/tsc");
    assert!(compiler.is_file(), "TypeScript is not installed: run ./tests/run, or `npm ci --prefix tests`");
    for scripts in [
        &["query.js", "reader.js", "engine-types.d.ts"][..],
        &["interface.js", "../../site/assets/single-types.d.ts"],
        &["../../site/assets/mdbook-tantivy.js"],
    ] {
        let options = "--noEmit --allowJs --checkJs --strict --target es2022 --lib es2022,dom,dom.iterable";
        let output = Command::new("node")
            .arg(&compiler)
            .args(options.split(' '))
            .args(scripts)
            .current_dir(crate_folder.join("runtime"))
            .output()
            .unwrap_or_else(|error| {
                panic!("`node` does not start ({error}): run ./tests/run, which installs it")
            });
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
