//! What oracles share: queries cut from a book, the reader in Node, and the comparison of two lists of answers.

pub(crate) mod case; // Case: a book, queries, and what the crate answers
pub(crate) mod compare; // Report, compare
pub(crate) mod node; // answers of reader.js
pub(crate) mod queries; // Query, queries
pub(crate) mod random; // Random
pub(crate) mod synthetic; // book: a seeded book of mixed scripts
