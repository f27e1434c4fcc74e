//! Requirements that live on from edition to edition, and the words rows use.

use crate::Span;

/// A requirement (項目) with one id across editions and forms. One guide page each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// `two-factor-auth`. Never changed, never reused.
    pub id: String,
    /// `二要素認証`.
    pub title: String,
    /// One plain sentence: what it is about.
    pub summary: String,
    /// Ids of [`Actor`]s, the first one acts.
    pub actors: Vec<String>,
    /// Edition in which it first appears.
    pub since: String,
    /// Last edition that has it, once it is gone for good.
    pub until: Option<String>,
    /// Ids it had before; refused in rows with a hint.
    pub formerly: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The values rows and lineages may use, from `vocabulary.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// In display order.
    pub targets: Vec<Target>,
    /// In display order.
    pub actors: Vec<Actor>,
}

/// A device group (対象).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `server`.
    pub id: String,
    /// `サーバ`.
    pub title: String,
    /// One plain sentence.
    pub explanation: String,
    /// Ids of the groups it stands for; empty when it stands for itself.
    pub covers: Vec<String>,
}

/// Who acts (経営層, 事業者 …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `vendor`.
    pub id: String,
    /// `事業者`.
    pub title: String,
    /// One plain sentence.
    pub explanation: String,
}
