//! `checklists/vocabulary.yaml`.

use schemars::JsonSchema;

use super::Reader;
use crate::{Actor, Target, Vocabulary, codes, yaml::Node};

/// 対象(機器の区分)と、実施する人。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct VocabularyShape {
    /// 対象。表示する順に並べる。
    targets: Vec<TargetShape>,
    /// 実施する人。表示する順に並べる。
    actors: Vec<ActorShape>,
}

/// 対象(機器の区分)。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct TargetShape {
    /// 半角の英小文字・数字・ハイフン。一度公開したら変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(サーバ)。
    title: String,
    /// やさしい説明を1文で。
    explanation: String,
    /// この対象がまとめて指す、ほかの対象の id。
    covers: Option<Vec<String>>,
}

/// 実施する人。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ActorShape {
    /// 半角の英小文字・数字・ハイフン。一度公開したら変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(事業者)。
    title: String,
    /// やさしい説明を1文で。
    explanation: String,
}

pub(crate) fn vocabulary(reader: &mut Reader<'_>, root: &Node) -> Option<Vocabulary> {
    let mut fields = reader.fields(root)?;
    let targets = fields.list("targets", target);
    let actors = fields.list("actors", actor);
    fields.close();
    unique_ids(reader, root);
    covered(reader, root, &targets);
    Some(Vocabulary { targets, actors })
}

fn target(reader: &mut Reader<'_>, node: &Node) -> Option<Target> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let explanation = fields.string("explanation");
    let covers = fields.strings("covers");
    fields.close();
    Some(Target {
        id: id?,
        title: title.unwrap_or_default(),
        explanation: explanation.unwrap_or_default(),
        covers,
    })
}

fn actor(reader: &mut Reader<'_>, node: &Node) -> Option<Actor> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let explanation = fields.string("explanation");
    fields.close();
    Some(Actor { id: id?, title: title.unwrap_or_default(), explanation: explanation.unwrap_or_default() })
}

fn unique_ids(reader: &mut Reader<'_>, root: &Node) {
    for (list, what) in [("targets", "対象"), ("actors", "実施する人")] {
        reader.unique_in(what, root, list, "id");
    }
}

fn covered(reader: &mut Reader<'_>, root: &Node, targets: &[Target]) {
    let covers =
        root.get("targets").into_iter().flat_map(Node::children).filter_map(|target| target.get("covers"));
    for node in covers.flat_map(Node::children) {
        let Some(id) = node.str() else { continue };
        if !targets.iter().any(|target| target.id == id) {
            let ids = targets.iter().map(|target| target.id.as_str());
            let help = "`targets` に並ぶ対象の id を書きます";
            reader.unknown(&codes::UNKNOWN_TARGET, node, format!("`{id}` という対象はありません"), ids, help);
        }
    }
}
