//! The pack for an inspection: everything to lay on the table, from what the other pages say.

use std::collections::BTreeSet;

use checklist::{Edition, Form, Library};
use mdbook_markdown::new_cmark_parser;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd, html::push_html};
use serde::Serialize;

use crate::{
    directive::options,
    pages::published,
    prose,
    regulation_page::{self, AppendixView},
    shared::Shared,
    sheet_page::{self, FormView, SheetView},
    view::Scene,
};

/// The page for emergencies, from `src/`; a book without it has a pack without that sheet.
pub(crate) const EMERGENCY: &str = "emergency.md";

/// The heading of a requirement's page that names its evidence.
const EVIDENCE: &str = "evidence";

#[derive(Serialize)]
struct PackView {
    edition_id: String,
    edition: String,
    forms: Vec<PackForm>,
    items: Vec<ItemView>,
    /// All of them; the template takes those it prints.
    appendices: Vec<AppendixView>,
    /// HTML; empty when there is no such page.
    emergency: minijinja::Value,
    has_regulation: bool,
}

#[derive(Serialize)]
struct PackForm {
    form: FormView,
    sheet: SheetView,
}

/// A requirement with what shows that it is met.
#[derive(Serialize)]
struct ItemView {
    id: String,
    title: String,
    /// As printed in the current edition, each once.
    numbers: Vec<String>,
    evidence: Vec<String>,
}

/// The empty pack of the current edition; empty without one. `read` gives the text of a file in `src/`, if there is one.
pub(crate) fn render(shared: &Shared, scene: Scene<'_>, read: impl Fn(&str) -> Option<String>) -> String {
    let library = scene.library;
    let Some(edition) = library.current_edition() else { return String::new() };
    let forms = forms_of_clinics(edition);
    let emergency = read(EMERGENCY).map(|text| body_of(library, &text)).unwrap_or_default();
    let view = PackView {
        edition_id: edition.id.clone(),
        edition: edition.title.clone(),
        items: lineages(library, edition, &forms).iter().map(|id| item(library, &forms, id, &read)).collect(),
        forms: forms
            .iter()
            .map(|form| PackForm {
                form: FormView::new(form),
                sheet: sheet_page::sheet(scene, edition, form),
            })
            .collect(),
        appendices: regulation_page::appendices(scene),
        emergency: minijinja::Value::from_safe_string(emergency),
        has_regulation: library.regulation.is_some(),
    };
    shared.render("pack.html", view)
}

/// The first form of the institution's own, and those of vendors.
fn forms_of_clinics(edition: &Edition) -> Vec<&Form> {
    let own = edition.forms.iter().find(|form| !form.vendor);
    own.into_iter().chain(edition.forms.iter().filter(|form| form.vendor)).collect()
}

/// Requirements in the order of the forms, then those only other editions or forms have.
fn lineages(library: &Library, edition: &Edition, forms: &[&Form]) -> Vec<String> {
    let others = published(library).flat_map(|other| &other.forms);
    let rows = forms.iter().copied().chain(&edition.forms).chain(others).flat_map(|form| &form.rows);
    let mut seen = BTreeSet::new();
    rows.map(|row| row.lineage.clone()).filter(|id| seen.insert(id.clone())).collect()
}

fn item(
    library: &Library,
    forms: &[&Form],
    lineage: &str,
    read: &impl Fn(&str) -> Option<String>,
) -> ItemView {
    let mut numbers = Vec::new();
    for row in forms.iter().flat_map(|form| &form.rows).filter(|row| row.lineage == lineage) {
        if !row.number.is_empty() && !numbers.contains(&row.number) {
            numbers.push(row.number.clone());
        }
    }
    let text = read(&crate::pages::lineage_path(lineage)).unwrap_or_default();
    ItemView {
        id: lineage.to_owned(),
        title: library.lineage(lineage).map_or(lineage, |it| it.title.as_str()).to_owned(),
        numbers,
        evidence: listed_below(&text, EVIDENCE).iter().map(|text| without_links(library, text)).collect(),
    }
}

/// The items of the lists below a heading, as plain text, up to the next heading of its level or above.
fn listed_below(text: &str, id: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut inside: Option<HeadingLevel> = None;
    let mut is_item = false;
    for event in new_cmark_parser(text, &options()) {
        match event {
            Event::Start(Tag::Heading { level, id: found, .. }) => {
                inside = match inside {
                    Some(outer) if level > outer => Some(outer),
                    _ => found.is_some_and(|found| &*found == id).then_some(level),
                };
            }
            Event::Start(Tag::Item) if inside.is_some() => {
                items.push(String::new());
                is_item = true;
            }
            Event::End(TagEnd::Item) => is_item = false,
            Event::Text(text) | Event::Code(text) if is_item => {
                items.last_mut().into_iter().for_each(|item| item.push_str(&text));
            }
            _ => {}
        }
    }
    items
}

/// `[[…]]` as the words it shows: on paper there is nothing to follow.
fn without_links(library: &Library, text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((inside, after)) = after.split_once("]]") else { break };
        let (target, words) = prose::split_reference(inside);
        let title = || library.lineage(target).map_or(target, |lineage| lineage.title.as_str());
        shown.push_str(before);
        shown.push_str(words.unwrap_or_else(title));
        rest = after;
    }
    shown + rest
}

/// The text of a hand-written page as HTML: without its title, ids, links, notes and boxes, headings one level down.
fn body_of(library: &Library, text: &str) -> String {
    let text = without_links(library, text);
    let mut is_left_out = false;
    let events = new_cmark_parser(&text, &options()).filter_map(|event| {
        match &event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. } | Tag::FootnoteDefinition(_)) => {
                is_left_out = true;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1) | TagEnd::FootnoteDefinition) => {
                is_left_out = false;
                return None;
            }
            _ => {}
        }
        if is_left_out { None } else { on_paper(event) }
    });
    let mut html = String::new();
    push_html(&mut html, events);
    html.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// An event of a page as the pack prints it.
fn on_paper(event: Event<'_>) -> Option<Event<'_>> {
    let heading = |level| if level == HeadingLevel::H2 { HeadingLevel::H3 } else { HeadingLevel::H4 };
    match event {
        Event::Start(Tag::Link { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Link | TagEnd::HtmlBlock)
        | Event::FootnoteReference(_)
        | Event::Html(_) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            let (id, classes, attrs) = (None, Vec::new(), Vec::new());
            Some(Event::Start(Tag::Heading { level: heading(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(heading(level)))),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_what_is_listed_below_its_heading() {
        let text = "## 前 {#a}\n\n- x\n\n## 証跡の例 {#evidence}\n\n<div>\n\n- 一[[b|語]]\n- 二\n\n</div>\n\n### 細目\n\n- 三\n\n## 後 {#c}\n\n- y\n";
        assert_eq!(listed_below(text, EVIDENCE), ["一[[b|語]]", "二", "三"]);
        assert_eq!(without_links(&Library::default(), "一[[b|語]]と[[用語]]"), "一語と用語");
    }

    #[test]
    fn a_page_is_printed_without_title_ids_links_and_notes() {
        let text = "# 題\n\n<div class=\"x\">\n\n## 節 {#s}\n\n文[^1]と[窓口](help.md#a)。\n\n</div>\n\n[^1]: 出典\n";
        assert_eq!(body_of(&Library::default(), text), "<h3>節</h3>\n<p>文と窓口。</p>");
    }
}
