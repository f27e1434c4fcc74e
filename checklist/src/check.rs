//! Checks that need all files together: references that point backwards, and words two terms claim.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::{
    Code, Diagnostic, Edition, Library, Lineage, Publication, Report, Span, codes, read::did_you_mean,
    yaml::Node,
};

/// Everything a single file cannot show.
pub(crate) fn across_files(library: &Library, roots: &BTreeMap<PathBuf, Node>, report: &mut Report) {
    let mut check = Check { library, roots, report };
    check.forms();
    check.lineages();
    check.glossary();
}

struct Check<'a> {
    library: &'a Library,
    roots: &'a BTreeMap<PathBuf, Node>,
    report: &'a mut Report,
}

impl Check<'_> {
    fn error(&mut self, code: &'static Code, span: Span, message: String, help: &str) {
        self.report.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Where a key of a mapping has its value; the mapping itself when it has no such key.
    fn place(&self, mapping: &Span, key: &str) -> Span {
        let node = self.roots.get(&mapping.file).and_then(|root| find(root, mapping.bytes.start));
        node.and_then(|node| node.get(key)).map_or(mapping.clone(), |node| self.span(&mapping.file, node))
    }

    fn span(&self, file: &Path, node: &Node) -> Span {
        Span::new(file, node.bytes.clone())
    }

    /// `succeeds` names forms of older editions.
    fn forms(&mut self) {
        for (idx, edition) in self.library.editions.iter().enumerate() {
            let older = self.library.editions[..idx].iter().flat_map(|edition| &edition.forms);
            let ids: Vec<_> = older.map(|form| form.id.as_str()).collect();
            let file = edition.span.file.clone();
            let Some(forms) = self.roots.get(&file).and_then(|root| root.get("forms")) else { continue };
            for node in forms.children().filter_map(|form| form.get("succeeds")).flat_map(Node::children) {
                let Some(id) = node.str().filter(|id| !ids.contains(id)) else { continue };
                let message = format!("`{id}` という様式は、これより前の版にありません");
                let help =
                    did_you_mean(id, ids.iter().copied()) + "`succeeds` には前の版までの様式の id を書きます";
                self.error(&codes::UNKNOWN_FORM, Span::new(&file, node.bytes.clone()), message, &help);
            }
        }
    }

    /// `since` and `until` agree with the rows.
    fn lineages(&mut self) {
        let library = self.library;
        if !library.editions.iter().all(|edition| self.is_complete(edition)) {
            return;
        }
        for lineage in &library.lineages {
            let published =
                library.editions.iter().filter(|edition| edition.publication == Publication::Published);
            let with_rows: Vec<_> = published.filter(|edition| has(edition, &lineage.id)).collect();
            match (with_rows.first(), with_rows.last()) {
                (Some(first), Some(last)) => self.life(lineage, first, last),
                _ => self.never_used(lineage),
            }
        }
    }

    /// Whether all rows of an edition could be read, so that a missing one says something.
    fn is_complete(&self, edition: &Edition) -> bool {
        let folder = edition.span.file.parent().unwrap_or(Path::new(""));
        !self.report.diagnostics.iter().any(|diagnostic| diagnostic.span.file.starts_with(folder))
    }

    fn never_used(&mut self, lineage: &Lineage) {
        let message = format!("項目 `{}` の行が、どの版にもありません", lineage.id);
        let help = "行を書くか、まだ使わない項目なら lineages.yaml から消します";
        self.error(&codes::LINEAGE_SINCE, self.place(&lineage.span, "id"), message, help);
    }

    fn life(&mut self, lineage: &Lineage, first: &Edition, last: &Edition) {
        let Lineage { id, since, until, span, .. } = lineage;
        if !since.is_empty() && *since != first.id {
            let message = format!("項目 `{id}` の行は {} からあるのに、`since` が {since} です", first.id);
            let help = format!("`since: {}` とするか、行を確かめます", first.id);
            self.error(&codes::LINEAGE_SINCE, self.place(span, "since"), message, &help);
        }
        match until {
            Some(until) if *until != last.id => {
                let message = format!("項目 `{id}` の行は {} までなのに、`until` が {until} です", last.id);
                let help = format!("`until: {}` とするか、行を確かめます", last.id);
                self.error(&codes::LINEAGE_SINCE, self.place(span, "until"), message, &help);
            }
            Some(_) => {}
            None => self.gone(lineage, last),
        }
    }

    /// A lineage that the current edition lacks is either gone for good or forgotten.
    fn gone(&mut self, lineage: &Lineage, last: &Edition) {
        let Some(current) = self.library.current_edition().filter(|current| current.id != last.id) else {
            return;
        };
        let message = format!("項目 `{}` の行が、いまの版 {} にありません", lineage.id, current.id);
        let help = format!("なくなった項目なら `until: {}` を加えます。続いているなら行を加えます", last.id);
        let span = self.place(&lineage.span, "id");
        self.report.push(Diagnostic::error(&codes::LINEAGE_SINCE, span, message).help(help));
    }

    /// Every word leads to one term.
    fn glossary(&mut self) {
        let fold = |word: &str| ComposingNormalizerBorrowed::new_nfkc().normalize(word).to_lowercase();
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for (idx, term) in self.library.glossary.iter().enumerate() {
            for (word, span) in self.words(idx) {
                let owner = *owners.entry(fold(&word)).or_insert(idx);
                if owner == idx {
                    continue;
                }
                let other = &self.library.glossary[owner];
                let message = format!("「{word}」は用語 `{}` と `{}` の両方にあります", other.id, term.id);
                let related = self.place(&other.span, "term");
                let problem = Diagnostic::error(&codes::GLOSSARY_CLASH, span, message);
                let problem = problem.related(related, "もう一方の用語です");
                self.report
                    .push(problem.help("どちらか一方だけに残します。同じ意味なら用語を1つにまとめます"));
            }
        }
    }

    /// All ways to write a term, each with its place.
    fn words(&self, idx: usize) -> Vec<(String, Span)> {
        let span = &self.library.glossary[idx].span;
        let Some(node) = self.roots.get(&span.file).and_then(|root| find(root, span.bytes.start)) else {
            return Vec::new();
        };
        let lists = ["aliases", "avoid"].into_iter().filter_map(|key| node.get(key)).flat_map(Node::children);
        let words = node.get("term").into_iter().chain(lists);
        words.filter_map(|node| Some((node.str()?.to_owned(), self.span(&span.file, node)))).collect()
    }
}

/// The innermost mapping that starts at a byte.
fn find(node: &Node, start: usize) -> Option<&Node> {
    let inner =
        node.children().find(|child| child.bytes.contains(&start)).and_then(|child| find(child, start));
    inner.or_else(|| (node.bytes.start == start && node.is_map()).then_some(node))
}

fn has(edition: &Edition, lineage: &str) -> bool {
    edition.forms.iter().flat_map(|form| &form.rows).any(|row| row.lineage == lineage)
}
