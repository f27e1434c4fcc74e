//! Where a site lies: a folder, an archive, one HTML file, an address.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::Finding;
use crate::manifest::{FileKind, ManifestFile};
use crate::package::is_in_single;

/// Files at the top of a folder by which `jissen build` and `jissen package` know their own.
pub(super) const MARKERS: [&str; 2] = [".jissen-site", ".jissen-package"];

/// The form a site is handed on in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A folder of files.
    Folder,
    /// A folder with all forms: what `jissen package` writes.
    Package,
    /// A zip with the site in a folder.
    Zip,
    /// One HTML file with everything in it.
    Single,
    /// A server.
    Address,
}

impl Form {
    /// Whether a site in this form is whole without a file of its list.
    pub(super) fn may_lack(self, file: &ManifestFile) -> bool {
        match self {
            Form::Zip => file.kind == FileKind::Server,
            Form::Single => !is_in_single(file),
            Form::Folder | Form::Package | Form::Address => false,
        }
    }
}

/// What a [`Source`] gives for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Every byte of the file.
    Whole(Vec<u8>),
    /// The file is larger than was asked for. Nothing is known of its content.
    TooLarge,
    /// There is no reading it: one Japanese sentence without 。 that says why.
    Failed(String),
}

/// The files of a site, wherever they lie. Nothing in it is trusted: whoever implements this keeps reading bounded and
/// never follows a name out of the site.
pub trait Source: Sync {
    /// Which form it is.
    fn form(&self) -> Form;

    /// Every file by its path from the site's top, with `/`, and its size in bytes as the source declares it. A size may be
    /// a lie; a path is what the source says, also when it holds `..` or no system can hold it.
    fn files(&self) -> &BTreeMap<String, u64>;

    /// The content of a file of [`Source::files`], if it has at most `max_bytes`.
    fn read(&self, path: &str, max_bytes: u64) -> Read;

    /// What was wrong with the form itself when the files were listed, each with its place. Empty when all is well.
    fn findings(&self) -> &[Finding];

    /// The size of what the site is packed into, in bytes; 0 when it is not packed.
    fn packed_bytes(&self) -> u64 {
        0
    }
}
