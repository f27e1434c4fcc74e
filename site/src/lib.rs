//! The site: an mdBook backend that writes finished pages.
//!
//! It takes mdBook's complete `Book`, which is only Markdown and HTML, and writes one folder that works from a disk,
//! behind a path prefix and under a strict content security policy. It knows nothing of checklists beyond what the
//! pages carry. Page paths and heading ids are those of mdBook's own html.
//!
//! Start reading at [`render`]: a table of all pages, then all bodies in parallel, then the checks between pages, then
//! the frames around the bodies. Nothing is written while there is a mistake.

mod address; // relative addresses
mod body; // one chapter as HTML
mod build; // render
mod code_block; // code inside it
mod error;
mod finding; // Code, Finding
mod frame; // what templates are given
mod guide; // Guide, for plain mdBook
mod html; // HTML inside it
mod japanese; // line breaks and emphasis
mod links; // where its links lead
mod manifest; // Manifest
mod navigation; // the lists of links around it
mod offline; // server_files, may_ask
mod options; // Options
mod package; // package, single, summary
mod pages; // PageTable
mod policy; // POLICY
mod sections; // sections
mod tantivy; // Tantivy, for plain mdBook's html
mod theme; // templates and assets
mod verify; // verify, Source, Report

pub use crate::build::render;
pub use crate::error::{Error, Result};
pub use crate::finding::{Code, Finding, Severity};
pub use crate::guide::Guide;
pub use crate::manifest::{
    FileKind, MANIFEST_FORMAT, MANIFEST_PATH, Manifest, ManifestFile, ManifestPage, ManifestSection,
    PUBLIC_FOLDER, SERVICE_WORKER_PATH, is_public,
};
pub use crate::options::Options;
pub use crate::package::{
    GUIDE_FOLDER, Packaged, SITE_FOLDER, START_PATH, SUMMARY_PATH, SUMS_PATH, SummaryPart, is_in_single,
    is_same_guide, package, plain_markdown, single, start_page, summary,
};
pub use crate::pages::MAX_PATH_LENGTH;
pub use crate::policy::POLICY;
pub use crate::sections::sections;
pub use crate::tantivy::{Tantivy, install_tantivy};
pub use crate::verify::{
    Access, Figures, Folder, Form, Read, Report, Source, inspect, read_manifest, verify, verify_address,
    verify_path,
};

/// What [`render`] wrote.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// Pages with content: chapters, without the contents pages.
    pub n_pages: usize,
    /// Size of everything written.
    pub written_bytes: u64,
    /// Every file written, from the site's top with `/`, sorted. Empty when an error stopped us.
    pub files: Vec<String>,
    /// Everything wrong, errors first. Any [`Severity::Error`] means that nothing was written.
    pub findings: Vec<Finding>,
}
