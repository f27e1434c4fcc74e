//! From a book to a folder of files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_renderer::book::{Book, Chapter};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::address;
use crate::body::{Attachment, Body, Problem, body};
use crate::finding::{Code, Finding, Severity};
use crate::frame::{DEVICE_PATH, Framer, HUB_PATH, search_path};
use crate::links::{Link, Linker};
use crate::manifest::{self, FileKind, MANIFEST_FORMAT, MANIFEST_PATH, Manifest, Notes, PUBLIC_FOLDER};
use crate::options::Options;
use crate::pages::{BadPath, MAX_PATH_LENGTH, PageTable, SEARCH_FOLDER, is_reserved, slashed};
use crate::policy::POLICY;
use crate::sections::collect;
use crate::theme::{Asset, Theme};
use crate::{Error, Rendered, Result, offline};

/// Writes the site of a book into `destination`, a folder that is new or empty.
///
/// `book` is complete: all preprocessors have run. Files beside the chapters that are no Markdown are copied.
/// The same input gives the same bytes.
///
/// When a chapter has a mistake nothing is written, and [`Rendered::findings`] says what is wrong.
///
/// # Errors
///
/// A file that cannot be read or written, and a theme that cannot be used.
pub fn render(root: &Path, book: &Book, options: &Options, destination: &Path) -> Result<Rendered> {
    let draft = Draft::new(root, book, options, destination)?;
    if draft.is_broken() {
        return Ok(Rendered { findings: draft.findings, ..Rendered::default() });
    }
    draft.write(destination)
}

/// A site in memory, without its frames.
struct Draft<'a> {
    options: &'a Options,
    theme: Theme,
    table: PageTable<'a>,
    bodies: Vec<Body>,
    /// The first chapter once more, for the top of the site, when it lies elsewhere.
    home: Option<Body>,
    /// Path of what the desk works on; `None` when the site has no desk.
    desk_data: Option<String>,
    /// Files to copy: path in the site, path on disk.
    copies: BTreeMap<String, PathBuf>,
    findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    fn new(root: &Path, book: &'a Book, options: &'a Options, destination: &Path) -> Result<Draft<'a>> {
        let theme = Theme::load(&root.join(&options.theme))?;
        let (table, bad_paths) = PageTable::new(book, options);
        let (copies, outside) = copies(root, options, destination)?;
        let (bodies, home) = bodies(&table, options);
        let desk_data = bodies.iter().find_map(|body| body.desk_data.clone());
        let findings = Vec::new();
        let mut draft = Draft { options, theme, table, bodies, home, desk_data, copies, findings };
        let mut findings: Vec<Finding> = bad_paths.into_iter().map(|bad| draft.path_finding(bad)).collect();
        findings.extend(outside.into_iter().map(|path| draft.outside_finding(path)));
        findings.extend(draft.clashes());
        findings.extend(draft.long_paths());
        findings.extend(draft.page_findings(&root.join(&options.src)));
        findings.sort_by(|a, b| (a.severity, &a.file, a.position).cmp(&(b.severity, &b.file, b.position)));
        draft.findings = findings;
        Ok(draft)
    }

    fn is_broken(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    fn severity(&self, code: Code) -> Severity {
        if self.options.tolerate.contains(&code) { Severity::Warning } else { Severity::Error }
    }

    // Findings

    fn path_finding(&self, bad: BadPath) -> Finding {
        let file = format!("{}/SUMMARY.md", slashed(&self.options.src));
        let severity = self.severity(bad.code);
        Finding { code: bad.code, severity, file, position: None, message: bad.message, help: None }
    }

    fn outside_finding(&self, path: String) -> Finding {
        Finding {
            code: Code::OutsideFile,
            severity: self.severity(Code::OutsideFile),
            message: format!("`{path}` は src/ の外を指しているため、写しません"),
            file: path,
            position: None,
            help: Some("ファイルそのものを置きます".into()),
        }
    }

    /// Files that would be written to one place.
    fn clashes(&self) -> Vec<Finding> {
        let mut seen: HashMap<String, &str> = HashMap::new();
        seen.extend(self.table.pages.iter().map(|page| (page.path.to_lowercase(), &*page.path)));
        seen.insert(MANIFEST_PATH.to_owned(), MANIFEST_PATH);
        if self.options.search {
            let path = search_path(&self.table);
            seen.insert(path.to_owned(), path);
        }
        let mut attached: HashSet<&Attachment> = HashSet::new();
        let attachments = self.bodies.iter().flat_map(|body| &body.attachments);
        let unlike = attachments.filter(|attachment| attached.insert(attachment)).map(|file| &file.path);
        let mut findings = Vec::new();
        let own = self.own_pages();
        for path in &own {
            if let Some(page) = seen.insert((*path).to_owned(), path) {
                findings.push(self.reserved_finding(page));
            }
        }
        for path in unlike.chain(self.copies.keys()) {
            match seen.insert(path.to_lowercase(), path) {
                Some(first) if own.contains(&first) => findings.push(self.reserved_finding(path)),
                Some(first) => {
                    let message = format!("`{path}` と `{first}` が同じ場所に書き出されます");
                    findings.push(self.file_finding(Code::PathClash, path, message));
                }
                None if is_reserved(path) => findings.push(self.reserved_finding(path)),
                None => {}
            }
        }
        findings
    }

    /// Paths that no longer fit where somebody unpacks the site.
    fn long_paths(&self) -> Vec<Finding> {
        let pages = self.table.pages.iter().map(|page| &*page.path);
        let attachments = self.bodies.iter().flat_map(|body| &body.attachments).map(|file| &*file.path);
        let paths: BTreeSet<&str> =
            pages.chain(attachments).chain(self.copies.keys().map(String::as_str)).collect();
        let length = |path: &str| path.encode_utf16().count();
        let too_long = paths.into_iter().filter(|path| length(path) > MAX_PATH_LENGTH);
        let finding = |path: &str| {
            let message = format!("`{path}` は {} 文字です(上限は {MAX_PATH_LENGTH} 文字)", length(path));
            Finding {
                help: Some("ファイルかフォルダーの名前を短くします".into()),
                ..self.file_finding(Code::LongPath, path, message)
            }
        };
        too_long.map(finding).collect()
    }

    /// Pages the site needs for itself and whose names never change.
    fn own_pages(&self) -> Vec<&'static str> {
        let hub = self.desk_data.is_some().then_some(HUB_PATH);
        let device = self.options.offline.then_some(DEVICE_PATH);
        hub.into_iter().chain(device).collect()
    }

    fn reserved_finding(&self, path: &str) -> Finding {
        self.file_finding(Code::ReservedPath, path, format!("`{path}` はサイトの仕組みが使う名前です"))
    }

    fn file_finding(&self, code: Code, path: &str, message: String) -> Finding {
        let severity = self.severity(code);
        Finding { code, severity, file: path.to_owned(), position: None, message, help: None }
    }

    fn page_findings(&self, src: &Path) -> Vec<Finding> {
        let files = self.files();
        (0..self.bodies.len())
            .into_par_iter()
            .map(|page_idx| {
                let body = &self.bodies[page_idx];
                let dead = body.links.iter().filter_map(|link| self.dead(page_idx, link, &files));
                let problems: Vec<Problem> = dead.collect();
                let all = body.problems.iter().chain(&problems);
                let chapter = self.table.pages[page_idx].chapter;
                all.map(|problem| self.finding(src, page_idx, chapter, problem)).collect::<Vec<_>>()
            })
            .flatten_iter()
            .collect()
    }

    /// Every path of the site that is no chapter.
    fn files(&self) -> BTreeSet<&str> {
        let attachments = self.bodies.iter().flat_map(|body| &body.attachments).map(|file| &*file.path);
        let mut files: BTreeSet<&str> = attachments.chain(self.copies.keys().map(String::as_str)).collect();
        files.insert("index.html");
        files.insert("contents.html");
        if self.options.offline {
            files.insert(DEVICE_PATH);
        }
        if self.options.search {
            files.insert(search_path(&self.table));
        }
        files
    }

    fn dead(&self, page_idx: usize, link: &Link, files: &BTreeSet<&str>) -> Option<Problem> {
        let target = match &*link.path {
            "" => Some(page_idx),
            path => self.table.page_at(path),
        };
        let Some(target) = target else {
            return (!files.contains(&*link.path)).then(|| self.dead_link(link));
        };
        let fragment = link.fragment.split(":~:").next().unwrap_or_default();
        let ids = &self.bodies[target].ids;
        let is_there =
            matches!(fragment, "" | "top") || ids.binary_search_by(|id| (**id).cmp(fragment)).is_ok();
        (!is_there).then(|| self.dead_anchor(target, link, fragment))
    }

    fn dead_link(&self, link: &Link) -> Problem {
        let help = match link.path.strip_suffix('/') {
            Some(folder) => format!("`{folder}/index.md` のように、ファイルまで書きます"),
            None => "ファイルの名前と場所を確かめます。章は SUMMARY.md に載せます".to_owned(),
        };
        let message = format!("`{}` の先がサイトにありません", link.written);
        Problem { code: Code::DeadLink, written: link.written.clone(), message, help: Some(help) }
    }

    fn dead_anchor(&self, target: usize, link: &Link, fragment: &str) -> Problem {
        let path = &self.table.pages[target].path;
        let message = format!("`{}` の `#{fragment}` が、ページ `{path}` にありません", link.written);
        Problem { code: Code::DeadAnchor, written: link.written.clone(), message, help: None }
    }

    fn finding(&self, src: &Path, page_idx: usize, chapter: &Chapter, problem: &Problem) -> Finding {
        let (file, position) = match &chapter.source_path {
            Some(source) => {
                let file = format!("{}/{}", slashed(&self.options.src), slashed(source));
                (file, position(&src.join(source), &problem.written))
            }
            None => (self.table.pages[page_idx].path.clone(), None),
        };
        Finding {
            code: problem.code,
            severity: self.severity(problem.code),
            file,
            position,
            message: problem.message.clone(),
            help: problem.help.clone(),
        }
    }

    // Writing

    fn write(self, destination: &Path) -> Result<Rendered> {
        let framer = Framer::new(&self.theme, &self.table, self.options, self.desk_data.as_deref())?;
        let writer = FileWriter::new(destination);
        writer.make_folders(self.paths())?;
        for asset in self.assets() {
            writer.write(FileKind::Asset, &asset.path, asset.content.as_bytes())?;
        }
        let more = framer.contents()?.into_iter().chain(framer.search()?).chain(framer.hub()?);
        for (path, html) in more.chain(framer.device()?) {
            writer.write(FileKind::Page, &path, html.as_bytes())?;
        }
        if self.options.offline {
            writer.make_folders([PUBLIC_FOLDER].into_iter())?;
            for (path, content) in offline::server_files(&self.theme, &self.options.language)? {
                writer.write(FileKind::Server, path, content.as_bytes())?;
            }
        }
        if let Some(home) = &self.home {
            writer.write(FileKind::Page, "index.html", framer.page(0, "index.html", home)?.as_bytes())?;
        }
        for (path, source) in &self.copies {
            writer.copy(source, path)?;
        }
        let attachments = self.bodies.iter().flat_map(|body| &body.attachments);
        let attachments: BTreeMap<_, _> = attachments.map(|file| (&*file.path, &*file.bytes)).collect();
        attachments
            .par_iter()
            .try_for_each(|(path, bytes)| writer.write(FileKind::Attachment, path, bytes))?;
        let book = collect(&self.table, &self.bodies, self.options);
        let pages = manifest::pages(&book);
        let n_pages = self.table.pages.len();
        let (index, written) = rayon::join(
            || write_index(self.options.search.then_some(book), &writer),
            || {
                self.bodies.into_par_iter().enumerate().try_for_each(|(page_idx, body)| {
                    let path = &self.table.pages[page_idx].path;
                    let html = framer.page(page_idx, path, &body)?;
                    writer.write(FileKind::Page, path, html.as_bytes())
                })
            },
        );
        written.and(index)?;
        let manifest = manifest_of(self.options, writer.notes.into_files(pages));
        let list = manifest.to_json();
        write_file(&destination.join(MANIFEST_PATH), list.as_bytes())?;
        let mut files: Vec<String> = manifest.files.iter().map(|file| file.path.clone()).collect();
        files.push(MANIFEST_PATH.to_owned());
        files.sort();
        Ok(Rendered {
            n_pages,
            written_bytes: manifest.files.iter().map(|file| file.bytes).sum::<u64>() + list.len() as u64,
            files,
            findings: self.findings,
        })
    }

    fn assets(&self) -> Vec<&Asset> {
        self.theme.assets(self.options.search, self.desk_data.is_some(), self.options.offline)
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        let assets = self.assets().into_iter().map(|asset| &*asset.path);
        let pages = self.table.pages.iter().map(|page| &*page.path);
        assets.chain(pages).chain(self.copies.keys().map(String::as_str))
    }
}

/// All bodies in parallel, in the order of the pages; and the first once more when it does not lie at the top.
pub(crate) fn bodies(table: &PageTable<'_>, options: &Options) -> (Vec<Body>, Option<Body>) {
    let linker = Linker { table };
    let at = |page_idx: usize, base: &str| {
        let page = &table.pages[page_idx];
        body(&page.chapter.content, &page.path, base, &linker, options)
    };
    let bodies = (0..table.pages.len())
        .into_par_iter()
        .map(|page_idx| {
            let mut body = at(page_idx, address::folder(&table.pages[page_idx].path));
            body.ids.sort_unstable();
            body
        })
        .collect();
    let needs_home = !table.pages.is_empty() && table.page_at("index.html").is_none();
    (bodies, needs_home.then(|| at(0, "")))
}

/// Makes the index of a book and writes its files.
fn write_index(book: Option<search_index::Book>, writer: &FileWriter<'_>) -> Result<()> {
    let Some(book) = book else { return Ok(()) };
    let files = search_index::Index::new(book)?.export();
    files.into_iter().try_for_each(|file| {
        writer.write(FileKind::Search, &format!("{SEARCH_FOLDER}{}", file.name), &file.bytes)
    })
}

fn manifest_of(options: &Options, files: Vec<manifest::ManifestFile>) -> Manifest {
    Manifest {
        format: MANIFEST_FORMAT,
        program: concat!("jissen ", env!("CARGO_PKG_VERSION")).to_owned(),
        title: options.title.clone(),
        edition: options.edition.clone(),
        date: options.date.clone(),
        disclaimer: options.disclaimer.clone(),
        build: manifest::build_of(&files),
        policy: POLICY.to_owned(),
        files,
    }
}

/// Files under `src` that are no Markdown, and links that lead out of it.
fn copies(
    root: &Path,
    options: &Options,
    destination: &Path,
) -> Result<(BTreeMap<String, PathBuf>, Vec<String>)> {
    let src = root.join(&options.src);
    let skipped = [root.join(&options.build_dir), destination.to_owned()];
    let is_wanted = |entry: &walkdir::DirEntry| {
        let is_hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        !is_hidden && !skipped.iter().any(|folder| folder == entry.path())
    };
    let (mut files, mut outside) = (BTreeMap::new(), Vec::new());
    for entry in WalkDir::new(&src).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let entry = entry.map_err(|error| Error::file("読み込み", &src, error.into()))?;
        let is_markdown = entry.path().extension().is_some_and(|extension| extension == "md");
        if is_markdown || entry.file_type().is_dir() {
            continue;
        }
        let path = slashed(entry.path().strip_prefix(&src).unwrap_or(entry.path()));
        if entry.path_is_symlink() && !stays_inside(&src, entry.path()) {
            outside.push(format!("{}/{path}", slashed(&options.src)));
        } else {
            files.insert(path, entry.into_path());
        }
    }
    Ok((files, outside))
}

/// Whether a symbolic link leads to a file in `src`.
fn stays_inside(src: &Path, link: &Path) -> bool {
    match (src.canonicalize(), link.canonicalize()) {
        (Ok(src), Ok(target)) => target.starts_with(src) && target.is_file(),
        _ => false,
    }
}

/// Line and column of `written` in a file, both from 1, in characters.
fn position(file: &Path, written: &str) -> Option<(usize, usize)> {
    if written.is_empty() {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let at = text.find(written)?;
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    Some((text[..at].matches('\n').count() + 1, text[line_start..at].chars().count() + 1))
}

/// Writes files below one folder and notes them.
struct FileWriter<'a> {
    destination: &'a Path,
    notes: Notes,
}

impl<'a> FileWriter<'a> {
    fn new(destination: &'a Path) -> Self {
        FileWriter { destination, notes: Notes::default() }
    }

    /// Makes every folder once, before pages are written in parallel.
    fn make_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<()> {
        let folders: BTreeSet<&str> = paths.map(address::folder).collect();
        for folder in folders {
            let folder = self.destination.join(folder);
            fs::create_dir_all(&folder).map_err(|error| Error::file("作成", &folder, error))?;
        }
        Ok(())
    }

    fn write(&self, kind: FileKind, path: &str, bytes: &[u8]) -> Result<()> {
        write_file(&self.destination.join(path), bytes)?;
        self.notes.add(kind, path, bytes);
        Ok(())
    }

    fn copy(&self, source: &Path, path: &str) -> Result<()> {
        let bytes = fs::read(source).map_err(|error| Error::file("読み込み", source, error))?;
        self.write(FileKind::Copy, path, &bytes)
    }
}

fn write_file(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| Error::file("書き込み", file, error))
}

/// Empties the way for a folder that is about to be renamed into place.
pub(crate) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file("削除", folder, error)),
        _ => Ok(()),
    }
}

/// The name of the folder a site is written to before it takes its place.
pub(crate) fn staging_of(destination: &Path) -> PathBuf {
    let mut name = destination.file_name().unwrap_or_default().to_os_string();
    name.push(".staging");
    destination.with_file_name(name)
}
