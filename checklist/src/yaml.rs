//! YAML as a tree that knows where each value stands.
//!
//! The only module that names the YAML crate. It turns bytes into a [`Node`], or into problems in
//! Japanese; what a file may hold is decided elsewhere. No input makes it panic, recurse without
//! bound or run for long.

mod prescan; // what the parser words badly: tabs, full-width signs, size, encoding
mod refusal; // parse errors of the YAML crate → Diagnostic

use std::{collections::BTreeMap, fmt, ops::Range, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

use crate::{Diagnostic, Report, Span, codes};

/// Bytes a data file may have.
pub(crate) const MAX_FILE_BYTES: usize = 1 << 20;
/// Lists and mappings that may stand inside each other.
const MAX_DEPTH: usize = 32;

/// A value and the bytes it was written with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) bytes: Range<usize>,
}

/// What a value was read as.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Seq(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The name of an entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) bytes: Range<usize>,
}

impl Node {
    /// The value of an entry; none when this is no mapping or has no such entry.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The text of a text.
    pub(crate) fn str(&self) -> Option<&str> {
        let Value::Str(text) = &self.value else { return None };
        Some(text.trim())
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    pub(crate) fn int(&self) -> Option<i64> {
        let Value::Int(number) = self.value else { return None };
        Some(number)
    }

    /// The values of a list or of the entries of a mapping.
    pub(crate) fn children(&self) -> Box<dyn Iterator<Item = &Node> + '_> {
        match &self.value {
            Value::Seq(nodes) => Box::new(nodes.iter()),
            Value::Map(entries) => Box::new(entries.iter().map(|(_, node)| node)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

/// Reads the bytes of one file. Keeps its text in the report, and every problem.
///
/// None when the file is not usable as YAML: then at least one error has been reported.
pub(crate) fn parse(file: &Path, bytes: &[u8], report: &mut Report) -> Option<Node> {
    let text = match prescan::decode(file, bytes) {
        Ok(text) => text,
        Err(problem) => {
            report.add_source(file, String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_FILE_BYTES)]));
            report.push(*problem);
            return None;
        }
    };
    report.add_source(file, text);
    let text = prescan::without_mark(file, text, report);
    let problems = prescan::signs(file, &text);
    if !problems.is_empty() {
        problems.into_iter().for_each(|problem| report.push(problem));
        return None;
    }
    let text: &str = &text;
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(raw) => {
            let node = node(text, raw);
            duplicate_keys(file, &node, report);
            Some(node)
        }
        Err(error) => {
            report.push(refusal::diagnostic(file, text, &error));
            None
        }
    }
}

/// The one place that decides which YAML we read.
///
/// Duplicate keys pass the parser because we report all of them, each with its first place.
fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_anchors: 0,
            max_aliases: 0,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_documents: 1,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        reject_unsupported_tags: true,
        strict_booleans: true,
        strict_indentation: true,
        with_snippet: false,
    }
}

fn duplicate_keys(file: &Path, node: &Node, report: &mut Report) {
    if let Value::Map(entries) = &node.value {
        let mut seen = BTreeMap::new();
        for (key, _) in entries {
            let Some(first) = seen.insert(&key.name, key) else { continue };
            let message = format!("キー `{}` が同じまとまりに重ねて書かれています", key.name);
            let problem =
                Diagnostic::error(&codes::DUPLICATE_KEY, Span::new(file, key.bytes.clone()), message);
            let problem = problem.related(Span::new(file, first.bytes.clone()), "前のものはここです");
            report.push(problem.help("どちらか一方を消すか、別の項目なら `- ` で始まる行を分けます"));
        }
    }
    node.children().for_each(|child| duplicate_keys(file, child, report));
}

/// Spans of lists and mappings are only their first character; we want all of them.
fn node(text: &str, raw: Spanned<Raw>) -> Node {
    let start = bytes(text, &raw.defined);
    let scalar = |value| Node { value, bytes: trim_end(text, start.clone()) };
    match raw.value {
        Raw::Null => scalar(Value::Null),
        Raw::Bool(value) => scalar(Value::Bool(value)),
        Raw::Int(value) => scalar(Value::Int(value)),
        Raw::Float(value) => scalar(Value::Float(value)),
        Raw::Str(value) => scalar(Value::Str(value)),
        Raw::Seq(items) => {
            let nodes: Vec<_> = items.into_iter().map(|item| node(text, item)).collect();
            let end = nodes.last().map_or(start.end, |node| node.bytes.end);
            Node { value: Value::Seq(nodes), bytes: closed(text, start, end, ']') }
        }
        Raw::Map(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (self::key(text, key), node(text, value)));
            let entries: Vec<_> = entries.collect();
            let end = entries.last().map_or(start.end, |(key, node)| key.bytes.end.max(node.bytes.end));
            Node { value: Value::Map(entries), bytes: closed(text, start, end, '}') }
        }
    }
}

fn key(text: &str, key: Spanned<String>) -> Key {
    Key { bytes: trim_end(text, bytes(text, &key.defined)), name: key.value }
}

/// The bytes of a location, cut to what the text has.
fn bytes(text: &str, location: &serde_saphyr::Location) -> Range<usize> {
    let span = location.span();
    let [start, len] = [span.byte_offset(), span.byte_len()].map(|value| value.unwrap_or(0) as usize);
    let start = start.min(text.len());
    let end = start.saturating_add(len).min(text.len());
    match text.is_char_boundary(start) && text.is_char_boundary(end) {
        true => start..end,
        false => 0..0,
    }
}

/// Block scalars end with the indentation of the next line; we do not want to show that.
fn trim_end(text: &str, bytes: Range<usize>) -> Range<usize> {
    bytes.start..bytes.start + text[bytes].trim_end().len()
}

/// From the first to the last child, and the closing bracket when the first character opens one.
fn closed(text: &str, start: Range<usize>, end: usize, bracket: char) -> Range<usize> {
    let end = end.max(start.end);
    let rest = text[end..].trim_start_matches([' ', '\n', '\r', ',']);
    let is_flow = !start.is_empty() && rest.starts_with(bracket);
    start.start..if is_flow { text.len() - rest.len() + 1 } else { end }
}

/// A value as the YAML crate gives it, with its own spans.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Seq(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Str(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;

    fn parse_text(text: &str) -> (Option<Node>, Report) {
        let mut report = Report::default();
        let node = parse(Path::new("a.yaml"), text.as_bytes(), &mut report);
        (node, report)
    }

    /// `code line:column message` of each problem.
    fn problems(text: &str) -> Vec<String> {
        let report = parse_text(text).1;
        let json: Json = serde_json::from_str(&report.render_json()).unwrap();
        let problem = |it: &Json| format!("{} {}:{} {}", it["code"], it["line"], it["column"], it["message"]);
        json.as_array().unwrap().iter().map(|it| problem(it).replace('"', "")).collect()
    }

    fn typed<'a>(text: &'a str, node: &Node) -> &'a str {
        &text[node.bytes.clone()]
    }

    #[test]
    fn every_node_knows_how_it_was_typed() {
        let text = "版: \"6.0\"\nlist: [a, {b: 1}]\nblock: |\n  一行目\n  二行目\nempty:\nlast:\n  - x: 2.10\n    y: z\n";
        let root = parse_text(text).0.unwrap();
        assert_eq!(typed(text, root.get("版").unwrap()), "\"6.0\"");
        assert_eq!(typed(text, root.get("list").unwrap()), "[a, {b: 1}]");
        assert_eq!(typed(text, root.get("block").unwrap()), "一行目\n  二行目");
        assert_eq!(typed(text, root.get("empty").unwrap()), "");
        assert_eq!(typed(text, root.get("last").unwrap()), "- x: 2.10\n    y: z");
        assert_eq!(root.get("block").unwrap().str(), Some("一行目\n二行目"));
    }

    #[test]
    fn a_byte_order_mark_is_one_problem_and_hides_no_other() {
        let (node, _) = parse_text("\u{feff}a: 1\n");
        assert_eq!(typed("\u{feff}a: 1\n", node.unwrap().get("a").unwrap()), "1");
        let expected = ["byte-order-mark 1:1 ", "yaml-syntax 2:5 "];
        for (problem, expected) in problems("\u{feff}a: 1\nb: c: d\n").iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problem}");
        }
    }

    #[test]
    fn what_looks_wrong_but_is_right_is_read() {
        let right = [
            "text: |\n  　字下げした段落：例\n  ＃ 見出し\n  － 項目\n",
            "items:\n  - >-\n    ref：値\n",
            "title: 例：二要素認証\nnote: ＃1 － 2\n",
            "# 覚え書き：\n# \ttab\na: 1   # key：value {x：y}\n",
            "a: {title: \"x, ref：y\", note: 'b：c'}\n",
            "a: {title: 例：値}\n",
            "\r\na: 1\r\nb: 2\r\n",
            "  \t\na: 1\n",
        ];
        for text in right {
            assert_eq!(problems(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn an_empty_line_may_not_hold_a_full_width_space() {
        assert_eq!(
            problems("a: 1\n \u{3000}\n"),
            ["ideographic-space-indent 2:2 行の初めに全角の空白があります"]
        );
        assert_eq!(
            problems("a: |\n  x\n\u{3000}\n")[0],
            "ideographic-space-indent 3:1 行の初めに全角の空白があります"
        );
        assert_eq!(problems("a: |\n  x\n  \u{3000}\n  y\n"), [""; 0]);
    }

    #[test]
    fn refusals_are_said_in_japanese_where_they_are() {
        let cases = [
            ("a: 版: c\n", "yaml-syntax 1:5 ここに `キー: 値` は書けません"),
            ("a: \"x\nb: 1\n", "yaml-syntax 2:1 引用符が閉じていません"),
            ("a: 'x' y\n", "yaml-syntax 1:8 引用符を閉じた後ろに文字が続いています"),
            ("a: [1\nb: 2\n", "yaml-syntax 2:1 字下げがそろっていません"),
            ("a: @x\n", "yaml-syntax 1:4 値を `@` で始めることはできません"),
            ("a: \u{7}x\n", "yaml-syntax 1:4 目に見えない文字 U+0007 があります"),
            ("a: !foo x\n", "yaml-syntax 1:9 型の指定 `!foo` は使えません"),
            ("--- a\n--- b\n", "yaml-syntax 2:1 `---` で区切った2つめのまとまりがあります"),
            ("- a\nb: c\n", "yaml-syntax 2:1 ここには `- ` で始まる行が要ります"),
            ("a: 1\n  b: 2\n", "yaml-syntax 2:4 ここに `キー: 値` は書けません"),
            ("a: {b: 1\n", "yaml-syntax"),
            ("a: b]\nc\n", "yaml-syntax"),
            ("[a]: b\n", "yaml-syntax 1:1 キーの名前として読めません"),
            ("a: *b\n", "alias 1:4 `*` で別の場所の値を呼び出すことはできません"),
            ("a: 版 &b\nc: &d e\n", "alias 2:4 `&` で値に名前を付けることはできません"),
            ("<<: {a: 1}\n", "alias 1:1 `<<` で別のまとまりを取り込むことはできません"),
        ];
        for (text, expected) in cases {
            let problems = problems(text);
            assert!(problems.len() == 1 && problems[0].starts_with(expected), "{text}: {problems:?}");
        }
    }

    #[test]
    fn an_unquoted_number_keeps_how_it_was_typed() {
        let text = "a: 2.10\nb: 0x1F\nc: 1e999\nd: yes\n";
        let root = parse_text(text).0.unwrap();
        assert_eq!(root.get("a").unwrap().value, Value::Float(2.1));
        assert_eq!(root.get("b").unwrap().value, Value::Int(31));
        assert_eq!(typed(text, root.get("c").unwrap()), "1e999");
        assert_eq!(root.get("d").unwrap().str(), Some("yes"));
    }
}
