//! A book, queries, and what the crate answers.

use search_index::{Answer, Book, Index, Options};

use super::queries::Query;

/// What another engine is compared with.
pub(crate) struct Case {
    pub(crate) index: Index,
    pub(crate) queries: Vec<Query>,
    /// One for each query, with every hit.
    pub(crate) answers: Vec<Answer>,
}

impl Case {
    pub(crate) fn new(book: Book, queries: Vec<Query>) -> Case {
        let index = Index::new(book).expect("an index");
        let answer = |query: &Query| {
            let Query { text, kind, edition } = query.clone();
            index.search(&text, &Options { limit: usize::MAX, kind, edition })
        };
        let answers = queries.iter().map(answer).collect();
        Case { index, queries, answers }
    }
}
