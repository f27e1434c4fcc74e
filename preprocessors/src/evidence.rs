//! What is not official yet, and every address that was used.

use std::collections::BTreeMap;

use checklist::{CertainSource, Certainty, Edition, Form, Row, Source};
use serde::Serialize;

use crate::{
    pages::Address,
    shared::Shared,
    view::{Link, Scene, source},
    words::{self, Word},
};

#[derive(Serialize)]
struct VerificationView {
    n_rows: usize,
    n_open: usize,
    editions: Vec<EditionView>,
}

#[derive(Serialize)]
struct EditionView {
    id: String,
    title: String,
    /// How sure the facts of the edition itself are.
    certainty: Word,
    sources: Vec<Link>,
    forms: Vec<FormView>,
}

#[derive(Serialize)]
struct FormView {
    link: Link,
    n_rows: usize,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    number: Link,
    lineage: Link,
    target: String,
    certainty: Word,
    doubt: Option<String>,
    sources: Vec<Link>,
}

#[derive(Serialize)]
struct SourcesView {
    documents: Vec<Document>,
}

/// One address and where it was used.
#[derive(Serialize)]
struct Document {
    link: Link,
    url: String,
    uses: Vec<Link>,
}

/// Every row that is not certain from an official document, or that leaves a doubt.
pub(crate) fn verification(shared: &Shared, scene: Scene<'_>) -> String {
    let editions: Vec<EditionView> = scene
        .library
        .editions
        .iter()
        .rev()
        .map(|edition| EditionView {
            id: edition.id.clone(),
            title: edition.title.clone(),
            certainty: words::certainty(edition.certainty),
            sources: edition.sources.iter().map(|item| source(&item.url, &edition.sources)).collect(),
            forms: edition.forms.iter().map(|form| form_view(scene, edition, form)).collect(),
        })
        .collect();
    let forms = || editions.iter().flat_map(|edition| &edition.forms);
    let n_rows = forms().map(|form| form.n_rows).sum();
    let n_open = forms().map(|form| form.rows.len()).sum();
    shared.render("verification.html", VerificationView { n_rows, n_open, editions })
}

fn form_view(scene: Scene<'_>, edition: &Edition, form: &Form) -> FormView {
    let open = form.rows.iter().filter(|row| row.certainty != Certainty::Official || row.doubt.is_some());
    FormView {
        link: scene.link(&form.title, scene.pages.sheet(&edition.id, &form.id)),
        n_rows: form.rows.len(),
        rows: open.map(|row| row_view(scene, edition, form, row)).collect(),
    }
}

fn row_view(scene: Scene<'_>, edition: &Edition, form: &Form, row: &Row) -> RowView {
    let address = scene.pages.row(&edition.id, &form.id, &row.lineage, &row.target);
    let number = if row.number.is_empty() { "番号なし" } else { row.number.as_str() };
    RowView {
        number: scene.link(number, address),
        lineage: scene.lineage(&row.lineage),
        target: scene.target(&row.target),
        certainty: words::certainty_short(row.certainty),
        doubt: row.doubt.clone(),
        sources: scene.sources(edition, row),
    }
}

/// Every address, in alphabetical order, with the pages that rest on it.
pub(crate) fn sources(shared: &Shared, scene: Scene<'_>) -> String {
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    for edition in scene.library.editions.iter().rev() {
        for item in &edition.sources {
            note(&mut documents, &edition.sources, &item.url, scene.edition(edition));
        }
        for row in edition.forms.iter().flat_map(|form| &form.rows) {
            let of_clauses = row.guideline.iter().flat_map(|reference| &reference.sources);
            for url in row.sources.iter().chain(of_clauses) {
                note(&mut documents, &edition.sources, url, scene.lineage(&row.lineage));
            }
        }
    }
    of_words(scene, &mut documents);
    of_regulation(scene, &mut documents);
    shared.render("sources.html", SourcesView { documents: documents.into_values().collect() })
}

/// What clauses of the guideline, terms and contacts rest on.
fn of_words(scene: Scene<'_>, documents: &mut BTreeMap<String, Document>) {
    for guideline in &scene.library.guidelines {
        for part in &guideline.parts {
            for clause in &part.clauses {
                let page = scene.pages.clause(&guideline.version, &part.id, &clause.number);
                let link = scene.link(format!("{} {}", part.title, clause.number), page);
                clause.sources.iter().for_each(|url| note(documents, &[], url, link.clone()));
            }
        }
    }
    for term in &scene.library.glossary {
        let link = scene.link(&term.term, scene.pages.term(&term.id));
        term.sources.iter().for_each(|url| note(documents, &[], url, link.clone()));
    }
    for contact in scene.library.contacts.iter().flat_map(|contacts| &contacts.contacts) {
        for source in &contact.sources {
            note(
                documents,
                &contact.sources,
                &source.url,
                scene.link(format!("窓口「{}」", contact.title), None),
            );
        }
    }
}

/// What the template of a clinic's rules and its notes rest on.
fn of_regulation(scene: Scene<'_>, documents: &mut BTreeMap<String, Document>) {
    let Some(regulation) = &scene.library.regulation else { return };
    let labelled = |it: &CertainSource| Source { label: it.label.clone(), url: it.url.clone() };
    let labelled: Vec<_> = regulation.sources.iter().map(labelled).collect();
    let index = scene.pages.regulation("index");
    for item in &labelled {
        note(documents, &labelled, &item.url, scene.link(regulation.title.as_str(), index.clone()));
    }
    for (number, chapter, article) in regulation.articles() {
        for url in &article.sources {
            let page = scene.pages.regulation(&chapter.id);
            let page = page.map(|page| Address { anchor: article.id.clone(), ..page });
            note(documents, &labelled, url, scene.link(format!("規程 第{number}条"), page));
        }
    }
}

/// Notes that a page uses an address; the first one that has a label names it.
fn note(documents: &mut BTreeMap<String, Document>, labelled: &[Source], url: &str, page: Link) {
    let document = documents.entry(url.to_owned()).or_insert_with(|| Document {
        link: source(url, labelled),
        url: url.to_owned(),
        uses: Vec::new(),
    });
    if !document.uses.contains(&page) {
        document.uses.push(page);
    }
}
