//! `regulation/regulation.yaml` and `regulation/appendices.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Fields, GroupShape, Reader, form::lineage_id, groups};
use crate::{
    Appendix, AppendixEntry, AppendixKind, Article, CertainSource, Certainty, Choice, Column, Computed,
    Paragraph, Question, Regulation, RegulationChapter, Span, Text, Variable, When, codes,
    library::Known,
    yaml::{Node, Value},
};

/// 運用管理規程のひな形。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct RegulationShape {
    /// 規程の題。
    title: String,
    /// ひな形の前に置く説明。敬体。1つが1段落。
    explanation: Vec<String>,
    /// もとにした資料。
    sources: Vec<CertainSourceShape>,
    /// 自院の形を選ぶ質問。
    questions: Vec<QuestionShape>,
    /// 変数のまとまり。記入欄の順に並べる。
    groups: Vec<GroupShape>,
    /// 自院に合わせて書き入れるところ。
    variables: Vec<VariableShape>,
    /// 章。番号は並びから付く。
    chapters: Vec<ChapterShape>,
    /// 附則。
    supplement: SupplementShape,
}

/// もとにした資料。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct CertainSourceShape {
    /// 何が書いてあるか。
    label: String,
    /// https:// で始まるアドレス。
    url: String,
    /// どこまで確かめたか。
    certainty: Certainty,
}

/// 自院の形を選ぶ質問。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct QuestionShape {
    /// when のキーになる。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 読者への質問。敬体。
    question: String,
    /// 選択肢。先に書いたものが、選ぶ前の初めの値になる。
    choices: Vec<ChoiceShape>,
}

/// 選択肢。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ChoiceShape {
    /// when の値になる。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前(クラウド型だけ)。
    title: String,
    /// この選択肢のときだけの文に添える言葉(クラウド型だけのとき)。
    case: String,
    /// やさしい説明。
    explanation: String,
}

/// 自院に合わせて書き入れるところ。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct VariableShape {
    /// 文の中に {id} と書いた所に入る。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 記入欄の名。
    label: String,
    /// 何を書くか。敬体。
    explanation: String,
    /// 書き方の例。まだ書き入れていない所に、下線つきで出す。
    example: String,
    /// groups の id。
    group: String,
}

/// 章。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ChapterShape {
    /// ページの名前になる。変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 章の題。
    title: String,
    /// 敬体の一文。
    summary: String,
    /// 条。番号は、章をまたいで並びから付く。
    articles: Vec<ArticleShape>,
}

/// 条。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ArticleShape {
    /// {article:id} で引く。変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 条の見出し。
    caption: String,
    /// 対応する項目の ID。一つ以上。
    lineages: Vec<String>,
    /// 条を使う条件。質問の id と選択肢の id。省けばいつも使う。
    when: Option<BTreeMap<String, String>>,
    /// 条を使わないとき、本文の代わりに印刷する一文。when があれば要る。
    reason: Option<String>,
    /// 項。一つ目には番号を付けない。
    paragraphs: Vec<ParagraphShape>,
    /// 編集部の説明。規程には印刷しない。
    note: Option<String>,
    /// note が事実を述べるときの出典のアドレス。
    sources: Option<Vec<String>>,
}

/// 項。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ParagraphShape {
    /// 常体。
    text: String,
    /// 号。番号は並びから付く。
    items: Option<Vec<String>>,
    /// 項を使う条件。
    when: Option<BTreeMap<String, String>>,
}

/// 附則。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct SupplementShape {
    /// 項。
    paragraphs: Vec<ParagraphShape>,
}

/// 運用管理規程の別表と様式。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct AppendicesShape {
    /// 別表と様式。番号は、種類ごとに並びから付く。
    appendices: Vec<AppendixShape>,
}

/// 別表か様式。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct AppendixShape {
    /// 規程の文から {appendix:id} で引く。変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// table は別表(決めたこと)、form は様式(したことの記録)。
    kind: AppendixKind,
    /// 名前。
    title: String,
    /// 証跡として使える項目の ID。一つ以上。
    lineages: Vec<String>,
    /// 書き方。敬体。
    explanation: String,
    /// 列。
    columns: Vec<ColumnShape>,
    /// あらかじめ書いておく行。
    entries: Option<Vec<EntryShape>>,
    /// 空の行の数。
    rows: u32,
    /// correspondence のとき、行はチェックリストと条のつながりから作る。
    computed: Option<Computed>,
}

/// 列。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ColumnShape {
    /// 列の名。
    title: String,
    /// 書き方の例。
    example: String,
}

/// あらかじめ書いておく行。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct EntryShape {
    /// 列と同じ数の値。空は ""。
    cells: Vec<String>,
    /// 行を使う条件。
    when: Option<BTreeMap<String, String>>,
}

/// Reads the template; its appendices come from another file.
pub(crate) fn regulation(reader: &mut Reader<'_>, root: &Node, known: &Known) -> Option<Regulation> {
    let mut fields = reader.fields(root)?;
    let title = fields.string("title");
    let explanation = fields.list("explanation", |reader, node| reader.string(node));
    let sources = fields.list("sources", certain_source);
    let questions = fields.list("questions", question);
    let groups = groups(&mut fields);
    let variables = fields.list("variables", variable);
    let chapters = fields.list("chapters", |reader, node| chapter(reader, node, known));
    let supplement =
        fields.required("supplement").map(|node| supplement(fields.reader, node)).unwrap_or_default();
    let span = fields.span();
    fields.close();
    unique_ids(reader, root);
    reader.known_groups(root, "variables", &groups);
    Some(Regulation {
        title: title.unwrap_or_default(),
        explanation,
        sources,
        questions,
        groups,
        variables,
        chapters,
        supplement,
        appendices: Vec::new(),
        span,
    })
}

fn unique_ids(reader: &mut Reader<'_>, root: &Node) {
    for (list, what) in [("questions", "質問の id"), ("variables", "変数の id"), ("chapters", "章の id")]
    {
        reader.unique_in(what, root, list, "id");
    }
    let [questions, chapters] =
        ["questions", "chapters"].map(|list| root.get(list).into_iter().flat_map(Node::children));
    for question in questions {
        reader.unique_in("選択肢の id", question, "choices", "id");
    }
    let articles = chapters.filter_map(|chapter| chapter.get("articles")).flat_map(Node::children);
    let ids = articles.filter_map(|article| article.get("id")).filter_map(|id| Some((id.str()?, id)));
    reader.unique("条の id", ids);
}

fn certain_source(reader: &mut Reader<'_>, node: &Node) -> Option<CertainSource> {
    let mut fields = reader.fields(node)?;
    let label = fields.string("label");
    let url = fields.required("url").and_then(|node| fields.reader.url(node));
    let certainty = fields.named("certainty");
    fields.close();
    Some(CertainSource { label: label?, url: url?, certainty: certainty? })
}

fn question(reader: &mut Reader<'_>, node: &Node) -> Option<Question> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let question = fields.string("question");
    let choices = fields.list("choices", choice);
    fields.close();
    Some(Question { id: id?, question: question.unwrap_or_default(), choices })
}

fn choice(reader: &mut Reader<'_>, node: &Node) -> Option<Choice> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let case = fields.string("case");
    let explanation = fields.string("explanation");
    fields.close();
    Some(Choice {
        id: id?,
        title: title.unwrap_or_default(),
        case: case.unwrap_or_default(),
        explanation: explanation.unwrap_or_default(),
    })
}

fn variable(reader: &mut Reader<'_>, node: &Node) -> Option<Variable> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let label = fields.string("label");
    let explanation = fields.string("explanation");
    let example = fields.string("example");
    let group = fields.string("group");
    fields.close();
    Some(Variable {
        id: id?,
        label: label.unwrap_or_default(),
        explanation: explanation.unwrap_or_default(),
        example: example.unwrap_or_default(),
        group: group.unwrap_or_default(),
    })
}

fn chapter(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<RegulationChapter> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let title = fields.string("title");
    let summary = fields.string("summary");
    let articles = fields.list("articles", |reader, node| article(reader, node, known));
    fields.close();
    Some(RegulationChapter {
        id: id?,
        title: title.unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        articles,
    })
}

fn article(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<Article> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let caption = fields.string("caption");
    let lineages = lineages(&mut fields, known);
    let condition = when(&mut fields);
    let reason = fields.optional_string("reason").map(|text| Text::parse(&text));
    let paragraphs = fields.list("paragraphs", paragraph);
    let note = fields.optional_string("note");
    let sources = fields.urls("sources");
    let span = fields.span();
    fields.close();
    needs_reason(reader, node);
    Some(Article {
        id: id?,
        caption: caption.unwrap_or_default(),
        lineages,
        when: condition,
        reason,
        paragraphs,
        note,
        sources,
        span,
    })
}

/// Who reads the printed rules must see why an article is empty.
fn needs_reason(reader: &mut Reader<'_>, article: &Node) {
    let Some(condition) = article.get("when").filter(|_| article.get("reason").is_none()) else { return };
    let message = "`when` のある条に `reason` がありません".to_owned();
    let help = "条を使わないときに、本文の代わりに印刷する一文を `reason` に書きます";
    reader.error(&codes::MISSING_REASON, condition, message, help);
}

/// Required, at least one.
fn lineages(fields: &mut Fields<'_, '_, '_>, known: &Known) -> Vec<String> {
    let Some(node) = fields.required("lineages") else { return Vec::new() };
    if matches!(&node.value, Value::Seq(nodes) if nodes.is_empty()) {
        fields.reader.empty(node);
    }
    fields.reader.list(node, |reader, node| lineage_id(reader, node, known))
}

fn paragraph(reader: &mut Reader<'_>, node: &Node) -> Option<Paragraph> {
    let mut fields = reader.fields(node)?;
    let text = fields.string("text");
    let items = fields.strings("items");
    let condition = when(&mut fields);
    fields.close();
    let items = items.iter().map(|item| Text::parse(item)).collect();
    Some(Paragraph { text: Text::parse(&text?), items, when: condition })
}

fn supplement(reader: &mut Reader<'_>, node: &Node) -> Vec<Paragraph> {
    let Some(mut fields) = reader.fields(node) else { return Vec::new() };
    let paragraphs = fields.list("paragraphs", paragraph);
    fields.close();
    paragraphs
}

/// Which ids there are is known only when all files are read.
fn when(fields: &mut Fields<'_, '_, '_>) -> When {
    let Some(node) = fields.optional("when") else { return When::default() };
    let Value::Map(entries) = &node.value else {
        fields.reader.fields(node);
        return When::default();
    };
    let answers =
        entries.iter().filter_map(|(key, node)| Some((key.name.clone(), fields.reader.string(node)?)));
    When(answers.collect())
}

/// Reads `appendices.yaml`.
pub(crate) fn appendices(reader: &mut Reader<'_>, root: &Node, known: &Known) -> Option<Vec<Appendix>> {
    let mut fields = reader.fields(root)?;
    let appendices = fields.list("appendices", |reader, node| appendix(reader, node, known));
    fields.close();
    reader.unique_in("別表・様式の id", root, "appendices", "id");
    Some(appendices)
}

fn appendix(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<Appendix> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let kind = fields.named("kind");
    let title = fields.string("title");
    let lineages = lineages(&mut fields, known);
    let explanation = fields.string("explanation");
    let columns = fields.list("columns", column);
    let entries = fields.optional_list("entries", entry);
    let n_rows = fields.required("rows").and_then(|node| n_rows(fields.reader, node));
    let computed = fields.optional_named("computed");
    let span: Span = fields.span();
    fields.close();
    cell_counts(reader, node, columns.len());
    Some(Appendix {
        id: id?,
        kind: kind?,
        title: title.unwrap_or_default(),
        lineages,
        explanation: explanation.unwrap_or_default(),
        columns,
        entries,
        n_rows: n_rows.unwrap_or_default(),
        computed,
        span,
    })
}

/// A sheet of paper holds no more.
const MAX_ROWS: u32 = 100;

fn n_rows(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let n_rows = reader.number(node)?;
    if n_rows > MAX_ROWS {
        let message = format!("空の行が {n_rows} もあります");
        reader.error(&codes::WRONG_TYPE, node, message, format!("1枚に収まる数にします({MAX_ROWS} まで)"));
        return None;
    }
    Some(n_rows)
}

fn column(reader: &mut Reader<'_>, node: &Node) -> Option<Column> {
    let mut fields = reader.fields(node)?;
    let title = fields.string("title");
    let example = fields.string("example");
    fields.close();
    Some(Column { title: title?, example: example.unwrap_or_default() })
}

fn entry(reader: &mut Reader<'_>, node: &Node) -> Option<AppendixEntry> {
    let mut fields = reader.fields(node)?;
    let cells = fields.list("cells", |reader, node| reader.text(node));
    let condition = when(&mut fields);
    fields.close();
    Some(AppendixEntry { cells: cells.iter().map(|cell| Text::parse(cell)).collect(), when: condition })
}

fn cell_counts(reader: &mut Reader<'_>, appendix: &Node, n_columns: usize) {
    let entries = appendix.get("entries").into_iter().flat_map(Node::children);
    for cells in entries.filter_map(|entry| entry.get("cells")) {
        let n_cells = cells.children().count();
        if n_cells != n_columns {
            let message = format!("列は {n_columns} なのに、値が {n_cells} あります");
            let help = "値を列と同じ数だけ、列の順に書きます。空けておく所は \"\" とします";
            reader.error(&codes::CELL_COUNT, cells, message, help);
        }
    }
}
