//! Checks a finished site by reading nothing but its files, in whatever form it is handed on. Whoever made the files may
//! be an enemy: nothing is written, followed or read without a limit.
//!
//! Start reading at [`inspect`]: the names of the files, the files against their list, then what they say.

mod archive; // a zip
mod content; // what files say, and where links lead
mod drawing; // SVG and other XML
mod folder; // Folder
mod limits; // how much is read
mod listing; // names, sums, sizes
mod markup; // HTML, read in bounded memory
mod office; // Word and Excel
mod page; // pages
mod release; // what `jissen package` writes
mod remote; // verify_address, Access
mod report; // Report, Figures
mod script; // scripts
mod single; // one HTML file
mod source; // Source, Form, Read
mod style; // styles

use std::path::Path;

use self::archive::Archive;
use self::content::Contents;
pub use self::folder::Folder;
use self::listing::List;
pub use self::remote::{Access, verify_address};
use self::report::finding;
pub use self::report::{Figures, Report};
use self::single::Single;
pub use self::source::{Form, Read, Source};
use crate::finding::{Code, Finding};
use crate::manifest::{MANIFEST_PATH, Manifest};
use crate::package::{START_PATH, start_page};
use crate::{Error, POLICY, Result};

/// Everything wrong in the content of a site just built, sorted by file, kind and message.
///
/// Looked for: ids that stand twice, links and anchors that lead to nothing (percent-encoded ones too), anything a
/// browser or an Office program would fetch from outside, scripts, styles and handlers inside pages, and pages without
/// language, title, one `h1` or the content security policy.
///
/// # Errors
///
/// A folder that cannot be read.
pub fn verify(dir: &Path) -> Result<Vec<Finding>> {
    let folder = Folder::open(dir)?;
    let Contents { findings, .. } = content::read(&folder, POLICY, &Default::default(), true);
    let mut report = report(&folder);
    // The chapters were looked through for pictures without words, where the book asks for it.
    report.extend(findings.into_iter().filter(|finding| finding.code != Code::ImageWithoutAlt));
    Ok(report.findings)
}

/// Checks a site in a folder, a zip or one HTML file, or the folder of a package with all of them.
///
/// `manifest` says what the site has to consist of; without it the site's own list does.
///
/// # Errors
///
/// `path` itself cannot be read, or is neither.
pub fn verify_path(path: &Path, manifest: Option<&Manifest>) -> Result<Report> {
    let kind = std::fs::metadata(path).map_err(|error| Error::file("読み込み", path, error))?;
    if kind.is_dir() {
        let folder = Folder::open(path)?;
        return Ok(match release::is_package(&folder) {
            true => release::inspect_all(&folder, manifest),
            false => inspect(&folder, manifest),
        });
    }
    let unusable =
        |message: &str| Error::Target { path: crate::error::shown(path), message: message.to_owned() };
    match folder::read_target(path, limits::MAX_PACKED_BYTES) {
        Read::Whole(bytes) => inspect_packed(bytes, manifest)
            .ok_or_else(|| unusable("サイトのフォルダー、zip、1つの HTML ファイルのどれでもありません")),
        Read::TooLarge => Err(unusable("大きすぎるため、調べられません")),
        Read::Failed(message) => Err(unusable(&message)),
    }
}

/// Checks a zip or one HTML file; `None` for anything else.
fn inspect_packed(bytes: Vec<u8>, manifest: Option<&Manifest>) -> Option<Report> {
    if bytes.starts_with(b"PK") {
        let archive = Archive::open(bytes);
        let own = own_manifest(&archive).ok();
        let mut report = inspect(&archive, manifest);
        report.extend(archive.start().and_then(|start| start_fault(start, manifest.or(own.as_ref()))));
        return Some(report);
    }
    let head = &bytes[..bytes.len().min(1024)];
    head.iter().find(|byte| !byte.is_ascii_whitespace()).filter(|byte| **byte == b'<')?;
    Some(inspect(&Single::open(&bytes), manifest))
}

/// What is wrong with the page beside the site in a zip.
fn start_fault(start: Read, manifest: Option<&Manifest>) -> Option<Finding> {
    let expected = start_page(manifest?);
    match start {
        Read::Whole(bytes) if bytes == expected.as_bytes() => None,
        Read::Failed(message) => Some(finding(START_PATH, Code::UnreadableFile, message)),
        _ => Some(finding(START_PATH, Code::ChangedFile, "この jissen が作るものと違います")),
    }
}

/// Checks the files of a source: each against the list of files, then what they say.
///
/// `manifest` says what the site has to consist of; without it the site's own list does.
pub fn inspect(source: &dyn Source, manifest: Option<&Manifest>) -> Report {
    let mut report = report(source);
    let own = own_manifest(source);
    match (&own, manifest) {
        (Ok(own), Some(given)) if own != given => {
            let message = "サイトの中の一覧が、--manifest で渡されたものと違います";
            report.extend([finding(MANIFEST_PATH, Code::SiteManifest, message)]);
        }
        (Err(fault), _) => report.extend([fault.clone()]),
        _ => {}
    }
    let list = List::of(manifest.or(own.as_ref().ok()));
    report.extend(listing::names(source.files()));
    report.extend(list.faults());
    let contents = content::read(source, list.policy(), &list.absent(source.form()), false);
    report.extend(list.compare(source, &contents.sums));
    report.extend(contents.findings);
    report.extend(listing::compressed(source));
    let figures = report.figures;
    report.extend(listing::sizes(source, &figures));
    report
}

/// The list a site has of its own files, or why it has none.
fn own_manifest(source: &dyn Source) -> std::result::Result<Manifest, Finding> {
    let fault = |message: String| finding(MANIFEST_PATH, Code::SiteManifest, message);
    if !source.files().contains_key(MANIFEST_PATH) {
        return Err(fault("ファイルの一覧がありません".into()));
    }
    match source.read(MANIFEST_PATH, limits::MAX_MANIFEST_BYTES) {
        Read::Whole(bytes) => Manifest::from_json(&bytes).map_err(fault),
        Read::TooLarge => {
            Err(fault(format!("{} バイトより大きいため、読んでいません", limits::MAX_MANIFEST_BYTES)))
        }
        Read::Failed(message) => Err(fault(message)),
    }
}

/// A report with what the form itself says.
fn report(source: &dyn Source) -> Report {
    let figures = listing::figures(source);
    let mut report = Report { form: source.form(), figures, findings: Vec::new(), n_omitted: 0 };
    report.extend(source.findings().iter().cloned());
    report
}

/// Reads a list of files that somebody names: `--manifest`.
///
/// # Errors
///
/// It cannot be read, is too large, or is no list of files.
pub fn read_manifest(file: &Path) -> Result<Manifest> {
    let failed = |message: String| Error::Target { path: crate::error::shown(file), message };
    match folder::read_target(file, limits::MAX_MANIFEST_BYTES) {
        Read::Whole(bytes) => Manifest::from_json(&bytes).map_err(failed),
        Read::TooLarge => Err(failed("大きすぎます".into())),
        Read::Failed(message) => Err(failed(message)),
    }
}
