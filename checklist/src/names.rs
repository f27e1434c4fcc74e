//! The words that stand for a value in YAML, in exports and in addresses.

use std::borrow::Cow;

use crate::{AppendixKind, Basis, Certainty, Computed, Numbering, Publication, Relation, Status};

/// A value that is written as one of a few words.
pub trait Named: Copy + Eq + 'static {
    /// What is chosen, in Japanese (`確からしさ`).
    const WHAT: &'static str;
    /// Every value with its word, in order.
    const NAMES: &'static [(&'static str, Self)];

    /// The word of a value: `official`.
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }

    /// The value of a word.
    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }
}

impl Named for Publication {
    const WHAT: &'static str = "公表の状態";
    const NAMES: &'static [(&'static str, Self)] =
        &[("published", Self::Published), ("announced", Self::Announced)];
}

impl Named for Numbering {
    const WHAT: &'static str = "番号の形";
    const NAMES: &'static [(&'static str, Self)] =
        &[("parenthesized", Self::Parenthesized), ("circled", Self::Circled)];
}

impl Named for Basis {
    const WHAT: &'static str = "ガイドラインを挙げる根拠";
    const NAMES: &'static [(&'static str, Self)] =
        &[("cited", Self::Cited), ("content", Self::Content), ("inferred", Self::Inferred)];
}

impl Named for Status {
    const WHAT: &'static str = "扱い";
    const NAMES: &'static [(&'static str, Self)] =
        &[("required", Self::Required), ("reference", Self::Reference), ("unknown", Self::Unknown)];
}

impl Named for Certainty {
    const WHAT: &'static str = "確からしさ";
    const NAMES: &'static [(&'static str, Self)] = &[
        ("official", Self::Official),
        ("draft", Self::Draft),
        ("secondary", Self::Secondary),
        ("inferred", Self::Inferred),
        ("unknown", Self::Unknown),
    ];
}

impl Named for AppendixKind {
    const WHAT: &'static str = "別表か様式か";
    const NAMES: &'static [(&'static str, Self)] = &[("table", Self::Table), ("form", Self::Form)];
}

impl Named for Computed {
    const WHAT: &'static str = "行の作り方";
    const NAMES: &'static [(&'static str, Self)] = &[("correspondence", Self::Correspondence)];
}

impl Named for Relation {
    const WHAT: &'static str = "変更の種類";
    const NAMES: &'static [(&'static str, Self)] = &[
        ("new", Self::New),
        ("removed", Self::Removed),
        ("promoted", Self::Promoted),
        ("demoted", Self::Demoted),
        ("merged", Self::Merged),
        ("split", Self::Split),
        ("wording", Self::Wording),
        ("moved", Self::Moved),
        ("renumbered", Self::Renumbered),
        ("same", Self::Same),
        ("unknown", Self::Unknown),
    ];
}

/// The same words in the JSON Schemas.
macro_rules! schema_of_names {
    ($($name:ident)*) => {$(
        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let names: Vec<_> = Self::NAMES.iter().map(|(name, _)| *name).collect();
                schemars::json_schema!({"description": Self::WHAT, "type": "string", "enum": names})
            }
        }
    )*};
}

schema_of_names! { AppendixKind Computed Publication Numbering Basis Status Certainty Relation }
