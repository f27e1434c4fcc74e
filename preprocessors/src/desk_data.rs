//! What the desk knows of the editions: a view of the library as a script.

use base64::{Engine, prelude::BASE64_STANDARD};
use checklist::{
    Change, Choice, Edition, Form, FormChanges, Library, Named, Question, Relation, Row, Variable, relations,
};
use mdbook_preprocessor::PreprocessorContext;
use serde_json::{Value, json};

use crate::{
    pages::{html_path, lineage_path, published, row_anchor},
    view::target_title,
};

/// Every published edition with its forms and rows, and what became of each row between any two of them, as the
/// script `desk-data.js`: one call of `jissenDeskData`.
///
/// `site` is the id of the guide: answers kept under one id are refused by guides with another. Editions stand oldest
/// first; `changes` has one entry for each older edition, each newer one and each pair of their forms; `regulation` has
/// the questions and blanks of the template, none without one. The shape is
/// written down in `desk/README.md`. The same library gives the same text; without a published edition `current` is
/// empty and so are the lists.
pub fn desk_data(library: &Library, site: &str) -> String {
    let editions: Vec<_> = published(library).collect();
    let pairs = editions.iter().enumerate().flat_map(|(place, newer)| {
        let older = editions[..place].iter();
        older.map(move |older| (*older, *newer))
    });
    let changes: Vec<_> = pairs.flat_map(|pair| changes(library, pair)).collect();
    let data = json!({
        "version": 1,
        "site": site,
        "current": editions.last().map_or("", |edition| edition.id.as_str()),
        "editions": editions.iter().map(|edition| self::edition(library, edition)).collect::<Vec<_>>(),
        "changes": changes,
        "relations": relation_titles(),
        "regulation": regulation(library),
    });
    format!("jissenDeskData({data});\n").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The words of the comparison pages, by the ids in `changes`.
fn relation_titles() -> Value {
    let title = |relation: Relation| (relation.name().to_owned(), relation.label().into());
    Value::Object(Relation::ALL.into_iter().map(title).collect())
}

/// The script as a file that travels in a page; our backend writes it beside the page and loads it where the desk is.
pub(crate) fn attachment(library: &Library, site: &str) -> String {
    let script = BASE64_STANDARD.encode(desk_data(library, site));
    format!(
        "<p hidden data-search=\"no\"><a class=\"guide-attachment\" data-desk-data download=\"desk-data.js\" href=\"data:text/javascript;base64,{script}\">自己点検のデータ</a></p>"
    )
}

/// The name that answers to this guide's checklists carry: `answers` of `[preprocessor.checklist]`, or `guide`.
pub(crate) fn configured_site(ctx: &PreprocessorContext) -> anyhow::Result<String> {
    Ok(ctx.config.get::<String>("preprocessor.checklist.answers")?.unwrap_or_else(|| "guide".to_owned()))
}

fn edition(library: &Library, edition: &Edition) -> Value {
    json!({
        "id": edition.id,
        "title": edition.title,
        "fiscalYear": edition.fiscal_year,
        "start": format!("{}-04-01", edition.fiscal_year),
        "end": format!("{}-03-31", edition.fiscal_year + 1),
        "checks": edition.checks,
        "forms": edition.forms.iter().map(|form| self::form(library, edition, form)).collect::<Vec<_>>(),
    })
}

fn form(library: &Library, edition: &Edition, form: &Form) -> Value {
    json!({
        "id": form.id,
        "title": form.title,
        "vendor": form.vendor,
        "facilities": facilities(edition, form),
        "rows": form.rows.iter().map(|row| self::row(library, edition, row)).collect::<Vec<_>>(),
    })
}

/// Who fills the form in: where an edition has a form for pharmacies, the others are not for them.
fn facilities(edition: &Edition, form: &Form) -> &'static [&'static str] {
    const PHARMACY: &str = "pharmacy";
    if form.vendor || edition.forms.iter().all(|form| form.id != PHARMACY) {
        &["clinic", "hospital", PHARMACY]
    } else if form.id == PHARMACY {
        &[PHARMACY]
    } else {
        &["clinic", "hospital"]
    }
}

fn row(library: &Library, edition: &Edition, row: &Row) -> Value {
    let lineage = library.lineage(&row.lineage);
    let section = edition.sections.iter().find(|section| section.number == row.section);
    let formerly = lineage.map_or(&[][..], |lineage| lineage.formerly.as_slice());
    json!({
        "key": key(row),
        "formerly": formerly.iter().map(|id| row_anchor(id, &row.target)).collect::<Vec<_>>(),
        "lineage": row.lineage,
        "title": lineage.map_or(row.lineage.as_str(), |lineage| lineage.title.as_str()),
        "target": row.target,
        "targetTitle": target_title(&library.vocabulary, &row.target),
        "number": row.number,
        "section": row.section,
        "sectionTitle": section.map_or("", |section| section.title.as_str()),
        "text": row.text,
        "note": row.note.as_deref().unwrap_or_default(),
        "status": row.status.name(),
        "deadline": row.deadline.unwrap_or(edition.fiscal_year),
        "gate": row.ordinal.is_none(),
        "blankIfNoVendor": row.blank_if_no_vendor,
        "page": html_path(&lineage_path(&row.lineage)),
    })
}

/// What the template of 運用管理規程 asks: enough to check answers and to name them. Its text is in a script of its own.
fn regulation(library: &Library) -> Value {
    let questions = library.regulation.iter().flat_map(|regulation| &regulation.questions);
    let variables = library.regulation.iter().flat_map(|regulation| &regulation.variables);
    let choice = |choice: &Choice| json!({"id": choice.id, "title": choice.title});
    let question = |question: &Question| {
        let choices: Vec<_> = question.choices.iter().map(choice).collect();
        json!({"id": question.id, "question": question.question, "choices": choices})
    };
    let variable = |variable: &Variable| json!({"id": variable.id, "label": variable.label});
    json!({
        "questions": questions.map(question).collect::<Vec<_>>(),
        "variables": variables.map(variable).collect::<Vec<_>>(),
    })
}

/// The anchor of the row on its sheet.
fn key(row: &Row) -> String {
    row_anchor(&row.lineage, &row.target)
}

fn changes(library: &Library, (older, newer): (&Edition, &Edition)) -> Vec<Value> {
    let of_form = |form: FormChanges| {
        json!({
            "older": older.id,
            "newer": newer.id,
            "olderForm": form.older.map(|form| form.id.as_str()),
            "newerForm": form.newer.map(|form| form.id.as_str()),
            "items": form.changes.iter().map(item).collect::<Vec<_>>(),
        })
    };
    relations(library, older, newer).into_iter().map(of_form).collect()
}

fn item(change: &Change) -> Value {
    let keys = |rows: &[&Row]| rows.iter().map(|row| key(row)).collect::<Vec<_>>();
    json!({
        "lineage": change.lineage,
        "relations": change.relations().iter().map(|relation| relation.name()).collect::<Vec<_>>(),
        "old": keys(&change.old),
        "new": keys(&change.new),
        "pairs": change.pairs,
    })
}
