//! Editions of the checklist: what was printed when.

use crate::Span;

/// One year's checklist (版): its forms and what is known about its publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// `r7`. Name of its folder under `checklists/`.
    pub id: String,
    /// `令和7年度版`.
    pub title: String,
    /// Western year in which the fiscal year begins: 2025 for 令和7年度. Orders the editions.
    pub fiscal_year: u32,
    /// Whether its rows are known here.
    pub publication: Publication,
    /// Day of publication as far as known, for example `令和7年5月16日`.
    pub published: String,
    /// How row numbers are printed.
    pub numbering: Numbering,
    /// How many rounds of answers a row has room for (1回目, 2回目). One round is printed without its number.
    pub checks: u32,
    /// Version of the guideline its rows refer to (`6.0`).
    pub guideline: String,
    /// Parts of the form, in printed order.
    pub sections: Vec<Section>,
    /// Its forms, in printed order. Empty for an announced edition.
    pub forms: Vec<Form>,
    /// Short paragraphs on what is new or not established, in Markdown-free text.
    pub notes: Vec<String>,
    /// How sure the facts above are.
    pub certainty: Certainty,
    /// Addresses, the official one first, each with a label.
    pub sources: Vec<Source>,
    /// Where the edition is declared.
    pub span: Span,
}

/// An address with the words that stand for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What is found there (`R8 チェックリスト(PDF)`).
    pub label: String,
    /// `https://…`.
    pub url: String,
}

/// Whether an edition's rows are known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// 公表: rows are in the forms.
    Published,
    /// 公表を確認、内容は未収録: official addresses only, no rows.
    Announced,
}

/// How an edition prints row numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// `2-(4)`.
    Parenthesized,
    /// `2-④`.
    Circled,
}

/// A numbered part of a form (`2 医療情報システムの管理・運用`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// From 1; 0 is the part before the numbering (前置き).
    pub number: u32,
    /// As printed, or our wording.
    pub title: String,
}

/// One sheet of an edition (様式).
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// `medical`, `vendor`, `pharmacy`. Name of its file.
    pub id: String,
    /// `医療機関確認用`.
    pub title: String,
    /// Filled in by a vendor, and given back to the institution.
    pub vendor: bool,
    /// Forms of older editions it continues, besides the one with its own id.
    pub succeeds: Vec<String>,
    /// In printed order.
    pub rows: Vec<Row>,
}

/// One printed line of a form (項目の行).
///
/// Its key is edition + form + section + target + number: a number may serve several device groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id in `lineages.yaml`.
    pub lineage: String,
    /// [`Section::number`].
    pub section: u32,
    /// Place in its section as printed; `None` for the unnumbered first row.
    pub ordinal: Option<u32>,
    /// As printed, `2-⑥`; empty when there is none.
    pub number: String,
    /// Id of a [`crate::Target`].
    pub target: String,
    /// Our own wording, one sentence, answered yes or no.
    pub text: String,
    /// A condition printed with it (※…), in our wording.
    pub note: Option<String>,
    /// Whether it counts this year.
    pub status: Status,
    /// Fiscal year (western) by whose end it is to be met.
    pub deadline: Option<u32>,
    /// Left empty by an institution that has no vendor contract.
    pub blank_if_no_vendor: bool,
    /// What in the guideline it rests on.
    pub guideline: Vec<GuidelineRef>,
    /// How sure we are of the row.
    pub certainty: Certainty,
    /// Addresses, the official one first; empty only when `certainty` is unknown or inferred.
    pub sources: Vec<String>,
    /// What has to be looked up in the original, for the 「原本との照合」 list.
    pub doubt: Option<String>,
    /// Other lineages of the preceding edition that this row continues.
    pub from: Vec<String>,
    /// Relation to the preceding edition, where it has to be declared; else empty.
    pub relation: Vec<Relation>,
    /// Where the row is written: its whole mapping.
    pub span: Span,
}

/// A structured reference into the guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidelineRef {
    /// Id of a [`crate::Part`].
    pub part: String,
    /// `13.1.3`, `14.⑤`.
    pub clause: String,
    /// Why we name it.
    pub basis: Basis,
    /// Addresses where this was checked.
    pub sources: Vec<String>,
}

/// Why a guideline clause stands beside a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// マニュアルの欄外が引いている.
    Cited,
    /// 内容対応: the clause says the same; whether the manual cites it is open.
    Content,
    /// 推定.
    Inferred,
}

/// Whether a row counts in its edition's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 確認対象.
    Required,
    /// 参考項目: announced for the following year.
    Reference,
    /// 未確認.
    Unknown,
}

/// How sure we are of a statement (確からしさ), surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// 公式文書で確認.
    Official,
    /// 公式の案で確認.
    Draft,
    /// 解説・報道・引用で確認.
    Secondary,
    /// 推定.
    Inferred,
    /// 未確認.
    Unknown,
}

/// What became of a lineage between two editions (変更の種類).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// 新設. Stands alone.
    New,
    /// 削除. Stands alone.
    Removed,
    /// 参考項目から必須へ.
    Promoted,
    /// 必須から参考項目へ.
    Demoted,
    /// 統合: several rows became fewer that together ask for the same device groups.
    Merged,
    /// 分割: the reverse.
    Split,
    /// 文言変更.
    Wording,
    /// 区分移動: another device group or section.
    Moved,
    /// 番号のみ変更. Stands alone.
    Renumbered,
    /// 変更なし, apart from how numbers are printed. Stands alone.
    Same,
    /// 未確認: one side is not established. Stands alone.
    Unknown,
}

impl Status {
    /// The word readers see: 確認対象 …
    pub fn label(self) -> &'static str {
        match self {
            Self::Required => "確認対象",
            Self::Reference => "参考項目",
            Self::Unknown => "未確認",
        }
    }
}

impl Certainty {
    /// The words readers see: 公式文書で確認 …
    pub fn label(self) -> &'static str {
        match self {
            Self::Official => "公式文書で確認",
            Self::Draft => "公式の案で確認",
            Self::Secondary => "解説・報道・引用で確認",
            Self::Inferred => "推定",
            Self::Unknown => "未確認",
        }
    }
}
