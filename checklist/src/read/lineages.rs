//! `checklists/lineages.yaml`.

use schemars::JsonSchema;

use super::Reader;
use crate::{Lineage, codes, library::Known, yaml::Node};

/// すべての版を通した項目の一覧。並び順が、手引きでの順になる。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct LineagesShape {
    /// 項目。
    lineages: Vec<LineageShape>,
}

/// 項目。版や様式をまたいで同じ ID を使う。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct LineageShape {
    /// 半角の英小文字・数字・ハイフン。変えない。なくなった項目の ID も使い回さない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(二要素認証)。
    title: String,
    /// 何についての項目かを、やさしい1文で。
    summary: String,
    /// 実施する人の id(vocabulary.yaml)。主に動く人を先に書く。
    actors: Vec<String>,
    /// はじめて現れた版の id(r5)。
    since: String,
    /// 最後に現れた版の id。なくなった項目だけに書く。
    until: Option<String>,
    /// 以前の ID。
    formerly: Option<Vec<String>>,
}

pub(crate) fn lineages(reader: &mut Reader<'_>, root: &Node, known: &Known) -> Option<Vec<Lineage>> {
    let mut fields = reader.fields(root)?;
    let lineages = fields.list("lineages", |reader, node| lineage(reader, node, known));
    fields.close();
    reader.unique_in("項目ID", root, "lineages", "id");
    reused(reader, root, &lineages);
    Some(lineages)
}

fn lineage(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<Lineage> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let summary = fields.string("summary");
    let actors = fields.list("actors", |reader, node| actor(reader, node, known));
    let since = fields.required("since").and_then(|node| edition(fields.reader, node, known));
    let until = fields.optional("until").and_then(|node| edition(fields.reader, node, known));
    let formerly =
        fields.optional("formerly").map(|node| fields.reader.list(node, Reader::id)).unwrap_or_default();
    let span = fields.span();
    fields.close();
    Some(Lineage {
        id: id?,
        title: title.unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        actors,
        since: since.unwrap_or_default(),
        until,
        formerly,
        span,
    })
}

fn actor(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<String> {
    let id = reader.string(node)?;
    let Some(vocabulary) = &known.vocabulary else { return Some(id) };
    if vocabulary.actors.iter().any(|actor| actor.id == id) {
        return Some(id);
    }
    let ids = vocabulary.actors.iter().map(|actor| actor.id.as_str());
    let help = "使えるものは checklists/vocabulary.yaml の `actors` にあります";
    reader.unknown(
        &codes::UNKNOWN_ACTOR,
        node,
        format!("`{id}` という「実施する人」はありません"),
        ids,
        help,
    );
    None
}

/// The id of an edition that has a folder.
fn edition(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<String> {
    let id = reader.string(node)?;
    if known.edition_ids.contains(&id) {
        return Some(id);
    }
    let ids = known.edition_ids.iter().map(String::as_str);
    let help = format!("ある版: {}", known.edition_ids.join("、"));
    reader.unknown(&codes::UNKNOWN_EDITION, node, format!("`{id}` という版はありません"), ids, &help);
    None
}

/// An id that was given up stays given up.
fn reused(reader: &mut Reader<'_>, root: &Node, lineages: &[Lineage]) {
    let nodes = root.get("lineages").into_iter().flat_map(Node::children);
    let former: Vec<_> = nodes.filter_map(|node| node.get("formerly")).flat_map(Node::children).collect();
    for node in &former {
        let Some(id) = node.str() else { continue };
        let Some(lineage) = lineages.iter().find(|lineage| lineage.id == id) else { continue };
        let message = format!("`{id}` は以前の ID なのに、別の項目の ID に使われています");
        let problem = crate::Diagnostic::error(&codes::LINEAGE_REUSED, reader.span(&node.bytes), message);
        let problem = problem.related(lineage.span.clone(), "この項目が使っています");
        reader.report.push(problem.help("新しい項目には、これまで使ったことのない ID を付けます"));
    }
    let given_up_twice = former.iter().filter_map(|node| Some((node.str()?, *node)));
    reader.unique("以前の ID", given_up_twice);
}
