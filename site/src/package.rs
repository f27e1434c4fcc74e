//! Packages: a finished site as a zip, as one HTML file and as a folder for a server.

mod archive; // the zip
mod changes; // two manifests side by side
mod compress; // what a server sends compressed
mod disk; // what a reader without a server needs
mod single; // the one HTML file
mod start; // the page a reader opens first
mod summary; // 修正概要
mod sums; // SHA256SUMS

use std::fs;
use std::path::Path;

pub(crate) use crate::package::single::MAX_PART_BYTES;
pub use crate::package::single::{is_in_single, single};
pub use crate::package::start::start_page;
pub use crate::package::summary::{SummaryPart, is_same_guide, plain_markdown, summary};
use crate::{Error, MANIFEST_PATH, Result, read_manifest};

/// Where a package has the site for a server, from its top.
pub const SITE_FOLDER: &str = "site/";
/// The page a reader of the zip opens first, at the top of it: [`start_page`], byte for byte.
pub const START_PATH: &str = "はじめにお読みください.html";
/// Where the zip has the site.
pub const GUIDE_FOLDER: &str = "guide/";
/// The sums of a package's files, as `sha256sum --check` reads them.
pub const SUMS_PATH: &str = "SHA256SUMS";
/// What is new, as a draft to send along.
pub const SUMMARY_PATH: &str = "revision-summary.md";

/// What [`package`] wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packaged {
    /// Every file of the package with its size in bytes, by path from its top; those of the site too.
    pub files: Vec<(String, u64)>,
}

/// Makes the folder `package`, which holds a finished site in [`SITE_FOLDER`] and nothing else, a package: the zip
/// `<name>.zip`, the one file `<name>.html`, what a server sends compressed, the manifest, `summary` and the sums.
///
/// The same site, name and summary give the same bytes. When it fails, part of it is written.
///
/// # Errors
///
/// A site without a manifest we can read, a file that cannot be read or written, and more than a zip can hold.
pub fn package(package: &Path, name: &str, summary: &str) -> Result<Packaged> {
    let site = package.join(SITE_FOLDER);
    let manifest = read_manifest(&site.join(MANIFEST_PATH))?;
    let read = |path: &str| read_file(&site.join(path));
    // Read before anything is put beside the files.
    let files = disk::files(&manifest, &read)?;
    let (zipped, alone) = rayon::join(
        || archive::zip(&manifest, &files, &read),
        || single(&manifest, &|path| read_file(&site.join(path))),
    );
    write_file(&package.join(format!("{name}.zip")), &zipped?)?;
    write_file(&package.join(format!("{name}.html")), alone?.as_bytes())?;
    write_file(&package.join(MANIFEST_PATH), &read(MANIFEST_PATH)?)?;
    write_file(&package.join(SUMMARY_PATH), summary.as_bytes())?;
    compress::beside(&site, &manifest)?;
    Ok(Packaged { files: sums::write(package)? })
}

fn read_file(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| Error::file("読み込み", file, error))
}

fn write_file(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| Error::file("書き込み", file, error))
}
