//! Checks that need all files together: references that point backwards, and words two terms claim.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::{
    Ambiguity, Code, Diagnostic, Edition, Library, Lineage, Relation, RelationProblem, RelationProblemKind,
    Report, Row, Span, codes, declared_problems, read::did_you_mean, relation::published, yaml::Node,
};

/// Problems that leave every row with its lineage, number, target, status and relations.
const HARMLESS: [&Code; 6] = [
    &codes::BAD_URL,
    &codes::MISSING_SOURCE,
    &codes::NUMBER_ORDER,
    &codes::UNKNOWN_ACTOR,
    &codes::UNKNOWN_GUIDELINE,
    &codes::UNKNOWN_GUIDELINE_CLAUSE,
];

/// Everything a single file cannot show.
pub(crate) fn across_files(library: &Library, roots: &BTreeMap<PathBuf, Node>, report: &mut Report) {
    let places = roots
        .iter()
        .flat_map(|(file, root)| mappings(root).map(move |node| ((&**file, node.bytes.start), node)));
    let mut check = Check { library, places: places.collect(), report };
    check.forms();
    check.glossary();
    if check.is_complete() {
        check.lineages();
        check.origins();
        check.relations();
    }
}

struct Check<'a> {
    library: &'a Library,
    /// Every mapping of every file, by its first byte; the innermost one where several begin.
    places: BTreeMap<(&'a Path, usize), &'a Node>,
    report: &'a mut Report,
}

/// A mapping or list and all mappings inside, outer ones first.
fn mappings(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    let this = std::iter::once(node).filter(|node| node.is_map());
    Box::new(this.chain(node.children().flat_map(mappings)))
}

impl<'a> Check<'a> {
    fn error(&mut self, code: &'static Code, span: Span, message: String, help: &str) {
        self.report.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Where a key of a mapping has its value; the mapping itself when it has no such key.
    fn place(&self, mapping: &Span, key: &str) -> Span {
        let node = self.mapping(mapping).and_then(|node| node.get(key));
        node.map_or(mapping.clone(), |node| self.span(&mapping.file, node))
    }

    fn mapping(&self, span: &Span) -> Option<&'a Node> {
        self.places.get(&(&*span.file, span.bytes.start)).copied()
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
            let Some(forms) = self.mapping(&edition.span).and_then(|root| root.get("forms")) else {
                continue;
            };
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
        for lineage in &library.lineages {
            let with_rows: Vec<_> = published(library).filter(|edition| has(edition, &lineage.id)).collect();
            match (with_rows.first(), with_rows.last()) {
                (Some(first), Some(last)) => self.life(lineage, first, last),
                _ => self.never_used(lineage),
            }
        }
    }

    /// Whether all rows could be read, so that what is not there says something.
    fn is_complete(&self) -> bool {
        let disturbs = |diagnostic: &&Diagnostic| {
            diagnostic.span.file.starts_with("checklists") && !HARMLESS.contains(&diagnostic.code)
        };
        !self.report.diagnostics.iter().any(|diagnostic| disturbs(&diagnostic))
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

    /// `from` names other lineages that the edition before has.
    fn origins(&mut self) {
        let published: Vec<_> = published(self.library).collect();
        for (idx, edition) in published.iter().enumerate() {
            let previous = idx.checked_sub(1).map(|idx| published[idx]);
            let rows = edition.forms.iter().flat_map(|form| &form.rows);
            for row in rows.filter(|row| !row.from.is_empty() || !row.relation.is_empty()) {
                match previous {
                    Some(previous) => self.origin(row, previous),
                    None => self.first_edition(row, edition),
                }
            }
        }
    }

    fn first_edition(&mut self, row: &Row, edition: &Edition) {
        let key = if row.relation.is_empty() { "from" } else { "relation" };
        let message = format!("いちばん古い版 {} の行に `{key}` があります", edition.id);
        let help = "前の版がないので書けません。キーごと消します";
        self.error(&codes::RELATION_DISAGREES, self.place(&row.span, key), message, help);
    }

    fn origin(&mut self, row: &Row, previous: &Edition) {
        let span = self.place(&row.span, "from");
        for id in &row.from {
            let message = match *id == row.lineage {
                true => format!("`from` に、この行の項目 `{id}` そのものがあります"),
                false if !has(previous, id) => {
                    format!("`from` の項目 `{id}` は、前の版 {} にありません", previous.id)
                }
                false => continue,
            };
            let help = "`from` には、この行が引き継ぐ、前の版のほかの項目の ID を書きます";
            self.error(&codes::RELATION_DISAGREES, span.clone(), message, help);
        }
    }

    /// `relation` is there where it has to be, and agrees with the rows.
    fn relations(&mut self) {
        for problem in declared_problems(self.library) {
            let RelationProblem { kind, edition, previous, form, lineage, rows, derived, declared } =
                &problem;
            let Some(first) = rows.first() else { continue };
            let what = format!("{previous} から {edition} への項目 `{lineage}`({form})");
            let (code, key, message, help) = match kind {
                RelationProblemKind::Undeclared(cause) => (
                    &codes::RELATION_UNDECLARED,
                    "lineage",
                    format!("{what}の変更の種類を、行から導けません"),
                    format!(
                        "{}。行に `relation: [{}]` のように書きます",
                        cause_words(*cause),
                        names(derived)
                    ),
                ),
                RelationProblemKind::Disagrees => (
                    &codes::RELATION_DISAGREES,
                    "relation",
                    format!(
                        "{what}に `{}` とありますが、行からは `{}` です",
                        names(declared),
                        names(derived)
                    ),
                    "行が正しければ `relation` を消します。行が違うなら、番号・対象・項目IDを直します".into(),
                ),
            };
            let place = rows.iter().map(|row| self.place(row, key)).find(|place| !rows.contains(place));
            self.error(code, place.unwrap_or(first.clone()), message, &help);
        }
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
        let Some(node) = self.mapping(span) else { return Vec::new() };
        let lists = ["aliases", "avoid"].into_iter().filter_map(|key| node.get(key)).flat_map(Node::children);
        let words = node.get("term").into_iter().chain(lists);
        words.filter_map(|node| Some((node.str()?.to_owned(), self.span(&span.file, node)))).collect()
    }
}

fn has(edition: &Edition, lineage: &str) -> bool {
    edition.forms.iter().flat_map(|form| &form.rows).any(|row| row.lineage == lineage)
}

fn names(relations: &[Relation]) -> String {
    relations.iter().map(|relation| relation.name()).collect::<Vec<_>>().join(", ")
}

fn cause_words(cause: Ambiguity) -> &'static str {
    match cause {
        Ambiguity::Targets => {
            "どちらの版にも行がいくつもあり、どの対象がどの対象になったかが1通りに決まりません"
        }
        Ambiguity::Continued => "ほかの項目にも引き継がれながら、この項目も続いています",
    }
}
