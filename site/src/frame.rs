//! The frame around a body: what templates are given.

use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::address::{folder, is_outside, relative};
use crate::body::{Body, Heading};
use crate::navigation::{Anchor, Navigation};
use crate::options::Options;
use crate::pages::{NodeIdx, PageIdx, PageTable, SEARCH_FOLDER};
use crate::policy::POLICY;
use crate::theme::Theme;
use crate::{Error, MANIFEST_PATH, Result, offline};

/// Pages with fewer headings need no list of them.
const MIN_HEADINGS: usize = 3;
/// Lines of one contents page.
const MAX_CONTENTS: usize = 1000;

/// Path of the page that keeps answers. Its name never changes: in Firefox the answers belong to it.
pub(crate) const HUB_PATH: &str = "hub.html";
/// Path of the page about the offline copy.
pub(crate) const DEVICE_PATH: &str = "device.html";
/// Its title, and what links to it say.
const DEVICE_TITLE: &str = "オフラインで読む";

/// Puts frames around bodies.
pub(crate) struct Framer<'a> {
    theme: &'a Theme,
    table: &'a PageTable<'a>,
    options: &'a Options,
    book: Value,
    /// Path of the first contents page.
    contents_path: String,
    /// Path of the search page.
    search_path: &'static str,
    /// The page that lists subjects: its path and what links to it say.
    topics: (String, &'static str),
    /// The page that says whom to ask: its path and title.
    consultation: Option<(String, String)>,
    /// What the desk works on; `None` when the site has no desk.
    desk_data: Option<&'a str>,
}

impl<'a> Framer<'a> {
    /// # Errors
    ///
    /// `topics` or `consultation` in the options names no page, `sign-out` leads to another server.
    pub(crate) fn new(
        theme: &'a Theme,
        table: &'a PageTable<'a>,
        options: &'a Options,
        desk_data: Option<&'a str>,
    ) -> Result<Framer<'a>> {
        let book = context! {
            title => &options.title,
            language => &options.language,
            edition => &options.edition,
            disclaimer => &options.disclaimer,
            policy => Value::from_safe_string(POLICY.to_owned()),
        };
        let contents_path = contents_path(table, 0);
        let topics = match chosen_page(table, "topics", options.topics.as_deref())? {
            Some(page_idx) => (table.pages[page_idx].path.clone(), "項目から探す"),
            None => (contents_path.clone(), "目次から探す"),
        };
        let consultation = chosen_page(table, "consultation", options.consultation.as_deref())?
            .map(|page_idx| (table.pages[page_idx].path.clone(), table.title(page_idx).to_owned()));
        if let Some(sign_out) = options.sign_out.as_deref().filter(|address| is_outside(address)) {
            let message = format!(
                "`sign-out` の `{sign_out}` は、このサーバーの中の場所ではありません。`sign-out` や `/sign-out` のように書きます"
            );
            return Err(Error::Options(message));
        }
        let search_path = search_path(table);
        Ok(Framer {
            theme,
            table,
            options,
            book,
            contents_path,
            search_path,
            topics,
            consultation,
            desk_data,
        })
    }

    /// The finished page at `path`: a chapter's own path, or `index.html` for the copy of the first chapter.
    pub(crate) fn page(&self, page_idx: PageIdx, path: &str, body: &Body) -> Result<String> {
        let base = folder(path);
        let title = self.table.title(page_idx);
        let headings: Vec<&Heading> =
            body.headings.iter().filter(|heading| matches!(heading.level, 2 | 3)).collect();
        // The first page is a way in, not a text to look up.
        let is_listed = headings.len() >= MIN_HEADINGS && page_idx > 0;
        let headings = if is_listed { headings } else { Vec::new() };
        let page = context! {
            title,
            has_h1 => body.has_h1,
            lead => Value::from_safe_string(body.lead.clone()),
            body => Value::from_safe_string(body.html.clone()),
            is_home => page_idx == 0,
        };
        let navigation = Value::from(Serde(Navigation::of(self.table, page_idx, base)));
        let headings = Value::from(Serde(headings));
        let desk = self.desk_data.filter(|_| !body.desk_parts.is_empty());
        let desk = desk.map(|data| self.desk_around(base, data, body));
        self.theme
            .render("page.html", context! { page, navigation, headings, desk, ..self.around(path, title) })
    }

    /// The contents: all chapters, in pages of at most 1,000 lines. Path and HTML of each.
    pub(crate) fn contents(&self) -> Result<Vec<(String, String)>> {
        let lines = self.lines();
        let n_pages = lines.len().div_ceil(MAX_CONTENTS).max(1);
        (0..n_pages).map(|nth| self.contents_page(&lines, nth, n_pages)).collect()
    }

    /// The page of search results: its path and HTML; `None` when the site has no search.
    pub(crate) fn search(&self) -> Result<Option<(String, String)>> {
        if !self.options.search {
            return Ok(None);
        }
        const TITLE: &str = "検索";
        let navigation = Value::from(Serde(Navigation::of_contents(self.table, "")));
        let page = context! { title => TITLE, is_home => false };
        let around = self.around(self.search_path, TITLE);
        let html = self.theme.render("search.html", context! { page, navigation, ..around })?;
        Ok(Some((self.search_path.to_owned(), html)))
    }

    /// The page that keeps answers for the others on `file://`: its path and HTML; `None` when the site has no desk.
    pub(crate) fn hub(&self) -> Result<Option<(String, String)>> {
        if self.desk_data.is_none() {
            return Ok(None);
        }
        let scripts: Vec<Value> = desk::HUB.iter().map(|name| self.theme.desk_script(name).into()).collect();
        let html = self.theme.render("hub.html", context! { book => self.book.clone(), scripts })?;
        Ok(Some((HUB_PATH.to_owned(), html)))
    }

    /// The page about the offline copy: its path and HTML; `None` when readers may keep none.
    pub(crate) fn device(&self) -> Result<Option<(String, String)>> {
        if !self.options.offline {
            return Ok(None);
        }
        let navigation = Value::from(Serde(Navigation::of_contents(self.table, "")));
        let page = context! { title => DEVICE_TITLE, is_home => false };
        let device = context! {
            script => relative("", &self.theme.device_script.path),
            days => self.options.offline_days,
            sign_out => &self.options.sign_out,
        };
        let desk = self.desk_data.map(|data| self.desk_around("", data, &Body::default()));
        let around = self.around(DEVICE_PATH, DEVICE_TITLE);
        let html = self.theme.render("device.html", context! { page, navigation, device, desk, ..around })?;
        Ok(Some((DEVICE_PATH.to_owned(), html)))
    }

    fn contents_page(&self, lines: &[NodeIdx], nth: usize, n_pages: usize) -> Result<(String, String)> {
        let path = contents_path(self.table, nth);
        let title = if n_pages == 1 { "目次".to_owned() } else { format!("目次({}/{n_pages})", nth + 1) };
        let shown = &lines[nth * MAX_CONTENTS..lines.len().min((nth + 1) * MAX_CONTENTS)];
        let siblings: Vec<Value> = (0..n_pages)
            .filter(|_| n_pages > 1)
            .map(|other| {
                let href = relative("", &contents_path(self.table, other));
                let first = &self.table.nodes[lines[other * MAX_CONTENTS]].title;
                context! { href, title => format!("{}: {first} から", other + 1), is_current => other == nth }
            })
            .collect();
        let navigation = Value::from(Serde(Navigation::of_contents(self.table, "")));
        let page = context! { title => &title, is_home => false };
        let html = self.theme.render(
            "contents.html",
            context! { page, navigation, siblings, parts => self.contents_parts(shown), ..self.around(&path, &title) },
        )?;
        Ok((path, html))
    }

    /// Lines grouped by part, as `{title, lines: [{title, href, level}]}`.
    fn contents_parts(&self, shown: &[NodeIdx]) -> Vec<Value> {
        shown
            .chunk_by(|a, b| self.table.nodes[*a].part == self.table.nodes[*b].part)
            .map(|nodes| {
                let lines: Vec<Value> = nodes.iter().map(|node_idx| self.contents_line(*node_idx)).collect();
                context! { title => &self.table.parts[self.table.nodes[nodes[0]].part].title, lines }
            })
            .collect()
    }

    fn contents_line(&self, node_idx: NodeIdx) -> Value {
        let node = &self.table.nodes[node_idx];
        let href = node.page.map(|page_idx| relative("", &self.table.pages[page_idx].path));
        context! { title => &node.title, href, level => self.table.trail(node_idx).len() }
    }

    /// All nodes in reading order.
    fn lines(&self) -> Vec<NodeIdx> {
        let mut lines = Vec::with_capacity(self.table.nodes.len());
        let mut open: Vec<NodeIdx> = Vec::new();
        for part in &self.table.parts {
            open.extend(part.nodes.iter().rev());
            while let Some(node_idx) = open.pop() {
                lines.push(node_idx);
                open.extend(self.table.nodes[node_idx].children.iter().rev());
            }
        }
        lines
    }

    /// What every page needs, whatever it holds.
    fn around(&self, path: &str, title: &str) -> Value {
        let base = folder(path);
        let link = |to: &str| relative(base, to);
        let home = Anchor { title: self.options.title.clone(), href: link("index.html") };
        context! {
            book => self.book.clone(),
            head_title => head_title(title, &self.options.title),
            description => description(title, &self.options.description),
            home => Value::from(Serde(home)),
            contents => link(&self.contents_path),
            style => link(&self.theme.style.path),
            script => link(&self.theme.script.path),
            icon => link(&self.theme.icon.path),
            search => self.options.search.then(|| self.search_around(base)),
            offline => self.options.offline.then(|| self.offline_around(base)),
            desk => (),
            device => (),
        }
    }

    /// What a page tells the script of the offline copy, all addresses from the page in `base`.
    fn offline_around(&self, base: &str) -> Value {
        let link = |to: &str| relative(base, to);
        context! {
            script => link(&self.theme.offline_script.path),
            root => relative(base, ""),
            list => link(MANIFEST_PATH),
            icons => link(offline::WEB_MANIFEST_PATH),
            page => Value::from(Serde(Anchor { title: DEVICE_TITLE.to_owned(), href: link(DEVICE_PATH) })),
            has_sign_out => self.options.sign_out.is_some(),
        }
    }

    /// What a page with the desk loads, in this order, and tells it; all addresses from the page in `base`.
    fn desk_around(&self, base: &str, data: &str, body: &Body) -> Value {
        let ours = desk::scripts(body.desk_parts.iter().map(String::as_str)).into_iter().map(|script| {
            let address = relative(base, self.theme.desk_script(script.name));
            context! { name => script.name, address }
        });
        let of_page =
            body.desk_scripts.iter().map(|path| context! { name => "", address => relative(base, path) });
        let scripts: Vec<Value> = ours.chain(of_page).collect();
        context! { scripts, data => relative(base, data), hub => relative(base, HUB_PATH), root => relative(base, "") }
    }

    /// What a page tells the search box, all addresses from the page in `base`.
    fn search_around(&self, base: &str) -> Value {
        let link = |to: &str| relative(base, to);
        let (topics_path, topics_title) = &self.topics;
        let consultation =
            self.consultation.as_ref().map(|(path, title)| Anchor { title: title.clone(), href: link(path) });
        context! {
            script => link(&self.theme.search_script.path),
            folder => link(SEARCH_FOLDER),
            engine => link(&self.theme.engine.path),
            page => link(self.search_path),
            topics => Value::from(Serde(Anchor { title: (*topics_title).to_owned(), href: link(topics_path) })),
            consultation => Value::from(Serde(consultation)),
        }
    }
}

/// Path of the search page. A chapter of that name keeps it.
pub(crate) fn search_path(table: &PageTable<'_>) -> &'static str {
    if table.page_at("search.html").is_some() { "guide-search.html" } else { "search.html" }
}

/// The page of the chapter an option names.
fn chosen_page(table: &PageTable<'_>, key: &str, source: Option<&str>) -> Result<Option<PageIdx>> {
    let Some(source) = source else { return Ok(None) };
    match table.page_of_source(source) {
        Some(page_idx) => Ok(Some(page_idx)),
        None => Err(Error::Options(format!("`{key}` の `{source}` は SUMMARY.md にありません"))),
    }
}

/// Path of a contents page. A chapter of that name keeps it.
fn contents_path(table: &PageTable<'_>, nth: usize) -> String {
    let is_taken = table.page_at("contents.html").is_some();
    let stem = if is_taken { "guide-contents" } else { "contents" };
    match nth {
        0 => format!("{stem}.html"),
        nth => format!("{stem}-{}.html", nth + 1),
    }
}

/// 「ページ名 | 書名」
fn head_title(title: &str, book_title: &str) -> String {
    match book_title {
        "" => title.to_owned(),
        book_title if book_title == title => title.to_owned(),
        book_title => format!("{title} | {book_title}"),
    }
}

fn description(title: &str, book_description: &str) -> String {
    match book_description {
        "" => title.to_owned(),
        book_description => format!("{title}。{book_description}"),
    }
}
