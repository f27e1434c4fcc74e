//! The page of one requirement (項目).

use checklist::{Edition, Form, Library, Lineage, Row, Step};
use serde::Serialize;

use crate::{
    pages, regulation_page,
    shared::Shared,
    view::{Clause, Link, Scene},
    words::{self, Word},
};

/// Stands in the template where the hand-written chapter goes.
const CHAPTER_MARK: &str = "<!-- guide:chapter -->";

#[derive(Serialize)]
struct LineageView<'a> {
    lineage: &'a About,
    /// Title of the edition whose rows are shown.
    edition: Option<Link>,
    /// Why they are not those of the current edition.
    absence: Option<String>,
    requirements: Vec<Requirement>,
    vendor_requirements: Vec<Requirement>,
    timeline: Timeline,
    /// What the template of a clinic's rules says about it.
    articles: Vec<Link>,
    appendices: Vec<Link>,
    chapter: minijinja::Value,
    backlinks: minijinja::Value,
}

#[derive(Serialize)]
struct About {
    id: String,
    summary: String,
    /// Titles of those who act, the first one leads.
    actors: Vec<String>,
}

/// Rows that say the same, on several forms or for several device groups.
#[derive(Serialize)]
struct Requirement {
    number: String,
    text: String,
    note: Option<String>,
    status: Word,
    deadline: Option<String>,
    blank_if_no_vendor: bool,
    /// Each leads to its row.
    places: Vec<Place>,
    clauses: Vec<Clause>,
    sources: Vec<Link>,
}

/// Where a requirement is printed, and how sure that is.
#[derive(Serialize)]
struct Place {
    form: Link,
    target: String,
    certainty: Word,
    doubt: Option<String>,
}

/// The history of a requirement: a table of editions by forms.
#[derive(Serialize)]
struct Timeline {
    /// Titles of the forms.
    forms: Vec<String>,
    /// Oldest edition first.
    stages: Vec<Stage>,
}

/// One edition in the history.
#[derive(Serialize)]
struct Stage {
    edition: Link,
    /// One per form.
    cells: Vec<StageCell>,
}

#[derive(Serialize, Default)]
struct StageCell {
    /// Printed numbers with their device groups.
    rows: Vec<StageRow>,
    relations: Vec<Word>,
    remark: String,
    /// Leads to the comparison with the edition before.
    comparison: Option<Link>,
}

#[derive(Serialize)]
struct StageRow {
    link: Link,
    target: String,
    status: Word,
}

/// The page, with the hand-written chapter in its place.
pub(crate) fn render(shared: &Shared, scene: Scene<'_>, lineage: &Lineage, chapter: &str) -> String {
    let (edition, absence) = shown_edition(scene.library, lineage);
    let requirements = |vendor| edition.map(|edition| requirements(scene, edition, &lineage.id, vendor));
    let (articles, appendices) = regulation_page::about_lineage(scene, &lineage.id);
    let view = LineageView {
        lineage: &About {
            id: lineage.id.clone(),
            summary: lineage.summary.clone(),
            actors: actors(scene.library, lineage),
        },
        edition: edition.map(|edition| scene.edition(edition)),
        absence,
        requirements: requirements(false).unwrap_or_default(),
        vendor_requirements: requirements(true).unwrap_or_default(),
        timeline: timeline(scene, edition, &lineage.id),
        articles,
        appendices,
        chapter: minijinja::Value::from_safe_string(CHAPTER_MARK.to_owned()),
        backlinks: minijinja::Value::from_safe_string(crate::backlinks::mark(scene.from, "")),
    };
    let html = shared.render("lineage.html", view);
    html.replacen(CHAPTER_MARK, &format!("\n\n{}\n\n", chapter.trim()), 1)
}

fn actors(library: &Library, lineage: &Lineage) -> Vec<String> {
    let title = |id: &String| {
        let actor = library.vocabulary.actors.iter().find(|actor| actor.id == *id);
        actor.map_or_else(|| id.clone(), |actor| actor.title.clone())
    };
    lineage.actors.iter().map(title).collect()
}

/// The newest edition that has the requirement, and a sentence when that is not the current one.
fn shown_edition<'a>(library: &'a Library, lineage: &Lineage) -> (Option<&'a Edition>, Option<String>) {
    let Some(current) = library.current_edition() else { return (None, None) };
    if has(current, &lineage.id) {
        return (Some(current), None);
    }
    let last = library.editions.iter().rev().find(|edition| has(edition, &lineage.id));
    let absence = match last {
        Some(last) if lineage.until.is_some() => {
            format!("{}までの項目です。{}にはありません。", last.title, current.title)
        }
        Some(last) => format!(
            "{}にこの項目があるかは、まだ確かめられていません。ここには{}の内容を示します。",
            current.title, last.title
        ),
        None => "この項目の行は、どの版にもまだ収められていません。".to_owned(),
    };
    (last, Some(absence))
}

fn has(edition: &Edition, lineage: &str) -> bool {
    edition.forms.iter().any(|form| form.rows.iter().any(|row| row.lineage == lineage))
}

fn requirements(scene: Scene<'_>, edition: &Edition, lineage: &str, vendor: bool) -> Vec<Requirement> {
    let mut requirements: Vec<Requirement> = Vec::new();
    for form in edition.forms.iter().filter(|form| form.vendor == vendor) {
        for row in form.rows.iter().filter(|row| row.lineage == lineage) {
            let added = requirement(scene, edition, form, row);
            match requirements.iter_mut().find(|known| known.says_the_same(&added)) {
                Some(known) => known.take_in(added),
                None => requirements.push(added),
            }
        }
    }
    requirements
}

impl Requirement {
    /// Whether two rows differ only in where they are printed and what they rest on.
    fn says_the_same(&self, other: &Self) -> bool {
        let key = |requirement: &Self| {
            let Self { number, text, note, deadline, .. } = requirement;
            let flags = (requirement.status.id, requirement.blank_if_no_vendor);
            (number.clone(), text.clone(), note.clone(), deadline.clone(), flags)
        };
        key(self) == key(other)
    }

    fn take_in(&mut self, other: Self) {
        self.places.extend(other.places);
        for clause in other.clauses {
            if !self.clauses.contains(&clause) {
                self.clauses.push(clause);
            }
        }
        for source in other.sources {
            if !self.sources.contains(&source) {
                self.sources.push(source);
            }
        }
    }
}

fn requirement(scene: Scene<'_>, edition: &Edition, form: &Form, row: &Row) -> Requirement {
    let address = scene.pages.row(&edition.id, &form.id, &row.lineage, &row.target);
    let place = Place {
        form: scene.link(&form.title, address),
        target: scene.target(&row.target),
        certainty: words::certainty(row.certainty),
        doubt: row.doubt.clone(),
    };
    Requirement {
        number: row.number.clone(),
        text: row.text.clone(),
        note: row.note.clone(),
        status: words::status(row.status),
        deadline: row.deadline.map(checklist::fiscal_year),
        blank_if_no_vendor: row.blank_if_no_vendor,
        places: vec![place],
        clauses: scene.clauses(edition, row),
        sources: scene.sources(edition, row),
    }
}

/// The history of a requirement on the forms of an edition.
fn timeline(scene: Scene<'_>, edition: Option<&Edition>, lineage: &str) -> Timeline {
    let forms: Vec<&Form> = edition.iter().flat_map(|edition| &edition.forms).collect();
    let histories: Vec<Vec<Step<'_>>> =
        forms.iter().map(|form| checklist::timeline(scene.library, lineage, &form.id)).collect();
    let stages = pages::published(scene.library).filter_map(|edition| {
        let steps: Vec<Option<&Step<'_>>> = histories.iter().map(|steps| step_in(steps, edition)).collect();
        steps.iter().any(Option::is_some).then(|| Stage {
            edition: scene.edition(edition),
            cells: steps
                .iter()
                .map(|step| step.map(|step| cell(scene, step, lineage)).unwrap_or_default())
                .collect(),
        })
    });
    Timeline { stages: stages.collect(), forms: forms.iter().map(|form| form.title.clone()).collect() }
}

fn step_in<'s, 'a>(steps: &'s [Step<'a>], edition: &Edition) -> Option<&'s Step<'a>> {
    steps.iter().find(|step| step.edition.id == edition.id)
}

fn cell(scene: Scene<'_>, step: &Step<'_>, lineage: &str) -> StageCell {
    let edition = step.edition;
    let form = step.form.map_or("", |form| form.id.as_str());
    let row = |row: &&Row| StageRow {
        link: scene.link(
            if row.number.is_empty() { "番号なし" } else { row.number.as_str() },
            scene.pages.row(&edition.id, form, &row.lineage, &row.target),
        ),
        target: scene.target(&row.target),
        status: words::status(row.status),
    };
    StageCell {
        rows: step.rows.iter().map(row).collect(),
        relations: words::relations_beside(&step.relations, &step.remark),
        remark: step.remark.clone(),
        comparison: comparison(scene, step, lineage),
    }
}

/// The way to the comparison of a step's edition with the one before, when the lineage is in it.
fn comparison(scene: Scene<'_>, step: &Step<'_>, lineage: &str) -> Option<Link> {
    let form = step.form.filter(|_| !step.relations.is_empty())?;
    let before = pages::published(scene.library).take_while(|other| other.id != step.edition.id).last()?;
    // A form that continues several has a table with each of them: the reader chooses.
    let address = if form.succeeds.is_empty() {
        scene.pages.compared(&before.id, &step.edition.id, &form.id, lineage)?
    } else {
        scene.pages.comparison(&before.id, &step.edition.id)?
    };
    Some(scene.link("新旧対照表", Some(address)))
}
