//! Why an index cannot be made.

use thiserror::Error;

/// Why an index cannot be made. Messages are Japanese, for whoever builds the book.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Pages are of more sorts than the files can number.
    #[error("ページの種類（kind）が{0}種類あります。検索で分けられるのは{MAX_FACETS}種類までです")]
    TooManyKinds(usize),
    /// Pages belong to more editions than the files can number.
    #[error("ページの版（edition）が{0}種類あります。検索で分けられるのは{MAX_FACETS}種類までです")]
    TooManyEditions(usize),
    /// tantivy failed: memory is full, or it has a fault.
    #[error("検索の索引を作れません: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
}

/// Most kinds, and most editions: one byte numbers them, 0 stands for none.
pub(crate) const MAX_FACETS: usize = 255;
