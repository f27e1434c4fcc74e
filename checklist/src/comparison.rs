//! Two editions side by side: the 新旧対照表 as data.

use std::collections::BTreeMap;

use crate::{Certainty, Edition, Form, Library, Relation, Row, Segment};

/// Two editions side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// 改正前.
    pub older: &'a Edition,
    /// 改正後.
    pub newer: &'a Edition,
    /// One table per pair of forms that continue each other, in the order of the newer edition;
    /// forms that were given up come last. Empty when the rows of either edition are not known.
    pub forms: Vec<FormComparison<'a>>,
}

/// The table of one form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormComparison<'a> {
    /// First part of the anchors of its entries: the form's id; with the older form's id behind it
    /// where a form continues several.
    pub id: String,
    /// `医療機関確認用`; names the older form too when it is another one.
    pub title: String,
    /// The form in the older edition; `None` when the newer edition began it.
    pub older: Option<&'a Form>,
    /// The form in the newer edition; `None` when it was given up.
    pub newer: Option<&'a Form>,
    /// One per lineage, in the order of the new form; a removed one where it stood.
    pub entries: Vec<Entry<'a>>,
}

/// One lineage in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Id of the lineage.
    pub lineage: &'a str,
    /// Its title; the id when the library does not have it.
    pub title: &'a str,
    /// What became of it: sorted, never empty.
    pub relations: Vec<Relation>,
    /// 改正前, from top to bottom; never empty.
    pub old: Vec<Cell<'a>>,
    /// 改正後, from top to bottom; never empty.
    pub new: Vec<Cell<'a>>,
    /// 備考, for example `統合（旧 2-(7) サーバ・端末PC）`; empty when there is nothing to say.
    pub remark: String,
}

/// One printed provision on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    /// What it shows.
    pub kind: CellKind,
    /// The row; `None` in place of a provision the side does not have.
    pub row: Option<&'a Row>,
    /// The printed number. Empty without a row, and for the unnumbered first row.
    pub number: Vec<Segment>,
    /// The title of the device group. Empty without a row.
    pub target: Vec<Segment>,
    /// The sentence; empty unless `kind` is [`CellKind::Full`].
    pub text: Vec<Segment>,
    /// The condition printed with it; empty when there is none or `kind` is not [`CellKind::Full`].
    pub note: Vec<Segment>,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// The provision in full, with marks.
    Full,
    /// Number and 「（略）」: the sentence is the same on the other side, character for character.
    Omitted,
    /// 「（新設）」, on the old side.
    Established,
    /// 「（削る）」, on the new side.
    Deleted,
    /// 「（未確認）」: whether the provision is there is not established.
    Unestablished,
}

/// Entries that follow each other and are shown alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Run<'r, 'a> {
    /// A changed entry.
    Changed(&'r Entry<'a>),
    /// Unchanged entries, never empty, which may be collapsed into one line.
    Unchanged(&'r [Entry<'a>]),
}

/// How many entries there are of each kind of change.
///
/// An entry of two kinds (merged and moved) counts under both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many entries were counted, each once.
    pub n_entries: usize,
    by_relation: BTreeMap<Relation, usize>,
}

/// One edition in the history of a lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The form in it that carries the rows; `None` when it has none of them.
    pub form: Option<&'a Form>,
    /// The lineage's rows in that form, in printed order; empty when it was removed.
    pub rows: Vec<&'a Row>,
    /// What became of it since the published edition before: sorted; empty in the first step.
    pub relations: Vec<Relation>,
    /// 備考 for those relations; empty when there is nothing to say.
    pub remark: String,
}

impl CellKind {
    /// What stands in place of the sentence: `（略）`, `（新設）` … `None` for a full cell.
    pub fn placeholder(self) -> Option<&'static str> {
        match self {
            Self::Full => None,
            Self::Omitted => Some("（略）"),
            Self::Established => Some("（新設）"),
            Self::Deleted => Some("（削る）"),
            Self::Unestablished => Some("（未確認）"),
        }
    }
}

impl Counts {
    /// How many entries are of this kind.
    pub fn get(&self, relation: Relation) -> usize {
        self.by_relation.get(&relation).copied().unwrap_or(0)
    }

    /// The kinds that occur, in the order of [`Relation::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Relation, usize)> {
        self.by_relation.iter().map(|(&relation, &n)| (relation, n))
    }

    /// `新設5、統合1、文言変更2`; empty when nothing was counted.
    pub fn prose(&self) -> String {
        let parts: Vec<_> = self.iter().map(|(relation, n)| format!("{}{n}", relation.label())).collect();
        parts.join("、")
    }

    fn add(&mut self, entry: &Entry) {
        self.n_entries += 1;
        for &relation in &entry.relations {
            *self.by_relation.entry(relation).or_default() += 1;
        }
    }
}

impl Entry<'_> {
    /// Whether the requirement is the same on both sides: such entries may be collapsed.
    pub fn is_unchanged(&self) -> bool {
        self.relations == [Relation::Same]
    }

    /// How sure the least sure of its rows is.
    pub fn certainty(&self) -> Certainty {
        let rows = self.old.iter().chain(&self.new).filter_map(|cell| cell.row);
        rows.map(|row| row.certainty).max().unwrap_or(Certainty::Unknown)
    }
}

impl<'a> FormComparison<'a> {
    /// How many entries there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.entries.iter().for_each(|entry| counts.add(entry));
        counts
    }

    /// The entries in order, unchanged neighbours together.
    pub fn runs(&self) -> Vec<Run<'_, 'a>> {
        let alike = self.entries.chunk_by(|a, b| a.is_unchanged() && b.is_unchanged());
        alike
            .map(|entries| match entries {
                [entry] if !entry.is_unchanged() => Run::Changed(entry),
                _ => Run::Unchanged(entries),
            })
            .collect()
    }
}

impl Comparison<'_> {
    /// `令和6年度版・令和7年度版 新旧対照表`, older edition first.
    pub fn title(&self) -> String {
        format!("{}・{} 新旧対照表", self.older.title, self.newer.title)
    }
}

/// Sets two editions side by side.
pub fn compare<'a>(library: &'a Library, older: &'a Edition, newer: &'a Edition) -> Comparison<'a> {
    let _ = library;
    Comparison { older, newer, forms: Vec::new() }
}

/// The history of a lineage in a form, over the published editions.
pub fn timeline<'a>(library: &'a Library, lineage: &str, form: &str) -> Vec<Step<'a>> {
    let _ = (library, lineage, form);
    Vec::new()
}
