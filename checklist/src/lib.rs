//! Checklists and their editions, as data.
//!
//! A book keeps one folder of YAML files per [`Edition`] and a few files that all editions share:
//! the requirements ([`Lineage`]), the words ([`Vocabulary`], [`Term`]) and the guideline the rows
//! refer to ([`Guideline`]). [`Library::load`] reads them and reports every mistake as a
//! [`Diagnostic`]; [`compare`] sets two editions side by side.
//!
//! This crate knows no mdBook, no HTML and no search, and writes nothing to disk.

mod diagnostic; // Diagnostic, Code, Severity, Span, Report, Sources
mod edition; // Edition, Form, Row and the values of their fields
mod glossary; // Term
mod guideline; // Guideline, Part, Clause
mod library; // Library::load: all files of a book, all problems
mod lineage; // Lineage, Vocabulary

pub use diagnostic::{Code, Diagnostic, Report, Severity, Sources, Span};
pub use edition::{
    Basis, Certainty, Edition, Form, GuidelineRef, Numbering, Publication, Relation, Row, Section, Source, Status,
};
pub use glossary::Term;
pub use guideline::{Clause, Guideline, Part};
pub use library::Library;
pub use lineage::{Actor, Lineage, Target, Vocabulary};
