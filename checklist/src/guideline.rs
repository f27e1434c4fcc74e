//! The safety management guideline that rows refer to.

use crate::Certainty;

/// One version of the guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guideline {
    /// `6.0`.
    pub version: String,
    /// In official order.
    pub parts: Vec<Part>,
}

/// A part (編).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `operation`.
    pub id: String,
    /// `システム運用編`.
    pub title: String,
    /// Who reads it.
    pub readers: String,
    /// Chapters and clauses, in order of their numbers.
    pub clauses: Vec<Clause>,
}

/// A chapter or clause of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// `14`, `13.1.3`, `14.⑤`.
    pub number: String,
    /// As far as known; empty when only the number is.
    pub title: String,
    /// How sure the title is.
    pub certainty: Certainty,
    /// Addresses where it was checked.
    pub sources: Vec<String>,
}
