//! The Japanese words for our values: one each, everywhere.

use checklist::{Basis, Certainty, Relation, Status};

/// A value for CSS and the words for readers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Word {
    /// `secondary`: goes into a `data-` attribute.
    pub(crate) id: &'static str,
    /// What a reader sees.
    pub(crate) label: &'static str,
}

const fn word(id: &'static str, label: &'static str) -> Word {
    Word { id, label }
}

/// How sure we are, in full.
pub(crate) fn certainty(certainty: Certainty) -> Word {
    match certainty {
        Certainty::Official => word("official", "公式文書で確認"),
        Certainty::Draft => word("draft", "公式の案で確認（原本との照合前）"),
        Certainty::Secondary => word("secondary", "解説・報道・引用で確認（原本との照合前）"),
        Certainty::Inferred => word("inferred", "推定（原本との照合前）"),
        Certainty::Unknown => word("unknown", "未確認"),
    }
}

/// How sure we are, short enough for a table.
pub(crate) fn certainty_short(certainty: Certainty) -> Word {
    match certainty {
        Certainty::Official => word("official", "公式文書"),
        Certainty::Draft => word("draft", "公式の案"),
        Certainty::Secondary => word("secondary", "解説など"),
        Certainty::Inferred => word("inferred", "推定"),
        Certainty::Unknown => word("unknown", "未確認"),
    }
}

/// Whether a row counts in its year.
pub(crate) fn status(status: Status) -> Word {
    match status {
        Status::Required => word("required", "確認対象"),
        Status::Reference => word("reference", "参考項目"),
        Status::Unknown => word("unknown", "未確認"),
    }
}

/// Why a guideline clause stands beside a row.
pub(crate) fn basis(basis: Basis) -> Word {
    match basis {
        Basis::Cited => word("cited", "マニュアルが引いている"),
        Basis::Content => word("content", "内容が対応する"),
        Basis::Inferred => word("inferred", "推定"),
    }
}

/// What became of a requirement.
pub(crate) fn relation(relation: Relation) -> Word {
    word(relation.name(), relation.label())
}

/// What became of a requirement, unless the remark beside it says so in the same words.
pub(crate) fn relations_beside(relations: &[Relation], remark: &str) -> Vec<Word> {
    let is_said = relations.first().is_some_and(|first| remark.starts_with(first.label()));
    if is_said { Vec::new() } else { relations.iter().copied().map(relation).collect() }
}
