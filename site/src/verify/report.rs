//! What a check found.

use serde::Serialize;

use super::source::Form;
use crate::finding::{Finding, Severity};

/// What a check of a site found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Which form the site has.
    pub form: Form,
    /// What was counted.
    pub figures: Figures,
    /// Everything wrong, by file, kind and message.
    pub findings: Vec<Finding>,
}

/// What was counted on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Files of the site, the list of files among them.
    pub n_files: usize,
    /// HTML files among them.
    pub n_pages: usize,
    /// Their sizes together, in bytes.
    pub bytes: u64,
}

impl Report {
    /// Whether nothing stands against publishing the site.
    pub fn is_fine(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// Adds findings and puts all in order.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.findings.sort_by(|a, b| (&a.file, a.code, &a.message).cmp(&(&b.file, b.code, &b.message)));
        self.findings.dedup();
    }
}
