//! What a check found.

use serde::Serialize;

use super::limits::MAX_FINDINGS;
use super::source::Form;
use crate::finding::{Code, Finding, Severity};

/// Characters shown of a name or text out of a site.
const SHOWN: usize = 160;

/// What a check of a site found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Which form the site has.
    pub form: Form,
    /// What was counted.
    pub figures: Figures,
    /// What is wrong, by file, kind and message; at most 2,000.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub n_omitted: usize,
}

/// What was counted on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Files of the site, the list of files among them.
    pub n_files: usize,
    /// HTML files among them.
    pub n_pages: usize,
    /// Their sizes together, in bytes, as they are without compression.
    pub bytes: u64,
    /// The largest page, in bytes.
    pub largest_page_bytes: u64,
    /// The largest script or style, in bytes.
    pub largest_script_bytes: u64,
    /// The zip or the one HTML file, in bytes; 0 for other forms.
    pub packed_bytes: u64,
}

impl Report {
    /// Whether nothing stands against publishing the site.
    pub fn is_fine(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// Adds findings, makes them fit to be shown and puts all in order.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings.into_iter().map(|finding| Finding {
            file: shown(&finding.file),
            message: shown(&finding.message),
            ..finding
        }));
        self.findings.sort_by(|a, b| (&a.file, a.code, &a.message).cmp(&(&b.file, b.code, &b.message)));
        self.findings.dedup();
        self.n_omitted += self.findings.len().saturating_sub(MAX_FINDINGS);
        self.findings.truncate(MAX_FINDINGS);
    }
}

/// A finding in a file of a site.
pub(super) fn finding(path: &str, code: Code, message: impl Into<String>) -> Finding {
    Finding {
        code,
        severity: Severity::Error,
        file: path.to_owned(),
        position: None,
        message: message.into(),
        help: None,
    }
}

/// A text out of a site as we print it: short, and without what moves the cursor or turns the direction of writing.
fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn is_harmful(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_out_of_a_site_cannot_write_to_the_terminal() {
        assert_eq!(shown("a\u{1b}[2J\n\u{202e}b"), "a\u{fffd}[2J\u{fffd}\u{fffd}b");
        assert_eq!(shown(&"長".repeat(1000)).chars().count(), SHOWN + 1);
    }

    #[test]
    fn no_more_is_kept_than_somebody_can_read() {
        let figures = Figures::default();
        let mut report = Report { form: Form::Folder, figures, findings: Vec::new(), n_omitted: 0 };
        report.extend((0..MAX_FINDINGS + 7).map(|nth| finding(&nth.to_string(), Code::DeadLink, "x")));
        assert_eq!((report.findings.len(), report.n_omitted), (MAX_FINDINGS, 7));
        assert!(!report.is_fine());
    }
}
