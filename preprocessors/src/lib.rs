//! The data of a book, as chapters.
//!
//! Three mdBook preprocessors, each a library function with a thin executable: [`Checklist`] makes the pages of
//! requirements, editions and forms, [`Revision`] the comparison tables, [`Crosslink`] turns references into links
//! and checks the hand-written Markdown. What they emit is Markdown and HTML that any mdBook renderer can show.
//! They run in this order, after mdBook's own `links`.
//!
//! A mistake of an author becomes a `Diagnostic` in the report of [`Shared`], and the run goes on, so that one run
//! shows everything. This crate knows no search and no packaging.

mod codes; // CODES: every kind of problem found here
mod directive; // {{#checklist items}} and its kin
mod insert; // chapters and text put into a book
mod pages; // Pages: which page stands where, and how one links to another
mod settings; // [preprocessor.checklist], as the pages use it
mod shared; // Shared: the library, the report and the templates, as all three use them
mod take_away; // files that pages offer to take away
mod templates; // Templates: minijinja, escaping, and HTML that Markdown leaves alone
mod view;
mod words; // the Japanese words for our values // values several templates show

mod checklist_run; // Checklist
mod contacts_page; // contacts as cards
mod desk_data; // editions and rows as the desk reads them
mod edition_page; // one edition: facts and forms
mod evidence; // what is not official yet, and every address
mod index_page; // lineages by section, device group and actor
mod lineage_page; // one requirement
mod pack_page; // everything for an inspection
mod regulation_data; // the same as the desk reads it
mod regulation_page; // the template of a clinic's rules
mod sheet_page; // one form of one edition

mod comparison_document; // the same as a file of its own
mod comparison_page; // 新旧対照表
mod revision_run; // Revision

mod backlinks; // who refers to what
mod crosslink_run; // Crosslink
mod prose; // links, terms and line breaks in hand-written Markdown
mod reference; // [[…]]
mod reference_pages; // guideline and glossary

mod lint; // mistakes in hand-written Markdown
mod markdown; // ids, headings and plain text as mdBook makes them

mod command; // what the three executables share

pub use checklist_run::Checklist;
pub use codes::CODES;
pub use command::run;
pub use comparison_document::comparison_document;
pub use crosslink_run::Crosslink;
pub use desk_data::desk_data;
pub use lint::{lint, lint_files};
pub use regulation_data::regulation_data;
pub use revision_run::Revision;
pub use shared::Shared;
