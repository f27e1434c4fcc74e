//! One edition: what is known about it, and its forms. And the table of all editions.

use checklist::{Edition, Publication};
use serde::Serialize;

use crate::{
    pages,
    shared::Shared,
    take_away::Attachment,
    view::{Link, Scene, web_address},
    words::{self, Word},
};

#[derive(Serialize)]
struct EditionView {
    id: String,
    title: String,
    fiscal_year: String,
    announced: bool,
    published: String,
    guideline: String,
    certainty: Word,
    sources: Vec<Link>,
    notes: Vec<String>,
    forms: Vec<FormView>,
    comparisons: Vec<Link>,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct FormView {
    link: Link,
    vendor: bool,
    n_rows: usize,
    n_reference: usize,
}

#[derive(Serialize)]
struct SheetsView {
    /// Newest first.
    editions: Vec<EditionRow>,
}

#[derive(Serialize)]
struct EditionRow {
    link: Link,
    published: String,
    announced: bool,
    forms: Vec<FormView>,
}

/// The text of an edition's page, without its title.
pub(crate) fn render(
    shared: &Shared,
    scene: Scene<'_>,
    edition: &Edition,
    attachments: Vec<Attachment>,
) -> String {
    let source =
        |source: &checklist::Source| Link { text: source.label.clone(), href: web_address(&source.url) };
    let view = EditionView {
        id: edition.id.clone(),
        title: edition.title.clone(),
        fiscal_year: checklist::fiscal_year(edition.fiscal_year),
        announced: edition.publication == Publication::Announced,
        published: edition.published.clone(),
        guideline: edition.guideline.clone(),
        certainty: words::certainty(edition.certainty),
        sources: edition.sources.iter().map(source).collect(),
        notes: edition.notes.clone(),
        forms: forms(scene, edition),
        comparisons: comparisons(scene, edition),
        attachments,
    };
    shared.render("edition.html", view)
}

/// The table of editions and forms, newest first.
pub(crate) fn render_table(shared: &Shared, scene: Scene<'_>) -> String {
    let editions = scene.library.editions.iter().rev().map(|edition| EditionRow {
        link: scene.edition(edition),
        published: edition.published.clone(),
        announced: edition.publication == Publication::Announced,
        forms: forms(scene, edition),
    });
    shared.render("sheets.html", SheetsView { editions: editions.collect() })
}

fn forms(scene: Scene<'_>, edition: &Edition) -> Vec<FormView> {
    let view = |form: &checklist::Form| FormView {
        link: scene.link(&form.title, scene.pages.sheet(&edition.id, &form.id)),
        vendor: form.vendor,
        n_rows: form.rows.iter().filter(|row| row.ordinal.is_some()).count(),
        n_reference: form.rows.iter().filter(|row| row.status == checklist::Status::Reference).count(),
    };
    edition.forms.iter().map(view).collect()
}

/// The comparisons an edition is part of.
fn comparisons(scene: Scene<'_>, edition: &Edition) -> Vec<Link> {
    let published: Vec<&Edition> = pages::published(scene.library).collect();
    let mut links = Vec::new();
    for (older_idx, older) in published.iter().enumerate() {
        for newer in &published[older_idx + 1..] {
            if older.id == edition.id || newer.id == edition.id {
                let address = scene.pages.comparison(&older.id, &newer.id);
                let text = format!("{}から{}へ", older.title, newer.title);
                links.extend(address.map(|address| scene.link(text, Some(address))));
            }
        }
    }
    links
}
