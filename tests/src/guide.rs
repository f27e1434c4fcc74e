//! The guide's own site, built by the program under test.

use std::{
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

/// The site of the guide, built once for all tests of a program, in a folder as readers have them: Japanese and a space
/// in its name.
///
/// # Panics
///
/// When the guide has a mistake.
pub fn site() -> &'static Path {
    static SITE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = folder::temporary();
        folder::copy(&root().join("book"), &folder.path().join("book"));
        jissen(folder.path(), ["build", "book", "--out", "安全管理 案内/サイト"]).expect(0);
        let site = folder.path().join("安全管理 案内/サイト").canonicalize().expect("the site");
        (folder, site)
    };
    &SITE.get_or_init(build).1
}
