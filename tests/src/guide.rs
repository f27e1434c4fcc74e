//! The guide's own site, built by the program under test.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::{
    folder,
    program::{jissen, root},
};

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
