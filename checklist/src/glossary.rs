//! Words the guide explains.

use crate::{Certainty, Span};

/// A term of the glossary (用語).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// ASCII id, `two-factor-authentication`: the anchor on the glossary page.
    pub id: String,
    /// `二要素認証`.
    pub term: String,
    /// In hiragana.
    pub reading: String,
    /// In English, as far as there is a usual word.
    pub english: Option<String>,
    /// Other spellings that mean the same and may be written (`2要素認証`).
    pub aliases: Vec<String>,
    /// Words readers type but the guide does not write (`二段階認証`): "say instead".
    pub avoid: Vec<String>,
    /// One or two plain sentences.
    pub explanation: String,
    /// Ids of terms to read next.
    pub see: Vec<String>,
    /// Only helps search: need not be used in any page.
    pub search_only: bool,
    /// How sure the explanation is; `None` for general knowledge.
    pub certainty: Option<Certainty>,
    /// Addresses, for a term with a claimed certainty.
    pub sources: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}
