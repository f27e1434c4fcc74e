//! Hand-written Markdown, with references, terms and line breaks as every renderer should show them.
//!
//! Changes are made at the places the Markdown parser names; everything else stays byte for byte as it was written.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use checklist::Library;
use mdbook_markdown::new_cmark_parser;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::{
    directive::options,
    insert::replace,
    markdown::{escape, escape_html},
    pages::Address,
    reference::{Resolution, Resolver, clause_number_len},
};

/// Characters that mark emphasis, or stay text, depending on what stands beside them.
const MARKS: [char; 3] = ['*', '_', '~'];

/// A chapter with its links in place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rewritten {
    pub(crate) content: String,
    /// What it refers to by reference, term or clause.
    pub(crate) addresses: Vec<Address>,
    /// References that lead nowhere, as written between the brackets.
    pub(crate) unknown: BTreeSet<String>,
}

/// The names of terms, for finding them in text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms<'a> {
    /// Name and id, longest first, by first character.
    by_first: BTreeMap<char, Vec<(&'a str, &'a str)>>,
}

impl<'a> Terms<'a> {
    /// Every term and alias that is more than a help for search.
    pub(crate) fn of(library: &'a Library) -> Self {
        let mut by_first: BTreeMap<char, Vec<(&str, &str)>> = BTreeMap::new();
        for term in library.glossary.iter().filter(|term| !term.search_only) {
            for name in std::iter::once(&term.term).chain(&term.aliases) {
                if let Some(first) = name.chars().next() {
                    by_first.entry(first).or_default().push((name, &term.id));
                }
            }
        }
        by_first.values_mut().for_each(|names| names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len())));
        Self { by_first }
    }

    /// The longest term that begins here and is not cut out of a longer word.
    fn at(&self, text: &str, start: usize) -> Option<(&'a str, &'a str)> {
        let rest = &text[start..];
        let names = self.by_first.get(&rest.chars().next()?)?;
        let before = text[..start].chars().next_back();
        names.iter().copied().find(|(name, _)| {
            let after = || rest[name.len()..].chars().next();
            rest.starts_with(name)
                && !is_one_word(before, name.chars().next())
                && !is_one_word(name.chars().next_back(), after())
        })
    }
}

/// Whether two neighbouring characters belong to one word: kanji, katakana, or letters and figures.
fn is_one_word(left: Option<char>, right: Option<char>) -> bool {
    let kind = |char: char| match char {
        '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => 1,
        '\u{30a1}'..='\u{30fa}' | 'ー' => 2,
        _ if char.is_ascii_alphanumeric() => 3,
        _ => 0,
    };
    match (left.map(kind), right.map(kind)) {
        (Some(left), Some(right)) => left == right && left != 0,
        _ => false,
    }
}

/// A stretch of plain text that is written as it shows.
#[derive(Debug)]
struct Run {
    range: Range<usize>,
    /// Whether terms and clauses become links here.
    is_open: bool,
    /// Counts headings of level 1 and 2.
    section: usize,
    /// Emphasis around it: indices into [`Scan::emphases`].
    emphases: Vec<usize>,
}

/// `**…**` and its like.
#[derive(Debug)]
struct Emphasis {
    range: Range<usize>,
    tag: &'static str,
    /// How many characters mark each end.
    n_marks: usize,
    /// Whether it has to be written as HTML, because a mark no longer stands beside a letter.
    as_html: bool,
}

impl Emphasis {
    /// Its text, without the marks.
    fn inside(&self) -> Range<usize> {
        self.range.start + self.n_marks..self.range.end - self.n_marks
    }
}

/// What the parser says about a chapter.
#[derive(Debug, Default)]
struct Scan {
    runs: Vec<Run>,
    emphases: Vec<Emphasis>,
    /// Text with characters that might be marks elsewhere.
    marked: Vec<Range<usize>>,
    /// Line breaks between two wide characters, with the indentation of the next line.
    joints: Vec<Range<usize>>,
}

/// Rewrites a chapter. `from` is its path.
pub(crate) fn rewrite(resolver: Resolver<'_>, terms: &Terms<'_>, from: &str, content: &str) -> Rewritten {
    let mut scan = scan(content);
    let mut linker = Linker {
        resolver,
        terms,
        from,
        used: BTreeSet::new(),
        rewritten: Rewritten::default(),
        pieces: Vec::new(),
    };
    let linked: Vec<&Run> = scan.runs.iter().filter(|run| linker.link(content, run)).collect();
    let around: BTreeSet<usize> = linked.iter().flat_map(|run| run.emphases.iter().copied()).collect();
    let Linker { mut rewritten, pieces, .. } = linker;
    around.iter().for_each(|emphasis_idx| scan.emphases[*emphasis_idx].as_html = true);
    rewritten.content = finish(content, &scan, pieces);
    rewritten
}

/// A chapter without the line breaks between wide characters, which browsers would show as spaces.
pub(crate) fn join_lines(content: &str) -> String {
    finish(content, &scan(content), Vec::new())
}

fn finish(content: &str, scan: &Scan, mut pieces: Vec<(Range<usize>, String)>) -> String {
    let has_change = !pieces.is_empty() || scan.emphases.iter().any(|emphasis| emphasis.as_html);
    // Where marks stand as text, a change beside them could make them marks, or marks text.
    let is_doubtful = has_change && !scan.marked.is_empty();
    if is_doubtful {
        pieces.extend(literal_marks(content, scan, &pieces));
    }
    pieces.extend(scan.joints.iter().map(|joint| (joint.clone(), String::new())));
    for emphasis in scan.emphases.iter().filter(|emphasis| is_doubtful || emphasis.as_html) {
        let (Range { start, end }, inside) = (emphasis.range.clone(), emphasis.inside());
        pieces.push((start..inside.start, format!("<{}>", emphasis.tag)));
        pieces.push((inside.end..end, format!("</{}>", emphasis.tag)));
    }
    replace(content, pieces)
}

/// Escapes for marks that are text: with other characters beside them they might become marks.
fn literal_marks(
    content: &str,
    scan: &Scan,
    pieces: &[(Range<usize>, String)],
) -> Vec<(Range<usize>, String)> {
    let replaced: BTreeMap<usize, usize> = pieces.iter().map(|(range, _)| (range.start, range.end)).collect();
    let is_replaced = |at: usize| replaced.range(..=at).next_back().is_some_and(|(_, end)| at < *end);
    let marks = scan.marked.iter().flat_map(|text| {
        let found = content[text.clone()].match_indices(MARKS);
        found.map(|(at, _)| text.start + at)
    });
    let literal = marks.filter(|at| !is_replaced(*at) && !is_escaped(content, *at));
    literal.map(|at| (at..at, "\\".to_owned())).collect()
}

/// Whether a backslash makes a character text.
fn is_escaped(content: &str, at: usize) -> bool {
    let before = &content[..at];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// Puts links into runs of text.
struct Linker<'a> {
    resolver: Resolver<'a>,
    terms: &'a Terms<'a>,
    from: &'a str,
    /// Terms linked already, by section.
    used: BTreeSet<(usize, Address)>,
    rewritten: Rewritten,
    pieces: Vec<(Range<usize>, String)>,
}

impl Linker<'_> {
    /// Links what a run refers to. Whether there was anything.
    fn link(&mut self, content: &str, run: &Run) -> bool {
        let n_before = self.pieces.len();
        let text = &content[..run.range.end];
        let mut at = run.range.start;
        while at < run.range.end {
            let rest = &text[at..];
            let taken = if text[..at].ends_with('\\') {
                // What is put here would be taken for escaped.
                None
            } else if rest.starts_with("[[") {
                self.reference(text, at, run)
            } else if run.is_open {
                self.clause(content, text, at, run).or_else(|| self.term(text, at, run))
            } else {
                None
            };
            at += taken.unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
        }
        self.pieces.len() > n_before
    }

    /// `[[target]]` or `[[target|text]]`.
    fn reference(&mut self, text: &str, at: usize, run: &Run) -> Option<usize> {
        let inside = text[at + 2..].split_once("]]")?.0;
        if inside.trim().is_empty() || inside.contains("[[") {
            return None;
        }
        let (target, shown) = split_reference(inside);
        match self.resolver.resolve(target) {
            Resolution::Found { address, text } => {
                let shown = shown.map_or(text, str::to_owned);
                self.used.insert((run.section, address.clone()));
                self.put(at..at + inside.len() + 4, address, &shown, "guide-reference");
            }
            Resolution::Homeless | Resolution::Unknown { .. } => {
                self.rewritten.unknown.insert(inside.to_owned());
            }
        }
        Some(inside.len() + 4)
    }

    /// `システム運用編 14.⑤`, when there is such a clause and the sentence is not about another version.
    fn clause(&mut self, content: &str, text: &str, at: usize, run: &Run) -> Option<usize> {
        let guideline = crate::view::current_guideline(self.resolver.library)?;
        let part = guideline.parts.iter().find(|part| text[at..].starts_with(&part.title))?;
        let rest = &text[at + part.title.len()..];
        let number = rest.trim_start_matches([' ', '　']).trim_start_matches('第');
        let n_between = rest.len() - number.len();
        let n_number = clause_number_len(number);
        let (part, clause) = self.resolver.find_clause(&part.title, &number[..n_number])?;
        let address = self.resolver.clause_address(part, clause)?;
        let len = part.title.len() + n_between + n_number;
        if !is_about_version(&content[..at], &guideline.version) || address.page == self.from {
            return None;
        }
        if self.used.insert((run.section, address.clone())) {
            self.put(at..at + len, address, &text[at..at + len], "guide-reference");
        }
        Some(len)
    }

    /// The first use of a term in a section.
    fn term(&mut self, text: &str, at: usize, run: &Run) -> Option<usize> {
        let (name, id) = self.terms.at(text, at)?;
        let address = self.resolver.pages.term(id)?;
        if address.page != self.from && self.used.insert((run.section, address.clone())) {
            self.put(at..at + name.len(), address, name, "guide-term-link");
        }
        Some(name.len())
    }

    fn put(&mut self, range: Range<usize>, address: Address, shown: &str, class: &str) {
        let href = escape_html(&address.href(self.from));
        let link = format!("<a class=\"{class}\" href=\"{href}\">{}</a>", escape(shown));
        self.pieces.push((range, link));
        self.rewritten.addresses.push(address);
    }
}

/// Target and words of a reference. In a table the bar between them is written `\|`.
pub(crate) fn split_reference(inside: &str) -> (&str, Option<&str>) {
    match inside.split_once('|') {
        Some((target, shown)) => (target.trim_end_matches('\\').trim(), Some(shown.trim())),
        None => (inside.trim(), None),
    }
}

/// Whether the sentence so far names no version of the guideline but this one.
fn is_about_version(before: &str, version: &str) -> bool {
    let start = before.rfind(['。', '\n']).unwrap_or(0);
    let sentence = &before[start..];
    !sentence.match_indices('第').any(|(at, _)| {
        let rest = &sentence[at + '第'.len_utf8()..];
        let n_number = rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        rest[n_number..].starts_with('版') && n_number > 0 && &rest[..n_number] != version
    })
}

/// References in a text, with their place: those a reader would see as such, not those in code.
pub(crate) fn references(content: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    if !content.contains("[[") {
        return found;
    }
    for run in scan(content).runs {
        let mut at = run.range.start;
        while let Some(n_before) = content[at..run.range.end].find("[[") {
            let start = at + n_before;
            let Some((inside, _)) = content[start + 2..run.range.end].split_once("]]") else { break };
            if !is_escaped(content, start) && !inside.trim().is_empty() && !inside.contains("[[") {
                found.push((start..start + inside.len() + 4, inside.to_owned()));
            }
            at = start + 2;
        }
    }
    found
}

fn scan(content: &str) -> Scan {
    let mut scanner = Scanner {
        content,
        scan: Scan::default(),
        links: 0,
        headings: 0,
        silent: 0,
        section: 0,
        open_emphases: Vec::new(),
        last: None,
        soft_break: None,
        html_links: 0,
    };
    for (event, range) in new_cmark_parser(content, &options()).into_offset_iter() {
        scanner.visit(event, range);
    }
    scanner.scan
}

/// Reads the parser's events.
struct Scanner<'a> {
    content: &'a str,
    scan: Scan,
    /// How many links are open: no links in there.
    links: usize,
    /// How many headings are open: references only.
    headings: usize,
    /// How many code blocks, images and the like are open: nothing in there.
    silent: usize,
    section: usize,
    open_emphases: Vec<usize>,
    /// The last character shown in this paragraph.
    last: Option<char>,
    /// A line break that is waiting for the character after it.
    soft_break: Option<usize>,
    /// Open `<a>` written as HTML.
    html_links: usize,
}

impl Scanner<'_> {
    fn visit(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => {
                self.soft_break = self.last.filter(|last| is_wide(*last)).map(|_| range.start);
            }
            Event::InlineHtml(html) => {
                self.inline_html(&html);
                self.forget();
            }
            _ => self.forget(),
        }
    }

    fn forget(&mut self) {
        self.last = None;
        self.soft_break = None;
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong | Tag::Emphasis | Tag::Strikethrough => {
                self.open_emphases.push(self.scan.emphases.len());
                self.scan.emphases.push(emphasis(self.content, tag, range));
            }
            Tag::Link { .. } => self.links += 1,
            Tag::Heading { level, .. } => {
                self.headings += 1;
                self.section += usize::from(*level as usize <= 2);
                self.forget();
            }
            Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.silent += 1;
                self.forget();
            }
            _ => self.forget(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough => {
                self.open_emphases.pop();
            }
            TagEnd::Link => self.links -= 1,
            TagEnd::Heading(_) => {
                self.headings -= 1;
                self.forget();
            }
            TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.silent -= 1;
                self.forget();
            }
            _ => self.forget(),
        }
    }

    fn inline_html(&mut self, html: &str) {
        let html = html.to_ascii_lowercase();
        if html.starts_with("<a ") || html == "<a>" {
            self.html_links += 1;
        } else if html.starts_with("</a") {
            self.html_links = self.html_links.saturating_sub(1);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.silent > 0 {
            return;
        }
        self.join(text, &range);
        self.last = text.chars().next_back();
        if self.content[range.clone()] != *text {
            return;
        }
        let is_address = self.links > 0 && self.content[..range.start].ends_with('<');
        if !is_address && text.contains(MARKS) {
            self.scan.marked.push(range.clone());
        }
        if self.links == 0 && self.html_links == 0 {
            self.add_run(range);
        }
    }

    fn add_run(&mut self, range: Range<usize>) {
        let is_open = self.headings == 0;
        if let Some(run) = self.scan.runs.last_mut()
            && joins(self.content, run.range.end, range.start)
            && run.is_open == is_open
            && run.emphases == self.open_emphases
        {
            run.range.end = range.end;
            return;
        }
        let emphases = self.open_emphases.clone();
        self.scan.runs.push(Run { range, is_open, section: self.section, emphases });
    }

    /// Removes the line break before a text when both sides are wide.
    fn join(&mut self, text: &str, range: &Range<usize>) {
        let Some(break_start) = self.soft_break.take() else { return };
        if !text.chars().next().is_some_and(is_wide) {
            return;
        }
        let line_end = self.content[..break_start].trim_end_matches([' ', '\t']).len();
        let gap = &self.content[break_start..range.start];
        let next = range.start - gap.trim_start_matches(['\r', '\n', ' ', '\t', '>']).len();
        for emphasis in &mut self.scan.emphases {
            if emphasis.range.end == line_end || (next..range.start).contains(&emphasis.range.start) {
                emphasis.as_html = true;
            }
        }
        self.scan.joints.push(line_end..next);
    }
}

/// Whether two stretches of text touch. In a table the bar of `[[target\|text]]` is escaped.
fn joins(content: &str, end: usize, start: usize) -> bool {
    end == start || (end < start && &content[end..start] == "\\" && content[start..].starts_with('|'))
}

fn emphasis(content: &str, tag: &Tag<'_>, range: Range<usize>) -> Emphasis {
    let (tag, n_marks) = match tag {
        Tag::Strong => ("strong", 2),
        Tag::Strikethrough if content[range.clone()].starts_with("~~") => ("del", 2),
        Tag::Strikethrough => ("del", 1),
        _ => ("em", 1),
    };
    Emphasis { range, tag, n_marks, as_html: false }
}

/// Characters that are written without spaces between words: kana, kanji and full-width forms, not hangul.
pub(crate) fn is_wide(char: char) -> bool {
    matches!(char,
        '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{2460}'..='\u{24ff}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests;
