//! The data of a book, as chapters.
//!
//! Three mdBook preprocessors, each a library function with a thin executable: [`Checklist`] makes the pages of
//! requirements, editions and forms, [`Revision`] the comparison tables, [`Crosslink`] turns references into links.
//! What they emit is Markdown and HTML that any mdBook renderer can show. This crate knows no search and no packaging.
