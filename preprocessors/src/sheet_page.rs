//! One form of one edition, in the order and shape of the official sheet.

use checklist::{Edition, Form, Row};
use serde::Serialize;

use crate::{
    pages,
    shared::Shared,
    take_away::Attachment,
    view::{Clause, Link, Scene},
    words::{self, Word},
};

#[derive(Serialize)]
struct PageView {
    edition_id: String,
    edition: Link,
    form: FormView,
    /// `令和7年度`.
    fiscal_year: String,
    sheet: SheetView,
    /// Other forms of the edition, and the same form in others.
    related: Vec<Link>,
    attachments: Vec<Attachment>,
}

/// The table of a form.
#[derive(Serialize)]
pub(crate) struct SheetView {
    /// Columns to fill in, in printed order.
    columns: Vec<Column>,
    /// How many columns the table has.
    n_columns: usize,
    /// Rows with a number.
    n_rows: usize,
    sections: Vec<SectionView>,
}

/// A column to fill in.
#[derive(Serialize)]
struct Column {
    head: String,
    /// `answer`, `dated-answer`, `date` or `target`.
    kind: &'static str,
    /// Which round of answers it is for, from 0; none on a form that has room for one.
    round: Option<u32>,
}

#[derive(Serialize)]
pub(crate) struct FormView {
    id: String,
    title: String,
    vendor: bool,
}

impl FormView {
    pub(crate) fn new(form: &Form) -> Self {
        Self { id: form.id.clone(), title: form.title.clone(), vendor: form.vendor }
    }
}

#[derive(Serialize)]
struct SectionView {
    number: u32,
    title: String,
    groups: Vec<GroupView>,
}

/// Rows of one device group that follow each other.
#[derive(Serialize)]
struct GroupView {
    target: String,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    anchor: String,
    lineage_id: String,
    target_id: String,
    number: String,
    lineage: Link,
    text: String,
    note: Option<String>,
    status: Word,
    /// Only when it is not the edition's own year.
    deadline: Option<String>,
    blank_if_no_vendor: bool,
    certainty: Word,
    doubt: Option<String>,
    clauses: Vec<Clause>,
}

/// The text of the page, without its title.
pub(crate) fn render(
    shared: &Shared,
    scene: Scene<'_>,
    edition: &Edition,
    form: &Form,
    attachments: Vec<Attachment>,
) -> String {
    let view = PageView {
        edition_id: edition.id.clone(),
        edition: scene.edition(edition),
        form: FormView::new(form),
        fiscal_year: checklist::fiscal_year(edition.fiscal_year),
        sheet: sheet(scene, edition, form),
        related: related(scene, edition, form),
        attachments,
    };
    shared.render("sheet.html", view)
}

/// The table of a form; sections without a row are left out.
pub(crate) fn sheet(scene: Scene<'_>, edition: &Edition, form: &Form) -> SheetView {
    let columns = columns(edition.checks);
    let section = |section: &checklist::Section| SectionView {
        number: section.number,
        title: section.title.clone(),
        groups: groups(scene, edition, form, section.number),
    };
    SheetView {
        n_columns: 2 + columns.len(),
        columns,
        n_rows: form.rows.iter().filter(|row| row.ordinal.is_some()).count(),
        sections: edition.sections.iter().map(section).filter(|section| !section.groups.is_empty()).collect(),
    }
}

/// Sheets with several rounds print the date beside each answer, and the target date behind the first; sheets with one
/// have a column of its own for the date. `desk/runtime/paper.js` has the same columns.
fn columns(n_checks: u32) -> Vec<Column> {
    let column = |head: &str, kind, round| Column { head: head.to_owned(), kind, round };
    if n_checks <= 1 {
        return vec![
            column("はい・いいえ", "answer", None),
            column("確認日", "date", None),
            column("目標日", "target", None),
        ];
    }
    let round = |round: u32| column(&format!("{}回目", round + 1), "dated-answer", Some(round));
    let mut columns: Vec<Column> = (0..n_checks).map(round).collect();
    columns.insert(1, column("目標日", "target", Some(0)));
    columns
}

fn groups(scene: Scene<'_>, edition: &Edition, form: &Form, section: u32) -> Vec<GroupView> {
    let rows: Vec<&Row> = form.rows.iter().filter(|row| row.section == section).collect();
    let groups = rows.chunk_by(|left, right| left.target == right.target);
    let group = |rows: &[&Row]| GroupView {
        target: scene.target(&rows[0].target),
        rows: rows.iter().map(|row| row_view(scene, edition, row)).collect(),
    };
    groups.map(group).collect()
}

fn row_view(scene: Scene<'_>, edition: &Edition, row: &Row) -> RowView {
    RowView {
        anchor: pages::row_anchor(&row.lineage, &row.target),
        lineage_id: row.lineage.clone(),
        target_id: row.target.clone(),
        number: row.number.clone(),
        lineage: scene.lineage(&row.lineage),
        text: row.text.clone(),
        note: row.note.clone(),
        status: words::status(row.status),
        deadline: row.deadline.filter(|year| *year != edition.fiscal_year).map(checklist::fiscal_year),
        blank_if_no_vendor: row.blank_if_no_vendor,
        certainty: words::certainty_short(row.certainty),
        doubt: row.doubt.clone(),
        clauses: scene.clauses(edition, row),
    }
}

fn related(scene: Scene<'_>, edition: &Edition, form: &Form) -> Vec<Link> {
    let others = edition.forms.iter().filter(|other| other.id != form.id);
    let of_edition = others.map(|other| {
        scene.link(format!("{} {}", edition.title, other.title), scene.pages.sheet(&edition.id, &other.id))
    });
    let editions = scene.library.editions.iter().filter(|other| other.id != edition.id);
    let same_form = editions.filter_map(|other| {
        let same = other.forms.iter().find(|other_form| other_form.id == form.id)?;
        let text = format!("{} {}", other.title, same.title);
        Some(scene.link(text, scene.pages.sheet(&other.id, &same.id)))
    });
    of_edition.chain(same_form).collect()
}
