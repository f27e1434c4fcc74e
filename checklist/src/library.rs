//! All data files of a book.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    Contacts, Correspondence, Diagnostic, Edition, Guideline, Lineage, Publication, Regulation, Report, Span,
    Term, Vocabulary, check, codes,
    read::{self, Reader},
    regulation_check,
    yaml::{self, Node},
};

/// Everything the YAML files of a book say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Library {
    /// Oldest first, by fiscal year.
    pub editions: Vec<Edition>,
    /// In the order of `lineages.yaml`, which is the order of the guide.
    pub lineages: Vec<Lineage>,
    /// Device groups and actors.
    pub vocabulary: Vocabulary,
    /// Oldest version first.
    pub guidelines: Vec<Guideline>,
    /// In the order of `glossary.yaml`.
    pub glossary: Vec<Term>,
    /// The template of a clinic's own rules, when the book has one.
    pub regulation: Option<Regulation>,
    /// Where to ask and report, when the book has such a list.
    pub contacts: Option<Contacts>,
}

impl Library {
    /// Reads the data files under the folder of a book.
    ///
    /// Whatever can be read is in the library; what is wrong is in the report. A book without
    /// `checklists/` and `glossary.yaml` gives an empty library and an empty report.
    ///
    /// # Errors
    ///
    /// Only when the machine fails: a file that exists but cannot be read.
    pub fn load(book: &Path) -> io::Result<(Self, Report)> {
        let mut files = Files { book, report: Report::default(), roots: BTreeMap::new() };
        let folders = files.edition_folders()?;
        let glossary = files.read("glossary.yaml", Need::Optional, read::glossary)?;
        let contacts = files.read("contacts.yaml", Need::Optional, read::contacts)?;
        let mut known = files.shared(&folders)?;
        let regulation = files.regulation(&known)?;
        let mut editions = files.editions(&folders, &known)?;
        known.doubtful_editions = files.doubtful(&editions);
        known.fiscal_years =
            editions.iter().map(|edition| (edition.id.clone(), edition.fiscal_year)).collect();
        for edition in &mut editions {
            files.rows(edition, &known)?;
        }
        editions.sort_by(|a, b| (a.fiscal_year, &a.id).cmp(&(b.fiscal_year, &b.id)));
        let library = Self {
            editions,
            lineages: known.lineages.unwrap_or_default(),
            vocabulary: known.vocabulary.unwrap_or_default(),
            guidelines: known.guidelines.unwrap_or_default(),
            glossary: glossary.unwrap_or_default(),
            regulation,
            contacts,
        };
        check::across_files(&library, &files.roots, &mut files.report);
        regulation_check::across_files(&library, &files.roots, &mut files.report);
        Ok((library, files.report))
    }

    /// The edition with this id.
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// The lineage with this id.
    pub fn lineage(&self, id: &str) -> Option<&Lineage> {
        self.lineages.iter().find(|lineage| lineage.id == id)
    }

    /// What the regulation answers each requirement by, for the form of the current edition that institutions
    /// fill in; empty without a regulation or such a form.
    pub fn correspondence(&self) -> Vec<Correspondence<'_>> {
        let forms = self.current_edition().map_or(&[][..], |edition| &edition.forms);
        let form = forms.iter().find(|form| !form.vendor);
        match (&self.regulation, form) {
            (Some(regulation), Some(form)) => regulation.correspondence(form),
            _ => Vec::new(),
        }
    }

    /// The newest edition whose rows are known: the one the guide explains.
    pub fn current_edition(&self) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.publication == crate::Publication::Published)
    }
}

/// What is known while files are read; none where a file is missing or broken, so that one mistake
/// is not reported again at every reference.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) edition_ids: Vec<String>,
    pub(crate) fiscal_years: BTreeMap<String, u32>,
    /// Editions whose `edition.yaml` has a problem: their rows are not measured by it.
    pub(crate) doubtful_editions: BTreeSet<String>,
    pub(crate) vocabulary: Option<Vocabulary>,
    pub(crate) guidelines: Option<Vec<Guideline>>,
    pub(crate) lineages: Option<Vec<Lineage>>,
}

/// Whether a book may do without a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// A book with checklists needs it; with what to put into it.
    Required(&'static str),
    Optional,
}

const NEEDS_VOCABULARY: Need =
    Need::Required("対象(`targets`)と実施する人(`actors`)を並べたファイルを作ります");
const NEEDS_GUIDELINE: Need =
    Need::Required("版が指すガイドラインの編と章(`versions`)を並べたファイルを作ります");
const NEEDS_LINEAGES: Need = Need::Required("項目ID(`lineages`)を並べたファイルを作ります");
const NEEDS_EDITION: Need = Need::Required(
    "版の題や様式を書いたファイルを作ります。版のフォルダでなければ checklists/ の外へ移します",
);

const NEEDS_REGULATION: Need =
    Need::Required("規程の条(`chapters`)を書いたファイルを作るか、regulation/ のファイルを消します");
const NEEDS_APPENDICES: Need = Need::Required("規程の別表と様式(`appendices`)を並べたファイルを作ります");

/// The files of a book while they are read.
struct Files<'a> {
    book: &'a Path,
    report: Report,
    /// The tree of every file that is usable as YAML.
    roots: BTreeMap<PathBuf, Node>,
}

impl Files<'_> {
    /// Reads one file, named from the book's folder. None when it is missing or unusable.
    fn read<T>(
        &mut self,
        name: &str,
        need: Need,
        read: impl FnOnce(&mut Reader<'_>, &Node) -> Option<T>,
    ) -> io::Result<Option<T>> {
        let file = Path::new(name);
        let Some(bytes) = bytes(&self.book.join(file)).map_err(|error| cannot_read(file, &error))? else {
            if let Need::Required(help) = need {
                let message = format!("ファイル {name} がありません");
                self.report
                    .push(Diagnostic::error(&codes::MISSING_FILE, Span::file(file), message).help(help));
            }
            return Ok(None);
        };
        let Some(root) = yaml::parse(file, &bytes, &mut self.report) else { return Ok(None) };
        let value = read(&mut Reader { file, report: &mut self.report }, &root);
        self.roots.insert(file.to_owned(), root);
        Ok(value)
    }

    /// Names of the folders under `checklists/` that hold an edition, sorted.
    fn edition_folders(&mut self) -> io::Result<Vec<String>> {
        let names = self.names("checklists")?;
        for name in names.iter().filter(|name| is_yaml(name)) {
            if !["vocabulary.yaml", "lineages.yaml"].contains(&name.as_str()) {
                self.undeclared(
                    &format!("checklists/{name}"),
                    "checklists/ に置くのは vocabulary.yaml と lineages.yaml です",
                );
            }
        }
        let folders = names.into_iter().filter(|name| {
            let path = self.book.join("checklists").join(name);
            name != "schema" && path.is_dir()
        });
        Ok(folders.collect())
    }

    fn undeclared(&mut self, name: &str, help: &str) {
        let message = format!("ファイル {name} はどこからも使われていません");
        let help = format!("{help}。要らなければ消します");
        self.report.push(Diagnostic::error(&codes::UNDECLARED_FILE, Span::file(name), message).help(help));
    }

    /// Visible names in a folder, sorted; none when there is no such folder.
    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.book.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(cannot_read(Path::new(folder), &error)),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        let names: io::Result<Vec<_>> = names.collect();
        let mut names = names.map_err(|error| cannot_read(Path::new(folder), &error))?;
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        Ok(names)
    }

    /// Reads the files that all editions share.
    fn shared(&mut self, folders: &[String]) -> io::Result<Known> {
        let needed = |need, is_needed| if is_needed { need } else { Need::Optional };
        let has_checklists = self.book.join("checklists").is_dir();
        let vocabulary = needed(NEEDS_VOCABULARY, has_checklists);
        let guideline = needed(NEEDS_GUIDELINE, !folders.is_empty());
        let lineages = needed(NEEDS_LINEAGES, has_checklists);
        let mut known = Known { edition_ids: folders.to_vec(), ..Known::default() };
        known.vocabulary = self.read("checklists/vocabulary.yaml", vocabulary, read::vocabulary)?;
        known.guidelines = self.read("guideline.yaml", guideline, read::guidelines)?;
        let read_lineages = |reader: &mut Reader<'_>, root: &Node| read::lineages(reader, root, &known);
        known.lineages = self.read("checklists/lineages.yaml", lineages, read_lineages)?;
        Ok(known)
    }

    /// The template with its appendices. A book has both files or none.
    fn regulation(&mut self, known: &Known) -> io::Result<Option<Regulation>> {
        let names = self.names("regulation")?;
        let known_names = ["regulation.yaml", "appendices.yaml"];
        for name in names.iter().filter(|name| is_yaml(name) && !known_names.contains(&name.as_str())) {
            let help = "regulation/ に置くのは regulation.yaml と appendices.yaml です";
            self.undeclared(&format!("regulation/{name}"), help);
        }
        if names.iter().all(|name| !known_names.contains(&name.as_str())) {
            return Ok(None);
        }
        let read_all = |reader: &mut Reader<'_>, root: &Node| read::regulation(reader, root, known);
        let regulation = self.read("regulation/regulation.yaml", NEEDS_REGULATION, read_all)?;
        let read_appendices = |reader: &mut Reader<'_>, root: &Node| read::appendices(reader, root, known);
        let appendices = self.read("regulation/appendices.yaml", NEEDS_APPENDICES, read_appendices)?;
        Ok(regulation
            .map(|regulation| Regulation { appendices: appendices.unwrap_or_default(), ..regulation }))
    }

    fn editions(&mut self, folders: &[String], known: &Known) -> io::Result<Vec<Edition>> {
        let mut editions = Vec::new();
        for folder in folders {
            let name = format!("checklists/{folder}/edition.yaml");
            let edition = |reader: &mut Reader<'_>, root: &Node| read::edition(reader, root, folder, known);
            editions.extend(self.read(&name, NEEDS_EDITION, edition)?);
        }
        Ok(editions)
    }

    /// Ids of the editions whose own file has a problem.
    fn doubtful(&self, editions: &[Edition]) -> BTreeSet<String> {
        let files: BTreeSet<_> =
            self.report.diagnostics.iter().map(|diagnostic| &diagnostic.span.file).collect();
        let doubtful = editions.iter().filter(|edition| files.contains(&edition.span.file));
        doubtful.map(|edition| edition.id.clone()).collect()
    }

    /// Reads the files of an edition's forms.
    fn rows(&mut self, edition: &mut Edition, known: &Known) -> io::Result<()> {
        let folder = format!("checklists/{}", edition.id);
        self.undeclared_forms(edition, &folder)?;
        let mut forms = std::mem::take(&mut edition.forms);
        for form in &mut forms {
            let name = format!("{folder}/{}.yaml", form.id);
            if !self.book.join(&name).exists() {
                let message = format!("様式 `{}` のファイル {name} がありません", form.id);
                let declared = edition.span.clone();
                let help = "ファイルを作って `rows` を書くか、edition.yaml の `forms` から様式を消します";
                let problem = Diagnostic::error(&codes::MISSING_FILE, Span::file(&name), message).help(help);
                self.report.push(problem.related(declared, "様式の一覧はこのファイルにあります"));
                continue;
            }
            let read = |reader: &mut Reader<'_>, root: &Node| read::form(reader, root, edition, known);
            form.rows = self.read(&name, Need::Optional, read)?.unwrap_or_default();
        }
        edition.forms = forms;
        Ok(())
    }

    fn undeclared_forms(&mut self, edition: &Edition, folder: &str) -> io::Result<()> {
        let mut expected: BTreeSet<_> =
            edition.forms.iter().map(|form| format!("{}.yaml", form.id)).collect();
        expected.insert("edition.yaml".into());
        for name in self.names(folder)?.iter().filter(|name| is_yaml(name) && !expected.contains(*name)) {
            let file = format!("{folder}/{name}");
            match edition.publication {
                Publication::Announced => {
                    let message = format!("`announced` の版に行のファイル {file} があります");
                    let help = "行を入れるなら edition.yaml を `publication: published` にします。まだならファイルを消します";
                    self.report.push(
                        Diagnostic::error(&codes::ANNOUNCED_WITH_ROWS, Span::file(&file), message).help(help),
                    );
                }
                Publication::Published => {
                    self.undeclared(&file, "edition.yaml の `forms` に様式を加えます(名前の終わりは .yaml)")
                }
            }
        }
        Ok(())
    }
}

fn is_yaml(name: &str) -> bool {
    [".yaml", ".yml"].iter().any(|end| name.to_ascii_lowercase().ends_with(end))
}

/// The bytes of a file, one more than allowed at most; none when there is no such file.
fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !metadata.is_file() {
        return Err(io::Error::other("普通のファイルではありません"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(yaml::MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn cannot_read(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{} を読めません: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_own_files_have_no_problem() {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book");
        let (library, report) = Library::load(&book).unwrap();
        assert!(report.is_empty(), "{}", report.render());
        let ids: Vec<_> = library.editions.iter().map(|edition| edition.id.as_str()).collect();
        assert_eq!(ids, ["r5", "r6", "r7", "r8"]);
        assert_eq!(library.current_edition().unwrap().id, "r7");
    }

    /// Copies a right book and replaces one text in one of its files.
    fn edited(file: &str, from: &str, to: &str) -> Report {
        let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid");
        let book = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(&valid).into_iter().map(Result::unwrap) {
            let name = entry.path().strip_prefix(&valid).unwrap();
            match entry.file_type().is_dir() {
                true => fs::create_dir_all(book.path().join(name)).unwrap(),
                false => drop(fs::copy(entry.path(), book.path().join(name)).unwrap()),
            }
        }
        let text = fs::read_to_string(valid.join(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(book.path().join(file), text.replace(from, to)).unwrap();
        Library::load(book.path()).unwrap().1
    }

    fn codes(report: &Report) -> Vec<&str> {
        report.sorted().iter().map(|diagnostic| diagnostic.code.name).collect()
    }

    #[test]
    fn a_mistake_in_a_shared_file_is_not_repeated_at_every_row() {
        let edition = "checklists/r7/edition.yaml";
        assert_eq!(codes(&edited(edition, "numbering: circled", "numbering: circle")), ["wrong-type"]);
        assert_eq!(codes(&edited(edition, "sections:\n", "section:\n")), ["missing-key", "unknown-key"]);
        assert_eq!(codes(&edited(edition, "fiscal_year: 2025", "fiscal_year: 7")), ["wrong-type"]);
        assert_eq!(codes(&edited(edition, "title:", "title")), ["yaml-syntax"]);
        assert_eq!(
            codes(&edited("checklists/lineages.yaml", "lineages:", "lineages：")),
            ["fullwidth-colon"]
        );
        assert_eq!(codes(&edited("checklists/vocabulary.yaml", "targets:", "\ttargets:")), ["tab-indent"]);
        assert_eq!(codes(&edited("guideline.yaml", "versions:", "versions: @")), ["yaml-syntax"]);
    }

    #[test]
    fn harmless_problems_do_not_hide_others() {
        let sources = "sources: [\"https://example.org/draft\"]";
        let report = edited("checklists/r7/medical.yaml", sources, "sources: [x]\n    relation: [new]");
        assert_eq!(codes(&report), ["bad-url", "relation-disagrees"]);
    }

    #[test]
    fn a_book_without_data_gives_an_empty_library() {
        let (library, report) = Library::load(Path::new("no/such/book")).unwrap();
        assert_eq!(library, Library::default());
        assert!(report.is_empty());
    }
}
