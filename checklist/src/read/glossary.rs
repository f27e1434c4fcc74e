//! `glossary.yaml`.

use schemars::JsonSchema;

use super::Reader;
use crate::{Certainty, Term, codes, yaml::Node};

/// 用語集。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct GlossaryShape {
    /// 用語。
    terms: Vec<TermShape>,
}

/// 用語。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct TermShape {
    /// 半角の英小文字・数字・ハイフン。用語集のページの見出しになるので変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 手引きで使う書き方(二要素認証)。
    term: String,
    /// ひらがなの読み。並べる順に使う。
    reading: String,
    /// 英語の言い方。
    english: Option<String>,
    /// 同じ意味で、手引きに書いてもよい言い方。
    aliases: Option<Vec<String>>,
    /// 読者が探す言葉だが、手引きには書かない言い方。
    avoid: Option<Vec<String>>,
    /// やさしい説明を1〜2文で。
    explanation: String,
    /// あわせて読むとよい用語の id。
    see: Option<Vec<String>>,
    /// true なら検索の助けだけに使い、どのページに出てこなくてもよい。
    search_only: Option<bool>,
    /// 説明の確からしさ。一般的な知識なら書かない。
    certainty: Option<Certainty>,
    /// 確かめた所のアドレス。
    sources: Option<Vec<String>>,
}

pub(crate) fn glossary(reader: &mut Reader<'_>, root: &Node) -> Option<Vec<Term>> {
    let mut fields = reader.fields(root)?;
    let terms = fields.list("terms", term);
    fields.close();
    reader.unique_in("用語の id", root, "terms", "id");
    referred(reader, root, &terms);
    Some(terms)
}

fn term(reader: &mut Reader<'_>, node: &Node) -> Option<Term> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let term = fields.string("term");
    let reading = fields.string("reading");
    let english = fields.optional_string("english");
    let aliases = fields.strings("aliases");
    let avoid = fields.strings("avoid");
    let explanation = fields.string("explanation");
    let see = fields.strings("see");
    let search_only = fields.flag("search_only");
    let certainty = fields.optional_named("certainty");
    let sources = fields.urls("sources");
    let span = fields.span();
    fields.close();
    reader.needs_source(node, certainty);
    Some(Term {
        id: id?,
        term: term.unwrap_or_default(),
        reading: reading.unwrap_or_default(),
        english,
        aliases,
        avoid,
        explanation: explanation.unwrap_or_default(),
        see,
        search_only,
        certainty,
        sources,
        span,
    })
}

fn referred(reader: &mut Reader<'_>, root: &Node, terms: &[Term]) {
    let see = root.get("terms").into_iter().flat_map(Node::children).filter_map(|term| term.get("see"));
    for node in see.flat_map(Node::children) {
        let Some(id) = node.str() else { continue };
        if !terms.iter().any(|term| term.id == id) {
            let ids = terms.iter().map(|term| term.id.as_str());
            let help = "`see` には、この用語集にある用語の id を書きます";
            reader.unknown(&codes::UNKNOWN_TERM, node, format!("`{id}` という用語はありません"), ids, help);
        }
    }
}
