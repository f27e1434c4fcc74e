//! One chapter's Markdown as HTML, with everything the rest of the site needs to know of it.

mod footnotes; // marks and notes
mod raw; // HTML in Markdown

use std::collections::{HashMap, HashSet};

use mdbook_markdown::pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd,
};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::address::folder;
use crate::code_block;
use crate::finding::Code;
use crate::html::{self, push_attribute, push_text};
use crate::japanese;
use crate::links::{Link, Linker, Request};
use crate::options::Options;

/// A chapter ready for its frame.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// From the start to the end of the first `h1`; empty when the chapter has none or wraps it.
    pub(crate) lead: String,
    /// The rest.
    pub(crate) html: String,
    /// Whether there is an `h1` at all.
    pub(crate) has_h1: bool,
    /// Headings with an id, in order.
    pub(crate) headings: Vec<Heading>,
    /// Every id, in order.
    pub(crate) ids: Vec<String>,
    /// Every link that stays in the site.
    pub(crate) links: Vec<Link>,
    /// Files that travel in `data:` addresses.
    pub(crate) attachments: Vec<Attachment>,
    /// Parts of the desk on the page (`data-desk`), in order, repeats kept.
    pub(crate) desk_parts: Vec<String>,
    /// The attachment that tells the desk what it works on (`data-desk-data`): its path from the site's top.
    pub(crate) desk_data: Option<String>,
    /// Attachments that parts of the desk on this page work on (`data-desk-script`), in order: paths from the site's top.
    pub(crate) desk_scripts: Vec<String>,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
}

/// A heading one can link to.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Heading {
    /// As written: 1 to 6.
    pub(crate) level: u8,
    pub(crate) id: String,
    /// Its text in one line.
    pub(crate) title: String,
}

/// A file to write beside the page; several pages may offer the same one.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Attachment {
    /// From the site's top.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// A mistake in a chapter, before anyone knows the line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    /// What stands in the chapter literally; the line is looked up by it.
    pub(crate) written: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Turns a chapter into HTML.
///
/// `base` is the folder the HTML will lie in; it differs from the chapter's own for the copy that becomes the site's
/// `index.html`.
pub(crate) fn body(markdown: &str, path: &str, base: &str, linker: &Linker<'_>, options: &Options) -> Body {
    let mut markdown_options = MarkdownOptions::default();
    markdown_options.smart_punctuation = options.smart_punctuation;
    markdown_options.definition_lists = options.definition_lists;
    markdown_options.admonitions = options.admonitions;
    let mut writer = Writer::new(markdown, path, base, linker, options);
    let mut events = new_cmark_parser(markdown, &markdown_options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        if let Event::Start(Tag::HtmlBlock) = event {
            let block = collect_html_block(&mut events);
            writer.settle_stars();
            writer.raw_html(&block);
        } else {
            writer.event(event, range.start, range.end);
        }
    }
    writer.finish()
}

/// The whole text of an HTML block, whose lines come as single events.
fn collect_html_block<'a, I, R>(events: &mut I) -> String
where
    I: Iterator<Item = (Event<'a>, R)>,
{
    let mut block = String::new();
    for (event, _) in events {
        match event {
            Event::Html(text) | Event::Text(text) => block.push_str(&text),
            _ => break,
        }
    }
    block
}

/// An element that is open.
enum Open {
    /// Made by Markdown; the text closes it.
    Markdown(&'static str),
    /// Written as HTML.
    Raw(Raw),
}

/// An element written as HTML.
struct Raw {
    name: String,
    /// Whether it is the box a table scrolls in.
    is_table_box: bool,
    /// What we opened around it, to be closed with it.
    end: &'static str,
}

/// A heading or term that is open: its tag can be written only when its text is known.
struct OpenHeading {
    /// Where the tag goes.
    start: usize,
    /// 1 to 6; 0 for the term of a definition list.
    level: u8,
    /// Given explicitly, or by HTML.
    id: Option<String>,
    /// Other attributes, ready to write.
    attributes: String,
    /// The text mdBook makes the id of.
    id_text: String,
    /// The text for lists of headings.
    title: String,
    /// Written as HTML: it keeps its tag.
    is_raw: bool,
}

/// `**` or `*` that CommonMark left as text and that may still become bold.
struct Star {
    /// Where it stands in the output.
    at: usize,
    /// How many elements were open.
    depth: usize,
    /// `*` or `**`.
    count: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell_idx: usize,
    in_head: bool,
}

struct Footnote {
    number: usize,
    n_uses: usize,
}

struct Writer<'a> {
    markdown: &'a str,
    path: &'a str,
    base: &'a str,
    linker: &'a Linker<'a>,
    options: &'a Options,
    body: Body,
    out: String,
    open: Vec<Open>,
    heading: Option<OpenHeading>,
    /// Ids given to headings, for `-1`, `-2`; explicit ids do not count, as in mdBook.
    heading_ids: HashSet<String>,
    lead_end: usize,
    table: Table,
    n_tables: usize,
    code: Option<(String, String)>,
    /// Text of the image being read; pictures show no markup.
    image_alt: Option<(String, usize)>,
    image_tag: String,
    last_char: Option<char>,
    /// Where a line break was written that goes when a wide character follows.
    soft_break: Option<usize>,
    stars: Vec<Star>,
    /// Where in the chapter the stars stand that are being read.
    star_run: Option<std::ops::Range<usize>>,
    footnotes: HashMap<CowStr<'a>, Footnote>,
    definitions: Vec<(CowStr<'a>, String)>,
    outer: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(
        markdown: &'a str,
        path: &'a str,
        base: &'a str,
        linker: &'a Linker<'a>,
        options: &'a Options,
    ) -> Self {
        Writer {
            markdown,
            path,
            base,
            linker,
            options,
            body: Body::default(),
            out: String::with_capacity(markdown.len() * 3 / 2),
            open: Vec::new(),
            heading: None,
            heading_ids: HashSet::new(),
            lead_end: 0,
            table: Table::default(),
            n_tables: 0,
            code: None,
            image_alt: None,
            image_tag: String::new(),
            last_char: None,
            soft_break: None,
            stars: Vec::new(),
            star_run: None,
            footnotes: HashMap::new(),
            definitions: Vec::new(),
            outer: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'a>, start: usize, end: usize) {
        if self.image_alt.is_some() {
            return self.image_event(event);
        }
        if matches!(&event, Event::Text(text) if &**text == "*") && self.code.is_none() {
            return self.single_star(start, end);
        }
        self.settle_stars();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => self.code_text(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.inline_code(&code),
            Event::InlineHtml(html) | Event::Html(html) => self.raw_html(&html),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(is_done) => self.task(is_done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    // Text

    fn text(&mut self, text: &str) {
        self.settle_soft_break(text);
        self.last_char = text.chars().next_back().or(self.last_char);
        if let Some(heading) = &mut self.heading {
            heading.id_text.push_str(text);
            heading.title.push_str(text);
        }
        push_text(&mut self.out, text);
    }

    fn inline_code(&mut self, code: &str) {
        self.settle_soft_break(code);
        self.out.push_str("<code>");
        self.text(code);
        self.out.push_str("</code>");
    }

    /// A line end in the source. It shows as a space, which Japanese does not want between its characters.
    fn soft_break(&mut self) {
        if let Some(heading) = &mut self.heading {
            heading.id_text.push('\n');
            heading.title.push(' ');
        }
        self.soft_break = Some(self.out.len());
        self.out.push('\n');
    }

    fn settle_soft_break(&mut self, next: &str) {
        let Some(at) = self.soft_break.take() else { return };
        let is_joined = match (self.last_char, next.chars().next()) {
            (Some(before), Some(after)) => japanese::is_wide(before) && japanese::is_wide(after),
            _ => false,
        };
        if is_joined {
            self.out.remove(at);
            self.forget_stars_after(at);
        }
    }

    fn hard_break(&mut self) {
        self.soft_break = None;
        self.last_char = None;
        self.out.push_str("<br>\n");
    }

    /// A `*` that CommonMark left as text. Neighbours make one run.
    fn single_star(&mut self, start: usize, end: usize) {
        match &mut self.star_run {
            Some(run) if run.end == start => run.end = end,
            _ => {
                self.settle_stars();
                self.star_run = Some(start..end);
            }
        }
    }

    /// Writes a run of stars: beside Japanese punctuation one or two still mean emphasis.
    fn settle_stars(&mut self) {
        let Some(run) = self.star_run.take() else { return };
        let before = self.markdown[..run.start].chars().next_back();
        let after = self.markdown[run.end..].chars().next();
        let stars = &self.markdown[run.clone()];
        let (count, depth) = (run.len(), self.open.len());
        let is_part = [before, after].contains(&Some('*'));
        let is_plain = count > 2 || before == Some('\\') || is_part;
        let opener = self.stars.iter().rposition(|star| star.count == count && star.depth == depth);
        match opener {
            Some(opener) if !is_plain && japanese::may_close(before, after) => self.pair_stars(opener, stars),
            _ => {
                let may_open = !is_plain && japanese::may_open(before, after);
                if let Some(after) = after.filter(|_| may_open) {
                    self.settle_soft_break(after.encode_utf8(&mut [0; 4]));
                }
                self.text(stars);
                if may_open {
                    self.stars.push(Star { at: self.out.len() - count, depth, count });
                }
            }
        }
    }

    /// The stars at `opener` and those being read become an element.
    fn pair_stars(&mut self, opener: usize, stars: &str) {
        let Star { at, count, .. } = self.stars[opener];
        let tag = if count == 2 { "strong" } else { "em" };
        self.settle_soft_break(stars);
        self.out.replace_range(at..at + count, &format!("<{tag}>"));
        self.out.push_str(&format!("</{tag}>"));
        self.stars.truncate(opener);
        self.unstar_heading(stars);
    }

    /// The stars of the opener are in the heading's title already.
    fn unstar_heading(&mut self, star: &str) {
        if let Some(heading) = &mut self.heading
            && let Some(at) = heading.title.rfind(star)
        {
            heading.title.replace_range(at..at + star.len(), "");
        }
    }

    /// Stars in an element that ends, or before text that moved, cannot be paired any more.
    fn forget_stars_after(&mut self, at: usize) {
        self.stars.retain(|star| star.at < at);
    }

    // Elements of Markdown

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => self.block("<p>", "</p>\n"),
            Tag::Heading { level, id, classes, attrs } => self.start_heading(level, id, &classes, attrs),
            Tag::BlockQuote(None) => self.block("<blockquote>\n", "</blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.start_admonition(kind),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            Tag::List(Some(1)) => self.block("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            Tag::List(None) => self.block("<ul>\n", "</ul>\n"),
            Tag::Item => self.block("<li>", "</li>\n"),
            Tag::FootnoteDefinition(name) => self.start_definition(name),
            Tag::DefinitionList => self.block("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.open_heading(0, None, String::new(), "</dt>\n"),
            Tag::DefinitionListDefinition => self.block("<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.cell_idx = 0;
                self.block("<thead>\n<tr>", "</tr>\n</thead>\n");
            }
            Tag::TableRow => {
                self.table.cell_idx = 0;
                self.block("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => {
                self.stars.clear();
                self.inline("<em>", "</em>");
            }
            Tag::Strong => {
                self.stars.clear();
                self.inline("<strong>", "</strong>");
            }
            Tag::Strikethrough => self.inline("<del>", "</del>"),
            Tag::Superscript => self.inline("<sup>", "</sup>"),
            Tag::Subscript => self.inline("<sub>", "</sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => return,
            TagEnd::Heading(_) | TagEnd::DefinitionListTitle => return self.end_heading(),
            TagEnd::CodeBlock => return self.end_code(),
            TagEnd::FootnoteDefinition => return self.end_definition(),
            TagEnd::TableCell => self.table.cell_idx += 1,
            _ => {}
        }
        self.close();
        if let TagEnd::TableHead = tag {
            self.table.in_head = false;
            self.out.push_str("<tbody>\n");
        }
    }

    fn block(&mut self, start: &str, end: &'static str) {
        self.last_char = None;
        self.soft_break = None;
        self.stars.clear();
        self.inline(start, end);
    }

    fn inline(&mut self, start: &str, end: &'static str) {
        self.out.push_str(start);
        self.open.push(Open::Markdown(end));
    }

    /// Closes the innermost element of Markdown, and HTML inside it that was left open.
    fn close(&mut self) {
        while let Some(Open::Raw(raw)) = self.open.last() {
            let name = raw.name.clone();
            self.report_unclosed(&name);
            self.close_raw();
        }
        if let Some(Open::Markdown(end)) = self.open.pop() {
            self.out.push_str(end);
        }
        let depth = self.open.len();
        self.stars.retain(|star| star.depth <= depth);
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        classes: &[CowStr<'a>],
        attrs: Vec<(CowStr<'a>, Option<CowStr<'a>>)>,
    ) {
        let mut attributes = String::new();
        if !classes.is_empty() {
            push_attribute(&mut attributes, "class", &classes.join(" "));
        }
        for (name, value) in attrs {
            let value = value.unwrap_or(CowStr::Borrowed(""));
            self.inspect_attribute("h2", &name, &value);
            push_attribute(&mut attributes, &name, &value);
        }
        let (level, end) = self.heading_tag(level as u8);
        self.open_heading(level, id.map(|id| id.to_string()), attributes, end);
    }

    /// A page has one `h1`: further ones are written as `h2`.
    fn heading_tag(&mut self, level: u8) -> (u8, &'static str) {
        let level = if level == 1 && self.body.has_h1 { 2 } else { level };
        self.body.has_h1 |= level == 1;
        const ENDS: [&str; 6] = ["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"];
        (level, ENDS[usize::from(level) - 1])
    }

    fn open_heading(&mut self, level: u8, id: Option<String>, attributes: String, end: &'static str) {
        self.block("", end);
        let (id_text, title) = (String::new(), String::new());
        let start = self.out.len();
        self.heading = Some(OpenHeading { start, level, id, attributes, id_text, title, is_raw: false });
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return self.close() };
        let id = match &heading.id {
            Some(id) => id.clone(),
            None => unique_id(&id_of(&heading.id_text), &mut self.heading_ids),
        };
        let mut tag = match heading.level {
            0 => String::from("<dt"),
            level => format!("<h{level}"),
        };
        if !id.is_empty() {
            push_attribute(&mut tag, "id", &id);
        }
        tag.push_str(&heading.attributes);
        tag.push('>');
        self.out.insert_str(heading.start, &tag);
        self.close();
        self.note_heading(heading, id);
    }

    fn note_heading(&mut self, heading: OpenHeading, id: String) {
        if heading.level == 1 && self.lead_end == 0 && self.open.is_empty() && self.outer.is_empty() {
            self.lead_end = self.out.len();
        }
        let title = heading.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() && heading.level > 0 && !heading.is_raw {
            self.problem(Code::EmptyHeading, "", "文字のない見出しがあります".into(), None);
        }
        if id.is_empty() {
            return;
        }
        if !heading.is_raw {
            self.body.ids.push(id.clone());
        }
        if heading.level > 0 {
            self.body.headings.push(Heading { level: heading.level, id, title });
        }
    }

    fn start_admonition(&mut self, kind: BlockQuoteKind) {
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "補足"),
            BlockQuoteKind::Tip => ("tip", "ヒント"),
            BlockQuoteKind::Important => ("important", "重要"),
            BlockQuoteKind::Warning => ("warning", "注意"),
            BlockQuoteKind::Caution => ("caution", "警告"),
        };
        let start = format!(
            "<div class=\"guide-note guide-note-{class}\" role=\"note\">\n<p class=\"guide-note-title\">{title}</p>\n"
        );
        self.block(&start, "</div>\n");
    }

    fn start_code(&mut self, kind: CodeBlockKind<'a>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        self.code = Some((info, String::new()));
    }

    fn code_text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        }
    }

    fn end_code(&mut self) {
        let Some((info, code)) = self.code.take() else { return };
        let (language, code) = code_block::shown(&info, &code, &self.options.hidelines);
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            push_attribute(&mut self.out, "class", &format!("language-{language}"));
        }
        self.out.push('>');
        push_text(&mut self.out, &code);
        self.out.push_str("</code></pre>\n");
    }

    fn task(&mut self, is_done: bool) {
        let (mark, words) = if is_done { ('☑', "済み") } else { ('☐', "未了") };
        self.out.push_str(&format!(
            "<span class=\"guide-task\" aria-hidden=\"true\">{mark}</span><span class=\"guide-visually-hidden\">({words})</span> "
        ));
    }

    // Tables

    fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.table = Table { alignments, ..Table::default() };
        let start = format!("{}<table>\n", self.table_box());
        self.block(&start, "</tbody>\n</table>\n</div>\n");
    }

    /// The start of the box in which a table scrolls, so that the page never does.
    fn table_box(&mut self) -> String {
        self.n_tables += 1;
        let title = self.body.headings.last().map_or("", |heading| &heading.title);
        let label = format!("表{} {title}", self.n_tables);
        let mut start = String::from("<div class=\"guide-table\" role=\"region\" tabindex=\"0\"");
        push_attribute(&mut start, "aria-label", label.trim_end());
        start.push_str(">\n");
        start
    }

    fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.cell_idx) {
            Some(Alignment::Center) => " class=\"guide-center\"",
            Some(Alignment::Right) => " class=\"guide-end\"",
            _ => "",
        };
        if self.table.in_head {
            self.block(&format!("<th scope=\"col\"{class}>"), "</th>");
        } else {
            self.block(&format!("<td{class}>"), "</td>");
        }
    }

    // Links and images

    fn start_link(&mut self, link_type: LinkType, address: &str, title: &str) {
        let address = match link_type {
            LinkType::Email => format!("mailto:{address}"),
            _ => self.request(Request::Link, address),
        };
        let mut start = String::from("<a");
        push_attribute(&mut start, "href", &address);
        if !title.is_empty() {
            push_attribute(&mut start, "title", title);
        }
        start.push('>');
        self.inline(&start, "</a>");
    }

    fn start_image(&mut self, address: &str, title: &str) {
        let address = self.request(Request::Fetched, address);
        self.image_tag = String::from("<img");
        push_attribute(&mut self.image_tag, "src", &address);
        if !title.is_empty() {
            push_attribute(&mut self.image_tag, "title", title);
        }
        self.image_alt = Some((String::new(), 0));
    }

    /// Inside `![…](…)` everything is plain text for `alt`.
    fn image_event(&mut self, event: Event<'a>) {
        let Some((alt, depth)) = &mut self.image_alt else { return };
        match event {
            Event::Start(_) => *depth += 1,
            Event::End(_) if *depth > 0 => *depth -= 1,
            Event::End(_) => self.end_image(),
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let Some((alt, _)) = self.image_alt.take() else { return };
        let mut tag = std::mem::take(&mut self.image_tag);
        push_attribute(&mut tag, "alt", &alt);
        tag.push_str(" loading=\"lazy\">");
        self.settle_soft_break("");
        self.last_char = None;
        self.out.push_str(&tag);
    }

    /// The address to write for one that stands in the chapter; what is wrong with it is noted.
    fn request(&mut self, request: Request, written: &str) -> String {
        let answer = self.linker.follow(request, folder(self.path), self.base, written);
        self.body.links.extend(answer.link);
        self.body.problems.extend(answer.problem);
        answer.address
    }

    // The end

    fn problem(&mut self, code: Code, written: &str, message: String, help: Option<String>) {
        self.body.problems.push(Problem { code, written: written.to_owned(), message, help });
    }

    fn finish(mut self) -> Body {
        self.settle_stars();
        while let Some(open) = self.open.last() {
            match open {
                Open::Raw(raw) => {
                    let name = raw.name.clone();
                    if !html::may_stay_open(&name) {
                        self.report_unclosed(&name);
                    }
                    self.close_raw();
                }
                Open::Markdown(_) => self.close(),
            }
        }
        self.write_footnotes();
        self.report_double_ids();
        self.body.html = self.out.split_off(self.lead_end);
        self.body.lead = self.out;
        self.body
    }

    fn report_double_ids(&mut self) {
        let mut seen = HashSet::with_capacity(self.body.ids.len());
        let doubles: Vec<String> = self.body.ids.iter().filter(|id| !seen.insert(*id)).cloned().collect();
        for id in doubles {
            let message = format!("名前(id)`{id}` がページの中に二つあります");
            self.problem(Code::DuplicateId, &id, message, None);
        }
    }
}

/// mdBook's id of a heading: lower case, letters and digits, blanks as `-`.
pub(crate) fn id_of(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            '_' | '-' => Some(c),
            _ if c.is_alphanumeric() => Some(c),
            _ if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

/// mdBook's rule for a second heading of the same text: `-1`, `-2` and so on.
fn unique_id(id: &str, used: &mut HashSet<String>) -> String {
    let mut candidate = id.to_owned();
    let mut suffix = 0;
    while !used.insert(candidate.clone()) {
        suffix += 1;
        candidate = format!("{id}-{suffix}");
    }
    candidate
}

#[cfg(test)]
mod tests;
