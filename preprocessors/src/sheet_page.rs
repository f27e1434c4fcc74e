//! One form of one edition, in the order and shape of the official sheet.

use checklist::{Edition, Form, Row};
use serde::Serialize;

use crate::{
    pages,
    shared::Shared,
    view::{Clause, Link, Scene},
    words::{self, Word},
};

#[derive(Serialize)]
struct SheetView {
    edition_id: String,
    edition: Link,
    form: FormView,
    /// `令和7年度`.
    fiscal_year: String,
    /// Heads of the columns to fill in, in printed order.
    columns: Vec<Column>,
    /// How many columns the table has.
    n_columns: usize,
    n_rows: usize,
    sections: Vec<SectionView>,
    /// Whether a row is open to vendors' absence.
    has_blank_rows: bool,
    /// Other forms of the edition, and the same form in others.
    related: Vec<Link>,
}

/// A column to fill in.
#[derive(Serialize)]
struct Column {
    head: String,
    /// `answer`, `dated-answer` or `date`.
    kind: &'static str,
}

#[derive(Serialize)]
struct FormView {
    id: String,
    title: String,
    vendor: bool,
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
pub(crate) fn render(shared: &Shared, scene: Scene<'_>, edition: &Edition, form: &Form) -> String {
    let columns = columns(edition.checks);
    let view = SheetView {
        edition_id: edition.id.clone(),
        edition: scene.edition(edition),
        form: FormView { id: form.id.clone(), title: form.title.clone(), vendor: form.vendor },
        fiscal_year: checklist::fiscal_year(edition.fiscal_year),
        n_columns: 2 + columns.len(),
        columns,
        n_rows: form.rows.iter().filter(|row| row.ordinal.is_some()).count(),
        sections: edition
            .sections
            .iter()
            .map(|section| SectionView {
                number: section.number,
                title: section.title.clone(),
                groups: groups(scene, edition, form, section.number),
            })
            .filter(|section| !section.groups.is_empty())
            .collect(),
        has_blank_rows: form.rows.iter().any(|row| row.blank_if_no_vendor),
        related: related(scene, edition, form),
    };
    shared.render("sheet.html", view)
}

/// Sheets with several rounds print the date beside each answer, and the target date behind the first; sheets with one
/// have a column of its own for the date.
fn columns(n_checks: u32) -> Vec<Column> {
    let column = |head: String, kind| Column { head, kind };
    if n_checks <= 1 {
        return vec![
            column("はい・いいえ".to_owned(), "answer"),
            column("確認日".to_owned(), "date"),
            column("目標日".to_owned(), "date"),
        ];
    }
    let mut columns: Vec<Column> =
        (1..=n_checks).map(|check| column(format!("{check}回目"), "dated-answer")).collect();
    columns.insert(1, column("目標日".to_owned(), "date"));
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
