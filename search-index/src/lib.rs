//! Search: sections and words in, a tantivy index in memory and files for the browser out.
//!
//! `README.md` beside this crate defines what a query means and what the files hold; this crate and the scripts in
//! `runtime/` both implement it. Where sections come from (checklists, chapters of mdBook) is not known here.
//!
//! Start reading at [`analyzer`], which says what a token is, then at `Lexicon`, which says which words stand for
//! each other, then at [`Index`].

pub mod analyzer; // fold, runs, flat, tokens
mod book; // Book, Section, Word
mod error; // Error
mod excerpt; // excerpt: the stretch of a text that shows why it was found
mod explain; // Index::explain, Explanation: why a query found what it found
mod export; // Index::export, File, Layout: what the browser reads
mod index; // Index: one tantivy segment in memory
mod key; // key, okurigana
mod lexicon; // Lexicon: which words stand for each other
mod postings; // Field, Posting: where each token stands
mod query; // Plan: what is looked up for a query, level by level
mod runtime; // the files a page loads
mod score; // Scorer: where a unit occurs and what that is worth
mod search; // Index::search, Options, Answer, Hit
#[cfg(test)]
mod testing; // small books
#[cfg(test)]
mod vectors; // what texts become, here and in the browser

pub use crate::book::{Book, Section, Word};
pub use crate::error::Error;
pub use crate::explain::{
    Contribution, ExplainedClause, ExplainedLevel, ExplainedPart, ExplainedScore, ExplainedVariant,
    Explanation, FieldScore,
};
pub use crate::export::{File, Layout};
pub use crate::index::Index;
pub use crate::runtime::{ENGINE_JS, INTERFACE_CSS, INTERFACE_JS};
pub use crate::search::{Answer, Hit, Instead, Options};
