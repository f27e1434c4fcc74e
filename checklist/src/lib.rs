//! Checklists and their editions, as data.
//!
//! A book keeps one folder of YAML files per [`Edition`] and a few files that all editions share:
//! the requirements ([`Lineage`]), the words ([`Vocabulary`], [`Term`]) and the guideline the rows
//! refer to ([`Guideline`]). [`Library::load`] reads them and reports every mistake as a
//! [`Diagnostic`]; [`compare`] sets two editions side by side.
//!
//! This crate knows no mdBook, no HTML and no search, and writes nothing to disk.

mod check; // what only all files together can show
pub mod codes;
mod comparison; // Comparison, compare, timeline: two editions side by side
mod contacts; // Contacts, Contact
mod date; // Date, fiscal years
mod diagnostic; // Diagnostic, Code, Severity, Span, Report, Sources
mod edition; // Edition, Form, Row and the values of their fields
mod export; // a comparison as JSON, CSV and Markdown
mod glossary; // Term
mod guideline; // Guideline, Part, Clause
mod library; // Library::load: all files of a book, all problems
mod lineage; // Lineage, Vocabulary
mod names; // Named: the words of YAML for a value
mod read; // trees of YAML → values and problems
mod regulation; // Regulation and what it is made of
mod regulation_check; // what only all files of the regulation together can show
mod relation; // what became of each lineage between two editions
mod render; // Report in print
pub mod schema; // schemas: what editors are told about the YAML
mod suggest; // did you mean
#[cfg(test)]
mod testing; // small libraries for tests
mod wording; // differences between two Japanese sentences
mod yaml; // bytes → trees of YAML

pub use comparison::{
    Cell, CellKind, Comparison, Counts, Entry, FormComparison, Provision, Run, Step, compare, timeline,
};
pub use contacts::{Contact, Contacts};
pub use date::{Date, fiscal_year};
pub use diagnostic::{Code, Diagnostic, Report, Severity, Sources, Span};
pub use edition::{
    Basis, Certainty, Edition, Form, GuidelineRef, Numbering, Publication, Relation, Row, Section, Source,
    Status,
};
pub use export::{to_csv, to_json, to_markdown};
pub use glossary::Term;
pub use guideline::{Clause, Guideline, Part};
pub use library::Library;
pub use lineage::{Actor, Lineage, Target, Vocabulary};
pub use names::Named;
pub use regulation::{
    Appendix, AppendixEntry, AppendixKind, Article, CertainSource, Choice, Column, Computed, Correspondence,
    Group, Paragraph, Piece, Profile, Question, Regulation, RegulationChapter, Text, Variable, When,
};
pub use relation::{
    Ambiguity, Change, Derivation, FormChanges, RelationProblem, RelationProblemKind, declared_problems,
    relations,
};
pub use suggest::nearest;
pub use wording::{Marked, Segment, fold, mark};
