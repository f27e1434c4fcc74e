//! Lists of requirements: by section, by device group, by who acts.

use checklist::{Edition, Lineage, Row};
use serde::Serialize;

use crate::{
    shared::Shared,
    view::{Link, Scene},
    words::{self, Word},
};

#[derive(Serialize)]
struct IndexView {
    /// `section`, `target` or `actor`.
    kind: &'static str,
    /// Title of the current edition.
    edition: Option<String>,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    /// ASCII, for the heading.
    id: String,
    title: String,
    explanation: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    /// Printed numbers in the current edition; empty when it has none.
    numbers: Vec<String>,
    link: Link,
    summary: String,
    certainty: Option<Word>,
    /// Said when the requirement is not in the current edition.
    absent: bool,
}

/// By section of the current edition; what it does not have comes last.
pub(crate) fn by_section(shared: &Shared, scene: Scene<'_>) -> String {
    let Some(edition) = scene.library.current_edition() else { return String::new() };
    let lineages = &scene.library.lineages;
    let mut groups: Vec<Group> = edition
        .sections
        .iter()
        .map(|section| Group {
            id: format!("section-{}", section.number),
            title: if section.number == 0 {
                section.title.clone()
            } else {
                format!("{} {}", section.number, section.title)
            },
            explanation: String::new(),
            entries: entries(
                scene,
                lineages.iter().filter(|lineage| {
                    first_row(edition, &lineage.id).is_some_and(|row| row.section == section.number)
                }),
            ),
        })
        .collect();
    groups.push(Group {
        id: "other-editions".to_owned(),
        title: format!("{}では確かめられていない項目、ほかの版の項目", edition.title),
        explanation: String::new(),
        entries: entries(scene, lineages.iter().filter(|lineage| first_row(edition, &lineage.id).is_none())),
    });
    render(shared, scene, "section", groups)
}

/// By device group, in the order of the vocabulary.
pub(crate) fn by_target(shared: &Shared, scene: Scene<'_>) -> String {
    let Some(edition) = scene.library.current_edition() else { return String::new() };
    let groups = scene.library.vocabulary.targets.iter().map(|target| Group {
        id: format!("target-{}", target.id),
        title: target.title.clone(),
        explanation: target.explanation.clone(),
        entries: entries(
            scene,
            scene.library.lineages.iter().filter(|lineage| {
                rows(edition).any(|row| row.lineage == lineage.id && row.target == target.id)
            }),
        ),
    });
    render(shared, scene, "target", groups.collect())
}

/// By who acts, in the order of the vocabulary.
pub(crate) fn by_actor(shared: &Shared, scene: Scene<'_>) -> String {
    let groups = scene.library.vocabulary.actors.iter().map(|actor| Group {
        id: format!("actor-{}", actor.id),
        title: actor.title.clone(),
        explanation: actor.explanation.clone(),
        entries: entries(
            scene,
            scene.library.lineages.iter().filter(|lineage| lineage.actors.contains(&actor.id)),
        ),
    });
    render(shared, scene, "actor", groups.collect())
}

fn render(shared: &Shared, scene: Scene<'_>, kind: &'static str, mut groups: Vec<Group>) -> String {
    groups.retain(|group| !group.entries.is_empty());
    let edition = scene.library.current_edition().map(|edition| edition.title.clone());
    shared.render("index.html", IndexView { kind, edition, groups })
}

fn entries<'a>(scene: Scene<'_>, lineages: impl Iterator<Item = &'a Lineage>) -> Vec<Entry> {
    let edition = scene.library.current_edition();
    lineages.map(|lineage| entry(scene, edition, lineage)).collect()
}

fn entry(scene: Scene<'_>, edition: Option<&Edition>, lineage: &Lineage) -> Entry {
    let rows: Vec<&Row> =
        edition.into_iter().flat_map(rows).filter(|row| row.lineage == lineage.id).collect();
    let mut numbers: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| !row.number.is_empty()) {
        if !numbers.contains(&row.number) {
            numbers.push(row.number.clone());
        }
    }
    Entry {
        numbers,
        link: scene.lineage(&lineage.id),
        summary: lineage.summary.clone(),
        certainty: rows.first().map(|row| words::certainty_short(row.certainty)),
        absent: rows.is_empty(),
    }
}

fn first_row<'a>(edition: &'a Edition, lineage: &str) -> Option<&'a Row> {
    rows(edition).find(|row| row.lineage == lineage)
}

fn rows(edition: &Edition) -> impl Iterator<Item = &Row> {
    edition.forms.iter().flat_map(|form| &form.rows)
}
