//! The table of all pages. It is built before any page, and every link and every list comes from it.

use std::collections::HashMap;
use std::path::{Component, Path};

use mdbook_renderer::book::{Book, BookItem, Chapter};

use crate::finding::Code;
use crate::manifest::{PUBLIC_FOLDER, SERVICE_WORKER_PATH};
use crate::options::Options;

/// Where the files of the search lie.
pub(crate) const SEARCH_FOLDER: &str = "search/";

/// How long a path of a site may be, in the units Windows counts (UTF-16), `/` included.
///
/// Windows opens paths of up to 259 units. What is left is for the drive, the folders of a user and the folder an archive
/// is unpacked to, whose name Windows doubles.
pub const MAX_PATH_LENGTH: usize = 120;

/// Index of a [`Node`] in [`PageTable::nodes`].
pub(crate) type NodeIdx = usize;
/// Index of a [`Page`] in [`PageTable::pages`].
pub(crate) type PageIdx = usize;

/// A line of the contents: a chapter, with or without a page.
#[derive(Debug)]
pub(crate) struct Node {
    /// The chapter's name in one line, with its number when the options ask for it.
    pub(crate) title: String,
    /// Its page; `None` for a chapter without a file.
    pub(crate) page: Option<PageIdx>,
    /// The chapter it stands under.
    pub(crate) parent: Option<NodeIdx>,
    /// The chapters under it, in order.
    pub(crate) children: Vec<NodeIdx>,
    /// The part it belongs to.
    pub(crate) part: usize,
    /// Its place among its siblings, from 0.
    pub(crate) position: usize,
}

/// A part: a title in `SUMMARY.md` and the chapters after it.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Empty for the chapters before the first title.
    pub(crate) title: String,
    /// Its chapters of the top level.
    pub(crate) nodes: Vec<NodeIdx>,
}

/// A page to write.
#[derive(Debug)]
pub(crate) struct Page<'book> {
    /// Where it goes, from the site's top, with `/`: `items/index.html`.
    pub(crate) path: String,
    /// Its line in the contents.
    pub(crate) node: NodeIdx,
    /// What mdBook gave us.
    pub(crate) chapter: &'book Chapter,
}

/// All pages of the book, in reading order.
#[derive(Debug, Default)]
pub(crate) struct PageTable<'book> {
    pub(crate) parts: Vec<Part>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) pages: Vec<Page<'book>>,
    /// Page by path (`items/index.html`).
    by_path: HashMap<String, PageIdx>,
    /// Page by the Markdown file a link may name (`items/README.md`, `items/index.md`).
    by_source: HashMap<String, PageIdx>,
}

/// A chapter path we cannot use.
#[derive(Debug)]
pub(crate) struct BadPath {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl<'book> PageTable<'book> {
    /// Reads the book. Chapters whose path cannot be used are left out of the pages and reported.
    pub(crate) fn new(book: &'book Book, options: &Options) -> (PageTable<'book>, Vec<BadPath>) {
        let mut table = PageTable { parts: vec![Part::default()], ..PageTable::default() };
        let mut bad_paths = Vec::new();
        for item in &book.items {
            match item {
                BookItem::PartTitle(title) => {
                    table.parts.push(Part { title: one_line(title), nodes: Vec::new() });
                }
                BookItem::Separator => {}
                BookItem::Chapter(chapter) => {
                    let part = table.parts.len() - 1;
                    let position = table.parts[part].nodes.len();
                    let node = table.add(chapter, options, (None, part, position), &mut bad_paths);
                    table.parts[part].nodes.push(node);
                }
            }
        }
        table.parts.retain(|part| !part.title.is_empty() || !part.nodes.is_empty());
        table.renumber_parts();
        bad_paths.extend(clashes(&table.pages));
        (table, bad_paths)
    }

    /// The page at a path from the site's top.
    pub(crate) fn page_at(&self, path: &str) -> Option<PageIdx> {
        self.by_path.get(path).copied()
    }

    /// The page a Markdown file became, by the file's path from `src`.
    pub(crate) fn page_of_source(&self, source: &str) -> Option<PageIdx> {
        self.by_source.get(source).copied()
    }

    /// The title of a page's line in the contents.
    pub(crate) fn title(&self, page_idx: PageIdx) -> &str {
        &self.nodes[self.pages[page_idx].node].title
    }

    /// The lines a node stands among.
    pub(crate) fn siblings(&self, node_idx: NodeIdx) -> &[NodeIdx] {
        let node = &self.nodes[node_idx];
        match node.parent {
            Some(parent) => &self.nodes[parent].children,
            None => &self.parts[node.part].nodes,
        }
    }

    /// The nodes above a node, the outermost first, itself last.
    pub(crate) fn trail(&self, node_idx: NodeIdx) -> Vec<NodeIdx> {
        let mut trail: Vec<NodeIdx> =
            std::iter::successors(Some(node_idx), |idx| self.nodes[*idx].parent).collect();
        trail.reverse();
        trail
    }

    /// The first page at or under a node.
    pub(crate) fn first_page(&self, node_idx: NodeIdx) -> Option<PageIdx> {
        let node = &self.nodes[node_idx];
        node.page.or_else(|| node.children.iter().find_map(|child| self.first_page(*child)))
    }

    fn add(
        &mut self,
        chapter: &'book Chapter,
        options: &Options,
        (parent, part, position): (Option<NodeIdx>, usize, usize),
        bad_paths: &mut Vec<BadPath>,
    ) -> NodeIdx {
        let node_idx = self.nodes.len();
        let page = self.add_page(chapter, node_idx, bad_paths);
        let title = shown_title(chapter, options);
        self.nodes.push(Node { title, page, parent, children: Vec::new(), part, position });
        for item in &chapter.sub_items {
            let BookItem::Chapter(child) = item else { continue };
            let position = self.nodes[node_idx].children.len();
            let child_idx = self.add(child, options, (Some(node_idx), part, position), bad_paths);
            self.nodes[node_idx].children.push(child_idx);
        }
        node_idx
    }

    fn add_page(
        &mut self,
        chapter: &'book Chapter,
        node: NodeIdx,
        bad_paths: &mut Vec<BadPath>,
    ) -> Option<PageIdx> {
        let source = chapter.path.as_deref()?;
        match page_path(source) {
            Ok(path) => {
                let page_idx = self.pages.len();
                self.by_path.insert(path.clone(), page_idx);
                for name in [Some(source), chapter.source_path.as_deref()].into_iter().flatten() {
                    self.by_source.insert(slashed(name), page_idx);
                }
                self.pages.push(Page { path, node, chapter });
                Some(page_idx)
            }
            Err(bad_path) => {
                bad_paths.push(bad_path);
                None
            }
        }
    }

    /// Parts without title and chapters were dropped; nodes name their part by its new place.
    fn renumber_parts(&mut self) {
        for part_idx in 0..self.parts.len() {
            let mut open = self.parts[part_idx].nodes.clone();
            while let Some(node_idx) = open.pop() {
                self.nodes[node_idx].part = part_idx;
                open.extend(&self.nodes[node_idx].children);
            }
        }
    }
}

/// A path with `/` on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Where the page of a chapter goes: mdBook's rule, `with_extension("html")`.
fn page_path(source: &Path) -> Result<String, BadPath> {
    let shown = slashed(source);
    let bad = |code, message: String| Err(BadPath { code, message });
    let mut parts = Vec::new();
    for component in source.components() {
        match component {
            Component::Normal(name) => parts.push(name.to_string_lossy()),
            Component::CurDir => {}
            _ => return bad(Code::PagePath, format!("ページのパス `{shown}` がサイトの外を指しています")),
        }
    }
    if parts.is_empty() {
        return bad(Code::PagePath, "パスが空のページがあります".into());
    }
    if let Some(name) = parts.iter().find(|name| !is_usable(name)) {
        return bad(
            Code::PagePath,
            format!("ページのパス `{shown}` の `{}` は使えない名前です", one_line(name)),
        );
    }
    let path = slashed(&Path::new(&parts.join("/")).with_extension("html"));
    if is_reserved(&path) {
        return bad(Code::ReservedPath, format!("ページのパス `{shown}` はサイトの仕組みが使う名前です"));
    }
    Ok(path)
}

/// Whether Windows, macOS and Linux can all have a file of this name.
pub(crate) fn is_usable(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|c: char| c.is_ascii_digit());
    !name.contains(|c: char| c.is_control() || r#"\/:*?"<>|"#.contains(c))
        && !name.ends_with(['.', ' '])
        && !DEVICES.contains(&&*stem)
        && !is_port
        && name.len() <= 240
}

/// Paths the site writes itself.
pub(crate) fn is_reserved(path: &str) -> bool {
    let path = path.to_lowercase();
    path == SERVICE_WORKER_PATH
        || path.starts_with(PUBLIC_FOLDER)
        || path.starts_with("assets/guide-")
        || path.starts_with(SEARCH_FOLDER) && path.ends_with(".js")
}

/// Two chapters on one path would overwrite each other, on Windows and macOS also when only case differs.
fn clashes(pages: &[Page<'_>]) -> Vec<BadPath> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut clashes = Vec::new();
    for page in pages {
        if let Some(first) = seen.insert(page.path.to_lowercase(), &page.path) {
            let message = format!("ページ `{}` と `{first}` が同じ場所に書き出されます", page.path);
            clashes.push(BadPath { code: Code::PathClash, message });
        }
    }
    clashes
}

/// A name without line breaks and control characters.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace() && c != '\u{3000}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn shown_title(chapter: &Chapter, options: &Options) -> String {
    let name = one_line(&chapter.name);
    match &chapter.number {
        Some(number) if options.section_numbers => format!("{number} {name}"),
        _ => name,
    }
}
