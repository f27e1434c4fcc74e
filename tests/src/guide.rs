//! The guide's own site, built by the program under test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::{
    folder,
    program::{jissen, root},
};

/// A script to run before those of a page: `window.deskOfTest` is then the desk as the parts of the page have it.
pub const DESK_SPY: &str = "(() => {\
        let given;\
        Object.defineProperty(window, 'jissenDesk', {\
            configurable: true,\
            get: () => given,\
            set: (desk) => { given = { part: (name, mount) =>\
                desk.part(name, (element, own) => { window.deskOfTest = own; mount(element, own); }) }; },\
        });\
    })();";

/// The package of the guide, made once for all tests of a program, in a folder as readers have them.
///
/// # Panics
///
/// When the guide has a mistake.
pub fn package() -> &'static Path {
    static PACKAGE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &PACKAGE.get_or_init(|| made("package", "安全管理 案内/配布物")).1
}

/// The site of the guide, built once for all tests of a program, in a folder as readers have them: Japanese and a space
/// in its name.
///
/// # Panics
///
/// When the guide has a mistake.
pub fn site() -> &'static Path {
    static SITE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &SITE.get_or_init(|| made("build", "安全管理 案内/サイト")).1
}

/// What a command makes of the guide in a folder of its own.
fn made(command: &str, out: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = folder::temporary();
    folder::copy(&root().join("book"), &folder.path().join("book"));
    jissen(folder.path(), [command, "book", "--out", out]).expect(0);
    let made = folder.path().join(out).canonicalize().expect("what was made");
    (folder, made)
}

/// The guide as one HTML file, as [`site::single`] writes it.
///
/// # Panics
///
/// When the site has no list of its files, or one of them is missing.
pub fn single() -> &'static str {
    static SINGLE: OnceLock<String> = OnceLock::new();
    SINGLE.get_or_init(|| {
        let read = |path: &str| Ok(fs::read(site().join(path)).expect("a file of the site"));
        let manifest = read(site::MANIFEST_PATH).expect("a list of files");
        let manifest = site::Manifest::from_json(&manifest).expect("a manifest");
        site::single(&manifest, &read).expect("one file")
    })
}
