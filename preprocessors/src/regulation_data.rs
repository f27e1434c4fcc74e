//! What the desk needs to make a clinic's own rules: the template and its Word file, as a script.

use anyhow::Result;
use base64::{Engine, prelude::BASE64_STANDARD};
use checklist::{
    Appendix, Article, Choice, Computed, Correspondence, Date, Group, Library, Paragraph, Piece, Question,
    Regulation, RegulationChapter, Text, Variable, When,
};
use office::{RegulationKit, TableKit, regulation_kit};
use serde_json::{Value, json};

/// Questions whose choices are also values of a field of the desk's profile, with that field.
const PROFILE_OF_QUESTIONS: [(&str, &str); 2] = [("system", "system"), ("vendor-contract", "vendorContract")];
/// Blanks that a field of the profile fills in.
const PROFILE_OF_VARIABLES: [(&str, &str); 1] = [("clinic", "name")];

/// The template of 運用管理規程 and its Word file taken apart, as the script `regulation-data.js`: one call of
/// `jissenDeskRegulationData`. Its shape is written down in `desk/runtime/regulation-types.d.ts`.
///
/// The same library and day give the same text; `None` for a book without a regulation.
///
/// # Errors
///
/// When the Word file cannot be made.
pub fn regulation_data(library: &Library, date: Option<Date>) -> Result<Option<String>> {
    let (Some(regulation), Some(kit)) = (&library.regulation, regulation_kit(library, date)?) else {
        return Ok(None);
    };
    let view = View { library, regulation };
    let data = json!({
        "title": regulation.title,
        "edition": library.current_edition().map_or("", |edition| &edition.title),
        "questions": regulation.questions.iter().map(question).collect::<Vec<_>>(),
        "groups": regulation.groups.iter().map(|group| view.group(group)).collect::<Vec<_>>(),
        "chapters": view.chapters(),
        "supplement": view.paragraphs(&regulation.supplement),
        "appendices": regulation.appendices.iter().map(|it| view.appendix(it)).collect::<Vec<_>>(),
        "kit": self::kit(&kit),
    });
    let script = format!("jissenDeskRegulationData({data});\n");
    Ok(Some(script.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")))
}

/// The script as a file that travels in a page; our backend writes it beside the page and loads it there.
pub(crate) fn attachment(script: &str) -> String {
    let script = BASE64_STANDARD.encode(script);
    format!(
        "<p hidden data-search=\"no\"><a class=\"guide-attachment\" data-desk-script download=\"regulation-data.js\" href=\"data:text/javascript;base64,{script}\">規程のデータ</a></p>"
    )
}

fn question(question: &Question) -> Value {
    let choice = |choice: &Choice| json!({"id": choice.id, "title": choice.title, "case": choice.case, "explanation": choice.explanation});
    json!({
        "id": question.id,
        "question": question.question,
        "profile": field_of(&PROFILE_OF_QUESTIONS, &question.id),
        "choices": question.choices.iter().map(choice).collect::<Vec<_>>(),
    })
}

/// The field of the profile that says the same; empty when there is none.
fn field_of(fields: &[(&str, &'static str)], id: &str) -> &'static str {
    fields.iter().find(|(known, _)| *known == id).map_or("", |(_, field)| field)
}

fn kit(kit: &RegulationKit) -> Value {
    let table = |table: &TableKit| json!({"before": table.before, "row": table.row, "after": table.after});
    let tables = kit.tables.iter().map(|(id, it)| (id.clone(), table(it)));
    json!({
        "parts": kit.parts,
        "before": kit.before,
        "after": kit.after,
        "blocks": kit.blocks,
        "runs": kit.runs,
        "tables": tables.collect::<serde_json::Map<_, _>>(),
        "texts": kit.texts,
    })
}

/// A template with the library around it.
struct View<'a> {
    library: &'a Library,
    regulation: &'a Regulation,
}

impl View<'_> {
    fn group(&self, group: &Group) -> Value {
        let variable = |variable: &Variable| {
            json!({
                "id": variable.id,
                "label": variable.label,
                "explanation": variable.explanation,
                "example": variable.example,
                "profile": field_of(&PROFILE_OF_VARIABLES, &variable.id),
            })
        };
        let of_group = self.regulation.variables.iter().filter(|variable| variable.group == group.id);
        json!({"id": group.id, "title": group.title, "variables": of_group.map(variable).collect::<Vec<_>>()})
    }

    fn chapters(&self) -> Vec<Value> {
        let chapter = |(idx, chapter): (usize, &RegulationChapter)| {
            json!({
                "id": chapter.id,
                "label": format!("第{}章", idx + 1),
                "title": chapter.title,
                "articles": chapter.articles.iter().map(|article| self.article(article)).collect::<Vec<_>>(),
            })
        };
        self.regulation.chapters.iter().enumerate().map(chapter).collect()
    }

    fn article(&self, article: &Article) -> Value {
        json!({
            "id": article.id,
            "label": self.regulation.article_label(&article.id).unwrap_or_default(),
            "caption": article.caption,
            "when": when(&article.when),
            "reason": article.reason.as_ref().map(|reason| self.text(reason)),
            "paragraphs": self.paragraphs(&article.paragraphs),
        })
    }

    fn paragraphs(&self, paragraphs: &[Paragraph]) -> Vec<Value> {
        let paragraph = |paragraph: &Paragraph| {
            json!({
                "when": when(&paragraph.when),
                "text": self.text(&paragraph.text),
                "items": paragraph.items.iter().map(|item| self.text(item)).collect::<Vec<_>>(),
            })
        };
        paragraphs.iter().map(paragraph).collect()
    }

    fn text(&self, text: &Text) -> Vec<Value> {
        text.pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Piece) -> Value {
        match piece {
            Piece::Words(words) => json!(words),
            Piece::Variable(id) => json!({"blank": id}),
            Piece::Article(id) => {
                json!({"text": self.regulation.article_label(id).unwrap_or_default(), "anchor": id})
            }
            Piece::Appendix(id) => {
                let label = self.regulation.appendix_label(id).unwrap_or_default();
                json!({"text": label, "anchor": format!("appendix-{id}")})
            }
        }
    }

    fn appendix(&self, appendix: &Appendix) -> Value {
        let columns = appendix.columns.iter();
        let entry = |entry: &checklist::AppendixEntry| {
            let cells: Vec<_> = entry.cells.iter().map(|cell| self.text(cell)).collect();
            json!({"when": when(&entry.when), "cells": cells})
        };
        let is_computed = appendix.computed == Some(Computed::Correspondence);
        json!({
            "id": appendix.id,
            "label": self.regulation.appendix_label(&appendix.id).unwrap_or_default(),
            "title": appendix.title,
            "explanation": appendix.explanation,
            "columns": columns.map(|it| json!({"title": it.title, "example": it.example})).collect::<Vec<_>>(),
            "entries": appendix.entries.iter().map(entry).collect::<Vec<_>>(),
            "rows": appendix.n_rows,
            "correspondence": is_computed.then(|| self.correspondence()),
        })
    }

    /// Every requirement of the current form: number, title, articles and appendices.
    fn correspondence(&self) -> Vec<[String; 4]> {
        let row = |entry: Correspondence<'_>| {
            let numbers =
                if entry.numbers.is_empty() { "番号なし".to_owned() } else { entry.numbers.join("・") };
            let articles = entry.articles.iter();
            let articles: Vec<_> =
                articles.map(|(number, article)| format!("第{number}条（{}）", article.caption)).collect();
            let appendices = entry.appendices.iter().map(|appendix| {
                let label = self.regulation.appendix_label(&appendix.id).unwrap_or_default();
                format!("{label}（{}）", appendix.title)
            });
            let appendices: Vec<_> = appendices.collect();
            let title = self.library.lineage(entry.lineage).map_or(entry.lineage, |lineage| &lineage.title);
            [numbers, title.to_owned(), articles.join("、"), appendices.join("、")]
        };
        self.library.correspondence().into_iter().map(row).collect()
    }
}

fn when(when: &When) -> Value {
    json!(when.0)
}
