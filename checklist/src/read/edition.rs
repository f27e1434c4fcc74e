//! `checklists/<edition>/edition.yaml`.

use schemars::JsonSchema;

use super::Reader;
use crate::{
    Certainty, Diagnostic, Edition, Form, Numbering, Publication, Section, codes, library::Known, yaml::Node,
};

/// 版(1つの年度のチェックリスト)。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct EditionShape {
    /// フォルダと同じ名前(r7)。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(令和7年度版)。
    title: String,
    /// 年度の始まる年(西暦4桁。令和7年度なら 2025)。
    fiscal_year: u32,
    /// 公表されて行が入っていれば published、公表を確かめただけで行がなければ announced。
    publication: Publication,
    /// 公表の日。分かる範囲で(令和7年5月16日)。
    published: String,
    /// 行の番号の形。published の版には必ず書く。
    numbering: Option<Numbering>,
    /// もとになるガイドラインの版。引用符で囲む("6.0")。
    guideline: String,
    /// 節。published の版には必ず書く。
    sections: Option<Vec<SectionShape>>,
    /// 様式。印刷の順に並べる。published の版には必ず書く。
    forms: Option<Vec<FormEntryShape>>,
    /// 1つの行に答える欄がいくつあるか。書かなければ 1。
    checks: Option<u32>,
    /// この版で新しいこと、確かめられていないこと。短い文を並べる。
    notes: Option<Vec<String>>,
    /// 上に書いたことの確からしさ。
    certainty: Certainty,
    /// 出典。公式のものを先に書く。
    sources: Option<Vec<SourceShape>>,
}

/// 節。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct SectionShape {
    /// 節の番号。番号の前の部分は 0 とする。
    number: u32,
    /// 題。
    title: String,
}

/// 様式。行は、id と同じ名前のファイルに書く。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct FormEntryShape {
    /// 半角の英小文字・数字・ハイフン(medical)。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(医療機関確認用)。
    title: String,
    /// true なら事業者が記入する様式。
    vendor: Option<bool>,
    /// 前の版までの、名前の違う様式のうち、これが引き継ぐもの。
    succeeds: Option<Vec<String>>,
}

/// 出典。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct SourceShape {
    /// 何があるか。
    label: String,
    /// アドレス。
    url: String,
}

/// Reads an edition without the rows of its forms.
pub(crate) fn edition(reader: &mut Reader<'_>, root: &Node, folder: &str, known: &Known) -> Option<Edition> {
    let mut fields = reader.fields(root)?;
    let id = fields.required("id").and_then(|node| edition_id(fields.reader, node, folder));
    let title = fields.string("title");
    let fiscal_year = fields.required("fiscal_year").and_then(|node| fiscal_year(fields.reader, node));
    let publication: Option<Publication> = fields.named("publication");
    let is_published = publication != Some(Publication::Announced);
    let published = fields.string("published");
    let numbering = match is_published {
        true => fields.named("numbering"),
        false => fields.optional_named("numbering"),
    };
    let guideline =
        fields.required("guideline").and_then(|node| guideline_version(fields.reader, node, known));
    let sections = match is_published {
        true => fields.list("sections", section),
        false => fields.optional_list("sections", section),
    };
    let forms = match is_published {
        true => fields.list("forms", form),
        false => {
            let forms = fields.optional("forms");
            announced(fields.reader, fields.node, forms)
        }
    };
    let checks = fields.optional("checks").and_then(|node| checks(fields.reader, node));
    let notes = fields.strings("notes");
    let certainty = fields.named("certainty");
    let sources = fields.sources("sources");
    let span = fields.span();
    fields.close();
    reader.needs_source(root, certainty);
    reader.unique_in("様式", root, "forms", "id");
    section_order(reader, root);
    Some(Edition {
        id: id.unwrap_or_else(|| folder.to_owned()),
        title: title.unwrap_or_default(),
        fiscal_year: fiscal_year.unwrap_or_default(),
        publication: publication.unwrap_or(Publication::Published),
        published: published.unwrap_or_default(),
        numbering: numbering.unwrap_or(Numbering::Circled),
        guideline: guideline.unwrap_or_default(),
        sections,
        forms,
        checks: checks.unwrap_or(1),
        notes,
        certainty: certainty.unwrap_or(Certainty::Unknown),
        sources,
        span,
    })
}

fn edition_id(reader: &mut Reader<'_>, node: &Node, folder: &str) -> Option<String> {
    let id = reader.id(node)?;
    if id != folder {
        let message = format!("版の ID `{id}` がフォルダの名前 `{folder}` と違います");
        reader.error(
            &codes::BAD_ID,
            node,
            message,
            format!("`id: {folder}` とするか、フォルダの名前を変えます"),
        );
        return None;
    }
    Some(id)
}

/// A western year, so that 7 for 令和7年度 is noticed.
fn fiscal_year(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let year = reader.number(node)?;
    if !(2000..2200).contains(&year) {
        let message = format!("年度 `{year}` は西暦の4桁ではありません");
        reader.error(&codes::WRONG_TYPE, node, message, "年度の始まる年を西暦で書きます(令和7年度なら 2025)");
        return None;
    }
    Some(year)
}

fn checks(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let checks = reader.number(node)?;
    if !(1..=12).contains(&checks) {
        let message = format!("答える欄の数 `{checks}` は1から12ではありません");
        reader.error(&codes::WRONG_TYPE, node, message, "印刷された欄の数を書きます。1つなら書きません");
        return None;
    }
    Some(checks)
}

fn guideline_version(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<String> {
    let version = reader.string(node)?;
    let Some(guidelines) = &known.guidelines else { return Some(version) };
    if guidelines.iter().any(|guideline| guideline.version == version) {
        return Some(version);
    }
    let versions = guidelines.iter().map(|guideline| guideline.version.as_str());
    let message = format!("ガイドラインの版 `{version}` はありません");
    reader.unknown(
        &codes::UNKNOWN_GUIDELINE,
        node,
        message,
        versions,
        "guideline.yaml の `versions` に加えます",
    );
    None
}

fn section(reader: &mut Reader<'_>, node: &Node) -> Option<Section> {
    let mut fields = reader.fields(node)?;
    let number = fields.required("number").and_then(|node| fields.reader.number(node));
    let title = fields.string("title");
    fields.close();
    Some(Section { number: number?, title: title.unwrap_or_default() })
}

fn form(reader: &mut Reader<'_>, node: &Node) -> Option<Form> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let vendor = fields.flag("vendor");
    let succeeds = fields.strings("succeeds");
    fields.close();
    let id = id.filter(|id| !is_taken(reader, node, id))?;
    Some(Form { id, title: title.unwrap_or_default(), vendor, succeeds, rows: Vec::new() })
}

/// `edition.yaml` is the edition's own file.
fn is_taken(reader: &mut Reader<'_>, node: &Node, id: &str) -> bool {
    if id == "edition" {
        let node = node.get("id").unwrap_or(node);
        let message = "`edition` は様式の ID に使えません".into();
        reader.error(&codes::BAD_ID, node, message, "edition.yaml は版のファイルです。別の名前を付けます");
    }
    id == "edition"
}

fn announced(reader: &mut Reader<'_>, root: &Node, forms: Option<&Node>) -> Vec<Form> {
    if let Some(forms) = forms.filter(|forms| forms.children().next().is_some()) {
        let message = "`announced` の版に様式が書かれています";
        let node = root.get("publication").unwrap_or(forms);
        let problem = Diagnostic::error(&codes::ANNOUNCED_WITH_ROWS, reader.span(&node.bytes), message);
        let problem = problem.related(reader.span(&forms.bytes), "様式はここです");
        let help = "行を入れるなら `publication: published` にします。まだなら `forms` を消します";
        reader.report.push(problem.help(help));
    }
    Vec::new()
}

fn section_order(reader: &mut Reader<'_>, root: &Node) {
    let numbers =
        root.get("sections").into_iter().flat_map(Node::children).filter_map(|node| node.get("number"));
    let mut last: Option<i64> = None;
    for node in numbers {
        let Some(number) = node.int() else { continue };
        if last.is_some_and(|last| number <= last) {
            let message = format!("節 `{number}` が順番どおりに並んでいません");
            reader.error(&codes::NUMBER_ORDER, node, message, "節は番号の小さい順に、1つずつ並べます");
        }
        last = last.max(Some(number));
    }
}
