//! `guideline.yaml`.

use schemars::JsonSchema;

use super::Reader;
use crate::{Certainty, Clause, Guideline, Part, yaml::Node};

/// 医療情報システムの安全管理に関するガイドラインの、版・編・章・条。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct GuidelineShape {
    /// 版。古いものから並べる。
    versions: Vec<VersionShape>,
}

/// ガイドラインの版。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct VersionShape {
    /// 版の番号。引用符で囲む("6.0")。
    version: String,
    /// 編。公式の順に並べる。
    parts: Vec<PartShape>,
}

/// 編。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct PartShape {
    /// 半角の英小文字・数字・ハイフン(operation)。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(システム運用編)。
    title: String,
    /// 主に読む人。
    readers: String,
    /// 章と条。番号の順に並べる。
    clauses: Vec<ClauseShape>,
}

/// 章または条。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ClauseShape {
    /// 番号。引用符で囲む("14"、"13.1.3"、"14.⑤")。
    number: String,
    /// 題。分からなければ "" とする。
    title: String,
    /// 題の確からしさ。
    certainty: Certainty,
    /// 確かめた所のアドレス。公式のものを先に書く。
    sources: Option<Vec<String>>,
}

pub(crate) fn guidelines(reader: &mut Reader<'_>, root: &Node) -> Option<Vec<Guideline>> {
    let mut fields = reader.fields(root)?;
    let guidelines = fields.list("versions", guideline);
    fields.close();
    reader.unique_in("ガイドラインの版", root, "versions", "version");
    Some(guidelines)
}

fn guideline(reader: &mut Reader<'_>, node: &Node) -> Option<Guideline> {
    let mut fields = reader.fields(node)?;
    let version = fields.string("version");
    let parts = fields.list("parts", part);
    fields.close();
    reader.unique_in("編", node, "parts", "id");
    Some(Guideline { version: version?, parts })
}

fn part(reader: &mut Reader<'_>, node: &Node) -> Option<Part> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let readers = fields.string("readers");
    let clauses = fields.list("clauses", clause);
    fields.close();
    reader.unique_in("章や条の番号", node, "clauses", "number");
    Some(Part { id: id?, title: title.unwrap_or_default(), readers: readers.unwrap_or_default(), clauses })
}

fn clause(reader: &mut Reader<'_>, node: &Node) -> Option<Clause> {
    let mut fields = reader.fields(node)?;
    let number = fields.string("number");
    let title = fields.required("title").and_then(|node| fields.reader.text(node));
    let certainty = fields.named("certainty");
    let sources = fields.urls("sources");
    fields.close();
    reader.needs_source(node, certainty);
    let certainty = certainty.unwrap_or(Certainty::Unknown);
    Some(Clause { number: number?, title: title.unwrap_or_default(), certainty, sources })
}
