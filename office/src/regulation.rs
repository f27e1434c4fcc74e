//! 運用管理規程 as a Word file.

use std::collections::{BTreeMap, BTreeSet};

use checklist::{
    Appendix, AppendixEntry, Article, Computed, Date, Library, Paragraph, Piece, Profile, Regulation, Text,
};
use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelSuffixType, LevelText, LineSpacing,
    NumberFormat, Numbering, NumberingId, PageOrientationType, PageSize, Paragraph as WordParagraph, Run,
    Section, SpecialIndentType, Start, Table,
};

use crate::{
    Error, File,
    document::{self, line, style},
    words,
};

/// What a clinic says about itself. Nothing stands for the first answers and no blank filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling {
    /// Ids of questions with the ids of the choices; the first choice where a question is missing.
    pub answers: Profile,
    /// Ids of variables with what is written in their place; blank words count as not filled in.
    pub variables: BTreeMap<String, String>,
}

/// The rules of a clinic as a Word file: chapters, articles, paragraphs and items with real numbering,
/// tables for 別表 and 様式, and at the end a page of what is not filled in yet.
///
/// Articles that do not apply keep their number and say why. What is not filled in shows its example,
/// underlined. `None` when the book has no regulation; `date` is the day of the book.
///
/// # Errors
///
/// When the filling names a question, choice or variable the regulation does not have.
pub fn regulation(library: &Library, filling: &Filling, date: Option<Date>) -> Result<Option<File>, Error> {
    let Some(regulation) = &library.regulation else { return Ok(None) };
    let profile = profile(regulation, filling)?;
    let mut writer = Writer { library, regulation, filling, profile, open: BTreeSet::new() };
    let bytes = document::bytes(writer.document(date))?;
    Ok(Some(File {
        name: "regulation.docx".to_owned(),
        title: format!("{}（Word）", regulation.title),
        bytes,
    }))
}

/// The first answers, changed as far as the clinic has answered.
fn profile(regulation: &Regulation, filling: &Filling) -> Result<Profile, Error> {
    let mut profile = regulation.first_profile();
    for (id, choice) in &filling.answers {
        let question = regulation.questions.iter().find(|question| question.id == *id);
        let question = question.ok_or_else(|| Error::UnknownAnswer(id.clone()))?;
        if question.choices.iter().all(|known| known.id != *choice) {
            return Err(Error::UnknownAnswer(format!("{id}: {choice}")));
        }
        profile.insert(id.clone(), choice.clone());
    }
    match filling.variables.keys().find(|id| regulation.variable(id).is_none()) {
        Some(id) => Err(Error::UnknownAnswer(id.clone())),
        None => Ok(profile),
    }
}

/// Lists of numbers. 条 run on over chapters, so 章 have a list of their own: not every program keeps a level
/// running below another one.
const CHAPTERS: usize = 2;
pub(crate) const ARTICLES: usize = 3;
pub(crate) const SUPPLEMENT: usize = 4;

/// Levels of the lists of articles and of 附則.
mod level {
    pub(super) const ARTICLE: usize = 0;
    pub(super) const PARAGRAPH: usize = 1;
    pub(super) const ITEM: usize = 2;
}

/// 章, and 条 with 項 (from the second one) and 号.
fn lists() -> [AbstractNumbering; 3] {
    let level = |level, start, text: &str, suffix| {
        let (start, format) = (Start::new(start), NumberFormat::new("decimal"));
        Level::new(level, start, format, LevelText::new(text), LevelJc::new("left")).suffix(suffix)
    };
    let hanging =
        |level: Level, left, by| level.indent(Some(left), Some(SpecialIndentType::Hanging(by)), None, None);
    let articles = |id| {
        AbstractNumbering::new(id)
            .add_level(level(level::ARTICLE, 1, "第%1条", LevelSuffixType::Nothing))
            .add_level(hanging(level(level::PARAGRAPH, 2, "%2", LevelSuffixType::Tab), 420, 420))
            .add_level(hanging(level(level::ITEM, 1, "(%3)", LevelSuffixType::Tab), 900, 480))
    };
    let chapters = AbstractNumbering::new(CHAPTERS).add_level(level(0, 1, "第%1章", LevelSuffixType::Space));
    [chapters, articles(ARTICLES), articles(SUPPLEMENT)]
}

/// One document while it is written.
struct Writer<'a> {
    library: &'a Library,
    regulation: &'a Regulation,
    filling: &'a Filling,
    profile: Profile,
    /// Ids of the variables that are printed as blanks.
    open: BTreeSet<&'a str>,
}

impl<'a> Writer<'a> {
    fn document(&mut self, date: Option<Date>) -> Docx {
        let body = self.body();
        let mut docx = lists().into_iter().fold(document::new(date), |docx, list| {
            let id = list.id;
            docx.add_abstract_numbering(list).add_numbering(Numbering::new(id, id))
        });
        docx = docx.add_section(body);
        for (idx, appendix) in self.regulation.appendices.iter().enumerate() {
            let label = self.regulation.appendix_label(&appendix.id).unwrap_or_default();
            let title = heading().page_break_before(idx > 0);
            let title = title.add_run(text(&format!("{label}（{}）", appendix.title)));
            docx = docx.add_paragraph(title).add_paragraph(plain().add_run(text(&appendix.explanation)));
            docx = docx.add_table(self.appendix(appendix));
        }
        self.closing(docx)
    }

    /// Title, chapters and 附則, on upright pages.
    fn body(&mut self) -> Section {
        let (width, height) = document::A4;
        let mut paragraphs = vec![title().add_run(text(&self.regulation.title))];
        for chapter in &self.regulation.chapters {
            paragraphs.push(self::chapter().add_run(text(&chapter.title)));
            chapter.articles.iter().for_each(|article| self.article(article, &mut paragraphs));
        }
        paragraphs.push(heading().add_run(text(SUPPLEMENT_TITLE)));
        self.paragraphs(&self.regulation.supplement, SUPPLEMENT, &mut paragraphs);
        let section = Section::new()
            .page_size(PageSize::new().size(width, height))
            .page_orient(PageOrientationType::Portrait)
            .page_margin(document::margin())
            .footer(document::footer());
        paragraphs.into_iter().fold(section, Section::add_paragraph)
    }

    fn article(&mut self, article: &'a Article, paragraphs: &mut Vec<WordParagraph>) {
        paragraphs.push(self::article().add_run(text(&format!("（{}）", article.caption))));
        match &article.reason {
            Some(reason) if !article.when.holds(&self.profile) => {
                paragraphs.push(self.runs(reason).into_iter().fold(body(), WordParagraph::add_run));
            }
            _ => self.paragraphs(&article.paragraphs, ARTICLES, paragraphs),
        }
    }

    /// 項 that are used, numbered from the second one, with their 号.
    fn paragraphs(&mut self, from: &'a [Paragraph], list: usize, paragraphs: &mut Vec<WordParagraph>) {
        let profile = self.profile.clone();
        let used = from.iter().filter(|paragraph| paragraph.when.holds(&profile));
        for (idx, paragraph) in used.enumerate() {
            let empty = match idx {
                0 => body(),
                _ => paragraph_in(list),
            };
            paragraphs.push(self.runs(&paragraph.text).into_iter().fold(empty, WordParagraph::add_run));
            for item in &paragraph.items {
                paragraphs.push(self.runs(item).into_iter().fold(item_in(list), WordParagraph::add_run));
            }
        }
    }

    fn runs(&mut self, from: &'a Text) -> Vec<Run> {
        from.pieces.iter().map(|piece| self.run(piece)).collect()
    }

    fn run(&mut self, piece: &'a Piece) -> Run {
        let regulation = self.regulation;
        match piece {
            Piece::Words(words) => text(words),
            Piece::Variable(id) => match self.filled(id) {
                Some(words) => text(words),
                None => {
                    self.open.insert(id);
                    let example = regulation.variable(id).map_or(id, |variable| &variable.example);
                    blank(example)
                }
            },
            Piece::Article(id) => text(&regulation.article_label(id).unwrap_or_default()),
            Piece::Appendix(id) => text(&regulation.appendix_label(id).unwrap_or_default()),
        }
    }

    fn filled(&self, id: &str) -> Option<&'a str> {
        self.filling.variables.get(id).map(|words| words.trim()).filter(|words| !words.is_empty())
    }

    fn appendix(&mut self, appendix: &'a Appendix) -> Table {
        let rows = match appendix.computed {
            Some(Computed::Correspondence) => self.correspondence(),
            None => self.entries(appendix),
        };
        table_of(appendix, rows)
    }

    /// The example, the rows that are written already, and the empty ones.
    fn entries(&mut self, appendix: &'a Appendix) -> Vec<Vec<Vec<WordParagraph>>> {
        let example = appendix.columns.iter().enumerate().map(|(idx, column)| {
            let mark = if idx == 0 { EXAMPLE_MARK } else { "" };
            vec![line([example_text(&format!("{mark}{}", column.example))])]
        });
        let mut rows = vec![example.collect()];
        for entry in &appendix.entries {
            if entry.when.holds(&self.profile) {
                rows.push(self.entry(entry));
            }
        }
        rows.extend((0..appendix.n_rows).map(|_| vec![vec![line([])]; appendix.columns.len()]));
        rows
    }

    fn entry(&mut self, entry: &'a AppendixEntry) -> Vec<Vec<WordParagraph>> {
        entry.cells.iter().map(|cell| vec![line(self.runs(cell))]).collect()
    }

    /// チェックリスト対応表: every requirement of the current form with its articles and appendices.
    fn correspondence(&self) -> Vec<Vec<Vec<WordParagraph>>> {
        let regulation = self.regulation;
        let rows = self.library.correspondence().into_iter().map(|entry| {
            let numbers =
                if entry.numbers.is_empty() { "番号なし".to_owned() } else { entry.numbers.join("・") };
            let articles =
                entry.articles.iter().map(|(number, article)| format!("第{number}条（{}）", article.caption));
            let appendices = entry.appendices.iter().map(|appendix| {
                format!(
                    "{}（{}）",
                    regulation.appendix_label(&appendix.id).unwrap_or_default(),
                    appendix.title
                )
            });
            let title = words::lineage_title(self.library, entry.lineage).to_owned();
            let join = |texts: Vec<String>| texts.join("、");
            [numbers, title, join(articles.collect()), join(appendices.collect())]
        });
        rows.map(|cells| cells.iter().map(|cell| vec![line([text(cell)])]).collect()).collect()
    }

    /// What is left to do before the rules are the clinic's own, and whose work the template is.
    fn closing(&self, docx: Docx) -> Docx {
        let title = heading().page_break_before(true).add_run(text(CLOSING));
        let docx = docx.add_paragraph(title).add_paragraph(plain().add_run(text(words::ORIGIN)));
        let open =
            self.regulation.variables.iter().filter(|variable| self.open.contains(variable.id.as_str()));
        let rows: Vec<Vec<Vec<WordParagraph>>> = open
            .map(|variable| {
                let cells = [&variable.label, &variable.explanation, &variable.example];
                cells.map(|cell| vec![line([text(cell)])]).to_vec()
            })
            .collect();
        if rows.is_empty() {
            return docx.add_paragraph(plain().add_run(text(FINISHED)));
        }
        docx.add_paragraph(plain().add_run(text(UNFINISHED))).add_table(table_of_blanks(rows))
    }
}

pub(crate) fn table_of(appendix: &Appendix, rows: Vec<Vec<Vec<WordParagraph>>>) -> Table {
    let heads: Vec<_> = appendix.columns.iter().map(|column| column.title.clone()).collect();
    document::table(&widths(appendix), &heads, rows)
}

/// What is not filled in yet: label, explanation and example of each.
pub(crate) fn table_of_blanks(rows: Vec<Vec<Vec<WordParagraph>>>) -> Table {
    let heads = ["まだ書き入れていないこと", "書き方", "例"].map(str::to_owned);
    document::table(&[4000, 7000, document::WIDE - 11000], &heads, rows)
}

/// Stands before the example of a table's first column.
pub(crate) const EXAMPLE_MARK: &str = "記入例 ";
/// The heading of 附則.
pub(crate) const SUPPLEMENT_TITLE: &str = "附則";
/// Where nothing is left to fill in.
pub(crate) const FINISHED: &str = "すべて書き入れてあります。";
/// Above what is left to fill in.
pub(crate) const UNFINISHED: &str = "本文と別表の下線のところです。自院の言葉に替えてください。";
/// The heading of the last page, which is no part of the rules.
pub(crate) const CLOSING: &str = "仕上げるために（この頁は規程に含めません）";

/// Words of a run.
pub(crate) fn text(words: &str) -> Run {
    Run::new().add_text(words)
}

/// What is to be replaced by the clinic's own words.
pub(crate) fn blank(example: &str) -> Run {
    text(example).underline("single")
}

/// What shows how a table is filled in.
pub(crate) fn example_text(words: &str) -> Run {
    text(words).italic().color("595959")
}

pub(crate) fn title() -> WordParagraph {
    WordParagraph::new().style(style::TITLE)
}

pub(crate) fn chapter() -> WordParagraph {
    numbered(heading(), CHAPTERS, 0)
}

pub(crate) fn article() -> WordParagraph {
    let title = WordParagraph::new().style(style::ARTICLE).keep_next(true);
    numbered(title, ARTICLES, level::ARTICLE)
}

/// A heading without a number.
pub(crate) fn heading() -> WordParagraph {
    WordParagraph::new().style(style::CHAPTER).keep_next(true)
}

/// The first 項.
pub(crate) fn body() -> WordParagraph {
    WordParagraph::new().style(style::BODY)
}

/// Any other 項.
pub(crate) fn paragraph_in(list: usize) -> WordParagraph {
    numbered(WordParagraph::new(), list, level::PARAGRAPH)
}

/// 号.
pub(crate) fn item_in(list: usize) -> WordParagraph {
    numbered(WordParagraph::new(), list, level::ITEM)
}

/// Text that is no part of the rules.
pub(crate) fn plain() -> WordParagraph {
    WordParagraph::new().line_spacing(LineSpacing::new().after(120))
}

fn numbered(paragraph: WordParagraph, list: usize, level: usize) -> WordParagraph {
    paragraph.numbering(NumberingId::new(list), IndentLevel::new(level))
}

/// Columns share the page by the length of what stands in them; the first one also says what an example is.
fn widths(appendix: &Appendix) -> Vec<usize> {
    let n_chars = |(idx, column): (usize, &checklist::Column)| {
        let n_chars = column.title.chars().count().max(column.example.chars().count());
        n_chars.clamp(if idx == 0 { 7 } else { 4 }, 14)
    };
    let n_chars: Vec<_> = appendix.columns.iter().enumerate().map(n_chars).collect();
    let total: usize = n_chars.iter().sum();
    n_chars.into_iter().map(|n_chars| n_chars * document::WIDE / total).collect()
}
