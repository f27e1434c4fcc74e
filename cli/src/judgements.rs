//! The judged list of a book: what readers type, and where they wish to arrive.
//!
//! One JSON object a line, so that a list is extended by adding lines:
//!
//! ```json
//! {"floor": {"mrr": 0.85, "kind_mrr": 0.7, "empty": 0.01}}
//! {"query": "職員がUSBをつないでしまった", "kind": "phrase", "relevant": [{"page": "faq.html", "anchor": "usb-plugged", "grade": 3}]}
//! ```
//!
//! `page` is an address from the root of the site, `anchor` the id of a heading or a term there; without `anchor` every
//! section of the page will do. `grade` is 3 for the best answer, 2 for a good one, 1 for one that may appear. The first
//! line may be a floor: below it an evaluation fails. Empty lines are skipped. README.ja.md tells editors the same.

use std::{collections::BTreeMap, ops::Range, path::Path};

use checklist::{Code, Diagnostic, Report, Severity, Span, nearest};
use search_index::Section;
use serde_json::{Map, Value};

use crate::codes::{JUDGED_LINE, JUDGED_PLACE};

/// Where a book keeps its list.
pub(crate) const FILE: &str = "search-eval.jsonl";
/// Keys of a line, and of an entry of `relevant`.
const LINE_KEYS: &[&str] = &["query", "kind", "relevant"];
const ENTRY_KEYS: &[&str] = &["page", "anchor", "grade"];
const FLOOR_KEYS: &[&str] = &["mrr", "kind_mrr", "empty"];

/// What an evaluation needs of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Judgements {
    /// What must not be fallen below; `None` when the list has no floor.
    pub(crate) floor: Option<Floor>,
    /// In the order of the lines.
    pub(crate) queries: Vec<Judged>,
}

/// The least that will do; a bound that is not given holds always.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Floor {
    /// Least MRR over all queries.
    pub(crate) mrr: Option<f64>,
    /// Least MRR of every kind.
    pub(crate) kind_mrr: Option<f64>,
    /// Largest share of queries without any hit.
    pub(crate) empty: Option<f64>,
}

/// One query with the places that answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// As typed.
    pub(crate) query: String,
    /// What makes it difficult.
    pub(crate) kind: Kind,
    /// At least one, each place once.
    pub(crate) relevant: Vec<Place>,
}

/// A place that answers a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// From the root of the site: `items/access-log.html`.
    pub(crate) page: String,
    /// Id of the heading; `None` for any section of the page.
    pub(crate) anchor: Option<String>,
    /// 1, 2 or 3.
    pub(crate) grade: u8,
}

impl Place {
    /// As an address from the root of the site.
    pub(crate) fn address(&self) -> String {
        match &self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.page),
            None => self.page.clone(),
        }
    }
}

/// What makes a query difficult.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// As the book writes it.
    Exact,
    /// Part of a compound.
    Part,
    /// One or two characters.
    Short,
    /// Another spelling in katakana.
    Katakana,
    /// Full width for half, or the other way round.
    Width,
    /// Latin letters or digits with Japanese.
    Mixed,
    /// Before conversion.
    Hiragana,
    /// In other words.
    Synonym,
    /// Several words.
    Several,
    /// Mistyped, or converted wrongly.
    Typo,
    /// A sentence or a question.
    Phrase,
}

impl Kind {
    /// In the order tables show them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Exact,
        Self::Part,
        Self::Short,
        Self::Katakana,
        Self::Width,
        Self::Mixed,
        Self::Hiragana,
        Self::Synonym,
        Self::Several,
        Self::Typo,
        Self::Phrase,
    ];

    /// As a list writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Part => "part",
            Self::Short => "short",
            Self::Katakana => "katakana",
            Self::Width => "width",
            Self::Mixed => "mixed",
            Self::Hiragana => "hiragana",
            Self::Synonym => "synonym",
            Self::Several => "several",
            Self::Typo => "typo",
            Self::Phrase => "phrase",
        }
    }

    /// As an editor reads it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Exact => "言葉そのまま",
            Self::Part => "言葉の一部",
            Self::Short => "1〜2文字",
            Self::Katakana => "カタカナの違い",
            Self::Width => "全角・半角",
            Self::Mixed => "英数字まじり",
            Self::Hiragana => "変換前のひらがな",
            Self::Synonym => "別の言い方",
            Self::Several => "いくつかの語",
            Self::Typo => "打ち間違い",
            Self::Phrase => "文や質問",
        }
    }
}

/// Reads a list and compares its places with the sections of the book.
///
/// Every mistake goes into the report with the given severity, under the name `file`; a line with a mistake is left
/// out. A list without a single query is a mistake, too.
pub(crate) fn read(
    file: &Path,
    text: &str,
    sections: &[Section],
    severity: Severity,
    report: &mut Report,
) -> Judgements {
    report.add_source(file, text);
    let n_before = report.diagnostics.len();
    let mut reader = Reader { file, severity, report, places: places(sections), seen: BTreeMap::new() };
    let mut judgements = Judgements::default();
    let mut start = 0;
    let mut is_first = true;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end().trim_start_matches('\u{feff}');
        let at = start + (whole.trim_end().len() - line.len());
        start += whole.len();
        if line.trim().is_empty() {
            continue;
        }
        match reader.line(Line { text: line, at }, is_first) {
            Some(Meaning::Floor(floor)) => judgements.floor = Some(floor),
            Some(Meaning::Query(judged)) => judgements.queries.push(judged),
            None => {}
        }
        is_first = false;
    }
    if judgements.queries.is_empty() && reader.report.diagnostics.len() == n_before {
        reader.push(&JUDGED_LINE, 0..0, "問いが1つもありません", "1行に1つ、問いと答えの場所を書きます");
    }
    judgements
}

/// The anchors of every page; `""` is the text before the first heading.
fn places(sections: &[Section]) -> BTreeMap<&str, Vec<&str>> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for section in sections {
        places.entry(&section.page).or_default().push(&section.anchor);
    }
    places
}

/// What a line says.
enum Meaning {
    Floor(Floor),
    Query(Judged),
}

/// A line and where it begins in the file.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    at: usize,
}

impl Line<'_> {
    /// Where a value stands behind a byte of the line; the whole line when it is written with escapes.
    fn find(&self, value: &Value, behind: usize) -> Range<usize> {
        let written = value.to_string();
        match self.text.get(behind..).and_then(|rest| rest.find(&written)) {
            Some(offset) => behind + offset..behind + offset + written.len(),
            None => self.whole(),
        }
    }

    fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// Where `relevant` begins.
    fn relevant(&self) -> usize {
        self.text.find("\"relevant\"").unwrap_or(0)
    }
}

struct Reader<'a> {
    file: &'a Path,
    severity: Severity,
    report: &'a mut Report,
    places: BTreeMap<&'a str, Vec<&'a str>>,
    /// Queries so far, and where they stand.
    seen: BTreeMap<String, Range<usize>>,
}

impl Reader<'_> {
    fn line(&mut self, line: Line<'_>, is_first: bool) -> Option<Meaning> {
        let value = match serde_json::from_str(line.text) {
            Ok(Value::Object(object)) => object,
            Ok(_) => return self.refuse(line, line.whole(), "`{` で始まる形ではありません"),
            Err(error) => return self.refuse_json(line, &error),
        };
        match value.get("floor") {
            Some(Value::Object(floor)) if is_first => self.floor(line, floor).map(Meaning::Floor),
            Some(_) if is_first => {
                self.refuse(line, line.whole(), "`floor` は `{\"mrr\": 0.85}` の形で書きます")
            }
            Some(_) => self.refuse(line, line.whole(), "`floor` は1行目にだけ書けます"),
            None => self.query(line, &value).map(Meaning::Query),
        }
    }

    fn floor(&mut self, line: Line<'_>, floor: &Map<String, Value>) -> Option<Floor> {
        self.only(line, floor, FLOOR_KEYS)?;
        let mut bounds = [None; 3];
        for (bound, key) in bounds.iter_mut().zip(FLOOR_KEYS) {
            let Some(value) = floor.get(*key) else { continue };
            *bound = value.as_f64().filter(|bound| (0.0..=1.0).contains(bound));
            if bound.is_none() {
                let message = format!("`{key}` の値が `{value}` です。0 から 1 までの数にします");
                return self.refuse(line, line.find(value, 0), &message);
            }
        }
        let [mrr, kind_mrr, empty] = bounds;
        Some(Floor { mrr, kind_mrr, empty })
    }

    fn query(&mut self, line: Line<'_>, object: &Map<String, Value>) -> Option<Judged> {
        self.only(line, object, LINE_KEYS)?;
        let query = self.text_of(line, object, "query")?;
        let kind = self.kind(line, object)?;
        let entries = match object.get("relevant") {
            Some(Value::Array(entries)) if !entries.is_empty() => entries,
            _ => return self.refuse(line, line.whole(), "`relevant` に、見せたいところが1つもありません"),
        };
        let mut cursor = line.relevant();
        let mut relevant: Vec<Place> = Vec::new();
        let mut is_right = true;
        for entry in entries {
            match self.entry(line, entry, &mut cursor) {
                Some(place) if relevant.iter().any(|other| other.address() == place.address()) => {
                    let message = format!("`{}` が2回書かれています", place.address());
                    self.refuse::<()>(line, line.whole(), &message);
                    is_right = false;
                }
                Some(place) => relevant.push(place),
                None => is_right = false,
            }
        }
        self.once(line, &query)?;
        is_right.then_some(Judged { query, kind, relevant })
    }

    /// Complains of a query that another line has already.
    fn once(&mut self, line: Line<'_>, query: &str) -> Option<()> {
        let bytes = self.bytes(line, line.find(&query.into(), 0));
        let Some(first) = self.seen.insert(query.to_owned(), bytes.clone()) else { return Some(()) };
        let first = Span::new(self.file, first);
        let diagnostic = self.diagnostic(&JUDGED_LINE, bytes, format!("問い `{query}` が2回書かれています"));
        self.report.push(diagnostic.help("1つの行にまとめます").related(first, "1回目"));
        None
    }

    fn kind(&mut self, line: Line<'_>, object: &Map<String, Value>) -> Option<Kind> {
        let name = self.text_of(line, object, "kind")?;
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == name) {
            return Some(kind);
        }
        let names = Kind::ALL.map(Kind::name);
        let help = match nearest(&name, names) {
            Some(near) => format!("`{near}` の誤りではありませんか"),
            None => format!("使えるのは {}", names.join("、")),
        };
        let bytes = self.bytes(line, line.find(&name.as_str().into(), 0));
        self.push(&JUDGED_LINE, bytes, &format!("`{name}` という種類はありません"), &help);
        None
    }

    /// One entry of `relevant`; the cursor moves behind it.
    fn entry(&mut self, line: Line<'_>, entry: &Value, cursor: &mut usize) -> Option<Place> {
        let Value::Object(object) = entry else {
            return self.refuse(
                line,
                line.whole(),
                "`relevant` の中は `{\"page\": …, \"grade\": …}` の形で書きます",
            );
        };
        self.only(line, object, ENTRY_KEYS)?;
        let page = self.text_of(line, object, "page")?;
        let at = line.find(&page.as_str().into(), *cursor);
        *cursor = if at == line.whole() { *cursor } else { at.end };
        let anchor = match object.get("anchor") {
            None => None,
            Some(_) => Some(self.text_of(line, object, "anchor")?),
        };
        let grade = match object.get("grade").and_then(Value::as_u64) {
            Some(grade @ 1..=3) => grade as u8,
            _ => {
                return self.refuse(
                    line,
                    at,
                    "`grade` は 3(いちばん)、2(よい)、1(出てもよい)のどれかにします",
                );
            }
        };
        self.compare(line, at, &page, anchor.as_deref())?;
        Some(Place { page, anchor, grade })
    }

    /// Complains of a place the book does not have.
    fn compare(&mut self, line: Line<'_>, at: Range<usize>, page: &str, anchor: Option<&str>) -> Option<()> {
        let Some(anchors) = self.places.get(page) else {
            let help = nearest(page, self.places.keys().copied());
            let message = format!("`{page}` というページは本にありません");
            return self.no_such_place(
                line,
                at,
                &message,
                help,
                "ページの名は、できたサイトのアドレスで書きます",
            );
        };
        let Some(anchor) = anchor.filter(|anchor| !anchors.contains(anchor)) else { return Some(()) };
        let help = nearest(anchor, anchors.iter().copied().filter(|known| !known.is_empty()));
        let at = line.find(&anchor.into(), at.start);
        let message = format!("`{page}` に `{anchor}` という見出しはありません");
        self.no_such_place(line, at, &message, help, "見出しを開いたときのアドレスの `#` のあとを書きます")
    }

    fn no_such_place(
        &mut self,
        line: Line<'_>,
        at: Range<usize>,
        message: &str,
        near: Option<&str>,
        otherwise: &str,
    ) -> Option<()> {
        let help = near.map_or(otherwise.into(), |near| format!("`{near}` の誤りではありませんか"));
        let bytes = self.bytes(line, at);
        self.push(&JUDGED_PLACE, bytes, message, &help);
        None
    }

    /// A text that must be there and hold something.
    fn text_of(&mut self, line: Line<'_>, object: &Map<String, Value>, key: &str) -> Option<String> {
        match object.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
            Some(value) => {
                let message = format!("`{key}` の値が `{value}` です。空でない文字列にします");
                self.refuse(line, line.find(value, 0), &message)
            }
            None => self.refuse(line, line.whole(), &format!("`{key}` がありません")),
        }
    }

    /// Complains of a key that means nothing.
    fn only(&mut self, line: Line<'_>, object: &Map<String, Value>, known: &[&str]) -> Option<()> {
        let Some(key) = object.keys().find(|key| !known.contains(&key.as_str())) else { return Some(()) };
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => format!("`{near}` の誤りではありませんか"),
            None => format!("ここに書けるのは {}", known.join("、")),
        };
        let bytes = self.bytes(line, line.find(&key.as_str().into(), 0));
        self.push(&JUDGED_LINE, bytes, &format!("`{key}` というキーはありません"), &help);
        None
    }

    fn refuse_json<T>(&mut self, line: Line<'_>, error: &serde_json::Error) -> Option<T> {
        let column = error.column().saturating_sub(1).min(line.text.len());
        let at = (0..=column).rev().find(|&byte| line.text.is_char_boundary(byte)).unwrap_or(0);
        self.refuse(line, at..at, "JSON として読めません")
    }

    fn refuse<T>(&mut self, line: Line<'_>, at: Range<usize>, message: &str) -> Option<T> {
        let bytes = self.bytes(line, at);
        let help = "`{\"query\": \"言葉\", \"kind\": \"exact\", \"relevant\": [{\"page\": \"faq.html\", \"grade\": 3}]}` の形で、1行に1つ書きます";
        self.push(&JUDGED_LINE, bytes, message, help);
        None
    }

    fn push(&mut self, code: &'static Code, bytes: Range<usize>, message: &str, help: &str) {
        let diagnostic = self.diagnostic(code, bytes, message.to_owned()).help(help);
        self.report.push(diagnostic);
    }

    fn diagnostic(&self, code: &'static Code, bytes: Range<usize>, message: String) -> Diagnostic {
        Diagnostic {
            severity: self.severity,
            ..Diagnostic::error(code, Span::new(self.file, bytes), message)
        }
    }

    /// Bytes of the file for bytes of a line.
    fn bytes(&self, line: Line<'_>, at: Range<usize>) -> Range<usize> {
        line.at + at.start..line.at + at.end
    }
}

#[cfg(test)]
mod tests;
