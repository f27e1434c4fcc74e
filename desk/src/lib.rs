//! The desk: where a member fills in checklists, in the browser. Its scripts, as text.
//!
//! `README.md` beside this crate says what answers are, how they move to a newer edition and what a file of them
//! holds. The work is done by the scripts in `runtime/`; nothing here knows checklists or mdBook.

/// Answers as values: filling in, progress, carrying over, files. A classic script that defines `jissenDeskModel`
/// and touches neither page nor storage nor network.
pub const MODEL_JS: &str = include_str!("../runtime/model.js");
