//! Checks a finished site by reading nothing but its files, in whatever form it is handed on. Whoever made the files may
//! be an enemy: nothing is written, followed or read without a limit.

mod content; // pages, styles, scripts, links
mod folder; // Folder
mod limits; // how much is read
mod remote; // verify_address, Access
mod report; // Report, Figures
mod source; // Source, Form, Read

use std::path::Path;

pub use self::folder::Folder;
pub use self::remote::{Access, verify_address};
pub use self::report::{Figures, Report};
pub use self::source::{Form, Read, Source};
use crate::finding::Finding;
use crate::manifest::Manifest;
use crate::{Error, Result};

/// Everything wrong in the content of a site just built, sorted by file, kind and message.
///
/// Looked for: ids that stand twice, links and anchors that lead to nothing (percent-encoded ones too), anything a
/// browser would fetch from outside (HTML, CSS, scripts), scripts, styles and handlers inside pages, and pages without
/// language, title, one `h1` or the content security policy.
///
/// # Errors
///
/// A file or folder that cannot be read.
pub fn verify(dir: &Path) -> Result<Vec<Finding>> {
    let folder = Folder::open(dir)?;
    let mut report = report(&folder);
    report.extend(content::findings(&folder));
    Ok(report.findings)
}

/// Checks a site in a folder, a zip or one HTML file.
///
/// `manifest` says what the site has to consist of; without it the site's own list does.
///
/// # Errors
///
/// `path` itself cannot be read.
pub fn verify_path(path: &Path, manifest: Option<&Manifest>) -> Result<Report> {
    Ok(inspect(&Folder::open(path)?, manifest))
}

/// Checks the files of a source: each against the list of files, then what they say.
///
/// `manifest` says what the site has to consist of; without it the site's own list does.
pub fn inspect(source: &dyn Source, manifest: Option<&Manifest>) -> Report {
    let _ = manifest;
    let mut report = report(source);
    report.extend(content::findings(source));
    report
}

/// A report with what the form itself says.
fn report(source: &dyn Source) -> Report {
    let files = source.files();
    let figures = Figures {
        n_files: files.len(),
        n_pages: files.keys().filter(|path| path.ends_with(".html")).count(),
        bytes: files.values().sum(),
    };
    Report { form: source.form(), figures, findings: source.findings().to_vec() }
}

/// Reads a list of files that somebody names: `--manifest`.
///
/// # Errors
///
/// It cannot be read, is too large, or is no list of files.
pub fn read_manifest(file: &Path) -> Result<Manifest> {
    let failed = |message: String| Error::Manifest { path: crate::error::shown(file), message };
    match folder::read_file(file, limits::MAX_MANIFEST_BYTES) {
        Read::Whole(bytes) => Manifest::from_json(&bytes).map_err(failed),
        Read::TooLarge => Err(failed("大きすぎます".into())),
        Read::Failed(message) => Err(failed(message)),
    }
}
