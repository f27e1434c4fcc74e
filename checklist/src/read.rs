//! How a tree becomes values, with every problem on the way.
//!
//! A [`Reader`] stands for one file. Its methods take a [`Node`] and give a value, or report why
//! not and give none; a caller goes on with the next field, so that one run shows every mistake.

mod contacts; // contacts.yaml
mod edition; // edition.yaml
mod form; // one form's rows
mod glossary; // glossary.yaml
mod guideline; // guideline.yaml
mod lineages; // lineages.yaml
mod regulation; // regulation.yaml, appendices.yaml
mod vocabulary; // vocabulary.yaml

use std::{collections::BTreeMap, ops::Range, path::Path};

pub(crate) use contacts::{ContactsShape, contacts};
pub(crate) use edition::{EditionShape, edition};
pub(crate) use form::{FormShape, form};
pub(crate) use glossary::{GlossaryShape, glossary};
pub(crate) use guideline::{GuidelineShape, guidelines};
pub(crate) use lineages::{LineagesShape, lineages};
pub(crate) use regulation::{AppendicesShape, RegulationShape, appendices, regulation};
pub(crate) use vocabulary::{VocabularyShape, vocabulary};

use crate::{
    Certainty, Code, Diagnostic, Group, Report, Source, Span, codes,
    names::Named,
    suggest::nearest,
    yaml::{Node, Value},
};

/// まとまり。
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct GroupShape {
    /// 半角の英小文字・数字・ハイフン。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// 表示する名前。
    title: String,
}

/// One file that is being read.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a Path,
    pub(crate) report: &'a mut Report,
}

/// A mapping that is being read: what is asked for is known, the rest is reported.
pub(crate) struct Fields<'r, 'a, 'n> {
    pub(crate) reader: &'r mut Reader<'a>,
    pub(crate) node: &'n Node,
    asked: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    /// Opens a mapping.
    pub(crate) fn fields<'r, 'n>(&'r mut self, node: &'n Node) -> Option<Fields<'r, 'a, 'n>> {
        match node.value {
            Value::Map(_) => return Some(Fields { reader: self, node, asked: Vec::new() }),
            Value::Null => self.empty(node),
            _ => self.wrong_type(
                node,
                "`キー: 値` のまとまり",
                "`キー: 値` の行を、半角の空白で字下げして並べます",
            ),
        }
        None
    }

    pub(crate) fn span(&self, bytes: &Range<usize>) -> Span {
        Span::new(self.file, bytes.clone())
    }

    pub(crate) fn error(
        &mut self,
        code: &'static Code,
        node: &Node,
        message: String,
        help: impl Into<String>,
    ) {
        self.report.push(Diagnostic::error(code, self.span(&node.bytes), message).help(help));
    }

    /// The bytes of a node as they were typed, for messages; long ones are cut.
    fn typed(&self, node: &Node) -> String {
        let text = self.report.sources.get(self.file).map_or("", |text| &text[node.bytes.clone()]);
        let line = text.lines().next().unwrap_or_default();
        match line.chars().count() > 40 {
            true => line.chars().take(40).chain(['…']).collect(),
            false => line.to_owned(),
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &str, help: &str) {
        let message = format!("{expected}が要る所に{}があります", kind(&node.value));
        self.error(&codes::WRONG_TYPE, node, message, help);
    }

    /// Any text, also an empty one.
    pub(crate) fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Str(text) => return Some(text.trim().to_owned()),
            Value::Int(_) | Value::Float(_) => {
                let typed = self.typed(node);
                let message = format!("`{typed}` は文字ではなく数として読まれます");
                self.error(&codes::UNQUOTED_NUMBER, node, message, format!("引用符で囲みます: \"{typed}\""));
            }
            Value::Bool(_) => {
                let help = format!("引用符で囲みます: \"{}\"", self.typed(node));
                self.wrong_type(node, "文字", &help);
            }
            Value::Null => self.empty(node),
            Value::Seq(_) => self.wrong_type(node, "文字", "`- ` や `[ ]` を外し、値を1つだけ書きます"),
            Value::Map(_) => {
                self.wrong_type(node, "文字", "値に `: ` や `{` が入るときは、値の全体を \"…\" で囲みます");
            }
        }
        None
    }

    fn empty(&mut self, node: &Node) {
        self.error(
            &codes::EMPTY_VALUE,
            node,
            "値が空です".into(),
            "値を書きます。書くことがなければキーごと消します",
        );
    }

    /// Text that is not empty.
    pub(crate) fn string(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        if text.is_empty() {
            self.empty(node);
            return None;
        }
        Some(text)
    }

    /// An id that is given here.
    pub(crate) fn id(&mut self, node: &Node) -> Option<String> {
        let id = self.string(node)?;
        let starts_well = id.starts_with(|char: char| char.is_ascii_lowercase());
        if starts_well
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            return Some(id);
        }
        let message = format!("`{id}` は ID として使えません");
        let help = "半角の英小文字で始め、英小文字・数字・ハイフンだけで書きます(例: two-factor-auth)";
        self.error(&codes::BAD_ID, node, message, help);
        None
    }

    /// A whole number of zero or more.
    pub(crate) fn number(&mut self, node: &Node) -> Option<u32> {
        if let Value::Int(value) = node.value
            && let Ok(number) = u32::try_from(value)
        {
            return Some(number);
        }
        match node.value {
            Value::Null => self.empty(node),
            _ => self.wrong_type(node, "整数", "引用符を付けず、半角の数字だけで書きます(例: 2025)"),
        }
        None
    }

    pub(crate) fn flag(&mut self, node: &Node) -> Option<bool> {
        match node.value {
            Value::Bool(value) => return Some(value),
            Value::Null => self.empty(node),
            _ => self.wrong_type(node, "`true` か `false` ", "`true` か `false` を、引用符なしで書きます"),
        }
        None
    }

    /// One of a few words.
    pub(crate) fn named<T: Named>(&mut self, node: &Node) -> Option<T> {
        let word = self.string(node)?;
        let value = T::from_name(&word);
        if value.is_none() {
            let names: Vec<_> = T::NAMES.iter().map(|(name, _)| *name).collect();
            let message = format!("{}に `{word}` という値はありません", T::WHAT);
            let help =
                did_you_mean(&word, names.iter().copied()) + &format!("使える値: {}", names.join("、"));
            self.error(&codes::WRONG_TYPE, node, message, help);
        }
        value
    }

    pub(crate) fn url(&mut self, node: &Node) -> Option<String> {
        let url = self.string(node)?;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let is_clean =
            !url.contains(|char: char| char.is_whitespace() || char.is_control() || "<>\"\\".contains(char));
        if is_clean && host.is_some_and(|host| host.contains('.') && !host.starts_with('.')) {
            return Some(url);
        }
        let message = format!("`{url}` は Web のアドレスではありません");
        self.error(
            &codes::BAD_URL,
            node,
            message,
            "`https://` で始まるアドレスを、空白を入れずに1つだけ書きます",
        );
        None
    }

    /// What can be read of a list.
    pub(crate) fn list<T>(
        &mut self,
        node: &Node,
        mut item: impl FnMut(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::Seq(nodes) => return nodes.iter().filter_map(|node| item(self, node)).collect(),
            Value::Null => self.empty(node),
            _ => self.wrong_type(node, "並び", "1つだけでも並びにします: `[値]`、または改行して `- 値`"),
        }
        Vec::new()
    }

    pub(crate) fn urls(&mut self, node: &Node) -> Vec<String> {
        self.list(node, Self::url)
    }

    pub(crate) fn strings(&mut self, node: &Node) -> Vec<String> {
        self.list(node, Self::string)
    }

    /// `{label, url}`.
    fn source(&mut self, node: &Node) -> Option<Source> {
        let mut fields = self.fields(node)?;
        let label = fields.string("label");
        let url = fields.required("url").and_then(|node| fields.reader.url(node));
        fields.close();
        Some(Source { label: label?, url: url? })
    }

    /// Reports an id that nothing has, with the nearest one that exists.
    pub(crate) fn unknown<'i>(
        &mut self,
        code: &'static Code,
        node: &Node,
        message: String,
        ids: impl IntoIterator<Item = &'i str>,
        help: &str,
    ) {
        let Value::Str(seen) = &node.value else { return };
        let help = did_you_mean(seen.trim(), ids) + help;
        self.error(code, node, message, help);
    }

    /// A claim that we know something needs an address where it was seen.
    pub(crate) fn needs_source(&mut self, node: &Node, certainty: Option<Certainty>) {
        let Some(certainty) = certainty.filter(|certainty| *certainty <= Certainty::Secondary) else {
            return;
        };
        let has_source = node.get("sources").is_some_and(|sources| sources.children().next().is_some());
        if !has_source {
            let node = node.get("certainty").unwrap_or(node);
            let message = format!("確からしさが `{}` なのに出典がありません", certainty.name());
            let help = "`sources` に確かめた所のアドレスを書きます。なければ `certainty` を inferred か unknown にします";
            self.error(&codes::MISSING_SOURCE, node, message, help);
        }
    }

    /// Reports every entry of a list whose `group` is none of the groups.
    fn known_groups(&mut self, root: &Node, list: &str, groups: &[Group]) {
        let entries = root.get(list).into_iter().flat_map(Node::children);
        for node in entries.filter_map(|entry| entry.get("group")) {
            let Some(id) = node.str().filter(|id| groups.iter().all(|group| group.id != *id)) else {
                continue;
            };
            let ids = groups.iter().map(|group| group.id.as_str());
            let message = format!("`{id}` というまとまりはありません");
            self.unknown(
                &codes::UNKNOWN_GROUP,
                node,
                message,
                ids,
                "このファイルの `groups` にある id を書きます",
            );
        }
        self.unique_in("まとまりの id", root, "groups", "id");
    }

    /// Reports every entry of a list that has the same id as one before it.
    pub(crate) fn unique_in(&mut self, what: &str, root: &Node, list: &str, key: &str) {
        let ids = root.get(list).into_iter().flat_map(Node::children).filter_map(|entry| entry.get(key));
        self.unique(what, ids.filter_map(|node| Some((node.str()?, node))));
    }

    /// Reports every id that was given before.
    pub(crate) fn unique<'i>(&mut self, what: &str, ids: impl IntoIterator<Item = (&'i str, &'i Node)>) {
        let mut seen = BTreeMap::new();
        for (id, node) in ids {
            let Some(first) = seen.insert(id, node) else { continue };
            let message = format!("{what} `{id}` は前にも使われています");
            let problem = Diagnostic::error(&codes::DUPLICATE_ID, self.span(&node.bytes), message);
            let problem = problem.related(self.span(&first.bytes), "前のものはここです");
            self.report.push(problem.help("別の名前を付けるか、重なった方を消します"));
        }
    }
}

impl<'n> Fields<'_, '_, 'n> {
    /// The value of a key that may be left out.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        self.node.get(key)
    }

    /// The value of a key; reported when it is missing.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<&'n Node> {
        let value = self.optional(key);
        if value.is_none() {
            let code = &codes::MISSING_KEY;
            self.reader.error(
                code,
                self.node,
                format!("`{key}` がありません"),
                format!("`{key}: …` の行を加えます"),
            );
        }
        value
    }

    /// Required text that is not empty.
    pub(crate) fn string(&mut self, key: &'static str) -> Option<String> {
        self.required(key).and_then(|node| self.reader.string(node))
    }

    pub(crate) fn optional_string(&mut self, key: &'static str) -> Option<String> {
        self.optional(key).and_then(|node| self.reader.string(node))
    }

    /// Required id, given here.
    pub(crate) fn id(&mut self, key: &'static str) -> Option<String> {
        self.required(key).and_then(|node| self.reader.id(node))
    }

    pub(crate) fn named<T: Named>(&mut self, key: &'static str) -> Option<T> {
        self.required(key).and_then(|node| self.reader.named(node))
    }

    pub(crate) fn optional_named<T: Named>(&mut self, key: &'static str) -> Option<T> {
        self.optional(key).and_then(|node| self.reader.named(node))
    }

    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        self.optional(key).and_then(|node| self.reader.flag(node)).unwrap_or_default()
    }

    pub(crate) fn strings(&mut self, key: &'static str) -> Vec<String> {
        self.optional(key).map(|node| self.reader.strings(node)).unwrap_or_default()
    }

    pub(crate) fn urls(&mut self, key: &'static str) -> Vec<String> {
        self.optional(key).map(|node| self.reader.urls(node)).unwrap_or_default()
    }

    pub(crate) fn sources(&mut self, key: &'static str) -> Vec<Source> {
        self.optional(key).map(|node| self.reader.list(node, Reader::source)).unwrap_or_default()
    }

    /// Required list.
    pub(crate) fn list<T>(
        &mut self,
        key: &'static str,
        item: impl FnMut(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Vec<T> {
        self.required(key).map(|node| self.reader.list(node, item)).unwrap_or_default()
    }

    pub(crate) fn optional_list<T>(
        &mut self,
        key: &'static str,
        item: impl FnMut(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> Vec<T> {
        self.optional(key).map(|node| self.reader.list(node, item)).unwrap_or_default()
    }

    /// The place of the mapping.
    pub(crate) fn span(&self) -> Span {
        self.reader.span(&self.node.bytes)
    }

    /// Reports the keys nobody asked for.
    pub(crate) fn close(self) {
        let Value::Map(entries) = &self.node.value else { return };
        for (key, _) in entries.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())) {
            let message = format!("`{}` というキーはありません", key.name);
            let known = self.asked.join("、");
            let help = did_you_mean(&key.name, self.asked.iter().copied()) + &format!("使えるキー: {known}");
            let problem = Diagnostic::error(&codes::UNKNOWN_KEY, self.reader.span(&key.bytes), message);
            self.reader.report.push(problem.help(help));
        }
    }
}

/// The required list `groups`.
fn groups(fields: &mut Fields<'_, '_, '_>) -> Vec<Group> {
    fields.list("groups", |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = fields.id("id");
        let title = fields.string("title");
        fields.close();
        Some(Group { id: id?, title: title.unwrap_or_default() })
    })
}

/// 「`x` の誤りではありませんか。」, or nothing when no candidate is near.
pub(crate) fn did_you_mean<'i>(seen: &str, candidates: impl IntoIterator<Item = &'i str>) -> String {
    nearest(seen, candidates).map(|word| format!("`{word}` の誤りではありませんか。")).unwrap_or_default()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "空の値",
        Value::Bool(_) => " true や false ",
        Value::Int(_) | Value::Float(_) => "数",
        Value::Str(_) => "文字",
        Value::Seq(_) => "並び",
        Value::Map(_) => "`キー: 値` のまとまり",
    }
}
