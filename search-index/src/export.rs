//! The files the browser reads.

use crate::Index;

/// One file of the folder `search/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without folders: `head.js`.
    pub name: String,
    /// What it holds: a classic script of one line, in ASCII.
    pub bytes: Vec<u8>,
}

impl Index {
    /// The files a site needs in its folder `search/`, `head.js` first; the same book always gives the same bytes.
    pub fn export(&self) -> Vec<File> {
        Vec::new()
    }
}
