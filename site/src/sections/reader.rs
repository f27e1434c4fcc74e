//! One page as sections: walks the tags of a body, which the site has written itself and which therefore pair up.

use search_index::Word;

use super::text::Text;
use crate::html::{self, Written, WrittenTag};

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct PageText {
    /// In reading order; the text before the first heading first, unless it is empty.
    pub(super) parts: Vec<Part>,
    /// Words the page explains or gives the reading of, in order.
    pub(super) words: Vec<Word>,
    /// What sort of page it is, when it says so.
    pub(super) kind: Option<String>,
    /// The edition it is about, when it says so.
    pub(super) edition: Option<String>,
}

/// What the section of the footnotes is called.
const FOOTNOTES: &str = "注";

/// A section before it knows its page.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) anchor: String,
    pub(super) body: String,
    pub(super) aliases: Vec<String>,
    pub(super) kind: Option<String>,
    pub(super) edition: Option<String>,
}

/// Reads a body, given as HTML in one or more pieces that follow each other.
pub(super) fn read(htmls: &[&str]) -> PageText {
    let mut reader = Reader { drafts: vec![Draft::default()], ..Reader::default() };
    for html in htmls {
        for piece in html::written(html) {
            match piece {
                Written::Start(tag) => reader.start(tag),
                Written::End(name) => reader.end(name),
                Written::Text(text) => reader.text(&text),
            }
        }
    }
    reader.finish()
}

/// A section being read.
#[derive(Default)]
struct Draft {
    part: Part,
    heading: Text,
    body: Text,
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    /// Whether it or an element around it is left out.
    is_silent: bool,
    /// The section to go back to behind it.
    outer: Option<usize>,
}

/// A word whose reading stands above it.
#[derive(Default)]
struct Ruby {
    base: String,
    reading: String,
    in_reading: bool,
}

#[derive(Default)]
struct Reader<'a> {
    page: PageText,
    drafts: Vec<Draft>,
    /// The section text goes to, in `drafts`.
    current: usize,
    open: Vec<Open<'a>>,
    /// Whether text belongs to the heading of the section.
    in_heading: bool,
    n_pre: usize,
    n_svg: usize,
    ruby: Option<Ruby>,
    /// The section of the page's footnotes, in `drafts`.
    footnotes: Option<usize>,
}

impl<'a> Reader<'a> {
    fn start(&mut self, tag: WrittenTag<'a>) {
        let name = tag.name;
        if is_block(name) {
            self.end_line();
        }
        let is_silent = self.is_silent() || self.is_left_out(tag);
        let outer = self.current;
        let is_section = !is_silent && self.begin_section(tag);
        self.read_marks(tag, is_section);
        if !is_silent
            && name == "img"
            && let Some(alt) = tag.attribute("alt")
        {
            self.text(&alt);
            self.end_line();
        }
        if html::is_void(name) {
            return;
        }
        match name {
            "pre" => self.n_pre += 1,
            "svg" => self.n_svg += 1,
            "ruby" if !is_silent => self.ruby = Some(Ruby::default()),
            "rt" => self.set_in_reading(true),
            _ => {}
        }
        let is_around = is_section && html::heading_level(name).is_none();
        self.open.push(Open { name, is_silent, outer: is_around.then_some(outer) });
    }

    fn end(&mut self, name: &str) {
        let Some(open) = self.open.pop_if(|open| open.name == name) else { return };
        if is_block(name) {
            self.end_line();
        }
        match name {
            "pre" => self.n_pre -= 1,
            "svg" => self.n_svg -= 1,
            "ruby" => self.end_ruby(),
            "rt" => self.set_in_reading(false),
            _ if html::heading_level(name).is_some() => self.in_heading = false,
            _ => {}
        }
        if let Some(outer) = open.outer {
            self.current = outer;
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_silent() || self.is_label() {
            return;
        }
        if let Some(ruby) = &mut self.ruby {
            let side = if ruby.in_reading { &mut ruby.reading } else { &mut ruby.base };
            side.extend(text.chars().filter(|c| !c.is_whitespace()));
            if ruby.in_reading {
                return;
            }
        }
        let draft = &mut self.drafts[self.current];
        match (self.in_heading, self.n_pre) {
            (true, _) => draft.heading.push(text),
            (false, 0) => draft.body.push(text),
            (false, _) => draft.body.push_lines(text),
        }
    }

    /// Of a drawing only its title and description are text to read.
    fn is_label(&self) -> bool {
        self.n_svg > 0 && self.open.last().is_none_or(|open| !matches!(open.name, "title" | "desc"))
    }

    fn finish(mut self) -> PageText {
        if self.drafts[0].body.is_empty() {
            // What the text before the first heading would have been called belongs to the first section.
            let before = self.drafts.remove(0).part;
            if let Some(first) = self.drafts.first_mut() {
                first.part.aliases.splice(0..0, before.aliases);
            }
        }
        self.page.parts = self.drafts.into_iter().map(Draft::into_part).collect();
        self.page
    }

    // Sections

    /// Begins the section of a heading or a titled element; whether there is one.
    fn begin_section(&mut self, tag: WrittenTag<'a>) -> bool {
        let name = tag.name;
        let Some(id) = tag.attribute("id").filter(|id| !id.is_empty()) else { return false };
        if name == "li" && id.starts_with("footnote-") {
            self.current = self.footnotes(&id);
            return true;
        }
        let title = tag.attribute("data-search-title");
        let is_heading = html::heading_level(name).is_some();
        if !is_heading && title.is_none() {
            return false;
        }
        let mut draft =
            Draft { part: Part { anchor: id.into_owned(), ..Part::default() }, ..Draft::default() };
        self.in_heading = is_heading && title.is_none();
        draft.heading.push(&title.unwrap_or_default());
        self.current = self.drafts.len();
        self.drafts.push(draft);
        true
    }

    /// The section of all footnotes: most name a source, and would hide what the sections themselves say.
    fn footnotes(&mut self, first_id: &str) -> usize {
        *self.footnotes.get_or_insert_with(|| {
            let mut draft =
                Draft { part: Part { anchor: first_id.to_owned(), ..Part::default() }, ..Draft::default() };
            draft.heading.push(FOOTNOTES);
            self.drafts.push(draft);
            self.drafts.len() - 1
        })
    }

    /// Reads what attributes say to search; they count on elements that are left out, too.
    fn read_marks(&mut self, tag: WrittenTag<'a>, is_section: bool) {
        let mut term = None;
        let (mut reading, mut aliases) = (String::new(), Vec::new());
        for (name, value) in tag.attributes().filter(|(name, _)| name.starts_with("data-search-")) {
            let text = || value.trim().to_owned();
            match name {
                "data-search-kind" if is_section => self.drafts[self.current].part.kind = Some(text()),
                "data-search-kind" => self.page.kind = Some(text()),
                "data-search-edition" if is_section => self.drafts[self.current].part.edition = Some(text()),
                "data-search-edition" => self.page.edition = Some(text()),
                "data-search-term" => term = Some(text()),
                "data-search-reading" => reading = text(),
                "data-search-aliases" => aliases = list(&value),
                _ => {}
            }
        }
        match term {
            Some(term) => self.page.words.push(Word { term, reading, aliases }),
            None => self.drafts[self.current].part.aliases.extend(aliases),
        }
    }

    // Elements

    fn is_silent(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_silent)
    }

    /// Whether an element holds nothing to find.
    fn is_left_out(&self, tag: WrittenTag<'a>) -> bool {
        let has = |name: &str, value: &str| tag.attribute(name).is_some_and(|found| found == value);
        let is_way_back =
            tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("#fr-"));
        is_way_back
            || has("class", "guide-footnote-reference")
            || has("class", "guide-visually-hidden")
            || tag.attribute("hidden").is_some()
            || has("aria-hidden", "true")
            || has("data-search", "no")
            || is_never_read(tag.name)
    }

    fn end_line(&mut self) {
        let draft = &mut self.drafts[self.current];
        if self.in_heading {
            draft.heading.push(" ");
        } else {
            draft.body.end_line();
        }
    }

    fn set_in_reading(&mut self, in_reading: bool) {
        if let Some(ruby) = &mut self.ruby {
            ruby.in_reading = in_reading;
        }
    }

    fn end_ruby(&mut self) {
        let Some(Ruby { base, reading, .. }) = self.ruby.take() else { return };
        if !base.is_empty() && !reading.is_empty() {
            self.page.words.push(Word { term: base, reading, aliases: Vec::new() });
        }
    }
}

impl Draft {
    fn into_part(self) -> Part {
        let mut part = self.part;
        part.heading = self.heading.into_string();
        part.body = self.body.into_string();
        let mut seen = std::collections::HashSet::new();
        part.aliases.retain(|alias| seen.insert(alias.clone()));
        part
    }
}

/// `a|b`, without blanks around.
fn list(value: &str) -> Vec<String> {
    value.split('|').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Elements that hold no text, or text that works instead of being read.
fn is_never_read(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "button"
            | "canvas"
            | "iframe"
            | "nav"
            | "noscript"
            | "object"
            | "rp"
            | "script"
            | "select"
            | "style"
            | "template"
            | "textarea"
            | "video"
    )
}

/// Elements that begin and end a line. All others stand inside one.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "desc"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "img"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "svg"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
            | "video"
    )
}
