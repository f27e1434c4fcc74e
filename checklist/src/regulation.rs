//! The template of a clinic's own rules (運用管理規程).

use std::collections::BTreeMap;

use crate::{Certainty, Form, Span};

/// The template: chapters of articles, some of which depend on how a clinic works.
///
/// Chapters, articles, paragraphs, items and appendices have no number of their own: it follows from their place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Regulation {
    /// `医療情報システム運用管理規程`.
    pub title: String,
    /// Stands before the template; one paragraph each.
    pub explanation: Vec<String>,
    /// What the template rests on.
    pub sources: Vec<CertainSource>,
    /// What a clinic is asked about itself.
    pub questions: Vec<Question>,
    /// Groups of [`Variable`]s, in display order.
    pub groups: Vec<Group>,
    /// The blanks a clinic fills in.
    pub variables: Vec<Variable>,
    /// 章, in printed order.
    pub chapters: Vec<RegulationChapter>,
    /// 附則.
    pub supplement: Vec<Paragraph>,
    /// 別表 and 様式, from their own file.
    pub appendices: Vec<Appendix>,
    /// Where it is declared.
    pub span: Span,
}

/// An address with the words that stand for it and how sure it makes us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertainSource {
    /// What is found there.
    pub label: String,
    /// `https://…`.
    pub url: String,
    /// How sure it makes us.
    pub certainty: Certainty,
}

/// A named group of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// ASCII id.
    pub id: String,
    /// What readers see.
    pub title: String,
}

/// A question whose answer decides which text is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Key of a [`When`].
    pub id: String,
    /// As asked.
    pub question: String,
    /// The first one is taken until a reader chooses.
    pub choices: Vec<Choice>,
}

/// An answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Value in a [`When`].
    pub id: String,
    /// `クラウド型だけ`.
    pub title: String,
    /// Above text that is used with this answer: `クラウド型だけのとき`.
    pub case: String,
    /// What it means.
    pub explanation: String,
}

/// A blank that a clinic fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Written `{id}` in texts.
    pub id: String,
    /// Name of the field.
    pub label: String,
    /// What to write.
    pub explanation: String,
    /// Shown until it is filled in.
    pub example: String,
    /// Id of a [`Group`].
    pub group: String,
}

/// 章.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegulationChapter {
    /// Name of its page.
    pub id: String,
    /// `総則`.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// 条, in printed order.
    pub articles: Vec<Article>,
}

/// 条.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Never changed: others refer to it.
    pub id: String,
    /// 見出し.
    pub caption: String,
    /// Ids of the requirements it answers; at least one.
    pub lineages: Vec<String>,
    /// When it is used.
    pub when: When,
    /// Printed in place of the text where the article is not used.
    pub reason: Option<Text>,
    /// 項.
    pub paragraphs: Vec<Paragraph>,
    /// For the reader of the guide, not printed in the rules.
    pub note: Option<String>,
    /// Where the facts of the note were found.
    pub sources: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// 項 with its 号.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The sentence or sentences.
    pub text: Text,
    /// 号.
    pub items: Vec<Text>,
    /// When it is used.
    pub when: When,
}

/// 別表 or 様式.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appendix {
    /// Written `{appendix:id}` in texts.
    pub id: String,
    /// Table or form.
    pub kind: AppendixKind,
    /// `機器台帳`.
    pub title: String,
    /// Ids of the requirements it is evidence for; at least one.
    pub lineages: Vec<String>,
    /// How to fill it in.
    pub explanation: String,
    /// In printed order.
    pub columns: Vec<Column>,
    /// Rows that are written already.
    pub entries: Vec<AppendixEntry>,
    /// How many empty rows follow.
    pub n_rows: u32,
    /// Rows that are made from other data.
    pub computed: Option<Computed>,
    /// Where it is written.
    pub span: Span,
}

/// A column of an [`Appendix`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// How it is filled in.
    pub example: String,
}

/// A row of an [`Appendix`] that is written already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendixEntry {
    /// As many as there are columns.
    pub cells: Vec<Text>,
    /// When it is used.
    pub when: When,
}

/// What an appendix is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AppendixKind {
    /// 別表: what has been decided.
    Table,
    /// 様式: what has been done.
    Form,
}

/// Rows of an appendix that are made from other data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Computed {
    /// Every row of the checklist with its articles and appendices.
    Correspondence,
}

/// A requirement of the checklist with what the regulation answers it by.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondence<'a> {
    /// Id of the requirement.
    pub lineage: &'a str,
    /// Numbers of its rows as printed, each once; empty when none has one.
    pub numbers: Vec<&'a str>,
    /// Articles that answer it, with their numbers, in printed order.
    pub articles: Vec<(usize, &'a Article)>,
    /// Appendices that are evidence for it, in printed order.
    pub appendices: Vec<&'a Appendix>,
}

/// The answer to every question, by ids.
pub type Profile = BTreeMap<String, String>;

/// Answers that have to be given, all of them; nothing stands for always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When(pub BTreeMap<String, String>);

impl When {
    /// Whether no answer is needed.
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a profile gives all the answers.
    pub fn holds(&self, profile: &Profile) -> bool {
        self.0.iter().all(|(question, choice)| profile.get(question) == Some(choice))
    }
}

/// A text with places to fill in and references.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// In order; words are never empty.
    pub pieces: Vec<Piece>,
}

/// A stretch of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As written.
    Words(String),
    /// `{clinic}`: id of a [`Variable`].
    Variable(String),
    /// `{article:passwords}`: id of an [`Article`].
    Article(String),
    /// `{appendix:roles}`: id of an [`Appendix`].
    Appendix(String),
}

impl Text {
    /// Takes a text apart. A brace that is not closed is a word.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, mark, after)) = next_mark(rest) {
            push_words(&mut pieces, before);
            pieces.push(Piece::of(mark));
            rest = after;
        }
        push_words(&mut pieces, rest);
        Self { pieces }
    }
}

fn next_mark(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (mark, after) = rest.split_once('}')?;
    Some((before, mark, after))
}

fn push_words(pieces: &mut Vec<Piece>, words: &str) {
    if !words.is_empty() {
        pieces.push(Piece::Words(words.to_owned()));
    }
}

impl Piece {
    fn of(mark: &str) -> Self {
        match mark.split_once(':') {
            Some(("article", id)) => Self::Article(id.to_owned()),
            Some(("appendix", id)) => Self::Appendix(id.to_owned()),
            _ => Self::Variable(mark.to_owned()),
        }
    }

    /// As written between the braces; none for words.
    pub(crate) fn mark(&self) -> Option<String> {
        match self {
            Self::Words(_) => None,
            Self::Variable(id) => Some(id.clone()),
            Self::Article(id) => Some(format!("article:{id}")),
            Self::Appendix(id) => Some(format!("appendix:{id}")),
        }
    }
}

impl Article {
    /// The paragraphs that a profile prints, in order.
    pub fn paragraphs_for(&self, profile: &Profile) -> impl Iterator<Item = &Paragraph> {
        self.paragraphs.iter().filter(|paragraph| paragraph.when.holds(profile))
    }

    /// Whether a profile prints anything below the caption: its text, or why there is none.
    pub fn says_something(&self, profile: &Profile) -> bool {
        match self.when.holds(profile) {
            true => self.paragraphs_for(profile).next().is_some(),
            false => self.reason.is_some(),
        }
    }
}

impl AppendixKind {
    /// 別表 or 様式.
    pub fn label(self) -> &'static str {
        match self {
            Self::Table => "別表",
            Self::Form => "様式",
        }
    }
}

impl Regulation {
    /// The first answer to every question.
    pub fn first_profile(&self) -> Profile {
        let first = |question: &Question| Some((question.id.clone(), question.choices.first()?.id.clone()));
        self.questions.iter().filter_map(first).collect()
    }

    /// Every article with its number from 1 and its chapter, in printed order.
    pub fn articles(&self) -> impl Iterator<Item = (usize, &RegulationChapter, &Article)> {
        let of_chapter = |chapter: &'_ RegulationChapter| chapter.articles.len();
        let firsts = self.chapters.iter().scan(1, move |next, chapter| {
            let first = *next;
            *next += of_chapter(chapter);
            Some((first, chapter))
        });
        firsts.flat_map(|(first, chapter)| {
            (first..).zip(&chapter.articles).map(move |(number, article)| (number, chapter, article))
        })
    }

    /// Every requirement of a form once, in the order of its rows, with what answers it.
    pub fn correspondence<'a>(&'a self, form: &'a Form) -> Vec<Correspondence<'a>> {
        let mut entries: Vec<Correspondence<'a>> = Vec::new();
        for row in &form.rows {
            let place = entries.iter().position(|entry| entry.lineage == row.lineage).unwrap_or_else(|| {
                entries.push(self.answers_to(&row.lineage));
                entries.len() - 1
            });
            let numbers = &mut entries[place].numbers;
            if !row.number.is_empty() && !numbers.contains(&row.number.as_str()) {
                numbers.push(&row.number);
            }
        }
        entries
    }

    fn answers_to<'a>(&'a self, lineage: &'a str) -> Correspondence<'a> {
        let answers = |lineages: &[String]| lineages.iter().any(|id| id == lineage);
        let articles = self.articles().filter(|(_, _, article)| answers(&article.lineages));
        Correspondence {
            lineage,
            numbers: Vec::new(),
            articles: articles.map(|(number, _, article)| (number, article)).collect(),
            appendices: self.appendices.iter().filter(|appendix| answers(&appendix.lineages)).collect(),
        }
    }

    /// `第12条`; none for an unknown id.
    pub fn article_label(&self, id: &str) -> Option<String> {
        let number = self.articles().find(|(_, _, article)| article.id == id)?.0;
        Some(format!("第{number}条"))
    }

    /// `様式第3`, counted by kind; none for an unknown id.
    pub fn appendix_label(&self, id: &str) -> Option<String> {
        let appendix = self.appendices.iter().find(|appendix| appendix.id == id)?;
        let of_kind = self.appendices.iter().filter(|other| other.kind == appendix.kind);
        let number = 1 + of_kind.take_while(|other| other.id != id).count();
        Some(format!("{}第{number}", appendix.kind.label()))
    }

    /// The variable with this id.
    pub fn variable(&self, id: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.id == id)
    }

    /// The words above text that a condition selects: `クラウド型だけのとき`, joined by 「、」.
    pub fn case(&self, when: &When) -> String {
        let choices = self.questions.iter().flat_map(|question| {
            let chosen = when.0.get(&question.id);
            question.choices.iter().filter(move |choice| Some(&choice.id) == chosen)
        });
        choices.map(|choice| choice.case.as_str()).collect::<Vec<_>>().join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_its_marks() {
        let words = |text: &str| Piece::Words(text.into());
        let pieces = Text::parse("{clinic}は、{appendix:roles}と{article:posts}に{よる").pieces;
        assert_eq!(
            pieces,
            [
                Piece::Variable("clinic".into()),
                words("は、"),
                Piece::Appendix("roles".into()),
                words("と"),
                Piece::Article("posts".into()),
                words("に{よる"),
            ]
        );
        assert!(Text::parse("").pieces.is_empty());
    }

    #[test]
    fn a_condition_needs_all_its_answers() {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let profile: Profile = map(&[("system", "cloud"), ("wireless", "used")]);
        assert!(When::default().holds(&profile));
        assert!(When(map(&[("system", "cloud")])).holds(&profile));
        assert!(!When(map(&[("system", "cloud"), ("wireless", "unused")])).holds(&profile));
    }
}
